"""The document's language, and Streamlit's own words in it."""

import re
from contextlib import suppress

import pytest
from playwright.sync_api import TimeoutError

from locales import catalogue
from tests.helpers.http_requests import ask

# What has Latin letters on a Chinese page and should: formats, keys, units, and the word that the
# workshop says itself.
LEGITIMATE = re.compile(r"PNG|CSV|XLSX|Ctrl|Esc|Tab|\d(\.\d)?[KM]?B|text/plain|数\.(csv|txt)")

LATIN = """() => {
  const found = [];
  const names = ["aria-label", "title", "placeholder", "alt", "aria-valuetext", "data-title"];
  const walker = document.createTreeWalker(document.body, 5);
  for (let node = walker.currentNode; node; node = walker.nextNode()) {
    const element = node.nodeType === 3 ? node.parentElement : node;
    if (element.closest("script, style, noscript, [translate=no], svg")) continue;
    const texts = node.nodeType === 3 ? [node.data] : names.map((name) => node.getAttribute(name));
    found.push(...texts.filter((text) => /[A-Za-z]/.test(text ?? "")));
  }
  return found;
}"""


def stray(page):
    """Give what a reader of Chinese meets in Latin letters."""
    page.wait_for_timeout(300)  # a word stands untranslated for less than a frame
    return [
        text for text in page.evaluate(LATIN) if re.search("[A-Za-z]", LEGITIMATE.sub("", text))
    ]


@pytest.mark.parametrize(
    ("query", "lang"), [("", "zh-CN"), ("?lang=en", "en-GB"), ("?lang=x", "zh-CN")]
)
def test_the_document_says_its_language_before_any_script_runs(workshop, query, lang):
    assert f'<html lang="{lang}">'.encode() in ask(workshop, f"/inputs{query}").body


def test_the_document_has_our_name_and_mark(workshop):
    assert (
        b"<title>\xe5\xb7\xa5\xe4\xbc\x9a\xe7\xbb\x9f\xe8\xae\xa1\xe7\x9c\x8b\xe6\x9d\xbf</title>"
        in (ask(workshop, "/").body)
    )
    assert b"<title>Union Statistics Dashboard</title>" in ask(workshop, "/?lang=en").body
    assert b"favicon.png" not in ask(workshop, "/").body


def test_the_language_follows_the_address_without_a_reload(workshop, page):
    page.goto(f"{workshop}/boxes")
    lang = page.locator("html")
    page.get_by_role("button", name="英文").click()
    page.wait_for_url("**/boxes?lang=en")
    assert lang.get_attribute("lang") == "en-GB"
    page.get_by_role("button", name="中文").click()
    page.wait_for_url("**/boxes")
    assert lang.get_attribute("lang") == "zh-CN"


def test_words_change_with_the_language(workshop, page):
    page.goto(f"{workshop}/inputs")
    page.get_by_placeholder("请选择或添加").wait_for()
    page.evaluate("history.pushState({}, '', '?lang=en')")
    page.get_by_placeholder("Choose or add an option").wait_for()
    page.evaluate("history.pushState({}, '', location.pathname)")
    page.get_by_placeholder("请选择或添加").wait_for()


def test_charts(workshop, page):
    page.goto(workshop)
    page.locator(".js-plotly-plot").first.hover()
    page.locator("[data-title=保存为PNG图片]").first.wait_for()
    assert stray(page) == []


def test_inputs(workshop, page):
    page.goto(f"{workshop}/inputs")
    page.get_by_role("textbox", name="说明").fill("甲")
    assert stray(page) == []
    for label in ("多选", "限选", "单选", "可添"):
        page.get_by_role("combobox", name=label).click()
        assert stray(page) == [], label
        page.keyboard.type("丁戊")
        assert stray(page) == [], label
        page.keyboard.press("Escape")
        page.keyboard.press("Escape")
    page.get_by_role("textbox", name="名称").fill("甲")
    page.get_by_role("textbox", name="标题").fill("甲")
    page.get_by_role("button", name="显示密码").click()
    page.get_by_role("button", name="隐藏密码").wait_for()
    page.locator("[data-testid=stNumberInputField]").fill("99")
    page.keyboard.press("Enter")
    page.get_by_text("数值超出范围，请输入0至10之间的数。").wait_for()
    assert stray(page) == []


