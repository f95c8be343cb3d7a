"""The figures extracted from a report, with decisions about them and published figures.

The extraction is cached for each release and each set of remembered labels.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from app_pages.state import release as release_state
from app_pages.state import user
from app_pages.state.cache import memoize
from curation.remembered_labels import load_remembered_subjects
from curation.reports.report import (
    Decision,
    Report,
    complete_wording,
    find_decision,
    find_outdated_decisions,
    format_span_key,
    parse_span_key,
)
from curation.reports.report_reading import read_articles
from extraction import (
    ArticleResult,
    ComparedFigure,
    ProposedFigure,
    PublicationStatus,
    ReportReader,
    compare_with_published,
    find_body_figure,
)
from file_formats import FileFormatError
from locales import Words
from metrics.figure_queries import choose
from metrics.metric_table import to_records
from quantities import parse_quantity

RememberedSubjects = tuple[tuple[tuple[str, str], tuple[str, str]], ...]


@dataclass(frozen=True)
class ReviewedFigure:
    """One figure of a report with the decisions about it.

    `proposal` is the figure as extracted, `corrected` the same with a person's corrections.
    `outdated` are decisions about an earlier extraction at this place, by their spans. `published`
    is the published figure with the same key. `body` is the same figure in the article's text, if
    the headline gives another number.
    """

    number: int
    proposal: ProposedFigure
    corrected: ProposedFigure
    decision: Decision | None
    outdated: Mapping[str, Decision]
    compared: ComparedFigure
    published: Mapping[str, Any] | None
    body: ProposedFigure | None

    @property
    def key(self) -> str:
        """The key under which the figure's decision is stored."""
        return format_span_key(self.proposal)

    @property
    def needs_no_question(self) -> bool:
        """Whether the figure is complete, achieved, new, undecided, and nothing contradicts it.

        One click accepts all such figures of an article.
        """
        proposal = self.proposal
        complete = (
            proposal.indicator and proposal.ref_area and proposal.stated and not proposal.planned
        )
        new = self.compared.status is PublicationStatus.NEW
        return bool(complete and new and not (self.decision or self.outdated or self.body))

    @property
    def state(self) -> str:
        """One of "open", "accepted", "rejected", or "again" (to be decided again)."""
        if self.decision:
            return "accepted" if self.decision.accepted else "rejected"
        return "again" if self.outdated else "open"

    def build_decisions(self, decision: Decision | None) -> dict[str, Decision | None]:
        """Return the decisions to save with a new one; None deletes each outdated one."""
        return {**dict.fromkeys(self.outdated), self.key: decision}


def read_report(report: Report, text: str) -> list[ArticleResult]:
    """Extract the figures of a report by article, with the newest code lists and labels.

    Labels are what people have said that a thing counted ("会员", "人") means. The user's own and
    the shared ones are used, and are part of the cache's key. Raises FileFormatError.
    """
    release_number = release_state.get_newest_number()
    indicators = release_state.get_code_lists(release_number).indicators
    subjects = load_remembered_subjects(user.get_workspace(), user.get_reader(), indicators)
    articles = _read_text(text, report.day, release_number, tuple(sorted(subjects.items())))
    if isinstance(articles, FileFormatError):
        raise articles
    return articles


LIMIT_ERRORS = ("too_slow", "too_much_memory", "answer_too_large")
"""Codes of errors for a report that exceeds a limit of the child process."""


@memoize(max_results=16, warm=None)
def _read_text(
    text: str, day: str, release_number: int, remembered: RememberedSubjects
) -> list[ArticleResult] | FileFormatError:
    """Extract the figures of a report's text by article; cached, also if the text exceeds a limit.

    `day` is the report's date (ISO 8601). The code lists of the release `release_number` are used,
    and `remembered`, what people have said that things counted mean.
    """
    reader, limits = _get_reader(release_number, remembered), user.get_workspace().file_limits
    try:
        return read_articles(reader, text, date.fromisoformat(day), limits)
    except FileFormatError as error:
        if error.code not in LIMIT_ERRORS:
            raise
        return error  # returned, and so cached: reading it again would take as long


