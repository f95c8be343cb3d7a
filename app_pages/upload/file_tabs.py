"""The tabs of a draft's files, each with the number of its open review items."""

from html import escape
from urllib.parse import urlencode

from app_pages.state import url
from app_pages.upload import draft_actions
from app_pages.upload.review_items import ReviewItem, ReviewItems
from curation.drafts.draft import Draft
from curation.releases.upload_review import Review
from locales import Words


def list_shown_files(draft: Draft) -> list[int]:
    """Return the positions of the files that have tabs: those a person uploaded.

    The definitions that the page writes itself (indicators.yaml, sources.yaml) are left out unless
    the draft has nothing else.
    """
    written_by_page = (draft_actions.INDICATORS_FILE, draft_actions.SOURCES_FILE)
    uploaded = [
        position for position, file in enumerate(draft.files) if file.name not in written_by_page
    ]
    return uploaded or list(range(len(draft.files)))


def find_shown_file(draft: Draft, items: ReviewItems) -> int:
    """Return the position of the file to show.

    It is the one in the URL (counted from 1), else the first with an open item, else the first one.
    """
    shown_files = list_shown_files(draft)
    file_number = url.get_param("file")[:4]  # a URL may have any number
    if file_number.isdecimal() and 0 < int(file_number) <= len(draft.files):
        return int(file_number) - 1
    return items.open_items[0].file if items.open_items else shown_files[0]


def render_tabs(
    draft: Draft, review: Review | None, items: ReviewItems, shown: int, words: Words
) -> str:
    """Return the HTML of the tabs, links that the browser opens without loading the page anew.

    `shown` is the position of the file whose tab is marked. Each tab has the number of the file's
    open items or, with none, that all is read; without `review` the draft could not be checked, and
    it says "not read". The page's own definition files have a tab only while they have items.
    """
    tabs, uploaded_files = [], list_shown_files(draft)
    for position, file in enumerate(draft.files):
        if position not in uploaded_files and not items.get_items_of_file(position):
            continue
        count = items.count_open(position)
        state_text, css_class = words.say("desk.open_count", count=count), "open"
        if not count:
            state_text, css_class = (
                words.say("desk.all_read" if review else "desk.not_read"),
                "done",
            )
        current = ' aria-current="true"' if position == shown else ""
        tabs.append(
            f'<a href="?{urlencode({"file": position + 1, "sheet": ""})}"{current}>'
            f'{escape(file.name)} <span class="{css_class}">{escape(state_text)}</span></a>'
        )
    label = escape(words.say("desk.files_of_draft"), quote=True)
    return f'<nav class="file-tabs" data-here aria-label="{label}">{"".join(tabs)}</nav>'


def render_item_link(item: ReviewItem, label: str, css_class: str) -> str:
    """Return the HTML of a link that opens the file of a review item and scrolls to the item.

    `label` is the text of the link. The script in the browser scrolls to `data-to`.
    """
    query = urlencode({"file": item.file + 1, "sheet": ""})
    return (
        f'<a class="{css_class}" data-here href="?{escape(query)}" data-to="{item.answered_at}">'
        f"{escape(label)}</a>"
    )
