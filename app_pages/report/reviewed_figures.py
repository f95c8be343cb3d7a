"""The figures extracted from a report, with decisions about them and the published figures.

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
    `outdated` are decisions about an earlier extraction of this place, by their spans. `published`
    is the published figure with the same key, `body` the figure in the article's text if the
    headline has a different number.
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
        """Return the key under which its decision is stored."""
        return format_span_key(self.proposal)

    @property
    def unquestioned(self) -> bool:
        """Whether the figure is achieved, stated in the text, undecided and contradicts nothing."""
        proposal = self.proposal
        complete = (
            proposal.indicator and proposal.ref_area and proposal.stated and not proposal.planned
        )
        new = self.compared.status is PublicationStatus.NEW
        return bool(complete and new and not (self.decision or self.outdated or self.body))

    @property
    def state(self) -> str:
        """Return open, accepted, rejected or again (to be decided again)."""
        if self.decision:
            return "accepted" if self.decision.accepted else "rejected"
        return "again" if self.outdated else "open"

    def decisions_with(self, decision: Decision | None) -> dict[str, Decision | None]:
        """Return the decisions to save with a new one: each outdated one is withdrawn (None)."""
        return {**dict.fromkeys(self.outdated), self.key: decision}


def read_report(report: Report, text: str) -> list[ArticleResult]:
    """Extract the figures of a report by article, with the newest code lists and labels.

    Labels are what people have said that a thing counted ("会员", "人") means; those that count for
    the user are used. They are part of the cache's key, hence a tuple, which can be hashed. Raises
    FileFormatError.
    """
    number = release_state.get_newest_number()
    indicators = release_state.get_code_lists(number).indicators
    subjects = load_remembered_subjects(user.get_workspace(), user.get_reader(), indicators)
    found = _read_text(text, report.day, number, tuple(sorted(subjects.items())))
    if isinstance(found, FileFormatError):
        raise found
    return found


PASSED_LIMITS = ("too_slow", "too_much_memory", "answer_too_large")


@memoize(max_results=16, warm=None)
def _read_text(
    text: str, day: str, number: int, remembered: RememberedSubjects
) -> list[ArticleResult] | FileFormatError:
    """Extract the figures of a report's text by article; cached, as is that it passes a limit.

    `day` is the report's date as ISO 8601, `number` the number of the release whose code lists are
    used, `remembered` what people have said that things counted mean.
    """
    reader, limits = _get_reader(number, remembered), user.get_workspace().file_limits
    try:
        return read_articles(reader, text, date.fromisoformat(day), limits)
    except FileFormatError as error:
        if error.code not in PASSED_LIMITS:
            raise
        return error  # each click would spend as much again


@memoize(max_results=2, warm=None)
def _get_reader(number: int, remembered: RememberedSubjects) -> ReportReader:
    """Return the reader of reports for a release's code lists and the remembered labels; cached.

    It prepares the names of all areas and indicators, which is the same work for every report.
    """
    lists = release_state.get_code_lists(number)
    return ReportReader.from_code_lists(
        lists.areas, lists.indicators, dict(remembered), lists.programmes
    )


def review_figures(
    report: Report, article: ArticleResult, first_number: int, outdated: Mapping[str, Decision]
) -> list[ReviewedFigure]:
    """Return the figures of an article with the decisions and corrections so far.

    Each is compared with the published figures as corrected, not as extracted. `first_number` is
    the number of the article's first figure in the report; `outdated` are the decisions of the
    whole report that must be made again, by their spans in the text. `body` of the result is the
    figure in the article's text whose number a headline gives otherwise.
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
            number=number,
            proposal=proposal,
            corrected=figure,
            decision=decision,
            outdated=decisions_at(proposal, outdated),
            compared=comparison,
            # Keys are unique; "" is a figure that is not published.
            published=to_records(published[published["key"] == comparison.key])[0]
            if comparison.key
            else None,
            body=find_body_figure(proposal, proposals),
        )
        for number, (proposal, figure, decision, comparison) in enumerate(
            zip(proposals, corrected, decisions, compared, strict=True), first_number
        )
    ]


def outdated_decisions(report: Report, articles: Sequence[ArticleResult]) -> dict[str, Decision]:
    """Return the decisions of a report that must be made again, by their spans in the text.

    A decision holds as long as the extraction finds the same words at the same place; a newer
    version of it may not.
    """
    proposals = [proposal for article in articles for proposal in article.proposals]
    return find_outdated_decisions(report, proposals)


def decisions_at(
    proposal: ProposedFigure, decisions: Mapping[str, Decision]
) -> dict[str, Decision]:
    """Return the decisions on a report whose span in its text overlaps that of a proposed figure.

    `decisions` are keyed by their spans, "120-126"; an end is the place after the last character.
    """
    spans = {key: parse_span_key(key) for key in decisions}
    return {
        key: decisions[key]
        for key, (start, end) in spans.items()
        if start < proposal.end and proposal.start < end
    }


def _apply_corrections(proposal: ProposedFigure, decision: Decision | None) -> ProposedFigure:
    """Return a figure of a report with the corrections that a person saved in its decision.

    `decision.row` has the columns as they were accepted. The number is read again only if its
    wording was corrected. Without a decision, or for one without a row, the figure is returned as
    it was extracted.
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


def indicator_name(code: str, report: Report, words: Words) -> str:
    """Return the name of an indicator, published or new in this report.

    Those that were defined in the dialog of a figure are kept in the report until it is published.
    """
    new = next((entry for entry in report.indicators if entry["code"] == code), None)
    return words.pick(new["name"]) if new else words.name("indicator", code)
