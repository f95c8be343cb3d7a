"""Fair sharing of reruns among browser tabs: token buckets, and a queue that serves tabs in turn.

Pages run in one Python process, so a tab that asks for ten reruns a second makes everybody wait. A
tab that asks again before its last run has ended pays a token. While it has tokens, its new run
replaces the old one, as Streamlit does; without tokens it is flooding: its runs come one after the
other, after those of other tabs, and only the newest request is kept.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic

FLOODING_SECONDS = 5.0
"""How long a tab counts as flooding after its last request without a token."""
LEFT_SECONDS = 0.5
"""How long the run of a tab that was closed still counts: Streamlit does not end it."""
HOLD_SECONDS = 1.0
"""A run longer than this no longer counts as running: it may wait for a file or another process."""
MAX_RUNS = 4
MAX_FLOODING_RUNS = 1


@dataclass
class TokenBucket:
    """A budget of requests: `burst` at once, and `per_second` in the long run."""

    burst: float
    per_second: float
    now: Callable[[], float] = monotonic
    tokens: float = field(init=False)
    at: float = field(init=False)

    def __post_init__(self) -> None:
        """Start full."""
        self.tokens, self.at = self.burst, self.now()

    def take(self) -> bool:
        """Take one token from the bucket of a tab or an address; return False if there is none."""
        self.refill()
        if self.tokens < 1:
            return False
        self.tokens -= 1
        return True

    def refill(self) -> None:
        """Add the tokens of the time since the last call."""
        now = self.now()
        self.tokens = min(self.burst, self.tokens + (now - self.at) * self.per_second)
        self.at = now

    @property
    def is_full(self) -> bool:
        """Whether nothing was taken lately, so that a new bucket would be the same."""
        self.refill()
        return self.tokens >= self.burst


@dataclass(eq=False)
class TabShare:
    """What one tab has asked for: its address, budget, and the end of the run that counts.

    `run_ends` is when its run stops counting as running, None if none is; `turn` is set when a
    waiting request may run.
    """

    address: str
    bucket: TokenBucket
    flooding_until: float = 0.0
    run_ends: float | None = None
    turn: asyncio.Future[None] | None = None
    arrived: int = 0


@dataclass
class FairShare:
    """Lets at most `max_runs` pages run at a time, and gives tabs their turns.

    A tab that floods comes after all others, one of an address that floods after other addresses;
    among equals the one that has waited longest is next.
    """

    max_runs: int = MAX_RUNS
    max_flooding: int = MAX_FLOODING_RUNS
    now: Callable[[], float] = monotonic
    addresses: dict[str, TokenBucket] = field(default_factory=dict)
    running: set[TabShare] = field(default_factory=set)
    waiting: set[TabShare] = field(default_factory=set)
    arrivals: int = 0

    def open_tab(self, address: str) -> TabShare:
        """Return the share of a new tab, which costs its address a token."""
        self._forget_full_buckets()
        tab = TabShare(address, TokenBucket(burst=8, per_second=2, now=self.now))
        self._address_bucket(tab).take()
        return tab

    def charge(self, tab: TabShare) -> bool:
        """Charge a request that comes before the last one is done; return whether it had tokens.

        The tab pays a token, and so does its address. A tab without tokens counts as flooding for
        FLOODING_SECONDS.
        """
        self._address_bucket(tab).take()  # if it has none, its tabs come after other addresses'
        has_token = tab.bucket.take()
        if not has_token:
            tab.flooding_until = self.now() + FLOODING_SECONDS
        return has_token

    def is_busy(self, tab: TabShare) -> bool:
        """Return whether a request of the tab waits or runs."""
        return tab in self.running or tab in self.waiting

    def is_flooding(self, tab: TabShare) -> bool:
        """Return whether the tab asked for more than its budget in the last seconds."""
        return tab.flooding_until > self.now()

    def start(self, tab: TabShare) -> asyncio.Future[None] | None:
        """Start a run of a tab and return None, or the future that is done when it may start.

        A tab that is not flooding replaces its own run at once. Any other run starts at once if the
        tab has none, there is room, and no waiting tab comes first.
        """
        self._expire_runs()
        is_own = tab in self.running and not self.is_flooding(tab)
        if is_own or (tab not in self.running and self._has_room(tab) and not self._outranked(tab)):
            self._count_as_running(tab)
            return None
        self.arrivals += 1
        tab.arrived = self.arrivals
        loop = asyncio.get_running_loop()
        tab.turn = loop.create_future()
        self.waiting.add(tab)
        loop.call_later(HOLD_SECONDS, self._start_waiting)  # by then a long run no longer counts
        return tab.turn

    def finish(self, tab: TabShare) -> None:
        """Note that a tab's run has ended, and serve the next."""
        self.running.discard(tab)
        self._start_waiting()

    def close(self, tab: TabShare) -> None:
        """Forget a closed tab."""
        self.waiting.discard(tab)
        self.finish(tab)

    def leave(self, tab: TabShare) -> None:
        """Forget a closed tab, at once if it has no run; its run keeps its place a little longer.

        Else tabs that are opened and closed at once would have any number of runs.
        """
        self.waiting.discard(tab)
        if tab in self.running:
            asyncio.get_running_loop().call_later(LEFT_SECONDS, self.close, tab)
        else:
            self.close(tab)

    def _start_waiting(self) -> None:
        """Start the runs of waiting tabs by their share: first in rank first, while there is room.

        The future that `start` gave out is done then.
        """
        self._expire_runs()
        for tab in sorted(self.waiting, key=self._rank):
            if tab not in self.running and self._has_room(tab):
                self.waiting.discard(tab)
                self._count_as_running(tab)
                if tab.turn and not tab.turn.done():
                    tab.turn.set_result(None)

    def _count_as_running(self, tab: TabShare) -> None:
        """Count a tab's run as running."""
        self.running.add(tab)
        tab.run_ends = self.now() + HOLD_SECONDS
        asyncio.get_running_loop().call_later(HOLD_SECONDS, self._start_waiting)

    def _expire_runs(self) -> None:
        """Stop counting runs that have taken longer than HOLD_SECONDS: they may wait for a file."""
        now = self.now()
        self.running -= {tab for tab in self.running if tab.run_ends and tab.run_ends <= now}

    def _has_room(self, tab: TabShare) -> bool:
        """Return whether another run of this tab may start; flooding tabs have fewer places."""
        flooding = sum(self.is_flooding(other) for other in self.running)
        may_flood = not self.is_flooding(tab) or flooding < self.max_flooding
        return may_flood and len(self.running) < self.max_runs

    def _outranked(self, tab: TabShare) -> bool:
        """Return whether a waiting tab comes before this one, which has not waited yet."""
        rank = self._rank(tab)[:2]  # without the time of arrival: each waiting tab came earlier
        return any(self._rank(other)[:2] <= rank for other in self.waiting)

    def _rank(self, tab: TabShare) -> tuple[bool, bool, int]:
        """Return the sort key of a waiting tab: flooding, of a flooding address, time of arrival.

        The smallest is served first.
        """
        bucket = self._address_bucket(tab)
        bucket.refill()
        return self.is_flooding(tab), bucket.tokens < 1, tab.arrived

    def _address_bucket(self, tab: TabShare) -> TokenBucket:
        """Return the bucket of a tab's address, a full one for a new address.

        It has 200 tokens at once, and 30 a second.
        """
        return self.addresses.setdefault(tab.address, TokenBucket(200, 30, now=self.now))

    def _forget_full_buckets(self) -> None:
        """Forget addresses that asked for nothing lately, once there are many."""
        if len(self.addresses) > 1000:
            full = [address for address, bucket in self.addresses.items() if bucket.is_full]
            for address in full:
                del self.addresses[address]
