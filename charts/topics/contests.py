"""Charts of skills contests."""

import pandas as pd

from charts.chart import Chart, ChartData, Form
from charts.render.equations import equation_rows
from charts.table import (
    Row,
    area_if_several,
    assemble_chart,
    breakdown_name,
    chart_rows,
    derived_wording,
    in_code_list_order,
    list_wordings,
    row_quantity,
    whole_form,
)
from locales import Words
from metrics import contests
from metrics.figures import DIMENSIONS, choose, reported, single_figure
from metrics.latest import latest
from metrics.table import metric_table, number_columns, records
from quantities import difference, product

TYRE = "tyre-contest-2024"


def prize_winners(material: ChartData) -> Chart:
    """Show one square a competitor, coloured by the class of the prize won."""
    words, contest = material.words, choose(material.newest, programme=TYRE)
    winners = in_code_list_order(contests.prizes_by_class(contest), material)
    share = contests.prize_share(contest).dropna(subset="value")
    rest = _without_prize(contest)
    without, unit = words.say("charts.no_prize"), words.name("unit", "competitors")
    drawn = chart_rows(
        pd.concat([winners, rest], ignore_index=True) if len(rest) else winners,
        words,
        lambda row: breakdown_name(row, words) if row["breakdown"] else without,
        unit=unit,
        formula=words.say("charts.no_prize_formula"),
    )
    return assemble_chart(
        material,
        "prize_winners",
        whole_form(drawn),
        drawn.head(len(drawn) if len(share) else 0),
        unit=unit,
        winners=_said(contests.prize_winners(contest), words, unit),
        competitors=_said(reported(contest, indicator="competitors"), words, unit),
        percent=words.listing([_percent(row, words) for row in records(share)]),
    )


def _said(metric: pd.DataFrame, words: Words, unit: str) -> str:
    return list_wordings(chart_rows(metric, words, lambda row: "", unit=unit), words)


def _percent(share: Row, words: Words) -> str:
    """Word a quotient in percent, with no more digits than it has."""
    percent = number_columns(product(row_quantity(share), 100), share["figures"])
    return derived_wording(percent, words, "%")


def _without_prize(contest: pd.DataFrame) -> pd.DataFrame:
    """Derive the competitors of a contest who won no individual prize."""
    competitors, winners = (
        single_figure(contest, indicator="competitors"),
        contests.prize_winners(contest),
    )
    if competitors is None or winners.empty:
        return metric_table([], DIMENSIONS)
    row = records(winners)[0]
    rest = difference(competitors[0], row_quantity(row))
    where = {"indicator": "competitors", "breakdown": ""} | {
        name: row[name] for name in ("programme", "ref_area", "time_period")
    }
    return metric_table(
        [where | number_columns(rest, [competitors[1], *row["figures"]])], DIMENSIONS
    )


def contests_side_by_side(material: ChartData) -> Chart:
    """Compare the contests' sizes, each indicator on its own scale, gaps shown as gaps."""
    words = material.words
    drawn = chart_rows(
        _with_gaps(contests.side_by_side(material.newest)),
        words,
        lambda row: words.name("programme", row["programme"]),
        series=lambda row: words.name("indicator", row["indicator"]),
    )
    notes = [words.say("charts.contests_note")]
    count = drawn["category"].nunique()
    return assemble_chart(
        material, "contests_side_by_side", Form.MULTIPLES, drawn, notes=notes, count=count
    )


def _with_gaps(metric: pd.DataFrame) -> pd.DataFrame:
    """Give every contest a row of every indicator, with NaN where it is not reported."""
    programmes = sorted(metric["programme"].unique(), reverse=True)
    pairs = [(code, programme) for code in contests.SIDE_BY_SIDE for programme in programmes]
    known = set(zip(metric["indicator"], metric["programme"], strict=True))
    nowhere = dict.fromkeys(DIMENSIONS, "")
    gaps = [
        nowhere | {"indicator": code, "programme": programme} | number_columns(None, ())
        for code, programme in pairs
        if (code, programme) not in known
    ]
    whole = (
        pd.concat([metric, metric_table(gaps, DIMENSIONS)], ignore_index=True) if gaps else metric
    )
    place = [pairs.index(p) for p in zip(whole["indicator"], whole["programme"], strict=True)]
    return whole.assign(_place=place).sort_values("_place", kind="stable").drop(columns="_place")


def competitors_per_group(material: ChartData) -> Chart:
    """Show how many competitors stand behind each team or enterprise, as equations."""
    words = material.words
    steps = [
        (latest(metric), words.say(f"charts.{name}"), words.say(f"charts.{name}_formula"))
        for name, metric in (
            ("per_team", contests.competitors_per_team(material.figures)),
            ("per_enterprise", contests.competitors_per_enterprise(material.figures)),
        )
    ]
    drawn, notes = equation_rows(material, steps)
    listed = list_wordings(drawn, words, "derived")
    return assemble_chart(
        material, "competitors_per_group", Form.FLOW, drawn, notes=notes, listed=listed
    )


def organisations_awarded(material: ChartData) -> Chart:
    """Show the organisations given an award, by award."""
    words = material.words
    metric = in_code_list_order(contests.organisations_awarded(material.newest), material)
    drawn = chart_rows(
        metric,
        words,
        lambda row: breakdown_name(row, words),
        detail=area_if_several(metric, words),
    )
    unit = words.name("unit", "awarded_organisations")
    return assemble_chart(
        material, "organisations_awarded", Form.BAR, drawn, unit=unit, count=len(drawn)
    )


CHARTS = (prize_winners, contests_side_by_side, competitors_per_group, organisations_awarded)
