from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import parse_qs, parse_qsl, urlsplit

import httpx
import pytest
from joserfc.jwk import RSAKey

import auth
from auth import AuditEvent, AuthDatabase, Role, SignInError
from auth.oidc.provider import OidcProvider
from auth.oidc.sign_in import OidcResult, finish_sign_in, start_sign_in
from tests.helpers.auth_db import HOME, Clock, account_now
from tests.helpers.oidc_provider import CALLBACK, CLIENT, SECRET, Idp

# It warns while it answers, in a thread of its own.
pytestmark = [
    pytest.mark.filterwarnings("ignore::authlib.deprecate.AuthlibDeprecationWarning"),
    pytest.mark.filterwarnings("ignore:get_jwt_config:DeprecationWarning"),
]
# For what is decided before a database is asked.
on_one_database = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def clock() -> Clock:
    """The true time: the provider's tokens are dated by it."""
    return Clock(datetime.now(UTC))


@pytest.fixture
def provider(idp: Idp) -> OidcProvider:
    return OidcProvider(
        issuer=idp.issuer,
        client_id=CLIENT,
        client_secret=SECRET,
        redirect_uri=CALLBACK,
        group="statistics-staff",
        scopes=("openid", "profile"),
    )


SignsIn = Callable[..., OidcResult]


@pytest.fixture
def signs_in(gate: AuthDatabase, idp: Idp, provider: OidcProvider) -> SignsIn:
    """A browser's whole way, there and back."""

    def way(sub: str, provider: OidcProvider = provider, old_token: str = "") -> OidcResult:
        departure = start_sign_in(gate, provider, next_path="/upload")
        query = idp.answer(departure, sub)
        return finish_sign_in(
            gate, provider, query, cookie=departure.cookie, ip_address=HOME, old_token=old_token
        )

    return way


def code(call: Callable[..., object], *args: object, **more: object) -> str:
    with pytest.raises(SignInError) as failed:
        call(*args, **more)
    return failed.value.code


# The way there and back


def test_a_member_of_the_staff_group_is_signed_in_and_gets_an_account(gate, boss, signs_in, idp):
    arrival = signs_in("u-zhao")
    actor = arrival.session.actor
    assert arrival.next_path == "/upload"
    assert (actor.name, actor.display_name, actor.role) == ("zhao", "赵敏", Role.STAFF)
    assert actor.area == ""
    assert auth.find_actor(gate, arrival.session.token) == actor
    (account,) = auth.list_accounts(boss)
    assert (account.external, account.has_password) == (idp.issuer, False)
    events = [row.event for row in auth.read_audit(boss)]
    assert events == ["signed_in", "account_created"]
    assert '"method": "oidc"' in auth.read_audit(boss)[0].detail


def test_who_comes_again_is_the_same_account_with_the_role_given_here(boss, signs_in):
    first = signs_in("u-zhao").session
    auth.set_role(boss, account_now(boss, first.actor.account_id), Role.REVIEWER)
    again = signs_in("u-zhao", old_token=first.token).session
    assert (again.actor.account_id, again.actor.role) == (first.actor.account_id, Role.REVIEWER)
    assert auth.find_actor(boss.database, first.token).role is None
    assert len(auth.list_accounts(boss)) == 1


@on_one_database
def test_the_request_carries_state_nonce_and_a_pkce_challenge(gate, provider, idp):
    departure = start_sign_in(gate, provider)
    query = {name: value for name, (value,) in parse_qs(urlsplit(departure.url).query).items()}
    assert query["response_type"] == "code"
    assert query["code_challenge_method"] == "S256"
    assert (query["client_id"], query["redirect_uri"]) == (CLIENT, CALLBACK)
    assert query["scope"] == "openid profile"
    assert min(len(query[name]) for name in ("state", "nonce", "code_challenge")) == 43
    assert departure.cookie not in departure.url + repr(departure)
    finish_sign_in(
        gate, provider, idp.answer(departure, "u-zhao"), cookie=departure.cookie, ip_address=HOME
    )
    (asked,) = idp.asked
    assert asked["grant_type"] == "authorization_code"
    from authlib.oauth2.rfc7636 import create_s256_code_challenge

    assert create_s256_code_challenge(asked["code_verifier"]) == query["code_challenge"]


