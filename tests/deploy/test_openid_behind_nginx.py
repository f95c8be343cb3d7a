"""Sign-in through an identity provider, by two processes behind nginx, on PostgreSQL."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from joserfc.jwk import RSAKey
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy import update

import auth
from auth import Actor, AuditEvent, AuthDatabase
from auth.schema import sessions
from locales import LANGUAGES, Words
from tests.helpers.deployment import Deployment, Identity
from tests.helpers.processes import SITE

pytestmark = [
    pytest.mark.cluster,
    # The provider warns while it answers, in a thread of its own.
    pytest.mark.filterwarnings("ignore::authlib.deprecate.AuthlibDeprecationWarning"),
    pytest.mark.filterwarnings("ignore:get_jwt_config:DeprecationWarning"),
]
ENGLISH = Words("en")
SESSION = "__Host-union_session"


@pytest.fixture
def browsers(deployment: Deployment, chromium: Browser) -> Iterator[Callable[[], BrowserContext]]:
    """Browsers of their own, which may go to the provider."""
    contexts: list[BrowserContext] = []

    def make() -> BrowserContext:
        contexts.append(
            chromium.new_context(base_url=deployment.url, ignore_https_errors=True, locale="en-US")
        )
        contexts[-1].set_default_timeout(60_000)
        return contexts[-1]

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def database(deployment: Deployment) -> Iterator[AuthDatabase]:
    """The accounts, as a third process sees them."""
    database = deployment.database()
    yield database
    database.close()


@pytest.fixture
def boss(database: AuthDatabase) -> Actor:
    """An operator, who reads the audit trail."""
    return auth.operator_actor(database, "boss")


@pytest.fixture(autouse=True)
def honest(identity: Identity) -> Iterator[None]:
    """A provider that falsifies nothing, before and after each test."""

    def reset() -> None:
        identity.idp.forge, identity.idp.key, identity.idp.algorithm = {}, None, "RS256"

    reset()
    yield
    reset()


def go_to_process(context: BrowserContext, deployment: Deployment, number: int) -> None:
    """Have the next request served by a process."""
    cookie = {"name": "dashboard_process", "value": str(number), "url": deployment.url}
    context.add_cookies([cookie])  # type: ignore[list-item]


def to_the_provider(page: Page) -> None:
    """Press the button of the sign-in page that leads to the provider."""
    page.goto("/sign-in?lang=en&next=%2Faccount%3Flang%3Den")
    page.get_by_role("button", name=ENGLISH.say("access.sign_in_outside")).click()
    page.wait_for_url("http://localhost:*/**")


def and_back(page: Page, sub: str) -> None:
    """Sign in at the provider, and wait for what the dashboard says to it."""
    page.locator("input[name=sub]").fill(sub)
    page.get_by_role("button", name="Authorize", exact=True).click()
    page.wait_for_url(f"https://{SITE}:*/**")


def token_of(context: BrowserContext) -> str:
    """The session's cookie, "" without one."""
    return next((each["value"] for each in context.cookies() if each["name"] == SESSION), "")


def is_known(context: BrowserContext, deployment: Deployment) -> list[bool]:
    """Whether each of the processes shows the browser its own account."""
    known = []
    for number in deployment.ports:
        go_to_process(context, deployment, number)
        page = context.new_page()
        page.goto("/account?lang=en")
        known.append("/sign-in" not in page.url)
        page.close()
    return known


def signed_in(context: BrowserContext, sub: str = "u-zhao") -> Page:
    """Sign in by the provider, to one's own account."""
    page = context.new_page()
    to_the_provider(page)
    and_back(page, sub)
    page.wait_for_url("**/account?lang=en")
    return page


def test_a_member_leaves_by_one_process_and_comes_back_by_the_other(
    deployment: Deployment, browsers: Callable[[], BrowserContext]
) -> None:
    context = browsers()
    page = context.new_page()
    go_to_process(context, deployment, 1)
    to_the_provider(page)
    go_to_process(context, deployment, 2)
    and_back(page, "u-zhao")
    page.wait_for_url("**/account?lang=en")
    expect(page.get_by_text("赵敏", exact=True)).to_be_visible()
    assert is_known(context, deployment) == [True, True]
    cookie = next(each for each in context.cookies() if each["name"] == SESSION)
    assert (cookie["secure"], cookie["httpOnly"], cookie["sameSite"]) == (True, True, "Strict")
    assert not [each for each in context.cookies() if "departure" in each["name"]]


FALSE_TOKENS: dict[str, tuple[dict[str, object], str]] = {
    "audience": ({"aud": "another-client"}, "oidc_audience"),
    "issuer": ({"iss": "https://evil.example"}, "oidc_issuer"),
    "nonce": ({"nonce": "of-another-sign-in"}, "oidc_nonce"),
    "lapsed": ({"exp": 1_700_000_000}, "oidc_expired"),
    "signature": ({}, "oidc_token"),
}


@pytest.mark.parametrize("false", FALSE_TOKENS)
def test_a_false_token_signs_nobody_in_and_says_why(
    identity: Identity, browsers: Callable[[], BrowserContext], boss: Actor, false: str
) -> None:
    identity.idp.forge, code = FALSE_TOKENS[false]
    if false == "signature":
        identity.idp.key = RSAKey.generate_key(2048)
    context = browsers()
    page = context.new_page()
    to_the_provider(page)
    and_back(page, "u-zhao")
    expect(page.get_by_role("alert")).to_have_text(ENGLISH.say(f"access.{code}"))
    assert token_of(context) == ""
    (row, *_) = auth.read_audit(boss, event=AuditEvent.SIGN_IN_FAILED, limit=1)
    assert f'"code": "{code}"' in row.detail


