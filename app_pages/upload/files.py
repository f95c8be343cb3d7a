"""The start of the Upload page, and the files of a draft with their upload mode and proofs."""

from collections.abc import Callable, Sequence
from functools import partial
from html import escape

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from app_pages.components.links import render_page_link
from app_pages.state import actions, release, session, url, user
from app_pages.upload import remembered_answers
from app_pages.upload.draft_review import format_check_counts
from auth import Actor
from curation.drafts.draft import Draft
from curation.drafts.draft_editing import (
    add_files,
    attach_proof,
    change_draft,
    create_draft,
    discard_draft,
    list_drafts,
    remove_file,
)
from curation.releases.datasets import build_reference
from curation.releases.proposed_release import collect_code_lists
from curation.releases.upload_review import Review
from errors import SeenState, UserError
from exports.html_tables import TableCell, render_table
from file_formats.detect_format import TABLE_ENDINGS
from intake.model.upload_modes import UPLOAD_MODES, UploadMode
from intake.template import build_csv_template, build_xlsx_template
from locales import Words

PROOF_EXTENSIONS = ["jpg", "jpeg", "png", "tif", "tiff", "webp", "pdf"]
MAX_DRAFTS = 20
StoreFiles = Callable[[Sequence[UploadedFile]], None]
XLSX_MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def show_start(actor: Actor, words: Words) -> None:
    """Show what the page offers without a draft: an uploader, templates, and the actor's drafts.

    Below them are the answers about labels that are remembered from earlier uploads.
    """
    st.html(f"<p>{escape(words.say('desk.begin'))}</p>")
    uploader_key = f"files.{session.get_widget_generation('files')}"
    files = st.file_uploader(
        words.say("desk.files"), TABLE_ENDINGS, accept_multiple_files=True, key=uploader_key
    )
    _ask_upload_mode("upsert", words)
    st.button(
        words.say("desk.check"),
        type="primary",
        disabled=not files,
        on_click=_create_draft,
        args=(uploader_key, _build_upload_mode_key()),
    )
    _show_templates(words)
    _show_drafts(actor, words)
    remembered_answers.show_answers(actor, words)


def show_file_tools(draft: Draft, words: Words) -> None:
    """Show two menus of a draft: for its files, and for its upload mode and proofs."""
    with st.popover(words.say("desk.add_files"), type="tertiary", key=f"more.{draft.id}"):
        _show_files(draft, words)
    # By its key the menu stays open while the page is drawn again for what was chosen in it.
    with st.popover(words.say("desk.advanced"), type="tertiary", key=f"advanced.{draft.id}"):
        _ask_upload_mode(draft.mode, words, draft)
        _show_proofs(draft, words)


def show_read_tables(review: Review, words: Words) -> None:
    """Show a folded list of the tables that were read, and of the areas that have reported."""
    if not review.checked.shapes:
        return
    with st.container(key="read-tables"), st.expander(format_check_counts(review, words)):
        st.html(_render_sheet_table(review, words))
        if review.checked.reporting_status:
            st.html(_render_reporting_areas(review, words))


def _ask_upload_mode(mode: UploadMode, words: Words, draft: Draft | None = None) -> None:
    """Show radio buttons for the upload mode, with `mode` preselected.

    The mode says what an upload does to published figures, such as adding and correcting some
    ("upsert") or removing those that the upload lacks. With `draft` the choice is saved in the
    draft at once; without one, `_create_draft` reads the widget.
    """
    key = _build_upload_mode_key(draft)

    def on_change() -> None:
        """Save the selected upload mode in the draft."""
        if draft:
            actions.run_action(change_draft, draft.seen, mode=session.get_widget_value(key))

    st.radio(
        words.say("desk.mode"),
        UPLOAD_MODES,
        index=UPLOAD_MODES.index(mode),
        format_func=lambda mode: words.say(f"intake.mode_{mode}"),
        captions=[words.say(f"desk.mode_{mode}") for mode in UPLOAD_MODES],
        horizontal=True,
        key=key,
        on_change=on_change,
    )


