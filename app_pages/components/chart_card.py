"""A chart card: a chart on a page, its title and finding above, its source and buttons below."""

from collections.abc import Callable
from dataclasses import dataclass
from html import escape

import streamlit as st

from app_pages.components.export_buttons import render_chart_buttons
from app_pages.components.links import render_page_link
from app_pages.components.notices import render_empty
from app_pages.state import release, session, url
from app_pages.state.cache import NewRelease, memoize
from app_pages.state.chart_query import ChartQuery, parse_chart_query
from app_pages.state.charts import find_chart, get_chart
from app_pages.state.session import PanelTarget
from charts.chart import Chart
from charts.render.plotly import Drawing, draw_chart
from charts.theme import Theme
from exports.html_fragments import render_chart_head, render_chart_notes
from exports.html_tables import render_chart_table
from locales import Language, Words
from settings import ChartSpec, chart_address

PLOTLY_CONFIG = {
    "displayModeBar": False,
    "displaylogo": False,
    "scrollZoom": False,
    "doubleClick": False,
}
HEADING_LEVEL = 3  # of a chart's title: h3, below the title of the page (h1) and its sections
ClickHandler = Callable[[], None]


@dataclass(frozen=True)
class ChartCard:
    """A chart on a page: HTML above, the Plotly figure (None without marks), HTML below."""

    chart: Chart
    html_above: str
    drawing: Drawing | None
    html_below: str


def _list_default_arguments(new: NewRelease) -> list[tuple[int, Language, Theme, str, int]]:
    """Return the arguments of `get_chart_card` for all charts in config.yaml, in the light theme.

    These cards are made early for a new release, so that its first readers need not wait.
    """
    addresses = release.get_settings().chart_addresses()
    return [(new.number, new.language, "light", address, HEADING_LEVEL) for _, address in addresses]


@memoize(max_results=1024, warm=_list_default_arguments)
def get_chart_card(
    release_number: int, language: Language, theme: Theme, code: str, level: int
) -> ChartCard:
    """Return the card of a chart in a release, language and theme; cached.

    `code` is the chart's address with the areas and periods to show
    (`funds_invested.bar?areas=330000`), `level` the level of its heading (3 for h3). Raises
    KeyError if the release has no such chart.
    """
    chart = get_chart(release_number, language, code)
    above, below = _render_above_and_below(chart, parse_chart_query(code).address, level, code)
    drawing = None if chart.empty else Drawing(draw_chart(chart, theme))
    return ChartCard(chart, above, drawing, below)


def _get_current_card(code: str, level: int = HEADING_LEVEL) -> ChartCard:
    """Return the card of the chart with this code in the reader's release, language and theme.

    `level` is the level of its heading. Raises KeyError if there is no such chart.
    """
    return get_chart_card(
        release.get_release_number(), release.get_language(), session.get_theme(), code, level
    )


def show_chart(
    spec: ChartSpec, level: int = HEADING_LEVEL, on_click: ClickHandler | None = None
) -> None:
    """Show a chart, given by its code or its entry in config.yaml, in the reader's release.

    `level` is the level of its heading. `on_click` is called after a click on a mark; without it,
    the click opens the figure panel. Raises KeyError if there is no such chart.
    """
    code = chart_address(spec)
    # Another area keeps the widgets: they are named after the address alone.
    _show_card(_get_current_card(code, level), code.partition("?")[0], on_click)


def _show_card(card: ChartCard, address: str, on_click: ClickHandler | None = None) -> None:
    """Show a card: HTML above, the Plotly chart (none without marks), and HTML below.

    The chart's address makes the keys of its widgets; for `on_click` see `show_chart`.
    """
    with _create_chart_container(address):
        st.html(card.html_above)
        if card.drawing is not None:
            _show_drawing(card.chart, card.drawing, address, on_click)
        st.html(card.html_below)


def show_province_grid(address: str) -> None:
    """Show a tile grid of provinces as a chart card; a click on a tile selects its province.

    The selected province is the query parameter `area`. A tile is found by its row, as the chart
    has a row for each province in the order of areas.csv, reported or not.
    """
    areas = release.get_current_chart_data().areas
    provinces = areas.loc[areas["level"] == "province", "code"].tolist()

    def select_province() -> None:
        """Put the clicked province into the URL; remove it if no tile was ever clicked."""
        row = session.get_clicked_row(f"draw-{address}")
        url.set_param("area", provinces[row] if row is not None else "")

    show_chart(address, on_click=select_province)


