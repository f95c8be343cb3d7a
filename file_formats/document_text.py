"""The text of a DOCX or a PDF, read inside the child process."""

import io

import docx
import pypdf
from docx.table import Table

from file_formats import archive
from file_formats.errors import FileFormatError
from file_formats.limits import FileLimits


def docx_paragraphs(data: bytes, limits: FileLimits) -> list[str]:
    """Return the paragraphs in order, a table's row as one paragraph with tabs.

    Raises Refused: those of archive.unpack, not_a_document, too_much_text.
    """
    parts = archive.unpack(data, limits)
    if "word/document.xml" not in parts:
        raise FileFormatError("not_a_document")
    found = []
    try:
        document = docx.Document(io.BytesIO(archive.pack(parts)))
        for block in document.iter_inner_content():
            if isinstance(block, Table):
                found += ["\t".join(cell.text for cell in row.cells) for row in block.rows]
            else:
                found.append(block.text)
            _count(found, limits)
    except (FileFormatError, MemoryError):
        raise
    except Exception:  # a process boundary: whatever python-docx stumbles over is the file's fault
        raise FileFormatError("archive_damaged") from None
    return [text for text in found if text.strip()]


def pdf_pages(data: bytes, limits: FileLimits) -> list[str]:
    """Return the text of each page; a scan has none (no_text).

    Raises Refused: encrypted, pdf_damaged, too_much_text, no_text.
    """
    found: list[str] = []
    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
        if reader.is_encrypted:
            raise FileFormatError("encrypted")
        for page in reader.pages:
            found.append(page.extract_text())
            _count(found, limits)
    except (FileFormatError, MemoryError):
        raise
    except Exception:  # a process boundary: whatever pypdf stumbles over is the file's fault
        raise FileFormatError("pdf_damaged") from None
    if not any(text.strip() for text in found):
        raise FileFormatError("no_text")
    return found


def _count(found: list[str], limits: FileLimits) -> None:
    total = sum(map(len, found))
    if total > limits.text:
        raise FileFormatError("too_much_text", values={"limit": limits.text, "found": total})
