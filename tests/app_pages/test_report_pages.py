"""A report from its text to a draft: what is marked, decided, corrected, without a browser."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from auth import Role
from curation.drafts.draft_editing import read_draft, read_draft_file
from curation.reports import report_editing
from curation.reports.report import accept_figure, format_span_key, reject_figure
from extraction import ArticleResult, ReportReader, extract_by_article
from intake.model.submitted_rows import SubmittedRows
from tests.helpers.pages_in_process import Dashboard, Tab
from tests.helpers.workspaces import seen_now

TEXT = (
    "宁波发出提示函二百余份\n\n\n"
    "本报讯（记者 苏青）12月2日，记者从宁波市总工会获悉，今年1月至9月，全市工会共发出劳动法律监督"
    "提示函177份，推动解决典型问题41个。截至11月底，当地各处已建成户外劳动者书屋1200余个，"
    "上半年培训劳动法律监督员2016人。\n"
    "安徽工匠学院开班\n"
    "本报讯（记者 方野）安徽工匠学院今年开设班次18期，培训产业工人3600余人次。"
)
DAY, SOURCE = date(2024, 12, 3), "page-2024-11-05"
PAPER = "工人日报（据版面推断）2024年11月5日"
ARTICLES = "1 宁波发出提示函二百余份（5个数）, 2 安徽工匠学院开班（2个数）"
BEGIN = [
    "粘贴报道全文，或者选择文件。文中每一个数都会标出，并拟成完整的数据项，由你逐个确认；"
    "内容和每一步决定随时保存。",
    '报道全文 = ""',
    "或者选择文件（文本、DOCX、有文字的PDF） ⇧ one of .txt .docx .pdf",
    "报道日期 = None YYYY-MM-DD",
    f"数据来源 [新的来源] of 新的来源, {PAPER}, 中华人民共和国民政部2025年",
    '发布单位 = "" ≤100',
    '报道标题 = "" ≤200',
    '网址（可不填） = "" ≤500',
    "(读取) main off",
    "请填写报道日期和全文（或选择文件）。 .place",
]


def opened(work: Dashboard, who: str = "zhao", text: str = TEXT, **query: str) -> Tab:
    """A report of somebody's, begun and opened."""
    cookies = work.person(who, Role.STAFF)
    begun = report_editing.create_report(
        work.workspace, work.actor(cookies), "r.txt", text.encode(), day=DAY, source=SOURCE
    )
    return work.tab(cookies).open("report", reading=begun.id, **query)


def figure(tab: Tab, number: int) -> list[str]:
    """One figure of the report, with what may be decided of it."""
    return tab.inside(f"figure-{number}")


def test_a_report_is_pasted_with_its_day_and_a_source_of_its_own(work: Dashboard) -> None:
    tab = work.tab(work.person("wu", Role.STAFF)).open("report")
    assert tab.said == ["# 读报取数", *BEGIN]
    for label, given in (
        *(("报道全文", TEXT), ("报道日期", DAY), ("发布单位", " 甬江工会报 ")),
        *(("报道标题", "提示函<再增>"), ("网址", "http://paper.example/1 ")),
    ):
        tab.choose(label, given)
    assert tab.said[-1] == "(读取) main"
    tab.click("读取")
    assert list(tab.address) == ["reading"]
    assert tab.said[1] == "提示函<再增> · 2024年12月3日 · 共7个数，已接受0个，未决定7个 .place"
    reading, text = report_editing.open_report(
        work.workspace, work.actor(tab.cookies), str(tab.address["reading"])
    )
    assert text == TEXT
    cited = "甬江工会报，《提示函<再增>》，2024-12-03"
    assert reading.entry == {
        "id": "report-2024-12-03",
        "producer": {"zh": "甬江工会报", "en": "甬江工会报"},
        "title": {"zh": "提示函<再增>", "en": "提示函<再增>"},
        "date_published": "2024-12-03",
        "date_accessed": datetime.now(UTC).date().isoformat(),
        "citation": {"zh": cited, "en": cited},
        "url": "http://paper.example/1",
    }
    listed = work.tab(tab.cookies).open("report").said
    assert listed[-3:] == [
        "### 未完成的报道",
        "<.drafts>",
        f"- 提示函<再增> → report?reading={reading.id}&lang=zh · 2024年12月3日 · 已决定0个数",
    ]


