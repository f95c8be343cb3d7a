"""A wall and a presentation when a new release appears, on a machine without Chromium."""

from itertools import cycle
from xml.etree import ElementTree

import pytest
from playwright.sync_api import expect

import ledger
from curation.releases import datasets
from ledger import Provenance
from quantities import parse_quantity
from tests.helpers.chromium import faults_of
from tests.helpers.report_copy import REPORT
from tests.helpers.servers import ROOT, own_config, serving
from tests.helpers.settled_pages import settle

NOTICES = "supervision_notices.ningbo-supervision.330200..2024-01/2024-09"
TURNS = 30
CHARTS = (
    "funds_by_programme",
    "contests_side_by_side",
    "per_contract_and_person",
    "health_stations.bar",
)
HOSTILE = (
    "<script>window.__xss=1</script>",
    '"><img src=http://127.0.0.1:9/x onerror=window.__xss=1>',
    "<a href='javascript:window.__xss=1'>x</a>",
    "<svg onload=window.__xss=1>",
    "[x](javascript:window.__xss=1) ![i](http://127.0.0.1:9/i.png)",
    "'></div><iframe srcdoc='<script>parent.__xss=1</script>'>",
)


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A dashboard with release 1, whose machine has no browser; and its store."""
    folder = tmp_path_factory.mktemp("present")
    state = datasets.read_datasets(REPORT)
    store = ledger.open_store(str(own_config(folder).parent / "store"))
    store.write(0, state.figures, state.codes, Provenance(author="operator:test", reason="first"))
    with serving(ROOT / "app.py", folder, PATH=str(folder)) as url:
        yield url, store


@pytest.fixture
def page_alone(browser):
    """A page whose process has no other page in it, so that what it holds is its own."""
    context = browser.new_context(locale="en-US", viewport={"width": 1920, "height": 1080})
    page = context.new_page()
    faults = faults_of(page)
    yield page
    context.close()
    assert faults == []


def publish(store, wording):
    """Publish the newest release once more with another number of notices."""
    state, head = datasets.read_datasets(REPORT), store.head()
    figures, quantity = state.figures.copy(), parse_quantity(wording)
    wanted = figures["indicator"].eq("supervision_notices") & figures["value"].eq(177)
    assert wanted.sum() == 1
    for column, value in (
        ("as_reported", wording),
        ("value", quantity.value),
        ("value_low", quantity.low),
        ("value_high", quantity.high),
    ):
        figures.loc[wanted, column] = value
    store.write(
        head.number, figures, state.codes, Provenance(author="operator:test", reason="订正")
    )


def turned(page, at):
    page.locator(f'.turning[src][data-at="{at}"]').wait_for()


def grown(page):
    """What a page holds: elements and listeners, after everything unneeded is gone."""
    tools = page.context.new_cdp_session(page)
    tools.send("Performance.enable")
    tools.send("HeapProfiler.collectGarbage")
    found = {m["name"]: m["value"] for m in tools.send("Performance.getMetrics")["metrics"]}
    tools.detach()
    return found["Nodes"], found["JSEventListeners"], found["JSHeapUsedSize"]


def test_a_picture_says_at_once_that_chromium_is_missing(place, page):
    page.goto(f"{place[0]}/present?charts=honours&title=1")
    settle(page)
    for name in ("PNG图片", "SVG矢量图", "PDF文件"):
        button = page.get_by_role("button", name=f"{name}：服务器未装Chromium")
        expect(button).to_be_disabled()
    for name in ("生成PPTX演示文稿", "DOCX通报", "HTML网页", "XLSX数据", "全部（ZIP）"):
        with page.expect_download(timeout=60_000) as waiting:
            page.get_by_role("button", name=name, exact=True).click()
        assert waiting.value.suggested_filename.startswith("1.")


def test_a_wall_turns_fits_the_screen_and_shows_a_new_release(place, page, axe):
    url, store = place
    page.set_viewport_size({"width": 1920, "height": 1080})
    page.goto(f"{url}/wall?charts=supervision_notices&charts=honours&seconds=3")
    turned(page, 1)
    state = page.locator(".wall header p")
    expect(state).to_have_text("第1版 · 数据截至2024年11月")
    size = page.evaluate("[document.scrollingElement.scrollHeight, innerHeight]")
    assert size == [1080, 1080]
    assert page.locator("[data-testid=stHeader]").is_hidden()
    assert axe(page) == []
    turned(page, 2)
    turned(page, 1)
    assert "177份" in page.locator(".turning").get_attribute("alt")
    publish(store, "180份")
    expect(state).to_have_text("第2版 · 数据截至2024年11月", timeout=30_000)
    turned(page, 2)
    turned(page, 1)
    assert "180份" in page.locator(".turning").get_attribute("alt")


def test_what_changed_since_the_last_time_is_listed_for_the_chosen_charts(place, page):
    url, store = place
    if store.head().number == 1:
        publish(store, "180份")
    page.goto(f"{url}/present?charts=supervision_notices&since=1")
    settle(page)
    section = page.locator("section", has_text="第1版以来的变化")
    expect(section.locator("tbody tr")).to_have_count(1)
    expect(section.locator("tbody")).to_contain_text("177份 → 180份")
    page.goto(f"{url}/present?charts=honours&since=1")
    expect(section).to_contain_text("所选图表的数据没有变化。")
    link = page.get_by_role("link", name="固定链接").get_attribute("href")
    assert "since=2" in link


def test_a_wall_holds_no_more_after_many_turns(place, page_alone):
    page = page_alone
    page.clock.install()
    page.goto(f"{place[0]}/wall?charts=honours&charts=supervision_coverage&seconds=600")
    turned(page, 1)
    held = []
    for turn in range(TURNS):
        page.clock.fast_forward(601_000)
        turned(page, (turn + 1) % 2 + 1)
        if turn in (TURNS // 3, TURNS - 2):
            held.append(grown(page))
    (nodes, listeners, heap), (later_nodes, later_listeners, later_heap) = held
    assert later_nodes <= nodes + 50
    assert later_listeners <= listeners + 10
    assert later_heap <= heap * 1.1


def hostile(names):
    """Code lists whose every name is something that would run, fetch or hide."""
    texts = iter(cycle(HOSTILE))
    return [{**each, "name": {"zh": next(texts), "en": next(texts)}} for each in names]


def test_hostile_names_are_shown_and_taken_as_text(place, page):
    url, store = place
    state, head = datasets.read_datasets(REPORT), store.head()
    lists = {name: hostile(state.codes[name]) for name in ("indicators", "programmes")}
    codes = {**state.codes, **lists}
    store.write(
        head.number, state.figures, codes, Provenance(author="operator:test", reason=HOSTILE[0])
    )
    charts = "&".join(f"charts={each}" for each in CHARTS)
    page.goto(f"{url}/present?{charts}&title=%3Cimg%20src=x%20onerror=window.__xss=1%3E")
    settle(page)
    expect(page.locator(".previews img[src]")).to_have_count(len(CHARTS))
    with page.expect_download(timeout=60_000):
        page.get_by_role("button", name="HTML网页", exact=True).click()
    page.get_by_role("button", name="全屏放映", exact=True).click()
    for number in range(len(CHARTS)):
        expect(page.locator("dialog.show p span")).to_have_text(f"{number + 1} / {len(CHARTS)}")
        page.keyboard.press("ArrowRight")
    page.goto(f"{url}/chart?name=funds_by_programme")
    settle(page)
    with page.expect_download() as waiting:
        page.locator("button[data-take=svg]").click()
    svg = waiting.value.path().read_text()
    ours = {element.tag.rpartition("}")[2] for element in ElementTree.fromstring(svg).iter()}
    assert ours & {"script", "image", "a", "foreignObject", "iframe"} == set()
    assert "window.__xss" in svg
    assert page.evaluate("window.__xss") is None
