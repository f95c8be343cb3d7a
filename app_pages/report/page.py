"""Read a report: its figures are marked, read and proposed, to be accepted one by one."""

import streamlit as st

from app_pages.pages import script
from app_pages.report import decide, start
from app_pages.state import release, url, user
from auth import Action, Actor
from curation.messages import FAULTS
from curation.reports.decisions import open_reading

words = release.material().words


def going_on(who: Actor, name: str) -> bool:
    """Show a reading that was begun; False where it cannot be opened."""
    try:
        reading, text = open_reading(user.desk(), who, name)
    except FAULTS as fault:
        user.refuse(fault, words)
        user.say_told()
        return False
    decide.work(reading, text, words)
    return True


if draft := url.asked("draft"):
    st.switch_page(script("upload"), query_params={"draft": draft, "step": "changes"})
st.title(words.say("desk.report"))
who = user.let_in("report", Action.UPLOAD, words)
if who:
    begun = url.asked("reading")
    if not begun or not going_on(who, begun):
        start.begin(who, words)
