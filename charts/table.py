"""Builds the table of a chart's marks from a metric's table: names, wordings, formulas, sources."""

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

from charts.chart import MARK_COLUMNS, POSITION_COLUMNS, Chart, ChartData, Form
from charts.declarations import ChartDeclaration
from locales import Words, unit_form
from metrics.figures import choose, counts_by_value
from metrics.table import to_records
from quantities import NotCombinableError, Qualifier, Quantity, format_quantity
from quantities.keys import split_key

Row = Mapping[str, Any]

MAX_MARKS = 20
MAX_PANEL_MARKS = 40
MAX_EQUATIONS = 6
MAX_LISTED = 6
MAX_SQUARES = 480
MAX_MARKS_BY_FORM = {
    **dict.fromkeys((Form.BAR, Form.DOTS, Form.RANKING, Form.STACKED, Form.WAFFLE), MAX_MARKS),
    **dict.fromkeys((Form.BULLET, Form.TIMELINE), MAX_MARKS),
    Form.MULTIPLES: MAX_PANEL_MARKS,
}


def build_quantity(row: Row) -> Quantity:
    """Return the quantity in the number columns of a metric's row; NaN is an open bound."""
    low, high = row["value_low"], row["value_high"]
    return Quantity(
        value=float(row["value"]),
        low=None if math.isnan(low) else float(low),
        high=None if math.isnan(high) else float(high),
        low_exclusive=row["low_exclusive"],
        high_exclusive=row["high_exclusive"],
        qualifier=Qualifier(row["qualifier"]),
        unit=row["unit"],
        digits=int(row["digits"]),
        wording=row["as_reported"],
    )


def find_unit_name(row: Row, words: Words) -> str:
    """Return the unit of a metric row in the reader's language."""
    return words.name("unit", row["indicator"]) if row.get("indicator") else row["unit"]


def format_row_number(row: Row, words: Words, unit: str | None = None) -> str:
    """Format a row's number as text: as printed if reported, else from its bounds and digits.

    A number that could not be computed, such as a ratio to zero, is a dash.
    """
    if math.isnan(row["value"]):
        return "—" if row["figures"] else words.say("charts.not_reported")
    if row["as_reported"] and words.language == "zh":
        return str(row["as_reported"])
    unit = find_unit_name(row, words) if unit is None else unit
    unit = unit_form(row["value"], unit, words.language)
    if row["as_reported"]:
        return format_quantity(build_quantity(row), "en", unit=unit)
    return format_derived_number(row, words, unit)


def format_derived_number(row: Row, words: Words, unit: str) -> str:
    """Format a derived number as text, as a range if its bounds differ.

    Both bounds are rounded outwards to the decimal place that gives the lower one three
    significant digits, so that the range never looks narrower than it is.
    """
    low, high = row["value_low"], row["value_high"]
    if not (math.isfinite(low) and math.isfinite(high)) or low == high:
        return format_quantity(build_quantity(row), words.language, unit=unit)
    step = 10.0 ** (math.floor(math.log10(abs(low or high))) - 2)
    edges = (math.floor(low / step + 1e-9) * step, math.ceil(high / step - 1e-9) * step)
    dash = "—" if words.language == "zh" else "–"
    span = dash.join(words.number(round(edge, 6)) for edge in edges)
    return span + unit if words.language == "zh" or unit == "%" else f"{span} {unit}"


def sort_by_code_lists(metric: pd.DataFrame, data: ChartData) -> pd.DataFrame:
    """Sort rows in the order of the code lists: by indicator, then by breakdown."""
    order: dict[tuple[str, str], int] = {}
    for indicator in data.indicators:
        parts = ["", *(part["code"] for part in indicator.get("breakdowns", ()))]
        order |= {(indicator["code"], part): len(order) + n for n, part in enumerate(parts)}
    rank = [
        order.get(pair, len(order))
        for pair in zip(metric["indicator"], metric["breakdown"], strict=True)
    ]
    return metric.assign(_rank=rank).sort_values("_rank", kind="stable").drop(columns="_rank")


