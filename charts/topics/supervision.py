"""Charts of labour-law supervision: notices by date, and coverage against its target."""

import math

from charts.assemble import assemble_chart
from charts.chart import Chart, ChartData, Form
from charts.declarations import ChartDeclaration
from charts.marks import build_marks, build_marks_from_dicts, list_wordings
from charts.topics.programmes import list_events
from metrics.figure_queries import list_reported
from metrics.latest_of_series import select_latest
from metrics.targets import compare_with_target


def build_notices_chart(data: ChartData, declared: ChartDeclaration) -> Chart:
    """Build a timeline of supervision notices; its finding (sentence) has the number of all.

    Only the notices that reports describe are drawn; the declared indicator counts all. As in every
    timeline a mark's wording is the date; its formula, which pages show as a remark, is the hazard
    that the notice is about.
    """
    words = data.words
    cases = list_events(data, declared.topic, declared.kind)
    table = build_marks_from_dicts(
        {
            "category": words.say(
                "charts.notice_case",
                issuer=words.pick(event["issuer"]),
                sector=words.pick(event["sector"]),
            ),
            "wording": words.period(event["date"]),
            "detail": words.pick(event.get("outcome")) or words.say("charts.outcome_missing"),
            "formula": words.pick(event["hazard"]),
        }
        for _, event in cases
    )
    # Only the programme's own count belongs to its cases, not that of a county below it.
    areas = {programme["id"]: programme.get("ref_area", "") for programme, _ in cases}
    counts = list_reported(data.newest, indicator=declared.indicators)
    counts = counts[counts["ref_area"] == counts["programme"].map(areas)]
    # No notice has a figure of its own: each of them leads to the count of all.
    table["figures"] = [tuple(counts["figures"].explode())] * len(table)
    total = list_wordings(build_marks(counts, words, lambda row: ""), words)
    return assemble_chart(data, declared, Form.TIMELINE, table, named=len(table), total=total)


def build_target_chart(data: ChartData, declared: ChartDeclaration) -> Chart:
    """Build a bullet chart of the coverage of supervision in per cent, and of its target.

    The declared indicators are the coverage and its target. A coverage that is not reported has a
    row, too; the finding (the chart's sentence) says whether one is missing.
    """
    words = data.words
    metric = select_latest(
        compare_with_target(data.filter_figures_by_topic(declared.topic), *declared.indicators)
    )
    areas = words.areas(metric["ref_area"])
    table = build_marks(
        metric,
        words,
        lambda row: words.say(f"charts.{row['measure']}"),
        detail=lambda row: areas[row["ref_area"]],
        unit="%",
    )
    is_target = metric["measure"] == "target"
    table.loc[is_target, "status"] = "target"
    missing = bool(table.loc[~is_target, "value"].map(math.isnan).any())
    return assemble_chart(
        data,
        declared,
        Form.BULLET,
        table,
        unit="%",
        target=list_wordings(table, words, "target"),
        state=words.say("charts.actual_missing" if missing else "charts.actual_reported"),
    )
