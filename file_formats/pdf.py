"""The text of a PDF, for reading a report."""

from file_formats.limits import LIMITS, Limits
from file_formats.sandbox import parse


def read(data: bytes, limits: Limits = LIMITS) -> list[str]:
    """Return the text of each page.

    Raises Refused: what apart.parse and document_text.pdf_pages refuse.
    """
    return [str(page) for page in parse("pdf", data, limits)]
