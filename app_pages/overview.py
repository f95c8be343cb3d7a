"""The Overview page: headline figures, provinces, charts, and the changes in the release."""

from functools import partial
from html import escape

import streamlit as st

from app_pages.components import chart_card, diff, figure_tables, url_widgets
from app_pages.components.links import render_page_link
from app_pages.state import release as release_state
from app_pages.state import session, url
from app_pages.state.scope import current_scope
from app_pages.state.session import PanelTarget
from charts.chart_forms import split_address
from exports.html_fragments import render_headline, write_lead
from metrics.reporting_coverage import map_to_provinces
from settings import CardSettings

chart_data = release_state.get_current_chart_data()
words = chart_data.words
overview = release_state.get_settings().overview
# The release that the reader sees, and the reader's language; the functions below read both.
number, language = release_state.get_release_number(), release_state.get_language()


def show_lead() -> None:
    """Show a sentence with the numbers of figures, programmes, indicators and areas.

    They are those of the release that the reader sees, whose `number` and `chart_data` the script
    reads at its head, anew in every run.
    """
    sentence = write_lead(release_state.get_reported_extent(number), chart_data)
    st.html(f'<h1 class="lead">{escape(sentence)}</h1>')


def show_card(position: int, card: CardSettings) -> None:
    """Show a card of the overview: a headline figure as reported, and a button for its panel.

    `card` names an indicator, perhaps a programme and an area, and its newest figure is shown. If
    there is none (it has no key), the card says "not reported" and has no button. `position` is the
    index of the card on the page, for the keys of its widgets; `number` and `language` are those of
    the release and the reader.
    """
    headline = figure_tables.get_headline(number, language, card)
    with st.container(border=True, key=f"card-{position}", gap="xxsmall"):
        st.html(render_headline(headline))
        if headline.key and st.button(
            words.say("pages.source_link"), key=f"source-{position}", type="tertiary"
        ):
            session.open_panel(PanelTarget(title="", keys=(headline.key,)))


def show_province() -> None:
    """Show on the overview the figures and programmes of the area in the URL, if there is one.

    It is there after a click on the tile grid. A programme belongs to the province that its area is
    in. A button removes the province again. `number`, `language`, `words` and `chart_data` are
    those of the release and the reader.
    """
    code = current_scope().area
    if code not in url.get_params("area"):
        return
    provinces = map_to_provinces(chart_data.areas)
    with st.container(key="province"):
        st.html(figure_tables.render_province_table(number, language, code))
        for programme in chart_data.programmes:
            if provinces.get(programme["ref_area"]) == code:
                name, summary = words.pick(programme["name"]), words.pick(programme["summary"])
                st.html(f"<p><b>{escape(name)}</b>　{escape(summary)}</p>")
        # Without a value, the parameter is removed.
        st.button(words.say("pages.all_provinces"), on_click=url.set_param, args=("area",))


def show_news() -> None:
    """Show on the overview what is new: the release's day, its changes, a link to History.

    The changes are counted from the release before it (`parent`).
    """
    release = release_state.get_current_release()
    day = words.period(release.at.date().isoformat())
    lines = [
        words.say("pages.published", number=release.number, day=day),
        diff.format_change_counts(release.parent, release.number, words),
    ]
    # Of the first release, the lines above say all.
    if release.number > 1:
        lines.append(diff.format_reason(release, words))
    title = words.say("pages.new_in_release")
    paragraphs = "".join(f"<p>{escape(line)}</p>" for line in lines)
    link = f"<p>{render_page_link(words.say('pages.history'), 'history', words)}</p>"
    st.html(f'<section class="news"><h2>{escape(title)}</h2>{paragraphs}{link}</section>')


def show_areas() -> None:
    """Show the chart of areas: the tile grid of provinces, or another that config.yaml names.

    The selectbox has the indicators that the same areas report in the reader's release (`number`),
    each drawn in the same form; without any there is none. Without a selection, the chart that
    config.yaml names is shown (`overview` are its settings).
    """
    default, form = split_address(overview.tiles)
    selected = ""
    if codes := figure_tables.list_alternatives(number, default):
        drawn = (
            words.name("indicator", default) if default else words.say("pages.what_each_reports")
        )
        selected = url_widgets.selectbox_param(
            words.say("pages.column_figure"),
            name="tile",
            options=codes,
            format_code=partial(words.name, "indicator"),
            empty_label=drawn,
        )
    address = f"{selected}.{form or 'tiles'}" if selected else overview.tiles
    if (form or "tiles") == "tiles":
        chart_card.show_province_grid(address)
    else:
        chart_card.show_chart(address)


show_lead()
with st.grid(len(overview.cards), min_column_width=150, gap="small"):
    for position, card in enumerate(overview.cards):
        show_card(position, card)
left, right = st.columns([1, 2], gap="large")
with left:
    show_areas()
with right:
    columns = st.columns(len(overview.charts), gap="large")
    for column, spec in zip(columns, overview.charts, strict=True):
        with column:
            chart_card.show_chart(spec)
    show_news()
show_province()
