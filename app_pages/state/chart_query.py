"""What is explored, as one code: an indicator's form with its areas and periods."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import parse_qs, urlencode

from charts.catalogue import GENERIC
from charts.chart import ChartData
from metrics.figures import filter_lazy, within_area
from quantities.keys import COUNTRY


@dataclass(frozen=True)
class ChartQuery:
    """A chart's address, and which figures it is to be made from; without areas all `under`."""

    address: str
    areas: Sequence[str] = ()
    periods: Sequence[str] = ()
    under: str = COUNTRY

    @property
    def query(self) -> dict[str, Sequence[str]]:
        """Give what narrows the figures, as it stands in an address."""
        under = "" if self.under == COUNTRY or self.areas else self.under
        values = {"areas": self.areas, "periods": self.periods, "under": under}
        return {name: value for name, value in values.items() if value}

    @property
    def code(self) -> str:
        """Write it as one code: `funds_invested.bar?areas=330000`."""
        narrowed = urlencode(self.query, doseq=True, safe="/")
        return f"{self.address}?{narrowed}" if narrowed else self.address

    def of(self, material: ChartData) -> ChartData:
        """Keep the figures that are asked for; all of them for a chart that has a name."""
        _, _, form = self.address.rpartition(".")
        if form not in GENERIC:
            return material
        chosen = {"ref_area": self.areas, "time_period": self.periods}
        where = {name: values for name, values in chosen.items() if values}
        figures = material.figures
        if not self.areas and self.under != COUNTRY:
            figures = within_area(figures, self.under)
        return replace(material, figures=filter_lazy(figures, **where))


def parse_chart_query(code: str) -> ChartQuery:
    """Read a code again; a chart's plain address narrows nothing."""
    address, _, query = code.partition("?")
    given = parse_qs(query)
    return ChartQuery(
        address,
        given.get("areas", ()),
        given.get("periods", ()),
        given.get("under", [COUNTRY])[0],
    )
