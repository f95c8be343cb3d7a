"""A report as its page shows it: articles, figures as they stand, what they meet of the published.

Reading is done once for a report, the code lists and the labels that were taught.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from app_pages.state import release as release_state
from app_pages.state import user
from app_pages.state.cache import memoize
from curation.answers.remembered_labels import load_remembered_subjects
from curation.reports.report import Decision, Report, accept_proposal, span_key
from extraction import (
    ArticleResult,
    ComparedFigure,
    ProposedFigure,
    PublicationStatus,
    ReportReader,
    compare_with_published,
    find_in_body,
)
from extraction import read_articles as read
from locales import Words
from metrics.figures import choose
from metrics.table import records
from quantities import read as read_wording

Taught = tuple[tuple[tuple[str, str], tuple[str, str]], ...]


@dataclass(frozen=True)
class ReviewedFigure:
    """One figure of a report: as it was read, as it stands now, and what was decided.

    `published` is the published figure that it meets, `body` what the article's body says where
    its headline has another number.
    """

    number: int
    proposal: ProposedFigure
    now: ProposedFigure
    decision: Decision | None
    compared: ComparedFigure
    published: Mapping[str, Any] | None
    body: ProposedFigure | None

    @property
    def key(self) -> str:
        """Its place in the text."""
        return span_key(self.proposal)

    @property
    def known(self) -> bool:
        """Whether the same figure is published."""
        return self.compared.standing is PublicationStatus.KNOWN

    @property
    def ready(self) -> bool:
        """Whether it may be accepted together with others: nothing about it is in question."""
        settled = self.decision or self.body or self.compared.standing is not PublicationStatus.NEW
        return bool(self.now.indicator and self.now.ref_area and not settled)

    @property
    def state(self) -> str:
        """Name what was decided: accepted, rejected or open."""
        if self.decision is None:
            return "open"
        return "accepted" if self.decision.accepted else "rejected"


def articles_of_reading(reading: Report, text: str) -> list[ArticleResult]:
    """Read a report article by article, as the newest release and what was taught have it."""
    taught = tuple(sorted(load_remembered_subjects(user.get_workspace()).items()))
    return _pieces(text, reading.day, release_state.newest_number(), taught)


@memoize(16)
def _pieces(text: str, day: str, release: int, taught: Taught) -> list[ArticleResult]:
    return read(_reader(release, taught), text, date.fromisoformat(day))


@memoize(2)
def _reader(release: int, taught: Taught) -> ReportReader:
    head = release_state.code_lists(release)
    return ReportReader.of(head.areas, head.indicators, dict(taught), head.programmes)


def reviewed_figures(reading: Report, piece: ArticleResult, first: int) -> list[ReviewedFigure]:
    """Give the figures of an article, numbered from `first`, as they stand."""
    decided = [reading.decisions.get(span_key(each)) for each in piece.proposals]
    now = [_corrected(p, d) for p, d in zip(piece.proposals, decided, strict=True)]
    figures = choose(
        release_state.get_figures(release_state.newest_number()),
        indicator={each.indicator for each in now},
        ref_area={each.ref_area for each in now},
    )
    found = []
    for number, (was, one, decision, met) in enumerate(
        zip(piece.proposals, now, decided, compare_with_published(now, figures), strict=True), first
    ):
        row = records(figures[figures["key"] == met.key])[0] if met.key else None
        body = find_in_body(was, piece.proposals)
        found.append(ReviewedFigure(number, was, one, decision, met, row, body))
    return found


def _corrected(proposal: ProposedFigure, decision: Decision | None) -> ProposedFigure:
    """Put what a person has corrected in the place of what was read."""
    if not decision or not decision.row:
        return proposal
    row, wording = decision.row, decision.row["as_reported"]
    changed = replace(
        proposal,
        indicator=row["indicator"],
        programme=row["programme"],
        ref_area=row["ref_area"],
        breakdown=row["breakdown"],
        time_period=row["time_period"],
    )
    if wording == accept_proposal(proposal).row["as_reported"]:
        return changed
    quantity = read_wording(wording)
    return replace(
        changed,
        as_reported=wording,
        value=quantity.value,
        value_low=quantity.low,
        value_high=quantity.high,
        qualifier=quantity.qualifier.value,
        unit=quantity.unit,
    )


def indicator_name(code: str, reading: Report, words: Words) -> str:
    """Name an indicator, one that this reading has defined as well."""
    own = next((each for each in reading.indicators if each["code"] == code), None)
    return words.pick(own["name"]) if own else words.name("indicator", code)
