"""The forms in which the chart of Explore can be drawn, without those that would draw nothing."""

from charts.chart_forms import GeneralForm
from metrics.comparable_figures import Comparable


def list_forms(comparable: Comparable, area_count: int) -> list[GeneralForm]:
    """Return the forms that draw something, the default one first.

    `area_count` is the number of areas with a figure for the one period that all forms but a trend
    show. A ranking needs two areas with one figure each, a trend two periods, tiles provinces.
    """
    forms: list[GeneralForm] = []
    if area_count > 1 and not comparable.has_programmes and len(comparable.parts) == 1:
        forms.append("ranking")
    if len(comparable.periods) > 1:
        forms.append("trend")
    forms += ["bar", "dots"]
    if (
        comparable.level == "province"
        and not comparable.has_programmes
        and len(comparable.parts) == 1
    ):
        forms.append("tiles")
    return forms
