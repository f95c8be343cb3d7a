"""Present and the wall: what is chosen, in which order and look, stands in the address."""

import io
from urllib.parse import parse_qs, urlsplit

import pytest
from pptx import Presentation

from tests.helpers.pages_in_process import SITE, Dashboard, Tab

TITLES = [
    "报道点名的提示函",
    "劳动法律监督组织",
    "基层工会监督组织覆盖率",
    "收到提示函行业的从业规模",
]
SLIDES = [
    "宁波市2024年1—9月报道点名的提示函",
    "宁波市2024年11月劳动法律监督组织",
    "宁波市2024年基层工会监督组织覆盖率",
    "宁波市2024年11月收到提示函行业的从业规模",
]
CHARTS = ["supervision_notices", "supervision_organisations", "supervision_coverage"]
CHARTS = [*CHARTS, "supervised_sectors"]
FORMATS = ["PNG图片", "SVG矢量图", "PDF文件", "DOCX通报", "HTML网页", "XLSX数据", "全部（ZIP）"]
LOOK = [
    '标题 = "" ‹如：2024年11月工会工作情况› ≤100',
    '场合 = "" ‹如：主席办公会议› ≤100',
    "文字 [中文] of 中文, English",
    "底色 [浅色] of 浅色, 深色",
    "尺寸 [宽屏 16:9] of 8: 宽屏 16:9, 宽屏 16:9（4K） … 手机长图（附二维码）",
    "[ ] 透明背景",
    "[x] 注明数据来源",
]
HEAD = "变化 | 指标 | 地区 | 报告期 | 数值 | 增减"


def listed(tab: Tab) -> list[str]:
    """The charts that are chosen, in their order, with the steps that are of use."""
    found = []
    for place in range(9):
        name, *steps = tab.inside(f"chosen-{place}") or [""]
        if name.startswith("第"):  # the title of its slide, to be written anew
            _label, title, _most = name.split('"')
            name = f"{place + 1}. {title}"
        if name:
            found += [f"{name} {''.join(each[1] for each in steps if not each.endswith(' off'))}"]
    return found


def links(tab: Tab) -> dict[str, dict[str, list[str]]]:
    """The permanent links of a choice, by their path."""
    (line,) = [each for each in tab.said if "固定链接" in each]
    found = {}
    for part in line.split(" → ")[1:]:
        path = urlsplit(part.removesuffix("大屏展示"))
        found[f"{path.scheme}://{path.netloc}{path.path}"] = parse_qs(path.query)
    return found


def test_nothing_is_chosen_and_nothing_can_be_made(board: Dashboard) -> None:
    tab = board.tab().open("present")
    makers = ["(生成PPTX演示文稿) main", *(f"({name})" for name in FORMATS)]
    assert tab.said == [
        "# 汇报展示",
        "选择专题或图表 [] ‹可按名称查找› of 30: 专题：劳动法律监督（4张图）,"
        " 专题：职业技能竞赛（4张图） … 面向职工的建设与改造",
        *LOOK,
        *(f"{maker} ?请先选择图表。 off" for maker in makers),
        "请先选择图表。 .empty",
    ]
    options = list(tab.widget("选择专题或图表").proto.options)
    assert options[6:10] == [
        *("专题：社会工作（4张图）", "专题：企业服务职工（1张图）", "各省份报告情况", TITLES[0])
    ]


