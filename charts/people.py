"""Charts of model workers, craftsmen, recuperation and services inside enterprises."""

import pandas as pd

from charts.chart import BOTH_WAYS, Chart, Form, Material
from charts.marks import assemble, breakdown_name, figure_name, in_order, marks, placed
from metrics import enterprise_services, model_workers, recuperation


def honours(material: Material) -> Chart:
    """Show the model workers of the volunteer teams by honour, with the derived sum."""
    words = material.words
    unit = words.name("unit", "model_workers")
    parts = marks(
        in_order(model_workers.by_honour(material.figures), material),
        words,
        lambda row: breakdown_name(row, words),
    )
    total = marks(
        model_workers.honoured(material.figures),
        words,
        lambda row: words.say("charts.honours_total"),
        detail=lambda row: words.say("charts.derived"),
        unit=unit,
        formula=words.say("charts.honours_formula"),
    )
    drawn = pd.concat([total, parts], ignore_index=True) if len(parts) > 1 else parts
    notes = [words.say("charts.honours_note")]
    return assemble(
        material,
        "honours",
        Form.BAR,
        drawn,
        unit=unit,
        notes=notes,
        total=words.listing(list(total["wording"])),
    )


def volunteer_teams(material: Material) -> Chart:
    """Show the volunteer teams and the people their talks addressed."""
    words = material.words
    drawn = marks(
        in_order(model_workers.teams(material.figures), material),
        words,
        lambda row: words.name("area", row["ref_area"]),
        series=lambda row: words.name("indicator", row["indicator"]),
    )
    return assemble(material, "volunteer_teams", Form.MULTIPLES, drawn)


def craftsmen_roles(material: Material) -> Chart:
    """Show who may teach and who may study at the craftsman college, and that both may be one."""
    words = material.words
    college = material.programme("anhui-craftsman-college")
    rows = [
        {
            "category": words.pick(role["name"]),
            "series": BOTH_WAYS,
            "detail": words.pick(role["who"]),
            "wording": words.pick(role["who"]),
        }
        for role in college["roles"]
    ]
    return assemble(material, "craftsmen_roles", Form.FLOW, placed(rows))


def matched_pool(material: Material) -> Chart:
    """Show the subsidy fund and what enterprises add to it one to one."""
    words = material.words
    metric = recuperation.matched_pool(material.figures)
    pool = marks(metric[metric["part"] == "pool"], words, lambda row: "", unit=_yuan(material))
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
        pool=words.listing(list(pool["wording"])),
    )


def _yuan(material: Material) -> str:
    return material.words.name("unit", "subsidy_budget")


def recuperation_participants(material: Material) -> Chart:
    """Show how many have taken part so far, with its open bound."""
    words = material.words
    metric = recuperation.participants(material.figures)
    drawn = marks(metric, words, lambda row: words.name("area", row["ref_area"]))
    unit = words.name("unit", "recuperation_participants")
    return assemble(
        material,
        "recuperation_participants",
        Form.DOTS,
        drawn,
        unit=unit,
        people=words.listing(list(drawn["wording"])),
    )


def services_built(material: Material) -> Chart:
    """Show what was built and upgraded for workers inside the enterprise."""
    words = material.words
    drawn = marks(
        in_order(enterprise_services.built(material.figures), material),
        words,
        lambda row: words.name("area", row["ref_area"]),
        series=lambda row: figure_name(row["figures"][0], words),
    )
    parts = [f"{s} {w}" for s, w in zip(drawn["series"], drawn["wording"], strict=True)]
    return assemble(material, "services_built", Form.MULTIPLES, drawn, parts=words.listing(parts))


CHARTS = (
    honours,
    volunteer_teams,
    craftsmen_roles,
    matched_pool,
    recuperation_participants,
    services_built,
)
