"""Extraction of figures from the text of a report, as proposals for a person to accept."""

from extraction.comparison_with_published import (
    ComparedFigure,
    PublicationStatus,
    compare_with_published,
    find_body_figure,
)
from extraction.proposed_figures import ArticleResult, ProposedFigure, TextTooLongError
from extraction.report_reader import (
    LIMIT,
    READER_VERSION,
    ReportReader,
    extract_by_article,
    extract_figures,
    extract_from_report,
)

__all__ = [
    "LIMIT",
    "READER_VERSION",
    "ArticleResult",
    "ComparedFigure",
    "ProposedFigure",
    "PublicationStatus",
    "ReportReader",
    "TextTooLongError",
    "compare_with_published",
    "extract_by_article",
    "extract_figures",
    "extract_from_report",
    "find_body_figure",
]