def test_a_file_of_a_known_source_needs_its_day_alone(work: Dashboard) -> None:
    tab = work.tab(work.person("zheng", Role.STAFF)).open("report")
    tab.upload("或者选择文件", ("报道.txt", TEXT.encode("gb18030"))).choose("数据来源", SOURCE)
    assert tab.said[5:] == [
        f"数据来源 [{PAPER}] of 新的来源, {PAPER}, 中华人民共和国民政部2025年",
        "(读取) main off",
        "请填写报道日期和全文（或选择文件）。 .place",
    ]
    tab.choose("报道日期", DAY).click("读取")
    assert tab.said[1].startswith(f"{PAPER} · 2024年12月3日 · 共7个数")
    # Without a title there is no new source, and nothing is read.
    tab = work.tab(tab.cookies).open("report")
    tab.choose("报道全文", "177份").choose("报道日期", DAY).click("读取")
    assert tab.said[0].endswith(" .said refused")
    assert tab.address == {}


FIRST_ARTICLE = [
    "# 读报取数",
    f"{PAPER} · 2024年12月3日 · 共7个数，已接受0个，未决定7个 .place",
    "(生成草稿（0个数）) main off",
    "(放弃这篇报道) quiet",
    f"文章 [1 宁波发出提示函二百余份（5个数）] of {ARTICLES}",
    "<.report-text>",
    "宁波发出提示函二百余份(1) → #figure-1 .quantity-mark open “二百余份 第1个数”"
    " 本报讯（记者 苏青）12月2日，记者从宁波市总工会获悉，今年1月至9月，全市工会共发出"
    "劳动法律监督提示函177份(2) → #figure-2 .quantity-mark open “177份 第2个数”，推动解决典型"
    "问题41个(3) → #figure-3 .quantity-mark open “41个 第3个数”。截至11月底，当地各处已建成户外"
    "劳动者书屋1200余个(4) → #figure-4 .quantity-mark open “1200余个 第4个数”，上半年培训劳动"
    "法律监督员2016人(5) → #figure-5 .quantity-mark open “2016人 第5个数”。",
    "(接受本篇无疑问的1个数)",
]


def test_every_figure_is_marked_and_stands_with_what_is_against_it(work: Dashboard) -> None:
    tab = opened(work)
    assert tab.said[:8] == FIRST_ARTICLE
    place = "原文位置: 宁波发出提示函二百余份"
    scheme = "工作项目: 宁波市工会劳动法律监督“一函两书”"
    assert figure(tab, 1) == [
        "<.quantity>",
        "1 → #mark-1 .number “第1个数” 二百余份 .wording",
        "劳动法律监督提示函 .name",
        "数值: 200",
        "取值范围: 不少于200份、不足300份",
        *("计量单位: 份", "地区: 宁波市", "报告期: 2024年12月", scheme, place),
        "标题与正文不一致：标题为二百余份，正文为177份。 .against lagging",
        "第1个数：二百余份 [] of 接受, 不取",
        "(更正) quiet",
    ]
    published = f"（2024年1—9月，{PAPER}）"
    assert figure(tab, 2)[3:] == [
        "数值: 177",
        *("计量单位: 份", "地区: 宁波市", "报告期: 2024年1—9月", scheme, f"{place} ¶1"),
        f"已发布，数值相同：劳动法律监督提示函 177份{published} .against ",
        "第2个数：177份 [] of 接受, 不取",
        "(更正) quiet",
    ]
    assert figure(tab, 3)[-3] == (
        f"与已发布的不同：解决的典型问题 36个{published}。接受后将订正已发布的数据项。"
        " .against late"
    )
    assert figure(tab, 4)[2:] == [
        "没有对应的指标：各处已建成户外劳动者书屋 .name unknown",
        "数值: 1200",
        "取值范围: 不少于1200个、不足1300个",
        *("计量单位: 个", "地区: 宁波市", "报告期: 2024年11月", f"{place} ¶1"),
        "第4个数：1200余个 [] of 不取",
        "(指定指标) quiet",
    ]
    assert figure(tab, 6) == []


def test_another_article_goes_on_counting(work: Dashboard) -> None:
    tab = opened(work).choose("文章", "2")
    assert tab.address["article"] == "2"
    assert tab.said[4] == f"文章 [2 安徽工匠学院开班（2个数）] of {ARTICLES}"
    assert tab.said[7] == "(接受本篇无疑问的0个数) off"
    assert figure(tab, 7)[1:4] == [
        "7 → #mark-7 .number “第7个数” 3600余人次 .wording",
        "没有对应的指标：培训产业工人 .name unknown",
        "数值: 3600",
    ]


