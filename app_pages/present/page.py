"""The Present page, on which charts are selected, ordered, previewed and exported."""

from collections.abc import Callable
from html import escape

import streamlit as st

from app_pages.components import diff, url_widgets
from app_pages.components.export_buttons import render_full_screen_button
from app_pages.components.notices import render_empty, show_empty
from app_pages.present import build, selection
from app_pages.state import release, url
from app_pages.state.charts import get_charts
from exports import FORMATS, SIZES, ExportRequest, Format, check_export
from locales import LANGUAGE_NAMES, LANGUAGES

MAIN_FORMAT: Format = "pptx"
MAX_PREVIEWS = 12

chart_data = release.get_current_chart_data()
# The reader's words, and the release that the reader sees; the functions below read both.
words, release_number = chart_data.words, release.get_release_number()


def say(message: str) -> str:
    """Return a message in the reader's language by its id in pages.po: "theme" → 底色."""
    return words.say(f"pages.{message}")


def show_selection() -> None:
    """Show a selectbox that adds charts to a presentation, and the selected ones with buttons.

    The selection is in the URL; callbacks change it there before the page is drawn again. A chart
    that the release does not have stays in the selection, with a note that it is missing.
    """
    choices = selection.list_chart_choices(words)
    url_widgets.show_action_selectbox(
        say("add_charts"),
        name="add",
        options=list(choices),
        format_code=choices.__getitem__,
        placeholder=say("add_hint"),
        action=selection.add_charts,
    )
    codes = selection.get_selected_codes()
    charts = get_charts(codes, release_number, words.language)
    for position, code in enumerate(codes):
        default_title = charts[code].slide_title if code in charts else say("no_chart")
        with st.container(horizontal=True, key=f"chosen-{position}", gap="small"):
            if code in charts:
                show_heading(position, code, default_title)
            else:
                st.html(f"<p>{position + 1}. {escape(default_title)}</p>")
            show_order_buttons(position, code, is_last=position == len(codes) - 1)


def show_order_buttons(position: int, code: str, *, is_last: bool) -> None:
    """Show the buttons that move a selected chart up or down, or remove it.

    `code` is the chart's, `position` its index among the selected ones; the first cannot be moved
    up, the last (`is_last`) not down.
    """
    # Label, action, its arguments, and whether the button is disabled.
    buttons: list[tuple[str, Callable[..., None], tuple[str | int, ...], bool]] = [
        ("up", selection.move_chart, (code, -1), position == 0),
        ("down", selection.move_chart, (code, 1), is_last),
        ("leave_out", selection.remove_chart, (code,), False),
    ]
    for name, action, args, disabled in buttons:
        st.button(
            say(name),
            key=f"{name}-{position}",
            type="tertiary",
            disabled=disabled,
            on_click=action,
            args=args,
        )


def show_heading(position: int, code: str, default_title: str) -> None:
    """Show a field for the title of the slide of the chart `code`, at first `default_title`.

    The title is in the language of the page; files in the other language have their own.
    """
    url_widgets.show_action_text_input(
        words.say("pages.slide_title", number=position + 1),
        name=f"heading.{code}",
        text=selection.read_headings().get(code, default_title),
        max_chars=selection.MAX_HEADING,
        action=lambda text: selection.write_heading(code, text, default_title),
    )


def show_options() -> None:
    """Show the options of a presentation: title, occasion, language, theme, size, background.

    They are written into the URL, from which `read_selection` reads them.
    """
    # In each call, the query parameter follows the label.
    url_widgets.show_param_text_input(say("deck_title"), "title", say("deck_title_hint"))
    url_widgets.show_param_text_input(say("occasion"), "occasion", say("occasion_hint"))
    left, middle, right = st.columns([2, 2, 3])
    others = [language for language in LANGUAGES if language != words.language]
    with left:
        url_widgets.show_param_selectbox(
            say("deck_language"), "in", [words.language, *others], LANGUAGE_NAMES.__getitem__
        )
    with middle:
        url_widgets.show_param_selectbox(
            say("theme"), "theme", ["light", "dark"], lambda theme: say(f"theme_{theme}")
        )
    with right:
        url_widgets.show_param_selectbox(
            say("size"), "size", list(SIZES), lambda size: say(f"size_{size}")
        )
    with st.container(horizontal=True):
        # `ground=none` in the URL is no background, `source=none` no source line.
        url_widgets.show_param_checkbox(say("transparent"), "ground")
        url_widgets.show_param_checkbox(say("source_line"), "source", default=True)


def show_formats(request: ExportRequest) -> None:
    """Show a button for each file format, the main one first; a click builds the file.

    The button of a format that cannot be built is disabled and says why. The file is built below
    the buttons, once all of them are drawn.
    """
    clicked: Format | None = None
    with st.container(horizontal=True, key="formats", gap="small"):
        for file_format in sorted(FORMATS, key=lambda name: name != MAIN_FORMAT):
            error = check_export(request, file_format)
            label = say(f"format_{file_format}")
            # That nothing is selected is obvious; only the button's tooltip says it.
            if error and error.code != "nothing_chosen":
                label = words.say("pages.cannot", name=label, why=say(f"why_{error.code}"))
            if st.button(
                label,
                key=f"make-{file_format}",
                help=words.say(f"exports.{error.code}", **error.values) if error else None,
                on_click=url.restore_late_params,
                type="primary" if file_format == MAIN_FORMAT else "secondary",
                disabled=bool(error),
            ):
                clicked = file_format
    if clicked:
        build.build_file(request, clicked, words)


def show_changes(since: int, choice: selection.PresentationSelection) -> None:
    """Show what has changed in the charts of a presentation since the last file was built.

    `since` is the number of the release of that file, 0 for none. Nothing is shown unless the
    reader sees a newer release.
    """
    if not 0 < since < release_number:
        return
    title = words.say("pages.changed_since", number=since)
    table = diff.render_chart_figure_changes(choice.codes, since, release_number, words.language)
    table = table or render_empty(say("nothing_changed"))
    st.html(f"<section><h2>{escape(title)}</h2>{table}</section>")


def show_preview(choice: selection.PresentationSelection) -> None:
    """Show the first MAX_PREVIEWS charts as in the files, and links to this selection.

    The charts are in the language of the files, the links in that of the reader. Charts without
    marks are left out; if none is left, a message is shown. A script in the browser draws each
    chart from the attribute of its image. The path "wall" is that of the slideshow.
    """
    options = choice.options
    drawings = (
        selection.render_drawing_attribute(release_number, choice.language, code, options)
        for code in choice.codes[:MAX_PREVIEWS]
    )
    images = [f'<img {attribute} alt="">' for attribute in drawings if attribute]
    if not images:
        show_empty(words.say("exports.nothing_chosen"))
        return
    urls = {
        "same_choice": build.build_selection_url("present", words, since=str(release_number)),
        "wall": build.build_selection_url("wall", words),
    }
    links = "".join(
        f'<a href="{escape(target, quote=True)}">{escape(say(label))}</a>'
        for label, target in urls.items()
    )
    # Without a chart's title the button shows all of them.
    st.html(f'<div class="takeaway">{render_full_screen_button("", words)}{links}</div>')
    css_classes = f"previews {options.theme}{' checked' if options.transparent else ''}"
    st.html(f'<div class="{css_classes}">{"".join(images)}</div>')


st.title(say("present"))
since = selection.read_selection().since
with st.container(key="presentation"):
    left, right = st.columns([2, 3], gap="large")
with left:
    show_selection()
    show_options()
    choice = selection.read_selection()
    show_formats(build.build_request(choice))
with right:
    show_changes(since, choice)
    show_preview(choice)
