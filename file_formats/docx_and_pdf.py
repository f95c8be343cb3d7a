"""Extract the text of Word documents (DOCX) and PDFs, the formats in which reports are uploaded.

Both functions are called in a child process: a hostile file can end it.
"""

import io

from file_formats import archive
from file_formats.errors import FileFormatError
from file_formats.limits import LIMITS, FileLimits, check_size


def load_libraries() -> None:
    """Import the libraries of this module in advance.

    The process that forks the children calls it. The server never needs the libraries itself.
    """
    import docx  # noqa: F401
    import pypdf  # noqa: F401


def read_docx(data: bytes, limits: FileLimits = LIMITS) -> list[str]:
    """Return the non-empty paragraphs of a Word document, in order.

    A table row is one paragraph with tabs between its cells. Raises FileFormatError: the codes of
    unpack_archive, not_a_document, too_much_text.
    """
    import docx
    from docx.table import Table

    parts = archive.unpack_archive(data, limits)
    if "word/document.xml" not in parts:
        raise FileFormatError("not_a_document")
    paragraphs = []
    try:
        document = docx.Document(io.BytesIO(archive.pack_archive(parts)))
        for block in document.iter_inner_content():
            if isinstance(block, Table):
                paragraphs += ["\t".join(cell.text for cell in row.cells) for row in block.rows]
            else:
                paragraphs.append(block.text)
            _check_text_length(paragraphs, limits)
    except (FileFormatError, MemoryError):
        raise
    except Exception:  # a process boundary: any error of python-docx is due to the file
        raise FileFormatError("archive_damaged") from None
    return [paragraph for paragraph in paragraphs if paragraph.strip()]


def read_pdf(data: bytes, limits: FileLimits = LIMITS) -> list[str]:
    """Return the text of each page of a PDF; pictures are not read.

    Raises FileFormatError: too_large, encrypted, pdf_damaged, too_much_text, no_text (a scan).
    """
    import pypdf

    check_size(data, limits)
    pages: list[str] = []
    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
        if reader.is_encrypted:
            raise FileFormatError("encrypted")
        for page in reader.pages:
            pages.append(page.extract_text())
            _check_text_length(pages, limits)
    except (FileFormatError, MemoryError):
        raise
    except Exception:  # a process boundary: any error of pypdf is due to the file
        raise FileFormatError("pdf_damaged") from None
    if not any(map(str.strip, pages)):
        raise FileFormatError("no_text")
    return pages


def _check_text_length(texts: list[str], limits: FileLimits) -> None:
    """Raise FileFormatError (too_much_text) if paragraphs or pages together are too long."""
    length = sum(map(len, texts))
    if length > limits.text:
        raise FileFormatError("too_much_text", values={"limit": limits.text, "found": length})
