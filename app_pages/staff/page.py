"""Staff: accounts, sessions that hold, and the audit trail."""

import streamlit as st

from app_pages.staff import accounts, audit
from app_pages.state import release, session, user
from auth import Action

PARTS = {
    "accounts": accounts.show_accounts,
    "sessions": audit.show_sessions,
    "audit": audit.show_audit_trail,
}

words = release.get_current_chart_data().words
st.title(words.say("desk.staff"))
who = user.require_page_access("staff", Action.MANAGE_ACCOUNTS, words)
if who:
    part = session.tab_param(
        words.say("desk.staff"), "show", list(PARTS), lambda name: words.say(f"desk.{name}")
    )
    PARTS[part](who, words)