def show_chart_query(query: ChartQuery) -> None:
    """Show the card of an indicator's chart with only some areas and periods.

    The keys of its widgets have only the chart's address, so that the widgets stay the same when
    another area is selected.
    """
    _show_card(_get_current_card(query.code, level=2), query.address)


def show_labelled_chart(chart: Chart, key: str, label: str) -> None:
    """Show a chart of another state of the figures (a draft, an older release) below a label.

    `key` distinguishes the chart's widget from those of other charts. The chart has no buttons,
    links or clicks, as these would lead to the published figures.
    """
    above, _below = _render_above_and_below(chart, address="", level=HEADING_LEVEL)
    st.html(f'<p class="place">{escape(label)}</p>{above}')
    if not chart.empty:
        drawing = Drawing(draw_chart(chart, session.get_theme()))
        alt = f"{label}: {chart.title}"
        st.plotly_chart(drawing, theme=None, key=key, config=PLOTLY_CONFIG, alt=alt)


def get_chart_title(address: str) -> str:
    """Return the title of the chart at an address. Raises KeyError if there is no such chart."""
    return _get_current_card(address).chart.title


def has_marks(address: str) -> bool:
    """Return whether the chart at an address has anything to draw in the reader's release."""
    chart = find_chart(release.get_release_number(), release.get_language(), address)
    return chart is not None and not chart.empty


def _create_chart_container(address: str) -> st.delta_generator.DeltaGenerator:
    """Return a container for the card of a chart; its key gives it the CSS class `st-key-chart-…`.

    The style sheet finds charts by that class; a dot in it would have to be escaped there.
    """
    return st.container(key=f"chart-{address.replace('.', '-')}", gap="xsmall")


def _show_drawing(
    chart: Chart, drawing: Drawing, address: str, on_click: ClickHandler | None
) -> None:
    """Show the Plotly figure of a chart with clickable marks and a text for screen readers.

    `on_click` is called after a click; None opens the figure panel. Without `theme=None` Streamlit
    would replace the colours of the drawing.
    """
    key = f"draw-{address}"
    full_stop = "。" if chart.language == "zh" else ". "
    st.plotly_chart(
        drawing,
        theme=None,
        key=key,
        config=PLOTLY_CONFIG,
        alt=f"{chart.title}{full_stop}{chart.finding}",
        on_select=on_click or (lambda: _open_panel_of_mark(chart, key)),
        selection_mode="points",
    )


def _open_panel_of_mark(chart: Chart, widget_key: str) -> None:
    """Open the figure panel for the mark that was clicked in a chart; a callback.

    The panel lists the figures from which the mark was computed. Its title is the mark's category
    (its name at the axis) or, if that is empty or only repeats its number, the title of the chart.
    """
    row = session.get_clicked_row(widget_key)
    # The click may be on a chart that has had more marks before.
    if row is None or row >= len(chart.table):
        return
    mark = chart.table.iloc[row]
    title = mark["category"] if mark["category"] != mark["wording"] else chart.title
    session.open_panel(
        PanelTarget(
            title=title or chart.title,
            keys=tuple(mark["figures"]),
            wording=mark["wording"],
            formula=mark["formula"],
            detail=mark["detail"],
            derived=mark["status"] == "derived",  # computed, not reported
        )
    )


def _render_above_and_below(
    chart: Chart, address: str, level: int, code: str = ""
) -> tuple[str, str]:
    """Return the HTML above and below a Plotly chart.

    Above are title and finding; `level` is the heading's level. Below are notes with a permanent
    link to the chart's `address`, buttons for its `code` (the address with areas and periods), and
    the chart's table, folded. Below a chart without marks is only a message.
    """
    words, html_above = Words(chart.language), render_chart_head(chart, level)
    if chart.empty:
        return html_above, render_empty(words.say("pages.nothing_reported"))
    label = words.say("pages.table_of_chart")
    folded_table = (
        f"<details><summary>{escape(label)}</summary>{render_chart_table(chart, words)}</details>"
    )
    link = render_page_link(words.say("pages.permanent"), "chart", words, name=address)
    notes = render_chart_notes(chart, link)
    buttons = render_chart_buttons(chart, code, words)
    return html_above, f'<div class="chart-foot">{notes}{buttons}{folded_table}</div>'
