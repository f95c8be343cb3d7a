"""History: the releases, what changed between two of them, corrections, proofs, restoring."""

import re

import pytest

import auth
from app_pages.pages import READERS, STAFF
from auth import Role
from locales import LANGUAGES, Language
from tests.helpers.pages_in_process import Dashboard, Tab
from tests.helpers.three_releases import PROOF

PENGSHUI = "彭水苗族土家族自治县 | 2024年11月"
FILES = ["⇩(下载XLSX)", "⇩(下载CSV)"]


def corrections(board: Dashboard) -> list[str]:
    return [
        "# 版本",
        "### 订正记录",
        "指标 | 地区 | 报告期 | 数值 | 增减 | 数据版本 | 发布时间 | 说明",
        "解决的典型问题 | 宁波市 | 2024年1—9月 | 36个 → 41个 | ▲增长13.9% | 第2版"
        f" | {board.time(2)} | 十月数据",
    ]


def listed(board: Dashboard) -> list[str]:
    rows = [
        (
            "第3版",
            board.time(3),
            "服务器管理员",
            "误收",
            "49条数据",
            "正在查看 对比 → ?new=3&old=2",
        ),
        ("第2版", board.time(2), "王芳", "十月数据", "50条数据", f"{read(2)} 对比 → ?new=2&old=1"),
        (
            "第1版",
            board.time(1),
            "首次启动",
            "收录首批整理的数据",
            "49条数据",
            f"{read(1)} 对比 → ?new=1&old=0",
        ),
    ]
    heads = ("数据版本", "发布时间", "发布人", "说明", "数据项个数", "")
    return ["### 发布记录", " | ".join(heads), *map(" | ".join, rows), "### 版本对比"]


def read(number: int) -> str:
    return f"查看 → overview?release={number}&lang=zh"


def said(tab: Tab) -> list[str]:
    """What a page says, without the names of columns of releases and where a link scrolls to."""
    marks = re.compile(r" ?!hs-[a-z]+| \.hs-shown(?= 对比)| to=\.st-key-compare")
    return [marks.sub("", line) for line in tab.said]


def test_corrections_come_first_then_releases_then_what_the_newest_has_changed(
    board: Dashboard,
) -> None:
    assert said(board.tab().open("history")) == [
        *corrections(board),
        *listed(board),
        "新版本 [第3版] of 第3版, 第2版, 第1版",
        "旧版本 [第2版] of 第2版, 第1版, 空",
        "新增0项，修改2项，删除1项。",
        "<.hs-compare>",
        "table: 各地区变化",
        "地区 | 报告期 | 修改 | 删除",
        f"{PENGSHUI} | 2 | 1",
        "table: 修改2项",
        "指标 | 地区 | 报告期 | 数值 | 增减",
        f"劳动模范（全国劳动模范） | {PENGSHUI} | 4名 → 4名 | 持平",
        f"劳动模范（省部级劳动模范） | {PENGSHUI} | 40名 → 40名 | 持平",
        "table: 删除1项",
        "指标 | 地区 | 报告期 | 数值",
        f"劳动模范（重庆五一劳动奖章） | {PENGSHUI} | 14名",
        *FILES,
        "<.rest>",
        "▸ 2张图表有变化",
        "<.drafts>",
        "- 各省份报告情况 → chart?name=province_tiles&release=3&lang=zh",
        "- 志愿帮扶队中的劳动模范 → chart?name=honours&release=3&lang=zh",
    ]


def test_any_two_releases_are_compared(board: Dashboard) -> None:
    tab = board.tab().open("history")
    tab.choose("新版本", "2")
    assert tab.address == {"new": "2"}
    assert tab.said[10:28] == [
        "新版本 [第2版] of 第3版, 第2版, 第1版",
        "旧版本 [第1版] of 第1版, 空",
        "新增1项，修改1项，删除0项。",
        "<.hs-compare>",
        "table: 各地区变化",
        "地区 | 报告期 | 修改 | 新增",
        "宁波市 | 2024年1—9月 | 1 | —",
        "海曙区 | 2024年10月 | — | 1",
        "table: 修改1项",
        "指标 | 地区 | 报告期 | 数值 | 增减",
        "解决的典型问题 | 宁波市 | 2024年1—9月 | 36个 → 41个 | ▲增长13.9%",
        "table: 新增1项",
        "指标 | 地区 | 报告期 | 数值",
        "劳动法律监督提示函 | 海曙区 | 2024年10月 | 12份",
        *FILES,
        "<.rest>",
        "▸ 1张图表有变化",
    ]
    name, data = tab.download("下载CSV")
    assert name == "第1版与第2版对比.csv"
    assert data.decode("utf-8-sig").splitlines() == [
        "变化,指标,地区,报告期,数值,增减",
        "修改,解决的典型问题,宁波市,2024年1—9月,36个 → 41个,▲增长13.9%",
        "新增,劳动法律监督提示函,海曙区,2024年10月,12份,",
    ]


def test_before_the_first_release_there_was_nothing(board: Dashboard) -> None:
    tab = board.tab().open("history", new="2")
    tab.choose("旧版本", "0")
    assert tab.address == {"new": "2", "old": "0"}
    # All of it was added, and no chart moved.
    assert tab.said[12:18] == [
        "新增50项，修改0项，删除0项。",
        "<.hs-compare>",
        "<.phone-fold rows>",
        "table: 各地区变化",
        "地区 | 报告期 | 新增",
        "全国 | 2024年、2015年6月—2024年11月等6项 | 16",
    ]
    at = tab.said.index("table: 新增50项")
    assert tab.said[at + 1 : at + 3] == [
        "指标 | 地区 | 报告期 | 数值",
        "协会会员单位 | 中国机电产品进出口商会 | 2024年11月 | 1.5万多个",
    ]
    assert tab.said[at + 15] == "▸ 其余38项"
    assert len([line for line in tab.said[at + 2 :] if line.count(" | ") == 3]) == 50 + 1
    assert not [line for line in tab.said if "图表有变化" in line]


