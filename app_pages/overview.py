"""Overview: what the release holds, its headline figures, the provinces, what is new."""

from html import escape

import streamlit as st

from app_pages import _chart, _release, _session
from app_pages._session import Opened
from app_pages._table import figures_table
from charts.marks import figure_name, wording_of
from metrics.coverage import province_of
from metrics.figures import choose, reported
from metrics.trend import latest
from settings import Card

material = _release.material()
words = material.words
overview = _release.settings().overview


def headline() -> None:
    """Say in one sentence what the release holds."""
    figures = material.figures
    st.html(
        '<h1 class="lead">'
        + escape(
            words.say(
                "pages.lead",
                figures=len(figures),
                programmes=len(material.programmes),
                indicators=figures["indicator"].nunique(),
                areas=figures["ref_area"].nunique(),
            )
        )
        + "</h1>"
    )


def card(number: int, wanted: Card) -> None:
    """Show one headline figure as it was reported, with the way to its source."""
    where = {
        name: value
        for name in ("indicator", "programme", "ref_area", "breakdown")
        if (value := getattr(wanted, name)) is not None
    }
    rows = reported(latest(choose(material.figures, **where))).to_dict("records")
    with st.container(border=True, key=f"card-{number}", gap="xxsmall"):
        if not rows:
            name, missing = (
                words.name("indicator", wanted.indicator),
                words.say("charts.not_reported"),
            )
            st.html(f'<p class="name">{escape(name)}</p><p class="number">{escape(missing)}</p>')
            return
        row = rows[0]
        key = row["figures"][0]
        parts = {
            "name": figure_name(key, words),
            "number": wording_of(row, words),
            "place": words.name("area", row["ref_area"]),
            "place period": words.period(row["time_period"]),
        }
        st.html("".join(f'<p class="{n}">{escape(text)}</p>' for n, text in parts.items()))
        if st.button(words.say("pages.source_link"), key=f"source-{number}", type="tertiary"):
            _session.open_panel(Opened(title="", keys=(key,)))


def province() -> None:
    """Show what the chosen province reports, with the way back to all."""
    code = _session.asked("area")
    if not code:
        return
    home = province_of(material.areas)
    found = material.figures[material.figures["ref_area"].map(home) == code]
    name = words.name("area", code)
    programmes = [p for p in material.programmes if home.get(p["ref_area"]) == code]
    with st.container(key="province"):
        st.html(figures_table(material, found, words.say("pages.province_figures", name=name)))
        for programme in programmes:
            text = f"{words.pick(programme['name'])}：{words.pick(programme['summary'])}"
            st.html(f"<p>{escape(text)}</p>")
        st.button(words.say("pages.all_provinces"), on_click=lambda: _session.ask("area", ""))


def news() -> None:
    """Tell what the newest release brought."""
    release = _release.release()
    st.subheader(words.say("pages.new_in_release"))
    text = words.say(
        "pages.published",
        number=release.number,
        day=words.period(release.at.date().isoformat()),
        count=len(material.figures),
    )
    st.html(f"<p>{escape(text)}</p>")


headline()
with st.grid(len(overview.cards), min_column_width=150, gap="small"):
    for number, wanted in enumerate(overview.cards):
        card(number, wanted)
left, right = st.columns([1, 2], gap="large")
with left:
    _chart.show_tiles(overview.tiles)
with right:
    for column, spec in zip(
        st.columns(len(overview.charts), gap="large"), overview.charts, strict=True
    ):
        with column:
            _chart.show(spec)
    news()
province()
