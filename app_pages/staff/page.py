"""The Staff page, with tabs for accounts, sessions and the audit trail."""

import streamlit as st

from app_pages.components import damaged_files, url_widgets
from app_pages.staff import accounts, audit
from app_pages.state import release, user
from auth import Action

TABS = {
    "accounts": accounts.show_accounts,
    "sessions": audit.show_sessions,
    "audit": audit.show_audit_trail,
}

words = release.get_current_chart_data().words
st.title(words.say("desk.staff"))
actor = user.require_page_access("staff", Action.MANAGE_ACCOUNTS, words)
if actor:
    damaged_files.show_damaged_files(actor, words)
    tab = url_widgets.show_param_tabs(
        words.say("desk.staff"), "show", list(TABS), lambda name: words.say(f"desk.{name}")
    )
    TABS[tab](actor, words)