def format_figure_name(key: str, words: Words) -> str:
    """Return the name of the thing counted by the figure with this key.

    Examples: 注册志愿者, 个人奖获得者（一等奖）.
    """
    parts = split_key(key)
    name = words.name("indicator", parts["indicator"])
    if not parts["breakdown"]:
        return name
    detail = words.name("breakdown", f"{parts['indicator']}.{parts['breakdown']}")
    return words.say("charts.with_breakdown", name=name, breakdown=detail)


def format_breakdown_name(row: Row, words: Words) -> str:
    """Return the name of a row's breakdown; without one, that of its indicator."""
    if not row["breakdown"]:
        return words.name("indicator", row["indicator"])
    return words.name("breakdown", f"{row['indicator']}.{row['breakdown']}")


def build_marks(
    metric: pd.DataFrame,
    words: Words,
    category: Callable[[Row], str],
    *,
    series: Callable[[Row], str] = lambda row: "",
    detail: Callable[[Row], str] = lambda row: "",
    unit: str | None = None,
    formula: str = "",
) -> pd.DataFrame:
    """Return a mark for each row of a metric's table.

    `category`, `series` and `detail` return a row's texts; `formula` explains derived values.
    """
    rows = [
        {
            "category": category(row),
            "series": series(row),
            **{name: row[name] for name in MARK_COLUMNS[2:7]},
            "wording": format_row_number(row, words, unit),
            "status": _find_status(row),
            "detail": detail(row),
            "formula": formula if row["derived"] else "",
            "figures": row["figures"],
        }
        for row in to_records(metric)
    ]
    return pd.DataFrame(rows, columns=list(MARK_COLUMNS))


def _find_status(row: Row) -> str:
    """Return the status of a row: missing, derived or reported."""
    if math.isnan(row["value"]):
        return "missing"
    return "derived" if row["derived"] else "reported"


def list_marks(table: pd.DataFrame, words: Words) -> str:
    """Return the names and numbers of marks as one phrase."""
    pairs = zip(table["category"], table["wording"], strict=True)
    parts = [words.say("charts.part", name=name, wording=wording) for name, wording in pairs]
    return words.listing(parts, MAX_LISTED)


def list_wordings(table: pd.DataFrame, words: Words, status: str = "") -> str:
    """Return the numbers of marks as one phrase; with `status`, only of marks with that status."""
    chosen = table[table["status"] == status] if status else table
    return words.listing(list(chosen["wording"]), MAX_LISTED)


def make_area_detail(metric: pd.DataFrame, words: Words) -> Callable[[Row], str]:
    """Return a function that returns a row's area name, or "" if all rows have the same area."""
    several = metric["ref_area"].nunique() > 1
    return lambda row: words.name("area", row["ref_area"]) if several else ""


def choose_whole_form(table: pd.DataFrame) -> Form:
    """Return the form for parts of a whole: waffle up to MAX_SQUARES units, else stacked bar."""
    return Form.WAFFLE if table["value"].sum() <= MAX_SQUARES else Form.STACKED


def build_placed_marks(rows: Iterable[Row]) -> pd.DataFrame:
    """Return marks for rows that have grid positions or no numbers; missing columns are empty."""
    nothing: dict[str, Any] = {
        **dict.fromkeys(MARK_COLUMNS, ""),
        **dict.fromkeys(MARK_COLUMNS[2:5], float("nan")),
        **dict.fromkeys(MARK_COLUMNS[5:7], False),
        "status": "reported",
        "figures": (),
        **dict.fromkeys(POSITION_COLUMNS, float("nan")),
    }
    return pd.DataFrame(
        [nothing | dict(row) for row in rows], columns=[*MARK_COLUMNS, *POSITION_COLUMNS]
    )


