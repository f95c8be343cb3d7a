"""The panel on the right: the figures behind a mark, a card or an address, and what they were."""

from tests.helpers.pages_in_process import Dashboard

PROBLEMS = "typical_problems_resolved.ningbo-supervision.330200..2024-01/2024-09"


def test_an_address_opens_its_figure_once_with_what_it_was_before(board: Dashboard) -> None:
    tab = board.tab().open("data", figure=PROBLEMS)
    assert tab.inside("dialog") == [
        "<.figure>",
        "#### 解决的典型问题",
        "41个 .wording",
        "工作项目: 宁波市工会劳动法律监督“一函两书”",
        "地区: 宁波市",
        "报告期: 2024年1—9月",
        "原文写法: 41个",
        "取值范围: 41个",
        "精确程度: 确数",
        "复核情况: 待复核",
        "数据来源: 工人日报（据版面推断）2024年11月5日",
        "原文位置: ¶9",
        "数据版本: 第3版",
        "已订正 .corrected",
        "<.versions>",
        f"- 第1版（{board.day(1)}）：36个，收录首批整理的数据",
        f"- 第2版（{board.day(2)}）：41个，十月数据",
        "固定链接 → data?figure=typical_problems_resolved.ningbo-supervision.330200"
        "..2024-01%2F2024-09&lang=zh",
    ]
    assert tab.run().inside("dialog") == []


def test_a_corrected_figure_in_english_and_as_it_was(board: Dashboard) -> None:
    found = board.tab().open("data", figure=PROBLEMS, lang="en").inside("dialog")
    assert found[-5:-1] == [
        "Corrected .corrected",
        "<.versions>",
        f"- Release 1 ({board.day(1, 'en')}): 36 problems, The first curated figures",
        f"- Release 2 ({board.day(2, 'en')}): 41 problems, 十月数据",
    ]
    before = board.tab().open("data", figure=PROBLEMS, release="1").inside("dialog")
    assert before[2] == "36个 .wording"
    assert "已订正 .corrected" not in before


def test_a_note_and_an_open_bound_are_told(board: Dashboard) -> None:
    key = "supervision_coverage_target.ningbo-supervision.330200..2024"
    found = board.tab().open("data", figure=key).inside("dialog")
    assert found[6:-1] == [
        "原文写法: 50%以上",
        "取值范围: 不少于50%",
        "精确程度: 以上",
        "复核情况: 已复核",
        "数据来源: 工人日报（据版面推断）2024年11月5日",
        "原文位置: 宁波劳动法律监督报道，第4段",
        "备注: 目标在2024年底前达到；实际覆盖率未报告",
        "数据版本: 第3版",
    ]
    english = board.tab().open("data", figure=key, lang="en").inside("dialog")
    assert english[-3].startswith("Note: The target is to be reached by the end of 2024")


def test_a_figure_that_is_not_there_says_so(board: Dashboard) -> None:
    found = board.tab().open("data", figure="no..such..2024")
    assert found.said[-2:] == ["dialog: 数据出处", "本版没有这个数据项。"]


def test_a_mark_opens_the_figure_behind_it(board: Dashboard) -> None:
    tab = board.tab().open()
    found = tab.click_mark("funds_by_programme", [1]).inside("dialog")
    assert found[:3] == ["<.figure>", "#### 投入资金", "628万元 .wording"]
    # A second click lets go of the mark in the browser and is a click all the same.
    assert tab.click_mark("funds_by_programme", None).inside("dialog") == found
    tab.click_mark("funds_by_programme", 2)
    assert tab.inside("dialog")[1:3] == ["#### 专项奖补资金", "200万元 .wording"]
    # A row that the chart does not have opens nothing.
    assert tab.click_mark("funds_by_programme", 3).inside("dialog") == []


def test_a_derived_number_opens_its_formula_and_its_operands(board: Dashboard) -> None:
    tab = board.tab().open("chart", name="volunteers_per_team")
    found = tab.click_mark("volunteers_per_team", 2).inside("dialog")
    assert found[:7] == [
        "<.panel-head>",
        "### 推算",
        "176人/支 .wording",
        "推算方法: 注册志愿者 ÷ 志愿服务队",
        "<.figure>",
        "#### 注册志愿者",
        "2.37亿 .wording",
    ]
    assert [line for line in found if line.startswith("#### ")] == [
        "#### 注册志愿者",
        "#### 志愿服务队伍",
    ]
    tab = board.tab().open("chart", name="prize_winners", lang="en")
    found = tab.click_mark("prize_winners", 3).inside("dialog")
    assert found[:4] == [
        "<.panel-head>",
        "### No individual prize (derived)",
        "55 people .wording",
        "How it is derived: competitors − winners of the three classes",
    ]
    assert [line for line in found if line.startswith("#### ")] == [
        "#### Competitors",
        *(f"#### Prize winners ({each} prize)" for each in ("First", "Second", "Third")),
    ]


def test_an_event_opens_what_it_was_about(board: Dashboard) -> None:
    tab = board.tab().open("chart", name="supervision_notices")
    found = tab.click_mark("supervision_notices", 0).inside("dialog")
    assert found[:7] == [
        "<.panel-head>",
        "### 宁波市总工会 → 新业态平台企业",
        "2024年5月 .wording",
        "结果未报告 .finding",
        "详情: 收入保险、休息休假和公平就业的权益保障",
        "<.figure>",
        "#### 劳动法律监督提示函",
    ]


def test_what_has_no_figure_behind_it_says_where_it_comes_from(board: Dashboard) -> None:
    tab = board.tab().open("chart", name="supervision_coverage")
    assert tab.click_mark("supervision_coverage", 0).inside("dialog") == [
        "<.panel-head>",
        "### 实际",
        "未报告 .wording",
        "宁波市 .finding",
        "此项来自工作项目资料，没有对应的数据项。",
    ]
    # Where the category is the label itself, the chart's own title says what it is.
    tab = board.tab().open("chart", name="craftsmen_roles")
    assert tab.click_mark("craftsmen_roles", 0).inside("dialog")[1:3] == [
        "### 学员与讲师",
        "讲师 .wording",
    ]


def test_of_many_figures_the_first_twelve_are_shown_in_their_order(board: Dashboard) -> None:
    tab = board.tab().open("chart", name="province_tiles")
    found = tab.click_mark("province_tiles", 10).inside("dialog")
    assert len([line for line in found if line.startswith("#### ")]) == 12
    keys = [line.partition("figure=")[2] for line in found if line.startswith("固定链接")]
    chart = board.page("state.charts").get_chart(3, "zh", "province_tiles")
    assert [key.partition("&")[0].replace("%2F", "/") for key in keys] == [
        *chart.table.iloc[10]["figures"][:12]
    ]
