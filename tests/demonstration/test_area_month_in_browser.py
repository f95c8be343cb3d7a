"""The overview in a browser: a leader's questions without a click, links, room at every width."""

from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.helpers.chromium import faults_of
from tests.helpers.settled_pages import beyond, settle
from tests.helpers.staff_pages import Desk

TOUCHED = (
    ".ov-attention a.ov-row, a.ov-card, a.ov-tile, .ov-switch a, .ov-choose summary,"
    ".ov-acts button, .ov-ranks th a"
)
SMALL = """(touched) => [...document.querySelectorAll(touched)]
    .filter((e) => e.checkVisibility())
    .filter((e) => (e.closest('tr') ?? e).getBoundingClientRect().height < 39.5)
    .map((e) => e.className + ' ' + e.innerText)"""
# Numbers and changes that are cut or lie over each other, and columns of cards of unlike heights.
CUT = """() => {
    const out = [...document.querySelectorAll('.ov-card .v')].flatMap((row) => {
        const [number, change] = [...row.children].map((e) => e.getBoundingClientRect());
        const box = row.closest('.ov-card').getBoundingClientRect();
        const over = change && number.right > change.left + 1 && number.bottom > change.top + 1;
        return over || change?.right > box.right + 1 ? [row.innerText] : []; });
    const rows = Map.groupBy([...document.querySelectorAll('.ov-card')],
        (card) => Math.round(card.getBoundingClientRect().top));
    const heights = [...rows.values()].map((row) => new Set(
        row.map((card) => Math.round(card.getBoundingClientRect().height))).size);
    const short = [...document.querySelectorAll('.ov-card .two > span, .ov-row > span, .ov-card b')]
        .filter((e) => e.checkVisibility() && e.scrollWidth > e.clientWidth + 1 && e.clientWidth)
        .map((e) => e.innerText);
    return [...out, ...short, ...heights.filter((count) => count > 1)]; }"""


@pytest.fixture
def leader(desk: Desk) -> Iterator[Page]:
    """Somebody who opens the first page, whose console has to stay empty."""
    page = desk.person()
    faults = faults_of(page)
    page.goto("/")
    settle(page)
    yield page
    page.context.close()
    assert faults == []


def address(page: Page) -> dict[str, str]:
    """The parameters of the page's address."""
    return {name: values[-1] for name, values in parse_qs(urlsplit(page.url).query).items()}


@pytest.mark.browser
def test_a_leaders_questions_are_answered_before_the_first_click(leader: Page) -> None:
    # How do we stand against last year?
    members = leader.locator("a.ov-card").first
    expect(members).to_contain_text("至少2.98万人")
    expect(members).to_contain_text("▲ 增长8.4%")
    # Which county lags?
    expect(leader.locator(".ov-attention a.ov-row").first).to_contain_text(
        "西岭区 培训劳动法律监督员"
    )
    expect(leader.locator(".ov-ranks tr").nth(-2)).to_contain_text("平岗县")
    # Who has not reported?
    expect(leader.locator(".ov-attention a.ov-row").nth(3)).to_contain_text("沙溪县 9月全部11项")
    expect(leader.locator(".scope .cov")).to_contain_text("沙溪县")
    # The paragraph is taken along as it stands.
    leader.context.grant_permissions(["clipboard-read", "clipboard-write"])
    leader.get_by_role("button", name="复制本段").click()
    expect(leader.get_by_role("button", name="已复制")).to_be_visible()
    copied = leader.evaluate("navigator.clipboard.readText()")
    assert copied == leader.locator(".para").inner_text()
    # What a number is made of is one click away, and Back leads to the page again.
    members.click()
    expect(leader.get_by_role("dialog")).to_contain_text("新发展会员人数")
    assert address(leader) == {"total": "new_members"}
    leader.go_back()
    expect(leader.get_by_role("dialog")).to_have_count(0)


@pytest.mark.browser
def test_one_switch_changes_ranking_and_tiles_and_the_address(leader: Page) -> None:
    leader.locator(".ov-switch a", has_text="同比").click()
    expect(leader.locator(".ov-ranking h3")).to_have_text("新发展会员人数同比排名")
    expect(leader.locator(".ov-spread h3")).to_have_text("新发展会员人数同比分布")
    assert address(leader) == {"measure": "growth"}
    leader.locator(".ov-choose summary").click()
    leader.locator(".ov-choose a", has_text="劳动争议调解成功率").click()
    expect(leader.locator(".ov-ranking h3")).to_have_text("劳动争议调解成功率同比排名")
    assert address(leader) == {"measure": "growth", "indicator": "dispute_settlement_rate"}
    expect(leader.locator(".scope-fault")).to_have_count(0)
    leader.go_back()
    expect(leader.locator(".ov-ranking h3")).to_have_text("新发展会员人数同比排名")
    # On the first visit nothing is new; what came since the last one is marked in the browser.
    expect(leader.locator(".ov-visit")).to_be_hidden()
    assert leader.evaluate("localStorage.getItem('release-seen')") == "8"
    leader.evaluate("localStorage.setItem('release-seen', '6'); sessionStorage.clear()")
    leader.reload()
    settle(leader)
    expect(leader.locator(".ov-visit")).to_have_text(
        "您上次查看以来有2次更新，带“新”标记。 查看变化"
    )
    expect(leader.locator(".ov-news li.new")).to_have_count(2)
    link = leader.locator(".ov-visit a").get_attribute("href") or ""
    assert parse_qs(urlsplit(link).query)["old"] == ["6"]
    leader.reload()  # it stays while the tab is open, and the browser knows the newest
    expect(leader.locator(".ov-news li.new")).to_have_count(2)
    assert leader.evaluate("localStorage.getItem('release-seen')") == "8"


@pytest.mark.browser
def test_there_is_room_at_every_width_in_both_languages(leader: Page) -> None:
    for language in ("zh", "en"):
        leader.goto(f"/?lang={language}")
        settle(leader)
        for width in (360, 390, 640, 768, 1000, 1120, 1380, 1440, 1920):
            leader.set_viewport_size({"width": width, "height": 900})
            assert beyond(leader, width) == [], (language, width)
            assert leader.evaluate(CUT) == [], (language, width)
            if width < 640:
                assert leader.evaluate(SMALL, TOUCHED) == [], (language, width)
        height = leader.evaluate("document.querySelector('.stMainBlockContainer').scrollHeight")
        assert height < 2300, language
