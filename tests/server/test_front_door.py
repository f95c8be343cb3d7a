"""What start does about sign-in: the address, the provider, the first administrator's link."""

from datetime import timedelta
from pathlib import Path

import pytest

import auth
from auth import AuthDatabase, AuthLimits, InvalidValueError, Role
from server import SignInRoutes, build_base_url, build_first_admin_message, open_sign_in
from settings import Settings, load_settings
from tests.helpers.asgi_client import Reader
from tests.helpers.auth_db import PASSWORD

OPENID = (
    "{issuer: https://login.example.org, client_id: c, client_secret_file: s.txt, staff_group: g}"
)


def settings(folder: Path, text: str) -> Settings:
    path = folder / "config.yaml"
    path.write_text(text, "utf-8")
    return load_settings(path)


@pytest.mark.parametrize(
    ("host", "port", "https", "address"),
    [
        ("stats.example.org", 443, False, "https://stats.example.org"),
        ("stats.example.org", 443, True, "https://stats.example.org"),
        ("stats.example.org", 8501, True, "https://stats.example.org:8501"),
        ("localhost", 80, False, "http://localhost"),
        ("localhost", 80, True, "https://localhost:80"),
        ("localhost", 8501, False, "http://localhost:8501"),
    ],
)
def test_the_address_is_the_one_that_a_browser_knows(host, port, https, address) -> None:
    assert build_base_url(host, port, https=https) == address


def test_the_first_start_prints_a_link_in_both_languages(gate: AuthDatabase, boss) -> None:
    said = build_first_admin_message(gate, "https://stats.example.org")
    chinese, english = said.splitlines()
    (link,) = {word for word in english.split() if word.startswith("https://")}
    assert link.startswith("https://stats.example.org/claim?token=")
    assert link in chinese
    assert "15" in chinese
    assert "15 min" in english
    token = link.partition("token=")[2]
    assert auth.peek_link(gate, token).name == ""
    (row,) = auth.read_audit(boss)
    assert (row.who, row.event) == ("operator:start", "claim_issued")
    auth.redeem_link(gate, token, PASSWORD, name="li", display_name="李", ip_address="::1")
    assert build_first_admin_message(gate, "https://stats.example.org") == ""


def test_the_link_says_how_long_it_holds(database, opened, clock) -> None:
    gate = opened(
        database, clock=clock, limits=AuthLimits(first_admin_link=timedelta(minutes=7, seconds=30))
    )
    assert "7 min" in build_first_admin_message(gate, "http://localhost").splitlines()[1]


def test_a_database_that_cannot_be_written_keeps_nobody_from_reading(
    tmp_path: Path, opened
) -> None:
    opened(f"sqlite:///{tmp_path}/access.db").close()
    still = opened(f"sqlite:///file:{tmp_path}/access.db?mode=ro&uri=true")
    assert build_first_admin_message(still, "http://localhost") == ""


