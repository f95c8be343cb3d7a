"""Buttons below a chart: download a picture, show full screen, add to a presentation."""

from html import escape

from app_pages.components.links import render_page_link
from charts.chart import Chart
from exports.chart_json import DOWNLOAD_SIZE, serialize_chart
from exports.export_options import ExportOptions
from locales import Words

BROWSER_OPTIONS = ExportOptions(size=DOWNLOAD_SIZE)


def render_chart_buttons(chart: Chart, code: str, words: Words) -> str:
    """Return the HTML of a chart's buttons.

    The attribute data-drawing has the chart as JSON, which the browser draws when a download is
    clicked.
    """
    link = render_page_link(words.say("pages.use_in_presentation"), "present", words, charts=code)
    downloads = (_render_download_button(kind, chart, words) for kind in ("png", "svg"))
    return (
        f"<div class=\"takeaway\" data-drawing='{serialize_chart(chart, BROWSER_OPTIONS)}'>"
        f"{''.join(downloads)}{render_full_screen_button(chart.title, words)}{link}</div>"
    )


def _render_download_button(kind: str, chart: Chart, words: Words) -> str:
    """Return the HTML of a button that downloads the chart; `kind` is png or svg."""
    text = escape(words.say(f"pages.take_{kind}"))
    name = escape(words.say("pages.take", kind=text, title=chart.title), quote=True)
    return f'<button type="button" data-take="{kind}" aria-label="{name}">{text}</button>'


def render_full_screen_button(title: str, words: Words) -> str:
    """Return the HTML of a button that shows the page's charts full screen, from this one on."""
    texts = "".join(
        f' data-{name}="{escape(words.say(f"pages.show_{name}"), quote=True)}"'
        for name in ("back", "next", "leave")
    )
    label = words.say("pages.show")
    name = words.say("pages.take", kind=label, title=title) if title else label
    data = f'data-show="{escape(label, quote=True)}"{texts}'
    return (
        f'<button type="button" {data} aria-label="{escape(name, quote=True)}">'
        f"{escape(label)}</button>"
    )


def render_page_buttons(codes: list[str], words: Words) -> str:
    """Return the HTML of a page's buttons: show all its charts full screen, or present them."""
    link = render_page_link(words.say("pages.use_in_presentation"), "present", words, charts=codes)
    return f'<div class="takeaway">{render_full_screen_button("", words)}{link}</div>'
