"""The list of sessions, each of which can be ended, and the audit trail."""

from datetime import datetime
from html import escape

import streamlit as st

import auth
from app_pages.components import url_widgets
from app_pages.components.notices import show_user_error
from app_pages.state import actions
from auth import Actor, AuditEvent, AuditRow, read_detail
from errors import UserError
from exports.html_tables import TableCell, render_table
from locales import Words

MAX_ROWS = 100


def show_sessions(actor: Actor, words: Words) -> None:
    """Show the active sessions of all accounts, and a button that ends the selected one.

    An error is shown instead if the actor may not see them.
    """
    try:
        sessions = {row.id: row for row in auth.list_sessions(actor)}
    except UserError as error:
        show_user_error(error, words)
        return
    rows: list[list[TableCell]] = [
        [
            row.name,
            words.say(f"desk.method_{row.method}"),
            _format_time(row.created_at),
            _format_time(row.seen_at),
            _format_time(row.expires_at),
        ]
        for row in sessions.values()
    ]
    names = ("account", "method", "created", "seen", "expires")
    st.html(render_table([words.say(f"desk.column_{column}") for column in names], rows))
    url_widgets.show_param_selectbox(
        words.say("desk.session"),
        name="session",
        options=list(sessions),
        format_code=lambda key: f"{sessions[key].name} · {_format_time(sessions[key].created_at)}",
    )
    st.button(
        words.say("desk.end_session"),
        on_click=actions.run_action,
        args=(
            # The selection is read at the click, as it may just have changed.
            lambda _workspace, actor: auth.revoke_session(
                actor, url_widgets.get_selected("session")
            ),
        ),
        kwargs={"done": words.say("desk.session_ended")},
    )


def show_audit_trail(actor: Actor, words: Words) -> None:
    """Show the newest rows of the audit trail, for one event or all, and whether it is intact.

    At most MAX_ROWS rows are shown. Each row has the hash of the one before, so that a changed or
    deleted row is noticed (`fault`, with the row's number).
    """
    event = url_widgets.show_param_selectbox(
        words.say("desk.event"),
        name="event",
        options=[str(event) for event in AuditEvent],
        format_code=lambda name: words.say(f"access.event_{name}"),
        empty_label=words.say("desk.all_events"),
    )
    try:
        rows = auth.read_audit(actor, limit=MAX_ROWS, event=AuditEvent(event) if event else None)
        fault = auth.verify_audit(actor.database)
    except UserError as error:
        show_user_error(error, words)
        return
    message = words.say("desk.audit_whole")
    if fault:
        message = words.say(f"access.audit_{fault.code}", number=fault.number)
    st.html(f'<p class="said {"refused" if fault else "done"}">{escape(message)}</p>')
    names = ("number", "at", "who", "event", "subject", "detail")
    heading = [words.say(f"desk.column_{name}") for name in names]
    st.html(render_table(heading, [_list_audit_cells(row, words) for row in rows]))


def _list_audit_cells(row: AuditRow, words: Words) -> list[TableCell]:
    """Return the cells of a row of the audit trail: number, time, name, event, subject, details.

    The row's `detail` is a JSON object; those of its entries that readers understand are joined.
    """
    details = read_detail(row)
    formatted = (_format_detail(name, value, words) for name, value in details.items())
    detail = words.say("desk.detail_join").join(filter(None, formatted))
    event = words.say(f"access.event_{row.event}")
    time = _format_time(datetime.fromisoformat(row.at))
    return [str(row.number), time, row.who, event, row.subject, detail]


def _format_detail(name: str, value: object, words: Words) -> str:
    """Format a detail of the audit trail; "" for ids and hashes, which only serve checks.

    ("role", "staff") → 角色：填报人 (role: staff). Codes are replaced by names, other values are
    shown as they are. A detail without a message is shown with its own name.
    """
    match name, value:
        case (("session" | "state" | "draft" | "account" | "disabled"), _):
            return ""
        case (("sha256" | "account_sha256" | "session_sha256"), _):
            return ""
        case "area", str(code):
            value = words.name("area", code) if code else words.say("desk.everywhere")
        case "areas", list(codes):
            value = words.listing([words.name("area", str(code)) for code in codes])
        case "files", list(files):  # each a list of the file's name and its hash
            value = words.listing([str(file_name) for file_name, *_ in files])
        case "role", str(role):
            value = words.say(f"access.role_{role}")
        case "action", str(action):
            value = words.say(f"access.action_{action}")
        case "method", str(method):
            value = words.say(f"desk.method_{method}")
        case "code", str(code):
            value = words.say(f"access.{code}")
    try:
        return words.say(f"desk.detail_{name}", value=value)
    except KeyError:
        return f"{name} {value}"


def _format_time(time: datetime) -> str:
    """Format the time of a session or audit event, in the server's time zone."""
    return f"{time.astimezone():%Y-%m-%d %H:%M:%S}"
