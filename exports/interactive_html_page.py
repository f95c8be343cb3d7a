"""One self-contained HTML page: interactive charts with their tables; it loads nothing else."""

import base64
import hashlib
from functools import cache
from html import escape
from importlib.resources import files

from charts.chart import Chart, Form
from charts.render.plotly import draw_chart
from charts.theme import FONT, PALETTES
from exports.export_request import ExportRequest
from exports.footnotes import format_signed_wording, list_footnotes
from exports.html_fragments import dump_json_for_html, render_chart_head
from exports.pictures.sanitize import sanitize_drawing
from metrics.metric_table import to_records

_DRAW_SCRIPT = (
    "for(const place of document.querySelectorAll('.drawing')){"
    "const drawn=JSON.parse(document.getElementById(place.dataset.drawn).textContent);"
    "Plotly.newPlot(place,drawn.data,drawn.layout,"
    "{responsive:true,displayModeBar:false,showTips:false});}"
)
_COLUMNS = ("series", "category", "wording", "detail", "formula")
"""Columns of a chart's table, in their order on the page."""


def write_html_page(request: ExportRequest) -> bytes:
    """Return the charts of a request as one HTML file.

    Its Content-Security-Policy allows two scripts and nothing else: Plotly, and _DRAW_SCRIPT, which
    draws the charts when the page is opened. So no text of a request can run as a script.
    """
    words, palette = request.words, PALETTES[request.options.theme]
    sections = "".join(_render_section(chart, request, n) for n, chart in enumerate(request.charts))
    release = words.say("exports.release", release=request.release)
    foot = " · ".join(text for text in (release, request.link) if text)
    policy = (
        f"default-src 'none'; script-src {_compute_csp_hash(load_plotly())} "
        f"{_compute_csp_hash(_DRAW_SCRIPT)}; "
        "style-src 'unsafe-inline'; img-src data: blob:; base-uri 'none'; form-action 'none'"
    )
    style = (
        f":root{{color-scheme:{request.options.theme}}}"
        f"body{{margin:0 auto;max-width:960px;padding:24px 16px;background:{palette.ground};"
        f"color:{palette.text};font:16px/1.6 {FONT}}}h1{{font-size:28px;margin:0;"
        f"border-top:6px solid {palette.accent};padding-top:16px}}h2{{font-size:20px;margin:0}}"
        "section{margin:40px 0}p{margin:4px 0}"
        f".quiet,.unit{{color:{palette.quiet};font-size:14px}}"
        "table{border-collapse:collapse;width:100%;font-size:14px;font-variant-numeric:"
        f"tabular-nums;border-top:2px solid;border-bottom:2px solid}}th,td{{text-align:left;"
        f"padding:4px 8px;border-top:1px solid {palette.grid}}}.table{{overflow-x:auto}}"
    )
    html = (
        f'<!DOCTYPE html><html lang="{"zh-CN" if words.language == "zh" else "en"}"><head>'
        f'<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{policy}">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{escape(request.name)}</title><style>{style}</style>"
        f"<script>{load_plotly()}</script></head><body><h1>{escape(request.name)}</h1>"
        f'<p class="quiet">{escape(request.occasion)}</p>{sections}'
        f'<footer class="quiet">{escape(foot)}</footer><script>{_DRAW_SCRIPT}</script>'
        "</body></html>"
    )
    return html.encode()


def _render_section(chart: Chart, request: ExportRequest, index: int) -> str:
    """Render a chart of the page with its heading, footnotes, source and collapsed table.

    `index` is the chart's position on the page, from which ids of elements are made.
    """
    notes = list_footnotes(chart, request.words)
    notes += [chart.source] if request.options.source_line else []
    # A request may have fewer links than charts, or none.
    notes += [link for link in request.links[index : index + 1] if link]
    foot = "".join(f'<p class="quiet">{escape(note)}</p>' for note in notes)
    return (
        f"<section>{render_chart_head(chart, level=2, unit_last=True)}"
        f"{_render_drawing(chart, request, index)}{_render_table(chart, request)}{foot}</section>"
    )


def _render_drawing(chart: Chart, request: ExportRequest, index: int) -> str:
    """Render a chart's Plotly JSON and the empty element that it is drawn into; "" without marks.

    `index` is the chart's position on the page.
    """
    if chart.empty:
        return ""
    drawing = sanitize_drawing(draw_chart(chart, request.options.theme))
    height = drawing["layout"].get("height", 300)  # CSS pixels
    label = escape(f"{chart.title} {chart.finding}".strip())
    return (
        f'<script type="application/json" id="drawn-{index}">{dump_json_for_html(drawing)}</script>'
        f'<div class="drawing" data-drawn="drawn-{index}" role="img" aria-label="{label}" '
        f'style="height:{height}px"></div>'
    )


def _render_table(chart: Chart, request: ExportRequest) -> str:
    """Render the table of a chart on the page, collapsed until opened, without empty columns."""
    words, marks = request.words, to_records(chart.table)
    columns = [column for column in _COLUMNS if any(mark[column] for mark in marks)]
    # the wordings of a timeline are the dates of its events
    renamed = {"wording": "date"} if chart.form is Form.TIMELINE else {}
    titles = [words.say(f"exports.beside_{renamed.get(column, column)}") for column in columns]
    head = "".join(f"<th>{escape(title)}</th>" for title in titles)
    body = ""
    for mark in marks:
        wording = format_signed_wording(chart, mark)
        cells = (wording if column == "wording" else str(mark[column]) for column in columns)
        body += "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in cells) + "</tr>"
    return (
        f"<details><summary>{escape(words.say('exports.table_on_demand'))}</summary>"
        f'<div class="table"><table><thead><tr>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table></div></details>"
    )


@cache
def load_plotly() -> str:
    """Return the script of the installed plotly package, for the script element of a page.

    The texts `</script` in it are escaped, because the first of them would end the element.
    """
    script = files("plotly").joinpath("package_data", "plotly.min.js").read_text("utf-8")
    return script.replace("</script", "<\\/script")


@cache
def _compute_csp_hash(script: str) -> str:
    """Return the hash expression with which a Content-Security-Policy allows a script."""
    digest = hashlib.sha256(script.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"
