"""Present: charts chosen, ordered and looked at, then taken as slides, a bulletin, pictures."""

from html import escape

import streamlit as st

from app_pages.components import diff
from app_pages.components.export_buttons import show_button
from app_pages.present import build, selection
from app_pages.state import release, session
from exports import FORMATS, SIZES, Format, Order, refusal
from locales import LANGUAGES

OWN_NAMES: dict[str, str] = {"zh": "中文", "en": "English"}
MAIN: Format = "pptx"
OTHERS = [each for each in FORMATS if each != MAIN]
SHOWN = 12

material = release.material()
words, number = material.words, release.number()


def said(message: str) -> str:
    """Word a message of this page."""
    return words.say(f"pages.{message}")


def chosen() -> None:
    """Choose charts and put them in order."""
    offered = selection.offered(words)
    label, hint = said("add_charts"), said("add_hint")
    session.pick_once(label, "add", list(offered), offered.__getitem__, hint, selection.add)
    listed = selection.codes()
    found = selection.charts(listed, number, words.language)
    for place, code in enumerate(listed):
        name = found[code].title if code in found else said("no_chart")
        steps = ((selection.move, "up", (code, -1), place == 0),
                 (selection.move, "down", (code, 1), place == len(listed) - 1),
                 (selection.leave_out, "leave_out", (code,), False))  # fmt: skip
        with st.container(horizontal=True, key=f"chosen-{place}", gap="small"):
            st.html(f"<p>{place + 1}. {escape(name)}</p>")
            for act, label, given, useless in steps:
                key = f"{label}-{place}"
                st.button(said(label), key, None, act, given, type="tertiary", disabled=useless)


def looked() -> None:
    """Ask for title, occasion and look."""
    session.type_in(said("deck_title"), "title", said("deck_title_hint"))
    session.type_in(said("occasion"), "occasion", said("occasion_hint"))
    left, middle, right = st.columns([2, 2, 3])
    others = [each for each in LANGUAGES if each != words.language]
    with left:
        session.pick(said("deck_language"), "in", [words.language, *others], OWN_NAMES.__getitem__)
    with middle:
        session.pick(said("theme"), "theme", ["light", "dark"], lambda n: said(f"theme_{n}"))
    with right:
        session.pick(said("size"), "size", list(SIZES), lambda name: said(f"size_{name}"))
    with st.container(horizontal=True):
        session.tick(said("transparent"), "ground", "none")
        session.tick(said("source_line"), "source", "none", on=True)


def taken(order: Order) -> None:
    """Offer the formats; one that cannot be made says why on its button."""
    asked: Format | None = None
    with st.container(horizontal=True, key="formats", gap="small"):
        for kind in (MAIN, *OTHERS):
            refused = refusal(order, kind)
            label = said(f"format_{kind}")
            if refused and refused.code != "nothing_chosen":
                label = words.say("pages.cannot", name=label, why=said(f"why_{refused.code}"))
            why = words.say(f"exports.{refused.code}", **refused.values) if refused else None
            if st.button(
                label,
                key=f"make-{kind}",
                help=why,
                type="primary" if kind == MAIN else "secondary",
                disabled=bool(refused),
            ):
                asked = kind
    if asked:
        build.build(order, asked, words)


def changed(since: int, choice: selection.Choice) -> None:
    """List what has changed in the chosen charts since the last time."""
    if not 0 < since < number:
        return
    title = words.say("pages.changed_since", number=since)
    table = diff.behind(choice.codes, since, number, words.language)
    table = table or f'<p class="empty">{escape(said("nothing_changed"))}</p>'
    st.html(f"<section><h2>{escape(title)}</h2>{table}</section>")


def previewed(choice: selection.Choice) -> None:
    """Show the charts as the files will look, and where this choice is found again."""
    own, look = choice.language, choice.look
    drawn = [selection.drawing(number, own, code, look) for code in choice.codes[:SHOWN]]
    images = [f'<img {each} alt="">' for each in drawn if each]
    if not images:
        st.html(f'<p class="empty">{escape(words.say("exports.nothing_chosen"))}</p>')
        return
    ways = {"same_choice": build.link("present", words, since=str(number)),
            "wall": build.link("wall", words)}  # fmt: skip
    links = "".join(f'<a href="{escape(ways[n], quote=True)}">{escape(said(n))}</a>' for n in ways)
    st.html(f'<div class="takeaway">{show_button("", words)}{links}</div>')
    ground = f"{look.theme}{' checked' if look.transparent else ''}"
    st.html(f'<div class="previews {ground}">{"".join(images)}</div>')


st.title(said("present"))
since = selection.read().since
left, right = st.columns([2, 3], gap="large")
with left:
    chosen()
    looked()
    choice = selection.read()
    taken(build.order_of(choice))
with right:
    changed(since, choice)
    previewed(choice)
