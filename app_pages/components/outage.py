"""The page that is shown when no release can be read."""

from html import escape
from pathlib import Path

import streamlit as st

from app_pages.state import release, url
from file_formats import verified_folder
from ledger import StoreError
from locales import Words


def is_store_unreadable() -> bool:
    """Return whether the store has no readable release."""
    try:
        return not release.get_newest_number()
    except (StoreError, OSError):
        return True


def show_outage() -> None:
    """Show an error message, and a link to the static site if there is one."""
    settings = release.get_settings()
    words = Words(url.get_requested_language(settings))
    title = words.pick(settings.title.model_dump())
    st.set_page_config(page_title=title, layout="wide")
    st.html(Path(__file__).parents[1] / "browser" / "style.css")
    folder = settings.snapshot_folder
    snapshot = verified_folder.open_verified_folder(folder) if folder else None
    lines = [escape(words.say(f"snapshot.{name}")) for name in ("unreadable", "tell")]
    if snapshot:
        address = f"/snapshot/{snapshot.about['front']}.{words.language}.html"
        label = words.say("snapshot.open_snapshot", number=snapshot.about["release"])
        lines.append(f'<a href="{address}">{escape(label)}</a>')
    text = "".join(f"<p>{line}</p>" for line in lines)
    st.html(f'<h1>{escape(title)}</h1><div class="said refused" role="alert">{text}</div>')