def state(tab: Tab) -> list[str]:
    """How far the reading is, and which figures are decided."""
    decided = [line.partition(".wording")[2] for n in range(1, 6) for line in figure(tab, n)[1:2]]
    return [tab.said[1].partition("共7个数，")[2], *decided]


def test_what_is_decided_is_kept_and_may_be_taken_back(work: Dashboard) -> None:
    tab = opened(work)
    tab.click("接受本篇无疑问的1个数")
    yes, no = "已接受 .badge accepted", "不取 .badge rejected"
    assert state(tab) == ["已接受1个，未决定6个 .place", "", "", "", "", yes]
    assert tab.said[2] == "(生成草稿（1个数）) main"
    tab.choose("第2个数", "rejected")
    assert state(tab) == ["已接受1个，未决定5个 .place", "", no, "", "", yes]
    assert figure(tab, 2)[-2] == "第2个数：177份 [不取] of 接受, 不取"
    tab.choose("第2个数", "accepted")
    assert state(tab) == ["已接受2个，未决定5个 .place", "", yes, "", "", yes]
    tab.choose("第2个数", None)
    assert state(tab) == ["已接受1个，未决定6个 .place", "", "", "", "", yes]
    again = work.tab(tab.cookies).open("report", reading=str(tab.address["reading"]))
    assert state(again) == state(tab)
    assert [line for line in tab.said if "quantity-mark accepted “2016人" in line] != []


def test_a_figure_is_corrected_in_its_sheet(work: Dashboard) -> None:
    tab = opened(work).click("更正", 0)
    assert "dialog: 更正第1个数：二百余份" in tab.said
    period = "报告期（如：2024、2024-09、2024-01/2024-09、2024年9月）"
    programme = "宁波市工会劳动法律监督“一函两书”"
    areas = "‹请选择或输入› of 3229: 全国, 北京市 … 新疆生产建设兵团"
    assert tab.inside("dialog") == [
        "指标 [劳动法律监督提示函] ‹请选择或输入› of 62: 新增指标…, 劳动法律监督提示函 … 健康驿站",
        '原文写法 = "二百余份" ≤60',
        f"地区 [宁波市 · 浙江省] {areas}",
        f'{period} = "2024-12" ≤40',
        f"工作项目 [{programme}] ‹请选择或输入› of 13: （无）, {programme}"
        " … 华北油田“三题”服务职工模式",
        "(更正并接受) main",
    ]
    for label, wrong, right, said in (
        (
            "报告期",
            "没有",
            "2024年11月",
            "报告期无法识别，请写成：2024、2024-09、2024-01/2024-09。",
        ),
        ("原文写法", "许多", "二百一十余份", "原文数值无法识别，请按原文填写，如：2300万余元。"),
    ):
        tab.fill(label, wrong).click_in_sheet("更正并接受")
        assert tab.said[-1] == f"{said} .said refused"
        tab.fill(label, right)
    tab.fill("报告期", "2024年11月").fill("工作项目", "").fill("地区", "330203")
    tab.click_in_sheet("更正并接受")
    tab.run()
    assert figure(tab, 1)[1:8] == [
        "1 → #mark-1 .number “第1个数” 二百一十余份 .wording已接受 .badge accepted",
        "劳动法律监督提示函 .name",
        "数值: 210",
        "取值范围: 不少于210份、不足220份",
        "计量单位: 份",
        "地区: 海曙区",
        "报告期: 2024年11月",
    ]
    assert not [line for line in figure(tab, 1) if line.startswith("工作项目")]


DEFINITION_ASKED = [
    '中文名称 = "各处已建成户外劳动者书屋" ≤200',
    '英文名称 = "各处已建成户外劳动者书屋" ≤200',
    '代码（小写字母、数字、下划线） = "gechuyijianchenghuwailaodongzheshuwu" ≤200',
    '计量单位 = "个" ≤200',
    '英文计量单位 = "个" ≤200',
    '指标解释 = "" ≤200',
    "专题 [劳动法律监督] of 8: 劳动法律监督, 职业技能竞赛 … 企业服务职工",
    "类型 [时点数] of 时点数, 时期数, 目标, 比率",
]


