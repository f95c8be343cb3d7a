"""A request to a page of sign-in: how much of it is read, by which method, from whose page."""

import json

import pytest
from starlette.applications import Starlette
from starlette.types import Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

import auth
from auth import Actor, AuthDatabase
from server.sign_in.request import MAX_BYTES, MAX_FIELDS
from server.sign_in.routes import SignInRoutes
from tests.helpers.asgi_client import Reader
from tests.helpers.asgi_requests import ask
from tests.helpers.auth_db import PASSWORD

ORIGIN = "http://127.0.0.1:8501"


@pytest.fixture
def door(gate: AuthDatabase, zhao: str) -> SignInRoutes:
    return SignInRoutes(gate, {"zh": "甲", "en": "A"}, "zh", bound_to="127.0.0.1")


@pytest.fixture
def reader(door: SignInRoutes) -> Reader:
    return Reader(door)


def posted(door: SignInRoutes, body: list[bytes], **headers: str):
    return ask(
        Starlette(routes=door.routes()), "/sign-in", "POST", body, **{"origin": ORIGIN, **headers}
    )


def test_a_form_of_as_many_bytes_as_are_taken_is_read_and_no_more(door: SignInRoutes) -> None:
    most = b"name=" + b"x" * (MAX_BYTES - 5)
    assert MAX_BYTES == 16 * 1024
    assert posted(door, [most[:100], most[100:]]).status == 401
    over = posted(door, [most, b"x", b"never read"])
    assert (over.status, over.text, over.read) == (413, "Too Large", MAX_BYTES + 1)
    assert over.headers["connection"] == "close"
    assert over.headers["cache-control"] == "no-store"


def test_a_form_of_as_many_fields_as_are_taken_is_read_and_no_more(door: SignInRoutes) -> None:
    assert posted(door, [b"&".join([b"a=1"] * MAX_FIELDS)]).status == 401
    over = posted(door, [b"&".join([b"a=1"] * (MAX_FIELDS + 1))])
    assert (over.status, over.text) == (400, "Bad Request")
    assert over.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("peer", "said", "address"),
    [
        ("127.0.0.1", "198.51.100.7", "198.51.100.7"),
        ("127.0.0.1", "8.8.8.8, 198.51.100.7", "198.51.100.7"),
        ("127.0.0.1", "8.8.8.8, 198.51.100.7, 10.0.0.4", "198.51.100.7"),
        ("127.0.0.1", "", "127.0.0.1"),
        ("203.0.113.9", "198.51.100.7", "203.0.113.9"),
    ],
)
def test_of_several_addresses_the_last_that_no_proxy_has_counts(
    door: SignInRoutes, boss: Actor, peer: str, said: str, address: str
) -> None:
    """By uvicorn's own layer, as `FORWARDED_ALLOW_IPS` sets it up."""
    believing = ProxyHeadersMiddleware(Starlette(routes=door.routes()), "127.0.0.1,10.0.0.4")

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await believing({**scope, "client": (peer, 1)}, receive, send)

    headers = {"origin": ORIGIN, "x-forwarded-for": said}
    form = b"name=zhao&password=guess"
    assert ask(app, "/sign-in", "POST", [form], **headers).status == 401
    (row, *_) = auth.read_audit(boss, limit=1)
    assert json.loads(row.detail)["address"] == address


def test_a_form_of_another_site_is_not_even_read(door: SignInRoutes) -> None:
    for origin in ("null", "http://127.0.0.1:8502", ""):
        answer = posted(door, [b"name=zhao"], origin=origin)
        assert (answer.status, answer.text, answer.read) == (403, "Forbidden", 0)
        assert answer.headers["cache-control"] == "no-store"
    # Behind a proxy that does not say so https looks like http.
    assert posted(door, [b"name=zhao"], origin="https://127.0.0.1:8501").status == 401


def test_head_is_a_get_without_a_body_and_other_methods_are_told_which_there_are(door) -> None:
    app = Starlette(routes=door.routes())
    assert ask(app, "/sign-in", "HEAD").status == 200
    answer = ask(app, "/sign-in", "PUT", [b"x"])
    assert (answer.status, answer.text, answer.read) == (405, "Method Not Allowed", 0)
    assert answer.headers["allow"] == "GET, POST"
    assert ask(app, "/account", "POST", [b"x"]).headers["allow"] == "GET"


def test_an_empty_field_is_a_field(reader: Reader) -> None:
    """A name that was left empty is not one that was not sent: both are told alike."""
    for form in ({"name": "", "password": ""}, {"name": "zhao", "password": ""}, {}):
        answer = reader.post("/sign-in?lang=en", form)
        assert answer.status_code == 401
        assert "The account or the password is not right." in answer.text


def test_who_sends_no_address_is_counted_all_the_same(
    door: SignInRoutes, gate: AuthDatabase
) -> None:
    app = Starlette(routes=door.routes())

    async def nowhere(scope, receive, send) -> None:
        await app({**scope, "client": None}, receive, send)

    body = f"name=zhao&password={PASSWORD}".encode()
    assert ask(nowhere, "/sign-in", "POST", [body], origin=ORIGIN).status == 303