@pytest.mark.parametrize("label", ["选择日期", "选择日期范围", "选择日期和时间"])
def test_calendars(workshop, page, label):
    page.goto(f"{workshop}/inputs")
    page.get_by_role("button", name=label, exact=True).first.click()
    page.get_by_role("grid").wait_for()
    assert stray(page) == []


def test_tables(workshop, page):
    page.goto(f"{workshop}/tables")
    table = page.locator("[data-testid=stDataFrame]").first
    table.hover()
    page.get_by_role("button", name="导出为CSV").first.wait_for()
    assert stray(page) == []
    page.get_by_role("button", name="显示或隐藏列").first.click()
    assert stray(page) == []
    page.keyboard.press("Escape")
    page.get_by_role("button", name="搜索").first.click()
    page.keyboard.type("甲")
    assert stray(page) == []
    page.get_by_role("button", name="关闭搜索").first.click()
    page.get_by_role("button", name="全屏").first.click()
    page.get_by_role("button", name="退出全屏").first.wait_for()
    assert stray(page) == []


def test_column_menu(workshop, page):
    page.goto(f"{workshop}/tables")
    page.locator("[data-testid=stDataFrame]").first.hover()
    menu = page.get_by_role("menuitem", name="升序排列")
    # The header's menu button is drawn, not an element: it is there when a click opens the menu.
    for _ in range(10):
        box = page.locator("[data-testid=data-grid-canvas]").first.bounding_box()
        page.mouse.move(box["x"] + 380, box["y"] + 18)
        page.mouse.click(box["x"] + 446, box["y"] + 18)
        with suppress(TimeoutError):
            menu.wait_for(timeout=2000)
            break
    menu.wait_for()
    assert stray(page) == []
    for name in ("统计", "格式"):
        page.get_by_role("menuitem").filter(has_text=name).hover()
        assert stray(page) == [], name


def test_files(workshop, page):
    page.context.add_cookies([{"name": "role", "value": "staff", "url": workshop}])
    page.goto(f"{workshop}/files")
    page.get_by_text("每个文件不超过64MB").first.wait_for()
    assert stray(page) == []
    for name, kind in (("数.csv", "text/csv"), ("数.txt", "text/plain")):
        page.locator("input[type=file]").first.set_input_files(
            {"name": name, "mimeType": kind, "buffer": b"a,b"}
        )
        page.get_by_text(name).first.wait_for()
        assert stray(page) == []


def test_what_the_page_says_itself_is_left_alone(workshop, page):
    page.goto(f"{workshop}/boxes")
    page.get_by_text("Close", exact=True).wait_for()
    page.get_by_role("button", name="对话").click()
    page.get_by_role("button", name="关闭").wait_for()
    assert stray(page) == ["Close"]
    page.get_by_role("button", name="关闭").click()
    page.get_by_role("button", name="通知").click()
    page.get_by_role("button", name="关闭").wait_for()
    assert stray(page) == ["Close"]


def test_a_failed_page_says_so_and_nothing_else(workshop, page):
    page.goto(f"{workshop}/boxes")
    page.get_by_role("button", name="出错").click()
    page.get_by_text("页面出错，未能显示。详情已记入服务器日志，请联系管理员。").wait_for()
    assert "secret" not in page.content()
    assert "Cloud" not in page.content()


def test_both_catalogues_say_the_same_things():
    chinese, english = catalogue("zh", "browser"), catalogue("en", "browser")
    assert list(chinese) == list(english)
    for message, word in chinese.items():
        places = set(re.findall(r"\{\w+\}", message))
        assert set(re.findall(r"\{\w+\}", word)) == places, message
        assert set(re.findall(r"\{\w+\}", english[message])) == places, message
        assert re.search("[\u4e00-\u9fff]", word) or message == "streamlit run yourscript.py", (
            message
        )
        assert "Streamlit" not in english[message] or message == "Streamlit", message
