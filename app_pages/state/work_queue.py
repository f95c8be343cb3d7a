"""A queue for computing cached results: threads of different tabs take turns at every result.

Pages run in threads of one Python process, and a page whose results are not cached yet may compute
for seconds. Without a queue twenty such tabs would compute at the same time, and another reader's
page would get a twentieth of the processor. Here at most MAX_TURNS threads compute, tabs that have
computed little lately come first, and of the others only one computes at a time. A thread gives its
turn up between two results if another tab comes before its own.
"""

import math
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Condition, get_ident, local

MAX_TURNS = 2
HEAVY_SECONDS = 0.25
"""Of the tabs that have computed longer than this lately, only one computes at a time."""
HALF_LIFE = 2.0
"""After how many seconds half of what a tab has computed no longer counts."""
MOST_SECONDS = 0.5
"""What counts at most, so that a tab which does nothing for some seconds comes first again."""
COUNTED_SECONDS = 1.0
IDLE_SHARE = 0.1
"""A turn longer than COUNTED_SECONDS in which the thread used less of the processor than this share
does not count: the thread waits for the store or another process."""
SECONDS_TO_LOOK_AGAIN = 0.25  # for turns that do not count any more
MAX_TABS = 1_000  # with more, those that have computed next to nothing lately are forgotten


@dataclass
class ComputedTime:
    """How long a tab has computed lately, in seconds; it halves in every HALF_LIFE."""

    seconds: float = 0.0
    at: float = field(default_factory=time.monotonic)

    def read(self) -> float:
        """Return the seconds as of now."""
        return self.seconds * math.exp2(-((time.monotonic() - self.at) / HALF_LIFE))

    def add(self, seconds: float) -> None:
        """Add the seconds of a turn that has just ended."""
        self.seconds, self.at = min(self.read() + seconds, MOST_SECONDS), time.monotonic()


@dataclass(eq=False)
class Turn:
    """A thread's turn, or its request for one; `began` is None while it waits.

    `arrival` orders the requests. `cpu_clock` is the clock of the thread's processor time, and
    `cpu_began` what it showed when the turn began.
    """

    tab: str
    arrival: int
    cpu_clock: int
    began: float | None = None
    cpu_began: float = 0.0

    def is_computing(self) -> bool:
        """Return whether the turn counts: it is short, or uses the processor."""
        if self.began is None:
            return False
        seconds = time.monotonic() - self.began
        cpu_seconds = time.clock_gettime(self.cpu_clock) - self.cpu_began
        return seconds < COUNTED_SECONDS or cpu_seconds > seconds * IDLE_SHARE


class WorkQueue:
    """Decides which threads may compute cached results; see the top of this module."""

    def __init__(self, max_turns: int = MAX_TURNS) -> None:
        """Start without any turn; at most `max_turns` count at a time."""
        self._max_turns = max_turns
        self._changed = Condition()
        self._running: list[Turn] = []
        self._waiting: list[Turn] = []
        self._times: dict[str, ComputedTime] = {}
        self._arrivals = 0
        self._own = local()  # `turn`: the turn of this thread, None without one

    @contextmanager
    def take_turn(self, tab: str) -> Iterator[None]:
        """Wait for a turn and hold it for the time of the context.

        In a turn that the thread holds already, it is given up and taken again if another tab comes
        first. `tab` is the id of the tab's session; threads of no tab have one of their own.
        """
        if self._get_own_turn():
            self._yield_turn()
            yield
            return
        self._begin(tab)
        try:
            yield
        finally:
            self._end()

    @contextmanager
    def pause(self) -> Iterator[None]:
        """Give up this thread's turn, if it has one, for the time of the context.

        A thread does so while it waits for a result that another thread computes.
        """
        turn = self._get_own_turn()
        if turn is None:
            yield
            return
        self._end()
        try:
            yield
        finally:
            self._begin(turn.tab)

    def read_waited(self) -> float:
        """Return how many seconds this thread has waited for turns so far."""
        return float(getattr(self._own, "waited", 0.0))

    def _get_own_turn(self) -> Turn | None:
        """Return the turn that this thread holds; None if it holds none."""
        turn: Turn | None = getattr(self._own, "turn", None)
        return turn

    def _yield_turn(self) -> None:
        """Give up this thread's turn and wait for a new one, if a waiting tab comes first.

        The seconds of the turn so far count for this thread's tab in the comparison.
        """
        turn = self._own.turn
        with self._changed:
            seconds = time.monotonic() - turn.began
            own_rank = self._compute_rank(turn.tab, seconds)
            is_outranked = any(
                self._compute_rank(other.tab) < own_rank
                for other in self._waiting
                if other.tab != turn.tab
            )
        if is_outranked:
            self._end()
            self._begin(turn.tab)

    def _begin(self, tab: str) -> None:
        """Wait until this thread may compute, and count its turn."""
        asked = time.monotonic()
        with self._changed:
            self._arrivals += 1
            turn = Turn(tab, self._arrivals, time.pthread_getcpuclockid(get_ident()))
            self._waiting.append(turn)
            try:
                while not self._may_begin(turn):
                    self._changed.wait(SECONDS_TO_LOOK_AGAIN)
            finally:
                self._waiting.remove(turn)
            turn.began, turn.cpu_began = time.monotonic(), time.clock_gettime(turn.cpu_clock)
            self._running.append(turn)
            # A thread that had to come after this one may now begin, too.
            self._changed.notify_all()
        self._own.turn = turn
        self._own.waited = self.read_waited() + turn.began - asked

    def _end(self) -> None:
        """End this thread's turn; its seconds count for its tab."""
        turn = self._own.turn
        self._own.turn = None
        with self._changed:
            self._running.remove(turn)
            if turn.tab not in self._times and len(self._times) >= MAX_TABS:
                # Less than 0.1 s is next to nothing: such tabs are forgotten.
                self._times = {
                    tab: computed for tab, computed in self._times.items() if computed.read() > 0.1
                }
            seconds = time.monotonic() - turn.began
            self._times.setdefault(turn.tab, ComputedTime()).add(seconds)
            self._changed.notify_all()

    def _may_begin(self, turn: Turn) -> bool:
        """Return whether a waiting turn is next and there is room for it; the lock is held.

        The next one is that of the tab that has computed least lately, of equal ones the one that
        asked first. While a heavy tab (`_is_heavy`) computes, other heavy tabs must wait.
        """
        running_tabs = [other.tab for other in self._running if other.is_computing()]
        if len(running_tabs) >= self._max_turns:
            return False
        allowed = [
            other
            for other in self._waiting
            if not self._is_heavy(other.tab) or not any(map(self._is_heavy, running_tabs))
        ]
        first = min(
            allowed,
            key=lambda other: (*self._compute_rank(other.tab), other.arrival),
            default=None,
        )
        return first is turn

    def _is_heavy(self, tab: str) -> bool:
        """Return whether a tab has computed longer than HEAVY_SECONDS lately."""
        return self._compute_rank(tab)[0] > HEAVY_SECONDS

    def _compute_rank(self, tab: str, more: float = 0.0) -> tuple[float]:
        """Return the sort key of a tab: the seconds that it has computed lately, and `more`."""
        computed = self._times.get(tab)
        return ((computed.read() if computed else 0.0) + more,)


WORK_QUEUE = WorkQueue()
