"""An area of a few units whose figures are given as wordings, for totals worked by hand."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from metrics.rollup.area_overview import build_area_overview
from metrics.rollup.area_results import AreaIndicator, AreaOverview
from metrics.rollup.area_scope import AreaScope, Entry
from metrics.rollup.further_numbers import FurtherNumbers, find_further_numbers
from metrics.rollup.operand_rows import OperandsInMemory
from metrics.rollup.unit_tree import UnitTree
from periods.spans import Since, count_month
from quantities.annual_targets import with_annual_targets
from tests.helpers.releases import figures_of

AREAS = """330000,,province,,,
C,330000,prefecture,,,
C1,C,county,,,
C2,C,county,,,
C3,C,county,,,
C4,C,county,,,
D,330000,prefecture,,,
D1,D,county,,,
ORG-U,330000,organisation,C,,"""
INDICATORS: list[dict[str, Any]] = [
    {"code": "joined", "kind": "flow", "aggregation": "sum", "unit": {"zh": "人"}},
    {"code": "members", "kind": "stock", "aggregation": "last", "unit": {"zh": "人"}},
    {"code": "settled", "kind": "flow", "aggregation": "sum", "unit": {"zh": "件"}},
    {"code": "taken", "kind": "flow", "aggregation": "sum", "unit": {"zh": "件"}},
    {
        **{"code": "share", "kind": "ratio", "aggregation": "none", "unit": {"zh": "%"}},
        **{"numerator": "settled", "denominator": "taken"},
    },
    {"code": "rate", "kind": "ratio", "aggregation": "none", "unit": {"zh": "%"}},
    {
        **{"code": "insured", "kind": "flow", "unit": {"zh": "人"}},
        "aggregation": {"areas": "sum", "time": "none"},
    },
]


def months(series: str, numbers: Mapping[int, str], year: int = 2025) -> dict[str, str]:
    """Months of a series "joined..C1." with their wordings, by the month's number."""
    return {f"{series}.{year}-{month:02d}": wording for month, wording in numbers.items()}


def every_month(series: str, wording: str, last: int = 9, year: int = 2025) -> dict[str, str]:
    """January to a month, each with the same wording."""
    return months(series, dict.fromkeys(range(1, last + 1), wording), year)


def worked(*args: Any, **scope: Any) -> AreaIndicator:
    """One indicator of the overview of an area; what is given is that of `overview_of`."""
    return overview_of(*args, **scope).indicators[0]


def overview_of(
    rows: Mapping[str, str],
    code: str = "joined",
    area: str = "C",
    through: str = "2025-09",
    since: Since = "year",
    *,
    status: Mapping[str, str] | None = None,
    areas: str = AREAS,
    indicators: list[dict[str, Any]] = INDICATORS,
    **scope: Any,
) -> AreaOverview:
    """The overview of an area in one indicator; figures by key and wording, a status by key.

    `scope` are further fields of AreaScope.
    """
    material = material_of(rows, status, areas, indicators)
    asked = AreaScope(area, count_month(through), since, **scope)
    return build_area_overview(*material, [code], asked, with_operands=True)


def further_numbers_of(
    rows: Mapping[str, str],
    code: str = "joined",
    area: str = "C",
    through: str = "2025-09",
    since: Since = "year",
    **material: Any,
) -> FurtherNumbers:
    """The further numbers of one indicator's card; `material` is what `material_of` has more."""
    given = material_of(rows, **material)
    scope = AreaScope(area, count_month(through), since)
    return find_further_numbers(*given, [code], scope)[code]


def material_of(
    rows: Mapping[str, str],
    status: Mapping[str, str] | None = None,
    areas: str = AREAS,
    indicators: list[dict[str, Any]] = INDICATORS,
) -> tuple[OperandsInMemory, UnitTree, list[Entry]]:
    """Figures by key and wording, a status by key, areas and indicators, as roll-ups take them."""
    figures = figures_of(dict(rows))
    figures["key"] = list(rows)
    figures["unit"] = [
        next(each["unit"]["zh"] for each in with_annual_targets(indicators) if each["code"] == name)
        for name in figures["indicator"]
    ]
    for key, letter in (status or {}).items():
        figures.loc[figures["key"] == key, "obs_status"] = letter
    columns = ["code", "parent", "level", "reports_to", "since", "until"]
    table = pd.DataFrame([line.split(",") for line in areas.splitlines()], columns=columns)
    return OperandsInMemory(figures), UnitTree(table), [*with_annual_targets(indicators)]


def number(indicator: AreaIndicator) -> tuple[float | None, float | None, float | None]:
    """Value, low and high of an indicator's total, None without one or where open."""
    quantity = indicator.total.quantity
    return (quantity.value, quantity.low, quantity.high) if quantity else (None, None, None)
