"""Which pages there are, and who finds them in the bar on top; `frame.py` serves them."""

from pathlib import Path

from auth import Action

FIRST = "overview"
READERS = (FIRST, "progress", "explore", "data", "present", "history")
# One page a topic of config.yaml, all of the same script.
TOPIC = "topic"
# Pages that links lead to, and the bar does not.
LINKED = ("chart", "wall")
# The staff desk, and what one must be allowed to find a page of it in the bar.
DESK = {
    "upload": Action.UPLOAD,
    "report": Action.UPLOAD,
    "review": Action.ACCEPT,
    "staff": Action.MANAGE_ACCOUNTS,
}


def script(name: str) -> str:
    """Return the file of a page, relative to `app_pages`: its own, or `page.py` in its folder."""
    folder = Path(__file__).parent / name
    return f"{name}/page.py" if folder.is_dir() else f"{name}.py"


def scripts() -> list[str]:
    """Return the files of all pages."""
    return [script(name) for name in (*READERS, TOPIC, *LINKED, *DESK)]
