"""Sign-in in a real browser: by keyboard, and through a provider of another site."""

import re
import shutil
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route

from tests.helpers.auth_db import PASSWORD
from tests.helpers.oidc_provider import Idp, provider_running
from tests.helpers.report_copy import CONFIG
from tests.helpers.servers import ROOT, serving

pytestmark = [
    pytest.mark.filterwarnings("ignore::authlib.deprecate.AuthlibDeprecationWarning"),
    pytest.mark.filterwarnings("ignore:get_jwt_config:DeprecationWarning"),
]
SIGN_IN = """
sign_in:
  openid:
    issuer: {issuer}
    client_id: dashboard
    client_secret_file: secret.txt
    staff_group: statistics-staff
"""


@dataclass(frozen=True)
class Served:
    """The dashboard with a provider; `log` is what its terminal shows."""

    url: str
    idp: Idp
    log: Path

    def link(self) -> str:
        links = re.findall(r"http://\S+/claim\?token=\S+", self.log.read_text())
        assert len(set(links)) == 1
        return links[0]


@pytest.fixture(scope="module")
def served(first_release: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("staffed")
    shutil.copytree(first_release, folder / "store")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with provider_running() as idp:
            config = CONFIG.read_text("utf-8")
            assert not re.search(r"^sign_in:", config, re.MULTILINE)
            (folder / "config.yaml").write_text(config + SIGN_IN.format(issuer=idp.issuer), "utf-8")
            (folder / "secret.txt").write_text("canary-client-secret\n")
            with serving(ROOT / "app.py", folder) as url:
                yield Served(url, idp, folder / "server.log")


@pytest.fixture(scope="module")
def administrator(served: Served) -> str:
    """The first link, not used yet."""
    return served.link()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A reader of their own, whom the provider may lead to its pages, and nowhere else."""
    context = browser.new_context(locale="en-US")
    context.route(lambda url: "127.0.0.1" not in url and "localhost" not in url, abort)
    yield context
    context.close()


def abort(route: Route) -> None:
    route.abort()


def heading(page: Page) -> str:
    return page.locator("h1").first.inner_text()


def test_the_first_link_is_followed_by_keyboard_and_works_once(administrator, page, served, axe):
    page.goto(f"{administrator}&lang=en")
    assert heading(page) == "The first administrator"
    assert axe(page) == []
    for text in ("li", "李", PASSWORD, PASSWORD):
        page.keyboard.press("Tab")
        page.keyboard.type(text)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{served.url}/?lang=en")
    page.goto(f"{served.url}/account?lang=en")
    assert heading(page) == "My account"
    assert page.locator("dd").all_inner_texts() == ["li", "李", "Administrator"]
    assert axe(page) == []
    (cookie,) = [c for c in page.context.cookies() if c["name"] == "union_session"]
    assert (cookie["httpOnly"], cookie["sameSite"], cookie["secure"]) == (True, "Strict", False)
    assert page.evaluate("document.cookie").count("union_session") == 0


def test_signing_in_and_out_by_keyboard(administrator, page, served, axe):
    page.goto(f"{served.url}/sign-in?lang=en")
    assert axe(page) == []
    page.get_by_label("Account").focus()
    page.keyboard.type("li")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{served.url}/?lang=en")
    page.goto(f"{served.url}/account?lang=en")
    page.get_by_role("button", name="Sign out", exact=True).press("Enter")
    page.wait_for_url(f"{served.url}/?lang=en")
    page.goto(f"{served.url}/account?lang=en")
    page.wait_for_url(f"{served.url}/sign-in?*")


def through_the_provider(context: BrowserContext, served: Served, sub: str) -> Page:
    """The provider is another site to the browser: localhost to the dashboard's 127.0.0.1."""
    assert served.idp.issuer.startswith("http://localhost:")
    page = context.new_page()
    page.goto(f"{served.url}/sign-in?lang=en&next=%2Faccount%3Flang%3Den")
    page.get_by_role("button", name="Sign in with the organisation's account").click()
    page.wait_for_url(f"{served.idp.issuer}/**")
    page.get_by_role("button", name=sub).click()
    return page


def test_a_member_of_staff_comes_back_signed_in_with_a_strict_cookie(context, served):
    page = through_the_provider(context, served, "u-zhao")
    page.wait_for_url(f"{served.url}/account?lang=en")
    assert heading(page) == "My account"
    assert page.locator("dd").all_inner_texts() == ["zhao", "赵敏", "Staff"]
    cookies = {cookie["name"]: cookie["sameSite"] for cookie in context.cookies(served.url)}
    assert cookies["union_session"] == "Strict"
    assert "union_departure" not in cookies


def test_somebody_outside_the_group_is_told_so_and_reads_on(context, served):
    page = through_the_provider(context, served, "u-outsider")
    page.wait_for_url(f"{served.url}/sign-in/openid/callback?*")
    said = page.get_by_role("alert").inner_text()
    assert said == "You are not in the group of staff. Reading needs no sign-in."
    assert "union_session" not in {cookie["name"] for cookie in context.cookies(served.url)}
    page.locator("main a").click()
    page.locator(".state").wait_for()


def test_no_secret_stands_in_the_log(administrator, served):
    log = served.log.read_text()
    assert PASSWORD not in log
    assert "canary-client-secret" not in log
    assert log.count("/claim?token=") == 2  # the one link, in both languages
