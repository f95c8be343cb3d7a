"""Compares the figures of a report with published figures and with the report's own body."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import pandas as pd

from extraction.proposals import ProposedFigure
from quantities import figure_key
from quantities.units import SAME as SAME_UNIT

KEY_COLUMNS = ("indicator", "ref_area", "breakdown", "time_period")


class PublicationStatus(StrEnum):
    """Whether a figure is published already."""

    NEW = "new"
    KNOWN = "known"
    CONTRADICTS = "contradicts"


@dataclass(frozen=True, slots=True)
class ComparedFigure:
    """Whether a proposed figure is published, and the key of the published one, "" for none."""

    status: PublicationStatus
    key: str = ""


def compare_with_published(
    proposals: Sequence[ProposedFigure], figures: pd.DataFrame
) -> list[ComparedFigure]:
    """Compare each proposal with the published figures (columns as figures.csv).

    They are the same figure by indicator, area, breakdown and period, and by programme where the
    proposal has one: known if value and bounds are equal, else contradicted.
    """
    published: dict[tuple[str, ...], list[Mapping[str, Any]]] = {}
    columns = [*KEY_COLUMNS, "programme", "value", "value_low", "value_high"]
    rows: Iterable[Mapping[str, Any]] = figures[columns].to_dict("records")  # type: ignore[assignment]
    for row in rows:
        published.setdefault(tuple(row[name] for name in KEY_COLUMNS), []).append(row)
    return [_compare(each, published.get(_key(each), [])) for each in proposals]


def find_in_body(
    headline: ProposedFigure, proposals: Iterable[ProposedFigure]
) -> ProposedFigure | None:
    """Return the body's figure for a headline's with another number (120家, 120余家), or None."""
    if not headline.headline:
        return None
    unit = SAME_UNIT.get(headline.unit, headline.unit)
    for proposal in proposals:
        same_unit = SAME_UNIT.get(proposal.unit, proposal.unit) == unit
        same_indicator = headline.indicator and proposal.indicator == headline.indicator
        same_value = proposal.value == headline.value
        if same_unit and not proposal.headline and (same_indicator or same_value):
            return proposal
    return None


def _key(proposal: ProposedFigure) -> tuple[str, ...]:
    """Return the part of a figure's key that a report always gives."""
    return tuple(str(getattr(proposal, name)) for name in KEY_COLUMNS)


def _compare(proposal: ProposedFigure, rows: list[Mapping[str, Any]]) -> ComparedFigure:
    """Compare a proposal with the published figures of its key."""
    same = [row for row in rows if proposal.programme in ("", row["programme"])]
    if not proposal.indicator or not same:
        return ComparedFigure(PublicationStatus.NEW)
    for row in same:
        if _bounds(row) == (proposal.value, proposal.value_low, proposal.value_high):
            return ComparedFigure(PublicationStatus.KNOWN, figure_key(row))
    return ComparedFigure(PublicationStatus.CONTRADICTS, figure_key(same[0]))


def _bounds(row: Mapping[str, Any]) -> tuple[float | None, ...]:
    """Return value and bounds of a published figure, None for an open end."""
    cells = (row["value"], row["value_low"], row["value_high"])
    return tuple(None if pd.isna(cell) else float(cell) for cell in cells)
