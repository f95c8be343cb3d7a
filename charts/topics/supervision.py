"""Charts of labour-law supervision."""

import math

from charts.chart import Chart, Form, Material
from charts.table import (
    assemble,
    breakdown_name,
    figure_name,
    in_order,
    listed,
    marks,
    place_if_several,
    placed,
    wordings,
)
from metrics import supervision
from metrics.figures import reported
from metrics.table import records
from metrics.trend import latest


def supervision_notices(material: Material) -> Chart:
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
    total = marks(sent[sent["ref_area"] == sent["programme"].map(places)], words, lambda row: "")
    table = placed(rows)
    keys = tuple(key for keys in total["figures"] for key in keys)
    table["figures"] = [keys] * len(table)
    return assemble(
        material,
        "supervision_notices",
        Form.TIMELINE,
        table,
        named=len(rows),
        total=wordings(total, words),
    )


def supervision_organisations(material: Material) -> Chart:
    """Compare the supervision organisations by who set them up."""
    words = material.words
    metric = in_order(supervision.organisations_by_kind(material.newest), material)
    table = marks(
        metric,
        words,
        lambda row: breakdown_name(row, words),
        detail=place_if_several(metric, words),
    )
    unit = words.name("unit", "supervision_organisations")
    return assemble(
        material,
        "supervision_organisations",
        Form.BAR,
        table,
        unit=unit,
        parts=listed(table, words),
    )


def supervision_coverage(material: Material) -> Chart:
    """Set the coverage of grassroots unions against its target."""
    words = material.words
    metric = latest(supervision.coverage_against_target(material.figures))
    table = marks(
        metric,
        words,
        lambda row: words.say(f"charts.{row['measure']}"),
        detail=lambda row: words.name("area", row["ref_area"]),
        unit="%",
    )
    is_target = metric["measure"] == "target"
    table.loc[is_target, "status"] = "target"
    missing = bool(table.loc[~is_target, "value"].map(math.isnan).any())
    targets = wordings(table, words, "target")
    state = words.say("charts.actual_missing" if missing else "charts.actual_reported")
    return assemble(
        material, "supervision_coverage", Form.BULLET, table, unit="%", target=targets, state=state
    )


def supervised_sectors(material: Material) -> Chart:
    """Show how many work in the sectors that notices went to, with open bounds."""
    words = material.words
    sectors = reported(material.newest, indicator=("sector_workers", "contracted_streamers"))
    metric = in_order(sectors, material)
    table = marks(
        metric,
        words,
        lambda row: figure_name(row["figures"][0], words),
        detail=lambda row: words.name("area", row["ref_area"]),
    )
    unit = words.name("unit", "sector_workers")
    notes = [words.say("charts.streamers_note")]
    return assemble(material, "supervised_sectors", Form.DOTS, table, unit=unit, notes=notes)


CHARTS = (supervision_notices, supervision_organisations, supervision_coverage, supervised_sectors)
