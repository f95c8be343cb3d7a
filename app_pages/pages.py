"""The list of the dashboard's pages, and the navigation bar made from it.

The name of a page is its path in the URL.
"""

from pathlib import Path

import streamlit as st

from app_pages.state import charts, release, user
from auth import Action, Actor
from locales import Words

FIRST = "overview"
"""The page at the URL of the site itself."""
READERS = (FIRST, "progress", "explore", "data", "present", "history")
# Pages that show the figures of a scope (state/scope.py), besides those of topics. Other pages only
# keep the scope in the URL.
SCOPED = (FIRST, "progress", "explore", "area", "compare", "data")
# The folder of the script for all topics; each topic in config.yaml with content has a page.
TOPIC = "topic"
# Pages that only links lead to, and their scripts.
LINKED = {
    "chart": "chart_page.py",
    "wall": "slideshow.py",
    "area": "area/page.py",
    "compare": "compare/page.py",
}
# Staff pages, and the permission that shows each of them in the bar.
STAFF = {
    "upload": Action.UPLOAD,
    "report": Action.UPLOAD,
    "review": Action.ACCEPT,
    "staff": Action.MANAGE_ACCOUNTS,
}


class NamedPage(st.Page):
    """A page that sets the title of the browser's tab when it runs, so that tabs differ."""

    def run(self) -> None:
        """Set the tab's title to the page's, then run its script."""
        set_tab_title(self.title)
        super().run()


def set_tab_title(title: str) -> None:
    """Set the browser tab's title to a page or chart, and the site: 进度 · 工会统计看板."""
    words = release.get_current_chart_data().words
    site = words.pick(release.get_settings().title.model_dump())
    st.set_page_config(page_title=f"{title} · {site}")


def get_script(name: str) -> str:
    """Return the path of a page's script in `app_pages`: "data" → "data/page.py".

    A page in one file has its name: "x" → "x.py". LINKED has the scripts of pages that only links
    lead to: "wall" → "slideshow.py".
    """
    if name in LINKED:
        return LINKED[name]
    return f"{name}/page.py" if (Path(__file__).parent / name).is_dir() else f"{name}.py"


def list_scripts() -> list[str]:
    """Return the paths of the scripts of all pages, relative to `app_pages`."""
    return [get_script(name) for name in (*READERS, TOPIC, *LINKED, *STAFF)]


def has_scope(path: str) -> bool:
    """Return whether the page with this path ("" for the first) shows the figures of a scope."""
    return not path or path in SCOPED or path in release.get_settings().topic_charts


def list_pages(words: Words, actor: Actor) -> dict[str, list[st.Page]]:
    """Return the pages by heading of the navigation bar: for readers, topics, and staff pages.

    Topics without content in the release have no page. Pages under the heading " " are not in the
    bar: those in LINKED, and staff pages that the actor may not use. They are hidden rather than
    left out, as Streamlit opens only listed pages: at its URL such a staff page shows why the actor
    may not use it.
    """
    staff: dict[str, st.Page] = {
        name: NamedPage(
            get_script(name),
            title=words.say(f"desk.{name}"),
            url_path=name,
            visibility="visible" if user.may_open(actor, action) else "hidden",
        )
        for name, action in STAFF.items()
    }
    allowed = [page for page in staff.values() if page.visibility == "visible"]
    shown = charts.get_current_topics()
    topics: list[st.Page] = [
        NamedPage(
            get_script(TOPIC), title=words.pick(topic.name.model_dump()), url_path=topic.topic
        )
        for topic in release.get_settings().topics
        if topic.topic in shown
    ]
    readers: list[st.Page] = [
        NamedPage(
            get_script(name), title=words.say(f"pages.{name}"), url_path=name, default=name == FIRST
        )
        for name in READERS
    ]
    linked = [st.Page(path, url_path=name, visibility="hidden") for name, path in LINKED.items()]
    return {
        "": readers,
        words.say("pages.topics"): topics,
        **({words.say("desk.desk"): allowed} if allowed else {}),  # no heading without pages
        " ": [*linked, *(page for page in staff.values() if page not in allowed)],
    }
