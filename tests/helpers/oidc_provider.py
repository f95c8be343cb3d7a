"""The mock identity provider, running, and what to falsify in the tokens that it issues."""

import hmac
import json
import threading
import warnings
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import flask
import httpx
from joserfc import jwt
from joserfc.jwk import RSAKey
from werkzeug.serving import WSGIRequestHandler, make_server

from auth.oidc.sign_in import OidcRequest

with warnings.catch_warnings():
    # The mock provider still uses the part of Authlib that Authlib is giving up.
    warnings.simplefilter("ignore")
    import oidc_provider_mock

CLIENT, SECRET = "dashboard", "canary-client-secret"
CALLBACK = "http://127.0.0.1:8501/sign-in/openid/callback"
STAFF = {"groups": ["all", "statistics-staff"], "name": "赵敏", "preferred_username": "Zhao"}


class AtOnce(WSGIRequestHandler):
    """Answers whose body does not wait until the client has acknowledged the headers."""

    disable_nagle_algorithm = True


def bare(data: bytes) -> str:
    return urlsafe_b64encode(data).decode().rstrip("=")


@dataclass
class Idp:
    """The mock provider, and what to falsify in the tokens that it issues."""

    issuer: str
    forge: dict[str, Any] = field(default_factory=dict)
    key: Any = None
    algorithm: str = "RS256"
    asked: list[dict[str, str]] = field(default_factory=list)
    lacking: str = ""
    token_body: str = ""

    def sign(self, claims: dict[str, Any], own: RSAKey) -> str:
        if self.algorithm == "RS256":
            return jwt.encode({"alg": "RS256"}, claims, self.key or own)
        # By hand, since no library would: unsigned, or "signed" with what everybody can read.
        parts = [{"alg": self.algorithm}, claims]
        text = ".".join(bare(json.dumps(part).encode()) for part in parts)
        made = hmac.digest(self.key, text.encode(), "sha256") if self.key else b""
        return f"{text}.{bare(made)}"

    def answer(self, departure: OidcRequest, sub: str, **change: str) -> dict[str, str]:
        """Sign in at the provider as a browser does; returns the query it is sent back with."""
        parts = urlsplit(departure.url)
        query = {**dict(parse_qsl(parts.query)), **change}
        answer = httpx.post(f"{self.issuer}{parts.path}", params=query, data={"sub": sub})
        assert answer.status_code == 302, answer.text
        location = answer.headers["location"]
        assert location.startswith(CALLBACK)
        return dict(parse_qsl(urlsplit(location).query))


def falsify(idp: Idp, response: flask.Response) -> flask.Response:
    if flask.request.path != "/oauth2/token":
        return response
    idp.asked.append(dict(flask.request.form))
    if response.status_code == 200 and idp.token_body:
        response.set_data(idp.token_body)
    elif idp.lacking:
        body = response.get_json()
        del body[idp.lacking]
        response.set_data(flask.json.dumps(body))
    elif response.status_code == 200 and (idp.forge or idp.key or idp.algorithm != "RS256"):
        body = response.get_json()
        own = flask.g.oidc_provider_mock_storage.jwk.as_dict(is_private=True)
        claims = jwt.decode(body["id_token"], RSAKey.import_key(own)).claims
        claims = {name: value for name, value in {**claims, **idp.forge}.items() if value != ""}
        body["id_token"] = idp.sign(claims, RSAKey.import_key(own))
        response.set_data(flask.json.dumps(body))
    return response


@contextmanager
def provider_running() -> Iterator[Idp]:
    users = (
        oidc_provider_mock.User(sub="u-zhao", claims=STAFF),
        oidc_provider_mock.User(sub="u-outsider", claims={"groups": ["all"]}),
        oidc_provider_mock.User(sub="u-nothing", claims={}),
        oidc_provider_mock.User(sub="u-one", claims={"groups": "statistics-staff"}),
        oidc_provider_mock.User(
            sub="u-county", claims={"groups": ["statistics-staff"], "area": "330203"}
        ),
        oidc_provider_mock.User(
            sub="u-odd",
            claims={
                "groups": ["statistics-staff"],
                "preferred_username": "operator:li",
                "name": "\u202e怪",
                "area": "everywhere",
            },
        ),
    )
    app = oidc_provider_mock.app(user_claims=users, require_nonce=True)
    app.debug = False
    server = make_server("localhost", 0, app, threaded=True, request_handler=AtOnce)
    idp = Idp(f"http://localhost:{server.server_port}")
    app.after_request(lambda response: falsify(idp, response))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield idp
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
