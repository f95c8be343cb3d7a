"""Charts of workers in new forms of employment."""

from charts.chart import Chart, ChartData, Form
from charts.render.equations import equation_rows
from charts.table import (
    area_if_several,
    assemble_chart,
    chart_rows,
    figure_name,
    list_wordings,
    placed_rows,
)
from metrics import new_employment
from metrics.latest import latest


def funds_by_programme(material: ChartData) -> Chart:
    """Set the funds of programmes side by side; they are never summed."""
    words = material.words
    metric = new_employment.funds_by_programme(material.newest)
    metric = metric.sort_values("value", ascending=False, kind="stable")
    drawn = chart_rows(
        metric,
        words,
        lambda row: words.name("programme", row["programme"]),
        detail=lambda row: words.name("indicator", row["indicator"]),
    )
    notes = [words.say("charts.funds_note")]
    unit = words.name("unit", "funds_invested")
    return assemble_chart(
        material, "funds_by_programme", Form.BAR, drawn, unit=unit, notes=notes, count=len(drawn)
    )


def service_projects(material: ChartData) -> Chart:
    """Show the service projects as named tiles, with the one that is not named."""
    words = material.words
    programme = material.programme("xinjiang-service-projects")
    names = [words.pick(project) for project in programme["projects"]]
    names += [words.say("charts.unnamed")] * int(programme.get("unnamed", 0))
    keys = tuple(new_employment.projects(material.newest)["figures"].explode().dropna())
    rows = [
        {
            "category": name,
            "series": name,
            "wording": name,
            "status": "reported" if n < len(programme["projects"]) else "missing",
            "figures": keys,
            "row": n // 3,
            "column": n % 3,
        }
        for n, name in enumerate(names)
    ]
    return assemble_chart(
        material,
        "service_projects",
        Form.TILES,
        placed_rows(rows),
        count=len(names),
        named=len(programme["projects"]),
    )


def people_reached(material: ChartData) -> Chart:
    """Compare the people each measure reached; the groups may overlap."""
    words = material.words
    metric = new_employment.people_reached(material.newest)
    metric = metric.sort_values("value", ascending=False, kind="stable")
    drawn = chart_rows(
        metric,
        words,
        lambda row: figure_name(row["figures"][0], words),
        detail=area_if_several(metric, words),
    )
    notes = [words.say("charts.reached_note")]
    unit = words.name("unit", "workers_covered")
    return assemble_chart(material, "people_reached", Form.DOTS, drawn, unit=unit, notes=notes)


def per_contract_and_person(material: ChartData) -> Chart:
    """Show workers per collective contract and the clinic's funds per person, as equations."""
    words = material.words
    steps = [
        (latest(metric), words.say(f"charts.{name}"), words.say(f"charts.{name}_formula"))
        for name, metric in (
            ("per_contract", new_employment.workers_per_contract(material.figures)),
            ("per_person", new_employment.funds_per_person_served(material.figures)),
        )
    ]
    drawn, notes = equation_rows(material, steps)
    listed = list_wordings(drawn, words, "derived")
    return assemble_chart(
        material, "per_contract_and_person", Form.FLOW, drawn, notes=notes, listed=listed
    )


CHARTS = (funds_by_programme, service_projects, people_reached, per_contract_and_person)
