"""X1: whatever stands in a text column is shown as text on every page, policy on or off.

In a real browser: each page is opened, its marks are hovered, its panel is opened.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

import access
import ledger
from access import Role
from curation import drafts
from ledger.parts import COLUMNS
from tests.app_pages.conftest import settle
from tests.conftest import foreign
from tests.curation.desks import HAISHU, notices, table
from tests.security.conftest import desk_beside
from tests.security.house import House
from tests.servers import ROOT, serving

PAYLOADS = (
    "<script>window.__xss=1</script>",
    '"><img src=http://evil.example/x onerror=window.__xss=1>',
    "<a href='javascript:window.__xss=1'>x</a>",
    "</script></style><script>window.__xss=1</script>",
    "<svg onload=window.__xss=1>",
    "<iframe srcdoc='<script>parent.__xss=1</script>'>",
    "[x](javascript:window.__xss=1) ![i](http://evil.example/i.png)",
    "$\\href{javascript:window.__xss=1}{x}$ :red[x]",
    "&lt;script&gt;window.__xss=1&lt;/script&gt;",
    "{{7*7}} ${7*7} %(x)s {value}",
    "\u202egnp.exe \u2066x",
    "onmouseover=window.__xss=1 style=position:fixed x",
)
LITERAL = "<img src=http://evil.example/x onerror"
LIVE = """() => ({
    xss: window.__xss,
    scripts: [...document.querySelectorAll("a[href], area[href]")]
        .map((a) => a.getAttribute("href"))
        .filter((h) => /^\\s*(javascript|data|vbscript):/i.test(h)),
    foreign: [...document.querySelectorAll("img, iframe, object, embed, link, script, image, use")]
        .map((e) => e.src || e.href?.baseVal || e.href || e.data || "")
        .filter((u) => /evil\\.example/.test(String(u))),
    links: [...document.querySelectorAll("a[href]")].map((a) => a.href)
        .filter((h) => /evil\\.example/.test(h)),
    frames: document.querySelectorAll("iframe[srcdoc]").length,
    handlers: document.querySelectorAll("[onerror], [onload], [onmouseover]").length,
})"""
PLANTED = """() => new Promise((done) => {
    document.body.insertAdjacentHTML("beforeend", "<img id=planted src=/x onerror=window.__xss=1>");
    const image = document.getElementById("planted");
    image.addEventListener("error", () => done(window.__xss ?? null));
})"""
NOTHING = {"xss": None, "scripts": [], "foreign": [], "links": [], "frames": 0, "handlers": 0}
PAGES = ("/", "/data", "/history", "/new_employment")


def bad(number: int) -> str:
    """One payload, by turns."""
    return PAYLOADS[number % len(PAYLOADS)]


def spoiled(entry: dict[str, Any], at: int) -> dict[str, Any]:
    """A code list's entry whose every text for readers is hostile."""
    made = dict(entry)
    for number, (name, value) in enumerate(entry.items(), at):
        if isinstance(value, dict) and set(value) <= {"zh", "en"}:
            made[name] = dict.fromkeys(value, f"{bad(number)} | {bad(number + 1)}")
        elif name in ("citation", "url", "producer", "classifiers"):
            made[name] = bad(number) if isinstance(value, str) else value
    return made


def publish_spoiled(store: ledger.Store) -> None:
    """Publish the datasets once more with hostile text in every column that is free text."""
    head = store.read()
    figures = head.figures[list(COLUMNS)].copy()
    for number, at in enumerate(figures.index):
        for name in ("note", "locator", "as_reported"):
            figures.loc[at, name] = f"{bad(number)} | {bad(number + 1)}"
    kept = ("indicators", "programmes", "sources")
    codes = {
        kind: [spoiled(each, at) for at, each in enumerate(getattr(head, kind))] for kind in kept
    }
    store.write(1, figures, codes, author=bad(1), reason=bad(0))


@pytest.fixture(scope="module")
def hostile(first_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A dashboard of hostile text, with a draft whose file and author are hostile as well."""
    folder = tmp_path_factory.mktemp("hostile")
    publish_spoiled(ledger.load_backup(backup_of(first_store, folder), str(folder / "store")))
    desk = desk_beside(folder)
    with serving(ROOT / "app.py", folder) as url:
        yield House(url, folder, desk)
    desk.gate.close()
    assert "Traceback" not in (folder / "server.log").read_text()


def backup_of(store: Path, folder: Path) -> Path:
    """A copy of a store as a file."""
    ledger.open(str(store)).backup(folder / "first.tar")
    return folder / "first.tar"


@pytest.fixture
def tab(request: pytest.FixtureRequest, browser: Browser, hostile: House) -> Iterator[Page]:
    """A browser's tab that fails on a dialog or a request to anywhere else.

    Without the policy, which would stop what the pages let through; with it where `param` says.
    """
    with_policy = bool(getattr(request, "param", False))
    context = browser.new_context(base_url=hostile.url, bypass_csp=not with_policy)
    page, faults = context.new_page(), []
    page.on("dialog", lambda dialog: (faults.append(dialog.message), dialog.dismiss()))
    page.on("request", lambda r: foreign(r.url) and faults.append(r.url))
    yield page
    context.close()
    assert faults == []


@pytest.mark.parametrize("tab", [True], indirect=True)
def test_the_policy_is_in_force_and_breaks_nothing(tab: Page) -> None:
    tab.goto("/data")
    settle(tab)
    assert tab.evaluate(LIVE) == NOTHING
    assert tab.evaluate(PLANTED) is None


def test_hostile_figures_and_labels_are_text_on_every_page(tab: Page) -> None:
    literal = 0
    for path in PAGES:
        tab.goto(path)
        settle(tab)
        for mark in tab.locator(".point path").all()[:3]:
            mark.hover(force=True)
        assert tab.evaluate(LIVE) == NOTHING, path
        literal += LITERAL in tab.locator("body").inner_text()
    assert literal > 1
    tab.goto("/?figure=funds_invested.xinjiang-service-projects.650000..2024-01/2024-11")
    settle(tab)
    tab.get_by_role("dialog").wait_for()
    assert tab.evaluate(LIVE) == NOTHING


def test_hostile_drafts_and_people_are_text_on_the_desk(tab: Page, hostile: House) -> None:
    boss, name = hostile.boss, f"x{len(access.list_accounts(hostile.boss))}"
    made = access.create_account(
        boss, name, PAYLOADS[1][:60], Role.ADMIN, password="碧海 correct horse"
    )
    cookies = hostile.sign_in(name)
    actor = access.actor_of(hostile.desk.gate, *cookies.values())
    assert actor.account == made.id
    files = [(f"{bad(n)}.csv", table(notices(HAISHU, f"2022-{n + 1:02}", 1))) for n in range(4)]
    draft = drafts.create_draft(hostile.desk, actor, files)
    drafts.change_draft(hostile.desk, actor, draft.id, reason=bad(1))
    ((key, value),) = cookies.items()
    tab.context.add_cookies([{"name": key, "value": value, "url": hostile.url}])
    steps = [f"/upload?draft={draft.id}&step={step}" for step in ("files", "problems", "changes")]
    for path in (*steps, "/staff", "/account"):
        tab.goto(path)
        if path != "/account":
            settle(tab)
        assert tab.evaluate(LIVE) == NOTHING, path
