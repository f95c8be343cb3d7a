"""Buttons below a chart: download as a picture, full screen, add to a presentation.

Scripts in the browser run them; attributes `data-…` have what the scripts need.
"""

from collections.abc import Sequence
from html import escape
from urllib.parse import urlencode

from charts.chart import Chart
from exports.chart_json import DOWNLOAD_SIZE, serialize_chart
from exports.export_options import ExportOptions
from locales import Words

BROWSER_OPTIONS = ExportOptions(size=DOWNLOAD_SIZE)


def render_chart_buttons(chart: Chart, code: str, words: Words) -> str:
    """Return the HTML of a chart's buttons: download as PNG or SVG, full screen, presentation.

    The attribute data-drawing has the chart as JSON, from which the browser draws a download.
    `code` is the chart's address with its areas and periods, for the presentation.
    """
    link = render_add_link([code], words)
    downloads = (
        _render_download_button(file_format, chart, words) for file_format in ("png", "svg")
    )
    return (
        f"<div class=\"takeaway\" data-drawing='{serialize_chart(chart, BROWSER_OPTIONS)}'>"
        f"{''.join(downloads)}{render_full_screen_button(chart.title, words)}{link}</div>"
    )


def _render_download_button(file_format: str, chart: Chart, words: Words) -> str:
    """Return the HTML of a button that downloads a chart as a picture, "png" or "svg".

    A script finds it by data-take. Its label for screen readers has the chart's title, as every
    chart of a page has such a button.
    """
    label = escape(words.say(f"pages.take_{file_format}"))
    full_label = escape(words.say("pages.take", kind=label, title=chart.title), quote=True)
    return (
        f'<button type="button" data-take="{file_format}" aria-label="{full_label}">'
        f"{label}</button>"
    )


def render_full_screen_button(title: str, words: Words) -> str:
    """Return the HTML of a button that shows the charts of a page full screen, beginning with one.

    `title` is the title of that chart, "" to begin with the first. A script finds the button by
    data-show; data-back, data-next and data-leave have the labels of the buttons that it adds.
    """
    label = words.say("pages.show")
    full_label = words.say("pages.take", kind=label, title=title) if title else label
    data = f'data-show="{escape(label, quote=True)}"' + "".join(
        f' data-{command}="{escape(words.say(f"pages.show_{command}"), quote=True)}"'
        for command in ("back", "next", "leave")
    )
    return (
        f'<button type="button" {data} aria-label="{escape(full_label, quote=True)}">'
        f"{escape(label)}</button>"
    )


def render_add_link(codes: Sequence[str], words: Words, what: str = "") -> str:
    """Return the HTML of a link that adds charts, by their codes, to those for a presentation.

    Where the charts show something else than the text beside the link, it says `what`: 9月排名.
    `server/browser/tray.js` keeps the chosen charts in the browser. Without the script the link
    opens the Present page with these charts alone.
    """
    url = f"present?{urlencode({'charts': codes, 'lang': words.language}, doseq=True)}"
    texts = {
        "add": "\n".join(codes),
        "label": words.say("pages.use_what_in_presentation", what=what)
        if what
        else words.say("pages.use_in_presentation"),
        "added": words.say("pages.in_presentation"),
    }
    data = " ".join(f'data-{name}="{escape(text)}"' for name, text in texts.items())
    return f'<a href="{escape(url)}" {data}>{escape(texts["label"])}</a>'


def render_presentation_link(words: Words) -> str:
    """Return the HTML of a link to the charts chosen for a presentation.

    It is hidden until the script in the browser has found any.
    """
    label = escape(words.say("pages.tray"))
    return f'<a class="tray" href="present?lang={words.language}" data-tray="{label}" hidden></a>'


def render_page_buttons(codes: Sequence[str], words: Words) -> str:
    """Return the HTML of a page's buttons, which show or present all its charts, by their codes."""
    link = render_add_link(codes, words)
    return f'<div class="takeaway">{render_full_screen_button(title="", words=words)}{link}</div>'
