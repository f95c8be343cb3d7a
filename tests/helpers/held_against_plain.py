"""An overview held against the plain calculation, number by number."""

import math
from collections.abc import Iterator
from typing import Any

from metrics.rollup.area_overview import build_area_overview
from metrics.rollup.area_results import AreaIndicator, AreaOverview
from metrics.rollup.area_scope import AreaScope
from metrics.rollup.operand_rows import OperandSource
from metrics.rollup.unit_tree import UnitTree
from quantities import Quantity
from tests.helpers.plain_totals import Number, Plain, Span
from tests.helpers.random_reports import WAYS, Reports, indicators

SHOWN = ("joined", "members", "calls", "share")
PARTS = ("share", "settled", "taken")


def plain_of(reports: Reports, scope: AreaScope) -> Plain:
    """The plain calculation of a scope."""
    ways = WAYS | {"joined_target": ("sum", "none")}
    asked_with = dict.fromkeys(PARTS, PARTS) | {"joined_target": ("joined",)}
    window = (scope.first_month, scope.task_year.last)
    return Plain(reports.figures, reports.units, ways, asked_with, scope.rules.least_share, window)


def overview_of(source: OperandSource, reports: Reports, scope: AreaScope) -> AreaOverview:
    """The overview of a scope, its operands with it."""
    tree = UnitTree(reports.areas)
    return build_area_overview(source, tree, indicators(), SHOWN, scope, with_operands=True)


def differences(found: AreaOverview, reports: Reports, scope: AreaScope) -> Iterator[str]:
    """What differs from the plain calculation, in words."""
    plain, span = plain_of(reports, scope), tuple(scope.span)
    base = tuple(scope.span.year_before)
    for each in found.indicators:
        if each.code == "share":
            yield from _ratio_differences(each, plain, scope, reports)
            continue
        for total, at in ((each.total, span), (each.before, base)):
            expected = plain.total(each.code, scope.area, at)
            yield from _told(f"{each.code} {at}", numbers(total.quantity), expected["number"])
            coverage = (total.coverage.reporting, total.coverage.expected)
            told = (1, 1) if expected["own"] else (expected["reporting"], expected["expected"])
            yield from _unequal(f"{each.code} {at} coverage", coverage, told)
            missing = [] if expected["own"] else expected["missing"]
            yield from _unequal(f"{each.code} missing", list(total.coverage.missing), missing)
            yield from _unequal(f"{each.code} at least", total.at_least, expected["partial"])
        yield from _growth_differences(each, plain, scope, reports)
        for point in each.months:
            month = _month(point.period)
            expected = plain.total(each.code, scope.area, (month, month))
            value = None if math.isnan(point.value) else (point.value,)
            told = expected["number"] and expected["number"][:1]
            yield from _told(f"{each.code} {point.period}", value, told)
            yield from _unequal(f"{each.code} hollow", point.at_least, expected["partial"])
        if each.completion:
            asked = [("joined", tuple(scope.task_span)), ("joined_target", tuple(scope.task_year))]
            expected = plain.matched(asked, scope.area, lambda area: True)
            told = each.completion.done, each.completion.target
            yield from _pair("completion", told, expected and expected[0])


def _growth_differences(
    each: AreaIndicator, plain: Plain, scope: AreaScope, reports: Reports
) -> Iterator[str]:
    span, base = tuple(scope.span), tuple(scope.span.year_before)
    asked = [(each.code, span), (each.code, base)]
    expected = plain.matched(asked, scope.area, _comparable(reports, scope, (each.code,)))
    yield from _pair(
        f"{each.code} growth", (each.growth.now, each.growth.before), expected and expected[0]
    )


def _comparable(reports: Reports, scope: AreaScope, codes: tuple[str, ...]) -> Any:
    """Whether an area's series have no break, and it was there alike in both years."""
    span, base = scope.span, scope.span.year_before
    lives = {unit.code: (unit.since, unit.until) for unit in reports.units}

    def is_comparable(area: str) -> bool:
        since, until = lives[area]
        now, before = ((max(s.first, since), min(s.last, until)) for s in (span, base))
        shifted = (now[0] - 12, now[1] - 12)
        gone = now[0] > now[1] and before[0] > before[1]
        breaks = (
            _span(period)
            for code, place, period in reports.broken
            if code in codes and place == area
        )
        broken = any(base.first < b[0] and b[1] <= span.last for b in breaks)
        return (shifted == before or gone) and not broken

    return is_comparable


def _ratio_differences(
    each: AreaIndicator, plain: Plain, scope: AreaScope, reports: Reports
) -> Iterator[str]:
    span = tuple(scope.span)
    own = plain.total("share", scope.area, span)["number"]
    parts = plain.matched([("settled", span), ("taken", span)], scope.area, lambda area: True)
    if own is not None:
        yield from _told("share", numbers(each.total.quantity), own)
        return
    expected = None
    if parts and parts[0][1][0] > 0:
        expected = (round(100 * parts[0][0][0] / parts[0][1][0], 9),)
    value = each.total.quantity and (round(float(each.total.quantity.value), 9),)
    yield from _told("share of parts", value, expected)


def _pair(
    name: str, found: tuple[Quantity | None, ...], expected: list[Number] | None
) -> Iterator[str]:
    for index, quantity in enumerate(found):
        yield from _told(f"{name} {index}", numbers(quantity), expected and expected[index])


def numbers(quantity: Quantity | None) -> Number | None:
    """Value, low and high of a quantity; an open low is 0, an open high infinite."""
    if quantity is None:
        return None
    high = math.inf if quantity.high is None else quantity.high
    low = quantity.low
    if low is None:
        low = -math.inf if quantity.derived else 0.0
    return float(quantity.value), float(low), float(high)


def _told(name: str, found: Any, expected: Any) -> Iterator[str]:
    if found is None or expected is None:
        yield from _unequal(name, found, expected)
    elif tuple(found) != tuple(map(float, expected)):
        yield f"{name}: {found} instead of {expected}"


def _unequal(name: str, found: Any, expected: Any) -> Iterator[str]:
    if found != expected:
        yield f"{name}: {found} instead of {expected}"


def _month(period: str) -> int:
    return int(period[:4]) * 12 + int(period[5:7]) - 1


def _span(period: str) -> Span:
    first, _, last = period.partition("/")
    last = last or first
    start = int(first[:4]) * 12 + (int(first[5:7]) - 1 if len(first) > 4 else 0)
    end = int(last[:4]) * 12 + (int(last[5:7]) - 1 if len(last) > 4 else 11)
    return start, end
