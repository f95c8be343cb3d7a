"""The frame of every page: the bar for each role, language, the line of state, what is told."""

import base64
from typing import Any

import pytest

from app_pages import pages as pages_app_pages
from auth import Role
from settings import VERSION
from tests.helpers.pages_in_process import SITE, Dashboard, Tab

# Of the lists in `app_pages/pages.py` those that are known here by name; a page more is no fault.
READERS = ["总览", "进度", "自助分析", "数据", "汇报展示", "版本"]
TOPICS = [
    *("劳动法律监督", "职业技能竞赛", "劳模工匠", "工匠学院"),
    *("新就业形态", "职工疗休养", "社会工作", "企业服务职工"),
]
DESK = ["数据填报", "读报取数", "待审", "人员管理"]
DESK_PATHS = ("upload", "report", "review", "staff")
OFFERED = {"": 0, "viewer": 0, "staff": 2, "reviewer": 3, "admin": 4}


def bar(tab: Tab) -> tuple[dict[str, list[str]], Any]:
    """What the bar offers, heading by heading, and what else of it the browser is told."""
    (told,) = [each.navigation for each in tab.messages if each.HasField("navigation")]
    offered: dict[str, list[str]] = {}
    for page in told.app_pages:
        if not page.is_hidden:
            offered.setdefault(page.section_header, []).append(page.page_name)
    return offered, told


def known(names: list[str], wanted: list[str]) -> list[str]:
    """Those of the names that are known here, in their order."""
    return [name for name in names if name in wanted]


@pytest.mark.parametrize("role", OFFERED)
def test_the_bar_offers_what_somebody_may_use(board: Dashboard, role: str) -> None:
    cookies = board.person(f"bar-{role}", Role(role), shown="<赵>") if role else {}
    tab = board.tab(cookies).open()
    offered, told = bar(tab)
    assert known(offered[""], READERS) == READERS
    assert len(offered[""]) == len(pages_app_pages.READERS)
    assert offered["专题"] == TOPICS
    assert known(offered.get("工作台", []), DESK) == DESK[: OFFERED[role]]
    assert set(offered) == {"", "专题", *(["工作台"] if OFFERED[role] else [])}
    # What is not in the bar can be opened all the same.
    hidden = [page.url_pathname for page in told.app_pages if page.is_hidden]
    paths = ["chart", "wall", *DESK_PATHS]
    assert sorted(known(hidden, paths)) == sorted(["chart", "wall", *DESK_PATHS[OFFERED[role] :]])
    listed = {*pages_app_pages.READERS, *pages_app_pages.LINKED, *pages_app_pages.STAFF}
    assert len(told.app_pages) == len(listed) + len(TOPICS)
    assert [page.url_pathname for page in told.app_pages if page.is_default] == [""]
    assert told.position == told.Position.TOP
    account, sign_in = (
        "<赵> → /account?lang=zh .way-in",
        "登录 → /sign-in?lang=zh&next=%2F%3Flang%3Dzh",
    )
    assert tab.inside("tools") == [account if role else f"{sign_in} .way-in", "(English) quiet"]


def test_the_bar_in_english(board: Dashboard) -> None:
    offered, _ = bar(board.tab(board.person("english", Role.ADMIN)).open(lang="en"))
    names = ["Overview", "Progress", "Explore", "Data", "Present", "History"]
    assert known(offered[""], names) == names
    assert list(offered) == ["", "Topics", "Desk"]
    names = ["Upload figures", "Read a report", "Review", "Staff"]
    assert known(offered["Desk"], names) == names
    assert offered["Topics"][0] == "Labour-law supervision"


@pytest.mark.parametrize(
    ("lang", "name"), [("zh", "工会统计看板"), ("en", "Union Statistics Dashboard")]
)
def test_name_and_mark_are_in_the_readers_language(board: Dashboard, lang: str, name: str) -> None:
    tab = board.tab().open("data", lang=lang)
    pages = [m.page_config_changed for m in tab.messages if m.HasField("page_config_changed")]
    site, page = pages
    assert (site.title, site.layout == site.Layout.WIDE) == (name, True)
    assert page.title.endswith(f" · {name}")
    (logo,) = [each.logo for each in tab.messages if each.HasField("logo")]
    drawing = base64.b64decode(logo.image.partition(",")[2]).decode()
    assert (logo.size, logo.link, f'aria-label="{name}"' in drawing) == ("large", "", True)
    styles = [each for each in tab.app.get("html") if each.proto.body.startswith("<style>")]
    assert ".state" in styles[0].proto.body
    assert "./ui/area_pages.css" in styles[1].proto.body


def test_the_language_is_changed_by_its_button_and_stays(board: Dashboard) -> None:
    tab = board.tab().open("data")
    tab.click("English")
    assert (tab.address, tab.said[0]) == ({"lang": "en"}, "# Data")
    assert tab.inside("tools")[1] == "(中文) quiet"
    tab.go("history")
    assert (tab.address, tab.said[0]) == ({"lang": "en"}, "# History")
    tab.click("中文")
    assert (tab.address, tab.said[0]) == ({"lang": "zh"}, "# 版本")


def test_the_version_stands_at_the_foot_of_every_page_of_one_that_ends_early_too(
    board: Dashboard,
) -> None:
    for name in ("overview", "data", "progress", "upload"):
        assert board.tab().open(name).foot == [f"软件版本{VERSION} .version"], name
    english = board.tab().open("data", lang="en").foot
    assert english == [f"Software version {VERSION} .version"]


HELP = "帮助 → /manual/zh/ .state"


def test_the_manual_is_one_click_away_in_the_readers_language(board: Dashboard) -> None:
    assert board.tab().open("data").state.endswith(f" · {HELP}")
    english = board.tab().open("data", lang="en").state
    assert english.endswith(" · Help → /manual/en/ .state")


def test_an_earlier_release_stays_from_page_to_page(board: Dashboard) -> None:
    tab = board.tab().open("data", release="2")
    state = "第2版 · 数据截至2024年11月 · 50个数据项 · 已订正1项 · 正在查看较早版本"
    assert tab.state == f"{state} · {HELP}"
    tab.go("supervision")
    assert tab.address == {"release": "2"}
    assert tab.state.startswith("第2版 · ")
    tab.go("supervision", release="1")
    state = "第1版 · 数据截至2024年11月 · 49个数据项 · 正在查看较早版本"
    assert tab.state == f"{state} · {HELP}"
    assert tab.go("data").address == {"release": "1"}


@pytest.mark.parametrize(
    ("asked", "number"),
    [("4", 3), ("0", 3), ("", 3), ("-1", 3), ("二", 3), ("3", 3), ("9" * 9, 3), ("9" * 10, 3)],
)
def test_an_unknown_release_is_the_newest(board: Dashboard, asked: str, number: int) -> None:
    state = board.tab().open("chart", release=asked, name="honours").state
    assert state == f"第{number}版 · 数据截至2024年11月 · 49个数据项 · 已订正1项 · {HELP}"


@pytest.mark.parametrize(("asked", "state"), [("fr", "第3版"), ("", "第3版"), ("en", "Release 3")])
def test_an_unknown_language_is_the_first(board: Dashboard, asked: str, state: str) -> None:
    assert board.tab().open("chart", lang=asked).state.startswith(state)


def test_the_page_of_a_topic_is_known_by_its_path(board: Dashboard) -> None:
    tab = board.tab().open("contests")
    assert tab.app.context["url"] == f"{SITE}/contests"
    assert tab.said[0] == "# 职业技能竞赛"
