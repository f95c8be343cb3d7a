"""X1: whatever stands in a text column is shown as text on every page, policy on or off.

In a real browser: each page is opened, its marks are hovered, its panel is opened.
"""

import re
from collections.abc import Iterator
from contextlib import nullcontext
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

import auth
import ledger
from auth import Role
from curation.drafts import draft_editing
from curation.drafts.draft import Draft
from curation.reports import report_editing
from curation.reports.report import Report
from ledger import Provenance
from ledger.storage.data_files import COLUMNS
from tests.helpers.auth_db import account_now
from tests.helpers.chromium import foreign
from tests.helpers.reader_pages import PATHS
from tests.helpers.served_app import House, workspace_beside
from tests.helpers.servers import ROOT, serving
from tests.helpers.settled_pages import settle
from tests.helpers.workspaces import HAISHU, notices, seen_now, table

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
LIVE = """() => ({
    xss: window.__xss,
    scripts: [...document.querySelectorAll("a[href], area[href]")]
        .map((a) => a.getAttribute("href"))
        .filter((h) => /^\\s*(javascript|data|vbscript):/i.test(h)),
    foreign: [...document.querySelectorAll("img, iframe, object, embed, link, script, image, use")]
        .map((e) => e.src || e.href?.baseVal || e.href || e.data || "")
        .filter((u) => /^(?!data:image).*evil\\.example/.test(String(u))),
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
MARKS = """() => [...document.querySelectorAll(".point path, path.point")]
    .map((mark) => mark.getBoundingClientRect())
    .map((box) => [box.x + box.width / 2, box.y + box.height / 2])"""


def bad(number: int) -> str:
    """One payload, by turns."""
    return PAYLOADS[number % len(PAYLOADS)]


def spoiled(value: Any, turns: Iterator[int]) -> Any:
    """A code list in which every text for readers, however deep, is hostile."""
    if isinstance(value, list):
        return [spoiled(each, turns) for each in value]
    if not isinstance(value, dict):
        return value
    if value and set(value) <= {"zh", "en"}:
        return {language: f"{bad(next(turns))} | {bad(next(turns))}" for language in value}
    free = {
        name: bad(next(turns)) for name in ("citation", "url") if isinstance(value.get(name), str)
    }
    return {name: spoiled(each, turns) for name, each in value.items()} | free


def publish_spoiled(store: ledger.Store) -> None:
    """Publish the figures once more with hostile text in every column that is free text."""
    head, turns = store.read(), count()
    figures = head.figures[list(COLUMNS)].copy()
    for name in ("note", "locator", "as_reported"):
        figures[name] = [f"{bad(next(turns))} | {bad(next(turns))}" for _ in figures.index]
    kept = ("indicators", "programmes", "sources")
    codes = {kind: spoiled(getattr(head, kind), turns) for kind in kept}
    named = {f"name_{lang}": [bad(next(turns)) for _ in head.areas.index] for lang in ("zh", "en")}
    codes["areas"] = head.areas.assign(**named)
    store.write(1, figures, codes, Provenance(author=bad(1), reason=" ".join(PAYLOADS)))


@pytest.fixture(scope="module")
def hostile(first_release: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A dashboard of hostile text, with a draft whose file and author are hostile as well."""
    folder = tmp_path_factory.mktemp("hostile")
    publish_spoiled(ledger.load_backup(backup_of(first_release, folder), str(folder / "store")))
    workspace = workspace_beside(folder)
    with serving(ROOT / "app.py", folder) as url:
        yield House(url, folder, workspace)
    workspace.database.close()
    assert "Traceback" not in (folder / "server.log").read_text()


def backup_of(store: Path, folder: Path) -> Path:
    """A copy of a store as a file."""
    ledger.open_store(str(store)).backup(folder / "first.tar")
    return folder / "first.tar"


@pytest.fixture
def tab(request: pytest.FixtureRequest, browser: Browser, hostile: House) -> Iterator[Page]:
    """A browser's tab that fails on a dialog or a request to anywhere else.

    Without the policy, which would stop what the pages let through; with it where `param` says.
    """
    with_policy = bool(getattr(request, "param", False))
    context = browser.new_context(
        base_url=hostile.url, bypass_csp=not with_policy, viewport={"width": 1280, "height": 5000}
    )
    page, faults = context.new_page(), []
    page.on("dialog", lambda dialog: (faults.append(dialog.message), dialog.dismiss()))
    page.on("request", lambda r: foreign(r.url) and faults.append(r.url))
    yield page
    context.close()
    assert faults == []


