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

    Numbers are in base units; rates are in percent, rounded as in their text. Missing values are
    None. Names are {"zh": …, "en": …}.
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
    """Return one indicator as JSON values."""
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
    """Return a total as JSON values: number, bounds, wording, source, coverage, operands' keys."""
    name = None if words.language == "zh" else words.name("unit", code)
    wording = format_total(total.quantity, words.language, name) if total.quantity else None
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
    """Return value and bounds of a quantity; None for an open bound, and for no quantity."""
    if quantity is None:
        return {"value": None, "low": None, "high": None}
    return {
        "value": float(quantity.value),
        "low": None if quantity.low is None else float(quantity.low),
        "high": None if quantity.high is None else float(quantity.high),
    }


def _coverage_to_json(coverage: Coverage) -> dict[str, Any]:
    """Return a coverage as JSON values, tuples as lists."""
    return {
        "reporting": coverage.reporting,
        "expected": coverage.expected,
        "missing": list(coverage.missing),
        "incomplete": list(coverage.incomplete),
        "lacking": {unit: list(months) for unit, months in coverage.lacking.items()},
    }


def _growth_to_json(growth: Growth, words: Words) -> dict[str, Any]:
    """Return a change against the year before as JSON values."""
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
    """Return the completion of the year's target as JSON values; its rate is in percent."""
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
    """Return an area's place among its siblings as JSON values."""
    return {"place": place.place, "of": place.ranked, "measure": place.measure}


def _measure_to_json(measure: UnitMeasure | None, words: Words) -> Mapping[str, Any] | None:
    """Return the best or weakest unit as JSON values."""
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
    """Return a rate rounded half up to its significant digits: 8.368… with two digits -> 8.4."""
    value = Decimal(repr(float(quantity.value)))
    if not value:
        return 0.0
    step = Decimal(1).scaleb(value.adjusted() - quantity.digits + 1)
    return float(value.quantize(step, "ROUND_HALF_UP"))
