"""Read a report: its figures are marked, read and proposed, to be accepted one by one."""

import streamlit as st

from app_pages import _address, _reading_begin, _reading_list, _release, _staff
from auth import Action, Actor
from curation.messages import FAULTS
from curation.reports.decisions import open_reading

words = _release.material().words


def going_on(who: Actor, name: str) -> bool:
    """Show a reading that was begun; False where it cannot be opened."""
    try:
        reading, text = open_reading(_staff.desk(), who, name)
    except FAULTS as fault:
        _staff.refuse(fault, words)
        _staff.say_told()
        return False
    _reading_list.work(reading, text, words)
    return True


if draft := _address.asked("draft"):
    st.switch_page("upload.py", query_params={"draft": draft, "step": "changes"})
st.title(words.say("desk.report"))
who = _staff.let_in("report", Action.UPLOAD, words)
if who:
    begun = _address.asked("reading")
    if not begun or not going_on(who, begun):
        _reading_begin.begin(who, words)
