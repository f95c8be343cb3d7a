"""Choice of the figures that a chart draws for one area and month."""

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


def find_comparable_figures(
    data: ChartData, indicators: str | Sequence[str], area: str, level: str = "", span: str = ""
) -> Comparable:
    """Return which figures of indicators at and below an area one chart can compare.

    `level` and `span` are the level of areas and the kind of periods that a reader has chosen, ""
    for none (see `choose_comparable`).
    """
    counts = count_by(within_area(data.figures, area), COUNTED_BY, indicator=indicators)
    return choose_comparable(counts, data.levels, area, level, span)


def restrict_to_area(
    data: ChartData, declared: ChartDeclaration, area: str, until: str = ""
) -> ChartData:
    """Return the data of a chart of charts.yaml for an area and the areas below it.

    Figures of periods that end after the month `until` are left out; "" keeps all. For the whole
    country all areas are kept. For another area, a chart with a mark for each area (`by: area` in
    its declaration) has the areas of one level and the newest period that they can be compared in;
    any other chart has the figures that the area itself reports or, if it reports none, those of
    all areas below it.
    """
    figures = filter_until(data.figures, area, until)
    if area != COUNTRY:
        figures = _choose_marks(figures, replace(data, figures=figures), declared, area)
    return replace(data, figures=figures)


def filter_until(figures: Figures, area: str, until: str) -> FigureSource:
    """Return the figures at and below an area, of periods that end in or before `until`.

    `until` is a month, or "" for all periods.
    """
    source = as_source(figures)
    if area != COUNTRY:
        source = source.within_area(area)
    if not until:
        return source
    periods = counts_by_value(source, "time_period")
    return source.filter(time_period=[each for each in periods if last_month(each) <= until])


def restrict_to_scope(data: ChartData, address: str, area: str, until: str = "") -> ChartData:
    """Return the data of the chart at an address for an area and the month `until` of a page.

    A chart of an indicator gets areas of one level and periods of one kind
    (`find_comparable_figures`), except for the whole country without a month ("" as `until`). Maps
    and charts of programmes are always of the whole country and of all months.
    """
    indicator, form = split_address(address)
    declared = load_named_charts().get(address)
    if declared is not None and not NAMED_FORMS[declared.form].national:
        return restrict_to_area(data, declared, area, until)
    # What is left is the chart of an indicator, or ("") a national chart or that of a programme.
    if form in ("", "tiles") or (area == COUNTRY and not until):
        return data
    comparable = find_comparable_figures(data, indicator, area)
    periods = choose_periods(comparable, form, until)
    figures, above = select_comparable(data.figures, comparable, indicator, area, periods)
    return replace(data, figures=figures, above=above)


def choose_periods(
    found: Comparable, form: str, until: str, periods: Sequence[str] = ()
) -> tuple[str, ...]:
    """Return the periods that a form of chart draws: several in a trend, one in other forms.

    A trend draws those of `periods`, which a reader has chosen, other forms the newest of these. If
    there are none, a trend draws all that end in or before the month `until`, other forms the
    newest of these or, if all are later, the oldest of all; `until` "" stands for no limit. `found`
    has the periods with figures; the result has only such periods, the newest first.
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
    """Return an indicator's comparable figures of some periods, and those of `area` itself.

    The latter are for a line across the bars (`ChartData.above`), and None if `area` is one of the
    compared areas. `found` says which figures are comparable, `areas` are those to draw, by default
    all.
    """
    in_periods = filter_lazy(
        figures, indicator=indicator, time_period=periods, breakdown=found.parts
    )
    above = None if area in found.areas else in_periods.filter(ref_area=area)
    if not areas and len(found.levels) == 1:  # no need to filter by thousands of codes
        return in_periods.within_area(area), above
    drawn_areas = [each for each in found.areas if not areas or each in areas]
    return in_periods.filter(ref_area=drawn_areas), above


def select_earlier(
    figures: Figures, found: Comparable, indicator: str, period: str, against: Sequence[str]
) -> tuple[FigureSource, dict[str, str]]:
    """Return the figures for comparisons with earlier periods, and the earlier period of each.

    `found` says which figures of the indicator are comparable, `period` is the one that the chart
    draws, `against` has the comparisons that a reader has chosen: last_year, previous. The figures
    are those of the period, of the earlier periods, and of all between: if a series breaks there
    (its definition changes), its ends are not compared. The earlier periods are by comparison,
    {"last_year": "2023-09"}; a comparison that has none is left out.
    """
    bases = {name: base for name in against if (base := find_base(period, found.kind, name))}
    first_month = min(map(last_month, bases.values()), default=period)
    periods = [
        each
        for each in found.list_periods_until(last_month(period))
        if last_month(each) >= first_month
    ]
    where = {"indicator": indicator, "time_period": periods, "breakdown": found.parts}
    return filter_lazy(figures, ref_area=found.areas, **where), bases


def find_base(period: str, kind: str, against: str) -> str:
    """Return the earlier period with which a period of a kind is compared; "" if there is none.

    `against` is the comparison: last_year or previous, which for a year are the same, so that a
    year has no previous one. Example: 2024-09 → 2023-09 or 2024-08.
    """
    if against == "last_year":
        return year_before(period)
    return find_period_before(period, kind) if kind != "year" else ""


def _choose_marks(
    figures: FigureSource, data: ChartData, declared: ChartDeclaration, area: str
) -> FigureSource:
    """Return the figures of a declared chart for an area that is not the country.

    A chart with a mark for each area (`by: area`) has those of the newest period in which areas of
    one level can be compared; any other has those of the area itself or, if it reports none of the
    indicators, all in `figures`. `data` has the same `figures`.
    """
    if declared.by == "area":
        comparable = find_comparable_figures(data, declared.indicators, area)
        return filter_lazy(figures, ref_area=comparable.areas, time_period=comparable.periods[:1])
    own = filter_lazy(figures, ref_area=area)
    return own if counts_by_value(own, "ref_area", indicator=declared.indicators) else figures
