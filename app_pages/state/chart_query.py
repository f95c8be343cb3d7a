"""The code of a chart in a URL: the chart's address, and the areas and periods to show.

Example: `funds_invested.bar?areas=330000`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from urllib.parse import parse_qs, urlencode

from app_pages.state.cache import memoize
from charts.chart import ChartData
from charts.chart_forms import split_address
from metrics.figure_queries import as_source, filter_lazy
from quantities.figure_keys import COUNTRY


@dataclass(frozen=True)
class ChartQuery:
    """A chart's address, and the areas and periods of the figures that it is made from.

    Without `areas` it uses all areas below `under`; without `periods`, all periods.
    """

    address: str
    areas: tuple[str, ...] = ()
    periods: tuple[str, ...] = ()
    under: str = COUNTRY

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
    def params(self) -> dict[str, str | Sequence[str]]:
        """The query parameters that restrict the figures; `under` is left out if it does nothing.

        That is so for the whole country, and if areas are selected by themselves.
        """
        under = "" if self.under == COUNTRY or self.areas else self.under
        values = {"areas": self.areas, "periods": self.periods, "under": under}
        return {name: value for name, value in values.items() if value}

    @property
    def code(self) -> str:
        """The query as one text: `funds_invested.bar?areas=330000`."""
        params = urlencode(self.params, doseq=True, safe="/")
        return f"{self.address}?{params}" if params else self.address

    def restrict(self, data: ChartData) -> ChartData:
        """Return chart data with only the figures of this query's areas and periods.

        Data for a chart of charts.yaml, whose address is a name, are returned unchanged: the chart
        chooses its figures itself.
        """
        if not self.form:  # as only an address `indicator.form` has one
            return data
        selected = {"ref_area": self.areas, "time_period": self.periods}
        where = {column: codes for column, codes in selected.items() if codes}
        figures = as_source(data.figures)
        if not self.areas and self.under != COUNTRY:
            figures = figures.within_area(self.under)
        return replace(data, figures=filter_lazy(figures, **where))


@memoize(max_results=1024, warm=None)
def parse_chart_query(code: str) -> ChartQuery:
    """Parse a chart's code, such as `funds_invested.bar?areas=330000&periods=2024`, cached.

    An address without `?` means all areas and periods; of several areas `under`, the first counts.
    """
    address, _, query = code.partition("?")
    params = parse_qs(query)
    areas, periods = (tuple(params.get(name, ())) for name in ("areas", "periods"))
    [under, *_] = params.get("under", [COUNTRY])
    return ChartQuery(address, areas, periods, under)
