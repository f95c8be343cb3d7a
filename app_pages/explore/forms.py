"""The forms in which a choice of figures can be drawn: none is offered that draws nothing."""

from charts.chart_forms import GeneralForm
from metrics.comparable_figures import Comparable


def list_forms(found: Comparable, areas: int) -> list[GeneralForm]:
    """Return the forms that draw something of a choice, the one to open with first.

    `areas` is the number of areas with a figure of the one period that all forms but the trend
    show. A ranking needs two areas with one figure each, a trend two periods, tiles provinces.
    """
    forms: list[GeneralForm] = []
    if areas > 1 and not found.has_programmes and len(found.parts) == 1:
        forms.append("ranking")
    if len(found.periods) > 1:
        forms.append("trend")
    forms += ["bar", "dots"]
    if found.level == "province" and not found.has_programmes and len(found.parts) == 1:
        forms.append("tiles")
    return forms
