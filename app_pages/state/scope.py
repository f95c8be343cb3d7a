"""The scope of a page: one choice of area, month, span and comparison, kept from page to page.

It stands in the address, `?area=330200&through=2025-09&since=year&against=last_year`; what is left
out there has the value that config.yaml and the release give it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple, get_args

from app_pages.state import release, url
from app_pages.state.cache import memoize
from locales import Language, Words
from metrics.figure_queries import count_by, counts_by_value, filter_lazy
from metrics.reporting_units import (
    REPORTED_KINDS,
    MonthCoverage,
    ReportingUnits,
    find_lacking,
    read_reporting_units,
)
from metrics.rollup.unit_tree import UnitTree
from metrics.trend import find_period_type
from periods import is_period, last_month
from periods.spans import SINCE, Since, count_month, span_since

Against = Literal["last_year", "previous"]
"""What a span is compared with: the same one of the year before, or the one just before it."""
AGAINST: tuple[Against, ...] = get_args(Against)
MONTH = len("2025-09")


class Fault(NamedTuple):
    """A value of the address that cannot be shown: its parameter, what is wrong, the value.

    `code` is "unknown", or "no_figures" for what is known but not reported.
    """

    name: str
    code: str
    value: str


@dataclass(frozen=True)
class Scope:
    """What every page shows: an area, its figures of a span that ends with a month.

    `area` is a code, `through` a month (2025-09; "" if the release has none), `areas` all areas of
    the address, of which `area` is the first, `against` what the address compares with: () is
    what a page usually does. `faults` are values of the address that are not shown; the page shows
    the usual ones instead, and the bar says so.
    """

    area: str
    through: str
    since: Since = "year"
    against: tuple[Against, ...] = ()
    areas: tuple[str, ...] = ()
    union_year: int = 10
    faults: tuple[Fault, ...] = ()

    @property
    def period(self) -> str:
        """The span as a period: 2025-01/2025-09; "" without a month."""
        if not self.through:
            return ""
        return span_since(self.since, count_month(self.through), self.union_year).period

    def describe(self, words: Words) -> str:
        """Return the scope in words, for titles, files and slides.

        宁波市 · 2025年1—9月, Ningbo City · January–September 2025.
        """
        name = name_area(words, self.area)
        return f"{name} · {words.period(self.period)}" if self.through else name


def current_scope() -> Scope:
    """Return the scope of the page that is being drawn: of the address, else the usual one.

    Any page calls it, as often as it likes: a release's scopes are cached.

        scope = current_scope()
        scope.area, scope.through, scope.period   # "990100", "2025-09", "2025-01/2025-09"
        scope.describe(words)                         # 云川市 · 2025年1—9月

    The usual area is `home_area` of config.yaml, else the lowest area that holds all areas with
    figures; the usual month the newest that `totals.month_share` percent of its units have
    reported; the usual span that of `totals.since`.
    """
    return resolve_scope(
        release.get_release_number(),
        tuple(url.get_params("area")),
        url.get_param("through"),
        url.get_param("since"),
        tuple(url.get_params("against")),
        url.get_param("indicator"),
    )


@memoize(max_results=4, warm=lambda new: [(new.number,)])
def get_units(number: int) -> ReportingUnits:
    """Return the units of a release and what each has reported, cached."""
    tree = UnitTree(release.get_code_lists(number).areas)
    share = release.get_settings().totals.month_share
    return read_reporting_units(release.get_figures(number), tree, share)


@memoize(max_results=4, warm=None)
def list_areas(number: int) -> tuple[str, ...]:
    """Return the codes of the areas that can be chosen in a release, in its order, cached."""
    return tuple(get_units(number).list_scopes())


@memoize(max_results=256, warm=lambda new: [(new.number, (), "", "", (), "")])
def resolve_scope(
    number: int,
    areas: tuple[str, ...],
    through: str,
    since: str,
    against: tuple[str, ...],
    indicator: str,
) -> Scope:
    """Return the scope that the values of an address mean in a release; "" and () mean the usual.

    What is unknown, or has no figures, becomes a `Fault`, and the usual value takes its place.
    """
    units, totals = get_units(number), release.get_settings().totals
    faults = [fault for area in areas if (fault := _find_fault_of_area(number, area))]
    wrong = {fault.value for fault in faults}
    known = tuple(dict.fromkeys(area for area in areas if area not in wrong))
    area = known[0] if known else get_home_area(number)
    month = through if is_month(through) else ""
    if through and month not in units.list_months(area):
        faults.append(Fault("through", "no_figures" if month else "unknown", through))
        month = ""
    if since and since not in SINCE:
        faults.append(Fault("since", "unknown", since))
    faults += [Fault("against", "unknown", each) for each in against if each not in AGAINST]
    if indicator and (fault := _find_fault_of_indicator(number, indicator)):
        faults.append(fault)
    return Scope(
        area=area,
        through=month or units.find_default_month(area),
        since=next((each for each in SINCE if each == since), totals.since),
        against=tuple(each for each in AGAINST if each in against),
        areas=known or (area,),
        union_year=totals.union_year,
        faults=tuple(faults),
    )


def usual_scope(number: int, area: str = "") -> Scope:
    """Return the scope that pages of a release open with, of an area if one is given."""
    return resolve_scope(number, (area,) if area else (), "", "", (), "")


def is_month(text: str) -> bool:
    """Return whether a text is a month as an address has it: 2025-09."""
    return len(text) == MONTH and is_period(text)


def get_home_area(number: int) -> str:
    """Return the area that pages of a release open with: `home_area`, else the lowest of all.

    A release from before `home_area` was in its list of areas opens with the lowest, too.
    """
    home, units = release.get_settings().home_area, get_units(number)
    return home if home in units.units else units.find_default_area()


def _find_fault_of_area(number: int, area: str) -> Fault | None:
    """Return what is wrong with an area of an address; None if it can be shown."""
    if area not in get_units(number).units:
        return Fault("area", "unknown", area)
    return None if area in list_areas(number) else Fault("area", "no_figures", area)


def _find_fault_of_indicator(number: int, indicator: str) -> Fault | None:
    """Return what is wrong with an indicator of an address; None if it can be shown."""
    entries = {entry["code"]: entry for entry in release.get_code_lists(number).indicators}
    if indicator not in entries:
        return Fault("indicator", "unknown", indicator)
    reported = counts_by_value(release.get_figures(number), "indicator")
    parts = [entries[indicator].get(name) for name in ("numerator", "denominator")]
    is_there = indicator in reported or all(part in reported for part in parts)
    return None if is_there else Fault("indicator", "no_figures", indicator)


@memoize(max_results=256, warm=None)
def get_coverage(number: int, area: str, month: str) -> MonthCoverage:
    """Return who of an area's units has reported a month, cached."""
    return get_units(number).cover(area, month)


