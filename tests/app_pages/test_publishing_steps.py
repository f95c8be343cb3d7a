"""Publishing from the desk: at once, or after a second person; reviewing figures; going back."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from auth import Role
from tests.helpers.lean_dashboard import lean_dashboard
from tests.helpers.pages_in_process import Dashboard, Tab
from tests.helpers.workspaces import HAISHU, JIANGBEI, notices, statuses, table

BACK = ("返回表格 → ?step=", "(撤销上一步) quiet", "(放弃草稿) quiet")
FILES = "表格文件（XLSX、XLS、ODS、CSV等，可多选）"
HEAD = "变化 | 指标 | 地区 | 报告期 | 数值"
ADDED = [
    HEAD,
    "新增 | 劳动法律监督提示函 | 海曙区 | 2024年10月 | 12份",
    "新增 | 劳动法律监督提示函 | 江北区 | 2024年10月 | 7份",
]
GOOD = table(notices(HAISHU, "2024-10", 12), notices(JIANGBEI, "2024-10", 7))
SCAN = ("盖章件.png", b"\x89PNG\r\n\x1a\n" + bytes(9))


@pytest.fixture
def approving(first_release: Path, tmp_path: Path) -> Iterator[Dashboard]:
    """The first release, where a second person accepts."""
    with lean_dashboard(tmp_path, first_release, approval=True).open() as board:
        yield board
        board.workspace.database.close()


def at_the_changes(board: Dashboard, who: str, name: str = "十月.csv", area: str = "") -> Tab:
    """A draft of two figures, at its changes."""
    tab = board.tab(board.person(who, Role.STAFF, area)).open("upload")
    data = table(notices(HAISHU, "2024-10", 12)) if area else GOOD
    return tab.upload(FILES, (name, data)).click("上传并校验").step("changes")


def above_charts(said: list[str]) -> list[str]:
    """The lines of a page above the charts that a draft changes."""
    (heading,) = [n for n, line in enumerate(said) if line.endswith("张图表有变化")]
    return said[:heading]


def test_a_draft_is_published_with_its_reason_once(own: Dashboard) -> None:
    tab = at_the_changes(own, "zhao")
    tab.click("发布")
    assert tab.said[0] == "请写明理由。 .said refused"
    tab.choose("发布理由", "十月数据")
    tab.click("发布")
    assert tab.said == [
        "已发布第2版。 .said done",
        "# 数据填报",
        "十月.csv .lead",
        "已发布 · 1个文件 · zhao .place",
        "已发布第2版。 .lead",
        *ADDED,
        "总览 → overview?lang=zh · 版本 → history?new=2&old=1&lang=zh · 继续填报 → upload?lang=zh",
    ]
    assert tab.state.startswith("第2版 · ")
    release = own.workspace.store.release()
    assert (release.number, release.reason, release.author) == (2, "十月数据", "zhao")
    # Who reads is told by the history; the overview has the news.
    assert [line for line in own.tab().open().said if "十月数据" in line]


def test_a_reason_is_kept_while_it_is_typed(own: Dashboard) -> None:
    tab = at_the_changes(own, "zhao").choose("发布理由", "十月<数据>")
    again = own.tab(tab.cookies).open("upload", draft=str(tab.address["draft"]), step="changes")
    assert above_charts(again.said)[-2] == (
        '发布理由 = "十月<数据>" ‹例如：更新2024年9月数据（来源：各县报表）› ≤2000'
    )


def test_somebody_else_was_faster(own: Dashboard) -> None:
    first, second = at_the_changes(own, "zhao"), at_the_changes(own, "qian", "又一份.csv")
    second.choose("发布理由", "乙")
    first.choose("发布理由", "甲").click("发布")
    # What is on the screen was compared with the release before.
    second.click("发布")
    assert second.said[0].endswith(" .said refused")
    assert second.said[7:] == [
        "新增0项，修改0项，删除0项。 .lead",
        "与已发布的内容相同，没有需要发布的变更。 .empty",
    ]
    assert own.workspace.store.release().number == 2


def test_what_changes_nothing_cannot_be_published(own: Dashboard) -> None:
    row = "typical_problems_resolved,ningbo-supervision,330200,,2024-01/2024-09,36个"
    same = table(f"{row},page-2024-11-05,ningbo-supervision ¶9")
    tab = own.tab(own.person("zhao", Role.STAFF)).open("upload")
    tab.upload(FILES, ("same.csv", same)).click("上传并校验").step("changes")
    assert tab.said[6:] == [
        "新增0项，修改0项，删除0项。 .lead",
        "与已发布的内容相同，没有需要发布的变更。 .empty",
    ]


def test_an_indicator_taken_away_moves_its_charts(own: Dashboard) -> None:
    row = "model_workers,pengshui-volunteer-teams,500243,national,2024-11,4名"
    left = table(f"{row},page-2024-11-05,pengshui-model-workers ¶1")
    tab = own.tab(own.person("zhao", Role.STAFF)).open("upload")
    tab.upload(FILES, ("one.csv", left)).choose("填报方式", "replace").click("上传并校验")
    assert "### 1 .mark model_workers" in tab.inside("rail")
    tab.choose("保留并说明", "误收").step("changes")
    assert tab.brief[6:10] == [
        "新增0项，修改0项，删除2项。 .lead",
        HEAD,
        "删除 | 劳动模范（重庆五一劳动奖章） | 彭水苗族土家族自治县 | 2024年11月 | 14名",
        "删除 | 劳动模范（省部级劳动模范） | 彭水苗族土家族自治县 | 2024年11月 | 40名",
    ]
    assert [line for line in tab.brief if line.startswith(("###", "chart: "))] == [
        "### 2张图表有变化",
        "### 各省份报告情况",
        "chart: 变化前: 各省份报告情况 (still)",
        "### 各省份报告情况",
        "chart: 变化后: 各省份报告情况 (still)",
        "### 志愿帮扶队中的劳动模范",
        "chart: 变化前: 志愿帮扶队中的劳动模范 (still)",
        "### 志愿帮扶队中的劳动模范",
        "chart: 变化后: 志愿帮扶队中的劳动模范 (still)",
    ]
    assert [line for line in tab.brief if "类荣誉" in line] == [
        "3类荣誉合计58人（推算）。 .finding",
        "1类荣誉合计4名（推算）。 .finding",
    ]


def test_a_draft_is_submitted_withdrawn_and_waits_for_another(approving: Dashboard) -> None:
    board = approving
    tab = at_the_changes(board, "county", area=HAISHU)
    assert above_charts(tab.said)[-1] == "(送审) main"
    tab.choose("发布理由", "十月数据").click("送审")
    assert tab.said[0] == "已送审。 .said done"
    assert tab.said[3] == "待审 · 1个文件 · county .place"
    assert above_charts(tab.said)[-2:] == ["已送审，等待另一人审核。", "(撤回)"]
    tab.click("撤回")
    assert tab.said[2:6] == [
        "草稿 · 1个文件 · county .place",
        *BACK,
    ]
    tab.click("送审")
    draft = str(tab.address["draft"])
    cookies = board.person("reviewer", Role.REVIEWER)
    queue = board.tab(cookies).open("review")
    assert queue.said == [
        "# 待审",
        "待审 [待审草稿] of 待审草稿, 待复核数据项",
        "<.drafts>",
        f"- 十月.csv → review?draft={draft}&lang=zh · county · 十月数据",
    ]


def test_a_waiting_draft_is_returned_and_accepted_when_mended(approving: Dashboard) -> None:
    board = approving
    tab = at_the_changes(board, "county", area=HAISHU)
    tab.choose("发布理由", "十月数据").click("送审")
    draft, cookies = str(tab.address["draft"]), board.person("reviewer", Role.REVIEWER)
    deciding = board.tab(cookies).open("review", draft=draft)
    assert deciding.brief[2:7] == [
        "十月.csv · county · 理由：十月数据 .lead",
        "新增1项，修改0项，删除0项。 .lead",
        "数据来源：工人日报（据版面推断）2024年11月5日 .place",
        *ADDED[:2],
    ]
    buttons = ['退回理由 = "" ≤500', "(审核通过并发布) main", "(退回)"]
    assert above_charts(deciding.brief)[-4:] == ["⇩(十月\\.csv) quiet", *buttons]
    assert deciding.download("十月\\.csv") == ("十月.csv", table(notices(HAISHU, "2024-10", 12)))
    deciding.choose("退回理由", "请附盖章件").click("退回")
    assert deciding.said == [
        "已退回。 .said done",
        "# 待审",
        "待审 [待审草稿] of 待审草稿, 待复核数据项",
        "没有待审的草稿。 .empty",
    ]
    tab.run()
    assert "reviewer：退回（请附盖章件）" in tab.said[1]  # since this tab showed it
    assert tab.said[3:8] == [
        "已退回 · 1个文件 · county .place",
        "退回理由：请附盖章件 .said refused",
        *BACK,
    ]
    tab.step("").upload("附加照片或扫描件", SCAN)
    tab.step("changes").click("送审")
    deciding = board.tab(cookies).open("review", draft=draft)
    assert deciding.download("盖章件\\.png") == SCAN
    deciding.click("审核通过并发布")
    assert deciding.said[0] == "已审核通过并发布。 .said done"
    assert deciding.state.startswith("第2版 · ")
    assert set(statuses(board.workspace, 2).values()) == {"A"}


def test_explanations_are_shown_to_whoever_decides_and_nobody_decides_on_their_own(
    approving: Dashboard,
) -> None:
    board = approving
    cookies = board.person("boss", Role.ADMIN)
    tab = board.tab(cookies).open("upload")
    twice = table(notices(HAISHU, "2024-10", 12))
    tab.upload(FILES, ("甲.csv", GOOD), ("乙.csv", twice)).click("上传并校验")
    tab.choose("保留并说明", "两处<相同>").step("changes")
    tab.choose("发布理由", "十月").click("送审")
    draft = str(tab.address["draft"])
    own = board.tab(cookies).open("review", draft=draft)
    assert above_charts(own.said)[-5:] == [
        "警告说明",
        "- 两处<相同>",
        "⇩(甲\\.csv) quiet",
        "⇩(乙\\.csv) quiet",
        "不能审核自己提交的草稿。 .empty",
    ]
    other = board.tab(board.person("other", Role.ADMIN)).open("review", draft=draft)
    assert above_charts(other.said)[-1] == "(退回)"
    assert [line for line in other.said if line.startswith("⇩(")] == [
        "⇩(甲\\.csv) quiet",
        "⇩(乙\\.csv) quiet",
    ]


def test_a_draft_that_does_not_wait_is_not_decided_on(approving: Dashboard) -> None:
    tab = at_the_changes(approving, "zhao")
    asked = approving.tab(approving.person("qian", Role.REVIEWER))
    found = asked.open("review", draft=str(tab.address["draft"])).said
    assert found[2:] == ["没有待审的草稿。 .empty"]


def test_figures_are_reviewed_by_somebody_else(own: Dashboard) -> None:
    at_the_changes(own, "wu").choose("发布理由", "十月").click("发布")
    cookies = own.person("qian", Role.REVIEWER)
    tab = own.tab(cookies).open("review").choose("待审", "figures")
    assert tab.address == {"show": "figures"}
    figures = [
        "劳动法律监督提示函：12份（海曙区，2024年10月）",
        "劳动法律监督提示函：7份（江北区，2024年10月）",
    ]
    links = [
        "工人日报（据版面推断）2024年11月5日 · ¶1 · 数据出处 → data?figure=supervision_notices"
        f".ningbo-supervision.{area}..2024-10&lang=zh .place behind"
        for area in (HAISHU, JIANGBEI)
    ]
    assert tab.said == [
        "# 待审",
        "待审 [待复核数据项] of 待审草稿, 待复核数据项",
        "以下2个数据项由他人填报，请与来源核对后勾选。",
        f"[ ] {figures[0]}",
        links[0],
        f"[ ] {figures[1]}",
        links[1],
        '复核说明 = "已与来源核对"',
        "(确认复核（0项）) main off",
    ]
    tab.choose(figures[1], True)
    assert tab.said[-1] == "(确认复核（1项）) main"
    tab.click("确认复核（1项）")
    assert tab.said[0] == "已复核1项。 .said done"
    assert tab.state.startswith("第3版 · ")
    reason = own.workspace.store.release().reason
    assert reason == "已与来源核对"
    assert [line for line in tab.said if line.startswith("[")] == [f"[ ] {figures[0]}"]
    told = statuses(own.workspace, 3)
    assert told["supervision_notices.ningbo-supervision.330205..2024-10"] == "A"
    assert told["supervision_notices.ningbo-supervision.330203..2024-10"] == "V"


def test_nobody_reviews_what_they_brought(own: Dashboard) -> None:
    cookies = own.person("boss", Role.ADMIN)
    tab = own.tab(cookies).open("upload")
    tab.upload(FILES, ("a.csv", GOOD)).click("上传并校验").step("changes")
    tab.choose("发布理由", "十月").click("发布")
    found = own.tab(cookies).open("review", show="figures").said
    assert found[3].endswith(" off")
    assert " · 本人填报，需由他人复核 · " in found[4]
    assert found[-1] == "(确认复核（0项）) main off"


def test_a_reviewer_of_an_area_sees_its_figures_alone(own: Dashboard) -> None:
    at_the_changes(own, "wu").choose("发布理由", "十月").click("发布")
    tab = own.tab(own.person("haishu", Role.REVIEWER, HAISHU)).open("review", show="figures")
    assert tab.said[2] == "以下1个数据项由他人填报，请与来源核对后勾选。"
    assert [line for line in tab.said if line.startswith("[")] == [
        "[ ] 劳动法律监督提示函：12份（海曙区，2024年10月）"
    ]
    other = own.tab(own.person("wuhu", Role.REVIEWER, "340200")).open("review", show="figures")
    assert other.said[2:] == ["没有待复核的数据项。 .empty"]


def test_many_figures_come_page_by_page(own: Dashboard) -> None:
    rows = [notices(HAISHU, f"{2000 + n // 12}-{n % 12 + 1:02}", n + 1) for n in range(41)]
    tab = own.tab(own.person("zhao", Role.STAFF)).open("upload")
    tab.upload(FILES, ("many.csv", table(*rows))).click("上传并校验").step("changes")
    tab.choose("发布理由", "历年").click("发布")
    tab = own.tab(own.person("qian", Role.REVIEWER)).open("review", show="figures")
    assert tab.said[2:4] == ["以下41个数据项由他人填报，请与来源核对后勾选。", "page 1 of 3"]
    boxes = [line for line in tab.said if line.startswith("[ ]")]
    assert (len(boxes), boxes[0]) == (20, "[ ] 劳动法律监督提示函：1份（海曙区，2000年1月）")


def test_an_earlier_release_is_restored_as_a_new_one(own: Dashboard) -> None:
    at_the_changes(own, "zhao").choose("发布理由", "十月").click("发布")
    tab = own.tab(own.person("boss", Role.ADMIN)).open("history")
    tab.fill("发布理由", "误报").click("恢复为第1版")
    assert tab.said[0] == "已恢复为第1版的内容，并生成新的版本。 .said done"
    assert tab.state.startswith("第3版 · ")
    assert own.workspace.store.release().restored == 1
    restored = next(line for line in tab.said if line.startswith("第3版 "))
    assert [cell.partition(" !")[0] for cell in restored.split(" | ")][1:5] == [
        own.time(3),
        "工作人员",
        "恢复为第1版：误报；删除2项："
        "海曙区2024年10月劳动法律监督提示函、江北区2024年10月劳动法律监督提示函",
        "49条数据",
    ]
