"""Reruns are shared: a flooding tab comes after the others, and among equals the oldest is next."""

import asyncio
from itertools import pairwise

import pytest
from starlette.types import Message
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from server.limits.fair_share import FairShare, TabShare, TokenBucket
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
        share._serve()
        assert is_served(second)
        assert started(share, third) == [False]
        share.close(second)
        assert is_served(third)

    run(work)


FINISHED = ForwardMsg(script_finished=ForwardMsg.FINISHED_SUCCESSFULLY).SerializeToString()


@pytest.mark.parametrize(("count", "told"), [(8, []), (40, ["too_many_reruns"])])
def test_what_is_beyond_the_budget_is_left_out_and_told(count: int, told: list[str]) -> None:
    """All requests come while the first run is not done."""

    async def work() -> None:
        codes: list[str] = []
        coming: asyncio.Queue[Message] = asyncio.Queue()
        for number in range(count):
            data = message(rerun_script={"query_string": f"n={number}"})
            coming.put_nowait({"type": "websocket.receive", "bytes": data})

        async def send(_message: Message) -> None:
            pass

        share = FairShare(now=Clock())
        tab = TabMessages(coming.get, send, share, share.open_tab("a"), codes.append)
        got, last = [b""], f"n={count - 1}".encode()
        while last not in got[-1]:  # the newest is never left out
            asked = asyncio.ensure_future(tab.receive(is_allowed_message))
            while not (coming.empty() or asked.done()):
                await asyncio.sleep(0)
            await asyncio.sleep(0)
            if not asked.done():
                await tab.send({"type": "websocket.send", "bytes": FINISHED})
            got.append((await asked)["bytes"])
        assert len(got) - 1 == min(count, 11)
        assert codes == told
        tab.close()

    run(work)
