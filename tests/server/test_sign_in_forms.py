"""The pages of sign-in as whoever fills them in meets them: forms, labels, messages, the way on."""

import re
from html import escape
from pathlib import Path

import pytest

import auth
from auth import AuthDatabase, OneTimeLink, Role
from locales import Language, Words
from server.sign_in.pages import (
    build_link_page,
    build_plain_page,
    build_redirect_page,
    build_sign_in_page,
)
from server.sign_in.routes import SignInRoutes
from tests.helpers.asgi_client import Reader
from tests.helpers.auth_db import PASSWORD, account_now
from tests.helpers.html_forms import Form, forms_of

TITLES: dict[Language, str] = {"zh": "工会统计看板", "en": "Union <Statistics>"}
ENGLISH, CHINESE = Words("en"), Words("zh")
ORIGIN = "http://127.0.0.1:8501"


@pytest.fixture
def door(gate: AuthDatabase, zhao: str) -> SignInRoutes:
    return SignInRoutes(gate, TITLES, "zh", bound_to="127.0.0.1")


@pytest.fixture
def reader(door: SignInRoutes) -> Reader:
    return Reader(door)


def filled(form: Form) -> list[tuple[str, str, str, str, str]]:
    """Label, name, kind, what a browser fills in and what stands there already."""
    for _, given in form.fields:
        assert {"required", "autocapitalize", "spellcheck"} <= given.keys()
        assert (given["maxlength"], given["autocapitalize"]) == ("200", "none")
        assert (given["spellcheck"], given["id"]) == ("false", given["name"])
    return [
        (label, given["name"], given["type"], given["autocomplete"], given["value"])
        for label, given in form.fields
    ]


NEW = [
    ("New password", "password", "password", "new-password", ""),
    ("New password once more", "again", "password", "new-password", ""),
]


def test_the_sign_in_form_keeps_the_name_and_never_the_password(reader: Reader) -> None:
    page = reader.post("/sign-in?lang=en&next=%2Fdata", {"name": 'a"<b', "password": "secret-17"})
    (form,) = forms_of(page.text)
    assert form.action == "/sign-in?lang=en&next=%2Fdata"
    assert filled(form) == [
        ("Account", "name", "text", "username", 'a"<b'),
        ("Password", "password", "password", "current-password", ""),
    ]
    assert (form.button, form.second) == ("Sign in", False)
    assert "secret-17" not in page.text


def test_a_long_name_comes_back_in_part(reader: Reader) -> None:
    page = reader.post("/sign-in", {"name": "x" * 65, "password": "y"})
    (form,) = forms_of(page.text)
    assert filled(form)[0][-1] == "x" * 64


def test_other_ways_in_come_first_and_the_password_second() -> None:
    said = {"name": "", "message": ""}
    html = build_sign_in_page(ENGLISH, "S", "?lang=en", has_openid=True, proxy_user="li<", **said)
    assert [(form.action, form.button, form.second) for form in forms_of(html)] == [
        ("/sign-in/proxy?lang=en", "Sign in as li<", False),
        ("/sign-in/openid?lang=en", "Sign in with the organisation's account", False),
        ("/sign-in?lang=en", "Sign in", True),
    ]
    for outside, vouched, actions in (
        (True, "", ["/sign-in/openid", "/sign-in"]),
        (False, "li", ["/sign-in/proxy", "/sign-in"]),
    ):
        forms = forms_of(
            build_sign_in_page(ENGLISH, "S", "", has_openid=outside, proxy_user=vouched, **said)
        )
        assert [form.action for form in forms] == actions
        assert [form.second for form in forms] == [False, True]
    assert 'role="alert"' not in html


def test_a_page_is_a_document_of_its_language_with_the_way_back() -> None:
    page = build_plain_page(
        CHINESE, "看板 <1>", "登录 & 入", "<p>甲</p>", "<p>乙</p>", message="不 < 对"
    )
    assert page.startswith('<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">')
    assert "<title>登录 &amp; 入 · 看板 &lt;1&gt;</title>" in page
    assert '<p class="site">看板 &lt;1&gt;</p><h1>登录 &amp; 入</h1>' in page
    assert '<p class="said" role="alert">不 &lt; 对</p><p>甲</p><p>乙</p>' in page
    assert page.endswith('<p><a href="/?lang=zh">返回看板</a></p></main></body></html>')
    assert "width=device-width" in page
    assert "/ui/mark.svg" in page
    assert "<script" not in page
    assert 'role="alert"' not in build_plain_page(CHINESE, "", "")


