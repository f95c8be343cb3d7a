"""Reruns are shared: a flooding tab comes after the others, and among equals the oldest is next."""

import asyncio
import time
from collections.abc import Callable
from itertools import pairwise
from random import Random

import pytest
from starlette.types import Message
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from server.limits.fair_share import MOST_USED, FairShare, TabShare, TokenBucket
from server.limits.messages import TRIGGERS, merge_reruns
from server.limits.tab_messages import TabMessages
from server.websocket_filter import is_allowed_message
from tests.helpers.asgi_client import run
from tests.helpers.socket_messages import message


class Clock:
    """A clock that is set by hand."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


def started(share: FairShare, *tabs: TabShare) -> list[bool]:
    """Ask for a run of each tab in turn; gives which started at once."""
    return [share.start(tab) is None for tab in tabs]


def test_a_bucket_gives_its_burst_and_then_a_token_in_its_time() -> None:
    clock = Clock()
    bucket = TokenBucket(3, 2, clock)
    assert [bucket.take() for _ in range(4)] == [True, True, True, False]
    clock.now += 0.5
    assert [bucket.take(), bucket.take()] == [True, False]
    clock.now += 100
    assert [bucket.take() for _ in range(4)] == [True, True, True, False]


def is_served(tab: TabShare) -> bool:
    """Whether a waiting tab may run."""
    return tab.turn is not None and tab.turn.done()


def flood(share: FairShare, tab: TabShare) -> None:
    """Have a tab ask until it has no tokens."""
    while share.charge(tab):
        pass


def test_tabs_are_served_in_the_order_in_which_they_came() -> None:
    async def work() -> None:
        share = FairShare(max_runs=1, now=Clock())
        tabs = [share.open_tab("a") for _ in range(4)]
        assert started(share, *tabs) == [True, False, False, False]
        for done, following in pairwise(tabs):
            share.finish(done)
            assert is_served(following)
            assert [is_served(tab) for tab in tabs[1:]] == [
                index <= tabs.index(following) for index in range(1, 4)
            ]

    run(work)


def test_a_flooding_tab_comes_after_those_that_do_not() -> None:
    async def work() -> None:
        share = FairShare(max_runs=2, now=Clock())
        flooding = [share.open_tab("a") for _ in range(20)]
        for tab in flooding:
            flood(share, tab)
        assert started(share, *flooding) == [True, *[False] * 19]  # one run for all of them
        reader = share.open_tab("a")
        assert started(share, reader) == [True]
        share.finish(reader)
        assert started(share, reader) == [True]
        share.finish(flooding[0])
        assert [is_served(tab) for tab in flooding[1:3]] == [True, False]

    run(work)


def test_a_tab_whose_pages_took_long_comes_after_those_that_used_less() -> None:
    async def work() -> None:
        clock = Clock()
        share = FairShare(max_runs=1, now=clock)
        slow, other, quick = (share.open_tab("a") for _ in range(3))
        for tab, seconds in ((slow, 0.4), (other, 0.8), (quick, 0.05)):
            assert started(share, tab) == [True]
            clock.now += seconds
            share.finish(tab)
        assert other.used == MOST_USED
        reader = share.open_tab("a")
        assert started(share, reader, other, slow, quick) == [True, False, False, False]
        served = []
        running = reader
        for _ in range(3):
            share.finish(running)
            (running,) = (tab for tab in (other, slow, quick) if tab in share.running)
            served.append(running)
        assert served == [quick, slow, other]
        clock.now += 60  # nothing counts for ever
        assert slow.read_used(clock()) < 0.001

    run(work)


def test_runs_at_the_same_time_share_their_seconds() -> None:
    async def work() -> None:
        clock = Clock()
        share = FairShare(max_runs=2, now=clock)
        one, two = share.open_tab("a"), share.open_tab("a")
        assert started(share, one, two) == [True, True]
        clock.now += 0.4
        share.finish(one)
        assert one.used == pytest.approx(0.2)

    run(work)


def test_an_address_that_floods_comes_after_others() -> None:
    async def work() -> None:
        share = FairShare(max_runs=1, now=Clock())
        first, many, other = share.open_tab("a"), share.open_tab("a"), share.open_tab("b")
        while share.addresses["a"].take():
            pass
        assert started(share, first, many, other) == [True, False, False]
        share.finish(first)
        assert (is_served(many), is_served(other)) == (False, True)

    run(work)


def test_a_tab_with_tokens_replaces_its_own_run_and_without_waits_for_its_end() -> None:
    async def work() -> None:
        share = FairShare(now=Clock())
        tab = share.open_tab("a")
        assert started(share, tab, tab) == [True, True]
        flood(share, tab)
        assert started(share, tab) == [False]
        share.finish(tab)
        assert is_served(tab)

    run(work)


def test_a_long_run_holds_nobody_up_and_a_closed_tab_neither() -> None:
    async def work() -> None:
        clock = Clock()
        share = FairShare(max_runs=1, now=clock)
        slow, second, third = (share.open_tab("a") for _ in range(3))
        assert started(share, slow, second) == [True, False]
        clock.now += 1.1
        share._start_waiting()
        assert is_served(second)
        assert started(share, third) == [False]
        share.remove(second)
        assert is_served(third)

    run(work)


def test_the_run_of_a_tab_that_was_closed_keeps_its_place_for_half_a_second() -> None:
    """So tabs that are opened and closed at once have no more runs than others."""

    async def work() -> None:
        share = FairShare(max_runs=2)
        for _ in range(2):
            tab = share.open_tab("a")
            assert started(share, tab) == [True]
            share.close(tab)
        waiting = [share.open_tab("a") for _ in range(20)]
        assert started(share, *waiting) == [False] * 20
        for tab in waiting:
            share.close(tab)
        reader = share.open_tab("a")
        assert started(share, reader) == [False]
        assert reader.turn
        begun = time.monotonic()
        await reader.turn
        assert 0.2 < time.monotonic() - begun < 0.9
        assert share.waiting == set()

    run(work)


BEGUN, DRAWN = ForwardMsg(), ForwardMsg()
BEGUN.new_session.SetInParent()
DRAWN.navigation.SetInParent()
FINISHED = ForwardMsg(script_finished=ForwardMsg.FINISHED_SUCCESSFULLY)


async def drop(_message: Message) -> None:
    """Send a message to nobody."""


def tab_of(
    coming: asyncio.Queue[Message], report: Callable[[str], None] = lambda _code: None
) -> TabMessages:
    """The messages of a tab, alone in its share, whose requests come from a queue."""
    share = FairShare(now=Clock())
    return TabMessages(coming.get, drop, share, share.open_tab("a"), report)


def ask(coming: asyncio.Queue[Message], data: bytes) -> None:
    """Put what a browser sends into the queue of a tab."""
    coming.put_nowait({"type": "websocket.receive", "bytes": data})


async def tell(tab: TabMessages, *messages: ForwardMsg) -> None:
    """Send what Streamlit sends of a run: its beginning, what is drawn after callbacks, its end."""
    for each in messages:
        await tab.send({"type": "websocket.send", "bytes": each.SerializeToString()})


@pytest.mark.parametrize(("count", "told"), [(8, []), (40, ["too_many_reruns"])])
def test_what_is_beyond_the_budget_is_left_out_and_told(count: int, told: list[str]) -> None:
    """All requests come while the first run is not done."""

    async def work() -> None:
        codes: list[str] = []
        coming: asyncio.Queue[Message] = asyncio.Queue()
        for number in range(count):
            ask(coming, message(rerun_script={"query_string": f"n={number}"}))
        tab = tab_of(coming, codes.append)
        got, last = [b""], f"n={count - 1}".encode()
        while last not in got[-1]:  # the newest is never left out
            asked = asyncio.ensure_future(tab.receive(is_allowed_message))
            while not (coming.empty() or asked.done()):
                await asyncio.sleep(0)
            for end in ((), (FINISHED,)):
                await asyncio.sleep(0)
                if not asked.done():
                    await tell(tab, *end)
            got.append((await asked)["bytes"])
            await tell(tab, BEGUN, DRAWN)
        assert len(got) - 1 == min(count, 10)
        assert codes == told
        tab.close()

    run(work)


def test_large_requests_that_wait_are_merged_and_their_clicks_kept() -> None:
    """So many tabs with the largest requests keep no more than one each."""

    async def work() -> None:
        coming: asyncio.Queue[Message] = asyncio.Queue()
        for number in range(6):
            texts = [{"id": f"text{n}", "string_value": f"{number}" * 8000} for n in range(30)]
            click = {"id": f"button{number}", "trigger_value": True}
            ask(coming, message(rerun_script={"widget_states": {"widgets": [*texts, click]}}))
        tab = tab_of(coming)
        await tab.receive(is_allowed_message)
        waiting = asyncio.ensure_future(tab.receive(is_allowed_message))
        while not coming.empty():
            await asyncio.sleep(0)
        await tell(tab, BEGUN, DRAWN, FINISHED)
        clicked = clicks_of(BackMsg.FromString((await waiting)["bytes"]).rerun_script)
        while "button5" not in clicked:
            assert len(tab._waiting) <= 1
            await tell(tab, BEGUN, DRAWN, FINISHED)
            asked = await tab.receive(is_allowed_message)
            clicked |= clicks_of(BackMsg.FromString(asked["bytes"]).rerun_script)
        assert clicked == {f"button{number}" for number in range(1, 6)}
        tab.close()

    run(work)


def clicks_of(state: ClientState) -> set[str]:
    """The buttons that a request says were clicked."""
    return {w.id for w in state.widget_states.widgets if w.WhichOneof("value") in TRIGGERS}


def request(number: int, chance: Random) -> bytes:
    """What a browser sends: each time the value of every widget, and once that one was clicked."""
    asked = BackMsg()
    state = asked.rerun_script
    state.query_string = f"n={number}"
    state.page_script_hash = chance.choice(("upload", "review")) if number > 80 else "upload"
    state.fragment_id = chance.choice(("", "", "f", "g"))
    for name in ("text", "box", "slider"):
        widget = state.widget_states.widgets.add(id=name)
        widget.string_value = f"{name}{number}"
    if chance.random() < 0.3:
        click = state.widget_states.widgets.add(id=f"click{number}")
        if number % 2:
            click.trigger_value = True
        else:
            click.string_trigger_value.data = "x"
    return asked.SerializeToString()


@pytest.mark.parametrize("seed", range(6))
def test_no_click_is_lost_and_the_last_value_of_each_widget_arrives(seed: int) -> None:
    """A reader in a hurry, before a server that is busy: 120 requests at any moments of runs."""

    async def work() -> None:
        chance = Random(seed)
        coming: asyncio.Queue[Message] = asyncio.Queue()
        tab = tab_of(coming)
        sent = [BackMsg.FromString(request(number, chance)).rerun_script for number in range(120)]
        got: list[ClientState] = []

        async def run_pages() -> None:
            while not got or got[-1].query_string != "n=119":
                data = (await tab.receive(is_allowed_message))["bytes"]
                got.append(BackMsg.FromString(data).rerun_script)

        pages = asyncio.ensure_future(run_pages())
        for state in sent:
            ask(coming, BackMsg(rerun_script=state).SerializeToString())
            for _ in range(chance.randrange(4)):
                await asyncio.sleep(0)
            if chance.random() < 0.1:
                await tell(tab, BEGUN, *chance.choice(((DRAWN,), (DRAWN, FINISHED), (FINISHED,))))
        while not pages.done():
            await asyncio.sleep(0)
            await tell(tab, BEGUN, DRAWN, FINISHED)
        assert len(got) < len(sent)  # some were merged
        assert set().union(*map(clicks_of, got)) == set().union(*map(clicks_of, sent))
        for state in got:  # a click is never handed to another page than the one it was made on
            made_on = {each.page_script_hash for each in sent if clicks_of(each) & clicks_of(state)}
            assert made_on <= {state.page_script_hash}
        values = {w.id: w.string_value for w in got[-1].widget_states.widgets}
        assert [values[name] for name in ("text", "box", "slider")] == [
            f"{name}119" for name in ("text", "box", "slider")
        ]
        tab.close()

    run(work)


@pytest.mark.parametrize("end", [DRAWN, FINISHED])
def test_a_request_waits_for_the_callbacks_of_the_last_one(end: ForwardMsg) -> None:
    """Streamlit would end them: a click that publishes would be lost."""

    async def work() -> None:
        coming: asyncio.Queue[Message] = asyncio.Queue()
        tab = tab_of(coming)
        for number in range(2):
            ask(coming, message(rerun_script={"query_string": f"n={number}"}))
        await tab.receive(is_allowed_message)
        asked = asyncio.ensure_future(tab.receive(is_allowed_message))
        for told in (FINISHED, BEGUN):  # the end of a run before it, and its own beginning
            await tell(tab, told)
            done, _ = await asyncio.wait([asked], timeout=0)
            assert not done
        await tell(tab, end)
        assert b"n=1" in (await asked)["bytes"]
        tab.close()

    run(work)


def test_requests_of_two_parts_of_a_page_become_one_of_the_whole_page() -> None:
    older, newer = BackMsg(), BackMsg()
    older.rerun_script.fragment_id, newer.rerun_script.fragment_id = "f", "g"
    older.rerun_script.widget_states.widgets.add(id="button").trigger_value = True
    older.rerun_script.widget_states.widgets.add(id="gone").string_value = "old"
    merged = merge_reruns(older, newer)
    assert merged
    assert merged.rerun_script.fragment_id == ""
    assert {w.id for w in merged.rerun_script.widget_states.widgets} == {"button", "gone"}
    assert clicks_of(merged.rerun_script) == {"button"}
    newer.rerun_script.page_script_hash = "another"
    assert merge_reruns(older, newer) is None
    assert merge_reruns(older, BackMsg(stop_script=True)) is None
