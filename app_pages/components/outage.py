"""What an open page says while the store cannot be read at all, instead of any figure."""

from html import escape
from pathlib import Path

import streamlit as st

from app_pages.state import release, url
from file_formats import verified_folder
from ledger import StoreError
from locales import Words


def is_store_unreadable() -> bool:
    """Tell whether there is no release that can be read."""
    try:
        return not release.get_newest_number()
    except (StoreError, OSError):
        return True


def show_outage() -> None:
    """Say so, with the way to the static snapshot where there is one."""
    settings = release.get_settings()
    words = Words(url.get_requested_language(settings))
    title = words.pick(settings.title.model_dump())
    st.set_page_config(page_title=title, layout="wide")
    st.html(Path(__file__).parents[1] / "browser" / "style.css")
    kept = (
        verified_folder.open_verified_folder(settings.snapshot_folder)
        if settings.snapshot_folder
        else None
    )
    link = ""
    if kept:
        address = f"/snapshot/{kept.about['front']}.{words.language}.html"
        said = words.say("snapshot.open_snapshot", number=kept.about["release"])
        link = f'<p><a href="{address}">{escape(said)}</a></p>'
    lines = (words.say(f"snapshot.{name}") for name in ("unreadable", "tell"))
    shown = "".join(f"<p>{escape(line)}</p>" for line in lines)
    st.html(f'<h1>{escape(title)}</h1><div class="said refused" role="alert">{shown}{link}</div>')