def test_a_new_indicator_is_defined_where_none_fits(work: Dashboard) -> None:
    tab = opened(work).click("指定指标")
    assert tab.inside("dialog")[0].startswith("指标 [] ‹请选择或输入› of 62: 新增指标…")
    tab.click_in_sheet("更正并接受")
    assert tab.said[-1] == "请选择指标，或者填写新指标的名称。 .said refused"
    tab.choose_in_sheet("指标", "\x00new")
    assert tab.said[1:9] == DEFINITION_ASKED
    for label, text in (
        *(("中文名称", "户外劳动者书屋"), ("代码", "outdoor_reading_rooms")),
        *(("英文名称", "Outdoor reading rooms"), ("专题", "enterprise_services")),
        ("类型", "flow"),
    ):
        tab.fill(label, text)
    tab.click_in_sheet("更正并接受")
    tab.run()
    assert figure(tab, 4)[1:3] == [
        "4 → #mark-4 .number “第4个数” 1200余个 .wording已接受 .badge accepted",
        "户外劳动者书屋 .name",
    ]
    reading, _ = report_editing.open_report(
        work.workspace, work.actor(tab.cookies), str(tab.address["reading"])
    )
    ((entry),) = reading.indicators
    assert {name: entry[name] for name in ("code", "topic", "kind", "aggregation", "unit")} == {
        "code": "outdoor_reading_rooms",
        "topic": "enterprise_services",
        "kind": "flow",
        "aggregation": "sum",
        "unit": {"zh": "个", "en": "个"},
    }
    # It can be chosen for other figures of the report as well.
    tab.click("更正", 3)
    assert tab.inside("dialog")[0].startswith(
        "指标 [户外劳动者书屋] ‹请选择或输入› of 63: 新增指标…, 户外劳动者书屋"
    )


def test_what_was_accepted_becomes_a_draft(work: Dashboard) -> None:
    tab = opened(work)
    tab.choose("第3个数", "accepted").click("接受本篇无疑问的1个数")
    tab.click("生成草稿（2个数）")
    assert (tab.address["step"], tab.said[1]) == ("changes", "r .lead")
    assert tab.brief[6:11] == [
        "新增1项，修改1项，删除0项。 .lead",
        "数据来源：工人日报（据版面推断）2024年11月5日 .place",
        "变化 | 指标 | 地区 | 报告期 | 数值 | 增减",
        "新增 | 培训劳动法律监督员 | 宁波市 | 2024年1—6月 | 2016人 | ",
        "修改 | 解决的典型问题 | 宁波市 | 2024年1—9月 | 36个 → 41个 | ▲增长13.9%",
    ]
    actor, name = work.actor(tab.cookies), str(tab.address["draft"])
    (kept,) = read_draft(work.workspace, actor, name).files
    rows = SubmittedRows.from_json(read_draft_file(work.workspace, actor, name, kept.name))
    assert [row["as_reported"] for row in rows.figures] == ["41个", "2016人"]


def test_what_is_wrong_with_an_accepted_figure_is_named_by_its_number(work: Dashboard) -> None:
    cookies = work.person("zhou", Role.STAFF)
    actor, text = work.actor(cookies), "宁波市总工会今年1月至9月发出提示函182份。"
    begun = report_editing.create_report(
        work.workspace, actor, "r.txt", text.encode(), day=DAY, source=SOURCE
    )
    head = work.workspace.store.read()
    reader = ReportReader.from_code_lists(head.areas, head.indicators, {}, head.programmes)
    (only,) = extract_by_article(reader, text, DAY)[0].proposals
    decisions = {format_span_key(only): accept_figure(only, {"breakdown": "nothing"})}
    report_editing.save_decisions(
        work.workspace, actor, seen_now(work.workspace, begun.id), decisions
    )
    draft = report_editing.create_draft_of_report(
        work.workspace, actor, seen_now(work.workspace, begun.id)
    )
    said = work.tab(cookies).open("upload", draft=draft.id, step="problems").said
    wrong = "分组“nothing”不属于该指标。请改为该指标的分组，或留空。"
    assert said[said.index(wrong) - 1] == "### 1 .mark 第1行（breakdown） nothing"
    # There is no file to give back with its cells marked.
    assert [line for line in said if line.startswith("⇩")] == []
    assert said[-1].startswith("处理下一处（剩1处）")


AGAIN = "宁波市总工会今年1月至9月发出提示函181份，推动解决典型问题42个，培训劳动法律监督员2017人。"


def read_otherwise(text: str, found: list[ArticleResult]) -> list[ArticleResult]:
    """The first figure begins a character earlier, the second is none any more."""
    (article,) = found
    first, _, third = article.proposals
    start = first.start - 1
    moved = replace(first, start=start, phrase=text[start : first.end])
    return [replace(article, proposals=(moved, third))]


