"""A report as its page shows it: articles, figures as they stand, what they meet of the published.

Reading is done once for a report, the code lists and the labels that were taught.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from app_pages.state import release as release_state
from app_pages.state import user
from app_pages.state.cache import kept
from curation.answers.remembered_labels import remembered_subjects
from curation.reports.session import Decision, Reading, accepting, key_of
from extraction import Compared, Piece, Proposal, Reader, Standing, compare, in_the_body
from extraction import read_pieces as read
from locales import Words
from metrics.figures import choose
from metrics.table import records
from quantities import read as read_wording

Taught = tuple[tuple[tuple[str, str], tuple[str, str]], ...]


@dataclass(frozen=True)
class Shown:
    """One figure of a report: as it was read, as it stands now, and what was decided.

    `published` is the published figure that it meets, `body` what the article's body says where
    its headline has another number.
    """

    number: int
    proposal: Proposal
    now: Proposal
    decision: Decision | None
    compared: Compared
    published: Mapping[str, Any] | None
    body: Proposal | None

    @property
    def key(self) -> str:
        """Its place in the text."""
        return key_of(self.proposal)

    @property
    def known(self) -> bool:
        """Whether the same figure is published."""
        return self.compared.standing is Standing.KNOWN

    @property
    def ready(self) -> bool:
        """Whether it may be accepted together with others: nothing about it is in question."""
        settled = self.decision or self.body or self.compared.standing is not Standing.NEW
        return bool(self.now.indicator and self.now.ref_area and not settled)

    @property
    def state(self) -> str:
        """Name what was decided: accepted, rejected or open."""
        if self.decision is None:
            return "open"
        return "accepted" if self.decision.accepted else "rejected"


def pieces(reading: Reading, text: str) -> list[Piece]:
    """Read a report article by article, as the newest release and what was taught have it."""
    taught = tuple(sorted(remembered_subjects(user.desk()).items()))
    return _pieces(text, reading.day, release_state.newest(), taught)


@kept(16)
def _pieces(text: str, day: str, release: int, taught: Taught) -> list[Piece]:
    return read(_reader(release, taught), text, date.fromisoformat(day))


@kept(2)
def _reader(release: int, taught: Taught) -> Reader:
    head = release_state.lists_in(release)
    return Reader.of(head.areas, head.indicators, dict(taught), head.programmes)


def shown(reading: Reading, piece: Piece, first: int) -> list[Shown]:
    """Give the figures of an article, numbered from `first`, as they stand."""
    decided = [reading.decisions.get(key_of(each)) for each in piece.proposals]
    now = [_corrected(p, d) for p, d in zip(piece.proposals, decided, strict=True)]
    figures = choose(
        release_state.figures_in(release_state.newest()),
        indicator={each.indicator for each in now},
        ref_area={each.ref_area for each in now},
    )
    found = []
    for number, (was, one, decision, met) in enumerate(
        zip(piece.proposals, now, decided, compare(now, figures), strict=True), first
    ):
        row = records(figures[figures["key"] == met.key])[0] if met.key else None
        body = in_the_body(was, piece.proposals)
        found.append(Shown(number, was, one, decision, met, row, body))
    return found


def _corrected(proposal: Proposal, decision: Decision | None) -> Proposal:
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
    if wording == accepting(proposal).row["as_reported"]:
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


def indicator_name(code: str, reading: Reading, words: Words) -> str:
    """Name an indicator, one that this reading has defined as well."""
    own = next((each for each in reading.indicators if each["code"] == code), None)
    return words.pick(own["name"]) if own else words.name("indicator", code)