def test_a_rise_in_english_is_worded_with_its_unit(board: Dashboard) -> None:
    found = said(board.tab().open("history", new="2", lang="en"))
    assert found[1:4] == [
        "### Corrections",
        "Indicator | Area | Period | Value | Percent | Release | Published | Reason",
        "Typical problems resolved | Ningbo City | January–September 2024 | 36 problems → 41"
        f" problems | ▲ up 13.9% | Release 2 | {board.time(2, 'en')} | 十月数据",
    ]
    links = "View → overview?release=2&lang=en Compare → ?new=2&old=1"
    assert found[7] == f"Release 2 | {board.time(2, 'en')} | 王芳 | 十月数据 | 50 figures | {links}"
    assert found[12:19] == [
        "1 added, 1 changed, 0 removed.",
        "<.hs-compare>",
        "table: Changes by area",
        "Area | Period | changed | added",
        "Ningbo City | January–September 2024 | 1 | —",
        "Haishu District | October 2024 | — | 1",
        "table: 1 changed",
    ]


def test_an_earlier_release_that_is_read_is_marked(board: Dashboard) -> None:
    tab = board.tab().open("history", release="1")
    assert tab.state.startswith("第1版 · ")
    rows = said(tab)
    assert rows[1:3] == ["### 订正记录", "没有订正过的数据。"]
    # To read the newest again is to leave the number out of the address.
    links = [line.rpartition(" | ")[2] for line in rows[5:8]]
    assert links == [
        "查看 → overview?release=&lang=zh 对比 → ?new=3&old=2",
        f"{read(2)} 对比 → ?new=2&old=1",
        "正在查看 对比 → ?new=1&old=0",
    ]


def test_what_an_address_asks_for_in_vain_is_the_newest(board: Dashboard) -> None:
    found = board.tab().open("history", new="9", old="8").said
    assert found == board.tab().open("history").said


OPEN_PAGES = (*READERS, "supervision", "chart", "wall", *STAFF)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", OPEN_PAGES)
def test_no_open_page_gives_away_how_somebody_signs_in(
    board: Dashboard, page: str, language: Language
) -> None:
    """Looked for in every byte that a reader's browser is sent, seen or unseen."""
    query = {"name": "funds_by_programme"} if page == "chart" else {}
    tab = board.tab().open(page, lang=language, **query)
    sent = b"".join(message.SerializeToString() for message in tab.messages)
    sent += "".join(line.text for line in tab.lines).encode()
    assert len(sent) > 1000
    names = [account.name for account in auth.list_accounts(board.boss)]
    assert "wangfang" in names
    assert [name for name in (*names, "boss") if name.encode() in sent] == []


def test_a_display_name_that_is_a_sign_in_name_is_not_shown(board: Dashboard) -> None:
    database = board.workspace.database
    auth.create_account(board.boss, "sunli", "SunLi", Role.STAFF)
    auth.create_account(board.boss, "oidc-17", "ｓｕｎｌｉ", Role.STAFF)
    auth.create_account(board.boss, "zhouwei", "周伟", Role.STAFF)
    names = ["sunli", "oidc-17", "zhouwei", "gone", "operator:boss"]
    assert auth.find_display_names(database, names) == {"zhouwei": "周伟"}


def restoring(tab: Tab) -> list[str]:
    """What stands below the comparison."""
    return tab.said[tab.said.index("### 恢复较早版本") :] if "### 恢复较早版本" in tab.said else []


@pytest.mark.parametrize("role", [*Role])
def test_proofs_are_for_staff_and_restoring_for_reviewers(board: Dashboard, role: Role) -> None:
    tab = board.tab(board.person(f"history-{role}", role)).open("history", new="2")
    proofs = [n for n, line in enumerate(tab.said) if line == "佐证材料"]
    assert bool(proofs) == (role != Role.VIEWER)
    if proofs:
        assert tab.said[proofs[0] + 1] == "⇩(盖章件\\.png)"
        assert tab.download("盖章件\\.png") == PROOF
    offered = [
        "### 恢复较早版本",
        "恢复为 [第2版] of 第2版, 第1版",
        "新增1项，修改2项，删除0项。",
        '发布理由 = "" ≤500',
        "(恢复为第2版)",
    ]
    assert restoring(tab) == (offered if role in (Role.REVIEWER, Role.ADMIN) else [])


def test_a_release_without_proofs_offers_none(board: Dashboard) -> None:
    tab = board.tab(board.person("no-proofs", Role.ADMIN)).open("history")
    assert "佐证材料" not in tab.said
    assert [line for line in tab.said if line.startswith("⇩")] == FILES


def test_another_release_to_go_back_to_says_what_would_change(board: Dashboard) -> None:
    tab = board.tab(board.person("goes-back", Role.ADMIN)).open("history")
    tab.choose("恢复为", "1")
    assert tab.address == {"restore": "1"}
    assert restoring(tab)[1:] == [
        "恢复为 [第1版] of 第2版, 第1版",
        "新增1项，修改3项，删除1项。",
        '发布理由 = "" ≤500',
        "(恢复为第1版)",
    ]
    # Without a reason nothing is done.
    tab.click("恢复为第1版")
    assert tab.said[0] == "请写明理由。 .said refused"
    assert board.workspace.store.release().number == 3