def looked_at(tab: Page, path: str) -> str:
    """Open a page and hover each mark; nothing has run or is live. Gives its words."""
    tab.goto(path)
    settle(tab)
    for x, y in tab.evaluate(MARKS):
        tab.mouse.move(x, y)
    assert tab.evaluate(LIVE) == NOTHING, path
    return plain(tab.locator("body").inner_text())


def plain(text: str) -> str:
    """A text without what browsers and we do about white space and direction."""
    return re.sub(r"\s|[\u202a-\u202e\u2066-\u2069\ufffd]", "", text)


@pytest.mark.parametrize("tab", [True], indirect=True)
def test_the_policy_is_in_force_and_breaks_nothing(tab: Page) -> None:
    for path in ("/", "/data"):
        looked_at(tab, path)
    assert tab.evaluate(PLANTED) is None


def test_hostile_figures_and_labels_are_text_on_every_page(tab: Page) -> None:
    said = "".join(looked_at(tab, path) for path in PATHS)
    said += looked_at(tab, "/data?lang=en")
    assert [text for text in PAYLOADS if plain(text) not in said] == []
    tab.goto("/wall?charts=funds_by_programme")  # whose line of state is hidden
    tab.locator("img.turning[src]").wait_for()
    assert tab.evaluate(LIVE) == NOTHING
    tab.goto("/?figure=funds_invested.xinjiang-service-projects.650000..2024-01/2024-11")
    settle(tab)
    tab.get_by_role("dialog").wait_for()
    assert tab.evaluate(LIVE) == NOTHING


def people_of_hostile_names(house: House) -> None:
    """An account for each payload that a name may be; one with a turn of direction is none."""
    for number, text in enumerate(PAYLOADS):
        turned = re.search("[\u202a-\u202e]", text)
        with pytest.raises(auth.InvalidValueError) if turned else nullcontext():
            auth.create_account(house.boss, f"named{number}", text[:80], Role.STAFF)


def draft_of(house: House, actor: auth.Actor) -> Draft:
    """A draft with hostile names of files and proofs, hostile notes and a hostile reason."""
    files = [
        (f"{bad(n)}.csv", table(notices(HAISHU, f"2022-{n + 1:02}", 1) + f"“{bad(n)}”"))
        for n in range(len(PAYLOADS))
    ]
    draft = draft_editing.create_draft(house.workspace, actor, files)
    for text in PAYLOADS[:4]:
        draft = draft_editing.attach_proof(
            house.workspace, actor, seen_now(house.workspace, draft.id), f"{text}.pdf", b"%PDF-1.7"
        )
    return draft_editing.change_draft(
        house.workspace, actor, seen_now(house.workspace, draft.id), reason=" ".join(PAYLOADS)
    )


def reading_of(house: House, actor: auth.Actor) -> Report:
    """A report of hostile sentences from a hostile source."""
    text = "".join(f"宁波市总工会{each}发出提示函{n + 3}份。\n" for n, each in enumerate(PAYLOADS))
    entry = {"id": "report-x", "title": {"zh": bad(1)}, "producer": {"zh": bad(2)}, "url": bad(6)}
    entry |= {"citation": {"zh": bad(3)}, "date_published": "2024-11-05"}
    return report_editing.create_report(
        house.workspace, actor, f"{bad(4)}.txt", text.encode(), day=date(2024, 11, 5), entry=entry
    )


def test_hostile_drafts_reports_and_people_are_text_on_the_desk(tab: Page, hostile: House) -> None:
    made = hostile.account("hostess", Role.ADMIN)
    auth.set_display_name(hostile.boss, account_now(hostile.boss, made), PAYLOADS[1])
    people_of_hostile_names(hostile)
    cookies = hostile.sign_in("hostess")
    actor = auth.find_actor(hostile.workspace.database, *cookies.values())
    draft, reading = draft_of(hostile, actor), reading_of(hostile, actor)
    ((key, value),) = cookies.items()
    tab.context.add_cookies([{"name": key, "value": value, "url": hostile.url}])
    steps = [f"/upload?draft={draft.id}&step={step}" for step in ("files", "problems", "changes")]
    staff = ["/staff", "/staff?show=sessions", "/staff?show=audit"]
    report = ["/report", f"/report?reading={reading.id}"]
    said = "".join(looked_at(tab, path) for path in (*steps, "/upload", "/review", *staff, *report))
    assert [text for text in PAYLOADS if plain(text) not in said] == []
    tab.goto("/account")
    assert tab.evaluate(LIVE) == NOTHING
