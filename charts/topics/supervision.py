"""Charts of labour-law supervision."""

import math

from charts.chart import Chart, ChartData, Form
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
)
from metrics import supervision
from metrics.figures import reported
from metrics.latest import latest
from metrics.table import records


def supervision_notices(material: ChartData) -> Chart:
    """Tell when the notices that the report names went out, beside the number of all."""
    words, rows, places = material.words, [], {}
    for case in records(supervision.notices_by_case(material.programmes)):
        places[case["programme"]] = material.programme(case["programme"]).get("ref_area", "")
        event = material.programme(case["programme"])["events"][case["event"]]
        outcome = words.pick(event.get("outcome")) or words.say("charts.outcome_missing")
        issuer, sector = words.pick(event["issuer"]), words.pick(event["sector"])
        rows.append(
            {
                "category": words.say("charts.notice_case", issuer=issuer, sector=sector),
                "wording": words.period(case["time_period"]),
                "detail": outcome,
                "formula": words.pick(event["hazard"]),
            }
        )
    # The count beside the cases is the scheme's own, not that of a county or of another scheme.
    sent = supervision.notices(material.newest)
    total = chart_rows(
        sent[sent["ref_area"] == sent["programme"].map(places)], words, lambda row: ""
    )
    table = placed_rows(rows)
    keys = tuple(key for keys in total["figures"] for key in keys)
    table["figures"] = [keys] * len(table)
    return assemble_chart(
        material,
        "supervision_notices",
        Form.TIMELINE,
        table,
        named=len(rows),
        total=list_wordings(total, words),
    )


def supervision_organisations(material: ChartData) -> Chart:
    """Compare the supervision organisations by who set them up."""
    words = material.words
    metric = in_code_list_order(supervision.organisations_by_kind(material.newest), material)
    table = chart_rows(
        metric,
        words,
        lambda row: breakdown_name(row, words),
        detail=area_if_several(metric, words),
    )
    unit = words.name("unit", "supervision_organisations")
    return assemble_chart(
        material,
        "supervision_organisations",
        Form.BAR,
        table,
        unit=unit,
        parts=list_marks(table, words),
    )


def supervision_coverage(material: ChartData) -> Chart:
    """Set the coverage of grassroots unions against its target."""
    words = material.words
    metric = latest(supervision.coverage_against_target(material.figures))
    table = chart_rows(
        metric,
        words,
        lambda row: words.say(f"charts.{row['measure']}"),
        detail=lambda row: words.name("area", row["ref_area"]),
        unit="%",
    )
    is_target = metric["measure"] == "target"
    table.loc[is_target, "status"] = "target"
    missing = bool(table.loc[~is_target, "value"].map(math.isnan).any())
    targets = list_wordings(table, words, "target")
    state = words.say("charts.actual_missing" if missing else "charts.actual_reported")
    return assemble_chart(
        material, "supervision_coverage", Form.BULLET, table, unit="%", target=targets, state=state
    )


def supervised_sectors(material: ChartData) -> Chart:
    """Show how many work in the sectors that notices went to, with open bounds."""
    words = material.words
    sectors = reported(material.newest, indicator=("sector_workers", "contracted_streamers"))
    metric = in_code_list_order(sectors, material)
    table = chart_rows(
        metric,
        words,
        lambda row: figure_name(row["figures"][0], words),
        detail=lambda row: words.name("area", row["ref_area"]),
    )
    unit = words.name("unit", "sector_workers")
    notes = [words.say("charts.streamers_note")]
    return assemble_chart(material, "supervised_sectors", Form.DOTS, table, unit=unit, notes=notes)


CHARTS = (supervision_notices, supervision_organisations, supervision_coverage, supervised_sectors)
