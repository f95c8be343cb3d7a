"""The sheets of the file that is shown, one at a time, as they were read."""

from collections.abc import Sequence
from html import escape
from urllib.parse import urlencode

from app_pages.components.notices import show_html
from app_pages.state import release, url
from app_pages.upload.earlier_figures import EarlierNumbers, find_earlier_numbers
from app_pages.upload.points import Point, Points
from app_pages.upload.read_sheet import SheetMarks, find_marks, render_sheet
from curation.drafts.draft import Draft
from curation.releases.upload_review import Review
from intake.model.sheet_view import SheetView
from locales import Words

MAX_COMPARED = 20_000
"""Figures of an upload above which none is compared with earlier ones in the sheet."""


def show_sheet(draft: Draft, review: Review, points: Points, file: int, words: Words) -> None:
    """Show a sheet of a file: that of the address, else the first with something open."""
    name = draft.files[file].name
    views = [view for view in review.checked.sheets if view.file == name and view.cells]
    if not views:
        return
    of_file = [each for those in points.by_file.values() for each in those]
    shown = _chosen_sheet(views, points.of_file(file))
    tabs = _render_sheet_tabs(views, shown, words) if len(views) > 1 else ""
    view = views[shown]
    marks = SheetMarks(find_marks(view, of_file), _earlier_numbers(review, view, words))
    show_html(tabs + render_sheet(view, marks, words))


def _chosen_sheet(views: list[SheetView], points: Sequence[Point]) -> int:
    """Return the position of the sheet that is shown."""
    number = url.get_param("sheet")
    if number.isdecimal() and 0 < int(number[:4]) <= len(views):
        return int(number[:4]) - 1
    names = [view.sheet for view in views]
    marked = (point.place[0] for point in points if point.is_open)
    return next((names.index(sheet) for sheet in marked if sheet in names), 0)


def _render_sheet_tabs(views: list[SheetView], shown: int, words: Words) -> str:
    """Return the HTML of the links to the sheets of a file."""
    links = []
    for number, view in enumerate(views):
        current = ' aria-current="true"' if number == shown else ""
        address = urlencode({"sheet": number + 1})
        links.append(f'<a href="?{address}"{current}>{escape(view.sheet)}</a>')
    label = escape(words.say("desk.sheets_of_file"), quote=True)
    return f'<nav class="sheet-tabs" data-here aria-label="{label}">{"".join(links)}</nav>'


def _earlier_numbers(review: Review, view: SheetView, words: Words) -> dict[str, EarlierNumbers]:
    """Return the published numbers of other months by the cell of a figure."""
    checked = review.checked
    if not view.keys or checked.count > MAX_COMPARED:
        return {}
    places = checked.places
    is_here = (places["file"] == view.file) & (places["sheet"] == view.sheet)
    cells = places["column"].astype(str) + places["row"].astype(str)
    values = dict(zip(cells[is_here], checked.figures["value"][is_here], strict=True))
    keyed = {cell: (key, float(values[cell])) for cell, key in view.keys.items() if cell in values}
    return find_earlier_numbers(keyed, release.get_figures(review.proposal.parent), words)
