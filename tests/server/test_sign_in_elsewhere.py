"""Signing in through a provider of another site, as the browser is led there and back."""

import re
import warnings
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest

import auth
from auth import AuditEvent, AuthDatabase, AuthLimits
from auth.oidc.provider import OidcProvider
from auth.oidc.sign_in import OidcRequest
from server.sign_in.routes import SignInRoutes
from server.sign_in.setup import CALLBACK
from tests.helpers.asgi_client import Reader
from tests.helpers.auth_db import Clock
from tests.helpers.oidc_provider import CLIENT, SECRET, Idp, provider_running

pytestmark = [
    pytest.mark.filterwarnings("ignore::authlib.deprecate.AuthlibDeprecationWarning"),
    pytest.mark.filterwarnings("ignore:get_jwt_config:DeprecationWarning"),
]
SITE = "http://127.0.0.1:8501"
HOME = {"zh": "工会统计看板", "en": "Union Statistics Dashboard"}


@pytest.fixture(scope="module")
def idp() -> Iterator[Idp]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with provider_running() as running:
            yield running


@pytest.fixture
def clock() -> Clock:
    """The true time: the provider's tokens are dated by it."""
    return Clock(datetime.now(UTC))


@pytest.fixture
def reader(gate: AuthDatabase, idp: Idp) -> Reader:
    provider = OidcProvider(idp.issuer, CLIENT, CALLBACK, "statistics-staff", client_secret=SECRET)
    return Reader(SignInRoutes(gate, HOME, "zh", provider, bound_to="127.0.0.1"))


def led_to(page: str) -> str:
    """Where a page moves on to by itself."""
    found = re.search(r'<meta http-equiv="refresh" content="0; url=([^"]+)">', page)
    assert found
    return unescape(found[1])


def back(reader: Reader, idp: Idp, sub: str, path: str = "/sign-in/openid?lang=en") -> str:
    """Set out and sign in at the provider; gives the address that leads back."""
    address = led_to(reader.post(path).text)
    query = idp.answer(OidcRequest(address, ""), sub)
    return f"{CALLBACK}?" + "&".join(f"{name}={text}" for name, text in query.items())


def test_one_sets_out_with_a_cookie_that_comes_back_from_another_site(reader, idp) -> None:
    answer = reader.post("/sign-in/openid?lang=en&next=%2Fupload")
    assert answer.status_code == 200
    address = led_to(answer.text)
    assert address.startswith(f"{idp.issuer}/")
    query = parse_qs(urlsplit(address).query)
    assert query["redirect_uri"] == [f"{SITE}/sign-in/openid/callback"]
    (cookie,) = answer.headers.get_list("set-cookie")
    assert re.fullmatch(
        r"union_departure=en\.[\w-]{43}; HttpOnly; Max-Age=600; Path=/; SameSite=lax", cookie
    )


def test_one_comes_back_signed_in_and_goes_on_where_one_wanted(reader, idp, gate) -> None:
    way = back(reader, idp, "u-zhao", "/sign-in/openid?lang=en&next=%2Fupload%3Fa%3D1")
    answer = reader.get(way)
    assert answer.status_code == 200
    # The page goes on by itself: that request carries the strict cookie.
    assert led_to(answer.text) == "/upload?a=1"
    sent = answer.headers.get_list("set-cookie")
    assert [each.partition("=")[0] for each in sent] == ["union_session", "union_departure"]
    assert "SameSite=strict" in sent[0]
    assert sent[1].startswith('union_departure=""; ')
    assert "; HttpOnly; Max-Age=0; Path=/; SameSite=lax" in sent[1]
    assert list(reader.cookies) == ["union_session"]
    assert auth.find_actor(gate, reader.cookies["union_session"]).name == "zhao"


def test_the_way_back_speaks_the_language_one_set_out_in(reader, idp) -> None:
    english, chinese = (
        reader.get(back(reader, idp, "u-outsider", f"/sign-in/openid?lang={language}"))
        for language in ("en", "zh")
    )
    assert "You are not in the group of staff." in english.text
    assert '<html lang="zh-CN">' in chinese.text
    assert english.status_code == chinese.status_code == 403
    assert reader.cookies == {}


def test_a_cookie_in_no_language_is_told_in_the_addresss(reader) -> None:
    reader.cookies["union_departure"] = "fr.x"
    assert '<html lang="en-GB">' in reader.get(f"{CALLBACK}?lang=en&state=x&code=y").text
    assert '<html lang="zh-CN">' in reader.get(f"{CALLBACK}?state=x&code=y").text


def test_a_session_that_was_there_before_ends(reader, idp, gate, boss) -> None:
    reader.get(back(reader, idp, "u-zhao"))
    first = reader.cookies["union_session"]
    reader.get(back(reader, idp, "u-zhao"))
    assert reader.cookies["union_session"] != first
    assert auth.find_actor(gate, first).role is None
    (newer, _) = auth.read_audit(boss, event=AuditEvent.SIGNED_IN)
    assert '"address": "192.0.2.1"' in newer.detail


def test_on_https_both_cookies_are_secure_and_the_way_back_is_https(gate, idp) -> None:
    provider = OidcProvider(idp.issuer, CLIENT, CALLBACK, "statistics-staff", client_secret=SECRET)
    reader = Reader(SignInRoutes(gate, HOME, "zh", provider), "https://stats.example.org")
    answer = reader.post("/sign-in/openid")
    query = parse_qs(urlsplit(led_to(answer.text)).query)
    assert query["redirect_uri"] == ["https://stats.example.org/sign-in/openid/callback"]
    (cookie,) = answer.headers.get_list("set-cookie")
    assert cookie.startswith("__Host-union_departure=zh.")
    assert cookie.endswith("; SameSite=lax; Secure")


def test_the_way_there_is_a_post_and_the_way_back_a_get(reader) -> None:
    assert reader.get("/sign-in/openid").headers["allow"] == "POST"
    assert reader.post(CALLBACK).headers["allow"] == "GET"


def test_the_cookie_of_the_way_there_holds_as_long_as_the_way_back_is_open(
    database, opened, clock, idp
) -> None:
    gate = opened(database, clock=clock, limits=AuthLimits(oidc_request=timedelta(minutes=5)))
    provider = OidcProvider(idp.issuer, CLIENT, CALLBACK, "statistics-staff", client_secret=SECRET)
    answer = Reader(SignInRoutes(gate, HOME, "zh", provider)).post("/sign-in/openid")
    assert "; Max-Age=300; " in answer.headers["set-cookie"]
