"""Which figures a chart draws when it is of one area and month and not of everything."""

from collections.abc import Sequence
from dataclasses import replace

from charts.chart import ChartData
from charts.declarations import ChartDeclaration
from metrics.comparable_figures import COUNTED_BY, Comparable, choose_comparable
from metrics.figure_queries import as_source, count_by, counts_by_value, filter_lazy, within_area
from metrics.figure_source import FigureSource
from periods import last_month
from quantities.figure_keys import COUNTRY


def compare_areas(
    data: ChartData, indicators: str | Sequence[str], area: str, level: str = "", span: str = ""
) -> Comparable:
    """Return which figures of indicators at and below an area stand in one chart, and what else is.

    `level` of areas and `span` are chosen as `metrics.comparable_figures` tells.
    """
    counts = count_by(within_area(data.figures, area), COUNTED_BY, indicator=indicators)
    levels = dict(zip(data.areas["code"], data.areas["level"], strict=True))
    return choose_comparable(counts, levels, area, level, span)


def restrict_to_area(
    data: ChartData, declared: ChartDeclaration, area: str, until: str = ""
) -> ChartData:
    """Return the data of a chart of charts.yaml for an area and the areas below it.

    Figures of periods that end after the month `until` are left out; "" is no month. Of the whole
    country all figures are kept. Below it, marks of areas (`by: area`) are of one level, one kind
    of span and its newest period; other marks are the area's own, or those of all areas below it
    where it has none.
    """
    figures = as_source(data.figures)
    if area != COUNTRY:
        figures = figures.within_area(area)
    if until:
        periods = counts_by_value(figures, "time_period")
        ended = [period for period in periods if last_month(period) <= until]
        figures = filter_lazy(figures, time_period=ended)
    if area != COUNTRY:
        figures = _choose_marks(figures, replace(data, figures=figures), declared, area)
    return replace(data, figures=figures)


def _choose_marks(
    figures: FigureSource, data: ChartData, declared: ChartDeclaration, area: str
) -> FigureSource:
    """Return the figures for one chart: of one level and period, or the area's own."""
    if declared.by == "area":
        comparable = compare_areas(data, declared.indicators, area)
        return filter_lazy(figures, ref_area=comparable.areas, time_period=comparable.periods[:1])
    own = filter_lazy(figures, ref_area=area)
    return own if counts_by_value(own, "ref_area", indicator=declared.indicators) else figures