def test_the_first_administrators_page_asks_for_a_name_and_a_password_twice(
    gate: AuthDatabase,
) -> None:
    claim = OneTimeLink("t", gate.now(), "")
    page = build_link_page(ENGLISH, "S", "?lang=en&token=t", claim, "", {})
    (form,) = forms_of(page)
    assert form.action == "/claim?lang=en&token=t"
    assert filled(form) == [
        ("Account", "name", "text", "username", ""),
        ("Name", "display_name", "text", "name", ""),
        *NEW,
    ]
    assert (form.button, form.second) == (ENGLISH.say("access.claim_create"), False)
    assert f"<h1>{ENGLISH.say('access.claim_first')}</h1>" in page
    assert escape(ENGLISH.say("access.claim_first_note")) in page
    assert escape(ENGLISH.say("access.password_hint", least=10)) in page


def test_an_invitation_asks_for_a_password_twice(gate: AuthDatabase) -> None:
    invited = OneTimeLink("t", gate.now(), "zh<ao")
    page = build_link_page(ENGLISH, "S", "?lang=en", invited, "no & no", {})
    (form,) = forms_of(page)
    assert (form.action, filled(form)) == ("/claim?lang=en", NEW)
    assert form.button == ENGLISH.say("access.claim_set")
    assert "<h1>Set the password of zh&lt;ao</h1>" in page
    assert '<p class="said" role="alert">no &amp; no</p>' in page
    assert escape(ENGLISH.say("access.password_hint", least=10)) in page


def test_ones_own_page_shows_what_is_known_and_what_can_be_done(reader: Reader, boss, zhao) -> None:
    auth.set_area(boss, account_now(boss, zhao), "330203")
    reader.sign_in()
    page = reader.get("/account?lang=en").text
    facts = re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", page)
    assert facts == [
        ("Account", "zhao"),
        ("Name", "赵"),
        ("Role", "Staff"),
        ("Area", "330203"),
    ]
    (here,) = re.findall(r"<li>(.*?)</li>", page)
    assert re.fullmatch(
        r"This browser: Password, signed in [\d-]+ [\d:]+, last seen [\d-]+ [\d:]+", here
    )
    auth.sign_in(boss.database, "zhao", PASSWORD, ip_address="192.0.2.9")
    both = re.findall(r"<li>(.*?)</li>", reader.get("/account?lang=en").text)
    assert sorted(both) == [here.replace("This browser: ", ""), here]
    forms = forms_of(page)
    assert [(form.action, form.button, form.second) for form in forms] == [
        ("/sign-out?lang=en", "Sign out", False),
        ("/account/elsewhere?lang=en", ENGLISH.say("access.sign_out_elsewhere"), True),
        ("/account/password?lang=en", ENGLISH.say("access.password_change"), True),
    ]
    assert filled(forms[2]) == [
        ("Current password", "old", "password", "current-password", ""),
        *NEW,
    ]
    assert escape(ENGLISH.say("access.password_hint", least=10)) in page
    auth.set_area(boss, account_now(boss, zhao), "")
    assert "<dt>Area</dt>" not in reader.get("/account?lang=en").text


def test_a_page_that_moves_on_says_where_to() -> None:
    page = build_redirect_page(ENGLISH, "S", 'https://login.example.org/a?b=1&c="2"')
    to = "https://login.example.org/a?b=1&amp;c=&quot;2&quot;"
    assert page.count(f'<meta http-equiv="refresh" content="0; url={to}"><title>') == 1
    assert f'<p><a href="{to}">{ENGLISH.say("access.go_on")}</a></p>' in page
    assert f"<h1>{ENGLISH.say('access.going_on')}</h1>" in page


@pytest.mark.parametrize(
    ("path", "location"),
    [
        ("/sign-in", "/?lang=zh"),
        ("/sign-in?lang=en", "/?lang=en"),
        ("/sign-in?lang=en&next=%2Fdata%3Flang%3Den", "/data?lang=en"),
        ("/sign-in?next=%2F%2Fevil.example", "/"),
        ("/sign-in?next=", "/"),
    ],
)
def test_after_sign_in_one_goes_on_where_one_wanted(reader: Reader, path, location) -> None:
    assert reader.sign_in(path=path).headers["location"] == location


