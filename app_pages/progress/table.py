"""The Progress table in words: change, completion, place, and what is missing."""

from html import escape

import pandas as pd

from app_pages.state import release
from app_pages.state.cache import NewRelease, memoize
from charts.table import figure_name
from exports.tables import TableCell, render_table
from locales import Language, Words
from metrics.progress import ProgressData, month_ends, progress, read_progress_data
from metrics.table import records
from quantities import Quantity, format_quantity
from quantities.keys import COUNTRY
from settings import ProgressSettings, Settings


@memoize(16, warm=None)
def list_months(number: int) -> list[str]:
    """List the months that figures of a release are counted through, the newest first."""
    return month_ends(release.get_figures(number))


@memoize(64, warm=None)
def get_progress_data(number: int, year: int, wanted: tuple[str, ...], under: str) -> ProgressData:
    """Read what the table of a year can show, of some indicators or (none named) of all."""
    lists = release.get_code_lists(number)
    chosen = [
        i
        for i in lists.indicators
        if not wanted or i["code"] in wanted or i.get("target_for") in wanted
    ]
    parents = dict(zip(lists.areas["code"], lists.areas["parent"], strict=True))
    return read_progress_data(release.get_figures(number), chosen, year, parents, under)


def _newest_table(new: NewRelease) -> list[tuple[int, Language, str, tuple[str, ...], str]]:
    """Return the arguments of the table that the page opens with."""
    return [(new.number, new.language, m, (), COUNTRY) for m in list_months(new.number)[:1]]


@memoize(64, warm=_newest_table)
def render_progress(
    number: int, language: Language, end: str, wanted: tuple[str, ...], under: str
) -> str:
    """Write what is behind and the whole table."""
    words, settings = release.get_chart_data(number, language).words, release.get_settings()
    shown = get_progress_data(number, int(end[:4]), wanted, under)
    table = progress(shown.figures, shown.indicators, int(end[:4]), int(end[5:]))
    if shown.cut and table.empty:
        return f'<p class="empty">{escape(words.say("pages.progress_below"))}</p>'
    behind = render_late_list(table, words, settings.progress)
    rest = words.say("pages.progress_rest", count=shown.left_out) if shown.left_out else ""
    said = f'<p class="foot">{escape(rest)}</p>' if rest else ""
    return behind + _render_rows(table, words, settings, end) + said


def classify_gap(gap: float, limits: ProgressSettings) -> str:
    """Name how an indicator stands against the time elapsed: late, lagging, on_time or none."""
    if gap != gap:
        return "none"
    if gap < -limits.late:
        return "late"
    return "lagging" if gap < -limits.lagging else "on_time"


def render_late_list(table: pd.DataFrame, words: Words, limits: ProgressSettings) -> str:
    """List what is behind the time elapsed, the furthest first."""
    behind = table[table["gap"] < -limits.lagging].sort_values("gap")
    if behind.empty:
        aimed = "no_completion" if table["target"].notna().any() else "no_targets"
        message = "nothing_behind" if table["gap"].notna().any() else aimed
        return f'<p class="finding">{escape(words.say(f"pages.{message}"))}</p>'
    items = "".join(
        f'<li class="{classify_gap(row["gap"], limits)}">{escape(_word_gap(row, words))}</li>'
        for row in records(behind)
    )
    return f'<ul class="behind">{items}</ul>'


def _word_gap(row: dict[str, object], words: Words) -> str:
    return words.say(
        "pages.behind",
        area=words.name("area", str(row["ref_area"])),
        name=words.name("indicator", str(row["indicator"])),
        completion=_word_percent(row["completion"], words),
        gap=words.number(abs(float(row["gap"])), 3),  # type: ignore[arg-type]
    )


def _render_rows(table: pd.DataFrame, words: Words, settings: Settings, end: str) -> str:
    """Write the table: an empty cell says what is missing."""
    names = (
        "figure",
        "area",
        "cumulative",
        "last_year",
        "rate",
        "target",
        "completion",
        "elapsed",
        "rank",
    )
    head = [words.say(f"pages.column_{name}") for name in names]
    rows = [_table_row(row, words, settings) for row in records(table)]
    period = words.period(f"{end[:4]}-01/{end}" if end[5:] != "01" else end)
    return render_table(head, rows, words.say("pages.progress_title", period=period))


def _table_row(row: dict[str, object], words: Words, settings: Settings) -> list[TableCell]:
    unit = words.name("unit", str(row["indicator"]))
    gone = words.say("pages.missing_last_year")
    return [
        figure_name(str(row["figures"][0]), words),  # type: ignore[index]
        words.name("area", str(row["ref_area"])),
        _word_amount(row["cumulative"], unit, words) or _missing_cell(row["missing"], words),
        _word_amount(row["last_year"], unit, words) or (gone, "missing"),
        _change_cell(row["rate"], words, settings)
        if row["last_year"] is not None
        else (gone, "missing"),
        _word_amount(row["target"], unit, words) or (words.say("pages.missing_target"), "missing"),
        (
            _word_percent(row["completion"], words) or "—",
            classify_gap(float(row["gap"]), settings.progress),  # type: ignore[arg-type]
        ),
        words.number(float(row["elapsed"]), 3) + "%",  # type: ignore[arg-type]
        _word_rank(row, words),
    ]


def _word_amount(quantity: object, unit: str, words: Words) -> str:
    if not isinstance(quantity, Quantity):
        return ""
    return (
        format_quantity(quantity, "zh")
        if words.language == "zh" and not quantity.derived
        else format_quantity(quantity, words.language, unit)
    )


def _word_percent(quantity: object, words: Words) -> str:
    return f"{words.number(quantity.value, 3)}%" if isinstance(quantity, Quantity) else ""


def _missing_cell(months: object, words: Words) -> TableCell:
    numbers = list(months) if isinstance(months, tuple) else []
    runs: list[list[int]] = []
    for month in numbers:
        if runs and month == runs[-1][1] + 1:
            runs[-1][1] = month
        else:
            runs.append([month, month])
    listed = [
        words.say("pages.month" if a == b else "pages.months", month=a, last=b) for a, b in runs
    ]
    return words.say("pages.missing_months", months=words.listing(listed)), "missing"


def _change_cell(rate: object, words: Words, settings: Settings) -> TableCell:
    """Word a rate of change with its arrow; a base of zero has none."""
    if not isinstance(rate, Quantity):
        return "—"
    if round(rate.value, 1) == 0:
        return words.say("pages.unchanged")
    up = rate.value > 0
    red = up == (settings.up_colour == "red")
    text = words.say(
        "pages.rise" if up else "pages.fall", rate=words.number(abs(round(rate.value, 1)))
    )
    return text, "red" if red else "green"


def _word_rank(row: dict[str, object], words: Words) -> str:
    place, change = float(row["place"]), float(row["place_change"])  # type: ignore[arg-type]
    if place != place:
        return "—"
    text = words.say("pages.place", place=int(place))
    if change != change or change == 0:
        return text
    return f"{text} {'▲' if change > 0 else '▼'}{abs(int(change))}"
