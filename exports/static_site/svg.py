"""Charts as SVG inside a page, as long as there is a browser to paint them."""

from charts.chart import Chart
from charts.render.plotly import draw_chart
from exports.errors import ExportError
from exports.options import ExportOptions
from exports.pictures.image import render_drawing
from exports.pictures.layout import PageLayout
from exports.pictures.multipage import prefix_ids
from exports.request import truncate_chart
from locales import Words

SVG_WIDTH = 400
"""CSS pixels: a phone shows it nearly as it is, and two stand side by side on paper."""


class SvgRenderer:
    """Paints charts; after the first that is refused there are tables alone, and `refused` is why.

    A browser that hangs is so waited for once, not once a chart.
    """

    def __init__(self) -> None:
        self.refused: ExportError | None = None
        self.count = 0

    def svg(self, chart: Chart, words: Words) -> str:
        """Give the SVG of a chart; "" where it has no marks or cannot be painted."""
        if chart.empty or self.refused:
            return ""
        drawing = draw_chart(truncate_chart(chart, words)).to_plotly_json()
        page_layout = PageLayout(SVG_WIDTH, drawing["layout"]["height"], 1, 0)
        try:
            renderer = render_drawing(drawing, page_layout, ExportOptions(), "svg").decode()
        except ExportError as refused:
            self.refused = refused
            return ""
        self.count += 1
        return prefix_ids(renderer, self.count)
