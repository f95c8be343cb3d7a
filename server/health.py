"""The health check at /healthz, for monitoring."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from settings import VERSION


@dataclass(frozen=True)
class HealthState:
    """The state of one part, such as the release store: whether it works, and facts to show."""

    good: bool
    facts: Mapping[str, str | int] = field(default_factory=dict)


# A function that checks one part; it may block.
Probe = Callable[[], HealthState]


def health_route(probes: Mapping[str, Probe]) -> Route:
    """Return the route `/healthz`: status 200 while every part works, 503 otherwise.

    `probes` maps a part's name to a function that checks the part; it may block. The body is JSON:
    `{"good": true, "parts": {"store": {"good": true, "release": 3}}, "version": "0.2.0"}`.
    """

    async def respond(_request: Request) -> Response:
        """Run the probes of all parts in threads and respond to `/healthz` with their states."""
        states = {name: await run_in_threadpool(probe) for name, probe in probes.items()}
        good = all(state.good for state in states.values())
        parts = {name: {"good": state.good, **state.facts} for name, state in states.items()}
        return JSONResponse(
            {"good": good, "parts": parts, "version": VERSION},
            status_code=200 if good else 503,
            headers={"Cache-Control": "no-store"},
        )

    return Route("/healthz", respond, methods=["GET"])
