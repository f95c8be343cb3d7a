"""What a reader takes of a chart with one click: a picture, the whole screen, a slide."""

from html import escape

from app_pages.components.links import render_page_link
from charts.chart import Chart
from exports.client_json import DOWNLOAD_SIZE, serialize_chart
from exports.options import ExportOptions
from locales import Words

BROWSER_OPTIONS = ExportOptions(size=DOWNLOAD_SIZE)


def render_chart_buttons(chart: Chart, code: str, words: Words) -> str:
    """Write the ways to take a chart away; the browser itself paints what data-drawing holds."""
    link = render_page_link(words.say("pages.use_in_presentation"), "present", words, charts=code)
    return (
        f"<div class=\"takeaway\" data-drawing='{serialize_chart(chart, BROWSER_OPTIONS)}'>"
        f"{_render_download_button('png', chart, words)}{_render_download_button('svg', chart, words)}"
        f"{render_full_screen_button(chart.title, words)}{link}</div>"
    )


def _render_download_button(kind: str, chart: Chart, words: Words) -> str:
    text = escape(words.say(f"pages.take_{kind}"))
    name = escape(words.say("pages.take", kind=text, title=chart.title), quote=True)
    return f'<button type="button" data-take="{kind}" aria-label="{name}">{text}</button>'


def render_full_screen_button(title: str, words: Words) -> str:
    """Write the button that shows the page's charts on the whole screen, beginning with one."""
    texts = "".join(
        f' data-{name}="{escape(words.say(f"pages.show_{name}"), quote=True)}"'
        for name in ("back", "next", "leave")
    )
    label = words.say("pages.show")
    name = words.say("pages.take", kind=label, title=title) if title else label
    shown_as = f'data-show="{escape(label, quote=True)}"{texts}'
    return (
        f'<button type="button" {shown_as} aria-label="{escape(name, quote=True)}">'
        f"{escape(label)}</button>"
    )


def render_page_buttons(codes: list[str], words: Words) -> str:
    """Write the ways to show all charts of a page, or to take them into a presentation."""
    link = render_page_link(words.say("pages.use_in_presentation"), "present", words, charts=codes)
    return f'<div class="takeaway">{render_full_screen_button("", words)}{link}</div>'
