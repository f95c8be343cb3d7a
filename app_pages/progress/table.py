"""The Progress table: totals since January, change, completion and rank, as HTML.

`number` is the release's number; `under` is the area whose children are shown.
"""

from html import escape

import pandas as pd

from app_pages.components.diff import format_change
from app_pages.components.notices import render_empty
from app_pages.state import release
from app_pages.state.cache import NewRelease, memoize
from charts.labels import format_figure_name
from exports.html_tables import TableCell, render_table
from locales import Language, Words
from metrics.figure_queries import filter_lazy
from metrics.metric_table import to_records
from metrics.progress import (
    ProgressData,
    compute_progress,
    list_month_ends,
    list_summable_flows,
    read_progress_data,
)
from quantities import Direction, Quantity, format_quantity, format_rate
from quantities.figure_keys import COUNTRY
from settings import ProgressSettings, Settings


@memoize(max_results=16, warm=None)
def list_months(number: int) -> list[str]:
    """Return the months through which a release has progress, newest first: "2024-09"; cached.

    Only what may be added up counts. `number` is the release's number.
    """
    flows = list_summable_flows(release.get_code_lists(number).indicators)
    figures = filter_lazy(release.get_figures(number), indicator=[each["code"] for each in flows])
    return list_month_ends(figures)


@memoize(max_results=64, warm=None)
def get_progress_data(number: int, year: int, codes: tuple[str, ...], under: str) -> ProgressData:
    """Read what the Progress table needs: figures and targets of two years; cached.

    `codes` are the indicators, () for all. The targets of an indicator are figures of another one,
    whose `target_for` names it. If very many areas report, only the area `under` and those directly
    below it are read (`children_only` of the result). `number` is the release's number. The years
    are `year` and the one before.
    """
    code_lists = release.get_code_lists(number)
    indicators = [
        entry
        for entry in code_lists.indicators
        if not codes or entry["code"] in codes or entry.get("target_for") in codes
    ]
    parents = dict(zip(code_lists.areas["code"], code_lists.areas["parent"], strict=True))
    return read_progress_data(release.get_figures(number), indicators, year, parents, under)


def _newest_table(new: NewRelease) -> list[tuple[int, Language, str, tuple[str, ...], str]]:
    """Return the arguments of the table that the page shows when it is opened: newest month, all.

    It is made early for a new release; [] if the release has no month.
    """
    newest_month = list_months(new.number)[:1]
    return [(new.number, new.language, month, (), COUNTRY) for month in newest_month]


@memoize(max_results=64, warm=_newest_table)
def render_progress(
    number: int, language: Language, month: str, codes: tuple[str, ...], under: str
) -> str:
    """Return the HTML of the list of late indicators and of the Progress table; cached.

    `month` is the last one of the totals, such as "2024-09", `codes` are the indicators, () for
    all; `number` is the release's number. If very many areas report, only the area `under` and
    those directly below it have rows; without any, a message leads to areas further down. A line
    below the table says how many indicators were left out, since all would be too many.
    """
    words, settings = release.get_chart_data(number, language).words, release.get_settings()
    year, month_number = map(int, month.split("-"))
    data = get_progress_data(number, year, codes, under)
    table = compute_progress(data.figures, data.indicators, year, month_number)
    if data.children_only and table.empty:
        return render_empty(words.say("pages.progress_below"))
    html = render_late_list(table, words, settings.progress)
    html += _render_progress_table(table, words, settings, month)
    if data.omitted_indicators:
        rest = words.say("pages.progress_rest", count=data.omitted_indicators)
        html += f'<p class="foot">{escape(rest)}</p>'
    return html


def format_months_through(month: str, words: Words) -> str:
    """Format the months of a year up to `month`: "2024-09" → January–September 2024."""
    year, _, number = month.partition("-")
    return words.period(month if number == "01" else f"{year}-01/{month}")


def classify_gap(gap: float, limits: ProgressSettings) -> str:
    """Return how far a row of the Progress table is behind: late, lagging, on_time or none.

    `gap` is completion minus elapsed share of the year, in percentage points, negative if behind
    and NaN if unknown. `limits` are how many points behind are still not late, and not lagging. The
    result is a CSS class. "none" is unknown.
    """
    if gap != gap:  # NaN
        return "none"
    if gap < -limits.late:
        return "late"
    return "lagging" if gap < -limits.lagging else "on_time"


def render_late_list(table: pd.DataFrame, words: Words, limits: ProgressSettings) -> str:
    """Return an HTML list of the indicators behind schedule, the furthest behind first.

    `table` has the completion of each indicator and area, and the `gap` between it and the elapsed
    share of the year, in percentage points. If there are none, a sentence says whether nothing is
    behind, or targets or totals are missing.
    """
    late = table[table["gap"] < -limits.lagging].sort_values("gap")
    if late.empty:
        message = "no_completion" if table["target"].notna().any() else "no_targets"
        if table["gap"].notna().any():
            message = "nothing_behind"
        return f'<p class="finding">{escape(words.say(f"pages.{message}"))}</p>'
    items = "".join(
        f'<li class="{classify_gap(row["gap"], limits)}">{escape(_format_gap(row, words))}</li>'
        for row in to_records(late)
    )
    return f'<ul class="behind">{items}</ul>'


