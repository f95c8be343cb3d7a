"""What whoever watches over the dashboard is told."""

import asyncio
import threading
from threading import Event

import pytest
from starlette.applications import Starlette

from server import HealthState
from server.health import HealthCheck, Probe, create_health_route
from settings import VERSION
from tests.helpers.asgi_client import run
from tests.helpers.asgi_requests import Answer, ask


def healthz(method: str = "GET", **probes: Probe) -> Answer:
    return ask(Starlette(routes=[create_health_route(probes)]), "/healthz", method)


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
        await Starlette(routes=[create_health_route({"store": probe})])(scope, receive, send)

    assert ask(app, "/healthz").status == 200
    assert asked != serving


def test_many_who_ask_at_once_and_over_and_over_have_few_looks_made() -> None:
    """The limit is for floods alone: twenty looks in a row are each a new one."""
    looks: list[int] = []

    def store() -> HealthState:
        looks.append(1)
        Event().wait(0.01)
        return HealthState(good=len(looks) < 20)

    async def work() -> None:
        check = HealthCheck({"store": store})
        assert (
            len({id(each) for each in await asyncio.gather(*(check.read() for _ in range(50)))})
            == 1
        )
        assert len(looks) == 1
        for number in range(2, 22):
            assert (await check.read())["store"].good is (number < 20)
        assert len(looks) == 21
        for _ in range(100):
            assert not (await check.read())["store"].good
        assert len(looks) < 25

    run(work)


def test_one_who_asks_and_leaves_does_not_end_the_look_of_others() -> None:
    def store() -> HealthState:
        Event().wait(0.05)
        return HealthState(good=True)

    async def work() -> None:
        check = HealthCheck({"store": store})
        first = asyncio.ensure_future(check.read())
        second = asyncio.ensure_future(check.read())
        await asyncio.sleep(0)
        first.cancel()
        assert (await second)["store"].good

    run(work)
