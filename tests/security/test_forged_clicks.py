"""A3 and A5: a reader who sends what staff pages send, or names a session of theirs, gets nothing.

Names of pages, buttons, fields and sessions are no secrets here: everything is sent.
"""

from collections.abc import Callable

import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetState

import access
from access import Role
from curation import drafts
from curation.draft import Draft
from locales import Words
from tests.curation.desks import HAISHU, notices, upload
from tests.security.house import House
from tests.security.tabs import Drawn

WORDS = Words("zh")
TITLE = "only-staff-see-this.csv"


@pytest.fixture(scope="module")
def staff(house_of_all: House) -> tuple[dict[str, str], Draft]:
    """An administrator's cookie and a draft of theirs."""
    house = house_of_all
    house.account("forged", Role.ADMIN)
    cookies = house.sign_in("forged")
    actor = access.actor_of(house.desk.gate, *cookies.values())
    rows = notices(HAISHU, "2023-03", 4)
    return cookies, drafts.create_draft(house.desk, actor, upload(rows, name=TITLE))


@pytest.fixture(scope="module")
def seen(house_of_all: House, staff: tuple[dict[str, str], Draft]) -> dict[str, Drawn]:
    """What an administrator's tab is sent, page by page."""
    cookies, draft = staff
    tab = house_of_all.tab(cookies)
    return {
        "upload": tab.open("upload", draft=draft.id, step="changes"),
        "upload files": tab.open("upload", draft=draft.id, step="files"),
        "review": tab.open("review"),
        "staff": tab.open("staff", show="accounts"),
        "staff sessions": tab.open("staff", show="sessions"),
        "history": tab.open("history"),
    }


def forged(drawn: Drawn) -> list[WidgetState]:
    """A value for every widget of a page: every button pressed, every field filled."""
    states = []
    for kind, widget in drawn.widgets:
        if kind == "button":
            states.append(WidgetState(id=widget.id, trigger_value=True))
        elif kind in ("text_input", "text_area"):
            states.append(WidgetState(id=widget.id, string_value="forged"))
    assert states
    return states


@pytest.mark.parametrize("who", ["nobody", "viewer"])
def test_a_reader_who_sends_every_click_of_staff_changes_nothing(
    house: House, staff: tuple[dict[str, str], Draft], seen: dict[str, Drawn], who: str
) -> None:
    _, draft = staff
    cookies = {}
    if who == "viewer":
        house.account("reader", Role.VIEWER)
        cookies = house.sign_in("reader")
    before, accounts = house.release, access.list_accounts(house.boss)
    since = house.written_so_far
    tab = house.tab(cookies)
    for name, drawn in seen.items():
        page = name.partition(" ")[0]
        page_hash = drawn.pages[page]
        texts = [
            tab.open(page, draft=draft.id, step="changes").text,
            tab.send(*forged(drawn)).text,
            tab.send(*forged(drawn), page_hash=page_hash).text,
        ]
        assert all(TITLE not in text for text in texts), name
        assert all(WORDS.say("desk.publish") not in _labels(text) for text in texts), name
    assert {row.event for row in house.written(since)} <= {"denied"}
    assert house.release == before
    assert access.list_accounts(house.boss) == accounts
    assert drafts.read_draft(house.desk, house.boss, draft.id) == draft


def _labels(text: str) -> list[str]:
    return [line.split('"')[1] for line in text.splitlines() if line.strip().startswith("label:")]


def while_it_is_open(_close: Callable[[], None]) -> None:
    """Leave the tab open."""


def once_it_is_closed(close: Callable[[], None]) -> None:
    """Close the tab; Streamlit keeps its session for a while."""
    close()


@pytest.mark.parametrize("when", [while_it_is_open, once_it_is_closed], ids=lambda f: f.__name__)
def test_the_name_of_a_session_opens_nothing(
    house: House, staff: tuple[dict[str, str], Draft], when: Callable[[Callable[[], None]], None]
) -> None:
    cookies, draft = staff
    own = house.tab(cookies)
    drawn = own.open("upload", draft=draft.id, step="changes")
    assert TITLE in drawn.text
    publish = drawn.button(WORDS.say("desk.publish"))
    before, since = house.release, house.written_so_far
    when(own.close)
    thief = house.tab(session=drawn.session)
    # The session itself is resumed, or this would show nothing.
    taken = thief.open("upload", draft=draft.id, step="changes")
    assert taken.session == drawn.session
    told = taken.text + thief.click(publish).text + thief.open("staff").text
    assert TITLE not in told
    assert "/account?" not in told
    assert WORDS.say("access.not_signed_in") in told
    assert {row.event for row in house.written(since)} <= {"denied"}
    assert house.release == before
    assert drafts.read_draft(house.desk, house.boss, draft.id) == draft
