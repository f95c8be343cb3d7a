"""The data of 填报情况 (who has reported): the reporting grid of an area, and a cell's history."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app_pages.state import release
from app_pages.state.cache import memoize
from app_pages.state.overviews import get_unit_tree
from app_pages.state.scope import get_default_scope, get_reporting_units
from ledger import StoreError
from metrics.figure_queries import choose, counts_by_value
from metrics.metric_table import to_records
from metrics.reporting_grid import ReportingGrid, build_reporting_grid
from metrics.reporting_units import REPORTED_KINDS
from periods import is_period, last_month
from periods.spans import count_month, spell_month
from quantities import Quantity, quantity_of_figure
from quantities.figure_keys import split_key

MONTHS = 12
"""Months that the reporting grid shows, up to the month of the scope."""
MAX_CORRECTIONS = 1_000
"""The newest corrections, among which those in the grid are looked for."""


@memoize(
    max_results=64,
    warm=lambda new: [
        (new.number, scope.area, scope.through)
        for scope in [get_default_scope(new.number)]
        if scope.through
    ],
)
def get_reporting_grid(release_number: int, area: str, through: str) -> ReportingGrid:
    """Return the reporting grid of an area's units for twelve months up to `through`; cached.

    No numbers are read, only which figures exist. The first indicators are those of the Overview
    page, then all others in the order of indicators.yaml.
    """
    last_month_number = count_month(through)
    months = [
        spell_month(month_number)
        for month_number in range(last_month_number - MONTHS + 1, last_month_number + 1)
    ]
    reported_periods = counts_by_value(release.get_figures(release_number), "time_period")
    periods = [
        period for period in reported_periods if is_period(period) and last_month(period) in months
    ]
    indicators = [
        str(entry["code"])
        for entry in release.get_code_lists(release_number).indicators
        if entry.get("kind") in REPORTED_KINDS
    ]
    tree = get_unit_tree(release_number)
    codes_below = tree.get_branch(area).codes
    # A query for at least half of all areas is slower than one for all; `()` stands for all.
    areas = codes_below if len(codes_below) * 2 < len(tree.above) else ()
    items = release.get_store().reported_items(release_number, indicators, periods, areas)
    order = [*release.get_settings().overview.indicators, *indicators]
    return build_reporting_grid(
        items,
        get_reporting_units(release_number),
        area,
        months,
        order,
        list_corrected_months(release_number),
    )


@memoize(max_results=4, warm=lambda new: [(new.number,)])
def list_corrected_months(release_number: int) -> frozenset[tuple[str, str]]:
    """Return the area and month of each figure that was changed after publication; cached.

    Only the newest MAX_CORRECTIONS are known. If an earlier release cannot be read, the result is
    empty, and the status line of the page says so.
    """
    try:
        corrections = release.get_store().corrections(
            release_number=release_number, limit=MAX_CORRECTIONS
        )
    except StoreError:
        return frozenset()
    key_parts = [split_key(key) for key in corrections["key"]]
    return frozenset((parts["ref_area"], last_month(parts["time_period"])) for parts in key_parts)


@dataclass(frozen=True)
class CellHistory:
    """When a unit's figures for a month were first published, in which release, and by whom.

    `at` is None if none were. `corrected` are the items with a figure that was changed later.
    `numbers` are, by missing item, its numbers of the month before and of the same month a year
    before.
    """

    at: datetime | None
    release_number: int
    author: str
    corrected: tuple[str, ...]
    numbers: dict[str, tuple[Quantity | None, Quantity | None]]


@memoize(max_results=256, warm=None)
def get_cell_history(
    release_number: int, unit: str, month: str, lacking: tuple[str, ...]
) -> CellHistory:
    """Return the history of a unit's month for the pop-over of its cell; cached.

    `lacking` are the indicators still missing, whose earlier numbers are read. If nothing of the
    month was published, only these numbers are filled in.
    """
    figures, store = release.get_figures(release_number), release.get_store()
    reported_periods = counts_by_value(figures, "time_period", ref_area=unit)
    periods = [period for period in reported_periods if last_month(period) == month]
    keys = [*choose(figures, ref_area=unit, time_period=periods)["key"]] if periods else []
    versions = store.versions(keys, release_number) if keys else None
    numbers = _read_earlier_numbers(release_number, unit, month, lacking)
    if versions is None or versions.empty:
        return CellHistory(None, 0, "", (), numbers)  # never published: no time, release, author
    # A row is one version of a figure; `since` is the release that introduced it.
    first_version = versions.sort_values("since").iloc[0]
    # A key with a second version was changed in a later release.
    changed_keys = versions[versions.duplicated("key")]["key"]
    corrected = tuple(dict.fromkeys(split_key(key)["indicator"] for key in changed_keys))
    return CellHistory(
        first_version["at"].to_pydatetime(),
        int(first_version["since"]),
        first_version["author"],
        corrected,
        numbers,
    )


def _read_earlier_numbers(
    release_number: int, unit: str, month: str, indicators: Sequence[str]
) -> dict[str, tuple[Quantity | None, Quantity | None]]:
    """Return a unit's numbers of some indicators one month and twelve months before a month.

    Only totals count, not parts by sex, programme or the like; None stands for no number.
    """
    month_number = count_month(month)
    earlier_months = (spell_month(month_number - 1), spell_month(month_number - 12))
    rows = choose(
        release.get_figures(release_number),
        ref_area=unit,
        indicator=list(indicators),
        time_period=list(earlier_months),
    )
    totals = rows[(rows["breakdown"] == "") & (rows["programme"] == "")]
    numbers = {
        (row["indicator"], row["time_period"]): quantity_of_figure(row)
        for row in to_records(totals)
    }
    return {
        indicator: (
            numbers.get((indicator, earlier_months[0])),
            numbers.get((indicator, earlier_months[1])),
        )
        for indicator in indicators
    }
