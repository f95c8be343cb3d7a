"""The code of a chart in a URL: the chart's address, with the areas and periods to show.

Example: `funds_invested.bar?areas=330000`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from urllib.parse import parse_qs, urlencode

from app_pages.state import release
from app_pages.state.cache import memoize
from charts.chart import ChartData
from charts.chart_forms import NAMED_FORMS, split_address
from charts.declarations import load_named_charts
from charts.figures_of_area import (
    choose_periods,
    filter_until,
    find_comparable_figures,
    restrict_to_area,
    select_comparable,
    select_earlier,
)
from locales import Language
from metrics.comparable_figures import Comparable
from metrics.figure_queries import (
    as_source,
    filter_lazy,
)
from metrics.figure_source import FigureSource, InMemoryFigures
from quantities.figure_keys import COUNTRY

MAX_READ = 6_000
"""The most figures of a trend that are read at once: a hundred areas in five years."""
COMPARED_FORMS = ("bar", "dots", "ranking")
"""Forms of a chart whose marks can have their change against an earlier period."""


@dataclass(frozen=True)
class ChartQuery:
    """A chart's address, and the areas and periods of the figures that it shows.

    - `areas`: these areas; without them, all areas below `under`
    - `periods`: these periods; without them, all periods
    - `level`, `span`: only areas of this level, spans of this kind (`metrics.comparable_figures`)
    - `until`: only spans that end by this month; a trend has all of them, other forms the newest
    - `against`: "last_year", "previous", with which bars, dots and rankings show the change

    A chart in charts.yaml takes only `under` and `until`, a map of provinces neither.
    """

    address: str
    areas: tuple[str, ...] = ()
    periods: tuple[str, ...] = ()
    under: str = COUNTRY
    level: str = ""
    span: str = ""
    until: str = ""
    against: tuple[str, ...] = ()

    @cached_property
    def indicator(self) -> str:
        """The indicator of an address `indicator.form`; "" for other addresses."""
        indicator, _form = split_address(self.address)
        return indicator

    @cached_property
    def form(self) -> str:
        """The form of an address `indicator.form`; "" for other addresses."""
        _indicator, form = split_address(self.address)
        return form

    @property
    def takes_area(self) -> bool:
        """Whether the chart can show one area; maps and charts of programmes cannot."""
        if self.form:
            return self.form != "tiles"
        declared = load_named_charts().get(self.address)
        return declared is not None and not NAMED_FORMS[declared.form].national

    @property
    def params(self) -> dict[str, str | Sequence[str]]:
        """The query parameters that restrict the figures.

        `under` is left out if it has no effect: for the whole country, or if areas are selected.
        """
        under = "" if self.under == COUNTRY or self.areas else self.under
        values = {
            **{"areas": self.areas, "periods": self.periods, "under": under},
            **{"level": self.level, "span": self.span, "until": self.until},
            "against": self.against,
        }
        return {name: value for name, value in values.items() if value}

    @property
    def code(self) -> str:
        """The query as one text, such as `funds_invested.bar?areas=330000`."""
        params = urlencode(self.params, doseq=True, safe="/")
        return f"{self.address}?{params}" if params else self.address

    def build_chart_data(self, release_number: int, language: Language) -> ChartData:
        """Return a release's chart data with only the figures for this query's areas and periods.

        Programmes are not left out: their charts name the place of each.
        """
        data = release.get_chart_data(release_number, language)
        if not self.form:  # a named chart, or one of a programme
            if not self.takes_area:
                return data
            declared = load_named_charts()[self.address]
            figures = _filter_figures(release_number, self.under, self.until)
            return restrict_to_area(replace(data, figures=figures), declared, self.under)
        codes_by_column = {"ref_area": self.areas, "time_period": self.periods}
        conditions = {column: codes for column, codes in codes_by_column.items() if codes}
        figures = as_source(data.figures)
        if self.level or self.until:
            # All forms but a trend read the same figures, which are cached once, as those of "bar".
            form = "trend" if self.form == "trend" else "bar"
            figures, above = _select_figures(
                release_number, replace(self, address=f"{self.indicator}.{form}", against=())
            )
            data = replace(data, figures=figures, above=above)
            return self._add_earlier_figures(release_number, data) if self.against else data
        if not self.areas and self.under != COUNTRY:
            figures = figures.within_area(self.under)
        return replace(data, figures=filter_lazy(figures, **conditions))

    def _add_earlier_figures(self, release_number: int, data: ChartData) -> ChartData:
        """Return the data with the earlier figures that are compared with those of its period.

        `against` names the comparisons ("last_year"); `bases` gets the earlier period of each, for
        example {"last_year": "2024-09"}. Only a chart of COMPARED_FORMS that shows one period is
        compared; other data is returned unchanged.
        """
        comparable = self.find_comparable(release_number)
        periods = self.choose_periods(comparable)
        if self.form not in COMPARED_FORMS or len(periods) != 1:
            return data
        earlier, bases = select_earlier(
            release.get_figures(release_number),
            comparable,
            self.indicator,
            periods[0],
            self.against,
        )
        return replace(data, earlier=earlier, bases=bases)

    def find_comparable(self, release_number: int) -> Comparable:
        """Return which figures of the indicator can be in one chart, and which are left out."""
        default = _find_comparable(release_number, self.indicator, self.under, "", "")
        if self.level in ("", default.level) and self.span in ("", default.kind):
            return default  # nearly always, as the codes of charts name the level and span found
        return _find_comparable(release_number, self.indicator, self.under, self.level, self.span)

    def choose_periods(self, comparable: Comparable) -> tuple[str, ...]:
        """Return the periods that are drawn: all chosen ones in a trend, otherwise one of them."""
        return choose_periods(comparable, self.form, self.until, self.periods)


@memoize(max_results=64, warm=None)
def _filter_figures(release_number: int, area: str, until: str) -> FigureSource:
    """Return the figures of an area and month, which all of a page's charts choose from; cached."""
    return filter_until(release.get_chart_data(release_number, "zh").figures, area, until)


