"""The tabs of a draft's files, each with what is open in it."""

from html import escape
from urllib.parse import urlencode

from app_pages.state import url
from app_pages.upload import draft_changes
from app_pages.upload.points import Point, Points
from curation.drafts.draft import Draft
from curation.releases.upload_review import Review
from locales import Words


def file_positions(draft: Draft) -> list[int]:
    """Return the positions of a draft's files; beside others, definitions are not among them.

    These are the files that the page itself writes: indicators.yaml and sources.yaml.
    """
    written = (draft_changes.INDICATORS_FILE, draft_changes.SOURCES_FILE)
    others = [number for number, file in enumerate(draft.files) if file.name not in written]
    return others or list(range(len(draft.files)))


def chosen_file(draft: Draft, points: Points) -> int:
    """Return the position of the file that is shown: that of the address, else the first with
    something open, else the first one."""
    files = file_positions(draft)
    number = url.get_param("file")
    if number.isdecimal() and 0 < int(number[:4]) <= len(draft.files):
        return int(number[:4]) - 1
    return points.open[0].file if points.open else files[0]


def render_tabs(
    draft: Draft, review: Review | None, points: Points, shown: int, words: Words
) -> str:
    """Return the HTML of the tabs, links that the browser opens without loading the page anew.

    Definitions have one as long as something is open in them.
    """
    tabs, files = [], file_positions(draft)
    for number, file in enumerate(draft.files):
        if number not in files and not points.of_file(number):
            continue
        count = points.open_in(number)
        said, css_class = words.say("desk.open_count", count=count), "open"
        if not count:
            said, css_class = words.say("desk.all_read" if review else "desk.not_read"), "done"
        current = ' aria-current="true"' if number == shown else ""
        tabs.append(
            f'<a href="?{urlencode({"file": number + 1, "sheet": ""})}"{current}>'
            f'{escape(file.name)} <span class="{css_class}">{escape(said)}</span></a>'
        )
    label = escape(words.say("desk.files_of_draft"), quote=True)
    return f'<nav class="file-tabs" data-here aria-label="{label}">{"".join(tabs)}</nav>'


def render_way_to(point: Point, label: str, css_class: str) -> str:
    """Return the HTML of a link that opens the file of a point and moves to it."""
    address = urlencode({"file": point.file + 1, "sheet": ""})
    return (
        f'<a class="{css_class}" data-here href="?{escape(address)}" data-to="{point.answered_at}">'
        f"{escape(label)}</a>"
    )
