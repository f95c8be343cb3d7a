"""The lists of pages: for readers, for topics, reached only by links, and for staff.

`frame.py` makes the navigation bar of them.
"""

from pathlib import Path

from auth import Action

FIRST = "overview"
READERS = (FIRST, "progress", "explore", "data", "present", "history")
# The script of the pages of topics, one for each topic in config.yaml.
TOPIC = "topic"
# Pages that only links lead to.
LINKED = ("chart", "wall")
# Staff pages, and the permission that shows each of them in the bar.
STAFF = {
    "upload": Action.UPLOAD,
    "report": Action.UPLOAD,
    "review": Action.ACCEPT,
    "staff": Action.MANAGE_ACCOUNTS,
}


def get_script(name: str) -> str:
    """Return the script of a page, relative to `app_pages`: NAME.py, or NAME/page.py."""
    folder = Path(__file__).parent / name
    return f"{name}/page.py" if folder.is_dir() else f"{name}.py"


def list_scripts() -> list[str]:
    """Return the scripts of all pages."""
    return [get_script(name) for name in (*READERS, TOPIC, *LINKED, *STAFF)]
