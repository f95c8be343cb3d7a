"""From the charts that are chosen to what their bulletin tells."""

from collections.abc import Iterable, Mapping
from datetime import date

import pandas as pd

from charts.chart import Material
from exports.bulletins.told import Bulletin
from metrics.figures import choose
from metrics.progress import month_ends, progress

ENOUGH = 0.5
MOST_MONTHS = 12


def bulletin_of(
    addresses: Iterable[str],
    material: Material,
    topics: Mapping[str, Iterable[str]],
    issued: tuple[str, Mapping[str, str]] = ("", {}),
    day: date | None = None,
) -> Bulletin | None:
    """Tell of the topics that the charts belong to; None where they count nothing since January.

    The months told of end with the newest one through which most of it is reported.
    `topics` lists the charts of each topic by their addresses; `issued` is who issues the
    bulletin and the sentences it is told in; `day` is today where none is given.
    """
    words, wanted = material.words, _topics(set(addresses), material, topics)
    counted = [each for each in material.indicators if each["topic"] in wanted]
    ends = month_ends(choose(material.figures, indicator=[each["code"] for each in counted]))
    tables = {end: progress(material.figures, counted, *_month(end)) for end in ends[:MOST_MONTHS]}
    reported = {end: share for end, table in tables.items() if (share := _reported(table))}
    if not reported:
        return None
    end = next((end for end in reported if reported[end] >= ENOUGH), max(reported))
    names = words.listing([words.name("topic", topic) for topic in topics if topic in wanted])
    return Bulletin(tables[end], *_month(end), day or date.today(), names, *issued)


def _month(end: str) -> tuple[int, int]:
    year, month = end.split("-")
    return int(year), int(month)


def _reported(table: pd.DataFrame) -> float:
    """Give the share of rows that are counted without a month missing."""
    return float(table["cumulative"].notna().mean()) if len(table) else 0.0


def _topics(
    addresses: set[str], material: Material, topics: Mapping[str, Iterable[str]]
) -> set[str]:
    """Find the topics of charts: where they stand, or what their indicator belongs to."""
    own = {each["code"]: each["topic"] for each in material.indicators}
    codes = (address.rpartition(".")[0] for address in addresses)
    listed = {topic for topic, charts in topics.items() if addresses & set(charts)}
    return listed | {own[code] for code in codes if code in own}
