"""The overview of an area as JSON values, the output of `overview --json`."""

import math
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from cli.as_json import signed_change
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


def overview_json(found: AreaOverview, release: int, words: Words) -> dict[str, Any]:
    """Return an overview as JSON values: its scope, and each indicator with all that belongs to it.

    Numbers are in base units, rates in percent, rounded as they are worded; what there is none of
    is None. Names are {"zh": …, "en": …}.
    """
    return {
        "release": release,
        "area": found.area,
        "area_name": words.names.get("area", {}).get(found.area),
        "through": found.through,
        "since": found.since,
        "period": found.period,
        "elapsed": found.elapsed,
        "indicators": [_indicator_json(indicator, words) for indicator in found.indicators],
    }


def _indicator_json(indicator: AreaIndicator, words: Words) -> dict[str, Any]:
    """Return one indicator as JSON values."""
    return {
        "indicator": indicator.code,
        "indicator_name": words.names.get("indicator", {}).get(indicator.code),
        **_total_json(indicator.total, words, indicator.unit, indicator.code),
        "year_before": _total_json(indicator.before, words, indicator.unit, indicator.code),
        "growth": _growth_json(indicator.growth, words),
        "target": _total_json(indicator.target, words, indicator.unit, indicator.code)
        if indicator.target
        else None,
        "completion": (
            _completion_json(indicator.completion, words) if indicator.completion else None
        ),
        "place": _place_json(indicator.place) if indicator.place else None,
        "best": _measure_json(indicator.best, words),
        "weakest": _measure_json(indicator.weakest, words),
        "months": [
            vars(month) | {"value": None if math.isnan(month.value) else month.value}
            for month in indicator.months
        ],
        "beside": [
            {
                "of": disagreement.summed_from,
                **_number_json(disagreement.quantity),
                "difference": _number_json(disagreement.difference)["value"],
            }
            for disagreement in indicator.disagreements
        ],
    }


def _total_json(total: AreaTotal, words: Words, unit: str, code: str) -> dict[str, Any]:
    """Return a total as JSON values: number, bounds, wording, source, coverage, keys."""
    name = None if words.language == "zh" else words.name("unit", code)
    wording = format_total(total.quantity, words.language, name) if total.quantity else None
    return {
        "period": total.period,
        **_number_json(total.quantity),
        "unit": unit,
        "derived": total.derived,
        "wording": wording,
        "source": total.source,
        "at_least": total.at_least,
        "coverage": _coverage_json(total.coverage),
        "operands": list(total.operands),
    }


def _number_json(quantity: Quantity | None) -> dict[str, float | None]:
    """Return value and bounds of a quantity; None where open or without one."""
    if quantity is None:
        return {"value": None, "low": None, "high": None}
    return {
        "value": float(quantity.value),
        "low": None if quantity.low is None else float(quantity.low),
        "high": None if quantity.high is None else float(quantity.high),
    }


def _coverage_json(coverage: Coverage) -> dict[str, Any]:
    """Return a coverage as JSON values, tuples as lists."""
    return {
        "reporting": coverage.reporting,
        "expected": coverage.expected,
        "missing": list(coverage.missing),
        "incomplete": list(coverage.incomplete),
        "lacking": {unit: list(months) for unit, months in coverage.lacking.items()},
    }


def _growth_json(growth: Growth, words: Words) -> dict[str, Any]:
    """Return a change against the year before as JSON values."""
    change = growth.change
    return {
        "value": _shown_number(change) if change else None,
        "unit": change.unit if change else None,
        "text": signed_change(change, words.language) if change else None,
        "now": _number_json(growth.now)["value"],
        "before": _number_json(growth.before)["value"],
        "coverage": _coverage_json(growth.coverage),
        "reason": growth.reason or None,
        "broken": list(growth.broken),
        "notes": list(growth.notes),
    }


def _completion_json(completion: Completion, words: Words) -> dict[str, Any]:
    """Return a completion of the year's target as JSON values, in percent."""
    rate = completion.rate
    return {
        "value": _shown_number(rate) if rate else None,
        "text": f"{format_rate(rate, words.language)}%" if rate else None,
        "done": _number_json(completion.done)["value"],
        "of": _number_json(completion.target)["value"],
        "elapsed": completion.elapsed,
        "coverage": _coverage_json(completion.coverage),
    }


def _place_json(place: Place) -> dict[str, Any]:
    """Return an area's place among its siblings as JSON values."""
    return {"place": place.place, "of": place.ranked, "measure": place.measure}


def _measure_json(measure: UnitMeasure | None, words: Words) -> Mapping[str, Any] | None:
    """Return the best or weakest unit as JSON values."""
    if measure is None:
        return None
    is_change = measure.measure == "growth"
    text = (
        signed_change(measure.quantity, words.language)
        if is_change
        else format_quantity(measure.quantity, words.language)
    )
    return {
        "unit": measure.unit,
        "measure": measure.measure,
        "value": _shown_number(measure.quantity),
        "text": text,
    }


def _shown_number(quantity: Quantity) -> float:
    """Return a rate rounded to its digits, half up: 8.368… with two digits -> 8.4."""
    value = Decimal(repr(float(quantity.value)))
    if not value:
        return 0.0
    step = Decimal(1).scaleb(value.adjusted() - quantity.digits + 1)
    return float(value.quantize(step, "ROUND_HALF_UP"))
