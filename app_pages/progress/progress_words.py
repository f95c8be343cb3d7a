"""How the Progress page formats numbers and units, and describes what is missing."""

from collections.abc import Sequence
from dataclasses import dataclass

from app_pages.components.area_marks import find_unit_of_measure, format_completion_rate
from locales import Words
from locales.numbers import add_decimal
from metrics.rollup.unit_progress import IndicatorProgress, UnitProgress
from periods.spans import count_month
from quantities import Quantity, format_quantity, format_total
from settings import ProgressSettings

LARGE_UNITS: tuple[tuple[int, float], ...] = ((8, 1e11), (4, 1e7))
"""Powers of ten used as units of a block (亿, 万), and the largest number that calls for each."""
HALF_DIGIT = 0.05
"""Half of the last digit of shares that are shown with one decimal, added to limits as a guard."""
LATE = "late"
"""The status of a completion that is late; the others are "ahead" and "behind"."""


@dataclass(frozen=True)
class ScopeWords:
    """The names of a scope that the functions of this page need.

    `areas` are the names of the area and its units by code, no two the same; `whole` names the
    area's own row (全市), `units` its kind of units (区县（市）). `span` names the span whose
    numbers are shown, "" for the year so far. `limits` are the settings `progress` in config.yaml.
    """

    words: Words
    areas: dict[str, str]
    whole: str
    units: str
    span: str
    limits: ProgressSettings

    def say(self, message: str, **values: object) -> str:
        """Return a message in the reader's language (`Words.say`)."""
        return self.words.say(message, **values)


def find_unit_power(item: IndicatorProgress) -> int:
    """Return the power of ten in which all numbers of a block are shown, by the largest: 0, 4 or 8.

    A largest number of 4.9亿元 gives 4: the block is in 万元.
    """
    numbers = [number for unit in (item.whole, *item.units) for number in (unit.done, unit.target)]
    largest = max((number.value for number in numbers if number), default=0)
    return next(
        (unit_power for unit_power, lower_limit in LARGE_UNITS if largest >= lower_limit), 0
    )


def format_block_unit(item: IndicatorProgress, unit_power: int, words: Words) -> str:
    """Format the unit of a block's numbers: 人, 万元; 10,000 yuan."""
    unit = find_unit_of_measure(words, item.code) or item.unit
    return words.say(f"progress.unit_e{unit_power}", unit=unit) if unit_power else unit


def format_number(number: Quantity | None, unit_power: int, words: Words, code: str) -> str:
    """Format a number for a column, in units of 10 to the power of `unit_power`; "—" for None.

    An exact number has no unit, as the unit is above the column. One that is not exact is written
    in words with the unit of the indicator `code`: as reported (300余人) or, if it was computed, as
    a total.
    """
    if number is None:
        return "—"
    low_bound, high_bound = number.bounds
    if low_bound != number.value or (high_bound is not None and high_bound != number.value):
        unit = find_unit_of_measure(words, code)
        format_with_unit = format_total if number.derived else format_quantity
        return format_with_unit(number, words.language, unit)
    scaled = number.value / 10**unit_power
    digits = 0 if scaled == round(scaled) or unit_power else 2  # whole 万 or 亿
    return (
        f"{round(scaled, digits):,.{digits}f}" if words.language == "en" else f"{scaled:.{digits}f}"
    )


def format_completion(rate: Quantity | None, words: Words) -> str:
    """Format a completion with one decimal: 80.0%; a rough one 约80%; "—" for None."""
    if rate is None:
        return "—"
    return add_decimal(format_completion_rate(rate, words))


def find_status(unit: UnitProgress, elapsed: float | None, limits: ProgressSettings) -> str:
    """Compare a completion with the time elapsed: "ahead", "behind", "late", "" if unknown.

    Up to `limits.lagging` percentage points behind it is still "ahead", from `limits.late` on
    "late". Both shares are compared as they are shown, with one decimal, so that readers who
    compare them come to the same result.
    """
    if unit.rate is None or elapsed is None:
        return ""
    behind = round(elapsed, 1) - round(unit.rate.value, 1)
    # Differences are multiples of 0.1: HALF_DIGIT only makes up for errors of floating point.
    if behind < limits.lagging + HALF_DIGIT:
        return "ahead"
    return LATE if behind > limits.late - HALF_DIGIT else "behind"


def describe_missing(unit: UnitProgress, scope_words: ScopeWords) -> str:
    """Describe why a unit has no completion: 9月未报, 1—3月、9月未报, 未报, 未下达任务."""
    if unit.done is not None:
        return scope_words.say("progress.no_task")
    if not unit.lacking:
        return scope_words.say("progress.missing")
    return scope_words.say(
        "progress.missing_months", months=describe_months(unit.lacking, scope_words.words)
    )


def describe_months(months: Sequence[str], words: Words) -> str:
    """Format months without their year, consecutive ones joined: 1—3月、9月; Jan–Mar, Sep.

    `months` ascend. Consecutive ones are first collected as runs, each of which becomes one text.
    """
    month_numbers = [count_month(month) for month in months]
    runs: list[list[int]] = []
    for month_number in month_numbers:
        if runs and month_number == runs[-1][-1] + 1:
            runs[-1].append(month_number)
        else:
            runs.append([month_number])
    run_texts = []
    for run in runs:
        # `count_month` counts since the year 0: January leaves a rest of 0.
        first, last = (words.say(f"scope.month_{month % 12 + 1}") for month in (run[0], run[-1]))
        if len(run) == 1:
            run_texts.append(first)
        else:
            run_texts.append(
                words.say("progress.months", first=first.removesuffix("月"), last=last)
            )
    return words.say("scope.comma").join(run_texts)
