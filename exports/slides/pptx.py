"""A deck of PowerPoint's own charts and shapes: everything on it can be edited."""

from collections.abc import Callable
from dataclasses import replace

from charts.chart import Chart, Form
from exports.filenames import MOST_IN_PROPERTIES
from exports.request import ExportRequest
from exports.slides import native_charts, shapes
from exports.slides.cover import add_cover
from exports.slides.deck import open_deck
from exports.slides.slide import SlideArea, add_page

FORMS: dict[Form, Callable[[SlideArea], None]] = {
    Form.BAR: native_charts.bars,
    Form.DOTS: native_charts.bars,
    Form.RANKING: native_charts.bars,
    Form.STACKED: native_charts.stacked,
    Form.BULLET: native_charts.bullet,
    Form.TREND: native_charts.trend,
    Form.MULTIPLES: native_charts.multiples,
    Form.WAFFLE: shapes.waffle,
    Form.TILES: shapes.tiles,
    Form.FLOW: shapes.flow,
    Form.TIMELINE: shapes.timeline,
}
MOST = {Form.BAR: 12, Form.DOTS: 12, Form.RANKING: 20, Form.TIMELINE: 7}
"""Marks that fit one slide; more of them go on to the next."""
MOST_PANELS = 6


def deck(order: ExportRequest) -> bytes:
    """Return the deck of an order: a cover where it has a title, then each chart.

    Raises Refused `template_unreadable`.
    """
    made = open_deck(order.look.theme, order.look.size.name, order.template)
    if order.title:
        add_cover(made, order)
    for number, chart in enumerate(order.charts):
        for part in parts(chart, order):
            place = add_page(made, order, part, order.link_of(number))
            if part.empty:
                continue
            FORMS[part.form](place)
    made.presentation.core_properties.title = order.name[:MOST_IN_PROPERTIES]
    made.presentation.core_properties.author = ""
    return made.save()


def parts(chart: Chart, order: ExportRequest) -> list[Chart]:
    """Cut a chart into what fits one slide each."""
    if chart.form is Form.MULTIPLES:
        names = list(dict.fromkeys(chart.table["series"]))
        groups = [names[at : at + MOST_PANELS] for at in range(0, len(names), MOST_PANELS)]
        tables = [chart.table[chart.table["series"].isin(group)] for group in groups]
    else:
        step = MOST.get(chart.form, max(1, len(chart.table)))
        tables = [chart.table.iloc[at : at + step] for at in range(0, len(chart.table), step)]
    again = order.words.say("exports.continued", title=chart.title)
    return [
        replace(chart, table=table.reset_index(drop=True), title=again if at else chart.title)
        for at, table in enumerate(tables)
    ] or [chart]
