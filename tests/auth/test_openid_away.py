import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import flask
import pytest
from werkzeug.serving import make_server

import auth
from auth import InvalidValueError, Role, SignInError
from auth.oidc.provider import OidcProvider
from auth.oidc.sign_in import start_sign_in
from tests.helpers.auth_db import HOME, PASSWORD

on_one_database = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

# The discard port: nobody listens there.
AWAY = OidcProvider(
    issuer="http://localhost:9",
    client_id="dashboard",
    redirect_uri="http://127.0.0.1:8501/sign-in/openid/callback",
    group="staff",
)


def code(call: Callable[..., object], *args: object, **more: object) -> str:
    with pytest.raises(SignInError) as failed:
        call(*args, **more)
    return failed.value.code


@on_one_database
def test_with_the_provider_away_everybody_else_works(gate, person):
    staff = person("zhao", Role.STAFF)
    assert code(start_sign_in, gate, AWAY) == "oidc_unreachable"
    assert auth.anonymous_actor(gate).role is None
    assert auth.require(staff, auth.Action.UPLOAD).name == "zhao"
    assert auth.sign_in(gate, "zhao", PASSWORD, ip_address=HOME).actor.signed_in


@contextmanager
def answering(body: str, seconds: float = 0) -> Iterator[str]:
    """A server that gives one answer to everything, with its own address for HERE."""
    app = flask.Flask(__name__)

    @app.route("/<path:path>")
    def answer(path: str) -> flask.Response:
        threading.Event().wait(seconds)
        here = flask.request.host_url.rstrip("/")
        return flask.Response(body.replace("HERE", here), mimetype="application/json")

    server = make_server("localhost", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://localhost:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@on_one_database
@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<html>", "oidc_unreachable"),
        ("[]", "oidc_unreachable"),
        ("{}", "oidc_issuer"),
        ('{"issuer": "https://evil.example"}', "oidc_issuer"),
        ('{"issuer": "HERE"}', "oidc_unreachable"),
        (
            '{"issuer": "HERE", "authorization_endpoint": "HERE/a", "jwks_uri": "HERE/j",'
            ' "token_endpoint": "http://evil.example/t"}',
            "oidc_unreachable",
        ),
        (  # it would get the access token
            '{"issuer": "HERE", "authorization_endpoint": "HERE/a", "jwks_uri": "HERE/j",'
            ' "token_endpoint": "HERE/t", "userinfo_endpoint": "http://evil.example/u"}',
            "oidc_unreachable",
        ),
    ],
)
def test_a_provider_that_makes_no_sense_is_refused(gate, body, expected):
    with answering(body) as url:
        assert code(start_sign_in, gate, replace(AWAY, issuer=url)) == expected


@on_one_database
def test_a_provider_that_does_not_answer_in_time_is_away(gate):
    with answering("{}", seconds=1.5) as url:
        slow = replace(AWAY, issuer=url, timeout_seconds=0.2)
        begun = time.monotonic()
        assert code(start_sign_in, gate, slow) == "oidc_unreachable"
        assert time.monotonic() - begun < 1.2


@pytest.mark.parametrize(
    "issuer", ["http://login.example.org", "ftp://login.example.org", "login.example.org", ""]
)
def test_a_provider_without_https_is_refused_in_the_settings(issuer):
    with pytest.raises(InvalidValueError) as refused:
        replace(AWAY, issuer=issuer)
    assert (refused.value.code, refused.value.values) == ("oidc_plain_http", {"address": issuer})
