"""The Overview page: an area's month, figures of reports, what is new, and programmes."""

from datetime import date
from functools import partial
from html import escape

import streamlit as st

from app_pages.components import chart_card, figure_tables, url_widgets
from app_pages.overview.area_month import render_area_month
from app_pages.overview.news import render_news, render_programmes
from app_pages.state import charts, session, url
from app_pages.state import release as release_state
from app_pages.state.overviews import list_programmes_within
from app_pages.state.scope import get_current_scope
from app_pages.state.session import PanelTarget
from charts.chart_forms import split_address
from exports.html_fragments import render_headline, write_lead
from settings import CardSettings, chart_address

chart_data = release_state.get_current_chart_data()
words = chart_data.words
overview = release_state.get_settings().overview
# The release that the reader sees, and the reader's language; the functions below read both.
release_number, language = release_state.get_release_number(), release_state.get_language()
scope = get_current_scope()


def show_reports() -> None:
    """Show the figures of reports named in config.yaml as cards, tiles and charts, if any.

    They are shown as they were reported, whatever month the page shows.
    """
    if not (overview.cards or overview.tiles or overview.charts):
        return
    title = words.say("overview.reported")
    note = write_lead(release_state.get_reported_extent(release_number), chart_data)
    st.html(
        f'<div class="ov-hd ov-reported"><h2>{escape(title)}</h2>'
        f'<span class="ov-quiet">{escape(note)}</span></div>'
    )
    if overview.cards:
        with st.grid(len(overview.cards), min_column_width=200, gap="small"):
            for position, card in enumerate(overview.cards):
                show_card(position, card)
    with st.container(key="reported"):
        left, right = st.columns([1, 2], gap="large")
    if overview.tiles:
        with left:
            show_tiles()
    if drawn := list_charts():
        with right:
            for column, code in zip(st.columns(len(drawn), gap="large"), drawn, strict=True):
                with column:
                    chart_card.show_chart(code)


def list_charts() -> list[str]:
    """Return the codes of config.yaml's charts, moved to the scope, that have something to draw."""
    addresses = map(chart_address, overview.charts)
    codes = [
        charts.find_chart_code_in_scope(release_number, address, scope) for address in addresses
    ]
    return [code for code in codes if chart_card.has_marks(code)]


def show_card(position: int, card: CardSettings) -> None:
    """Show a card of a report: the newest figure as reported, and a button for its panel.

    `card` names an indicator, perhaps a programme and an area. Without a figure the card says "not
    reported" and has no button. `position` is the index of the card, for the keys of its widgets.
    """
    headline = figure_tables.get_headline(release_number, language, card)
    with st.container(border=True, key=f"card-{position}", gap="xxsmall"):
        st.html(render_headline(headline))
        if headline.key and st.button(
            words.say("pages.source_link"), key=f"source-{position}", type="tertiary"
        ):
            session.open_panel(PanelTarget(title="", keys=(headline.key,)))


def show_tiles() -> None:
    """Show the chart by area that config.yaml names, such as the tile grid of provinces.

    A selectbox offers the indicators that the same areas report, each drawn in the same form.
    """
    default, form = split_address(overview.tiles)
    selected = ""
    if codes := figure_tables.list_alternative_indicators(release_number, default):
        default_name = (
            words.name("indicator", default) if default else words.say("pages.what_each_reports")
        )
        selected = url_widgets.show_param_selectbox(
            words.say("pages.column_figure"),
            name="tile",
            options=codes,
            format_code=partial(words.name, "indicator"),
            empty_label=default_name,
        )
    chart_code = f"{selected}.{form or 'tiles'}" if selected else overview.tiles
    if not charts.find_chart(release_number, language, chart_code):
        return  # an older release may lack the indicator
    if (form or "tiles") == "tiles":
        chart_card.show_province_grid(chart_code)
    else:
        chart_card.show_chart(chart_code)


st.html(
    render_area_month(
        release_number,
        language,
        scope,
        url.get_param("indicator"),
        url.get_param("measure"),
        date.today(),
    )
)
show_reports()
programmes = list_programmes_within(release_number, chart_data.programmes, scope)
st.html(
    render_news(release_number, language)
    + render_programmes(programmes, charts.get_current_topics(), words)
)
