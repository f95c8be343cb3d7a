"""What whoever watches over the dashboard is told."""

import threading

import pytest
from starlette.applications import Starlette

from server import HealthState
from server.health import Probe, health_route
from settings import VERSION
from tests.helpers.asgi_requests import Answer, ask


def healthz(method: str = "GET", **probes: Probe) -> Answer:
    return ask(Starlette(routes=[health_route(probes)]), "/healthz", method)


def test_while_every_part_is_in_order_each_is_named_with_its_facts() -> None:
    answer = healthz(
        store=lambda: HealthState(True, {"release": 3}), accounts=lambda: HealthState(good=True)
    )
    assert answer.status == 200
    assert answer.text == (
        '{"good":true,"parts":{"store":{"good":true,"release":3},"accounts":{"good":true}},'
        f'"version":"{VERSION}"}}'
    )
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-type"] == "application/json"


def test_one_part_out_of_order_is_enough() -> None:
    answer = healthz(
        store=lambda: HealthState(False, {"fault": "altered"}), accounts=lambda: HealthState(True)
    )
    assert answer.status == 503
    assert answer.text == (
        '{"good":false,"parts":{"store":{"good":false,"fault":"altered"},"accounts":{"good":true}},'
        f'"version":"{VERSION}"}}'
    )
    assert healthz().text == f'{{"good":true,"parts":{{}},"version":"{VERSION}"}}'


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_nothing_is_changed_there(method: str) -> None:
    assert healthz(method).status == 405


def test_a_part_is_asked_apart_from_what_serves() -> None:
    """A store that does not answer keeps no page waiting."""
    asked: list[int] = []

    def probe() -> HealthState:
        asked.append(threading.get_ident())
        return HealthState(True, {"served_by": asked[-1]})

    serving: list[int] = []

    async def app(scope, receive, send) -> None:
        serving.append(threading.get_ident())
        await Starlette(routes=[health_route({"store": probe})])(scope, receive, send)

    assert ask(app, "/healthz").status == 200
    assert asked != serving
