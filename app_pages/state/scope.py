"""The scope of a page: area, month, span and comparison, kept from page to page in the URL.

The URL has it as `?area=330200&through=2025-09&since=year&against=last_year`. A parameter that is
left out has the value that config.yaml and the release give it.
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
"""What a span is compared with: the same span a year before, or the span just before it."""
AGAINST: tuple[Against, ...] = get_args(Against)
MONTH_LENGTH = len("2025-09")


class ScopeFault(NamedTuple):
    """A parameter in the URL that cannot be shown: its name, what is wrong with it, and its value.

    `code` is "unknown", or "no_figures" for a known value without figures.
    """

    name: str
    code: str
    value: str


@dataclass(frozen=True)
class Scope:
    """What every page shows: an area, and its figures for a span that ends with a month.

    `area` is a code. `through` is the last month, such as "2025-09" ("" if the release has none);
    `since` is what the span begins with, such as the year of that month. `areas` are all areas in
    the URL, of which `area` is the first. `against` is what the URL compares with; () means what
    the page compares with by default. `union_year` is the month with which a union's working year
    begins. `faults` are values in the URL for which default ones are shown instead; the scope bar
    says so.
    """

    area: str
    through: str
    since: Since = "year"
    against: tuple[Against, ...] = ()
    areas: tuple[str, ...] = ()
    union_year: int = 10
    faults: tuple[ScopeFault, ...] = ()

    @property
    def period(self) -> str:
        """The span as a period such as "2025-01/2025-09"; "" if there is no month."""
        if not self.through:
            return ""
        return span_since(self.since, count_month(self.through), self.union_year).period

    def describe(self, words: Words) -> str:
        """Describe the scope in words, for titles, files and slides.

        宁波市 · 2025年1—9月, Ningbo City · January–September 2025.
        """
        name = get_area_name(words, self.area)
        return f"{name} · {words.period(self.period)}" if self.through else name


def get_current_scope() -> Scope:
    """Return the scope of the page that is being drawn, from the URL or by default.

    Any page may call it as often as it likes, as the scopes of a release are cached. Example:
    area "990100", through "2025-09", period "2025-01/2025-09".

    The default area is `home_area` in config.yaml, else the lowest area that contains all areas
    with figures. The default month is the newest that `totals.month_share` percent of the area's
    units have reported. The default span begins with `totals.since`.
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
def get_reporting_units(release_number: int) -> ReportingUnits:
    """Return the units of a release, and what each has reported; cached."""
    tree = UnitTree(release.get_code_lists(release_number).areas)
    share = release.get_settings().totals.month_share
    return read_reporting_units(release.get_figures(release_number), tree, share)


@memoize(max_results=4, warm=None)
def list_areas(release_number: int) -> tuple[str, ...]:
    """Return the codes of the areas that can be chosen in a release, in its order; cached."""
    return tuple(get_reporting_units(release_number).list_scopes())


@memoize(max_results=256, warm=lambda new: [(new.number, (), "", "", (), "")])
def resolve_scope(
    release_number: int,
    areas: tuple[str, ...],
    through: str,
    since: str,
    against: tuple[str, ...],
    indicator: str,
) -> Scope:
    """Return the scope for the parameters in a URL; "" and () mean the default; cached.

    A value that is unknown or has no figures becomes a `ScopeFault`, and the default takes its
    place. `indicator` is only checked: a scope has none, but the scope bar shows the fault.
    """
    units, totals = get_reporting_units(release_number), release.get_settings().totals
    faults = [fault for area in areas if (fault := _find_area_fault(release_number, area))]
    invalid_areas = {fault.value for fault in faults}
    valid_areas = tuple(dict.fromkeys(area for area in areas if area not in invalid_areas))
    area = valid_areas[0] if valid_areas else get_home_area(release_number)
    month = through if is_month(through) else ""
    if through and month not in units.list_months(area):
        faults.append(ScopeFault("through", "no_figures" if month else "unknown", through))
        month = ""
    if since and since not in SINCE:
        faults.append(ScopeFault("since", "unknown", since))
    faults += [ScopeFault("against", "unknown", each) for each in against if each not in AGAINST]
    if indicator and (fault := _find_indicator_fault(release_number, indicator)):
        faults.append(fault)
    return Scope(
        area=area,
        through=month or units.find_default_month(area),
        since=next((each for each in SINCE if each == since), totals.since),
        against=tuple(each for each in AGAINST if each in against),
        areas=valid_areas or (area,),
        union_year=totals.union_year,
        faults=tuple(faults),
    )