@pytest.fixture
def read_again(
    work: Dashboard, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> Callable[[str], Tab]:
    """Somebody's report whose figures were decided before the reader was changed."""
    text = f"{AGAIN}{request.node.name}"  # what a text gives is cached
    cookies = work.person("qian", Role.STAFF)
    actor = work.actor(cookies)
    begun = report_editing.create_report(
        work.workspace, actor, "r.txt", text.encode(), day=DAY, source=SOURCE
    )
    head = work.workspace.store.read()
    reader = ReportReader.from_code_lists(head.areas, head.indicators, {}, head.programmes)
    first, second, third = extract_by_article(reader, text, DAY)[0].proposals
    decisions = {
        format_span_key(first): accept_figure(first),
        format_span_key(second): reject_figure(second),
        format_span_key(third): accept_figure(third),
    }
    report_editing.save_decisions(
        work.workspace, actor, seen_now(work.workspace, begun.id), decisions
    )
    monkeypatch.setattr(
        work.page("report.reviewed_figures"),
        "read_articles",
        lambda reader, text, day, limits: read_otherwise(
            text, extract_by_article(reader, text, day)
        ),
    )
    return lambda language: work.tab(cookies).open("report", reading=begun.id, lang=language)


def test_what_is_read_otherwise_is_to_be_decided_again(read_again: Callable[[str], Tab]) -> None:
    tab = read_again("zh")
    assert next(line for line in tab.said if "个数，" in line).endswith(
        "共2个数，已接受1个，未决定1个 .place"
    )
    assert (
        "有2个决定是按以前的识别结果作出的，现在的识别结果不同，待重新确认；确认之前不写入草稿。"
        " .against lagging" in tab.said
    )
    assert "以前不取的“42个”，现在没有识别出来。 .against late" in tab.said
    assert figure(tab, 1)[1].endswith(".wording待重新确认 .badge again")
    assert "以前这里识别为“181份”，已接受；现在的识别结果不同，请重新确认。 .against late" in (
        figure(tab, 1)
    )
    assert figure(tab, 1)[-2] == "第1个数：181份 [] of 接受, 不取"
    assert figure(tab, 2)[1].endswith(".wording已接受 .badge accepted")
    tab.click("删除该决定")
    assert not [line for line in tab.said if "42个”" in line]
    tab.choose("第1个数", "rejected")
    assert [line for line in tab.said if "待重新确认" in line] == []
    assert figure(tab, 1)[1].endswith(".wording不取 .badge rejected")


def test_it_is_said_in_english_too(read_again: Callable[[str], Tab]) -> None:
    said = read_again("en").said
    assert (
        "2 decisions were made on an earlier reading of the text, which has changed since. They are"
        " to be made again; until then they are not in the draft. .against lagging" in said
    )
    assert "“42个”, left out before, is no longer read as a figure. .against late" in said
    assert [line for line in said if "To be decided again .badge again" in line]


def test_a_report_is_discarded_and_one_that_is_not_there_says_so(work: Dashboard) -> None:
    tab = opened(work, who="sun").click("放弃这篇报道")
    assert (tab.address, tab.said) == ({}, ["# 读报取数", *BEGIN])
    found = work.tab(tab.cookies).open("report", reading="nothing").said
    assert found == ["# 读报取数", "没有找到这篇报道。 .said refused", *BEGIN]


def test_a_report_without_figures_says_so(work: Dashboard) -> None:
    assert opened(work, text="没有数字的报道。", lang="en").said[1:] == [
        "Workers' Daily (inferred from the manner of the page), 5 November 2024 · 3 December 2024"
        " · 0 figures, 0 accepted, 0 undecided .place",
        "(Make a draft of 0 figures) main off",
        "(Discard this report) quiet",
        "<.report-text>",
        "没有数字的报道。",
        "(Accept the 0 figures not in question here) off",
        "No figure was found here. .empty",
    ]


def test_a_report_that_takes_too_long_is_not_read_again(
    work: Dashboard, monkeypatch: pytest.MonkeyPatch
) -> None:
    cookies, text = work.person("zhao", Role.STAFF), TEXT.replace("177", "178")
    begun = report_editing.create_report(
        work.workspace, work.actor(cookies), "r.txt", text.encode(), day=DAY, source=SOURCE
    )
    no_time = replace(work.workspace.file_limits, seconds=0.0)
    with monkeypatch.context() as slow:
        slow.setattr(type(work.workspace), "file_limits", property(lambda _workspace: no_time))
        tab = work.tab(cookies).open("report", reading=begun.id)
        refused = tab.said[1:]
    assert len(refused) == 1
    assert tab.run().said[1:] == refused
