"""Fair sharing of page runs among tabs: token buckets, and a queue that serves tabs in turn.

Pages run in one Python process, so a tab that requests ten runs a second makes everybody wait. A
tab that requests a run before its last one has ended pays a token. While it has tokens, the new run
replaces the old one, as in Streamlit. Without tokens it is flooding: its runs come one after the
other, after those of other tabs, and only the newest request is kept.
"""

import asyncio
import math
from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic

FLOODING_SECONDS = 5.0
"""How long a tab counts as flooding after its last request without a token."""
CLOSED_TAB_SECONDS = 0.5
"""How long the run of a closed tab still counts as running: Streamlit does not end it."""
COUNTED_SECONDS = 1.0
"""How long a run counts as running: a longer one may be waiting for a file or another process."""
HALF_LIFE = 2.0
"""After how many seconds half of what a tab has used no longer counts."""
MOST_USED = 0.5
"""What counts at most, so that a tab which asks for nothing for some seconds comes first again."""
MAX_RUNS = 4
MAX_FLOODING_RUNS = 1
MAX_ADDRESSES = 1_000  # with more, the buckets of idle client addresses are removed


@dataclass
class TokenBucket:
    """A budget of requests: `burst` at once, and `per_second` in the long run.

    `tokens` is what is left; `now` is the clock, in seconds.
    """

    burst: float
    per_second: float
    now: Callable[[], float] = monotonic
    tokens: float = field(init=False)
    refilled_at: float = field(init=False)

    def __post_init__(self) -> None:
        """Start with a full bucket."""
        self.tokens, self.refilled_at = self.burst, self.now()

    def take(self) -> bool:
        """Take one token; return False if there is none.

        A token is the right to one request.
        """
        self.refill()
        if self.tokens < 1:
            return False
        self.tokens -= 1
        return True

    def refill(self) -> None:
        """Add the tokens for the time since the last refill."""
        now = self.now()
        self.tokens = min(self.burst, self.tokens + (now - self.refilled_at) * self.per_second)
        self.refilled_at = now

    @property
    def is_full(self) -> bool:
        """Whether the bucket is full, so that it need not be kept: a new one would be the same."""
        self.refill()
        return self.tokens >= self.burst


@dataclass(eq=False)
class TabShare:
    """The state of one tab in the queue.

    `address` is its client address and `bucket` its budget. `run_ends` is the time when its run
    stops counting as running, None before its first run, and `began` when it began, None without a
    run. `used` are the seconds that its runs have taken lately, as of `used_at`. `turn` is done
    when its waiting request may run, and `arrival_number` orders the waiting tabs.
    """

    address: str
    bucket: TokenBucket
    flooding_until: float = 0.0
    run_ends: float | None = None
    began: float | None = None
    used: float = 0.0
    used_at: float = 0.0
    turn: asyncio.Future[None] | None = None
    arrival_number: int = 0

    def read_used(self, now: float) -> float:
        """Return the seconds that the tab's runs have taken lately, as of now."""
        return self.used * math.exp2(-(now - self.used_at) / HALF_LIFE)


