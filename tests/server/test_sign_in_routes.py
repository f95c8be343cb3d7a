"""The routes of sign-in, asked as a browser asks them, with a clock that can be set."""

import re

import httpx
import pytest
from starlette.applications import Starlette

import auth
from auth import Actor, AuditEvent, AuthDatabase, Role
from auth.oidc.provider import OidcProvider
from server.sign_in.routes import SignInRoutes
from tests.helpers.asgi_client import SITE, Reader, run
from tests.helpers.auth_db import HOME, PASSWORD, account_now, fails

TITLES = {"zh": "工会统计看板", "en": "Union Statistics Dashboard"}
OPENID = OidcProvider("http://localhost:9", "dashboard", "/", "staff", client_secret="canary-17")
HEADER = "X-Auth-Request-User"


@pytest.fixture
def door(gate: AuthDatabase, zhao: str) -> SignInRoutes:
    return SignInRoutes(gate, TITLES, "zh", OPENID, bound_to="127.0.0.1")


@pytest.fixture
def reader(door: SignInRoutes) -> Reader:
    return Reader(door)


def test_a_password_sets_a_cookie_closed_to_scripts_and_other_sites(reader):
    answer = reader.sign_in(path="/sign-in?lang=en&next=%2Fupload")
    assert (answer.status_code, answer.headers["location"]) == (303, "/upload")
    device, cookie = answer.headers.get_list("set-cookie")
    assert cookie == (
        f"union_session={reader.cookies['union_session']}; HttpOnly; Max-Age=28800; Path=/;"
        " SameSite=strict"
    )
    assert re.fullmatch(
        r"union_device_[0-9a-f]{8}=[\w.]+; HttpOnly; Max-Age=15552000; Path=/; SameSite=strict",
        device,
    )
    assert reader.signed_in


def test_on_https_the_cookie_is_secure_and_keeps_its_host(door):
    reader = Reader(door, "https://stats.example.org")
    device, cookie = reader.sign_in().headers.get_list("set-cookie")
    assert cookie.startswith("__Host-union_session=")
    assert cookie.endswith("; HttpOnly; Max-Age=28800; Path=/; SameSite=strict; Secure")
    assert device.startswith("__Host-union_device_")
    assert device.endswith("; HttpOnly; Max-Age=15552000; Path=/; SameSite=strict; Secure")
    assert reader.signed_in


@pytest.mark.parametrize("path", ["//evil.example", "https://evil.example", "/\\evil.example"])
def test_after_sign_in_nobody_is_led_away(reader, path):
    assert (
        reader.post(f"/sign-in?next={path}", {"name": "zhao", "password": PASSWORD}).headers[
            "location"
        ]
        == "/"
    )


def test_a_planted_cookie_is_replaced(reader):
    reader.cookies["union_session"] = "planted"
    reader.sign_in()
    fresh = reader.cookies["union_session"]
    assert fresh != "planted"
    reader.sign_in()
    again = reader.cookies["union_session"]
    reader.cookies["union_session"] = fresh
    assert not reader.signed_in
    reader.cookies["union_session"] = again
    assert reader.signed_in


@pytest.mark.parametrize("how", ["sign out", "change", "idle", "eight hours", "disabled"])
def test_a_cookie_replayed_afterwards_is_nobody(reader, how, clock, boss, zhao):
    reader.sign_in()
    kept = dict(reader.cookies)
    match how:
        case "sign out":
            answer = reader.post("/sign-out?lang=en")
            assert (answer.status_code, answer.headers["location"]) == (303, "/?lang=en")
            assert [name[:13] for name in reader.cookies] == ["union_device_"]
        case "change":
            new = {"old": PASSWORD, "password": "a new password", "again": "a new password"}
            assert "The password was changed" in reader.post("/account/password?lang=en", new).text
            assert reader.signed_in
        case "idle":
            clock.advance(minutes=60)
        case "eight hours":
            for _ in range(9):
                clock.advance(minutes=55)
                reader.get("/account")
        case "disabled":
            auth.disable_account(boss, account_now(boss, zhao))
    reader.cookies = kept
    answer = reader.get("/account?lang=en")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/sign-in?lang=en&next=%2Faccount%3Flang%3Den"


def test_wrong_passwords_are_told_apart_from_too_many(reader):
    answers = [reader.sign_in("guess") for _ in range(6)]
    assert [answer.status_code for answer in answers] == [401] * 5 + [429]
    assert "The account or the password is not right." in answers[0].text
    assert 'value="zhao"' in answers[0].text
    assert answers[5].headers["retry-after"] == "60"
    assert "Please try again in 60 s." in answers[5].text
    assert reader.cookies == {}


