"""Tabs take turns at computing cached results: who has computed least lately comes first."""

import time
from collections.abc import Callable
from threading import Event, Thread

import pytest

from app_pages.state import cache, work_queue
from app_pages.state.cache import LazyValue
from app_pages.state.work_queue import ComputedTime, WorkQueue

LONGEST = 20.0


def started(*works: Callable[[], object]) -> list[Thread]:
    """Start each in a thread of its own."""
    threads = [Thread(target=work) for work in works]
    for thread in threads:
        thread.start()
    return threads


def ended(threads: list[Thread]) -> None:
    """Wait for the end of all."""
    for thread in threads:
        thread.join(LONGEST)
        assert not thread.is_alive()


def until(condition: Callable[[], bool]) -> None:
    """Wait for a condition that other threads bring about."""
    waiting = Event()
    for _ in range(2000):
        if condition():
            return
        waiting.wait(0.01)
    raise AssertionError


@pytest.fixture
def queue() -> WorkQueue:
    """A queue of one turn at a time."""
    return WorkQueue(max_turns=1)


def hold(queue: WorkQueue, tab: str, done: Event) -> Callable[[], None]:
    """Work that holds a turn until `done`, and uses the processor."""

    def work() -> None:
        with queue.take_turn(tab):
            while not done.is_set():
                pass

    return work


def note(queue: WorkQueue, tab: str, order: list[str]) -> Callable[[], None]:
    """Work that notes its tab when it is its turn."""

    def work() -> None:
        with queue.take_turn(tab):
            order.append(tab)

    return work


def test_who_has_computed_least_comes_first(queue: WorkQueue) -> None:
    queue._times = {"much": ComputedTime(0.5), "little": ComputedTime(0.3)}
    done = Event()
    order: list[str] = []
    threads = started(hold(queue, "first", done))
    until(lambda: len(queue._running) == 1)
    for tab in ("much", "little", "none"):
        threads += started(note(queue, tab, order))
        until(lambda: tab in [turn.tab for turn in queue._waiting])  # noqa: B023 - at once
    done.set()
    ended(threads)
    assert order == ["none", "little", "much"]


def test_a_turn_is_given_up_between_two_results(queue: WorkQueue) -> None:
    order: list[str] = []

    def long_work() -> None:
        with queue.take_turn("long"):
            turn = queue._own.turn  # as if it had computed for a second
            turn.began, turn.cpu_began = turn.began - 1.0, turn.cpu_began - 1.0
            until(lambda: len(queue._waiting) == 1)
            with queue.take_turn("long"):
                order.append("second result")

    threads = started(long_work)
    until(lambda: len(queue._running) == 1)
    threads += started(note(queue, "short", order))
    ended(threads)
    assert order == ["short", "second result"]
    assert queue._running == queue._waiting == []


def test_of_those_that_have_computed_much_one_computes_at_a_time() -> None:
    queue = WorkQueue(max_turns=2)
    queue._times = {tab: ComputedTime(0.5) for tab in ("a", "b")}
    done = Event()
    order: list[str] = []
    threads = started(hold(queue, "a", done))
    until(lambda: len(queue._running) == 1)
    threads += started(note(queue, "b", order))
    until(lambda: len(queue._waiting) == 1)
    ended(started(note(queue, "new", order)))  # does not wait for them
    assert order == ["new"]
    done.set()
    ended(threads)
    assert order == ["new", "b"]


def test_a_turn_that_waits_for_something_else_does_not_count(queue: WorkQueue) -> None:
    answered = Event()
    order: list[str] = []

    def wait() -> None:
        with queue.take_turn("store"):
            answered.wait(LONGEST)

    threads = started(wait)
    until(lambda: len(queue._running) == 1)
    begun = time.monotonic()
    ended(started(note(queue, "other", order)))
    assert time.monotonic() - begun < LONGEST / 2
    assert order == ["other"]
    answered.set()
    ended(threads)


def test_what_was_computed_counts_half_after_the_half_life(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = 100.0
    monkeypatch.setattr("time.monotonic", lambda: now)
    computed = ComputedTime(at=now)
    computed.add(0.4)
    now += work_queue.HALF_LIFE
    assert computed.read() == pytest.approx(0.2)
    computed.add(50)
    assert computed.read() == work_queue.MOST_SECONDS


def test_a_thread_that_waits_for_anothers_result_gives_it_its_turn(
    monkeypatch: pytest.MonkeyPatch, queue: WorkQueue
) -> None:
    """Otherwise the one would wait for the turn, and the other for the result, for ever."""
    monkeypatch.setattr(cache, "WORK_QUEUE", queue)
    begun, other_began = Event(), Event()
    results: list[str] = []

    def shared() -> str:
        begun.set()
        with queue.pause():  # as if another tab came first
            assert other_began.wait(LONGEST)
        return "shared"

    value = LazyValue(shared)

    def other() -> str:
        other_began.set()
        return value.value + " in another"

    threads = started(lambda: results.append(value.value))
    assert begun.wait(LONGEST)
    threads += started(lambda: results.append(LazyValue(other).value))
    ended(threads)
    assert sorted(results) == ["shared", "shared in another"]
    assert queue._running == queue._waiting == []


def test_an_error_ends_the_turn(queue: WorkQueue) -> None:
    with pytest.raises(ZeroDivisionError), queue.take_turn("a"):
        raise ZeroDivisionError
    assert queue._running == []
    with queue.take_turn("a"):
        assert len(queue._running) == 1