def _build_upload_mode_key(draft: Draft | None = None) -> str:
    """Return the key of the widget for the upload mode of a draft, or of a new one (None)."""
    return f"mode.{draft.id if draft else ''}"


def _read_names_and_contents(files: Sequence[UploadedFile]) -> list[tuple[str, bytes]]:
    """Return names and bytes of uploaded files, as the functions of curation take them."""
    return [(file.name, file.getvalue()) for file in files]


def _create_draft(uploader_key: str, mode_key: str) -> None:
    """Store the uploaded files as a new draft, and open it; a callback.

    The files are stored before anything in them is read, so that nothing is lost if reading fails.
    The parameters are the keys of the widgets for files and mode. An error becomes a notice.
    """
    words = release.get_current_chart_data().words
    mode: UploadMode = session.get_widget_value(mode_key) or "upsert"
    try:
        draft = create_draft(
            user.get_workspace(),
            user.get_actor(),
            _read_names_and_contents(session.get_widget_value(uploader_key) or ()),
            mode=mode,
        )
    except UserError as error:
        actions.add_error(error, words)
        return
    session.reset_widget("files")
    url.set_param("draft", draft.id)


def discard_shown_draft(seen: SeenState) -> None:
    """Discard a draft as it was shown, and return to the start of the Upload page.

    The page also returns if the action was refused; a notice then says why.
    """
    words = release.get_current_chart_data().words
    actions.run_action(discard_draft, seen, done=words.say("desk.discarded"))
    url.set_param("draft")
    url.set_param("step")


def _show_files(draft: Draft, words: Words) -> None:
    """Show the files of a draft with buttons to remove them, and an uploader for more.

    The last file cannot be removed, as a draft has at least one.
    """
    for file in draft.files:
        left, right = st.columns([5, 1], vertical_alignment="center")
        left.html(f"<p>{escape(file.name)} · {escape(_format_file_size(file.size, words))}</p>")
        if len(draft.files) > 1:
            right.button(
                words.say("desk.remove"),
                key=f"remove-{file.sha256}-{file.name}",
                type="tertiary",
                on_click=actions.run_action,
                args=(remove_file, draft.seen, file.name),
            )
    _show_uploader(
        "more",
        words.say("desk.more_files"),
        TABLE_ENDINGS,
        lambda files: actions.run_action(add_files, draft.seen, _read_names_and_contents(files)),
    )


def _show_proofs(draft: Draft, words: Words) -> None:
    """Show the photos and scans attached to a draft as proofs, and an uploader for more.

    Proofs are stored with the release, but not read.
    """
    st.html(f"<p class='name'>{escape(words.say('desk.proofs'))}</p>")
    names = words.listing([proof.name for proof in draft.proofs])
    st.html(f"<p>{escape(names or words.say('desk.no_proofs'))}</p>")
    _show_uploader(
        "proof", words.say("desk.attach"), PROOF_EXTENSIONS, partial(_attach_proofs, draft.seen)
    )


def _show_uploader(
    name: str, label: str, extensions: Sequence[str], store_files: StoreFiles
) -> None:
    """Show an uploader that calls `store_files` after each upload and then becomes empty.

    `name` distinguishes it from other uploaders, `label` is its text, `extensions` are the
    permitted file extensions. An uploader can be emptied only by giving it another key; the key
    therefore has a number that counts up.
    """
    key = f"{name}.{session.get_widget_generation(name)}"

    def on_change() -> None:
        """Store the uploaded files, and empty the uploader."""
        store_files(session.get_widget_value(key) or ())
        session.reset_widget(name)

    st.file_uploader(label, extensions, accept_multiple_files=True, key=key, on_change=on_change)


def _attach_proofs(seen: SeenState, files: Sequence[UploadedFile]) -> None:
    """Attach uploaded photos and scans to a draft as proofs of its figures; a callback.

    Each file is an action of its own, based on the state that the action before has made.
    """
    for file in files:
        actions.run_action(attach_proof, seen, file.name, file.getvalue())


