"""Staff: accounts, sessions that hold, and the audit trail."""

import streamlit as st

from app_pages import _accounts, _audit, _release, _session, _staff
from auth import Action

PARTS = {"accounts": _accounts.show, "sessions": _audit.sessions, "audit": _audit.trail}

words = _release.material().words
st.title(words.say("desk.staff"))
who = _staff.let_in("staff", Action.MANAGE_ACCOUNTS, words)
if who:
    part = _session.pick_tab(
        words.say("desk.staff"), "show", list(PARTS), lambda name: words.say(f"desk.{name}")
    )
    PARTS[part](who, words)
