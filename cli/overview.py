"""The command `overview`: what the overview of an area shows, as a table or as JSON."""

from collections.abc import Sequence
from typing import Annotated, Any

import pandas as pd
import typer

from cli.as_json import json_text, signed_change
from cli.context import CliContext, Json, app
from cli.overview_json import overview_json
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
MOST_NAMED = 5  # missing units of one indicator whose names stand in the table
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
        make_rules(totals),
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
        print(json_text(overview_json(result, snapshot.release.number, context.words)))
        return
    print(context.words.say("manage.overview", **_heading_values(context, area, result.period)))
    context.print_rows(COLUMNS, [_table_row(indicator, context) for indicator in result.indicators])


def make_rules(totals: TotalSettings) -> TotalRules:
    """Return the rules of totals of config.yaml as metrics take them."""
    return TotalRules(totals.least_share, totals.month_share, totals.union_year)


def _heading_values(context: CliContext, area: str, period: str) -> dict[str, str]:
    """Return what the line above the table names: the area and the period."""
    words = context.words
    return {"area": words.name("area", area), "period": words.period(period)}


def _choose_indicators(
    snapshot: Snapshot,
    counts: pd.DataFrame,
    tree: UnitTree,
    area: str,
    chosen: Sequence[str],
) -> list[str]:
    """Return the indicators to show: those `chosen`, else all that the area or units report.

    Raises CurationError("overview_indicator") for a code that is not listed.
    """
    entries = {entry["code"]: entry for entry in snapshot.indicators}
    for code in chosen:
        if code not in entries:
            raise CurationError("overview_indicator", {"indicator": code})
    if chosen:
        return list(chosen)
    within = counts["ref_area"].isin(tree.get_branch(area).codes)
    reported = set(counts.loc[within, "indicator"])
    return [
        code
        for code, entry in entries.items()
        if entry["kind"] != "target"
        and (code in reported or {entry.get("numerator"), entry.get("denominator")} <= reported)
    ]


def _read_month(through: str, snapshot: Snapshot, counts: pd.DataFrame) -> str:
    """Return the month in which a period of the command line ends: 2025-09, 2025年9月, 2025.

    Raises CurationError: overview_month for what is no period, overview_no_month for a month after
    the newest one that has figures.
    """
    period = through if is_period(through) else parse_period(through)
    if not period:
        raise CurationError("overview_month", {"month": through})
    targets = {entry["code"] for entry in snapshot.indicators if entry["kind"] == "target"}
    periods = counts.loc[~counts["indicator"].isin(targets), "time_period"].unique()
    newest = max((last_month(period) for period in periods if is_period(period)), default="")
    if last_month(period) > newest:
        raise CurationError("overview_no_month", {"month": last_month(period), "newest": newest})
    return last_month(period)


def _table_row(indicator: AreaIndicator, context: CliContext) -> dict[str, Any]:
    """Return one indicator as cells of the table."""
    words = context.words
    unit = None if words.language == "zh" else words.name("unit", indicator.code)
    coverage = indicator.total.coverage
    rate = indicator.completion.rate if indicator.completion else None
    missing = [words.name("area", code) for code in coverage.missing[:MOST_NAMED]]
    missing += ["…"] * (len(coverage.missing) > MOST_NAMED)
    return {
        "indicator": words.name("indicator", indicator.code),
        "total": _word_total(indicator.total, context, unit),
        "coverage": f"{coverage.reporting}/{coverage.expected}",
        "growth": _word_growth(indicator.growth.change, context, unit),
        "completion": f"{format_rate(rate, words.language)}%" if rate else "",
        "rank": f"{indicator.place.place}/{indicator.place.ranked}" if indicator.place else "",
        "missing": words.say("manage.list_separator").join(missing),
    }


def _word_total(total: AreaTotal, context: CliContext, unit: str | None) -> str:
    """Return a total in union wording, 未报 without one."""
    if total.quantity is None:
        return context.words.say("words.not_reported")
    return format_total(total.quantity, context.words.language, unit)


def _word_growth(change: Quantity | None, context: CliContext, unit: str | None) -> str:
    """Return a change with its sign, "" without one."""
    return signed_change(change, context.words.language, unit) if change else ""
