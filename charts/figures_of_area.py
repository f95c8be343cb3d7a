"""Which figures a chart draws when it is of one area and month and not of everything."""

from collections.abc import Sequence
from dataclasses import replace

from charts.chart import ChartData
from charts.chart_forms import NAMED_FORMS, split_address
from charts.declarations import ChartDeclaration, load_named_charts
from metrics.comparable_figures import COUNTED_BY, Comparable, choose_comparable
from metrics.figure_queries import (
    Figures,
    as_source,
    count_by,
    counts_by_value,
    filter_lazy,
    within_area,
)
from metrics.figure_source import FigureSource
from metrics.trend import find_period_before
from periods import last_month, year_before
from quantities.figure_keys import COUNTRY


def compare_areas(
    data: ChartData, indicators: str | Sequence[str], area: str, level: str = "", span: str = ""
) -> Comparable:
    """Return which figures of indicators at and below an area stand in one chart, and what else is.

    `level` of areas and `span` are chosen as `metrics.comparable_figures` tells.
    """
    counts = count_by(within_area(data.figures, area), COUNTED_BY, indicator=indicators)
    return choose_comparable(counts, data.levels, area, level, span)


def restrict_to_area(
    data: ChartData, declared: ChartDeclaration, area: str, until: str = ""
) -> ChartData:
    """Return the data of a chart of charts.yaml for an area and the areas below it.

    Figures of periods that end after the month `until` are left out; "" is no month. Of the whole
    country all figures are kept. Below it, marks of areas (`by: area`) are of one level, one kind
    of span and its newest period; other marks are the area's own, or those of all areas below it
    where it has none.
    """
    figures = figures_until(data.figures, area, until)
    if area != COUNTRY:
        figures = _choose_marks(figures, replace(data, figures=figures), declared, area)
    return replace(data, figures=figures)


def figures_until(figures: Figures, area: str, until: str) -> FigureSource:
    """Return the figures at and below an area, of periods that end by the month `until`, if any."""
    found = as_source(figures)
    if area != COUNTRY:
        found = found.within_area(area)
    if not until:
        return found
    periods = counts_by_value(found, "time_period")
    return found.filter(time_period=[each for each in periods if last_month(each) <= until])


def restrict_to_scope(data: ChartData, address: str, area: str, until: str = "") -> ChartData:
    """Return the data of a chart for an area and the month `until`, as the pages draw it there.

    A chart of an indicator has areas of one level and spans of one kind (`compare_areas`); maps
    and programmes are of the whole country and of no month.
    """
    indicator, form = split_address(address)
    declared = load_named_charts().get(address)
    if declared is not None and not NAMED_FORMS[declared.form].national:
        return restrict_to_area(data, declared, area, until)
    if form in ("", "tiles") or (area == COUNTRY and not until):
        return data
    found = compare_areas(data, indicator, area)
    periods = choose_periods(found, form, until)
    figures, above = select_comparable(data.figures, found, indicator, area, periods)
    return replace(data, figures=figures, above=above)


def choose_periods(
    found: Comparable, form: str, until: str, periods: Sequence[str] = ()
) -> tuple[str, ...]:
    """Return the periods that a form draws: a trend all of `periods`, others one of them.

    Without `periods` a trend has all that end by the month `until`, any other form the newest of
    those; "" is no month.
    """
    chosen = tuple(each for each in found.periods if each in periods)
    if form == "trend":
        return chosen or found.list_periods_until(until)
    return chosen[:1] or tuple(filter(None, [found.find_period(until)]))


def select_comparable(
    figures: Figures,
    found: Comparable,
    indicator: str,
    area: str,
    periods: Sequence[str],
    areas: Sequence[str] = (),
) -> tuple[FigureSource, FigureSource | None]:
    """Return an indicator's figures of some periods that stand in one chart, and the area's own.

    `areas`, if given, are those that are drawn. The area's own are None where it is one of them.
    """
    of_periods = filter_lazy(
        figures, indicator=indicator, time_period=periods, breakdown=found.parts
    )
    above = None if area in found.areas else of_periods.filter(ref_area=area)
    if not areas and len(found.levels) == 1:  # without a list of thousands of codes
        return of_periods.within_area(area), above
    chosen = [each for each in found.areas if not areas or each in areas]
    return of_periods.filter(ref_area=chosen), above


def select_earlier(
    figures: Figures, found: Comparable, indicator: str, period: str, against: Sequence[str]
) -> tuple[FigureSource, dict[str, str]]:
    """Return the figures that those of a period are compared with, and each base, by comparison.

    They are the period's own, those of its bases, and those between: a series may break there.
    """
    bases = {name: base for name in against if (base := find_base(period, found.kind, name))}
    first = min(map(last_month, bases.values()), default=period)
    periods = [each for each in found.list_periods_until(last_month(period)) if last_month(each) >= first]
    where = {"indicator": indicator, "time_period": periods, "breakdown": found.parts}
    return filter_lazy(figures, ref_area=found.areas, **where), bases


def find_base(period: str, kind: str, against: str) -> str:
    """Return the period that one of a kind is compared with, by last_year or previous; or ""."""
    if against == "last_year":
        return year_before(period)
    return find_period_before(period, kind) if kind != "year" else ""


def _choose_marks(
    figures: FigureSource, data: ChartData, declared: ChartDeclaration, area: str
) -> FigureSource:
    """Return the figures for one chart: of one level and period, or the area's own."""
    if declared.by == "area":
        comparable = compare_areas(data, declared.indicators, area)
        return filter_lazy(figures, ref_area=comparable.areas, time_period=comparable.periods[:1])
    own = filter_lazy(figures, ref_area=area)
    return own if counts_by_value(own, "ref_area", indicator=declared.indicators) else figures