def test_an_account_of_that_name_is_not_taken_over(boss, signs_in, person):
    local = person("zhao", Role.ADMIN)
    actor = signs_in("u-zhao").session.actor
    assert actor.account_id != local.account_id
    assert actor.role is Role.STAFF
    assert actor.name.startswith("oidc-")


def test_a_name_that_is_none_of_ours_is_replaced(signs_in):
    actor = signs_in("u-odd").session.actor
    assert actor.name.startswith("oidc-")
    assert actor.display_name == "u-odd"


@on_one_database
def test_a_single_group_may_be_a_text(signs_in):
    assert signs_in("u-one").session.actor.role is Role.STAFF


@on_one_database
def test_groups_that_the_token_lacks_are_asked_for(signs_in, idp):
    idp.forge = {"groups": ""}
    assert signs_in("u-zhao").session.actor.role is Role.STAFF
    idp.forge = {"groups": "", "sub": "u-somebody-else"}
    assert code(signs_in, "u-zhao") == "oidc_token"


def test_the_area_claim_binds_where_it_is_configured(signs_in, provider):
    bound = replace(provider, area_claim="area")
    assert signs_in("u-county", bound).session.actor.area == "330203"
    assert code(signs_in, "u-zhao", bound) == "oidc_area"
    assert code(signs_in, "u-odd", bound) == "oidc_area"


# Who is refused


@pytest.mark.parametrize("sub", ["u-outsider", "u-nothing"])
def test_who_is_not_in_the_staff_group_is_refused(sub, signs_in, boss):
    assert code(signs_in, sub) == "oidc_group"
    assert auth.list_accounts(boss) == []
    (row,) = auth.read_audit(boss, event=AuditEvent.SIGN_IN_FAILED)
    assert '"code": "oidc_group"' in row.detail


def test_who_has_left_the_staff_group_is_refused_and_signed_out(signs_in, idp, gate):
    session = signs_in("u-zhao").session
    idp.forge = {"groups": ["all"]}
    assert code(signs_in, "u-zhao") == "oidc_group"
    assert auth.find_actor(gate, session.token).role is None


def test_a_disabled_account_is_refused(signs_in, boss):
    auth.disable_account(boss, account_now(boss, signs_in("u-zhao").session.actor.account_id))
    assert code(signs_in, "u-zhao") == "oidc_disabled"


@on_one_database
@pytest.mark.parametrize(
    ("forged", "expected"),
    [
        ({"aud": "another-client"}, "oidc_audience"),
        ({"aud": ["another-client", "third"]}, "oidc_audience"),
        ({"aud": "another-client", "azp": "dashboard"}, "oidc_audience"),
        ({"azp": "another-client"}, "oidc_audience"),
        ({"iss": "https://evil.example"}, "oidc_issuer"),
        ({"nonce": "x" * 43}, "oidc_nonce"),
        ({"nonce": ""}, "oidc_nonce"),
        ({"exp": 1_000_000_000}, "oidc_expired"),
        ({"exp": ""}, "oidc_token"),
        ({"sub": ""}, "oidc_token"),
        ({"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"}, "oidc_token"),
    ],
)
def test_a_token_with_a_false_claim_is_refused(forged, expected, signs_in, idp, boss):
    idp.forge = forged
    assert code(signs_in, "u-zhao") == expected
    assert auth.list_accounts(boss) == []
    assert [row.event for row in auth.read_audit(boss)] == ["sign_in_failed"]


@on_one_database
def test_a_token_that_lapsed_on_the_way_is_refused(signs_in, clock, gate, provider, idp):
    departure = start_sign_in(gate, provider)
    query = idp.answer(departure, "u-zhao")
    idp.forge = {"exp": int(clock.at.timestamp()) + 30}
    clock.advance(minutes=5)
    arriving = {"cookie": departure.cookie, "ip_address": HOME}
    assert code(finish_sign_in, gate, provider, query, **arriving) == "oidc_expired"


