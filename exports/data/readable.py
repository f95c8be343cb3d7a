"""Figures as a reader's table: names first, codes after them, so that it can be read back."""

from collections.abc import Callable, Iterator, Sequence

import pandas as pd

from files import Cell
from locales import Words

NUMBERS = ("value", "value_low", "value_high")
CODES = (
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

COLUMNS = (
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


def header(words: Words) -> list[str]:
    """Name the columns: in words, then the same as codes."""
    named = [words.say(f"exports.column_{name}") for name in COLUMNS]
    return named + [words.say(f"exports.code_{name}") for name in CODES]


def rows(figures: pd.DataFrame, words: Words) -> Iterator[Sequence[Cell | None]]:
    """Word each figure; an open bound is None."""
    columns = [_worded(figures, name, words) for name in COLUMNS]
    columns += [figures[name].tolist() for name in CODES]
    return zip(*columns, strict=True)


def _worded(figures: pd.DataFrame, name: str, words: Words) -> list[Cell | None]:
    if name in NUMBERS:
        return [None if cell != cell else float(cell) for cell in figures[name]]
    if name == "unit":
        return _mapped(figures["indicator"], lambda code: words.name("unit", code))
    if name == "breakdown":
        return _breakdowns(figures, words)
    told = _TOLD.get(name)
    return _mapped(figures[name], lambda code: told(words, code)) if told else list(figures[name])


def _mapped(column: pd.Series, told: Callable[[str], str]) -> list[Cell | None]:
    """Word each different code once."""
    known: dict[str, str] = {code: told(code) if code else "" for code in column.unique()}
    return [known[code] for code in column]


def _breakdowns(figures: pd.DataFrame, words: Words) -> list[Cell | None]:
    joined = figures["indicator"] + "." + figures["breakdown"]
    return _mapped(
        joined.where(figures["breakdown"] != "", ""), lambda code: words.name("breakdown", code)
    )


_TOLD: dict[str, Callable[[Words, str], str]] = {
    "indicator": lambda words, code: words.name("indicator", code),
    "programme": lambda words, code: words.name("programme", code),
    "ref_area": lambda words, code: words.name("area", code),
    "time_period": lambda words, code: words.period(code),
    "qualifier": lambda words, code: words.say(f"exports.qualifier_{code}"),
    "obs_status": lambda words, code: status(words, code),
    "source": lambda words, code: words.name("source", code),
    "note": lambda words, text: words.note(text),
}
_STATUSES = frozenset("AVEPM")


def status(words: Words, code: str) -> str:
    """Word an observation status (SDMX CL_OBS_STATUS); rare ones keep their letter."""
    return words.say(f"exports.status_{code}") if code in _STATUSES else code