@memoize(max_results=2, warm=None)
def _get_reader(release_number: int, remembered: RememberedSubjects) -> ReportReader:
    """Return the reader of reports for a release's code lists and the remembered labels; cached.

    Preparing the names of all areas and indicators is the same work for every report.
    """
    lists = release_state.get_code_lists(release_number)
    return ReportReader.from_code_lists(
        lists.areas, lists.indicators, dict(remembered), lists.programmes
    )


def review_figures(
    report: Report, article: ArticleResult, first_number: int, outdated: Mapping[str, Decision]
) -> list[ReviewedFigure]:
    """Return the figures of an article with the decisions and corrections so far.

    Figures are compared with the published ones as corrected, not as extracted. `first_number` is
    the number of the article's first figure in the report. `outdated` are the decisions of the
    whole report that must be made again, by their spans in the text.
    """
    proposals = article.proposals
    decisions = [find_decision(report, proposal) for proposal in proposals]
    corrected = list(map(_apply_corrections, proposals, decisions))
    published = choose(
        release_state.get_figures(release_state.get_newest_number()),
        indicator={figure.indicator for figure in corrected},
        ref_area={figure.ref_area for figure in corrected},
    )
    compared = compare_with_published(corrected, published)
    return [
        ReviewedFigure(
            number=figure_number,
            proposal=proposal,
            corrected=figure,
            decision=decision,
            outdated=find_decisions_at(proposal, outdated),
            compared=comparison,
            # A key is unique among published figures; "" means that the figure is not published.
            published=to_records(published[published["key"] == comparison.key])[0]
            if comparison.key
            else None,
            body=find_body_figure(proposal, proposals),
        )
        for figure_number, (proposal, figure, decision, comparison) in enumerate(
            zip(proposals, corrected, decisions, compared, strict=True), first_number
        )
    ]


def find_decisions_to_repeat(
    report: Report, articles: Sequence[ArticleResult]
) -> dict[str, Decision]:
    """Return the decisions of a report that must be made again, by their spans in the text.

    A decision holds as long as the extraction finds the same words at the same place. A newer
    version of the extraction may find others.
    """
    proposals = [proposal for article in articles for proposal in article.proposals]
    return find_outdated_decisions(report, proposals)


def find_decisions_at(
    proposal: ProposedFigure, decisions: Mapping[str, Decision]
) -> dict[str, Decision]:
    """Return the decisions whose span in the text overlaps that of a proposed figure.

    `decisions` are keyed by their spans, such as "120-126", of which the end is exclusive.
    """
    spans = {key: parse_span_key(key) for key in decisions}
    return {
        key: decisions[key]
        for key, (start, end) in spans.items()
        if start < proposal.end and proposal.start < end
    }


def _apply_corrections(proposal: ProposedFigure, decision: Decision | None) -> ProposedFigure:
    """Return a figure of a report with the corrections that a person saved with its decision.

    `decision.row` has the columns as they were accepted. The number is parsed again only if its
    wording was corrected. Without a decision, or a row in it, the figure is returned as extracted.
    """
    if not decision or not decision.row:
        return proposal
    row, wording = decision.row, decision.row["as_reported"]
    corrected = replace(
        proposal,
        indicator=row["indicator"],
        programme=row["programme"],
        ref_area=row["ref_area"],
        breakdown=row["breakdown"],
        time_period=row["time_period"],
    )
    if wording == complete_wording(proposal):
        return corrected
    quantity = parse_quantity(wording)
    return replace(
        corrected,
        as_reported=wording,
        value=quantity.value,
        value_low=quantity.low,
        value_high=quantity.high,
        qualifier=quantity.qualifier.value,
        unit=quantity.unit,
    )


def get_indicator_name(code: str, report: Report, words: Words) -> str:
    """Return the name of an indicator that is published, or new in this report.

    Indicators defined in a figure's dialog are kept in the report until they are published.
    """
    new = next((entry for entry in report.indicators if entry["code"] == code), None)
    return words.pick(new["name"]) if new else words.name("indicator", code)
