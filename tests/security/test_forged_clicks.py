"""A3 and A5: a reader who sends what staff pages send, or names a session of theirs, gets nothing.

Names of pages, buttons, fields and sessions are no secrets here: everything is sent.
"""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetState

import auth
from app_pages.pages import STAFF
from auth import Role
from curation.drafts import draft_editing
from curation.drafts.draft import Draft
from curation.reports import report_editing
from curation.workspace import Workspace
from locales import Words
from tests.helpers.served_app import House
from tests.helpers.websocket_client import Drawn
from tests.helpers.workspaces import HAISHU, notices, upload

WORDS = Words("zh")
TITLE = "only-staff-see-this.csv"
A_FIGURE = "supervisors_trained.ningbo-supervision.330200..2024-01/2024-11"
REPORT, DAY = "宁波市总工会发出提示函177份。".encode(), date(2024, 11, 5)
DOES_SOMETHING = ("publish", "discard", "disable_account")


@pytest.fixture(scope="module")
def staff(house_of_all: House) -> tuple[dict[str, str], Draft]:
    """An administrator's cookie and a draft of theirs."""
    house = house_of_all
    if house.release == 1:  # so that there is one to go back to
        house.publish(notices(HAISHU, "2023-04", 4))
    house.account("forged", Role.ADMIN)
    cookies = house.sign_in("forged")
    actor = auth.find_actor(house.workspace.database, *cookies.values())
    rows = notices(HAISHU, "2023-03", 4)
    return cookies, draft_editing.create_draft(house.workspace, actor, upload(rows, name=TITLE))


@pytest.fixture(scope="module")
def seen(house_of_all: House, staff: tuple[dict[str, str], Draft]) -> dict[str, Drawn]:
    """What an administrator is sent, page by page, each in a tab of its own."""
    house, (cookies, draft) = house_of_all, staff
    actor = auth.find_actor(house.workspace.database, *cookies.values())
    begun = report_editing.create_report(
        house.workspace, actor, "r.txt", REPORT, day=DAY, source="page-2024-11-05"
    )
    asked = {
        **{page: {} for page in STAFF},
        "upload changes": {"draft": draft.id, "step": "changes", "figure": A_FIGURE},
        "upload files": {"draft": draft.id, "step": "files"},
        "report reading": {"reading": begun.id},
        "review figures": {"show": "figures"},
        "staff sessions": {"show": "sessions"},
        "history": {"figure": A_FIGURE},
    }
    drawn = {}
    for name, query in asked.items():
        tab = house.tab(cookies)
        drawn[name] = tab.open(name.partition(" ")[0], **query)
        tab.close()
    labels = {w.label for page in drawn.values() for kind, w in page.widgets if kind == "button"}
    back = WORDS.say("desk.restore_now", number=house.release - 1)
    assert {back, *(WORDS.say(f"desk.{name}") for name in DOES_SOMETHING)} <= labels
    return drawn


def forged(drawn: Drawn) -> list[WidgetState]:
    """A value for every widget of a page: every button pressed, every field filled."""
    states = []
    for kind, widget in drawn.widgets:
        if kind == "button":
            states.append(WidgetState(id=widget.id, trigger_value=True))
        elif kind in ("text_input", "text_area", "selectbox"):
            states.append(WidgetState(id=widget.id, string_value="forged"))
        elif kind == "checkbox":
            states.append(WidgetState(id=widget.id, bool_value=True))
        elif kind in ("button_group", "multiselect", "radio"):
            chosen = WidgetState(id=widget.id)
            chosen.int_array_value.data.append(0)
            states.append(chosen)
    assert states
    return states


def parts_of(drawn: Drawn) -> list[str]:
    """What of a page can be asked for by itself."""
    return sorted({m.delta.fragment_id for m in drawn.messages if m.delta.fragment_id})


@pytest.mark.parametrize("who", ["nobody", "viewer"])
def test_a_reader_who_sends_every_click_of_staff_changes_nothing(
    house: House, staff: tuple[dict[str, str], Draft], seen: dict[str, Drawn], who: str
) -> None:
    _, draft = staff
    cookies = {}
    if who == "viewer":
        house.account("reader", Role.VIEWER)
        cookies = house.sign_in("reader")
    before, accounts = house.release, auth.list_accounts(house.boss)
    since, kept = house.written_so_far, kept_on(house.workspace)
    tab = house.tab(cookies)
    for name, drawn in seen.items():
        page = name.partition(" ")[0]
        page_hash = drawn.pages[page]
        for part in parts_of(drawn):
            tab.ask(*forged(drawn), fragment=part, page_hash=page_hash)
        texts = [
            tab.open(page, draft=draft.id, step="changes").text,
            tab.send(*forged(drawn)).text,
            tab.send(*forged(drawn), page_hash=page_hash).text,
        ]
        assert all(TITLE not in text for text in texts), name
        assert all(WORDS.say("desk.publish") not in _labels(text) for text in texts), name
    assert {row.event for row in house.written(since)} <= {"denied"}
    assert house.release == before
    assert auth.list_accounts(house.boss) == accounts
    assert draft_editing.read_draft(house.workspace, house.boss, draft.id) == draft
    assert kept_on(house.workspace) == kept


def kept_on(workspace: Workspace) -> dict[Path, bytes]:
    """Every draft, reading and label as it lies on the disk."""
    return {
        path: path.read_bytes()
        for path in (workspace.local_folder / "drafts").rglob("*")
        if path.is_file()
    }


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
    assert draft_editing.read_draft(house.workspace, house.boss, draft.id) == draft
