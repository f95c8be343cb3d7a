"""What the page 填报情况 shows of a release: the wall of an area, and the history of one cell."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app_pages.state import release
from app_pages.state.cache import memoize
from app_pages.state.overviews import get_unit_tree
from app_pages.state.scope import get_units, usual_scope
from ledger import StoreError
from metrics.figure_queries import choose, counts_by_value
from metrics.metric_table import to_records
from metrics.reporting_units import REPORTED_KINDS
from metrics.reporting_wall import ReportingWall, build_wall
from periods import is_period, last_month
from periods.spans import count_month, spell_month
from quantities import Quantity, quantity_of_figure
from quantities.figure_keys import split_key

MONTHS = 12
"""Months that the wall shows, up to that of the scope."""
MAX_CORRECTIONS = 1_000
"""Corrections among which those of the wall are looked for, the newest first."""


@memoize(
    max_results=64,
    warm=lambda new: [
        (new.number, scope.area, scope.through)
        for scope in [usual_scope(new.number)]
        if scope.through
    ],
)
def get_wall(number: int, area: str, through: str) -> ReportingWall:
    """Return the reporting wall of an area's units: twelve months up to `through`, cached.

    `number` is the release's. No number is read, only which figures there are.
    """
    last = count_month(through)
    months = [spell_month(month) for month in range(last - MONTHS + 1, last + 1)]
    known = counts_by_value(release.get_figures(number), "time_period")
    periods = [each for each in known if is_period(each) and last_month(each) in months]
    indicators = [
        str(entry["code"])
        for entry in release.get_code_lists(number).indicators
        if entry.get("kind") in REPORTED_KINDS
    ]
    tree = get_unit_tree(number)
    below = tree.get_branch(area).codes
    areas = below if len(below) * 2 < len(tree.above) else ()
    items = release.get_store().reported_items(number, indicators, periods, areas)
    order = [*release.get_settings().overview.indicators, *indicators]
    return build_wall(items, get_units(number), area, months, order, list_corrected(number))


@memoize(max_results=4, warm=lambda new: [(new.number,)])
def list_corrected(number: int) -> frozenset[tuple[str, str]]:
    """Return area and month of the figures that were corrected after they were published, cached.

    None where an earlier release cannot be read, which the page's status line says.
    """
    try:
        corrections = release.get_store().corrections(release_number=number, limit=MAX_CORRECTIONS)
    except StoreError:
        return frozenset()
    parts = [split_key(key) for key in corrections["key"]]
    return frozenset((part["ref_area"], last_month(part["time_period"])) for part in parts)


@dataclass(frozen=True)
class CellHistory:
    """When a unit's figures of a month came and who published them; `number` is the release's.

    `corrected` are the items of which a figure was changed later; `numbers` are the latest figures
    of items that are lacking: by item, of the month before and of the same month a year before.
    """

    at: datetime | None
    number: int
    author: str
    corrected: tuple[str, ...]
    numbers: dict[str, tuple[Quantity | None, Quantity | None]]


@memoize(max_results=256, warm=None)
def get_cell_history(number: int, unit: str, month: str, lacking: tuple[str, ...]) -> CellHistory:
    """Return the history of a unit's month, cached; `lacking` are the items that it still owes."""
    figures, store = release.get_figures(number), release.get_store()
    known = counts_by_value(figures, "time_period", ref_area=unit)
    ending = [each for each in known if last_month(each) == month]
    keys = [*choose(figures, ref_area=unit, time_period=ending)["key"]] if ending else []
    versions = store.versions(keys, number) if keys else None
    numbers = _read_numbers(number, unit, month, lacking)
    if versions is None or versions.empty:
        return CellHistory(None, 0, "", (), numbers)
    first = versions.sort_values("since").iloc[0]
    changed = versions[versions.duplicated("key")]["key"]
    corrected = tuple(dict.fromkeys(split_key(key)["indicator"] for key in changed))
    return CellHistory(
        first["at"].to_pydatetime(), int(first["since"]), first["author"], corrected, numbers
    )


def _read_numbers(
    number: int, unit: str, month: str, items: Sequence[str]
) -> dict[str, tuple[Quantity | None, Quantity | None]]:
    """Return a unit's numbers of some items, one month and twelve months before a month."""
    counted = count_month(month)
    months = (spell_month(counted - 1), spell_month(counted - 12))
    rows = choose(
        release.get_figures(number),
        ref_area=unit,
        indicator=list(items),
        time_period=list(months),
    )
    plain = rows[(rows["breakdown"] == "") & (rows["programme"] == "")]
    numbers = {
        (row["indicator"], row["time_period"]): quantity_of_figure(row) for row in to_records(plain)
    }
    return {
        item: (numbers.get((item, months[0])), numbers.get((item, months[1]))) for item in items
    }
