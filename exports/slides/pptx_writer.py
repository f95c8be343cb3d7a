"""A PowerPoint presentation of native charts and shapes, all of which can be edited."""

from collections.abc import Callable
from dataclasses import replace

from charts.chart import Chart, Form
from exports.export_request import ExportRequest
from exports.filenames import MAX_OFFICE_TITLE
from exports.slides import native_charts, shape_charts
from exports.slides.chart_slide import SlideCanvas, add_chart_slide
from exports.slides.cover_slide import add_cover
from exports.slides.pptx_template import open_deck

CHART_WRITERS: dict[Form, Callable[[SlideCanvas], None]] = {
    Form.BAR: native_charts.add_bar_chart,
    Form.DOTS: native_charts.add_bar_chart,
    Form.RANKING: native_charts.add_bar_chart,
    Form.STACKED: native_charts.add_stacked_chart,
    Form.BULLET: native_charts.add_bullet_chart,
    Form.TREND: native_charts.add_line_chart,
    Form.MULTIPLES: native_charts.add_small_multiples,
    Form.WAFFLE: shape_charts.add_waffle,
    Form.TILES: shape_charts.add_tile_grid,
    Form.FLOW: shape_charts.add_flow,
    Form.TIMELINE: shape_charts.add_timeline,
}
MAX_MARKS = {Form.BAR: 12, Form.DOTS: 12, Form.RANKING: 20, Form.TIMELINE: 7}
"""Marks on one slide; more of them continue on the next."""
MAX_PANELS = 6
"""Small charts on one slide."""


def write_pptx(request: ExportRequest) -> bytes:
    """Return the presentation: a cover if the request has a title, then each chart.

    A chart with too many marks for one slide is continued on the next; an empty one has no drawing.
    Raises ExportError `template_unreadable`.
    """
    deck = open_deck(request.options.theme, request.options.size.name, request.template)
    if request.title:
        add_cover(deck, request)
    for index, whole_chart in enumerate(request.charts):
        for chart in split_chart(whole_chart, request):
            canvas = add_chart_slide(deck, request, chart, request.get_link(index))
            if not chart.empty:
                CHART_WRITERS[chart.form](canvas)
    deck.presentation.core_properties.title = request.name[:MAX_OFFICE_TITLE]
    deck.presentation.core_properties.author = ""
    return deck.save()


def split_chart(chart: Chart, request: ExportRequest) -> list[Chart]:
    """Split a chart into charts that each fit a slide; titles say which are continuations.

    MULTIPLES are split after MAX_PANELS panels, other forms after the number of marks (rows of the
    table) in MAX_MARKS. Forms that it does not have, and empty charts, are not split.
    """
    if chart.form is Form.MULTIPLES:
        panels = chart.table["series"].drop_duplicates().tolist()
        starts = range(0, len(panels), MAX_PANELS)
        groups = [panels[start : start + MAX_PANELS] for start in starts]
        tables = [chart.table[chart.table["series"].isin(group)] for group in groups]
    else:
        step = MAX_MARKS.get(chart.form, max(1, len(chart.table)))
        starts = range(0, len(chart.table), step)
        tables = [chart.table.iloc[start : start + step] for start in starts]
    continued = request.words.say("exports.continued", title=chart.slide_title)
    return [
        replace(
            chart, table=table.reset_index(drop=True), heading=continued if n else chart.heading
        )
        for n, table in enumerate(tables)
    ] or [chart]  # an empty chart has no tables