@dataclass
class FairShare:
    """Lets at most `max_runs` pages run at a time, and decides which waiting tab is next.

    Flooding tabs come after all others, tabs of a flooding client address after those of other
    addresses, and tabs whose runs have taken long lately after those that have used less: twenty
    tabs that each ask for one page after another must not keep a reader waiting for twenty pages.
    Among equals the tab that has waited longest is next. `addresses` has the budget of
    each client address.
    """

    max_runs: int = MAX_RUNS
    max_flooding: int = MAX_FLOODING_RUNS
    now: Callable[[], float] = monotonic
    addresses: dict[str, TokenBucket] = field(default_factory=dict)
    running: set[TabShare] = field(default_factory=set)
    waiting: set[TabShare] = field(default_factory=set)
    arrivals: int = 0

    def open_tab(self, address: str) -> TabShare:
        """Return the state of a new tab in this queue; opening it costs its address a token."""
        self._remove_full_buckets()
        # More than a person clicks.
        tab = TabShare(address, TokenBucket(burst=8, per_second=2, now=self.now))
        self._find_address_bucket(tab).take()
        return tab

    def charge(self, tab: TabShare) -> bool:
        """Take a token of a tab that asks again before its last request is done.

        Returns whether the tab had one; without, it counts as flooding for FLOODING_SECONDS. The
        client address pays a token too.
        """
        self._find_address_bucket(tab).take()  # whether it has one matters only for the rank
        has_token = tab.bucket.take()
        if not has_token:
            tab.flooding_until = self.now() + FLOODING_SECONDS
        return has_token

    def is_busy(self, tab: TabShare) -> bool:
        """Return whether a request of the tab is waiting or running."""
        return tab in self.running or tab in self.waiting

    def is_flooding(self, tab: TabShare) -> bool:
        """Return whether the tab has exceeded its budget in the last FLOODING_SECONDS."""
        return tab.flooding_until > self.now()

    def start(self, tab: TabShare) -> asyncio.Future[None] | None:
        """Start a tab's run and return None, or return a future that is done when it may start.

        A tab that is not flooding replaces its running run at once. Any other run starts at once if
        none of the tab is running, there is room, and no waiting tab comes first.
        """
        self._expire_runs()
        is_running = tab in self.running
        may_replace = is_running and not self.is_flooding(tab)
        may_begin = not is_running and self._has_room(tab) and not self._is_outranked(tab)
        if may_replace or may_begin:
            self._count_as_running(tab)
            return None
        self.arrivals += 1
        tab.arrival_number = self.arrivals
        loop = asyncio.get_running_loop()
        tab.turn = loop.create_future()
        self.waiting.add(tab)
        loop.call_later(COUNTED_SECONDS, self._start_waiting)  # long runs no longer count then
        return tab.turn

    def finish(self, tab: TabShare) -> None:
        """Stop counting a tab's run, which has ended, and start waiting runs in its place."""
        self._charge_run(tab)
        self.running.discard(tab)
        self._start_waiting()

    def _charge_run(self, tab: TabShare) -> None:
        """Add the seconds of a tab's run, which has ended, to what the tab has used.

        Runs that go on at the same time share the processor, and so their seconds.
        """
        if tab.began is not None:
            now, others = self.now(), len(self.running - {tab})
            used = tab.read_used(now) + (now - tab.began) / (others + 1)
            tab.used = min(used, MOST_USED)
            tab.used_at, tab.began = now, None

    def remove(self, tab: TabShare) -> None:
        """Remove a closed tab and its run."""
        self.waiting.discard(tab)
        self.finish(tab)

    def close(self, tab: TabShare) -> None:
        """Remove a closed tab; a run of it counts for CLOSED_TAB_SECONDS more.

        Otherwise tabs that are opened and closed at once could have any number of runs.
        """
        self.waiting.discard(tab)
        if tab in self.running:
            asyncio.get_running_loop().call_later(CLOSED_TAB_SECONDS, self.remove, tab)
        else:
            self.remove(tab)

    def _start_waiting(self) -> None:
        """Start the runs of waiting tabs in the order of their rank, while there is room.

        The futures that `start` returned for them are done then.
        """
        self._expire_runs()
        for tab in sorted(self.waiting, key=self._compute_rank):
            if tab not in self.running and self._has_room(tab):
                self.waiting.discard(tab)
                self._count_as_running(tab)
                if tab.turn and not tab.turn.done():
                    tab.turn.set_result(None)

    def _count_as_running(self, tab: TabShare) -> None:
        """Count a tab's run as running from now on, for COUNTED_SECONDS at most."""
        self.running.add(tab)
        tab.began = self.now() if tab.began is None else tab.began
        tab.run_ends = self.now() + COUNTED_SECONDS
        asyncio.get_running_loop().call_later(COUNTED_SECONDS, self._start_waiting)

    def _expire_runs(self) -> None:
        """Stop counting runs that have taken longer than COUNTED_SECONDS."""
        now = self.now()
        self.running -= {tab for tab in self.running if tab.run_ends and tab.run_ends <= now}

    def _has_room(self, tab: TabShare) -> bool:
        """Return whether there is a free place for a run of this tab.

        All running tabs together have `max_runs` places, flooding ones at most `max_flooding`.
        """
        flooding_count = sum(self.is_flooding(other) for other in self.running)
        has_place_for_flooding = not self.is_flooding(tab) or flooding_count < self.max_flooding
        return has_place_for_flooding and len(self.running) < self.max_runs

    def _is_outranked(self, tab: TabShare) -> bool:
        """Return whether a waiting tab comes before this one, which is not waiting yet.

        Among equals the waiting tab comes first.
        """
        # [:3] leaves out the arrival numbers: every waiting tab has come earlier.
        own_rank = self._compute_rank(tab)[:3]
        return any(self._compute_rank(other)[:3] <= own_rank for other in self.waiting)

    def _compute_rank(self, tab: TabShare) -> tuple[bool, bool, float, int]:
        """Return the sort key of a waiting tab, of which the smallest is served first.

        It is: is flooding, address is flooding, seconds used lately, arrival number.
        """
        bucket = self._find_address_bucket(tab)
        bucket.refill()
        used = round(tab.read_used(self.now()), 2)  # tabs with about the same are equals
        return self.is_flooding(tab), bucket.tokens < 1, used, tab.arrival_number

    def _find_address_bucket(self, tab: TabShare) -> TokenBucket:
        """Return the bucket of a tab's client address, a full one for a new address."""
        # Many times the budget of a tab, since all readers of an office may share one address.
        new_bucket = TokenBucket(burst=200, per_second=30, now=self.now)
        return self.addresses.setdefault(tab.address, new_bucket)

    def _remove_full_buckets(self) -> None:
        """Remove the buckets of idle client addresses once there are more than MAX_ADDRESSES."""
        if len(self.addresses) > MAX_ADDRESSES:
            idle_addresses = [
                address for address, bucket in self.addresses.items() if bucket.is_full
            ]
            for address in idle_addresses:
                del self.addresses[address]
