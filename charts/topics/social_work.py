"""Charts of the social-work survey."""

from charts.chart import Chart, ChartData, Form
from charts.render.equations import equation_rows
from charts.table import assemble_chart, chart_rows, figure_name, in_code_list_order, list_wordings
from metrics import social_work
from metrics.latest import latest


def social_people(material: ChartData) -> Chart:
    """Compare the groups of people that the survey counts."""
    words = material.words
    metric = social_work.people(material.newest).sort_values("value", ascending=False)
    drawn = chart_rows(
        metric,
        words,
        lambda row: figure_name(row["figures"][0], words),
        detail=lambda row: words.period(row["time_period"]),
    )
    unit = words.name("unit", "registered_volunteers")
    notes = [words.say("charts.social_people_note")]
    return assemble_chart(
        material, "social_people", Form.BAR, drawn, unit=unit, notes=notes, count=len(drawn)
    )


def volunteers_per_team(material: ChartData) -> Chart:
    """Show the registered volunteers per volunteer team, as an equation."""
    words = material.words
    unit = words.say("charts.per_volunteer_team")
    formula = words.say("charts.per_volunteer_team_formula")
    metric = latest(social_work.volunteers_per_team(material.figures))
    drawn, notes = equation_rows(material, [(metric, unit, formula)])
    ratio = list_wordings(drawn, words, "derived")
    return assemble_chart(
        material, "volunteers_per_team", Form.FLOW, drawn, notes=notes, ratio=ratio
    )


def proposals_and_projects(material: ChartData) -> Chart:
    """Show policy proposals and brokered projects, both approximate."""
    words = material.words
    drawn = chart_rows(
        in_code_list_order(social_work.proposals_and_projects(material.newest), material),
        words,
        lambda row: figure_name(row["figures"][0], words),
        detail=lambda row: words.period(row["time_period"]),
    )
    notes = [words.say("charts.proposals_note")]
    return assemble_chart(material, "proposals_and_projects", Form.DOTS, drawn, notes=notes)


def associations(material: ChartData) -> Chart:
    """Show decoupled associations and one chamber's members, each on its own scale."""
    words = material.words
    drawn = chart_rows(
        in_code_list_order(social_work.associations(material.newest), material),
        words,
        lambda row: words.name("area", row["ref_area"]),
        series=lambda row: words.name("indicator", row["indicator"]),
        detail=lambda row: words.period(row["time_period"]),
    )
    return assemble_chart(material, "associations", Form.MULTIPLES, drawn)


CHARTS = (social_people, volunteers_per_team, proposals_and_projects, associations)
