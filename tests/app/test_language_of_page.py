"""The document's language, and Streamlit's own words in it."""

import re
from contextlib import suppress

import pytest
from playwright.sync_api import TimeoutError

from locales import catalogue
from tests.helpers.chromium import SETTLED
from tests.helpers.http_requests import ask

# What has Latin letters on a Chinese page and should: formats, keys, units, and the word that the
# workshop says itself.
LEGITIMATE = re.compile(r"PNG|CSV|XLSX|Ctrl|Esc|Tab|\d(\.\d)?[KM]?B|text/plain|数\.(csv|txt)")

# A field, and a word of Streamlit's that says that it is open, and that its list has been narrowed.
BOXES = (
    ("多选", "全选", "没有匹配项"),
    ("限选", "最多可选1项，请先移除一项。", "最多可选1项，请先移除一项。"),
    ("单选", "共2个选项。", "没有匹配项"),
    ("可添", "共1个选项。", "添加：丁戊"),
)

TEXTS = """() => {
  const found = [];
  const names = ["aria-label", "title", "placeholder", "alt", "aria-valuetext", "data-title"];
  const walker = document.createTreeWalker(document.body, 5);
  for (let node = walker.currentNode; node; node = walker.nextNode()) {
    const element = node.nodeType === 3 ? node.parentElement : node;
    if (element.closest("script, style, noscript, [translate=no], svg")) continue;
    const texts = node.nodeType === 3 ? [node.data] : names.map((name) => node.getAttribute(name));
    found.push(...texts.filter((text) => text));
  }
  return found;
}"""
SAID = f"(word) => ({TEXTS})().some((text) => text.includes(word))"


def stray(page, word):
    """Give what a reader of Chinese meets in Latin letters, once the page has said a word.

    What Streamlit adds is translated whole, so with one word of it stand all.
    """
    page.wait_for_function(SAID, arg=word)
    return [
        text for text in page.evaluate(TEXTS) if re.search("[A-Za-z]", LEGITIMATE.sub("", text))
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
    assert stray(page, "保存为PNG图片") == []


def test_inputs(workshop, page):
    page.goto(f"{workshop}/inputs")
    page.locator(SETTLED).wait_for()
    for label, opened, typed in BOXES:  # before anything scrolls the page, which closes a list
        page.get_by_role("combobox", name=label).click()
        assert stray(page, opened) == [], label
        page.keyboard.type("丁戊")
        assert stray(page, typed) == [], label
        page.keyboard.press("Escape")
        page.keyboard.press("Escape")
        page.get_by_role("listbox").wait_for(state="hidden")
    page.get_by_role("textbox", name="说明").fill("甲")
    assert stray(page, "按Ctrl+回车键提交") == []
    page.get_by_role("textbox", name="名称").fill("甲")
    page.get_by_role("textbox", name="标题").fill("甲")
    page.get_by_role("button", name="显示密码").click()
    page.get_by_role("button", name="隐藏密码").wait_for()
    page.locator("[data-testid=stNumberInputField]").fill("99")
    page.keyboard.press("Enter")
    assert stray(page, "数值超出范围，请输入0至10之间的数。") == []


@pytest.mark.parametrize(
    ("label", "word"),
    [
        ("选择日期", "用方向键选择日期"),
        ("选择日期范围", "快速选择日期范围"),
        ("选择日期和时间", "按Tab键切换日历和时间"),
    ],
)
def test_calendars(workshop, page, label, word):
    page.goto(f"{workshop}/inputs")
    page.get_by_role("button", name=label, exact=True).first.click()
    page.get_by_role("grid").wait_for()
    assert stray(page, word) == []


def test_tables(workshop, page):
    page.goto(f"{workshop}/tables")
    table = page.locator("[data-testid=stDataFrame]").first
    table.hover()
    assert stray(page, "导出为CSV") == []
    page.get_by_role("button", name="显示或隐藏列").first.click()
    assert stray(page, "行号") == []
    page.keyboard.press("Escape")
    page.get_by_role("button", name="搜索").first.click()
    assert stray(page, "输入要找的内容") == []
    page.keyboard.type("甲")
    assert stray(page, "共1处") == []
    page.get_by_role("button", name="关闭搜索").first.click()
    page.get_by_role("button", name="全屏").first.click()
    assert stray(page, "退出全屏") == []


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
    assert stray(page, "降序排列") == []
    for name, word in (("统计", "标准差"), ("格式", "科学记数")):
        page.get_by_role("menuitem").filter(has_text=name).hover()
        assert stray(page, word) == [], name


def test_files(workshop, page):
    page.context.add_cookies([{"name": "role", "value": "staff", "url": workshop}])
    page.goto(f"{workshop}/files")
    assert stray(page, "每个文件不超过64MB") == []
    for name, kind, word in (
        ("数.csv", "text/csv", "移除数.csv"),
        ("数.txt", "text/plain", "不接受这种文件（text/plain）。"),
    ):
        page.locator("input[type=file]").first.set_input_files(
            {"name": name, "mimeType": kind, "buffer": b"a,b"}
        )
        assert stray(page, word) == []


def test_what_the_page_says_itself_is_left_alone(workshop, page):
    page.goto(f"{workshop}/boxes")
    page.get_by_text("Close", exact=True).wait_for()
    page.get_by_role("button", name="对话").click()
    assert stray(page, "关闭") == ["Close"]
    page.get_by_role("button", name="关闭").click()
    page.get_by_role("button", name="通知").click()
    assert stray(page, "已发布") == ["Close"]


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