def test_a_browser_that_has_signed_in_is_known_while_strangers_are_refused(door, reader, gate):
    reader.sign_in()
    reader.post("/sign-out")
    for n in range(20):
        fails(gate, "zhao", "guess", f"198.51.100.{n}")
    stranger = Reader(door)
    assert stranger.sign_in().status_code == 429
    assert reader.sign_in().status_code == 303
    assert reader.signed_in
    # A cookie without the prefix, which another host may have set, is left alone on https.
    secure = Reader(door, "https://stats.example.org", dict(reader.cookies))
    assert secure.sign_in().status_code == 429


def test_an_open_page_changes_its_password_while_sign_in_is_refused(door, reader, gate):
    reader.sign_in()
    stranger = Reader(door)
    assert [stranger.sign_in("guess").status_code for _ in range(6)] == [401] * 5 + [429]
    new = {"old": PASSWORD, "password": "a new password", "again": "a new password"}
    assert "The password was changed" in reader.post("/account/password?lang=en", new).text
    assert reader.signed_in


POSTS = ("/sign-in", "/claim", "/sign-out", "/account/password", "/account/elsewhere")
ONLY_POSTS = ("/sign-out", "/account/password", "/account/elsewhere", "/sign-in/openid")


@pytest.mark.parametrize(
    "origin",
    ["", "null", "https://evil.example", "http://127.0.0.1", "http://127.0.0.1:8502", "file://"],
)
def test_a_form_of_another_site_changes_nothing(reader, origin, gate):
    reader.sign_in()
    before = auth.read_audit_head(gate)
    for path in (*POSTS, "/sign-in/openid"):
        assert (
            reader.post(path, {"name": "zhao", "password": PASSWORD}, origin=origin).status_code
            == 403
        )
    assert auth.read_audit_head(gate) == before
    assert reader.signed_in


def test_what_changes_something_is_no_get(reader, gate):
    reader.sign_in()
    before = auth.read_audit_head(gate)
    for path in ONLY_POSTS:
        for method in ("GET", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS"):
            answer = reader.ask(method, path)
            assert (answer.status_code, answer.headers["allow"]) == (405, "POST"), (path, method)
    for path in ("/sign-in", "/claim?token=x", "/account"):
        reader.get(path)
    assert auth.read_audit_head(gate) == before
    assert reader.signed_in


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"x" * 20_000, 413),
        (b"&".join(b"a=1" for _ in range(30)), 400),
        (b"name=\xff\xfe", 400),
        (b"", 401),
        (b"name=zhao", 401),
        (b"name=%00%ff&password=%00", 401),
    ],
)
def test_an_odd_body_is_answered_calmly(door, body, status):
    async def send() -> int:
        transport = httpx.ASGITransport(Starlette(routes=door.routes()), client=(HOME, 1))
        async with httpx.AsyncClient(transport=transport, base_url=SITE) as client:
            answer = await client.post("/sign-in", content=body, headers={"origin": SITE})
            return answer.status_code

    assert run(send) == status


def test_what_was_typed_is_shown_literally(reader):
    page = reader.post("/sign-in?lang=en", {"name": '"><script>x</script>', "password": "x"}).text
    assert "<script>" not in page
    assert "&quot;&gt;&lt;script&gt;" in page
    page = reader.get('/sign-in?lang=en&next=/"><script>x</script>').text
    assert "<script>" not in page


def test_one_signs_out_everywhere_else(door, reader):
    elsewhere = Reader(door)
    elsewhere.sign_in()
    reader.sign_in()
    assert "signed out everywhere else" in reader.post("/account/elsewhere?lang=en").text
    assert reader.signed_in
    assert not elsewhere.signed_in


def test_changing_ones_password_wants_it_twice_and_the_old_one(reader):
    reader.sign_in()
    for form, said in [
        ({"old": PASSWORD, "password": "a new password", "again": "another"}, "passwords differ"),
        ({"old": "guess", "password": "a new password", "again": "a new password"}, "not right"),
        ({"old": PASSWORD, "password": "short", "again": "short"}, "at least 10 characters"),
    ]:
        answer = reader.post("/account/password?lang=en", form)
        assert answer.status_code in (400, 401)
        assert said in answer.text