def test_sign_in_is_made_of_the_settings(
    tmp_path: Path, gate: AuthDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORWARDED_ALLOW_IPS", "127.0.0.1")
    (tmp_path / "s.txt").write_text("  canary-17\n", "utf-8")
    text = (
        f"language: en\ntitle: {{zh: 甲, en: A}}\n"
        f"sign_in: {{proxy_header: X-User, openid: {OPENID}}}\n"
    )
    made = open_sign_in(settings(tmp_path, text), gate, address="127.0.0.1", https=False)
    assert made.database is gate
    assert (dict(made.titles), made.default_language) == ({"zh": "甲", "en": "A"}, "en")
    assert (made.proxy_header, made.bound_to) == ("X-User", "127.0.0.1")
    provider = made.provider
    assert provider is not None
    assert (provider.issuer, provider.client_id) == ("https://login.example.org", "c")
    assert (provider.client_secret, provider.group) == ("canary-17", "g")
    assert (provider.groups_claim, provider.redirect_uri) == ("groups", "/sign-in/openid/callback")
    paths = {route.path for route in made.routes()}
    assert {"/sign-in/openid", "/sign-in/openid/callback", "/sign-in/proxy"} <= paths
    own = OPENID.replace("}", ", group_claim: roles}")
    there = settings(tmp_path, f"sign_in: {{openid: {own}}}\n")
    assert open_sign_in(there, gate, address="::1", https=False).provider.groups_claim == "roles"


def test_without_a_word_about_it_there_is_no_provider_and_no_proxy(tmp_path, gate) -> None:
    made = open_sign_in(settings(tmp_path, "language: zh\n"), gate, address="::1", https=False)
    assert (made.provider, made.proxy_header, made.default_language) == (None, "", "zh")
    assert {route.path for route in made.routes()} == {
        "/sign-in", "/claim", "/account", "/account/password", "/account/elsewhere", "/sign-out",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "https", "code"),
    [
        ("language: zh", False, "address_not_loopback"),
        ("language: zh", True, ""),
        ("sign_in: {allow_plain_http: true}", False, ""),
        ("sign_in: {proxy_header: X-User}", True, "proxy_not_loopback"),
        ("sign_in: {proxy_header: X-User, allow_plain_http: true}", False, "proxy_not_loopback"),
    ],
)
def test_an_address_on_the_network_takes_https_or_a_word(tmp_path, gate, text, https, code) -> None:
    told = settings(tmp_path, text + "\n")
    if not code:
        assert open_sign_in(told, gate, address="0.0.0.0", https=https).bound_to == "0.0.0.0"
        return
    with pytest.raises(InvalidValueError) as refused:
        open_sign_in(told, gate, address="0.0.0.0", https=https)
    assert refused.value.code == code


def test_a_provider_needs_https_and_its_secret(tmp_path: Path, gate: AuthDatabase) -> None:
    told = settings(tmp_path, f"sign_in: {{openid: {OPENID}}}\n")
    with pytest.raises(FileNotFoundError):
        open_sign_in(told, gate, address="127.0.0.1", https=False)
    (tmp_path / "s.txt").write_text("x")
    plain = settings(tmp_path, f"sign_in: {{openid: {OPENID.replace('https', 'http')}}}\n")
    with pytest.raises(InvalidValueError) as refused:
        open_sign_in(plain, gate, address="127.0.0.1", https=False)
    assert refused.value.code == "oidc_plain_http"


def test_an_administrator_who_is_shut_out_is_one_all_the_same(gate: AuthDatabase, boss) -> None:
    """The link is for a dashboard that never had one; another way in is by the command line."""
    made = auth.create_account(boss, "li", "李", Role.ADMIN, password=PASSWORD)
    with gate.write_transaction() as db:
        from auth.schema import accounts

        db.execute(accounts.update().where(accounts.c.id == made.id).values(disabled=True))
    assert build_first_admin_message(gate, "http://localhost") == ""


def test_cookies_hold_as_long_as_what_they_stand_for(database, opened, clock) -> None:
    """A dashboard whose sessions are shorter gives cookies that are shorter."""
    limits = AuthLimits(session=timedelta(hours=2), oidc_request=timedelta(minutes=5))
    gate = opened(database, clock=clock, limits=limits)
    boss = auth.operator_actor(gate, "LI")
    auth.create_account(boss, "zhao", "赵", Role.STAFF, password=PASSWORD)
    reader = Reader(SignInRoutes(gate, {"zh": "甲", "en": "A"}, "zh"))
    cookies = reader.sign_in().headers.get_list("set-cookie")
    assert ["; Max-Age=7200; " in cookie for cookie in cookies].count(True) == 1
    form = {"old": PASSWORD, "password": "a new password", "again": "a new password"}
    cookies = reader.post("/account/password", form).headers.get_list("set-cookie")
    assert ["; Max-Age=7200; " in cookie for cookie in cookies].count(True) == 1