def test_language_and_way_on_are_kept_from_page_to_page(reader: Reader) -> None:
    answer = reader.get("/account?lang=en&next=%2Fdata&token=t&other=1")
    assert answer.headers["location"] == "/sign-in?lang=en&next=%2Faccount%3Flang%3Den&token=t"
    (form,) = forms_of(reader.get("/sign-in?next=%2Fdata&other=1").text)
    assert form.action == "/sign-in?lang=zh&next=%2Fdata"


def test_faults_are_told_by_their_status(
    door: SignInRoutes, reader: Reader, boss, gate: AuthDatabase
) -> None:
    admin = auth.create_account(boss, "qian", "钱", Role.ADMIN)
    link = f"/claim?lang=en&token={auth.issue_invitation(boss, account_now(boss, admin.id)).token}"
    short = reader.post(link, {"password": "short", "again": "short"})
    assert (short.status_code, "retry-after" in short.headers) == (400, False)
    assert "at least 10 characters" in short.text
    assert "<h1>Set the password of qian</h1>" in short.text
    gone = reader.get("/claim?lang=en&token=none")
    assert gone.status_code == 403
    assert "<h1>Sign in</h1>" in gone.text
    assert forms_of(gone.text) == []


def test_what_was_typed_is_there_again_after_a_refused_password(
    reader: Reader, gate: AuthDatabase
) -> None:
    first = auth.issue_first_admin_link(auth.operator_actor(gate, "start"))
    assert first is not None
    link = f"/claim?lang=en&token={first.token}"
    typed = {"name": "wangfang", "display_name": "王芳<b>"}
    refused = reader.post(link, {**typed, "password": "short", "again": "short"})
    (form,) = forms_of(refused.text)
    assert [field[-1] for field in filled(form)] == ["wangfang", "王芳<b>", "", ""]


def test_a_database_that_is_away_is_told_as_such(
    door: SignInRoutes, reader: Reader, gate: AuthDatabase
) -> None:
    reader.sign_in()
    place = gate.engine.url.database
    gate.close()
    kept = Path(place).rename(f"{place}.away")
    Path(place).mkdir()
    away = ENGLISH.say("access.database_unreachable")
    for method, path in (("POST", "/sign-in"), ("GET", "/account"), ("POST", "/sign-out")):
        answer = reader.ask(method, f"{path}?lang=en", {"name": "zhao", "password": PASSWORD})
        assert answer.status_code == 503, path
        assert escape(away) in answer.text
    Path(place).rmdir()
    kept.rename(place)
    assert reader.signed_in


def test_signing_out_takes_the_cookie_and_is_no_fault_without_one(door: SignInRoutes) -> None:
    reader = Reader(door, "https://stats.example.org")
    reader.sign_in()
    (cookie,) = reader.post("/sign-out?lang=en").headers.get_list("set-cookie")
    assert cookie.startswith('__Host-union_session=""; ')
    assert "; HttpOnly; Max-Age=0; Path=/; SameSite=strict; Secure" in cookie
    answer = reader.post("/sign-out")
    assert (answer.status_code, answer.headers["location"]) == (303, "/?lang=zh")


def test_who_signed_out_elsewhere_is_told_and_others_stay(
    door: SignInRoutes, boss, gate: AuthDatabase
) -> None:
    auth.create_account(boss, "wang", "王", Role.STAFF, password=PASSWORD)
    other = Reader(door)
    other.post("/sign-in", {"name": "wang", "password": PASSWORD})
    readers = [Reader(door) for _ in range(3)]
    for each in readers:
        each.sign_in()
    answer = readers[1].post("/account/elsewhere?lang=en")
    assert escape(ENGLISH.say("access.signed_out_elsewhere")) in answer.text
    assert [each.signed_in for each in (*readers, other)] == [False, True, False, True]
    nobody = Reader(door)
    assert nobody.post("/account/elsewhere?lang=en").status_code == 303


def test_a_changed_password_shows_ones_page_under_the_new_cookie(door: SignInRoutes) -> None:
    reader = Reader(door, "https://stats.example.org")
    reader.sign_in()
    before = reader.cookies["__Host-union_session"]
    form = {"old": PASSWORD, "password": "a new password", "again": "a new password"}
    answer = reader.post("/account/password?lang=en", form)
    assert answer.status_code == 200
    assert escape(ENGLISH.say("access.password_changed")) in answer.text
    assert "<dd>zhao</dd>" in answer.text
    assert reader.cookies["__Host-union_session"] != before
    assert reader.signed_in
