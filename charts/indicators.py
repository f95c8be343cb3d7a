"""Charts of any indicator: what an upload needs without new code."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from charts.chart import Chart, Form, Material
from charts.marks import assemble, breakdown_name, marks
from locales import bounds_of
from metrics.figures import choose, reported
from metrics.ranking import ranking
from metrics.trend import latest, trend

MOST = 20


def indicator_values(material: Material, indicator: str, form: Form = Form.DOTS) -> Chart:
    """Show the newest figures of an indicator, at most MOST of them and the rest named."""
    newest = latest(choose(material.figures, indicator=indicator))
    metric = reported(newest).sort_values("value", ascending=False, kind="stable")
    return _chart(material, indicator, "indicator_values", form, metric.head(MOST), len(metric))


def indicator_trend(material: Material, indicator: str) -> Chart:
    """Show an indicator over time, one line an area and breakdown."""
    words = material.words
    metric = trend(material.figures, indicator)
    several = metric.groupby(["ref_area", "breakdown", "programme"]).ngroups > 1
    table = marks(
        metric,
        words,
        lambda row: words.period(row["time_period"]),
        series=lambda row: _who(row, material) if several else "",
    )
    return assemble(
        material,
        "indicator_trend",
        Form.TREND,
        table,
        unit=words.name("unit", indicator),
        name=words.name("indicator", indicator),
        count=metric["time_period"].nunique(),
    )


def indicator_ranking(material: Material, indicator: str) -> Chart:
    """Rank the areas that report an indicator in its newest period."""
    reports = choose(material.figures, indicator=indicator)
    newest = max(reports["time_period"], key=bounds_of, default="")
    metric = ranking(reports, indicator, newest)
    return _chart(
        material, indicator, "indicator_ranking", Form.RANKING, metric.head(MOST), len(metric)
    )


def _who(row: Mapping[str, Any], material: Material) -> str:
    """Name a row by its area, and by its breakdown where it has one."""
    words = material.words
    area = words.name("area", row["ref_area"])
    return f"{area} {breakdown_name(row, words)}" if row["breakdown"] else area


def _chart(
    material: Material, indicator: str, name: str, form: Form, metric: pd.DataFrame, found: int
) -> Chart:
    words = material.words
    table = marks(
        metric,
        words,
        lambda row: _who(row, material),
        detail=lambda row: words.period(row["time_period"]),
    )
    rest = (
        [words.say("charts.rest", shown=len(metric), rest=found - len(metric))]
        if found > len(metric)
        else []
    )
    return assemble(
        material,
        name,
        form,
        table,
        unit=words.name("unit", indicator),
        notes=rest,
        name=words.name("indicator", indicator),
        count=found,
    )


__all__ = ["indicator_ranking", "indicator_trend", "indicator_values"]