def test_a_topic_is_chosen_whole_put_in_order_and_added_to(board: Dashboard) -> None:
    tab = board.tab().open("present")
    tab.choose("选择专题或图表", "topic:supervision")
    assert tab.address == {"charts": CHARTS}
    assert listed(tab) == [
        *(f"1. {SLIDES[0]} 下移", f"2. {SLIDES[1]} 上下移", f"3. {SLIDES[2]} 上下移"),
        f"4. {SLIDES[3]} 上移",
    ]
    # The choice is empty again.
    assert tab.said[1].startswith("选择专题或图表 [] ")
    tab.click("下移", 0)
    assert tab.address["charts"] == [CHARTS[1], CHARTS[0], *CHARTS[2:]]
    tab.click("上移", 3)
    assert tab.address["charts"] == [CHARTS[1], CHARTS[0], CHARTS[3], CHARTS[2]]
    tab.click("移除", 1)
    assert tab.address["charts"] == [CHARTS[1], CHARTS[3], CHARTS[2]]
    tab.app.query_params["charts"] = CHARTS[3:]  # two clicks, of which the second comes late
    assert tab.click("下移", 0).address["charts"] == CHARTS[3]
    tab.app.query_params["charts"] = [CHARTS[1], CHARTS[3], CHARTS[2]]
    tab.run().choose("选择专题或图表", "honours")
    tab.choose("选择专题或图表", CHARTS[3])  # it is there already
    assert tab.address["charts"] == [CHARTS[1], CHARTS[3], CHARTS[2], "honours"]
    assert [line for line in tab.said if line.startswith("[picture")] == [
        "[picture 宁波市2024年11月劳动法律监督组织 760.01×427.51]",
        "[picture 宁波市2024年11月收到提示函行业的从业规模 760.01×427.51]",
        "[picture 宁波市2024年基层工会监督组织覆盖率 760.01×427.51]",
        "[picture 彭水苗族土家族自治县2024年11月志愿帮扶队中的劳动模范 760.01×427.51]",
    ]


def test_the_look_is_in_the_address_only_where_it_is_not_the_usual_one(board: Dashboard) -> None:
    tab = board.tab().open("present", charts="honours")
    for label, value in (
        *(("文字", "en"), ("底色", "dark"), ("尺寸", "square"), ("透明背景", True)),
        *(("注明数据来源", False), ("标题", "十月例会"), ("场合", "主席办公会")),
    ):
        tab.choose(label, value)
    asked = {"charts": "honours", "in": "en", "theme": "dark", "size": "square"}
    asked |= {"ground": "none", "source": "none", "title": "十月例会", "occasion": "主席办公会"}
    assert tab.address == asked
    assert tab.said[-2:] == [
        "<.previews dark checked>",
        "[picture Model_workers_in_the_volunteer_teams,_Pengshui_Miao_and_Tujia_Autonomous_County,"
        "_November_2024 760.01×760.01]",
    ]
    assert "Source" not in tab.app.get("html")[-4].proto.body
    again = board.tab().open("present", **asked)
    assert again.said == tab.said
    every = {name: [value] for name, value in asked.items()}
    assert links(tab) == {
        f"{SITE}/present": {**every, "since": ["3"], "lang": ["zh"]},
        f"{SITE}/wall": {**every, "lang": ["zh"]},
    }
    tab.choose("透明背景", False)
    tab.choose("注明数据来源", True)
    assert {"ground", "source"} & set(tab.address) == set()
    assert tab.said[-2] == "<.previews dark>"
    assert "Source" in tab.app.get("html")[-4].proto.body


def test_what_is_unknown_is_left_out_and_what_is_long_cut(board: Dashboard) -> None:
    tab = board.tab().open(
        "present",
        charts=["nothing", "honours", "honours"],
        size="huge",
        title="长" * 101,
        **{"in": "fr"},
    )
    assert listed(tab) == [
        "1. 没有这张图。 下移",
        "2. 彭水苗族土家族自治县2024年11月志愿帮扶队中的劳动模范 上移",
    ]
    assert (
        tab.said[-1]
        == "[picture 彭水苗族土家族自治县2024年11月志愿帮扶队中的劳动模范 760.01×427.51]"
    )
    _, data = made(tab, "生成PPTX演示文稿")
    assert Presentation(io.BytesIO(data)).slides[0].shapes.title.text == "长" * 100


def made(tab: Tab, label: str) -> tuple[str, bytes]:
    """Make a file by its button; gives its name and content."""
    tab.click(label)
    return tab.download("保存文件")


@pytest.mark.parametrize(
    ("since", "rows"),
    [
        ("1", ["4名 → 4名", "40名 → 40名", "14名"]),
        ("2", ["4名 → 4名", "40名 → 40名", "14名"]),
        ("3", None),
        ("0", None),
        ("-1", None),
        ("1" * 10, None),
        ("二", None),
    ],
)
def test_what_changed_since_the_last_time(
    board: Dashboard, since: str, rows: list[str] | None
) -> None:
    found = board.tab().open("present", charts=["honours", "funds_by_programme"], since=since).said
    section = [n for n, line in enumerate(found) if line.endswith("版以来的变化")]
    assert bool(section) == (rows is not None)
    if rows:
        assert found[section[0] : section[0] + 2] == [f"## 第{since}版以来的变化", HEAD]
        table = found[section[0] + 2 : found.index("<.takeaway>")]
        assert [row.split(" | ")[4] for row in table] == rows