def _show_templates(words: Words) -> None:
    """Show download buttons for an empty table, as a workbook with drop-down lists and as CSV.

    The drop-down lists have the codes of the release that the reader sees. A file is made when its
    button is clicked.
    """
    snapshot = release.get_code_lists(release.get_release_number())
    name = words.say("intake.template_title")
    st.html(f"<p class='place'>{escape(words.say('desk.templates'))}</p>")
    with st.container(horizontal=True):
        st.download_button(
            words.say("desk.template_xlsx"),
            data=partial(
                build_xlsx_template,
                build_reference(collect_code_lists(snapshot), snapshot.figures),
                words,
            ),
            file_name=f"{name}.xlsx",
            mime=XLSX_MEDIA_TYPE,
            on_click="ignore",
        )
        st.download_button(
            words.say("desk.template_csv"),
            data=partial(build_csv_template, words),
            file_name=f"{name}.csv",
            mime="text/csv",
            on_click="ignore",
        )


def _show_drafts(actor: Actor, words: Words) -> None:
    """Show links to the actor's own drafts of uploaded files, newest first, with status and day.

    At most MAX_DRAFTS are listed. An error becomes a notice of the next run.
    """
    try:
        drafts = list_drafts(user.get_workspace(), actor)
    except UserError as error:
        actions.add_error(error, words)
        return
    own_drafts = [draft for draft in drafts if draft.account == actor.account_id][:MAX_DRAFTS]
    if not own_drafts:
        return
    items = "".join(
        f"<li>{render_page_link(draft.title, 'upload', words, draft=draft.id)}"
        f" · {escape(words.say(f'desk.status_{draft.status}'))}"
        # The last step is the newest; [:10] is its day.
        f" · {escape(words.period(draft.steps[-1].at[:10]))}</li>"
        for draft in own_drafts
    )
    st.subheader(words.say("desk.begun"))
    st.html(f'<ul class="drafts">{items}</ul>')


def _render_sheet_table(review: Review, words: Words) -> str:
    """Return an HTML table with a row for each sheet read from a draft's files.

    A row has the sheet's figures, its cells without a number, and the area, period and unit that it
    states for all of them; "—" stands for nothing.
    """
    rows: list[list[TableCell]] = [
        [
            " · ".join(filter(None, (shape.file, shape.sheet))),
            str(shape.figures),
            str(shape.not_reported or "—"),
            words.name("area", shape.area) or "—",
            _format_period_of_sheet(shape.period, words) or "—",
            shape.unit or "—",
        ]
        for shape in review.checked.shapes
    ]
    names = ("sheet", "count", "not_reported", "area", "period", "unit")
    return render_table([words.say(f"desk.column_{name}") for name in names], rows)


def _render_reporting_areas(review: Review, words: Words) -> str:
    """Return an HTML table of the areas that should report, with the files that have their figures.

    An area without a file is marked as late: its cell is a text with a CSS class.
    """
    rows: list[list[TableCell]] = [
        [
            words.name("area", status.area),
            words.listing([*status.files]) if status.files else (words.say("desk.missing"), "late"),
            str(status.figures) if status.files else "—",
        ]
        for status in review.checked.reporting_status
    ]
    names = ("area", "file", "count")
    heading = [words.say(f"desk.column_{name}") for name in names]
    return render_table(heading, rows, words.say("desk.who_reported"))


def _format_period_of_sheet(period: str, words: Words) -> str:
    """Format the period that a sheet states: "2024-09" → 2024年9月; unchanged if unreadable."""
    try:
        return words.period(period) if period else ""
    except ValueError:
        return period


def _format_file_size(byte_count: int, words: Words) -> str:
    """Format the size of a file: 2048 bytes → "2 KB"; the smallest size shown is 0.1 KB."""
    return f"{words.number(max(byte_count / 1024, 0.1), digits=3)} KB"
