"""Who comes from a provider, on each border: how late, how long a name, whose account."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

import auth
from auth import AuditEvent, AuthDatabase, Role, SignInError
from auth.oidc.provider import OidcProvider
from auth.oidc.sign_in import OidcResult, finish_sign_in, start_sign_in
from auth.schema import oidc_requests
from tests.helpers.auth_db import HOME, Clock, account_now, said
from tests.helpers.oidc_provider import CALLBACK, CLIENT, SECRET, Idp

pytestmark = [
    pytest.mark.filterwarnings("ignore::authlib.deprecate.AuthlibDeprecationWarning"),
    pytest.mark.filterwarnings("ignore:get_jwt_config:DeprecationWarning"),
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
]


@pytest.fixture
def clock() -> Clock:
    """The true time: the provider's tokens are dated by it."""
    return Clock(datetime.now(UTC))


@pytest.fixture
def provider(idp: Idp) -> OidcProvider:
    return OidcProvider(idp.issuer, CLIENT, CALLBACK, "statistics-staff", client_secret=SECRET)


SignsIn = Callable[..., OidcResult]


@pytest.fixture
def signs_in(gate: AuthDatabase, idp: Idp, provider: OidcProvider) -> SignsIn:
    """A browser's whole way, there and back."""

    def way(
        sub: str, provider: OidcProvider = provider, next_path: str = "/", **query: str
    ) -> OidcResult:
        departure = start_sign_in(gate, provider, next_path=next_path)
        answer = {**idp.answer(departure, sub), **query}
        return finish_sign_in(gate, provider, answer, cookie=departure.cookie, ip_address=HOME)

    return way


def code(call: Callable[..., object], *args: object, **more: object) -> str:
    with pytest.raises(SignInError) as failed:
        call(*args, **more)
    return failed.value.code


def test_the_way_back_is_open_for_ten_minutes(gate, idp, provider, clock) -> None:
    begun = clock.at
    first, second = start_sign_in(gate, provider), start_sign_in(gate, provider)
    queries = [idp.answer(each, "u-zhao") for each in (first, second)]
    clock.at = begun + timedelta(minutes=10) - timedelta(microseconds=1)
    arrived = finish_sign_in(gate, provider, queries[0], cookie=first.cookie, ip_address=HOME)
    assert arrived.session.actor.signed_in
    clock.at = begun + timedelta(minutes=10)
    back = {"cookie": second.cookie, "ip_address": HOME}
    assert code(finish_sign_in, gate, provider, queries[1], **back) == "oidc_state"


def test_who_never_came_back_is_forgotten_when_the_next_one_sets_out(gate, provider, clock) -> None:
    def waiting() -> int:
        with gate.read_transaction() as db:
            return db.execute(select(func.count()).select_from(oidc_requests)).scalar_one()

    start_sign_in(gate, provider)
    clock.advance(minutes=9, seconds=59)
    start_sign_in(gate, provider)
    assert waiting() == 2
    clock.advance(seconds=1)
    start_sign_in(gate, provider)
    assert waiting() == 2


def test_neither_state_nor_cookie_is_kept_as_it_is(gate, provider) -> None:
    departure = start_sign_in(gate, provider, next_path="/data")
    with gate.read_transaction() as db:
        (row,) = db.execute(select(oidc_requests)).all()
    assert row.next_path == "/data"
    kept = row.state_sha256 + row.browser_sha256
    assert len(kept) == 128
    assert departure.cookie not in kept
    assert "state=" in departure.url
    assert departure.url.partition("state=")[2].partition("&")[0] not in kept


@pytest.mark.parametrize(
    ("wanted", "path"),
    [
        ("/" + "a" * 399, "/" + "a" * 399),
        ("/" + "a" * 400, "/" + "a" * 399),
        ("//evil.example", "/"),
        ("", "/"),
    ],
)
def test_one_goes_on_where_one_wanted_within_this_site(signs_in, wanted, path) -> None:
    assert signs_in("u-zhao", next_path=wanted).next_path == path


@pytest.mark.parametrize(
    ("claims", "name", "shown"),
    [
        ({"preferred_username": "Zhao", "name": " 赵 敏 "}, "zhao", "赵 敏"),
        ({"preferred_username": "Zhao", "name": ""}, "zhao", "Zhao"),
        ({"preferred_username": "x" * 70, "name": "赵" * 90}, "x" * 64, "赵" * 80),
        ({"preferred_username": "", "name": ""}, "", "u-zhao"),
        ({"preferred_username": "a", "name": "赵"}, "", "赵"),
        ({"preferred_username": "operator:li", "name": "\u202e"}, "", "u-zhao"),
    ],
)
def test_a_new_account_is_named_as_the_provider_names_it_where_that_is_a_name(
    signs_in, idp, boss, claims, name, shown
) -> None:
    idp.forge = claims
    actor = signs_in("u-zhao").session.actor
    if name:
        assert actor.name == name
    else:
        assert actor.name.startswith("oidc-")
        assert len(actor.name) == 17
    assert actor.display_name == shown
    (account,) = auth.list_accounts(boss)
    assert (account.role, account.area, account.external) == (Role.STAFF, "", idp.issuer)
    _, made = auth.read_audit(boss)
    assert (made.event, made.who, made.subject) == ("account_created", actor.name, account.id)
    assert said(made) == (
        f'{{"area": "", "issuer": "{idp.issuer}", "name": "{actor.name}", "role": "staff"}}'
    )


