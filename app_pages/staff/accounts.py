"""The form for accounts: create, invite by a one-time link, change role and area, disable."""

from collections.abc import Callable
from functools import partial
from html import escape

import streamlit as st

import auth
from app_pages.components import url_widgets
from app_pages.components.notices import show_user_error
from app_pages.state import actions, release, session
from auth import Account, Actor, Role
from curation.workspace import Workspace
from errors import SeenState, UserError
from exports.html_tables import TableCell, render_table
from locales import Words

ROLES = list(Role)


def show_accounts(actor: Actor, words: Words) -> None:
    """Show the table of accounts, and the forms to create and to change one.

    An error is shown instead, for example if the actor may not see accounts.
    """
    try:
        accounts = auth.list_accounts(actor)
    except UserError as error:
        show_user_error(error, words)
        return
    rows: list[list[TableCell]] = [
        [
            account.name,
            account.display_name,
            words.say(f"access.role_{account.role}"),
            words.name("area", account.area) if account.area else words.say("desk.everywhere"),
            words.say("desk.account_disabled" if account.disabled else "desk.account_active"),
        ]
        for account in accounts
    ]
    names = ("account", "display_name", "role", "area", "state")
    st.html(render_table([words.say(f"desk.column_{column}") for column in names], rows))
    _show_new_account_form(words)
    _show_account_form({account.id: account for account in accounts}, words)


def _show_new_account_form(words: Words) -> None:
    """Show the form for a new account, whose owner sets the password by a one-time link.

    After it was sent, the page runs again, as the table of accounts above and the notices, one of
    which has the link, were drawn before.
    """
    st.subheader(words.say("desk.new_account"))
    with st.form("account", border=False, clear_on_submit=True):
        name_column, display_name_column, role_column, area_column = st.columns(4)
        with name_column:
            name = st.text_input(words.say("access.account_name"), max_chars=64)
        with display_name_column:
            display_name = st.text_input(words.say("access.display_name"), max_chars=80)
        with role_column:
            role = _ask_role(words, Role.STAFF)
        with area_column:
            area = _ask_area(area="", words=words)
        is_submitted = st.form_submit_button(words.say("desk.make_account"), type="primary")
    if is_submitted:
        actions.run_action(_create_account, name, display_name, role, area)
        st.rerun()


def _ask_role(words: Words, role: Role, key: str | None = None) -> Role:
    """Show a selectbox of roles, with `role` preselected, and return the selected one.

    `key` is the widget's key; with None Streamlit makes it from label and options.
    """
    return st.selectbox(
        words.say("access.account_role"),
        ROLES,
        index=ROLES.index(role),
        format_func=lambda role: words.say(f"access.role_{role}"),
        key=key,
    )


def _ask_area(area: str, words: Words, key: str | None = None) -> str:
    """Show a text field for an area's code, at first `area`, and return its text.

    "" means every area. The form of the code is checked when the account is saved.
    """
    hint = words.say("desk.area_hint")
    return st.text_input(words.say("access.account_area"), area, placeholder=hint, key=key)


def _create_account(
    workspace: Workspace, actor: Actor, name: str, display_name: str, role: Role, area: str
) -> None:
    """Create an account, and add a notice with the link by which its owner sets a password."""
    account = auth.create_account(actor, name, display_name, role, area=area.strip())
    _invite_owner(actor, account)


def _invite_owner(actor: Actor, account: Account) -> None:
    """Create a one-time link for an account, and show it in a notice, only this once.

    Only its hash is stored. The link leads to the page where the owner sets a password, in the
    actor's language; the notice says for how many hours it is valid.
    """
    words = release.get_current_chart_data().words
    invitation = auth.issue_invitation(actor, account.seen)
    site_url, _, _ = (st.context.url or "").partition("/staff")  # without the path of this page
    link = f"{site_url}/claim?token={invitation.token}&lang={words.language}"
    hours = int(actor.database.limits.invitation.total_seconds() // 3600)
    session.add_notice(words.say("desk.invited", name=account.name, hours=hours, link=link))


def _show_account_form(accounts: dict[str, Account], words: Words) -> None:
    """Show the form of one account: role, area, a new invitation, sign-out, enable or disable.

    `accounts` are all accounts by id. The widgets' keys contain what they show (role, area,
    version): when it changes, Streamlit takes them for new widgets and shows the new values.
    """
    st.subheader(words.say("desk.change_account"))
    account_id = url_widgets.show_param_selectbox(
        words.say("access.account_name"),
        name="account",
        options=list(accounts),
        format_code=lambda account_id: _format_account(accounts[account_id], words),
    )
    account = accounts[account_id]
    left, right = st.columns(2)
    role_key = f"role.{account_id}.{account.role}"
    area_key = f"area.{account_id}.{account.area}"
    with left:
        _ask_role(words, Role(account.role), role_key)
    with right:
        _ask_area(account.area, words, area_key)
    done = words.say("desk.account_changed", name=account.name)
    # Actions get workspace, actor and the state shown; an invitation has a notice of its own.
    buttons: list[tuple[str, Callable[..., object]]] = [
        ("save_account", partial(_save_account, account, role_key, area_key)),
        ("invite_again", lambda _workspace, actor, _seen: _invite_owner(actor, account)),
        ("sign_out_everywhere", lambda _, actor, seen: auth.revoke_sessions(actor, seen.subject)),
        ("enable_account", lambda _, actor, seen: auth.enable_account(actor, seen))
        if account.disabled
        else ("disable_account", lambda _, actor, seen: auth.disable_account(actor, seen)),
    ]
    with st.container(horizontal=True):
        for name, action in buttons:
            st.button(
                words.say(f"desk.{name}"),
                key=f"{name}.{account_id}.{account.version}",
                on_click=_run_on_selected_account,
                args=(account.seen, action, "" if name == "invite_again" else done),
            )
    st.html(f'<p class="place">{escape(words.say("desk.account_note"))}</p>')


def _format_account(account: Account, words: Words) -> str:
    """Format an account: its display name, with the name to sign in with in brackets."""
    # The message for a breakdown has the right brackets in each language.
    return words.say("charts.with_breakdown", name=account.display_name, breakdown=account.name)


def _run_on_selected_account(seen: SeenState, action: Callable[..., object], done: str) -> None:
    """Run an action on the account as it was shown, if it is still the selected one; a callback.

    A click just before this one may have selected another account, for which the page has not been
    drawn yet. `done` is the notice after success, "" for none.
    """
    if url_widgets.get_selected("account") == seen.subject:
        actions.run_action(action, seen, done=done)


def _save_account(
    account: Account,
    role_key: str,
    area_key: str,
    workspace: Workspace,
    actor: Actor,
    seen: SeenState,
) -> Account | None:
    """Save role and area of an account as they are in the form; return the account if it changed.

    An old area is removed before the role is changed, and a new one set after it, as some roles
    have no area. Each step is an action of its own, on the state that the step before has made;
    `seen` is the first state. `role_key` and `area_key` are the keys of the widgets.
    """
    changed = None
    role = Role(session.get_widget_value(role_key) or account.role)
    area = str(session.get_widget_value(area_key) or "").strip()
    old_area = account.area
    if area != old_area and old_area:
        changed = auth.set_area(actor, seen, area="")
    if role != Role(account.role):
        changed = auth.set_role(actor, changed.seen if changed else seen, role)
    if area != old_area and area:
        changed = auth.set_area(actor, changed.seen if changed else seen, area)
    return changed