def list_periods(table: pd.DataFrame, words: Words) -> str:
    """Return the periods of the marks' figures as one text, each once, oldest first."""
    periods = {split_key(key)["time_period"] for keys in table["figures"] for key in keys}
    return words.listing([words.period(period) for period in sorted(periods)], MAX_LISTED)


def format_source_line(data: ChartData, table: pd.DataFrame, sources: Iterable[str]) -> str:
    """Return the line that names the sources of the marks' figures, `sources`, and the release."""
    words = data.words
    keys = {key for keys in table["figures"] for key in keys}
    known = choose(data.figures, key=sorted(keys))["source"]
    codes = sorted({*known, *sources} or counts_by_value(data.figures, "source"))
    names = words.listing([words.name("source", code) for code in codes], MAX_LISTED)
    return words.say("charts.source", names=names, release=data.release)


def list_rest_notes(words: Words, drawn: int, total: int) -> list[str]:
    """Return a note with the number of marks not drawn (`total` - `drawn`); [] if all are drawn."""
    return [words.say("charts.rest", shown=drawn, rest=total - drawn)] if total > drawn else []


def assemble_chart(
    data: ChartData,
    declared: ChartDeclaration | str,
    form: Form,
    table: pd.DataFrame,
    /,
    *,
    unit: str = "",
    notes: Iterable[str] = (),
    sources: Iterable[str] = (),
    **values: object,
) -> Chart:
    """Return a chart with its title, finding, notes and source line.

    Its texts are those of a declaration, or the messages `declared` and `declared_finding` of
    charts.po, filled with `values`. If there are more marks than a form can show, only the first
    are in the table, and a note says how many there are besides.
    """
    words = data.words
    marks, table = len(table), table.head(MAX_MARKS_BY_FORM.get(form, len(table)))
    period = list_periods(table, words)
    values = {"period": period, **values}
    name, title, finding, own_notes = _format_texts(declared, table, words, values)
    return Chart(
        name=name,
        form=form,
        table=table,
        title=title[:1].upper() + title[1:],
        finding=finding[:1].upper() + finding[1:],
        unit=unit,
        period=period,
        source=format_source_line(data, table, sources),
        release=data.release,
        language=words.language,
        notes=(*own_notes, *notes, *list_rest_notes(words, len(table), marks)),
    )


def _format_texts(
    declared: ChartDeclaration | str, table: pd.DataFrame, words: Words, values: dict[str, object]
) -> tuple[str, str, str, list[str]]:
    """Return name, title, finding and notes; the finding of an empty chart is ""."""
    if isinstance(declared, str):
        title = words.say(f"charts.{declared}", name=values.get("name", ""))
        finding = "" if table.empty else words.say(f"charts.{declared}_finding", **values)
        return declared, title, finding, []
    finding = "" if table.empty else words.fill(declared.finding, **values)
    notes = [words.fill(note) for note in declared.notes]
    return declared.chart, _choose_title(declared, table, words), finding, notes


def _choose_title(declared: ChartDeclaration, table: pd.DataFrame, words: Words) -> str:
    """Return the title of a chart.

    If all figures are of one programme that `declared.alone` has a title for, it is that title.
    """
    programmes = {split_key(key)["programme"] for keys in table["figures"] for key in keys}
    (programme,) = programmes if len(programmes) == 1 else ("",)
    return words.fill(declared.alone.get(programme, declared.name))


def build_refused_chart(
    declared: ChartDeclaration | str,
    data: ChartData,
    error: NotCombinableError,
    indicator: str = "",
) -> Chart:
    """Return a chart without marks; its finding says why its figures must not be combined."""
    name = data.words.name("indicator", indicator)
    chart = assemble_chart(data, declared, Form.BAR, build_placed_marks([]), name=name)
    return replace(chart, notes=(), finding=data.words.say(f"charts.refused_{error.code}"))
