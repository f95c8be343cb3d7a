"""The page that is shown instead of any other while no release can be read."""

from html import escape
from pathlib import Path

import streamlit as st

from app_pages.state import release, url
from file_formats import verified_folder
from ledger import StoreError
from locales import Words


def is_store_unreadable() -> bool:
    """Return whether the store has no readable release, or cannot be reached."""
    try:
        return not release.get_newest_number()
    except (StoreError, OSError):
        return True


def show_outage_page() -> None:
    """Show an error, and a link to the static site if there is one.

    The static site is a copy of the pages as files for such a case. Its `about` has the number of
    its release and the name of its front page. A folder that is not a verified copy is not linked.
    """
    settings = release.get_settings()
    words = Words(url.get_requested_language(settings))
    title = words.pick(settings.title.model_dump())
    st.set_page_config(page_title=title, layout="wide")
    st.html(Path(__file__).parents[1] / "browser" / "style.css")
    folder = settings.snapshot_folder
    static_site = verified_folder.open_verified_folder(folder) if folder else None
    lines = [escape(words.say(f"snapshot.{message}")) for message in ("unreadable", "tell")]
    if static_site:
        front_page = f"/snapshot/{static_site.about['front']}.{words.language}.html"
        label = words.say("snapshot.open_snapshot", number=static_site.about["release"])
        lines.append(f'<a href="{front_page}">{escape(label)}</a>')
    paragraphs = "".join(f"<p>{line}</p>" for line in lines)
    st.html(f'<h1>{escape(title)}</h1><div class="said refused" role="alert">{paragraphs}</div>')
