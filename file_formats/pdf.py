"""The text of a PDF, for reading a report."""

from file_formats.limits import LIMITS, FileLimits
from file_formats.sandbox import parse_in_sandbox


def read_pdf(data: bytes, limits: FileLimits = LIMITS) -> list[str]:
    """Return the text of each page.

    Raises Refused: what apart.parse and document_text.pdf_pages refuse.
    """
    return [str(page) for page in parse_in_sandbox("pdf", data, limits)]
