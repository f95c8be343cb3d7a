"""Whether the dashboard can serve, for whoever watches over it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from settings import VERSION


@dataclass(frozen=True)
class HealthState:
    """The state of one part: in order or not, and what is worth knowing about it."""

    good: bool
    facts: Mapping[str, str | int] = field(default_factory=dict)


Probe = Callable[[], HealthState]


def health_route(probes: Mapping[str, Probe]) -> Route:
    """Make `/healthz`: 200 while every probed part is in order, 503 otherwise.

    Its body is JSON, with the version of the dashboard:
    `{"good": true, "parts": {"store": {"good": true, "release": 3}}, "version": "0.2.0"}`.
    """

    async def answer(_request: Request) -> Response:
        states = {name: await run_in_threadpool(probe) for name, probe in probes.items()}
        good = all(state.good for state in states.values())
        parts = {name: {"good": each.good, **each.facts} for name, each in states.items()}
        return JSONResponse(
            {"good": good, "parts": parts, "version": VERSION},
            status_code=200 if good else 503,
            headers={"Cache-Control": "no-store"},
        )

    return Route("/healthz", answer, methods=["GET"])
