"""History: the releases, what changed between two of them, corrections, proofs, restoring."""

import pytest

import auth
from app_pages.pages import READERS, STAFF
from auth import Role
from locales import LANGUAGES, Language
from tests.helpers.pages_in_process import Dashboard, Tab
from tests.helpers.three_releases import PROOF

HEAD = "变化 | 指标 | 地区 | 报告期 | 数值 | 增减"
PENGSHUI = "彭水苗族土家族自治县 | 2024年11月"


def listed(board: Dashboard) -> list[str]:
    return [
        "# 版本",
        "table: 数据版本",
        "数据版本 | 发布日期 | 发布人 | 说明 | 数据项个数",
        f"第3版 | {board.day(3)} | 服务器管理员 | 误收 | 49",
        f"第2版 | {board.day(2)} | 王芳 | 十月数据 | 50",
        f"第1版 | {board.day(1)} | 首次启动 | 收录首批整理的数据 | 49",
        "查看该版本的数据 [] of 第3版, 第2版, 第1版",
        "### 版本对比",
    ]


def corrections(board: Dashboard) -> list[str]:
    return [
        "### 订正记录",
        "指标 | 地区 | 报告期 | 数值 | 数据版本 | 发布日期 | 说明",
        f"解决的典型问题 | 宁波市 | 2024年1—9月 | 36个 → 41个 | 第2版 | {board.day(2)} | 十月数据",
    ]


def test_the_newest_release_is_held_against_the_one_before(board: Dashboard) -> None:
    assert board.tab().open("history").said == [
        *listed(board),
        "新版本 [第3版] of 第3版, 第2版, 第1版",
        "旧版本 [第2版] of 第2版, 第1版, 空",
        "新增0项，变动2项，删除1项。",
        HEAD,
        f"变动 | 劳动模范（全国劳动模范） | {PENGSHUI} | 4名 → 4名 | 持平",
        f"变动 | 劳动模范（省部级劳动模范） | {PENGSHUI} | 40名 → 40名 | 持平",
        f"删除 | 劳动模范（重庆五一劳动奖章） | {PENGSHUI} | 14名 | ",
        "2张图表有变化",
        "<.drafts>",
        "- 各省份报告情况 → chart?name=province_tiles&release=3&lang=zh",
        "- 志愿帮扶队中的劳动模范 → chart?name=honours&release=3&lang=zh",
        *corrections(board),
    ]


def test_any_two_releases_are_compared(board: Dashboard) -> None:
    tab = board.tab().open("history")
    tab.choose("新版本", "2")
    assert tab.address == {"new": "2"}
    assert tab.said[8:16] == [
        "新版本 [第2版] of 第3版, 第2版, 第1版",
        "旧版本 [第1版] of 第1版, 空",
        "新增1项，变动1项，删除0项。",
        HEAD,
        "新增 | 劳动法律监督提示函 | 海曙区 | 2024年10月 | 12份 | ",
        "变动 | 解决的典型问题 | 宁波市 | 2024年1—9月 | 36个 → 41个 | ▲增长13.9%",
        "1张图表有变化",
        "<.drafts>",
    ]
    tab.choose("旧版本", "0")
    assert tab.address == {"new": "2", "old": "0"}
    # Nothing stood before the first release: all of it was added, and no chart moved.
    assert tab.said[10:13] == [
        "新增50项，变动0项，删除0项。",
        HEAD,
        "新增 | 协会会员单位 | 中国机电产品进出口商会 | 2024年11月 | 1.5万多个 | ",
    ]
    assert len([line for line in tab.said if line.startswith("新增 | ")]) == 50
    assert not [line for line in tab.said if "图表有变化" in line]


def test_a_rise_in_english_is_worded_with_its_unit(board: Dashboard) -> None:
    found = board.tab().open("history", new="2", lang="en").said
    assert found[3:6] == [
        f"Release 3 | {board.day(3, 'en')} | operator of the server | 误收 | 49",
        f"Release 2 | {board.day(2, 'en')} | 王芳 | 十月数据 | 50",
        f"Release 1 | {board.day(1, 'en')} | first start | The first curated figures | 49",
    ]
    assert found[9:15] == [
        "Older [Release 1] of Release 1, empty",
        "1 added, 1 changed, 0 removed.",
        "Change | Indicator | Area | Period | Value | Percent",
        "added | Supervision notices issued | Haishu District | October 2024 | 12 notices | ",
        "changed | Typical problems resolved | Ningbo City | January–September 2024"
        " | 36 problems → 41 problems | ▲ up 13.9%",
        "1 chart moves",
    ]
    assert found[-1] == (
        "Typical problems resolved | Ningbo City | January–September 2024"
        f" | 36 problems → 41 problems | Release 2 | {board.day(2, 'en')} | 十月数据"
    )


def test_reading_on_as_of_an_earlier_release(board: Dashboard) -> None:
    tab = board.tab().open("history", release="2")
    tab.choose("查看该版本的数据", "1")
    assert tab.address == {"release": "1"}
    assert tab.state.startswith("第1版 · ")
    assert tab.said[-2:] == ["### 订正记录", "没有订正过的数据项。 .empty"]


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
    """What stands below the corrections."""
    return tab.said[tab.said.index("### 订正记录") + 3 :]


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
        "新增1项，变动2项，删除0项。",
        '发布理由 = "" ≤500',
        "(恢复为第2版)",
    ]
    assert restoring(tab) == (offered if role in (Role.REVIEWER, Role.ADMIN) else [])


def test_a_release_without_proofs_offers_none(board: Dashboard) -> None:
    tab = board.tab(board.person("no-proofs", Role.ADMIN)).open("history")
    assert "佐证材料" not in tab.said
    assert list(tab.app.get("download_button")) == []


def test_another_release_to_go_back_to_says_what_would_change(board: Dashboard) -> None:
    tab = board.tab(board.person("goes-back", Role.ADMIN)).open("history")
    tab.choose("恢复为", "1")
    assert tab.address == {"restore": "1"}
    assert restoring(tab)[1:] == [
        "恢复为 [第1版] of 第2版, 第1版",
        "新增1项，变动3项，删除1项。",
        '发布理由 = "" ≤500',
        "(恢复为第1版)",
    ]
    # Without a reason nothing is done.
    tab.click("恢复为第1版")
    assert tab.said[0] == "请写明理由。 .said refused"
    assert board.workspace.store.release().number == 3
