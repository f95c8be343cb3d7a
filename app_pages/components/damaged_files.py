"""The notice of staff pages about damaged files of drafts, reports and labels."""

import time
from functools import lru_cache
from html import escape

import streamlit as st

from app_pages.state import user
from auth import Actor
from curation.maintenance.local_file_verification import IntegrityFinding, find_local_damage
from locales import Words


def show_damaged_files(actor: Actor, words: Words) -> None:
    """Show the damaged files of drafts, reports and labels by name; nothing if there are none.

    The pages leave such files aside and go on without them. The actor must be one of the staff.
    """

    places = [finding.place for finding in _find_damage(actor, int(time.monotonic()))]
    if places:
        items = "".join(f"<li>{escape(place)}</li>" for place in places)
        message = escape(words.say("desk.damaged_files"))
        st.html(f'<div class="said refused" role="alert"><p>{message}</p><ul>{items}</ul></div>')


@lru_cache(maxsize=1)
def _find_damage(actor: Actor, _second: int) -> list[IntegrityFinding]:
    """Return the damaged files, looked for at most once a second.

    `_second` is the time in whole seconds; it is only part of the cache's key.
    """
    return find_local_damage(user.get_workspace(), actor)