def get_default_scope(release_number: int, area: str = "") -> Scope:
    """Return the scope with which pages of a release open, for one area if it is given."""
    return resolve_scope(release_number, (area,) if area else (), "", "", (), "")


def is_month(text: str) -> bool:
    """Return whether a text is a month as in a URL: "2025-09"."""
    return len(text) == MONTH_LENGTH and is_period(text)


def get_home_area(release_number: int) -> str:
    """Return the area with which pages of a release open.

    It is `home_area` in config.yaml or, if the release does not have that area, the lowest area
    that contains all areas with figures.
    """
    return _find_home_area(release_number, release.get_settings().home_area)


@memoize(max_results=4, warm=None)
def _find_home_area(release_number: int, home: str) -> str:
    """Return `home`, or else the lowest area that contains all areas with figures; cached."""
    units = get_reporting_units(release_number)
    return home if home in units.units else units.find_default_area()


def _find_area_fault(release_number: int, area: str) -> ScopeFault | None:
    """Return what is wrong with an area in the URL; None if it can be shown."""
    if area not in get_reporting_units(release_number).units:
        return ScopeFault("area", "unknown", area)
    return None if area in list_areas(release_number) else ScopeFault("area", "no_figures", area)


def _find_indicator_fault(release_number: int, indicator: str) -> ScopeFault | None:
    """Return what is wrong with an indicator in the URL; None if it can be shown.

    A ratio can be shown without figures of its own if its numerator and denominator have figures.
    """
    entries = {entry["code"]: entry for entry in release.get_code_lists(release_number).indicators}
    if indicator not in entries:
        return ScopeFault("indicator", "unknown", indicator)
    reported_codes = counts_by_value(release.get_figures(release_number), "indicator")
    part_codes = [entries[indicator].get(name) for name in ("numerator", "denominator")]
    has_figures = indicator in reported_codes or all(
        part_code in reported_codes for part_code in part_codes
    )
    return None if has_figures else ScopeFault("indicator", "no_figures", indicator)


@memoize(max_results=256, warm=None)
def get_coverage(release_number: int, area: str, month: str) -> MonthCoverage:
    """Return which units of an area have reported a month, and which have not; cached."""
    return get_reporting_units(release_number).cover(area, month)


@memoize(max_results=256, warm=None)
def get_missing_indicators(
    release_number: int, area: str, month: str
) -> Mapping[str, tuple[str, ...]]:
    """Return, by unit of an area, the indicators that the unit lacks for a month; cached.

    A unit lacks an indicator that it has reported at other times and that most units have reported
    for this month (`find_lacking`). Units that lack nothing, or have reported nothing at all for
    the month, are left out.
    """
    units, figures = (
        get_reporting_units(release_number).list_expected_units(area, month),
        release.get_figures(release_number),
    )
    periods_of_month = [
        period
        for period in counts_by_value(figures, "time_period")
        if find_period_type(period) != "year" and last_month(period) == month
    ]
    # Counted for all areas at once, as the cached counts serve other questions, too.
    reported_counts = count_by(figures, ["indicator", "ref_area"], kind=REPORTED_KINDS)
    reported_counts = reported_counts[reported_counts["ref_area"].isin(units)]
    figures_of_units = filter_lazy(figures, ref_area=units, kind=REPORTED_KINDS)
    return find_lacking(
        reported_counts,
        count_by(figures_of_units, ["ref_area", "indicator"], time_period=periods_of_month),
        units,
    )


def get_area_name(words: Words, area: str) -> str:
    """Return an area's name, with its parent's if another area has the same: 清陵市东湖区."""
    return get_area_names(release.get_release_number(), words.language).get(
        area, words.name("area", area)
    )


@memoize(max_results=8, warm=None)
def get_area_names(release_number: int, language: Language) -> dict[str, str]:
    """Return the names of the areas that can be chosen in a release, by code; cached."""
    return release.get_chart_data(release_number, language).words.areas(list_areas(release_number))
