"""From the charts that are chosen to what their bulletin tells."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any

import pandas as pd

from charts.chart import ChartData
from charts.forms import split_address
from exports.bulletins.sentences import Bulletin
from metrics.figures import filter_lazy
from metrics.progress import ProgressData, month_ends, progress, read_progress_data
from quantities.keys import COUNTRY

MIN_REPORTED_SHARE = 0.5
MAX_MONTHS = 12


def build_bulletin(
    topics: Collection[str],
    chart_data: ChartData,
    issued: tuple[str, Mapping[str, str]] = ("", {}),
    day: date | None = None,
) -> Bulletin | None:
    """Tell of topics; None where they count nothing since January.

    The months told of end with the newest one through which most of it is reported. `issued` is
    who issues the bulletin and the sentences it is told in; `day` is today where none is given.
    """
    words = chart_data.words
    counted = [each for each in chart_data.indicators if each["topic"] in topics]
    told = _find_newest_month(chart_data, counted)
    if told is None:
        return None
    end, table = told
    named = words.names.get("topic", {})  # topics that have a page
    names = words.listing([words.name("topic", topic) for topic in topics if topic in named])
    today, release = day or date.today(), chart_data.release
    return Bulletin(table, *_split_month(end), today, names, *issued, release=release)


def find_topics(
    addresses: Iterable[str], chart_data: ChartData, topics: Mapping[str, Iterable[str]]
) -> tuple[str, ...]:
    """Find the topics of charts, in their order: where they stand, or what they show belongs to.

    `topics` lists the charts of each topic by their addresses.
    """
    asked = set(addresses)
    own = {each["code"]: each["topic"] for each in chart_data.indicators}
    codes = (split_address(address)[0] for address in asked)
    wanted = {own[code] for code in codes if code in own}
    listed = [topic for topic, charts in topics.items() if asked & set(charts) or topic in wanted]
    return (*listed, *sorted(wanted.difference(listed)))


def _find_newest_month(
    chart_data: ChartData, indicators: list[Mapping[str, Any]]
) -> tuple[str, pd.DataFrame] | None:
    """Find the newest month through which most is reported, else the newest with anything."""
    codes = [each["code"] for each in indicators]
    parents = dict(zip(chart_data.areas["code"], chart_data.areas["parent"], strict=True))
    parts: dict[int, ProgressData] = {}
    newest = None
    for end in month_ends(filter_lazy(chart_data.figures, indicator=codes))[:MAX_MONTHS]:
        year, month = _split_month(end)
        if year not in parts:
            parts[year] = read_progress_data(chart_data.figures, indicators, year, parents, COUNTRY)
        table = progress(parts[year].figures, parts[year].indicators, year, month)
        share = _reported_share(table)
        if share >= MIN_REPORTED_SHARE:
            return end, table
        newest = newest or ((end, table) if share else None)
    return newest


def _split_month(end: str) -> tuple[int, int]:
    year, month = end.split("-")
    return int(year), int(month)


def _reported_share(table: pd.DataFrame) -> float:
    """Give the share of rows that are counted without a month missing."""
    return float(table["cumulative"].notna().mean()) if len(table) else 0.0
