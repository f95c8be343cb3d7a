"""How the Progress page words numbers, units and what is missing."""

from collections.abc import Sequence
from dataclasses import dataclass

from app_pages.components.area_marks import format_completion_rate, unit_name, with_decimal
from locales import Words
from metrics.rollup.unit_progress import IndicatorProgress, UnitProgress
from periods.spans import count_month
from quantities import Quantity, format_quantity, format_total
from settings import ProgressSettings

LARGE_UNITS: tuple[tuple[int, float], ...] = ((8, 1e11), (4, 1e7))
"""Powers of ten in which a block's numbers are told, and from which number on."""
ROUNDED = 0.05
"""Half of the last digit of shares that are shown with one decimal."""
LATE = "late"
"""How a completion stands to the time elapsed: ahead, behind or late; the CSS class of its cell."""


@dataclass(frozen=True)
class ScopeWords:
    """A scope in words, for all functions that make HTML of its progress.

    `areas` are the names of the area and its units by code, no two the same; `whole` that of the
    area's own row, 全市; `units` the word for its units, 区县（市）; `span` tells in words the span
    whose numbers are shown, "" for the year so far.
    """

    words: Words
    areas: dict[str, str]
    whole: str
    units: str
    span: str
    limits: ProgressSettings

    def say(self, message: str, **values: object) -> str:
        """Return a message in the reader's language, as `Words.say` does."""
        return self.words.say(message, **values)


def find_scale(item: IndicatorProgress) -> int:
    """Return the power of ten of the unit of a block's numbers: 4 (万) for 4.9亿元, else 0."""
    numbers = [number for unit in (item.whole, *item.units) for number in (unit.done, unit.target)]
    largest = max((number.value for number in numbers if number), default=0)
    return next((scale for scale, least in LARGE_UNITS if largest >= least), 0)


def format_units_of(item: IndicatorProgress, scale: int, words: Words) -> str:
    """Return the unit of a block's numbers: 人, 万元; 10,000 yuan."""
    unit = unit_name(words, item.code) or item.unit
    return words.say(f"progress.unit_e{scale}", unit=unit) if scale else unit


def format_number(number: Quantity | None, scale: int, words: Words, code: str) -> str:
    """Return a number for a column in units of 10 to the power of `scale`; "—" without one.

    An exact number has no unit, which stands above; any other keeps its wording: 300余人.
    """
    if number is None:
        return "—"
    low, high = number.bounds
    if low != number.value or (high is not None and high != number.value):
        unit = unit_name(words, code)
        worded = format_total if number.derived else format_quantity
        return worded(number, words.language, unit)
    shown = number.value / 10**scale
    digits = 0 if shown == round(shown) or scale else 2
    return (
        f"{round(shown, digits):,.{digits}f}" if words.language == "en" else f"{shown:.{digits}f}"
    )


def format_completion(rate: Quantity | None, words: Words) -> str:
    """Return a completion with one decimal: 80.0%; 约80% of a rough number; "—" without one."""
    if rate is None:
        return "—"
    return with_decimal(format_completion_rate(rate, words))


def stand_of(unit: UnitProgress, elapsed: float | None, limits: ProgressSettings) -> str:
    """Compare a completion with the time elapsed: ahead, behind, late; "" without either.

    `limits` are how many percentage points behind are still on schedule, and from how many on it is
    late. Both shares are compared as they are shown, with one decimal.
    """
    if unit.rate is None or elapsed is None:
        return ""
    behind = round(elapsed, 1) - round(unit.rate.value, 1)
    if behind < limits.lagging + ROUNDED:
        return "ahead"
    return LATE if behind > limits.late - ROUNDED else "behind"


def describe_missing(unit: UnitProgress, scope_words: ScopeWords) -> str:
    """Return why a unit has no completion: 9月未报, 1—3月、9月未报, 未报, 未下达任务."""
    if unit.done is not None:
        return scope_words.say("progress.no_task")
    if not unit.lacking:
        return scope_words.say("progress.missing")
    return scope_words.say(
        "progress.missing_months", months=describe_months(unit.lacking, scope_words.words)
    )


def describe_months(months: Sequence[str], words: Words) -> str:
    """Return months without their year, runs joined: 1—3月、9月; Jan–Mar, Sep."""
    numbers = [count_month(month) for month in months]
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    texts = []
    for run in runs:
        first, last = (words.say(f"scope.month_{month % 12 + 1}") for month in (run[0], run[-1]))
        if len(run) == 1:
            texts.append(first)
        else:
            texts.append(words.say("progress.months", first=first.removesuffix("月"), last=last))
    return words.say("scope.comma").join(texts)
