"""A1 and A2: a page that is still open after its session has ended does nothing, and says so."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import update
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState

import auth
from auth import Actor, Role
from auth.schema import sessions
from curation.drafts import draft_editing
from locales import Words
from tests.helpers.auth_db import account_now
from tests.helpers.served_app import House
from tests.helpers.websocket_client import Drawn
from tests.helpers.workspaces import HAISHU, notices, upload

WORDS = Words("zh")
A_FIGURE = "supervisors_trained.ningbo-supervision.330200..2024-01/2024-11"


def signed_out(house: House, _actor: Actor, cookies: dict[str, str]) -> None:
    assert house.post("/sign-out", cookies).status == 303


def revoked(house: House, actor: Actor, _cookies: dict[str, str]) -> None:
    auth.revoke_sessions(house.boss, actor.account_id)


def disabled(house: House, actor: Actor, _cookies: dict[str, str]) -> None:
    auth.disable_account(house.boss, account_now(house.boss, actor.account_id))


def eight_hours_old(house: House, actor: Actor, _cookies: dict[str, str]) -> None:
    past = house.workspace.database.now() - timedelta(seconds=1)
    with house.workspace.database.write_transaction() as db:
        db.execute(
            update(sessions).where(sessions.c.id == actor.session_id).values(expires_at=past)
        )


def viewer_now(house: House, actor: Actor, _cookies: dict[str, str]) -> None:
    auth.set_role(house.boss, account_now(house.boss, actor.account_id), Role.VIEWER)


ENDED = {
    signed_out: "session_expired",
    revoked: "session_expired",
    disabled: "session_expired",
    eight_hours_old: "session_expired",
    viewer_now: "role",
}


PLACES = {
    "desk.publish": ("upload", {"step": "changes"}),
    "desk.discard": ("upload", {"step": "files"}),
    "desk.restore_now": ("history", {}),
}
CASES = [
    *((signed_out, label) for label in PLACES),
    (revoked, "desk.publish"),
    (disabled, "desk.restore_now"),
    (eight_hours_old, "desk.discard"),
    (viewer_now, "desk.publish"),
]


def panel_in(drawn: Drawn) -> str:
    """The part of the page that the open panel is, which can be run by itself."""
    found = {m.delta.fragment_id for m in drawn.messages if m.delta.fragment_id}
    assert len(found) == 1
    return found.pop()


@pytest.fixture
def two_releases(house: House) -> None:
    """A second release, so that there is one to go back to."""
    if house.release == 1:
        house.publish(notices(HAISHU, "2023-01", 3))


@pytest.mark.usefixtures("two_releases")
@pytest.mark.parametrize(("ended", "label"), CASES)
def test_a_tab_left_open_does_nothing_twice_and_says_so(
    house: House, ended: Callable[[House, Actor, dict[str, str]], None], label: str
) -> None:
    name = f"{ended.__name__}-{label}".replace("_", "-")
    house.account(name, Role.REVIEWER)
    cookies = house.sign_in(name)
    actor = auth.find_actor(house.workspace.database, *cookies.values())
    draft = draft_editing.create_draft(
        house.workspace, actor, upload(notices(HAISHU, "2023-02", 4))
    )
    page, query = PLACES[label]
    tab = house.tab(cookies)
    drawn = tab.open(page, figure=A_FIGURE, draft=draft.id, **query)
    button, fragment = drawn.button(WORDS.say(label, number=house.release - 1)), panel_in(drawn)
    before = house.release
    ended(house, actor, cookies)
    since = house.written_so_far
    # As a part of the page first: a run of the whole page closes the panel.
    told = [tab.click(button, fragment=part).text for part in (fragment, fragment, "", "")]
    assert WORDS.say(f"access.{ENDED[ended]}") in "".join(told)
    assert house.release == before
    assert draft_editing.read_draft(house.workspace, house.boss, draft.id) == draft
    assert [row.event for row in house.written(since)] == ["denied"] * 4


def test_a_tab_whose_line_broke_is_the_same_tab_when_it_comes_back(house: House) -> None:
    """What a tab remembers here is that it has opened its panel: it does so once."""

    def opens_the_panel(drawn: Drawn) -> bool:
        return any(m.delta.fragment_id for m in drawn.messages)

    tab = house.tab()
    first = tab.open("data", figure=A_FIGURE)
    assert opens_the_panel(first)
    tab.close()
    again = house.tab(session=first.session).open("data", figure=A_FIGURE)
    assert again.session == first.session
    assert not opens_the_panel(again)
    assert opens_the_panel(house.tab().open("data", figure=A_FIGURE))


@pytest.mark.parametrize("month", ["2022-01", "2022-02"])
def test_a_click_is_carried_out_though_the_tab_asks_for_more_meanwhile(
    house: House, month: str
) -> None:
    """Typed text that is sent while a release is published asks for another run of the page."""
    name = f"hurried-{month}"
    house.account(name, Role.STAFF)
    cookies = house.sign_in(name)
    actor = auth.find_actor(house.workspace.database, *cookies.values())
    draft = draft_editing.create_draft(house.workspace, actor, upload(notices(HAISHU, month, 4)))
    draft = draft_editing.change_draft(house.workspace, actor, draft.seen, reason="一月")
    tab = house.tab(cookies)
    drawn = tab.open("upload", draft=draft.id, step="changes")
    (reason,) = {widget.id for kind, widget in drawn.widgets if kind == "text_area"}
    before = house.release
    button = WidgetState(id=drawn.button(WORDS.say("desk.publish")), trigger_value=True)
    tab.ask(WidgetState(id=reason, string_value="一月"), button)
    for more in ("一月数据", "一月数据，已核对"):
        tab.ask(WidgetState(id=reason, string_value=more))
    while tab.finished() != ForwardMsg.FINISHED_SUCCESSFULLY:
        pass
    assert house.release == before + 1