@on_one_database
@pytest.mark.parametrize("algorithm", ["RS256", "HS256", "none"])
def test_a_token_signed_by_anybody_else_is_refused(algorithm, signs_in, idp):
    public = httpx.get(f"{idp.issuer}/jwks").json()["keys"][0]
    pem = RSAKey.import_key(public).as_pem(private=False)
    idp.algorithm = algorithm
    idp.key = {"RS256": RSAKey.generate_key(), "HS256": pem, "none": None}[algorithm]
    assert code(signs_in, "u-zhao") == "oidc_token"


@on_one_database
def test_a_nonce_of_another_sign_in_is_refused(gate, provider, idp):
    departure = start_sign_in(gate, provider)
    query = idp.answer(departure, "u-zhao", nonce="x" * 43)
    arriving = {"cookie": departure.cookie, "ip_address": HOME}
    assert code(finish_sign_in, gate, provider, query, **arriving) == "oidc_nonce"


# State


def test_state_is_ours_this_browsers_and_used_once(gate, provider, idp, clock):
    departure, other = start_sign_in(gate, provider), start_sign_in(gate, provider)
    query = idp.answer(departure, "u-zhao")

    def back(query: dict[str, str], cookie: str) -> OidcResult:
        return finish_sign_in(gate, provider, query, cookie=cookie, ip_address=HOME)

    assert code(back, {**query, "state": "forged"}, departure.cookie) == "oidc_state"
    assert code(back, {"code": query["code"]}, departure.cookie) == "oidc_state"
    assert code(back, query, other.cookie) == "oidc_state"  # somebody else's browser
    assert code(back, query, "") == "oidc_state"
    assert back(query, departure.cookie).session.actor.signed_in
    assert code(back, query, departure.cookie) == "oidc_state"
    clock.advance(minutes=10)
    late = idp.answer(other, "u-zhao")
    assert code(back, late, other.cookie) == "oidc_state"


@on_one_database
def test_a_refusal_at_the_provider_is_said_so(gate, provider):
    departure = start_sign_in(gate, provider)
    state = dict(parse_qsl(urlsplit(departure.url).query))["state"]
    query = {"error": "access_denied", "state": state}
    arriving = {"cookie": departure.cookie, "ip_address": HOME}
    assert code(finish_sign_in, gate, provider, query, **arriving) == "oidc_refused"


@on_one_database
@pytest.mark.parametrize(
    ("change", "expected"),
    [({"code": "invented"}, "oidc_refused"), ({"iss": "https://evil.example"}, "oidc_issuer")],
)
def test_an_answer_that_was_tampered_with_is_refused(gate, provider, idp, change, expected):
    departure = start_sign_in(gate, provider)
    query = {**idp.answer(departure, "u-zhao"), **change}
    arriving = {"cookie": departure.cookie, "ip_address": HOME}
    assert code(finish_sign_in, gate, provider, query, **arriving) == expected


# The provider away


@on_one_database
def test_a_provider_that_goes_away_on_the_way_is_said_so(gate, provider, idp):
    departure = start_sign_in(gate, provider)
    query = idp.answer(departure, "u-zhao")
    away = replace(provider, issuer="http://localhost:9")
    arriving = {"cookie": departure.cookie, "ip_address": HOME}
    assert code(finish_sign_in, gate, away, query, **arriving) == "oidc_unreachable"


def test_no_secret_is_shown(gate, provider, signs_in, boss, caplog, capfd):
    caplog.set_level("DEBUG")
    arrival = signs_in("u-zhao")
    code(signs_in, "u-outsider")
    out, err = capfd.readouterr()
    kept = "".join(str(row) for row in auth.read_audit(boss))
    ours = [line for line in caplog.text.splitlines() if "werkzeug" not in line]
    for secret in (SECRET, arrival.session.token):
        assert secret not in repr(provider) + repr(arrival) + out + err + kept + "".join(ours)
