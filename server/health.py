"""Health checks: the route /healthz for monitoring, and whether the store can be read."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from time import monotonic

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from server.limits.fair_share import TokenBucket
from settings import VERSION

LOG = logging.getLogger("dashboard.store")
# How often /healthz checks again: at once, and per second in the long run.
CHECKS_AT_ONCE, CHECKS_PER_SECOND = 20, 2
CACHE_SECONDS = 2.0
"""Seconds for which the result of a check of the store is used again."""
TIMEOUT_SECONDS = 5.0
"""Seconds after which a store that does not answer counts as unreadable."""


@dataclass(frozen=True)
class HealthState:
    """The result of checking one part, such as the release store: whether it works, and facts."""

    good: bool
    facts: Mapping[str, str | int] = field(default_factory=dict)


# A function that checks one part; it may block.
Probe = Callable[[], HealthState]
# Returns whether the store can be read; it may block.
IsReadable = Callable[[], bool]


class HealthCheck:
    """Checks all parts of the server for /healthz; requests that come meanwhile share the check.

    Beyond CHECKS_PER_SECOND in the long run, the last results are returned.
    """

    def __init__(self, probes: Mapping[str, Probe]) -> None:
        """Take a function for each part, by the part's name."""
        self._probes = probes
        self._budget = TokenBucket(CHECKS_AT_ONCE, CHECKS_PER_SECOND)
        self._check: asyncio.Future[Mapping[str, HealthState]] | None = None

    async def read(self) -> Mapping[str, HealthState]:
        """Return the state of each part by its name."""
        if self._check is None or (self._check.done() and self._budget.take()):
            self._check = asyncio.ensure_future(self._run_probes())
        # Shielded: a request that is broken off must not end the check of the others.
        return await asyncio.shield(self._check)

    async def _run_probes(self) -> Mapping[str, HealthState]:
        """Return the state of each part, checked one after the other in a thread."""
        return {name: await run_in_threadpool(probe) for name, probe in self._probes.items()}


class StoreReadabilityCheck:
    """Checks whether the store can be read, at most once in CACHE_SECONDS and with a time limit."""

    def __init__(self, is_readable: IsReadable) -> None:
        """Take the function that returns whether the store can be read; it may block."""
        self._is_readable = is_readable
        self._running_check: asyncio.Future[bool] | None = None
        self._check_started_at = 0.0
        self._last_result = True  # so that the first failure is logged as a change

    async def __call__(self) -> bool:
        """Return whether the store can be read; log it if this has changed.

        Requests that come meanwhile share the check. A check that takes longer than TIMEOUT_SECONDS
        counts as unreadable; it goes on, and no second one is started beside it.
        """
        now, check = monotonic(), self._running_check
        if check is None or (check.done() and now - self._check_started_at > CACHE_SECONDS):
            self._check_started_at = now
            check = asyncio.ensure_future(run_in_threadpool(self._is_readable))
            self._running_check = check
        remaining = max(0.0, self._check_started_at + TIMEOUT_SECONDS - now)
        done, _pending = await asyncio.wait([check], timeout=remaining)
        result = bool(done) and check.result()
        if result is not self._last_result:
            self._last_result = result
            LOG.warning("store_readable" if result else "store_unreadable")
        return result


def always_readable() -> bool:
    """Return True: the store counts as readable where no check is configured."""
    return True


def create_health_route(probes: Mapping[str, Probe]) -> Route:
    """Return the route `/healthz`: status 200 while every part works, 503 otherwise.

    `probes` maps a part's name to a function that checks the part; it may block. The body is JSON:
    `{"good": true, "parts": {"store": {"good": true, "release": 3}}, "version": "0.2.0"}`.
    """

    check = HealthCheck(probes)

    async def respond(_request: Request) -> Response:
        """Respond with the states of all parts."""
        states = await check.read()
        good = all(state.good for state in states.values())
        parts = {name: {"good": state.good, **state.facts} for name, state in states.items()}
        return JSONResponse(
            {"good": good, "parts": parts, "version": VERSION},
            status_code=200 if good else 503,
            headers={"Cache-Control": "no-store"},
        )

    return Route("/healthz", respond, methods=["GET"])
