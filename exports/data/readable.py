"""Figures as a reader's table: names first, codes after them, so that it can be read back."""

from collections.abc import Callable

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from exports.data.columns import Columns, map_unique, to_arrow
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
"""Columns that stand a second time at the end, as figures.csv has them."""

WORDED_COLUMNS = (
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
"""Columns in words, in the order of reading."""


def build_readable_columns(figures: pd.DataFrame, words: Words) -> Columns:
    """Word the figures column by column, by the names of the columns; an open bound is null."""
    worded = {
        words.say(f"exports.column_{n}"): _word_column(figures, n, words) for n in WORDED_COLUMNS
    }
    return worded | {words.say(f"exports.code_{n}"): to_arrow(figures[n]) for n in CODE_COLUMNS}


def _word_column(figures: pd.DataFrame, name: str, words: Words) -> pa.Array:
    if name in NUMBER_COLUMNS:
        return to_arrow(figures[name])
    if name == "unit":
        return map_unique(to_arrow(figures["indicator"]), lambda code: words.name("unit", code))
    if name == "breakdown":
        pairs = [to_arrow(figures["indicator"]), to_arrow(figures["breakdown"])]
        return map_unique(
            pc.binary_join_element_wise(*pairs, "."), lambda code: _name_breakdown(words, code)
        )
    told = _FORMATTERS.get(name)
    column = to_arrow(figures[name])
    return map_unique(column, lambda code: told(words, code) if code else "") if told else column


def _name_breakdown(words: Words, code: str) -> str:
    """Name a breakdown by its indicator and its own code; the whole has none."""
    return words.name("breakdown", code) if code.partition(".")[2] else ""


def format_status(words: Words, code: str) -> str:
    """Word an observation status (SDMX CL_OBS_STATUS); rare ones keep their letter."""
    return words.say(f"exports.status_{code}") if code in _STATUSES else code


_STATUSES = frozenset("AVEPM")
_FORMATTERS: dict[str, Callable[[Words, str], str]] = {
    "indicator": lambda words, code: words.name("indicator", code),
    "programme": lambda words, code: words.name("programme", code),
    "ref_area": lambda words, code: words.name("area", code),
    "time_period": lambda words, code: words.period(code),
    "qualifier": lambda words, code: words.say(f"exports.qualifier_{code}"),
    "obs_status": format_status,
    "source": lambda words, code: words.name("source", code),
    "note": lambda words, text: words.note(text),
}
