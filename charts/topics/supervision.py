"""Charts of labour-law supervision: notices by date, and coverage against its target."""

import math

from charts.chart import Chart, ChartData, Form
from charts.declarations import ChartDeclaration
from charts.table import assemble_chart, build_marks, build_placed_marks, list_wordings
from charts.topics.programmes import list_events
from metrics.figures import list_reported
from metrics.latest import select_latest
from metrics.targets import compare_with_target


def build_notices_chart(data: ChartData, declared: ChartDeclaration) -> Chart:
    """Build a timeline of the notices that reports describe, beside the number of all notices.

    The declared indicator counts all notices; its figures do not come from the described ones.
    """
    words = data.words
    cases = list_events(data, declared.topic, declared.kind)
    table = build_placed_marks(
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
    sent = list_reported(data.newest, indicator=declared.indicators)
    sent = sent[sent["ref_area"] == sent["programme"].map(areas)]
    total = build_marks(sent, words, lambda row: "")
    keys = tuple(key for keys in total["figures"] for key in keys)
    table["figures"] = [keys] * len(table)
    total_text = list_wordings(total, words)
    return assemble_chart(data, declared, Form.TIMELINE, table, named=len(table), total=total_text)


def build_target_chart(data: ChartData, declared: ChartDeclaration) -> Chart:
    """Build a bullet chart of reported percentages and their targets.

    The declared indicators are the actual value and its target.
    """
    words = data.words
    metric = select_latest(
        compare_with_target(data.figures_of(declared.topic), *declared.indicators)
    )
    table = build_marks(
        metric,
        words,
        lambda row: words.say(f"charts.{row['measure']}"),
        detail=lambda row: words.name("area", row["ref_area"]),
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