def _format_gap(row: dict[str, object], words: Words) -> str:
    """Format how far a row of the Progress table is behind the year's elapsed share, in points.

    The row's `completion` is the total as a share of the target, `gap` the difference.
    """
    return words.say(
        "pages.behind",
        area=words.name("area", str(row["ref_area"])),
        name=words.name("indicator", str(row["indicator"])),
        completion=_format_completion(row["completion"], words),
        gap=words.number(abs(float(row["gap"])), digits=3),  # type: ignore[arg-type]
    )


def _render_progress_table(
    table: pd.DataFrame, words: Words, settings: Settings, month: str
) -> str:
    """Return the Progress table as HTML; a cell without a number names what is missing.

    Its columns are figure, area, total since January, last year's, change, target, completion,
    elapsed share of the year and rank among areas of one level. `month` is the last of the totals.
    """
    names = ["figure", "area", "cumulative", "last_year", "rate"]
    names += ["target", "completion", "elapsed", "rank"]
    heading = [words.say(f"pages.column_{name}") for name in names]
    rows = [_progress_cells(row, words, settings) for row in to_records(table)]
    title = words.say("pages.progress_title", period=format_months_through(month, words))
    return render_table(heading, rows, title)


def _progress_cells(row: dict[str, object], words: Words, settings: Settings) -> list[TableCell]:
    """Return the cells of one row of the Progress table: an indicator in an area.

    Totals (`cumulative`, `last_year`) and `target` are quantities, None if missing; `figures` are
    the keys of the figures behind the row, any of which has its name. The CSS class of the
    completion says how far it is behind the elapsed share of the year.
    """
    unit = words.name("unit", str(row["indicator"]))
    no_last_year = words.say("pages.missing_last_year"), "missing"
    no_target = words.say("pages.missing_target"), "missing"
    return [
        format_figure_name(str(row["figures"][0]), words),  # type: ignore[index]
        words.name("area", str(row["ref_area"])),
        _format_total(row["cumulative"], unit, words) or _missing_cell(row["missing"], words),
        _format_total(row["last_year"], unit, words) or no_last_year,
        _change_cell(row, words, settings),
        _format_total(row["target"], unit, words) or no_target,
        (
            _format_completion(row["completion"], words) or "—",
            classify_gap(float(row["gap"]), settings.progress),  # type: ignore[arg-type]
        ),
        words.number(float(row["elapsed"]), digits=3) + "%",  # type: ignore[arg-type]
        _format_rank(row, words),
    ]


def _format_total(quantity: object, unit: str, words: Words) -> str:
    """Format a total or a target in the Progress table as text; "" if there is none (None).

    In Chinese a reported quantity has its own wording, which includes its unit; one that was added
    up (`derived`) has none and gets the indicator's `unit`.
    """
    if not isinstance(quantity, Quantity):
        return ""
    if words.language == "zh" and not quantity.derived:
        return format_quantity(quantity, "zh")
    return format_quantity(quantity, words.language, unit)


def _format_completion(quantity: object, words: Words) -> str:
    """Format how much of its target an indicator has reached, in percent; "" if unknown (None)."""
    return f"{format_rate(quantity, words.language)}%" if isinstance(quantity, Quantity) else ""


def _missing_cell(months: object, words: Words) -> TableCell:
    """Return a cell that names the months without a figure: (1, 2, 3, 6) → 缺1—3月和6月.

    It takes the place of a total that cannot be computed without them.
    """
    missing = list(months) if isinstance(months, tuple) else []
    # The first and the last month of each run of months: 1 and 6, 3 and 6.
    firsts = [month for month in missing if month - 1 not in missing]
    lasts = [month for month in missing if month + 1 not in missing]
    ranges = [
        words.say("pages.month" if first == last else "pages.months", month=first, last=last)
        for first, last in zip(firsts, lasts, strict=True)
    ]
    return words.say("pages.missing_months", months=words.listing(ranges)), "missing"


def _change_cell(row: dict[str, object], words: Words, settings: Settings) -> TableCell:
    """Return a cell with the change since last year; it says why if the two cannot be compared.

    It is in percent or, if last year had zero or less, in the indicator's unit. Its CSS class is
    the colour for a rise or a fall, which config.yaml sets.
    """
    if row["last_year"] is None:
        return words.say("pages.missing_last_year"), "missing"
    if row["broken"]:
        return words.say("pages.broken_series"), "missing"
    change = row["change"]
    if not isinstance(change, Quantity):  # this year's total is not known
        return "—"
    text, direction = format_change(change, str(row["indicator"]), words)
    if direction not in (Direction.RISE, Direction.FALL):
        return text
    is_red = (direction is Direction.RISE) == (settings.up_colour == "red")
    return text, "red" if is_red else "green"


def _format_rank(row: dict[str, object], words: Words) -> str:
    """Format, in the Progress table, an area's rank and the places it has gained; "—" without rank.

    `place_change` is the number of places gained since last year, negative if lost, NaN if there
    was no rank. Lost places have ▼.
    """
    rank, change = float(row["place"]), float(row["place_change"])  # type: ignore[arg-type]
    if rank != rank:  # NaN
        return "—"
    ordinal = words.say("pages.place", place=int(rank))
    if change != change or change == 0:
        return ordinal
    return f"{ordinal} {'▲' if change > 0 else '▼'}{abs(int(change))}"
