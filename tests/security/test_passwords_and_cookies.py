"""A6 to A9 and A11 on the running server: cookies planted or replayed, guesses, forged posts."""

from datetime import timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy import delete, update
from websockets.exceptions import InvalidStatus

import auth
from auth import AuditEvent, Role
from auth.schema import attempts, sessions
from locales import Words
from server.uploads import UPLOAD_PATH as UPLOAD
from tests.helpers.auth_db import account_now, fails
from tests.helpers.served_app import House, cookie_of
from tests.helpers.websocket_client import Tab
from tests.helpers.workspaces import PASSWORD

WORDS = Words("zh")
COOKIE = "union_session"
EVIL = "http://evil.example"


def known(house: House, cookies: dict[str, str]) -> bool:
    """Say whether a cookie is anybody, on the account page and in a tab alike."""
    page = house.ask("GET", "/account", cookie=cookie_of(cookies)).status == 200
    tab = "/account?" in house.tab(cookies).open("history").text
    assert page == tab
    return page


@pytest.fixture
def wang(house: House) -> dict[str, str]:
    """Somebody who has signed in."""
    if not any(each.name == "wang" for each in auth.list_accounts(house.boss)):
        house.account("wang", Role.STAFF)
    return house.sign_in("wang")


def test_a_planted_cookie_is_not_what_gets_signed_in(house: House, wang: dict[str, str]) -> None:
    planted = {COOKIE: "planted-by-somebody-else"}
    answer = house.post("/sign-in", planted, name="wang", password=PASSWORD)
    assert answer.status == 303
    assert answer.cookie[COOKIE] not in (planted[COOKIE], wang[COOKIE])
    assert not known(house, planted)
    # A session held before is not kept beside the new one.
    newer = house.post("/sign-in", wang, name="wang", password=PASSWORD).cookie
    assert known(house, newer)
    assert not known(house, wang)


def test_a_cookie_replayed_after_signing_out_is_nobody(house: House, wang: dict[str, str]) -> None:
    assert known(house, wang)
    assert house.post("/sign-out", wang).status == 303
    assert not known(house, wang)


def test_a_cookie_replayed_after_a_change_of_password_is_nobody(
    house: House, wang: dict[str, str]
) -> None:
    other, again = house.sign_in("wang"), "另一个好的密码口令了"
    answer = house.post("/account/password", wang, old=PASSWORD, password=again, again=again)
    assert answer.status == 200
    assert not known(house, other)
    assert not known(house, wang)
    account = auth.find_actor(house.workspace.database, answer.cookie[COOKIE]).account_id
    auth.reset_password(house.boss, account_now(house.boss, account), PASSWORD)


def test_a_cookie_replayed_after_eight_hours_is_nobody(house: House, wang: dict[str, str]) -> None:
    actor = auth.find_actor(house.workspace.database, wang[COOKIE])
    with house.workspace.database.write_transaction() as db:
        mine = update(sessions).where(sessions.c.id == actor.session_id)
        db.execute(mine.values(expires_at=house.workspace.database.now() - timedelta(seconds=1)))
    assert not known(house, wang)


@pytest.fixture
def forgiven(house: House) -> object:
    """Forget all guesses before and afterwards: every test signs in from one address."""
    _forget(house)
    yield
    _forget(house)


def _forget(house: House) -> None:
    with house.workspace.database.write_transaction() as db:
        db.execute(delete(attempts))


@pytest.mark.usefixtures("forgiven", "wang")
def test_eight_wrong_passwords_are_stopped_at_five_and_heal(house: House) -> None:
    answers = [house.post("/sign-in", name="wang", password=f"guess {n}") for n in range(8)]
    assert [answer.status for answer in answers] == [401] * 5 + [429] * 3
    assert 0 < int(answers[-1].headers["retry-after"]) <= 60
    assert house.post("/sign-in", name="wang", password=PASSWORD).status == 429
    with house.workspace.database.write_transaction() as db:
        db.execute(
            update(attempts).values(at=house.workspace.database.now() - timedelta(seconds=61))
        )
    assert house.post("/sign-in", name="wang", password=PASSWORD).status == 303


