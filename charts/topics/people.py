"""Charts of model workers, craftsmen, recuperation and services inside enterprises."""

from charts.chart import BOTH_WAYS, Chart, Form, Material
from charts.table import (
    assemble,
    breakdown_name,
    figure_name,
    in_order,
    listed,
    marks,
    place_if_several,
    placed,
    whole_form,
    wordings,
)
from metrics import enterprise_services, model_workers, recuperation
from metrics.figures import reported
from metrics.trend import latest


def honours(material: Material) -> Chart:
    """Show one square an honour in the volunteer teams, with the derived sum."""
    words = material.words
    unit = words.name("unit", "model_workers")
    metric = in_order(model_workers.by_honour(material.newest), material)
    drawn = marks(
        metric,
        words,
        lambda row: breakdown_name(row, words),
        detail=place_if_several(metric, words),
    )
    honoured = model_workers.honoured(material.newest)
    total = marks(honoured, words, lambda row: "", unit=unit)
    return assemble(
        material,
        "honours",
        whole_form(drawn),
        drawn,
        unit=unit,
        notes=[words.say("charts.honours_note")],
        total=wordings(total, words),
        count=len(drawn),
    )


def craftsmen_roles(material: Material) -> Chart:
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
    return assemble(material, "craftsmen_roles", Form.FLOW, placed(rows), sources=sources)


def matched_pool(material: Material) -> Chart:
    """Show the subsidy fund and what enterprises add to it one to one."""
    words = material.words
    metric = latest(recuperation.matched_pool(material.figures))
    pool = marks(metric[metric["part"] == "pool"], words, lambda row: "", unit=_yuan(material))
    rule = marks(reported(material.newest, indicator="matching_ratio"), words, lambda row: "")
    drawn = marks(
        metric[metric["part"] != "pool"],
        words,
        lambda row: words.say(f"charts.pool_{row['part']}"),
        unit=_yuan(material),
        formula=words.say("charts.pool_formula"),
    )
    notes = [words.say("charts.pool_note")]
    return assemble(
        material,
        "matched_pool",
        Form.STACKED,
        drawn,
        unit=_yuan(material),
        notes=notes,
        pool=wordings(pool, words),
        rule=wordings(rule, words),
    )


def _yuan(material: Material) -> str:
    return material.words.name("unit", "subsidy_budget")


def recuperation_participants(material: Material) -> Chart:
    """Show how many have taken part so far, with its open bound."""
    words = material.words
    metric = recuperation.participants(material.newest)
    drawn = marks(metric, words, lambda row: words.name("area", row["ref_area"]))
    unit = words.name("unit", "recuperation_participants")
    return assemble(
        material,
        "recuperation_participants",
        Form.DOTS,
        drawn,
        unit=unit,
        people=wordings(drawn, words),
    )


def services_built(material: Material) -> Chart:
    """Show what was built and upgraded for workers inside the enterprise."""
    words = material.words
    metric = in_order(enterprise_services.built(material.newest), material)
    drawn = marks(
        metric,
        words,
        lambda row: figure_name(row["figures"][0], words),
        detail=lambda row: words.name("area", row["ref_area"]),
    )
    notes = [words.say("charts.units_note")]
    return assemble(
        material, "services_built", Form.DOTS, drawn, parts=listed(drawn, words), notes=notes
    )


CHARTS = (
    honours,
    craftsmen_roles,
    matched_pool,
    recuperation_participants,
    services_built,
)
