"""The command `overview`: the numbers of an area's overview page, as a table or as JSON."""

from collections.abc import Sequence
from typing import Annotated, Any

import pandas as pd
import typer

from cli.as_json import format_json, format_signed_change
from cli.context import CliContext, Json, app
from cli.overview_json import overview_to_json
from curation.errors import CurationError
from ledger import FigureFilter, ReleaseOperands, Snapshot
from metrics.rollup.area_overview import build_area_overview
from metrics.rollup.area_results import AreaIndicator, AreaTotal
from metrics.rollup.area_scope import AreaScope, TotalRules
from metrics.rollup.unit_tree import UnitTree
from periods import is_period, last_month, parse_period
from periods.spans import Since, count_month
from quantities import Quantity, format_rate, format_total
from settings import TotalSettings

Area = Annotated[str, typer.Option("--area", help="地区代码 · Code of the area")]
Through = Annotated[str, typer.Option(help="截至的月份，如2025-09 · The last month, or a period")]
SinceOption = Annotated[
    Since | None, typer.Option(help="起点，默认config.yaml所定 · Where the span begins")
]
Indicators = Annotated[
    list[str] | None, typer.Option("--indicator", help="指标代码，可重复 · An indicator; repeat it")
]
MAX_NAMED_UNITS = 5  # missing units of one indicator that the table names
COLUMNS = ("indicator", "total", "coverage", "growth", "completion", "rank", "missing")


@app.command()
def overview(
    ctx: typer.Context,
    area: Area,
    through: Through,
    since: SinceOption = None,
    indicator: Indicators = None,
    as_json: Json = False,
) -> None:
    """地区总览 · Totals of an area, against last year and the year's task."""
    context: CliContext = ctx.obj
    workspace = context.workspace
    snapshot = workspace.store.read(where=FigureFilter(limit=0))
    tree = UnitTree(snapshot.areas)
    if area not in tree.above:
        raise CurationError("overview_area", {"area": area})
    counts = workspace.store.counts(["indicator", "ref_area", "time_period"])
    shown = _choose_indicators(
        snapshot, counts, tree, area, indicator or workspace.settings.overview.indicators
    )
    totals = workspace.settings.totals
    scope = AreaScope(
        area,
        count_month(_read_month(through, snapshot, counts)),
        since or totals.since,
        build_total_rules(totals),
    )
    result = build_area_overview(
        ReleaseOperands(workspace.store, snapshot.release.number),
        tree,
        snapshot.indicators,
        shown,
        scope,
        with_operands=as_json,
    )
    if as_json:
        print(format_json(overview_to_json(result, snapshot.release.number, context.words)))
        return
    context.print_message("overview", **_build_heading_values(context, area, result.period))
    rows = [_build_table_row(indicator, context) for indicator in result.indicators]
    context.print_rows(COLUMNS, rows)


def build_total_rules(totals: TotalSettings) -> TotalRules:
    """Return the rules of totals in config.yaml as `metrics` takes them.

    They say how many units must have reported, and in which month the union's working year begins.
    """
    return TotalRules(totals.least_share, totals.month_share, totals.union_year)


def _build_heading_values(context: CliContext, area: str, period: str) -> dict[str, str]:
    """Return the values for the message above the table: names of area and period."""
    words = context.words
    return {"area": words.name("area", area), "period": words.period(period)}


def _choose_indicators(
    snapshot: Snapshot,
    counts: pd.DataFrame,
    tree: UnitTree,
    area: str,
    chosen: Sequence[str],
) -> list[str]:
    """Return the indicators to show: those `chosen`, else all that the area or its units report.

    A ratio is shown if its numerator and denominator are reported. `counts` has a row for each
    indicator, area and period with figures. Raises CurationError("overview_indicator") for a chosen
    code that is not listed.
    """
    entries = {entry["code"]: entry for entry in snapshot.indicators}
    for code in chosen:
        if code not in entries:
            raise CurationError("overview_indicator", {"indicator": code})
    if chosen:
        return list(chosen)
    # The branch of an area is the area itself and all areas below it.
    is_in_branch = counts["ref_area"].isin(tree.get_branch(area).codes)
    reported = set(counts.loc[is_in_branch, "indicator"])
    return [
        code
        for code, entry in entries.items()
        if entry["kind"] != "target"
        and (code in reported or {entry.get("numerator"), entry.get("denominator")} <= reported)
    ]


def _read_month(through: str, snapshot: Snapshot, counts: pd.DataFrame) -> str:
    """Return the month in which a typed period ends: 2025-09, 2025年9月, 2025.

    Targets do not count as figures here, because they are set ahead for the whole year. Raises
    CurationError: overview_month for a text that is no period, overview_no_month for a month after
    the newest month with figures.
    """
    period = through if is_period(through) else parse_period(through)
    if not period:
        raise CurationError("overview_month", {"month": through})
    target_codes = {entry["code"] for entry in snapshot.indicators if entry["kind"] == "target"}
    periods = counts.loc[~counts["indicator"].isin(target_codes), "time_period"].unique()
    newest = max((last_month(period) for period in periods if is_period(period)), default="")
    month = last_month(period)
    if month > newest:
        raise CurationError("overview_no_month", {"month": month, "newest": newest})
    return month


def _build_table_row(indicator: AreaIndicator, context: CliContext) -> dict[str, Any]:
    """Return one indicator as a row of the printed table, by column.

    Coverage 7/9 means that 7 of 9 units have reported, rank 3/9 the third place of 9 areas.
    """
    words = context.words
    # None: the wording in Chinese has the unit already.
    unit = None if words.language == "zh" else words.name("unit", indicator.code)
    coverage = indicator.total.coverage
    rate = indicator.completion.rate if indicator.completion else None
    missing = [words.name("area", code) for code in coverage.missing[:MAX_NAMED_UNITS]]
    if len(coverage.missing) > MAX_NAMED_UNITS:
        missing.append("…")
    return {
        "indicator": words.name("indicator", indicator.code),
        "total": _format_total(indicator.total, context, unit),
        "coverage": f"{coverage.reporting}/{coverage.expected}",
        "growth": _format_growth(indicator.growth.change, context, unit),
        "completion": f"{format_rate(rate, words.language)}%" if rate else "",
        "rank": f"{indicator.place.place}/{indicator.place.ranked}" if indicator.place else "",
        "missing": words.say("manage.list_separator").join(missing),
    }


def _format_total(total: AreaTotal, context: CliContext, unit: str | None) -> str:
    """Return a total as text, such as 2.98万人, or 未报 (not reported) if there is none."""
    if total.quantity is None:
        return context.words.say("words.not_reported")
    return format_total(total.quantity, context.words.language, unit)


def _format_growth(change: Quantity | None, context: CliContext, unit: str | None) -> str:
    """Return a change as text with its sign, +6.3%; "" if there is none."""
    return format_signed_change(change, context.words.language, unit) if change else ""
