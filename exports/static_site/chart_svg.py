"""Charts rendered as SVG elements inside an HTML page."""

from charts.chart import Chart
from charts.render.plotly import draw_chart
from exports.errors import ExportError
from exports.export_options import ExportOptions
from exports.pictures.chart_image import render_drawing
from exports.pictures.pdf_and_long_image import prefix_ids
from exports.pictures.picture_layout import PictureLayout
from exports.truncate import truncate_chart
from locales import Words

SVG_WIDTH = 400
"""CSS pixels: nearly the width of a phone; two charts fit side by side on paper."""


class SvgRenderer:
    """Renders the charts of a static site until the first ExportError, kept as `error`.

    Nothing is rendered afterwards, so that there is only one wait for a browser that hangs. `count`
    is the number of charts rendered so far.
    """

    def __init__(self) -> None:
        """Begin without an error and with no chart counted."""
        self.error: ExportError | None = None
        self.count = 0

    def render(self, chart: Chart, words: Words) -> str:
        """Return a chart as SVG; "" if it has no marks, and for every chart after an error.

        Ids in the SVG contain the chart's number, because a page has several charts.
        """
        if chart.empty or self.error:
            return ""
        drawing = draw_chart(truncate_chart(chart, words))
        picture_layout = PictureLayout(SVG_WIDTH, drawing["layout"]["height"], scale=1, spare=0)
        try:
            svg = render_drawing(drawing, picture_layout, ExportOptions(), "svg").decode()
        except ExportError as error:
            self.error = error
            return ""
        self.count += 1
        return prefix_ids(svg, self.count)
