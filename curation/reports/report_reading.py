"""Reads reports in a child process with limits: the text of a file, and the figures in a text."""

from datetime import date
from pathlib import PurePath

from chinese_text.characters import replace_radicals
from extraction import ArticleResult, ProposedFigure, ReportReader, extract_by_article
from file_formats import LIMITS, FileLimits, csv, docx_and_pdf
from file_formats.docx_and_pdf import load_libraries
from file_formats.sandbox.run import run_in_child

__all__ = ["extract_text", "load_libraries", "read_articles", "read_figures"]


def extract_text(name: str, data: bytes, limits: FileLimits = LIMITS) -> str:
    """Return the text of a report's file; files other than .docx and .pdf are read as text.

    The encoding of a text file is detected. Unicode radicals, which PDF files contain, become the
    characters that look the same (⼈ → 人). Raises FileFormatError.
    """
    return run_in_child(_extract_text, name, data, limits, limits=limits)


def read_articles(
    reader: ReportReader, text: str, day: date, limits: FileLimits = LIMITS
) -> list[ArticleResult]:
    """Return the articles of a report's text in order, each with the figures found in it.

    `day` is the report's date. Raises FileFormatError with the codes of `run_in_child`.
    """
    return run_in_child(extract_by_article, reader, text, day, limits=limits)


def read_figures(
    reader: ReportReader, text: str, day: date, limits: FileLimits = LIMITS
) -> list[ProposedFigure]:
    """Return the figures of all articles of a report, in the order of its text.

    `day` is the report's date, on which "this year" depends. Raises the errors of `read_articles`.
    """
    articles = read_articles(reader, text, day, limits)
    figures = [figure for article in articles for figure in article.proposals]
    return sorted(figures, key=lambda figure: figure.start)


def _extract_text(name: str, data: bytes, limits: FileLimits) -> str:
    """Return the text of a report's file; runs in the child process."""
    match PurePath(name).suffix.lower():
        case ".docx":
            return "\n".join(docx_and_pdf.read_docx(data, limits))
        case ".pdf":
            return replace_radicals("\n".join(docx_and_pdf.read_pdf(data, limits)))
    return replace_radicals(csv.decode_csv(data, limits=limits)[0])  # [1] is its encoding
