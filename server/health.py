"""The health check at /healthz, for monitoring."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from server.limits.fair_share import TokenBucket
from settings import VERSION

LOOKS_AT_ONCE, LOOKS_PER_SECOND = 20, 2


@dataclass(frozen=True)
class HealthState:
    """The state of one part, such as the release store: whether it works, and facts to show."""

    good: bool
    facts: Mapping[str, str | int] = field(default_factory=dict)


# A function that checks one part; it may block.
Probe = Callable[[], HealthState]


class HealthCheck:
    """Asks all parts for their states; who asks while they are asked gets the same answer.

    Asked more often than LOOKS_PER_SECOND in the long run, they give their last states.
    """

    def __init__(self, probes: Mapping[str, Probe]) -> None:
        """Take a function for each part, which may block."""
        self._probes = probes
        self._looks = TokenBucket(LOOKS_AT_ONCE, LOOKS_PER_SECOND)
        self._asked: asyncio.Future[Mapping[str, HealthState]] | None = None

    async def read(self) -> Mapping[str, HealthState]:
        """Return the state of each part by its name."""
        if self._asked is None or (self._asked.done() and self._looks.take()):
            self._asked = asyncio.ensure_future(self._ask())
        # One who asks and leaves does not end the others' look.
        return await asyncio.shield(self._asked)

    async def _ask(self) -> Mapping[str, HealthState]:
        """Ask each part in a thread."""
        return {name: await run_in_threadpool(probe) for name, probe in self._probes.items()}


def health_route(probes: Mapping[str, Probe]) -> Route:
    """Return the route `/healthz`: status 200 while every part works, 503 otherwise.

    `probes` maps a part's name to a function that checks the part; it may block. The body is JSON:
    `{"good": true, "parts": {"store": {"good": true, "release": 3}}, "version": "0.2.0"}`.
    """

    check = HealthCheck(probes)

    async def respond(_request: Request) -> Response:
        """Respond to `/healthz` with the states of all parts."""
        states = await check.read()
        good = all(state.good for state in states.values())
        parts = {name: {"good": state.good, **state.facts} for name, state in states.items()}
        return JSONResponse(
            {"good": good, "parts": parts, "version": VERSION},
            status_code=200 if good else 503,
            headers={"Cache-Control": "no-store"},
        )

    return Route("/healthz", respond, methods=["GET"])
