"""Charts of model workers, craftsmen, recuperation and services inside enterprises."""

from charts.chart import BOTH_WAYS, Chart, ChartData, Form
from charts.table import (
    area_if_several,
    assemble_chart,
    breakdown_name,
    chart_rows,
    figure_name,
    in_code_list_order,
    list_marks,
    list_wordings,
    placed_rows,
    whole_form,
)
from metrics import enterprise_services, model_workers, recuperation
from metrics.figures import reported
from metrics.latest import latest


def honours(material: ChartData) -> Chart:
    """Show one square an honour in the volunteer teams, with the derived sum."""
    words = material.words
    unit = words.name("unit", "model_workers")
    metric = in_code_list_order(model_workers.by_honour(material.newest), material)
    drawn = chart_rows(
        metric,
        words,
        lambda row: breakdown_name(row, words),
        detail=area_if_several(metric, words),
    )
    honoured = model_workers.honoured(material.newest)
    total = chart_rows(honoured, words, lambda row: "", unit=unit)
    return assemble_chart(
        material,
        "honours",
        whole_form(drawn),
        drawn,
        unit=unit,
        notes=[words.say("charts.honours_note")],
        total=list_wordings(total, words),
        count=len(drawn),
    )


def craftsmen_roles(material: ChartData) -> Chart:
    """Show who may teach and who may study at the craftsman college, and that both may be one."""
    words = material.words
    college = material.programme("anhui-craftsman-college")
    rows = [
        {
            "category": words.pick(role["name"]),
            "series": BOTH_WAYS,
            "detail": words.pick(role["who"]),
            "wording": words.pick(role["name"]),
            "row": 0,
            "column": column,
        }
        for column, role in enumerate(college["roles"])
    ]
    sources = [college["source"]]
    return assemble_chart(
        material, "craftsmen_roles", Form.FLOW, placed_rows(rows), sources=sources
    )


def matched_pool(material: ChartData) -> Chart:
    """Show the subsidy fund and what enterprises add to it one to one."""
    words = material.words
    metric = latest(recuperation.matched_pool(material.figures))
    pool = chart_rows(metric[metric["part"] == "pool"], words, lambda row: "", unit=_yuan(material))
    rule = chart_rows(reported(material.newest, indicator="matching_ratio"), words, lambda row: "")
    drawn = chart_rows(
        metric[metric["part"] != "pool"],
        words,
        lambda row: words.say(f"charts.pool_{row['part']}"),
        unit=_yuan(material),
        formula=words.say("charts.pool_formula"),
    )
    notes = [words.say("charts.pool_note")]
    return assemble_chart(
        material,
        "matched_pool",
        Form.STACKED,
        drawn,
        unit=_yuan(material),
        notes=notes,
        pool=list_wordings(pool, words),
        rule=list_wordings(rule, words),
    )


def _yuan(material: ChartData) -> str:
    return material.words.name("unit", "subsidy_budget")


def recuperation_participants(material: ChartData) -> Chart:
    """Show how many have taken part so far, with its open bound."""
    words = material.words
    metric = recuperation.participants(material.newest)
    drawn = chart_rows(metric, words, lambda row: words.name("area", row["ref_area"]))
    unit = words.name("unit", "recuperation_participants")
    return assemble_chart(
        material,
        "recuperation_participants",
        Form.DOTS,
        drawn,
        unit=unit,
        people=list_wordings(drawn, words),
    )


def services_built(material: ChartData) -> Chart:
    """Show what was built and upgraded for workers inside the enterprise."""
    words = material.words
    metric = in_code_list_order(enterprise_services.built(material.newest), material)
    drawn = chart_rows(
        metric,
        words,
        lambda row: figure_name(row["figures"][0], words),
        detail=lambda row: words.name("area", row["ref_area"]),
    )
    notes = [words.say("charts.units_note")]
    return assemble_chart(
        material, "services_built", Form.DOTS, drawn, parts=list_marks(drawn, words), notes=notes
    )


CHARTS = (
    honours,
    craftsmen_roles,
    matched_pool,
    recuperation_participants,
    services_built,
)