def test_two_people_of_one_name_are_two_accounts(signs_in, idp, boss) -> None:
    first = signs_in("u-zhao").session.actor
    idp.forge = {"preferred_username": "zhao"}
    second = signs_in("u-one").session.actor
    assert first.name == "zhao"
    assert second.name.startswith("oidc-")
    assert len(auth.list_accounts(boss)) == 2
    idp.forge = {}
    assert signs_in("u-zhao").session.actor.account_id == first.account_id
    assert signs_in("u-one").session.actor.account_id == second.account_id


def test_who_left_the_group_is_signed_out_and_nobody_else(signs_in, idp, gate, boss) -> None:
    leaving, staying = signs_in("u-zhao").session, signs_in("u-one").session
    idp.forge = {"groups": ["all"]}
    assert code(signs_in, "u-zhao") == "oidc_group"
    assert not auth.find_actor(gate, leaving.token).signed_in
    assert auth.find_actor(gate, staying.token).signed_in
    (row,) = auth.read_audit(boss, event=AuditEvent.SIGN_IN_FAILED)
    assert (row.who, row.detail) == (
        "zhao", '{"address": "192.0.2.1", "code": "oidc_group", "method": "oidc"}',
    )  # fmt: skip


def test_a_refusal_is_written_down_with_its_code(signs_in, idp, boss, provider) -> None:
    bound = replace(provider, area_claim="area")
    assert code(signs_in, "u-zhao", bound) == "oidc_area"
    assert code(signs_in, "u-zhao", iss="https://evil.example") == "oidc_issuer"
    assert code(signs_in, "u-zhao", error="access_denied") == "oidc_refused"
    rows = auth.read_audit(boss)
    assert [row.detail for row in rows] == [
        f'{{"address": "192.0.2.1", "code": "{each}", "method": "oidc"}}'
        for each in ("oidc_refused", "oidc_issuer", "oidc_area")
    ]
    assert {row.who for row in rows} == {"anonymous"}
    # A provider that names itself, and rightly, is none that was tampered with.
    assert signs_in("u-zhao", iss=idp.issuer).session.actor.signed_in


def test_an_area_of_the_provider_binds_a_new_account(signs_in, provider, idp, boss) -> None:
    bound = replace(provider, area_claim="area")
    actor = signs_in("u-county", bound).session.actor
    assert actor.area == "330203"
    (_, made) = auth.read_audit(boss)
    assert '"area": "330203"' in made.detail
    # An account that was there keeps the area given here.
    auth.set_area(boss, account_now(boss, actor.account_id), "330200")
    assert signs_in("u-county", bound).session.actor.area == "330200"


@pytest.mark.parametrize(
    ("forged", "expected"),
    [
        ({"exp": 55}, ""),
        ({"exp": -55}, ""),
        ({"exp": -65}, "oidc_expired"),
        ({"iat": 55}, ""),
        ({"iat": 90}, "oidc_token"),
    ],
)
def test_a_clock_a_minute_off_is_borne(signs_in, idp, clock, forged, expected) -> None:
    now = int(clock.at.timestamp())
    idp.forge = {name: now + seconds for name, seconds in forged.items()}
    if expected:
        assert code(signs_in, "u-zhao") == expected
    else:
        assert signs_in("u-zhao").session.actor.signed_in


@pytest.mark.parametrize(
    ("forged", "expected"),
    [
        ({"aud": ["dashboard", "other"], "azp": "dashboard"}, ""),
        ({"azp": "dashboard"}, ""),
        ({"aud": ["dashboard"]}, ""),
        ({"aud": ["dashboard", "other"], "azp": "other"}, "oidc_audience"),
    ],
)
def test_a_token_for_several_is_for_us_where_it_says_so(signs_in, idp, forged, expected) -> None:
    idp.forge = forged
    if expected:
        assert code(signs_in, "u-zhao") == expected
    else:
        assert signs_in("u-zhao").session.actor.signed_in


def test_groups_of_the_token_count_before_those_of_its_userinfo(signs_in, idp) -> None:
    idp.forge = {"groups": ["none"]}
    assert code(signs_in, "u-zhao") == "oidc_group"
    idp.forge = {"groups": ""}
    actor = signs_in("u-zhao").session.actor
    assert (actor.role, actor.display_name) == (Role.STAFF, "赵敏")


def test_the_secret_and_the_verifier_go_to_the_provider_alone(signs_in, idp, provider) -> None:
    signs_in("u-zhao")
    (asked,) = idp.asked
    assert asked["redirect_uri"] == CALLBACK
    assert len(asked["code_verifier"]) == 43
    assert "client_secret" not in asked  # it goes in the head of the request
    nobody = replace(provider, client_secret="")
    assert code(signs_in, "u-zhao", nobody) == "oidc_refused"


@pytest.mark.parametrize("lacking", ["access_token", "id_token"])
def test_an_answer_that_lacks_a_token_is_refused(signs_in, idp, boss, lacking) -> None:
    idp.lacking = lacking
    assert code(signs_in, "u-zhao") == "oidc_token"
    assert [row.event for row in auth.read_audit(boss)] == ["sign_in_failed"]


@pytest.mark.parametrize(
    "body",
    [
        "[]",
        "null",
        "<html>",
        pytest.param("[" * 100_000, id="nested"),
        '{"access_token": "a", "expires_in": "soon"}',
        '{"access_token": "a", "expires_in": [1]}',
        '{"access_token": "a", "expires_in": 1e999}',
        '{"access_token": "a", "expires_at": [1]}',
    ],
)
def test_an_answer_of_another_form_is_refused(signs_in, idp, boss, body) -> None:
    idp.token_body = body
    assert code(signs_in, "u-zhao") == "oidc_token"
    assert [row.event for row in auth.read_audit(boss)] == ["sign_in_failed"]