@pytest.mark.usefixtures("forgiven", "wang")
def test_an_unknown_name_costs_the_server_one_verification_too(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Counted, not timed: the same work for a name that exists and one that does not."""
    real, counted = PasswordHasher.verify, []

    def counting(self: PasswordHasher, hashed: str, password: bytes) -> bool:
        counted.append(hashed)
        return bool(real(self, hashed, password))

    monkeypatch.setattr(PasswordHasher, "verify", counting)
    for name in ("wang", "nobody-of-that-name"):
        with pytest.raises(auth.SignInError):
            auth.sign_in(house.workspace.database, name, "wrong password", ip_address="192.0.2.77")
    assert len(counted) == 2


@pytest.mark.usefixtures("forgiven", "wang")
def test_another_address_is_claimed_in_vain(house: House) -> None:
    """No proxy is named here, so that nobody speaks for another address."""
    form = {"name": "wang", "password": "guess"}
    claims = [f"198.51.100.{n}, 203.0.113.{n}" for n in range(8)]
    answers = [
        house.ask("POST", "/sign-in", form, origin=house.url, x_forwarded_for=claimed)
        for claimed in claims
    ]
    assert [answer.status for answer in answers] == [401] * 5 + [429] * 3
    (newest, *_) = auth.read_audit(house.boss, event=AuditEvent.SIGN_IN_FAILED)
    assert '"address": "127.0.0.1"' in newest.detail


@pytest.mark.usefixtures("forgiven")
def test_a_known_browser_signs_in_while_strangers_guess(house: House, wang: dict[str, str]) -> None:
    first = house.ask("POST", "/sign-in", {"name": "wang", "password": PASSWORD}, origin=house.url)
    assert first.status == 303
    device = next(each for each in first.cookies if each.startswith("union_device_"))
    assert "; HttpOnly" in device
    assert "; SameSite=strict" in device
    for n in range(20):
        fails(house.workspace.database, "wang", "guess", f"198.51.100.{n}")
    form = {"name": "wang", "password": PASSWORD}
    assert house.post("/sign-in", **form).status == 429
    known = dict([device.partition(";")[0].split("=", 1)])
    assert house.post("/sign-in", known, **form).status == 303
    # Meanwhile an open page changes its password.
    again = "另一个好的密码口令了"
    assert (
        house.post("/account/password", wang, old=PASSWORD, password=again, again=again).status
        == 200
    )
    assert house.post("/sign-in", known, name="wang", password=again).status == 429
    account = next(each for each in auth.list_accounts(house.boss) if each.name == "wang")
    auth.reset_password(house.boss, account.seen, PASSWORD)


POSTS = ("/sign-in", "/sign-out", "/claim", "/account/password", "/account/elsewhere")


@pytest.mark.parametrize("path", POSTS)
def test_a_forged_post_is_refused(house: House, wang: dict[str, str], path: str) -> None:
    form = {"name": "wang", "password": PASSWORD}
    since = house.written_so_far
    for origin in (EVIL, "null", "", house.url + ".evil.example"):
        answer = house.ask("POST", path, form, origin=origin, cookie=cookie_of(wang))
        assert answer.status == 403, origin
        assert "set-cookie" not in answer.headers
    for method in ("PUT", "PATCH", "DELETE", "OPTIONS"):
        assert house.ask(method, path, cookie=cookie_of(wang)).status == 405
    shows_a_form = path in ("/sign-in", "/claim")
    assert (house.ask("GET", path, cookie=cookie_of(wang)).status != 405) == shows_a_form
    assert known(house, wang)
    assert house.written(since) == []


def test_a_socket_that_another_site_opens_is_refused(house: House, wang: dict[str, str]) -> None:
    """Publishing goes over the socket: there is no route to post to."""
    for origin in (EVIL, "null", "", "http://127.0.0.1.evil.example", "http://127.0.0.1:1"):
        with pytest.raises(InvalidStatus, match="HTTP 403"):
            Tab(house.url, wang, headers={"Origin": origin})


@pytest.mark.parametrize("origin", [EVIL, ""])
def test_a_file_that_another_site_sends_is_refused(
    house: House, wang: dict[str, str], origin: str
) -> None:
    """A page of another site can have the cookies sent along, but cannot read the token."""
    token = house.ask("GET", "/_stcore/health").headers["set-cookie"].split(";")[0]
    session = house.tab(wang).open("upload").session
    for cookies in (cookie_of(wang), f"{cookie_of(wang)}; {token}"):
        sent = house.ask("PUT", f"{UPLOAD}/{session}/f", {"f": "x"}, origin=origin, cookie=cookies)
        assert (sent.status, sent.body) == (403, "XSRF token missing or invalid")


SPOOFED = {
    "X-Auth-Request-User": "wang",
    "X-Auth-Request-Email": "wang@example.org",
    "X-Forwarded-User": "wang",
    "X-Forwarded-Preferred-Username": "wang",
    "Remote-User": "wang",
}


@pytest.mark.usefixtures("wang")
def test_a_header_that_names_somebody_is_ignored(house: House) -> None:
    assert house.ask("GET", "/account", **SPOOFED).status == 303
    page = house.ask("GET", "/sign-in", **SPOOFED).body
    assert "wang" not in page
    assert house.ask("POST", "/sign-in/proxy", {}, origin=house.url, **SPOOFED).status in (404, 405)
    tab = house.tab(**SPOOFED)
    assert "/account?" not in tab.open("history").text
    assert WORDS.say("access.not_signed_in") in tab.open("staff").text
