"""Present: charts chosen, ordered and looked at, then taken as slides, a bulletin, pictures."""

from html import escape

import streamlit as st

from app_pages.components import diff
from app_pages.components.export_buttons import render_full_screen_button
from app_pages.present import build, selection
from app_pages.state import release, session
from app_pages.state.charts import get_charts
from exports import FORMATS, SIZES, ExportRequest, Format, check_export
from locales import LANGUAGES

OWN_NAMES: dict[str, str] = {"zh": "中文", "en": "English"}
MAIN: Format = "pptx"
OTHERS = [each for each in FORMATS if each != MAIN]
SHOWN = 12

chart_data = release.get_current_chart_data()
words, number = chart_data.words, release.get_release_number()


def message(message: str) -> str:
    """Word a message of this page."""
    return words.say(f"pages.{message}")


def show_selection() -> None:
    """Choose charts and put them in order."""
    offered = selection.list_chart_choices(words)
    label, hint = message("add_charts"), message("add_hint")
    session.selectbox_action(
        label, "add", list(offered), offered.__getitem__, hint, selection.add_charts
    )
    listed = selection.get_selected_codes()
    found = get_charts(listed, number, words.language)
    for place, code in enumerate(listed):
        name = found[code].title if code in found else message("no_chart")
        steps = ((selection.move_chart, "up", (code, -1), place == 0),
                 (selection.move_chart, "down", (code, 1), place == len(listed) - 1),
                 (selection.remove_chart, "leave_out", (code,), False))  # fmt: skip
        with st.container(horizontal=True, key=f"chosen-{place}", gap="small"):
            st.html(f"<p>{place + 1}. {escape(name)}</p>")
            for act, label, given, useless in steps:
                key = f"{label}-{place}"
                st.button(message(label), key, None, act, given, type="tertiary", disabled=useless)


def show_options() -> None:
    """Ask for title, occasion and look."""
    session.text_input_param(message("deck_title"), "title", message("deck_title_hint"))
    session.text_input_param(message("occasion"), "occasion", message("occasion_hint"))
    left, middle, right = st.columns([2, 2, 3])
    others = [each for each in LANGUAGES if each != words.language]
    with left:
        session.selectbox_param(
            message("deck_language"), "in", [words.language, *others], OWN_NAMES.__getitem__
        )
    with middle:
        session.selectbox_param(
            message("theme"), "theme", ["light", "dark"], lambda n: message(f"theme_{n}")
        )
    with right:
        session.selectbox_param(
            message("size"), "size", list(SIZES), lambda name: message(f"size_{name}")
        )
    with st.container(horizontal=True):
        session.checkbox_param(message("transparent"), "ground", "none")
        session.checkbox_param(message("source_line"), "source", "none", on=True)


def show_formats(order: ExportRequest) -> None:
    """Offer the formats; one that cannot be made says why on its button."""
    asked: Format | None = None
    with st.container(horizontal=True, key="formats", gap="small"):
        for kind in (MAIN, *OTHERS):
            refused = check_export(order, kind)
            label = message(f"format_{kind}")
            if refused and refused.code != "nothing_chosen":
                label = words.say("pages.cannot", name=label, why=message(f"why_{refused.code}"))
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
        build.show_built_file(order, asked, words)


def show_changes(since: int, choice: selection.PresentationSelection) -> None:
    """List what has changed in the chosen charts since the last time."""
    if not 0 < since < number:
        return
    title = words.say("pages.changed_since", number=since)
    table = diff.render_diff_of_charts(choice.codes, since, number, words.language)
    table = table or f'<p class="empty">{escape(message("nothing_changed"))}</p>'
    st.html(f"<section><h2>{escape(title)}</h2>{table}</section>")


def show_preview(choice: selection.PresentationSelection) -> None:
    """Show the charts as the files will look, and where this choice is found again."""
    own, look = choice.language, choice.options
    drawn = [selection.write_drawing(number, own, code, look) for code in choice.codes[:SHOWN]]
    images = [f'<img {each} alt="">' for each in drawn if each]
    if not images:
        st.html(f'<p class="empty">{escape(words.say("exports.nothing_chosen"))}</p>')
        return
    ways = {"same_choice": build.build_selection_url("present", words, since=str(number)),
            "wall": build.build_selection_url("wall", words)}  # fmt: skip
    links = "".join(
        f'<a href="{escape(ways[n], quote=True)}">{escape(message(n))}</a>' for n in ways
    )
    st.html(f'<div class="takeaway">{render_full_screen_button("", words)}{links}</div>')
    ground = f"{look.theme}{' checked' if look.transparent else ''}"
    st.html(f'<div class="previews {ground}">{"".join(images)}</div>')


st.title(message("present"))
since = selection.read_selection().since
left, right = st.columns([2, 3], gap="large")
with left:
    show_selection()
    show_options()
    choice = selection.read_selection()
    show_formats(build.build_request(choice))
with right:
    show_changes(since, choice)
    show_preview(choice)