@memoize(max_results=256, warm=None)
def _find_comparable(
    release_number: int, indicator: str, under: str, level: str, span: str
) -> Comparable:
    """Return which figures of an indicator can be in one chart; cached for both languages.

    They are figures of the area `under` and all below it. `level` (of areas) and `span` (a kind of
    periods) are those that the reader has chosen, "" for the default.
    Names do not matter, so that the Chinese chart data serves readers of English, too.
    """
    return find_comparable_figures(
        release.get_chart_data(release_number, "zh"), indicator, under, level, span
    )


@memoize(max_results=64, warm=None)
def _select_figures(
    release_number: int, query: ChartQuery
) -> tuple[FigureSource, FigureSource | None]:
    """Return the figures of one level of areas and kind of span, and the area above's; cached.

    All forms but a trend draw one period, whose figures are read at once for all readers. So are
    those of a trend if they are at most MAX_READ; a longer trend is read when it is drawn. The
    second result is None if there is no area above.
    """
    comparable = query.find_comparable(release_number)
    periods = query.choose_periods(comparable)
    figures, above = select_comparable(
        release.get_figures(release_number),
        comparable,
        query.indicator,
        query.under,
        periods,
        query.areas,
    )
    figure_count = len(query.areas or comparable.areas) * len(periods)
    is_lazy = query.form == "trend" and figure_count > MAX_READ
    return figures if is_lazy else InMemoryFigures(figures.choose()), above


@memoize(max_results=1024, warm=None)
def parse_chart_query(code: str) -> ChartQuery:
    """Parse a chart's code, such as `funds_invested.bar?areas=330000&periods=2024`; cached.

    Without `?` it means all areas and periods. `areas`, `periods` and `against` may have several
    values; of the other parameters the first value counts.
    """
    address, _, query = code.partition("?")
    params = parse_qs(query)
    areas, periods, against = (
        tuple(params.get(name, ())) for name in ("areas", "periods", "against")
    )
    [under, *_] = params.get("under", [COUNTRY])
    level, span, until = (params.get(name, [""])[0] for name in ("level", "span", "until"))
    return ChartQuery(address, areas, periods, under, level, span, until, against)
