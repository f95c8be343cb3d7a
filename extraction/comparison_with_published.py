"""Compares a report's proposed figures with published figures and with each other."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from operator import attrgetter
from typing import Any

import pandas as pd

from extraction.proposed_figures import ProposedFigure
from periods import comparable_period
from quantities import figure_key
from quantities.units import same_unit

KEY_COLUMNS = ("indicator", "ref_area", "breakdown", "time_period")


class PublicationStatus(StrEnum):
    """Whether a figure is already published, with the same or with a different value."""

    NEW = "new"
    KNOWN = "known"
    CONTRADICTS = "contradicts"


@dataclass(frozen=True, slots=True)
class ComparedFigure:
    """A proposed figure's publication status and the key of the published figure ("" if none)."""

    status: PublicationStatus
    key: str = ""


def compare_with_published(
    proposals: Sequence[ProposedFigure], figures: pd.DataFrame
) -> list[ComparedFigure]:
    """Return the publication status of each proposal, in order; `figures` are the published ones.

    A published figure matches a proposal if indicator, area, breakdown and period are equal, and
    the programme if the proposal has one. The proposal is known if value and bounds are equal, too,
    else it contradicts the figure. Without a match, or without an indicator, it is new.
    """
    published: dict[tuple[str, ...], list[Mapping[str, Any]]] = {}
    columns = [*KEY_COLUMNS, "programme", "value", "value_low", "value_high"]
    rows: Iterable[Mapping[str, Any]] = figures[columns].to_dict("records")  # type: ignore[assignment]
    for row in rows:
        published.setdefault(
            _build_comparable_key(*(row[name] for name in KEY_COLUMNS)), []
        ).append(row)
    key_of_proposal = attrgetter(*KEY_COLUMNS)
    return [
        _compare(proposal, published.get(_build_comparable_key(*key_of_proposal(proposal)), []))
        for proposal in proposals
    ]


def _build_comparable_key(*codes: str) -> tuple[str, ...]:
    """Return the values of KEY_COLUMNS with the period, the last one, in one spelling.

    A release may have 2024-01/2024-12 where a proposal has 2024.
    """
    *others, period = codes
    return (*others, comparable_period(period))


def find_body_figure(
    headline: ProposedFigure, proposals: Iterable[ProposedFigure]
) -> ProposedFigure | None:
    """Return the figure of the article's body that a figure of its heading repeats, or None.

    `proposals` are all figures of the article. The result is the first figure of the body that has
    the same unit and either the same indicator or the same value: 120家 in the heading may repeat
    120余家. The result is None if `headline` is not a figure of a heading.
    """
    if not headline.headline:
        return None
    for proposal in proposals:
        same_indicator = headline.indicator and proposal.indicator == headline.indicator
        if not (same_indicator or proposal.value == headline.value):
            continue
        if not proposal.headline and same_unit(proposal.unit, headline.unit):
            return proposal
    return None


def _compare(proposal: ProposedFigure, rows: list[Mapping[str, Any]]) -> ComparedFigure:
    """Compare a proposal with `rows`, the published figures of its key (KEY_COLUMNS).

    If none of them has its value and bounds, the key returned is that of the first one.
    """
    matching_rows = [row for row in rows if proposal.programme in ("", row["programme"])]
    if not proposal.indicator or not matching_rows:
        return ComparedFigure(PublicationStatus.NEW)
    for row in matching_rows:
        if _read_bounds(row) == (proposal.value, proposal.value_low, proposal.value_high):
            return ComparedFigure(PublicationStatus.KNOWN, figure_key(row))
    return ComparedFigure(PublicationStatus.CONTRADICTS, figure_key(matching_rows[0]))


def _read_bounds(row: Mapping[str, Any]) -> tuple[float | None, ...]:
    """Return value and bounds of a published figure; None for an open bound."""
    cells = (row["value"], row["value_low"], row["value_high"])
    return tuple(None if pd.isna(cell) else float(cell) for cell in cells)
