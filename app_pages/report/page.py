"""Read a report: its figures are marked, read and proposed, to be accepted one by one."""

import streamlit as st

from app_pages.pages import script
from app_pages.report import decide, start
from app_pages.state import release, url, user
from auth import Action, Actor
from curation.reports.actions import open_report
from errors import UserError

words = release.current_chart_data().words


def continue_reading(who: Actor, name: str) -> bool:
    """Show a reading that was begun; False where it cannot be opened."""
    try:
        reading, text = open_report(user.get_workspace(), who, name)
    except UserError as fault:
        user.add_error(fault, words)
        user.show_notices()
        return False
    decide.show_report(reading, text, words)
    return True


if draft := url.get_param("draft"):
    st.switch_page(script("upload"), query_params={"draft": draft, "step": "changes"})
st.title(words.say("desk.report"))
who = user.require_page_access("report", Action.UPLOAD, words)
if who:
    begun = url.get_param("reading")
    if not begun or not continue_reading(who, begun):
        start.show_start(who, words)