def test_a_forged_state_and_anothers_way_back_are_refused(
    deployment: Deployment, browsers: Callable[[], BrowserContext]
) -> None:
    context, stranger = browsers(), browsers()
    page = context.new_page()
    to_the_provider(page)
    # The provider's answer is kept from the browser that began.
    answer = httpx.post(page.url, data={"sub": "u-zhao"})
    assert answer.status_code == 302
    way_back = answer.headers["location"]
    for url in (way_back, re.sub(r"state=[^&]+", "state=forged", way_back)):
        other = stranger.new_page()
        other.goto(url)
        refused = "|".join(Words(each).say("access.oidc_state") for each in LANGUAGES)
        expect(other.get_by_role("alert")).to_have_text(re.compile(refused))
    assert is_known(stranger, deployment) == [False, False]


@pytest.mark.parametrize("sub", ["u-outsider", "u-nothing"])
def test_who_is_outside_the_group_is_refused(
    deployment: Deployment, browsers: Callable[[], BrowserContext], sub: str
) -> None:
    context = browsers()
    page = context.new_page()
    to_the_provider(page)
    and_back(page, sub)
    expect(page.get_by_role("alert")).to_have_text(ENGLISH.say("access.oidc_group"))
    assert is_known(context, deployment) == [False, False]


def test_who_left_the_group_is_nobody_on_both_processes_and_so_is_a_link(
    deployment: Deployment,
    identity: Identity,
    browsers: Callable[[], BrowserContext],
    boss: Actor,
    database: AuthDatabase,
) -> None:
    before, after = browsers(), browsers()
    signed_in(before)
    account_id = auth.find_actor(database, token_of(before)).account_id
    seen = next(each.seen for each in auth.list_accounts(boss) if each.id == account_id)
    link = auth.issue_invitation(boss, seen)
    assert auth.peek_link(database, link.token).display_name == "赵敏"
    identity.idp.forge = {"groups": ["all"]}
    page = after.new_page()
    to_the_provider(page)
    and_back(page, "u-zhao")
    expect(page.get_by_role("alert")).to_have_text(ENGLISH.say("access.oidc_group"))
    assert is_known(before, deployment) == [False, False]
    with pytest.raises(auth.SignInError):
        auth.peek_link(database, link.token)


def test_a_disabled_account_is_refused_whatever_the_provider_says(
    deployment: Deployment,
    browsers: Callable[[], BrowserContext],
    boss: Actor,
    database: AuthDatabase,
) -> None:
    context = browsers()
    signed_in(context, "u-one")
    account_id = auth.find_actor(database, token_of(context)).account_id
    account = next(each for each in auth.list_accounts(boss) if each.id == account_id)
    auth.disable_account(boss, account.seen)
    assert is_known(context, deployment) == [False, False]
    page = context.new_page()
    to_the_provider(page)
    and_back(page, "u-one")
    expect(page.get_by_role("alert")).to_have_text(ENGLISH.say("access.oidc_disabled"))


@pytest.mark.parametrize(
    ("minutes", "column", "holds"),
    [(59, "seen_at", True), (61, "seen_at", False), (481, "expires_at", False)],
)
def test_a_session_ends_after_an_hour_idle_and_after_eight(
    deployment: Deployment,
    browsers: Callable[[], BrowserContext],
    database: AuthDatabase,
    minutes: int,
    column: str,
    holds: bool,
) -> None:
    """The clock is moved: for a third process by its own, for the two by the session's times."""
    context = browsers()
    signed_in(context)
    later = timedelta(minutes=minutes)
    moved = auth.open_auth_database(deployment.accounts, clock=lambda: datetime.now(UTC) + later)
    actor = auth.find_actor(moved, token_of(context))
    assert actor.signed_in is holds
    moved.close()
    session = auth.find_actor(database, token_of(context)).session_id
    earlier = {"seen_at": datetime.now(UTC), "expires_at": datetime.now(UTC) + timedelta(hours=8)}
    with database.write_transaction() as db:
        mine = update(sessions).where(sessions.c.id == session)
        db.execute(mine.values({column: earlier[column] - later}))
    assert is_known(context, deployment) == [holds, holds]


def test_with_the_provider_away_readers_go_on_and_a_password_works(
    deployment: Deployment,
    identity: Identity,
    browsers: Callable[[], BrowserContext],
    boss: Actor,
) -> None:
    """The last of this file: the provider does not come back."""
    password = "碧海 correct horse"
    auth.create_account(boss, "by-password", "王", auth.Role.STAFF, password=password)
    identity.take_away()
    context = browsers()
    page = context.new_page()
    page.goto("/sign-in?lang=en")
    page.get_by_role("button", name=ENGLISH.say("access.sign_in_outside")).click()
    expect(page.get_by_role("alert")).to_have_text(ENGLISH.say("access.oidc_unreachable"))
    page.goto("/?lang=en")
    expect(page.locator("h1").first).to_be_visible()
    page.goto("/sign-in?lang=en&next=%2Faccount%3Flang%3Den")
    page.locator("input[name=name]").fill("by-password")
    page.locator("input[name=password]").fill(password)
    page.locator("input[name=password]").press("Enter")
    page.wait_for_url("**/account?lang=en")
    assert is_known(context, deployment) == [True, True]
