"""The overview of an area as JSON values, the output of `overview --json`."""

import math
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from cli.as_json import format_signed_change
from locales import Words
from metrics.rollup.area_results import (
    AreaIndicator,
    AreaOverview,
    AreaTotal,
    Completion,
    Coverage,
    Growth,
    Place,
    UnitMeasure,
)
from quantities import Quantity, format_quantity, format_rate, format_total


def overview_to_json(overview: AreaOverview, release_number: int, words: Words) -> dict[str, Any]:
    """Return an overview as JSON values: its scope, and all numbers of each indicator.

    "through" is the last month of the overview, "since" with what its span begins (such as "year"
    or "union-year", the union's working year), "period" the span. Numbers are in base units (人,
    not 万人); rates are in percent, rounded as in their text. Missing values are None. Names are
    {"zh": …, "en": …}.
    """
    return {
        "release": release_number,
        "area": overview.area,
        "area_name": words.names.get("area", {}).get(overview.area),
        "through": overview.through,
        "since": overview.since,
        "period": overview.period,
        "elapsed": overview.elapsed,
        "indicators": [_indicator_to_json(indicator, words) for indicator in overview.indicators],
    }


def _indicator_to_json(indicator: AreaIndicator, words: Words) -> dict[str, Any]:
    """Return one indicator of an area as JSON values.

    "place" is its rank among its siblings, the areas right below the same area. "beside" are sums
    that differ from the area's own number (the one that it has reported itself); "of" says what was
    summed: its units or its months.
    """
    return {
        "indicator": indicator.code,
        "indicator_name": words.names.get("indicator", {}).get(indicator.code),
        **_total_to_json(indicator.total, words, indicator.unit, indicator.code),
        "year_before": _total_to_json(indicator.before, words, indicator.unit, indicator.code),
        "growth": _growth_to_json(indicator.growth, words),
        "target": _total_to_json(indicator.target, words, indicator.unit, indicator.code)
        if indicator.target
        else None,
        "completion": (
            _completion_to_json(indicator.completion, words) if indicator.completion else None
        ),
        "place": _place_to_json(indicator.place) if indicator.place else None,
        "best": _measure_to_json(indicator.best, words),
        "weakest": _measure_to_json(indicator.weakest, words),
        "months": [
            vars(month) | {"value": None if math.isnan(month.value) else month.value}
            for month in indicator.months
        ],
        "beside": [
            {
                "of": disagreement.summed_from,
                **_number_to_json(disagreement.quantity),
                "difference": _number_to_json(disagreement.difference)["value"],
            }
            for disagreement in indicator.disagreements
        ],
    }


def _total_to_json(total: AreaTotal, words: Words, unit: str, code: str) -> dict[str, Any]:
    """Return a total as JSON values: number, bounds, wording, source, coverage, operands' keys.

    "wording" is the number as text: 2.98万人. "derived" is true if the number was computed and not
    reported; "operands" are then the keys of the figures that it was computed from. `code` is the
    indicator's.
    """
    # The Chinese wording has the quantity's own unit, the English one the unit's translation.
    unit_name = None if words.language == "zh" else words.name("unit", code)
    wording = format_total(total.quantity, words.language, unit_name) if total.quantity else None
    return {
        "period": total.period,
        **_number_to_json(total.quantity),
        "unit": unit,
        "derived": total.derived,
        "wording": wording,
        "source": total.source,
        "at_least": total.at_least,
        "coverage": _coverage_to_json(total.coverage),
        "operands": list(total.operands),
    }


def _number_to_json(quantity: Quantity | None) -> dict[str, float | None]:
    """Return value and bounds of a quantity; None for an open bound, and for no quantity.

    Bounds are the least and the greatest number that an inexact one can mean, such as 2300万余元.
    """
    if quantity is None:
        return {"value": None, "low": None, "high": None}
    return {
        "value": float(quantity.value),
        "low": None if quantity.low is None else float(quantity.low),
        "high": None if quantity.high is None else float(quantity.high),
    }


def _coverage_to_json(coverage: Coverage) -> dict[str, Any]:
    """Return a coverage (how many of the expected units are in a total) as JSON values.

    Units are area codes. "missing" have no number, "incomplete" have a lower bound, and "lacking"
    maps units that reported only some months of the span to the months that they lack.
    """
    return {
        "reporting": coverage.reporting,
        "expected": coverage.expected,
        "missing": list(coverage.missing),
        "incomplete": list(coverage.incomplete),
        "lacking": {unit: list(months) for unit, months in coverage.lacking.items()},
    }


def _growth_to_json(growth: Growth, words: Words) -> dict[str, Any]:
    """Return a change against the year before as JSON values.

    Without comparable numbers "value" is None and "reason" says why. "broken" are the units whose
    series break between the two spans (they count something else since), "notes" the reasons.
    """
    change = growth.change
    return {
        "value": _round_to_digits(change) if change else None,
        "unit": change.unit if change else None,
        "text": format_signed_change(change, words.language) if change else None,
        "now": _number_to_json(growth.now)["value"],
        "before": _number_to_json(growth.before)["value"],
        "coverage": _coverage_to_json(growth.coverage),
        "reason": growth.reason or None,
        "broken": list(growth.broken),
        "notes": list(growth.notes),
    }


def _completion_to_json(completion: Completion, words: Words) -> dict[str, Any]:
    """Return the completion of the year's target as JSON values.

    "value" is the rate in percent, "done" the number reached, "of" the target, "elapsed" the share
    of the year that has passed, in percent.
    """
    rate = completion.rate
    return {
        "value": _round_to_digits(rate) if rate else None,
        "text": f"{format_rate(rate, words.language)}%" if rate else None,
        "done": _number_to_json(completion.done)["value"],
        "of": _number_to_json(completion.target)["value"],
        "elapsed": completion.elapsed,
        "coverage": _coverage_to_json(completion.coverage),
    }


def _place_to_json(place: Place) -> dict[str, Any]:
    """Return an area's place among its siblings as JSON values: place 3 of 9.

    Siblings are the areas right below the same area; "measure" is what they are ranked by.
    """
    return {"place": place.place, "of": place.ranked, "measure": place.measure}


def _measure_to_json(measure: UnitMeasure | None, words: Words) -> Mapping[str, Any] | None:
    """Return the best or weakest unit as JSON values; None if no unit has a number.

    "measure" is what units are compared by: completion, growth (a change with its sign) or value.
    """
    if measure is None:
        return None
    is_change = measure.measure == "growth"
    text = (
        format_signed_change(measure.quantity, words.language)
        if is_change
        else format_quantity(measure.quantity, words.language)
    )
    return {
        "unit": measure.unit,
        "measure": measure.measure,
        "value": _round_to_digits(measure.quantity),
        "text": text,
    }


def _round_to_digits(quantity: Quantity) -> float:
    """Return a rate rounded half up to its significant digits: 8.368… with two digits → 8.4.

    The JSON value then agrees with the rate's text.
    """
    value = Decimal(repr(float(quantity.value)))
    if not value:
        return 0.0
    # The place of the last significant digit: 0.1 for 8.368 with two digits.
    last_place = Decimal(1).scaleb(value.adjusted() - quantity.digits + 1)
    return float(value.quantize(last_place, "ROUND_HALF_UP"))
