"""Figures as a table for people: columns with names, then the codes for importing it again."""

from collections.abc import Callable

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from charts.labels import format_status
from exports.data.arrow_columns import Columns, map_unique, to_arrow
from locales import Words

NUMBER_COLUMNS = ("value", "value_low", "value_high")
CODE_COLUMNS = (
    "indicator",
    "programme",
    "ref_area",
    "breakdown",
    "time_period",
    "qualifier",
    "obs_status",
    "source",
    "note",
)
"""Columns that are repeated at the end as codes, as in figures.csv."""

NAMED_COLUMNS = (
    "indicator",
    "programme",
    "ref_area",
    "breakdown",
    "time_period",
    "as_reported",
    "value",
    "unit",
    "value_low",
    "value_high",
    "qualifier",
    "obs_status",
    "source",
    "locator",
    "note",
)
"""Columns with names in place of codes, in their order."""


def build_readable_columns(figures: pd.DataFrame, words: Words) -> Columns:
    """Return columns with names, then columns with codes, by their headings.

    Names are for people, codes for importing the table again. Names and headings are in the
    reader's language; an open bound is null.
    """
    readable = {
        words.say(f"exports.column_{name}"): _build_readable_column(figures, name, words)
        for name in NAMED_COLUMNS
    }
    codes = {words.say(f"exports.code_{name}"): to_arrow(figures[name]) for name in CODE_COLUMNS}
    return readable | codes


def _build_readable_column(figures: pd.DataFrame, name: str, words: Words) -> pa.Array:
    """Return one column of figures with names, in the reader's language, in place of codes.

    Numbers, printed numbers and locators (the place in the source) are not changed. An empty code
    stays empty; so does the breakdown of a total.
    """
    if name == "unit":
        return map_unique(to_arrow(figures["indicator"]), lambda code: words.name("unit", code))
    if name == "breakdown":
        indicators, breakdowns = to_arrow(figures["indicator"]), to_arrow(figures["breakdown"])
        return map_unique(
            # codes of breakdowns are unique only within their indicator; the total has none
            pc.binary_join_element_wise(indicators, breakdowns, "."),
            lambda code: "" if code.endswith(".") else words.name("breakdown", code),
        )
    column, formatter = to_arrow(figures[name]), _FORMATTERS.get(name)
    if formatter is None:
        return column
    return map_unique(column, lambda code: formatter(words, code) if code else "")


_FORMATTERS: dict[str, Callable[[Words, str], str]] = {
    "indicator": lambda words, code: words.name("indicator", code),
    "programme": lambda words, code: words.name("programme", code),
    "ref_area": lambda words, code: words.name("area", code),
    "time_period": lambda words, code: words.period(code),
    "qualifier": lambda words, code: words.say(f"exports.qualifier_{code}"),
    "obs_status": lambda words, code: format_status(code, words),
    "source": lambda words, code: words.name("source", code),
    "note": lambda words, text: words.note(text),
}