def test_charts_whose_figures_stand_have_no_changes(board: Dashboard) -> None:
    found = board.tab().open("present", charts="funds_by_programme", since="1").said
    at = found.index("## 第1版以来的变化")
    assert found[at + 1] == "所选图表的数据没有变化。 .empty"


def test_a_file_is_made_from_what_was_chosen_and_says_since_when(board: Dashboard) -> None:
    tab = board.tab().open(
        "present", charts=["honours", "nothing"], title="例会", occasion="办公会"
    )
    name, data = made(tab, "生成PPTX演示文稿")
    assert name == "例会.pptx"
    assert tab.address["since"] == "3"
    at = tab.said.index("已生成：例会.pptx .said done")
    assert tab.said[at + 1] == "⇩(保存文件)"
    slides = Presentation(io.BytesIO(data)).slides
    assert len(slides) == 2
    assert slides[0].shapes.title.text == "例会"
    texts = " ".join(s.text_frame.text for s in slides[0].shapes if s.has_text_frame)
    assert "办公会" in texts
    assert "第3版" in texts + " ".join(
        s.text_frame.text for s in slides[1].shapes if s.has_text_frame
    )
    # A second file is handed over as well: its button is another.
    name, data = made(tab, "XLSX数据")
    assert (name, data[:2]) == ("例会.xlsx", b"PK")


def test_without_chromium_pictures_say_why_they_cannot_be_made(
    board: Dashboard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("exports.pictures.chromium_availability.find_chromium", lambda: "")
    found = board.tab().open("present", charts="honours").said
    start = found.index("(生成PPTX演示文稿) main")
    why = "?未找到Chromium，无法生成PNG、SVG和PDF；其他格式仍可导出。 off"
    assert found[start + 1 : start + 4] == [
        f"({name}：服务器未装Chromium) {why}" for name in FORMATS[:3]
    ]
    assert found[start + 4 : start + 8] == [f"({name})" for name in FORMATS[3:]]


def test_the_wall_turns_what_is_asked_for(board: Dashboard) -> None:
    tab = board.tab(theme="dark").open(
        "wall", charts=["honours", "nothing"], title="<例会>", lang="en", seconds="7"
    )
    assert tab.said == [
        "<.wall dark wall=7 release=3>",
        "# <例会>",
        "Release 3 · figures to November 2024",
        "[picture .turning]",
        "[picture Model_workers_in_the_volunteer_teams,_Pengshui_Miao_and_Tujia_Autonomous_County,"
        "_November_2024 760.01×225.01]",
    ]
    light = board.tab(theme="dark").open("wall", charts="honours", theme="light", source="none")
    assert light.said[0] == "<.wall light wall=15 release=3>"
    assert "数据来源" not in light.app.get("html")[-4].proto.body
    assert "数据来源" in board.tab().open("wall", charts="honours").app.get("html")[-4].proto.body


def test_a_wall_of_nothing_turns_every_chart_of_the_pages(board: Dashboard) -> None:
    found = board.tab().open("wall").said
    assert found[:5] == [
        "<.wall light wall=15 release=3>",
        "# 工会统计看板",
        "第3版 · 数据截至2024年11月",
        "[picture .turning]",
        "[picture 2024年各省份报告情况 760.01×528.01]",
    ]
    assert len([line for line in found if line.startswith("[picture ")]) == 1 + 22


@pytest.mark.parametrize(
    ("asked", "stays"),
    [
        *(("2", 3), ("3", 3), ("4", 4), ("599", 599), ("600", 600), ("601", 600), ("9999", 600)),
        *(("10000", 15), ("abc", 15), ("-5", 15), ("", 15), ("0", 3), ("1.5", 15)),
    ],
)
def test_how_long_each_chart_stays(board: Dashboard, asked: str, stays: int) -> None:
    found = board.tab().open("wall", charts="honours", seconds=asked).said
    assert found[0] == f"<.wall light wall={stays} release=3>"
