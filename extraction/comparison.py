"""How a proposed figure stands to the published ones: new, known, or against one of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import pandas as pd

from extraction.proposals import ProposedFigure
from quantities import figure_key
from quantities.units import SAME as SAME_UNIT

SAME = ("indicator", "ref_area", "breakdown", "time_period")


class PublicationStatus(StrEnum):
    """Whether a proposal is published already."""

    NEW = "new"
    KNOWN = "known"
    CONTRADICTS = "contradicts"


@dataclass(frozen=True, slots=True)
class ComparedFigure:
    """A proposal's standing and the key of the published figure it meets, "" if it meets none."""

    standing: PublicationStatus
    key: str = ""


def compare_with_published(
    proposals: Sequence[ProposedFigure], figures: pd.DataFrame
) -> list[ComparedFigure]:
    """Compare proposals with the published figures (columns as figures.csv).

    A figure is met by indicator, area, breakdown and period, and by programme where the proposal
    suggests one; value and bounds the same make it known, else it is contradicted.
    """
    published: dict[tuple[str, ...], list[Mapping[str, Any]]] = {}
    columns = [*SAME, "programme", "value", "value_low", "value_high"]
    rows: Iterable[Mapping[str, Any]] = figures[columns].to_dict("records")  # type: ignore[assignment]
    for row in rows:
        published.setdefault(tuple(row[part] for part in SAME), []).append(row)
    return [_compare(one, published.get(_key(one), [])) for one in proposals]


def find_in_body(
    headline: ProposedFigure, proposals: Iterable[ProposedFigure]
) -> ProposedFigure | None:
    """Find what an article's body says where its headline has another number (120家, 120余家)."""
    if not headline.headline:
        return None
    for one in proposals:
        alike = SAME_UNIT.get(one.unit, one.unit) == SAME_UNIT.get(headline.unit, headline.unit)
        named = headline.indicator and one.indicator == headline.indicator
        if alike and not one.headline and (named or one.value == headline.value):
            return one
    return None


def _key(proposal: ProposedFigure) -> tuple[str, ...]:
    return tuple(str(getattr(proposal, part)) for part in SAME)


def _compare(proposal: ProposedFigure, rows: list[Mapping[str, Any]]) -> ComparedFigure:
    met = [row for row in rows if proposal.programme in ("", row["programme"])]
    if not proposal.indicator or not met:
        return ComparedFigure(PublicationStatus.NEW)
    for row in met:
        if _bounds(row) == (proposal.value, proposal.value_low, proposal.value_high):
            return ComparedFigure(PublicationStatus.KNOWN, figure_key(row))
    return ComparedFigure(PublicationStatus.CONTRADICTS, figure_key(met[0]))


def _bounds(row: Mapping[str, Any]) -> tuple[float | None, ...]:
    cells = (row["value"], row["value_low"], row["value_high"])
    return tuple(None if pd.isna(cell) else float(cell) for cell in cells)
