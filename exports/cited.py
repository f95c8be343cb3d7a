"""Where a chart's figures stand in the sources: for notes, and as a sheet."""

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from charts.marks import figure_name
from files import Cell
from files.xlsx import Page
from locales import Words

COLUMNS = ("key", "ref_area", "time_period", "as_reported", "source", "locator")


def behind(marks: pd.DataFrame, figures: pd.DataFrame) -> Iterator[Mapping[str, Any]]:
    """Give the figures behind marks as mappings, each once, those that the release holds."""
    if figures.empty:
        return
    wanted = list(dict.fromkeys(key for keys in marks["figures"] for key in keys))
    found = figures.loc[figures["key"].isin(wanted), list(COLUMNS)]
    rows = zip(*(found[name].tolist() for name in COLUMNS), strict=True)
    by_key = {row[0]: dict(zip(COLUMNS, row, strict=True)) for row in rows}
    yield from (by_key[key] for key in wanted if key in by_key)


def lines(marks: pd.DataFrame, figures: pd.DataFrame, words: Words) -> list[str]:
    """Word each figure behind marks: what, as printed, which source, where in it."""
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
        for row in behind(marks, figures)
    ]


def cited(marks: pd.DataFrame, figures: pd.DataFrame, words: Words) -> Page | None:
    """Give a sheet of the figures behind marks; None where there are none."""
    names = ("indicator", "ref_area", "time_period", "as_reported", "source", "locator", "key")
    rows: list[list[Cell | None]] = [[words.say(f"exports.cited_{name}") for name in names]]
    for row in behind(marks, figures):
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
