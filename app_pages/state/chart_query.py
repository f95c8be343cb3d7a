"""The code of a chart in an address: which chart, and which areas and periods are in it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from urllib.parse import parse_qs, urlencode

from app_pages.state.cache import memoize
from charts.chart import ChartData
from charts.forms import split_address
from metrics.figures import as_source, filter_lazy
from quantities.keys import COUNTRY


@dataclass(frozen=True)
class ChartQuery:
    """A chart's address, and which figures the chart is made from.

    Without `areas` these are the figures of all areas below `under`; without `periods`, of all.
    """

    address: str
    areas: tuple[str, ...] = ()
    periods: tuple[str, ...] = ()
    under: str = COUNTRY

    @cached_property
    def indicator(self) -> str:
        """The indicator of `indicator.form`, else ""."""
        return split_address(self.address)[0]

    @cached_property
    def form(self) -> str:
        """The form of `indicator.form`, else ""."""
        return split_address(self.address)[1]

    @property
    def params(self) -> dict[str, str | Sequence[str]]:
        """The query parameters that restrict the figures."""
        under = "" if self.under == COUNTRY or self.areas else self.under
        values = {"areas": self.areas, "periods": self.periods, "under": under}
        return {name: value for name, value in values.items() if value}

    @property
    def code(self) -> str:
        """The query as one code: `funds_invested.bar?areas=330000`."""
        params = urlencode(self.params, doseq=True, safe="/")
        return f"{self.address}?{params}" if params else self.address

    def restrict(self, data: ChartData) -> ChartData:
        """Restrict chart data to the chosen figures; for a chart of the catalogue, to none."""
        if not self.form:
            return data
        chosen = {"ref_area": self.areas, "time_period": self.periods}
        where = {name: values for name, values in chosen.items() if values}
        figures = as_source(data.figures)
        if not self.areas and self.under != COUNTRY:
            figures = figures.within_area(self.under)
        return replace(data, figures=filter_lazy(figures, **where))


@memoize(1024, warm=None)
def parse_chart_query(code: str) -> ChartQuery:
    """Parse a code; a chart's plain address restricts nothing."""
    address, _, query = code.partition("?")
    params = parse_qs(query)
    areas, periods = (tuple(params.get(name, ())) for name in ("areas", "periods"))
    return ChartQuery(address, areas, periods, params.get("under", [COUNTRY])[0])
