"""Who is signed in, and what was done: sessions to be ended, and the audit trail."""

import json
from datetime import datetime
from html import escape

import streamlit as st

import auth
from app_pages.state import session, user
from auth import Actor, AuditEvent, AuditRow
from errors import UserError
from exports.tables import TableCell, render_table
from locales import Words

MAX_ROWS = 100


def show_sessions(who: Actor, words: Words) -> None:
    """List the sessions that hold; any of them can be ended at once."""
    try:
        found = {row.id: row for row in auth.list_sessions(who)}
    except UserError as fault:
        user.add_error(fault, words)
        user.show_notices()
        return
    rows: list[list[TableCell]] = [
        [
            row.name,
            words.say(f"desk.method_{row.method}"),
            _word_time(row.created_at),
            _word_time(row.seen_at),
            _word_time(row.expires_at),
        ]
        for row in found.values()
    ]
    names = ("account", "method", "created", "seen", "expires")
    st.html(render_table([words.say(f"desk.column_{n}") for n in names], rows))
    session.selectbox_param(
        words.say("desk.session"),
        "session",
        list(found),
        lambda name: f"{found[name].name} · {_word_time(found[name].created_at)}",
    )
    st.button(
        words.say("desk.end_session"),
        on_click=user.run_action,
        args=(
            lambda workspace, actor: auth.revoke_session(actor, session.get_selected("session")),
        ),
        kwargs={"done": words.say("desk.session_ended")},
    )


def show_audit_trail(who: Actor, words: Words) -> None:
    """Show the newest rows of the audit trail, of one event or of all, and whether it is whole."""
    event = session.selectbox_param(
        words.say("desk.event"),
        "event",
        [str(each) for each in AuditEvent],
        lambda name: words.say(f"access.event_{name}"),
        none=words.say("desk.all_events"),
    )
    try:
        found = auth.read_audit(who, limit=MAX_ROWS, event=AuditEvent(event) if event else None)
        fault = auth.verify_audit(who.database)
    except UserError as refusal:
        user.add_error(refusal, words)
        user.show_notices()
        return
    said = (
        words.say(f"access.audit_{fault.code}", number=fault.number)
        if fault
        else words.say("desk.audit_whole")
    )
    st.html(f'<p class="said {"refused" if fault else "done"}">{escape(said)}</p>')
    names = ("number", "at", "who", "event", "subject", "detail")
    head = [words.say(f"desk.column_{n}") for n in names]
    st.html(render_table(head, [_audit_cells(row, words) for row in found]))


def _audit_cells(row: AuditRow, words: Words) -> list[TableCell]:
    detail = json.loads(row.detail or "{}")
    listed = (_word_detail(name, value, words) for name, value in detail.items())
    said = words.say("desk.detail_join").join(part for part in listed if part)
    event = words.say(f"access.event_{row.event}")
    at = _word_time(datetime.fromisoformat(row.at))
    return [str(row.number), at, row.who, event, row.subject, said]


def _word_detail(name: str, value: object, words: Words) -> str:
    """Word what a row says of itself; ids and hashes stay in `manage.py verify`'s care."""
    match name, value:
        case (("session" | "sha256" | "draft" | "account" | "disabled"), _):
            return ""
        case "area", str(code):
            value = words.name("area", code) if code else words.say("desk.everywhere")
        case "areas", list(codes):
            value = words.listing([words.name("area", str(code)) for code in codes])
        case "files", list(files):
            value = words.listing([str(file[0]) for file in files])
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


def _word_time(at: datetime) -> str:
    """Write a moment by the clock of this machine."""
    return f"{at.astimezone():%Y-%m-%d %H:%M:%S}"