def test_nobody_changes_a_password_without_a_session(reader, boss):
    answer = reader.post("/account/password", {"old": PASSWORD, "password": "x", "again": "x"})
    assert answer.status_code == 303
    assert [row.event for row in auth.read_audit(boss, limit=1)] == [AuditEvent.DENIED.value]


def test_the_first_administrators_link_works_once(reader, boss: Actor):
    claim = auth.issue_first_admin_link(boss)
    assert claim is not None
    path = f"/claim?lang=en&token={claim.token}"
    assert "The first administrator" in reader.get(path).text
    form = {"name": "li", "display_name": "李", "password": "a new password", "again": "other"}
    answer = reader.post(path, form)
    assert (answer.status_code, "passwords differ" in answer.text) == (400, True)
    answer = reader.post(path, {**form, "again": "a new password"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/?lang=en")
    page = reader.get("/account?lang=en").text
    assert "Administrator" in page
    for answer in (reader.get(path), reader.post(path, {**form, "again": "a new password"})):
        assert answer.status_code == 403
        assert "This link is not valid" in answer.text


def test_an_invitation_names_its_account(reader, boss, zhao):
    invitation = auth.issue_invitation(boss, account_now(boss, zhao))
    path = f"/claim?lang=en&token={invitation.token}"
    assert "Set the password of zhao" in reader.get(path).text
    form = {"password": "a new password", "again": "a new password"}
    assert reader.post(path, form).status_code == 303
    assert reader.signed_in


def test_a_proxys_header_is_ignored_unless_configured(reader, door, gate):
    spoofed = {HEADER: "zhao", "X-Auth-Request-Email": "zhao@example.org"}
    assert reader.get("/account", **spoofed).status_code == 303
    assert "zhao" not in reader.get("/sign-in", **spoofed).text
    app = Starlette(routes=door.routes())
    assert "/sign-in/proxy" not in {route.path for route in app.routes}
    exposed = Reader(SignInRoutes(gate, TITLES, proxy_header=HEADER, bound_to="0.0.0.0"))
    assert exposed.post("/sign-in/proxy", **spoofed).status_code == 403
    assert exposed.cookies == {}


def test_a_configured_proxy_offers_a_button_that_signs_in(gate, zhao):
    reader = Reader(SignInRoutes(gate, TITLES, proxy_header=HEADER, bound_to="127.0.0.1"))
    assert "Sign in as zhao" in reader.get("/sign-in?lang=en", **{HEADER: "zhao"}).text
    assert reader.get("/account", **{HEADER: "zhao"}).status_code == 303
    assert reader.post("/sign-in/proxy", **{HEADER: "zhao"}).status_code == 303
    assert reader.signed_in
    nobody = Reader(reader.door)
    assert nobody.post("/sign-in/proxy", **{HEADER: "wang"}).status_code == 403
    assert nobody.post("/sign-in/proxy").status_code == 403


def test_with_the_provider_away_the_page_says_so_and_a_password_works(reader):
    assert "the organisation&#x27;s account" in reader.get("/sign-in?lang=en").text
    answer = reader.post("/sign-in/openid?lang=en")
    assert answer.status_code == 503
    assert "cannot be reached" in answer.text
    assert reader.sign_in().status_code == 303


def test_a_way_back_that_nobody_began_is_refused(reader):
    answer = reader.get("/sign-in/openid/callback?code=x&state=y&lang=en")
    assert answer.status_code == 403
    assert "not begun in this browser" in answer.text
    assert "union_session" not in reader.cookies


def test_who_may_upload_is_read_from_the_cookie_each_time(reader, door, person, boss, zhao):
    assert door.find_uploader({}) == ""
    assert door.find_uploader({"union_session": "x"}) == ""
    reader.sign_in()
    assert door.find_uploader(reader.cookies) == zhao
    secure = {"__Host-union_session": reader.cookies["union_session"]}
    assert door.find_uploader(secure) == zhao
    auth.set_role(boss, account_now(boss, zhao), Role.VIEWER)
    assert door.find_uploader(reader.cookies) == ""


@pytest.mark.parametrize(
    ("path", "language", "heading"),
    [("/sign-in", "zh-CN", "登录"), ("/sign-in?lang=en", "en-GB", "Sign in")],
)
def test_the_page_speaks_the_readers_language(reader, path, language, heading):
    page = reader.get(path).text
    assert f'<html lang="{language}">' in page
    assert f"<h1>{heading}</h1>" in page
