"""Labour-law supervision: notices, organisations, the coverage target, training."""

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from metrics.figures import Figures, choose, reported
from metrics.latest import recency_key
from metrics.table import metric_table, number_columns, records
from quantities import Quantity, quantity_of_figure
from quantities.periods import period_bounds

Figure = Mapping[str, Any]


def notices_by_case(programmes: Iterable[Mapping[str, Any]]) -> pd.DataFrame:
    """List the supervision notices that reports describe by name, in time order.

    One row a notice: programme, event (its place in the programme's list), time_period, ref_area.
    They are among the notices counted by `supervision_notices`, never added to them.
    """
    rows = [
        {
            "programme": programme["id"],
            "event": position,
            "time_period": event["date"],
            "ref_area": event["ref_area"],
        }
        for programme in programmes
        for position, event in enumerate(programme.get("events", ()))
        if event["kind"] == "notice"
    ]
    columns = ["programme", "event", "time_period", "ref_area"]
    return pd.DataFrame(rows, columns=columns).sort_values("time_period", ignore_index=True)


def notices_by_month(programmes: Iterable[Mapping[str, Any]]) -> pd.DataFrame:
    """Count the named notices by month; the unit is 份."""
    cases = notices_by_case(programmes)
    months = ["programme", "time_period"]
    counts = cases.groupby(months, sort=True).size().reset_index(name="count")
    rows = (
        {name: row[name] for name in months} | number_columns(_counted(row["count"]), ())
        for row in records(counts)
    )
    return metric_table(rows, months)


def _counted(count: int) -> Quantity:
    return Quantity(value=count, low=count, high=count, unit="份", digits=len(str(count)))


def notices(figures: Figures) -> pd.DataFrame:
    """Show the notices issued, as reported, in 份."""
    return reported(figures, indicator="supervision_notices")


def organisations_by_kind(figures: Figures) -> pd.DataFrame:
    """Show supervision organisations by who set them up, as reported, in 个."""
    return reported(figures, indicator="supervision_organisations")


def coverage_against_target(figures: Figures) -> pd.DataFrame:
    """Set the coverage of grassroots unions beside its target, in percent.

    Two rows a target, `measure` actual and target. The actual is the newest that lies in the
    target's period; one that is not reported has value NaN.
    """
    rows = []
    actuals = records(choose(figures, indicator="supervision_coverage"))
    for target in records(choose(figures, indicator="supervision_coverage_target")):
        where = {"ref_area": target["ref_area"], "time_period": target["time_period"]}
        for measure, found in (("actual", _actual(actuals, target)), ("target", target)):
            quantity, keys = (quantity_of_figure(found), [found["key"]]) if found else (None, [])
            rows.append({"measure": measure, **where} | number_columns(quantity, keys, "%"))
    return metric_table(rows, ["measure", "ref_area", "time_period"])


def _actual(actuals: Iterable[Figure], target: Figure) -> Figure | None:
    """Find the newest actual of the target's programme and place within its period."""
    start, end = period_bounds(target["time_period"])
    fitting = [
        actual
        for actual in actuals
        if all(actual[name] == target[name] for name in ("programme", "ref_area", "breakdown"))
        and start <= period_bounds(actual["time_period"])[0]
        and period_bounds(actual["time_period"])[1] <= end
    ]
    return max(fitting, key=lambda actual: recency_key(actual["time_period"]), default=None)


def supervisors_trained(figures: Figures) -> pd.DataFrame:
    """Show the supervisors trained, as reported, in 人."""
    return reported(figures, indicator="supervisors_trained")
