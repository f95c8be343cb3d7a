"""Accounts: made, invited by a one-time link, bound to a role and an area, disabled."""

from collections.abc import Callable
from functools import partial
from html import escape

import streamlit as st

import auth
from app_pages.components.tables import TableCell, render_table
from app_pages.state import release, session, user
from auth import Account, Actor, Role
from curation.context import Workspace
from errors import UserError
from locales import Words

ROLES = list(Role)


def show_accounts(who: Actor, words: Words) -> None:
    """List the accounts, change one, make another."""
    try:
        found = auth.list_accounts(who)
    except UserError as fault:
        user.add_error(fault, words)
        user.show_notices()
        return
    rows: list[list[TableCell]] = [
        [
            each.name,
            each.display_name,
            words.say(f"access.role_{each.role}"),
            _area(each.area, words),
            words.say("desk.account_disabled" if each.disabled else "desk.account_active"),
        ]
        for each in found
    ]
    names = ("account", "display_name", "role", "area", "state")
    st.html(render_table([words.say(f"desk.column_{n}") for n in names], rows))
    _new(words)
    _change({each.id: each for each in found}, words)


def _area(code: str, words: Words) -> str:
    return words.name("area", code) if code else words.say("desk.everywhere")


def _new(words: Words) -> None:
    """Make an account; its owner sets the password by a one-time link."""
    st.subheader(words.say("desk.new_account"))
    with st.form("account", border=False, clear_on_submit=True):
        first, second, third, fourth = st.columns(4)
        with first:
            name = st.text_input(words.say("access.account_name"), max_chars=64)
        with second:
            shown = st.text_input(words.say("access.display_name"), max_chars=80)
        with third:
            role = _role(words, Role.STAFF)
        with fourth:
            area = _bound("", words)
        sent = st.form_submit_button(words.say("desk.make_account"), type="primary")
    if sent:
        user.run_action(_make, name, shown, role, area)
        st.rerun()


def _role(words: Words, now: Role, key: str | None = None) -> Role:
    return st.selectbox(
        words.say("access.account_role"),
        ROLES,
        index=ROLES.index(now),
        format_func=lambda role: words.say(f"access.role_{role}"),
        key=key,
    )


def _bound(now: str, words: Words, key: str | None = None) -> str:
    hint = words.say("desk.area_hint")
    return st.text_input(words.say("access.account_area"), now, placeholder=hint, key=key)


def _make(workspace: Workspace, actor: Actor, name: str, shown: str, role: Role, area: str) -> None:
    made = auth.create_account(actor, name, shown, role, area=area.strip())
    _invite(workspace, actor, made)


def _invite(workspace: Workspace, actor: Actor, account: Account) -> None:
    """Make a link and show it once: only its digest is kept."""
    words = release.current_chart_data().words
    claim = auth.issue_invitation(actor, account.id)
    site = (st.context.url or "").split("/staff")[0]
    link = f"{site}/claim?token={claim.token}&lang={words.language}"
    hours = int(actor.database.limits.invitation.total_seconds() // 3600)
    session.add_notice(words.say("desk.invited", name=account.name, hours=hours, link=link))


def _change(known: dict[str, Account], words: Words) -> None:
    """Change one account: role, area, a new link for its password, its state and sessions."""
    st.subheader(words.say("desk.change_account"))
    chosen = session.pick(
        words.say("access.account_name"),
        "account",
        list(known),
        lambda account: _named(known[account], words),
    )
    account = known[chosen]
    left, right = st.columns(2)
    fields = f"role.{chosen}.{account.role}", f"area.{chosen}.{account.area}"
    with left:
        _role(words, Role(account.role), fields[0])
    with right:
        _bound(account.area, words, fields[1])
    done = words.say("desk.account_changed", name=account.name)
    buttons: list[tuple[str, Callable[..., object]]] = [
        ("save_account", partial(_save, account, *fields)),
        ("invite_again", lambda workspace, actor: _invite(workspace, actor, account)),
        ("sign_out_everywhere", lambda workspace, actor: auth.revoke_sessions(actor, account.id)),
        (
            "enable_account" if account.disabled else "disable_account",
            lambda workspace, actor: (
                auth.enable_account if account.disabled else auth.disable_account
            )(actor, account.id),
        ),
    ]
    with st.container(horizontal=True):
        for name, action in buttons:
            st.button(
                words.say(f"desk.{name}"),
                key=f"{name}.{chosen}",
                on_click=_act,
                args=(chosen, action, "" if name == "invite_again" else done),
            )
    st.html(f'<p class="place">{escape(words.say("desk.account_note"))}</p>')


def _named(account: Account, words: Words) -> str:
    """Name an account in a choice: its display name and its login name."""
    name, login = account.display_name, account.name
    return words.say("charts.with_breakdown", name=name, breakdown=login)


def _act(account: str, action: Callable[..., object], done: str) -> None:
    """Do it to the account that stands in the choice; to none where that has just been changed."""
    if session.picked("account") == account:
        user.run_action(action, done=done)


def _save(
    account: Account, role_field: str, area_field: str, workspace: Workspace, actor: Actor
) -> None:
    """Set role and area as they stand; the area is taken off first where the new role has none."""
    role = Role(session.widget_value(role_field) or account.role)
    area = str(session.widget_value(area_field) or "").strip()
    if area != account.area and (not area or account.area):
        auth.set_area(actor, account.id, "")
    if role != Role(account.role):
        auth.set_role(actor, account.id, role)
    if area != account.area and area:
        auth.set_area(actor, account.id, area)
