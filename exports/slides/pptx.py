"""A deck of PowerPoint's own charts and shapes: everything on it can be edited."""

from collections.abc import Callable
from dataclasses import replace

from charts.chart import Chart, Form
from exports.filenames import MAX_OFFICE_TITLE
from exports.request import ExportRequest
from exports.slides import native_charts, shapes
from exports.slides.cover import add_cover
from exports.slides.deck import open_deck
from exports.slides.slide import SlideCanvas, add_chart_slide

CHART_WRITERS: dict[Form, Callable[[SlideCanvas], None]] = {
    Form.BAR: native_charts.add_bar_chart,
    Form.DOTS: native_charts.add_bar_chart,
    Form.RANKING: native_charts.add_bar_chart,
    Form.STACKED: native_charts.add_stacked_chart,
    Form.BULLET: native_charts.add_bullet_chart,
    Form.TREND: native_charts.add_line_chart,
    Form.MULTIPLES: native_charts.add_small_multiples,
    Form.WAFFLE: shapes.add_waffle,
    Form.TILES: shapes.add_tile_grid,
    Form.FLOW: shapes.add_flow,
    Form.TIMELINE: shapes.add_timeline,
}
MAX_MARKS = {Form.BAR: 12, Form.DOTS: 12, Form.RANKING: 20, Form.TIMELINE: 7}
"""Marks that fit one slide; more of them go on to the next."""
MAX_PANELS = 6


def write_deck(request: ExportRequest) -> bytes:
    """Return the deck of an order: a cover where it has a title, then each chart.

    Raises Refused `template_unreadable`.
    """
    made = open_deck(request.options.theme, request.options.size.name, request.template)
    if request.title:
        add_cover(made, request)
    for number, chart in enumerate(request.charts):
        for part in split_chart(chart, request):
            canvas = add_chart_slide(made, request, part, request.get_link(number))
            if part.empty:
                continue
            CHART_WRITERS[part.form](canvas)
    made.presentation.core_properties.title = request.name[:MAX_OFFICE_TITLE]
    made.presentation.core_properties.author = ""
    return made.save()


def split_chart(chart: Chart, request: ExportRequest) -> list[Chart]:
    """Cut a chart into what fits one slide each."""
    if chart.form is Form.MULTIPLES:
        names = list(dict.fromkeys(chart.table["series"]))
        groups = [names[at : at + MAX_PANELS] for at in range(0, len(names), MAX_PANELS)]
        tables = [chart.table[chart.table["series"].isin(group)] for group in groups]
    else:
        step = MAX_MARKS.get(chart.form, max(1, len(chart.table)))
        tables = [chart.table.iloc[at : at + step] for at in range(0, len(chart.table), step)]
    again = request.words.say("exports.continued", title=chart.title)
    return [
        replace(chart, table=table.reset_index(drop=True), title=again if at else chart.title)
        for at, table in enumerate(tables)
    ] or [chart]
