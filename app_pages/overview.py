"""Overview: what the release holds, its headline figures, the provinces, what is new."""

from functools import partial
from html import escape

import streamlit as st

from app_pages.components import chart, diff, figures
from app_pages.components.tables import address
from app_pages.state import release as release_state
from app_pages.state import session, url
from app_pages.state.session import Opened
from metrics.coverage import province_of
from settings import Card

LONG = 13  # letters that fit into a card in the large size

material = release_state.material()
words = material.words
overview = release_state.settings().overview
number, language = release_state.number(), release_state.language()


def lead() -> None:
    """Say in one sentence what the release holds."""
    held = figures.extent(number)
    text = words.say(
        "pages.lead",
        figures=words.say("pages.figure_count", count=held.figures),
        programmes=words.say("pages.programme_count", count=len(material.programmes)),
        indicators=words.say("pages.indicator_count", count=held.indicators),
        areas=words.say("pages.place_count", count=held.areas),
    )
    st.html(f'<h1 class="lead">{escape(text)}</h1>')


def card(position: int, wanted: Card) -> None:
    """Show one headline figure as it was reported, with the way to its source."""
    shown = figures.headline(number, language, wanted)
    size = "number long" if len(shown.number) > LONG else "number"
    parts = (
        ("name", shown.name),
        (size, shown.number),
        ("place", shown.area),
        ("place", shown.period),
    )
    with st.container(border=True, key=f"card-{position}", gap="xxsmall"):
        st.html("".join(f'<p class="{kind}">{escape(text)}</p>' for kind, text in parts if text))
        if shown.key and st.button(
            words.say("pages.source_link"), key=f"source-{position}", type="tertiary"
        ):
            session.open_panel(Opened(title="", keys=(shown.key,)))


def province() -> None:
    """Show what the chosen province reports, with the way back to all."""
    code = url.asked("area")
    if not code:
        return
    home = province_of(material.areas)
    with st.container(key="province"):
        st.html(figures.province_table(number, language, code))
        for programme in material.programmes:
            if home.get(programme["ref_area"]) == code:
                name, summary = words.pick(programme["name"]), words.pick(programme["summary"])
                st.html(f"<p><b>{escape(name)}</b>　{escape(summary)}</p>")
        st.button(words.say("pages.all_provinces"), on_click=url.ask, args=("area",))


def news() -> None:
    """Tell what the release brought, and what has been corrected."""
    release = release_state.release()
    day = words.period(release.at.date().isoformat())
    texts = [
        words.say("pages.published", number=release.number, day=day),
        diff.summary(release.parent, release.number, words),
    ]
    if release.number > 1:
        texts.append(diff.reason(release, words))
    title = words.say("pages.new_in_release")
    lines = "".join(f"<p>{escape(text)}</p>" for text in texts)
    link = f'<p><a href="{address("history", words)}">{escape(words.say("pages.history"))}</a></p>'
    st.html(f'<section class="news"><h2>{escape(title)}</h2>{lines}{link}</section>')


def tiles() -> None:
    """Show the province grid: what each reports, or the values of a chosen indicator."""
    codes = figures.province_indicators(number)
    indicator = session.pick(
        words.say("pages.column_figure"),
        "tile",
        codes,
        partial(words.name, "indicator"),
        none=words.say("pages.what_each_reports"),
    )
    chart.show_tiles(f"{indicator}.tiles" if indicator else overview.tiles)


lead()
with st.grid(len(overview.cards), min_column_width=150, gap="small"):
    for position, wanted in enumerate(overview.cards):
        card(position, wanted)
left, right = st.columns([1, 2], gap="large")
with left:
    tiles()
with right:
    columns = st.columns(len(overview.charts), gap="large")
    for column, spec in zip(columns, overview.charts, strict=True):
        with column:
            chart.show(spec)
    news()
province()
