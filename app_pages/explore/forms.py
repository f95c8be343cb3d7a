"""The forms in which a choice of figures can be drawn: none is offered that draws nothing."""

from charts.chart_forms import GeneralForm
from metrics.comparable_figures import Comparable


def list_forms(comparable: Comparable, areas: int) -> list[GeneralForm]:
    """Return the forms that draw something of a choice, the one to open with first.

    `areas` is the number of areas with a figure of the one period that all forms but the trend
    show. A ranking needs two areas with one figure each, a trend two periods, tiles provinces.
    """
    forms: list[GeneralForm] = []
    if areas > 1 and not comparable.has_programmes and len(comparable.parts) == 1:
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
