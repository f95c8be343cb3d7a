"""The text of a Word document, for reading a report."""

from file_formats.limits import LIMITS, FileLimits
from file_formats.sandbox import parse_in_sandbox


def read_docx(data: bytes, limits: FileLimits = LIMITS) -> list[str]:
    """Return the paragraphs that hold text, in order; a table's row is one, cells by tabs.

    Raises Refused: what apart.parse and document_text.docx_paragraphs refuse.
    """
    return [str(paragraph) for paragraph in parse_in_sandbox("docx", data, limits)]
