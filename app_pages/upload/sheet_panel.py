"""The sheets of the file that is shown, one at a time, as they were read."""

from collections.abc import Sequence
from html import escape
from urllib.parse import urlencode

from app_pages.components.notices import show_html
from app_pages.state import release, url
from app_pages.upload.earlier_numbers import EarlierNumbers, find_earlier_numbers
from app_pages.upload.review_items import ReviewItem, ReviewItems
from app_pages.upload.sheet_html import SheetMarks, find_item_of_cells, render_sheet
from curation.drafts.draft import Draft
from curation.releases.upload_review import Review
from intake.model.sheet_view import SheetView
from locales import Words

MAX_COMPARED = 20_000
"""In an upload with more figures than this, no earlier numbers are shown in the sheets."""


def show_sheet(draft: Draft, review: Review, items: ReviewItems, file: int, words: Words) -> None:
    """Show one sheet of a file as it was read, with marks of its review items, and tabs.

    `file` is the position of the file in the draft.
    """
    name = draft.files[file].name
    views = [view for view in review.checked.sheets if view.file == name and view.cells]
    if not views:
        return
    all_items = [item for items_of_file in items.by_file.values() for item in items_of_file]
    shown_index = _find_shown_sheet(views, items.get_items_of_file(file))
    tabs = _render_sheet_tabs(views, shown_index, words) if len(views) > 1 else ""
    view = views[shown_index]
    marks = SheetMarks(
        find_item_of_cells(view, all_items), _find_earlier_numbers(review, view, words)
    )
    show_html(tabs + render_sheet(view, marks, words))


def _find_shown_sheet(views: list[SheetView], items: Sequence[ReviewItem]) -> int:
    """Return the position of the sheet in the URL, else of the first one with an open item, else 0.

    The URL counts sheets from 1. `items` are the review items of the file.
    """
    sheet_number = url.get_param("sheet")
    # At most four digits, as a URL may have any number.
    if sheet_number.isdecimal() and 0 < int(sheet_number[:4]) <= len(views):
        return int(sheet_number[:4]) - 1
    names = [view.sheet for view in views]
    open_sheets = (item.place[0] for item in items if item.is_open)
    return next((names.index(sheet) for sheet in open_sheets if sheet in names), 0)


def _render_sheet_tabs(views: list[SheetView], shown_index: int, words: Words) -> str:
    """Return the HTML of the links to the sheets of a file."""
    links = []
    for sheet_index, view in enumerate(views):
        current = ' aria-current="true"' if sheet_index == shown_index else ""
        query = urlencode({"sheet": sheet_index + 1})
        links.append(f'<a href="?{query}"{current}>{escape(view.sheet)}</a>')
    label = escape(words.say("desk.sheets_of_file"), quote=True)
    return f'<nav class="sheet-tabs" data-here aria-label="{label}">{"".join(links)}</nav>'


def _find_earlier_numbers(
    review: Review, view: SheetView, words: Words
) -> dict[str, EarlierNumbers]:
    """Return the published numbers of earlier months, by the cells of a sheet's monthly figures.

    Large uploads (MAX_COMPARED) have none, as the look-up would take too long.
    """
    checked = review.checked
    if not view.keys or checked.count > MAX_COMPARED:
        return {}
    places = checked.places
    is_in_sheet = (places["file"] == view.file) & (places["sheet"] == view.sheet)
    cells = places["column"].astype(str) + places["row"].astype(str)
    values = dict(zip(cells[is_in_sheet], checked.figures["value"][is_in_sheet], strict=True))
    key_and_value = {
        cell: (key, float(values[cell])) for cell, key in view.keys.items() if cell in values
    }
    return find_earlier_numbers(key_and_value, release.get_figures(review.proposal.parent), words)
