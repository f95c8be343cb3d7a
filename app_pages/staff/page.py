"""Staff: accounts, sessions that hold, and the audit trail."""

import streamlit as st

from app_pages.staff import accounts, audit
from app_pages.state import release, session, user
from auth import Action

PARTS = {"accounts": accounts.show, "sessions": audit.sessions, "audit": audit.trail}

words = release.material().words
st.title(words.say("desk.staff"))
who = user.let_in("staff", Action.MANAGE_ACCOUNTS, words)
if who:
    part = session.pick_tab(
        words.say("desk.staff"), "show", list(PARTS), lambda name: words.say(f"desk.{name}")
    )
    PARTS[part](who, words)