@memoize(max_results=256, warm=None)
def get_lacking(number: int, area: str, month: str) -> Mapping[str, tuple[str, ...]]:
    """Return the indicators that units of an area lack of a month, cached (`find_lacking`)."""
    units, figures = get_units(number).expected_units(area, month), release.get_figures(number)
    ending = [
        period
        for period in counts_by_value(figures, "time_period")
        if find_period_type(period) != "year" and last_month(period) == month
    ]
    # What is ever reported is asked for all areas at once: other questions need it, too.
    items = count_by(figures, ["indicator", "ref_area"], kind=REPORTED_KINDS)
    items = items[items["ref_area"].isin(units)]
    own = filter_lazy(figures, ref_area=units, kind=REPORTED_KINDS)
    return find_lacking(items, count_by(own, ["ref_area", "indicator"], time_period=ending), units)


def name_area(words: Words, area: str) -> str:
    """Return an area's name, after its parent's if another with figures has it: 清陵市东湖区."""
    return name_areas(release.get_release_number(), words.language).get(
        area, words.name("area", area)
    )


@memoize(max_results=8, warm=None)
def name_areas(number: int, language: Language) -> dict[str, str]:
    """Return the names of the areas that can be chosen in a release, by code, cached."""
    return release.get_chart_data(number, language).words.areas(list_areas(number))
