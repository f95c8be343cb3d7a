"""Where a chart's figures stand in the sources: for notes, and as a sheet."""

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from charts.chart import Chart
from charts.marks import figure_name
from files import Cell
from files.xlsx import Page
from locales import Words


def keys_of(chart: Chart) -> list[str]:
    """Give the keys of the figures behind a chart, each once, in the order of the marks."""
    return list(dict.fromkeys(key for keys in chart.table["figures"] for key in keys))


def behind(chart: Chart, figures: pd.DataFrame) -> Iterator[Mapping[str, Any]]:
    """Give the figures behind a chart as mappings, those that the release holds."""
    if figures.empty:
        return
    wanted = keys_of(chart)
    found = figures[figures["key"].isin(wanted)]
    by_key: dict[str, Any] = {str(row["key"]): row for row in found.to_dict("records")}
    yield from (by_key[key] for key in wanted if key in by_key)


def lines(chart: Chart, figures: pd.DataFrame, words: Words) -> list[str]:
    """Word each figure behind a chart: what, as printed, which source, where in it."""
    return [
        words.say(
            "exports.cited",
            name=figure_name(str(row["key"]), words),
            area=words.name("area", str(row["ref_area"])),
            period=words.period(str(row["time_period"])),
            wording=row["as_reported"],
            source=words.name("source", str(row["source"])),
            locator=row["locator"],
        )
        for row in behind(chart, figures)
    ]


def cited(chart: Chart, figures: pd.DataFrame, words: Words) -> Page | None:
    """Give a sheet of the figures behind a chart; None where there are none."""
    names = ("indicator", "ref_area", "time_period", "as_reported", "source", "locator", "key")
    rows: list[list[Cell | None]] = [[words.say(f"exports.cited_{name}") for name in names]]
    for row in behind(chart, figures):
        rows.append(
            [
                figure_name(str(row["key"]), words),
                words.name("area", str(row["ref_area"])),
                words.period(str(row["time_period"])),
                str(row["as_reported"]),
                words.name("source", str(row["source"])),
                str(row["locator"]),
                str(row["key"]),
            ]
        )
    if len(rows) == 1:
        return None
    widths = {0: 28.0, 1: 16.0, 2: 18.0, 3: 18.0, 4: 30.0, 5: 24.0, 6: 40.0}
    texts = frozenset(range(len(names)))
    return Page(words.say("exports.sheet_places"), rows, widths=widths, text_columns=texts)
