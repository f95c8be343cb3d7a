"""A page is cut into pieces: furniture left out, openings and endings known, headings theirs."""

from datetime import date
from functools import cache

import pytest

from extraction import ReportReader, extract_by_article, extract_figures
from extraction.text.articles import split_articles
from extraction.text.line_measures import split_lines
from tests.helpers.marked_passages import areas, indicators, reader

DAY = date(2024, 11, 5)


def pieces(text: str) -> list[tuple[str, int]]:
    return [
        (piece.title, len(piece.proposals)) for piece in extract_by_article(reader(), text, DAY)
    ]


def shapes(text: str) -> list[list[tuple[str, int, bool]]]:
    return [
        [(piece.text, piece.number, piece.heading) for piece in article.paragraphs]
        for article in split_articles(text)
    ]


FURNITURE = [
    "第3版", "3版", "第 3 版：综合新闻", "—3—", "- 12 -", "12", "A3", "本版责编：王力",
    "责任编辑 李青", "责编：赵云", "星期二", "2024年11月5日 星期二", "电话：0574-87654321",
    "邮编：315000", "新闻热线：12351", "E-mail：a@b.cn", "2024-11-05",
    "发布时间：2024-11-05 09:30", "更新时间：2024/11/5", "2024.11.5 9:30:15",
    "2024年11月5日 来源：工人日报", "=====", "-----", "***", "www.workercn.cn",
    "https://www.workercn.cn/a/1",
]  # fmt: skip


@pytest.mark.parametrize("line", FURNITURE)
def test_the_furniture_of_a_page_is_no_text(line: str) -> None:
    text = f"宁波市总工会培训职工300人。\n{line}\n另发放慰问金20元。\n"
    assert [found.text for found in split_lines(text)] == [
        "宁波市总工会培训职工300人。",
        "另发放慰问金20元。",
    ]


KEPT = ["3版本", "星期", "联系电话请见公告：略", "2024年11月5日举行", "第3版面积", "==", "A300"]


@pytest.mark.parametrize("line", KEPT)
def test_what_only_begins_like_furniture_is_text(line: str) -> None:
    assert [found.text for found in split_lines(f"甲。\n{line}\n乙。")][1:2] == [
        line.replace("：", ":").replace("，", ",")
    ]


OPENINGS = [
    "本报讯 近日", "本刊讯（记者王力）", "本网讯 近日", "讯（记者王力）", "本报宁波11月4日电 近日",
    "本报北京讯", "新华社北京11月4日电", "据新华社北京电", "中新社香港11月4日电",
    "人民网北京11月4日电", "中工网讯", "【本报讯】", "■本报讯", "（上接第1版）", "（下转第2版）",
    "图为工人们", "上图为", "左图：",
]  # fmt: skip


@pytest.mark.parametrize("line", OPENINGS)
def test_a_piece_begins_where_an_agency_or_a_caption_does(line: str) -> None:
    found = split_lines(f"{line}市总工会培训职工300人。")
    assert [one.begins_article for one in found] == [True]


@pytest.mark.parametrize(
    "line", ["本报记者从市总获悉", "通讯员王力", "图书300册", "上级工会", "讯息"]
)
def test_what_only_begins_like_an_opening_is_none(line: str) -> None:
    assert [one.begins_article for one in split_lines(f"{line}，培训职工300人。")] == [False]


ENDINGS = [
    "本报记者 王力 摄", "通讯员李青 图", "王力供图", "新华社记者王力摄", "摄影：王力)",
    "（本报记者王力）", "（通讯员李青）", "（新华社北京11月4日电）", "（据新华社电）", "（完）",
    "（据工人日报）", "（来源：中工网）",
]  # fmt: skip


@pytest.mark.parametrize("line", ENDINGS)
def test_a_piece_ends_with_who_wrote_it_or_drew_it(line: str) -> None:
    assert [one.ends_article for one in split_lines(f"培训职工300人。{line}")] == [True]


@pytest.mark.parametrize(
    "line", ["（约300人）", "会员（300人）", "拍摄", "（记者节）长文" + "长" * 3]
)
def test_what_only_ends_like_it_is_no_ending(line: str) -> None:
    assert [one.ends_article for one in split_lines(line)] == [False]


def test_lines_know_their_place_width_and_what_stands_before_them() -> None:
    text = "甲乙12。\n\n\n　　丙丁\n A b\n第3版\n戊（己）！\n"
    told = [
        (one.text, one.width, one.blanks, one.indented, one.ends_sentence, one.spaced)
        for one in split_lines(text)
    ]
    assert told == [
        ("甲乙12。", 4.0, 0, False, True, False),
        ("丙丁", 2.0, 2, True, False, False),
        ("A b", 1.0, 0, False, False, True),
        ("戊(己)!", 3.5, 2, False, True, False),
    ]
    assert all(
        text[one.start] == char for one, char in zip(split_lines(text), "甲丙A戊", strict=True)
    )


PAGE = """宁波：监督提示函有回音
本报讯（记者王力）宁波市总工会今年发出劳动法律监督提示函177份。
目前，全市共有会员300万人。
温州：驿站进商圈
本报讯（记者李青）温州市总工会建成驿站120个，投入360万元。
（本报记者李青）
绍兴：匠心比武
绍兴市总工会举办大赛，300人参赛。
"""


def test_headings_stand_before_what_they_head() -> None:
    assert pieces(PAGE) == [
        ("宁波：监督提示函有回音", 2),
        ("温州：驿站进商圈", 2),
        ("绍兴：匠心比武", 1),
    ]
    numbers = [[(number, heading) for _, number, heading in one] for one in shapes(PAGE)]
    assert numbers[0] == [(0, True), (1, False), (2, False)]


def test_headings_that_close_a_piece_are_its_own() -> None:
    text = (
        "本报讯 宁波市总工会今年发出劳动法律监督提示函177份，解决问题36个。\n"
        "宁波发出劳动法律监督提示函\n"
        "本报讯 温州市总工会建成户外劳动者驿站120个，投入360万元。\n"
        "温州建成户外劳动者驿站\n"
    )
    assert pieces(text) == [("宁波发出劳动法律监督提示函", 2), ("温州建成户外劳动者驿站", 2)]


def test_a_heading_of_another_area_begins_a_piece_without_an_opening() -> None:
    text = (
        "浙江慰问环卫工人\n浙江省总工会慰问环卫工人300人。\n"
        "江苏慰问快递员\n江苏省总工会慰问快递员400人。\n"
        "南京的做法\n南京市总工会慰问500人。\n"
    )
    assert pieces(text) == [("浙江慰问环卫工人", 1), ("江苏慰问快递员", 2)]


def test_a_piece_without_a_heading_is_called_by_its_first_words() -> None:
    text = "本报讯 近日，宁波市总工会在海曙区举办户外劳动者驿站观摩活动，300人参加。"
    ((title, count),) = pieces(text)
    assert (title, count) == ("本报讯近日，宁波市总工会在海曙区举办户外", 1)


def test_the_pieces_are_the_whole_text_in_order() -> None:
    found = extract_by_article(reader(), "\n\n" + PAGE, DAY)
    assert [found[0].start, found[-1].end] == [0, len(PAGE) + 2]
    assert [one.end for one in found[:-1]] == [one.start for one in found[1:]]
    every = [one.start for piece in found for one in piece.proposals]
    assert (
        every
        == sorted(every)
        == [one.start for one in extract_figures(reader(), "\n\n" + PAGE, DAY)]
    )
    assert extract_by_article(reader(), "", DAY) == []


@pytest.mark.parametrize(
    ("text", "headings"),
    [
        ("宁波市总工会培训职工\n" + "宁波市总工会今年培训职工300人。" * 2, [True, False]),
        ("宁波市总工会培训职工。\n" + "宁波市总工会今年培训职工300人。" * 2, [False, False]),
        ("宁波市总工会培训职工：\n" + "宁波市总工会今年培训职工300人。" * 2, [False, False]),
        ("宁波，总工会，培训\n" + "宁波市总工会今年培训职工300人。" * 2, [False, False]),
        ("宁波，总工会培训\n" + "宁波市总工会今年培训职工300人。" * 2, [True, False]),
        ("“宁波市总工会培训职工。”\n" + "宁波市总工会今年培训职工300人。" * 2, [False, False]),
        ("长" * 42 + "\n" + "宁波市总工会今年培训职工300人。" * 4, [True, False]),
        ("长" * 43 + "\n" + "宁波市总工会今年培训职工300人。" * 4, [False, False]),
        ("宁波市总工会培训职工", [False]),
    ],
)
def test_a_short_line_without_a_full_stop_is_a_heading(text: str, headings: list[bool]) -> None:
    assert [heading for one in shapes(text) for _, _, heading in one] == headings


COLUMN = (
    "宁波市总工会今年以来在全市推行劳动法律监督，发出提示函，解决拖欠工资等问题，"
    "职工的安全感增强了。"
)


@pytest.mark.parametrize(("width", "paragraphs"), [(12, 1), (13, 2), (17, 2), (20, 2)])
def test_a_column_is_run_together_and_its_short_lines_end_paragraphs(width, paragraphs) -> None:
    def column(text: str) -> str:
        return "\n".join(text[i : i + width] for i in range(0, len(text), width))

    other = (
        "温州市总工会也把驿站建到了商圈和车站，方便户外劳动者歇脚，用上热水，充上电，看一会儿书报。"
    )
    page = f"{column(COLUMN)}\n{column(other)}\n"
    found = [text for one in shapes(page) for text, _, _ in one]
    assert "".join(found) == (COLUMN + other).replace("，", ",")
    assert len(found) == paragraphs


def test_a_place_in_a_paragraph_leads_back_to_the_page() -> None:
    text = "截至 9 月底，宁波\n市总工会共培训职 工 30\n0 人。"
    (found,) = extract_figures(reader(), "\n" + text, DAY)
    assert text[found.start - 1 : found.end - 1] == found.phrase
    assert (found.as_reported, found.ref_area, found.time_period) == (
        "300人", "330200", "2024-01/2024-09",
    )  # fmt: skip


def test_where_a_figure_stands_is_said_by_piece_and_paragraph() -> None:
    found = extract_figures(reader(), PAGE, DAY)
    assert [one.locator for one in found] == [
        "宁波：监督提示函有回音 ¶1",
        "宁波：监督提示函有回音 ¶2",
        "温州：驿站进商圈 ¶1",
        "温州：驿站进商圈 ¶1",
        "绍兴：匠心比武 ¶1",
    ]


INDICATORS = [
    {"code": "talks", "name": {"zh": "宣讲场次"}, "definition": {"zh": "工会举办的宣讲"},
     "unit": {"zh": "场"}, "classifiers": ["次"], "kind": "flow", "terms": ["宣讲"],
     "breakdowns": [{"code": "schools", "name": {"zh": "进校园"}},
                    {"code": "mines", "name": {"zh": "进矿山"}, "terms": ["井下"]}]},
    {"code": "talks_target", "name": {"zh": "宣讲场次目标"}, "unit": {"zh": "场"}, "kind": "target",
     "definition": {"zh": "工会要举办的宣讲"}, "terms": ["宣讲"]},
    {"code": "listeners", "name": {"zh": "劳动模范"}, "unit": {"zh": "人"}, "classifiers": ["名"],
     "definition": {"zh": "听宣讲的劳动模范"}, "kind": "stock"},
    {"code": "share", "name": {"zh": "满意率"}, "unit": {"zh": "%"}, "kind": "ratio"},
]  # fmt: skip


@cache
def own_reader() -> ReportReader:
    return ReportReader.from_code_lists(areas(), INDICATORS)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("宁波市总工会举办宣讲12场。", [("talks", "")]),
        ("宁波市总工会举办宣讲12次。", [("talks", "")]),
        ("宁波市总工会举办宣讲12家。", [("", "")]),
        ("宁波市总工会要求年底前举办宣讲12场。", [("talks_target", "")]),
        ("宁波市总工会进校园宣讲12场，进矿山宣讲8场。", [("talks", "schools"), ("talks", "mines")]),
        ("宁波市总工会在井下宣讲12场。", [("talks", "mines")]),
        ("宁波市总工会请劳模宣讲12场，劳模30名。", [("talks", ""), ("listeners", "")]),
        ("宁波市总工会请劳动模范30人。", [("listeners", "")]),
        ("宁波市总工会宣讲的满意率为90%。", [("share", "")]),
        ("宁波市总工会发放西瓜12场。", [("", "")]),
    ],
)
def test_an_indicator_is_matched_by_its_words_its_units_and_what_lies_ahead(text, expected) -> None:
    found = extract_figures(own_reader(), text, DAY)
    assert [(one.indicator, one.breakdown) for one in found] == expected


def test_indicators_without_words_or_breakdowns_match_nothing_by_them() -> None:
    bare = [{"code": "x", "name": {"zh": ""}, "unit": {"zh": "场"}, "kind": "flow"}]
    own = ReportReader.from_code_lists(areas(), [*bare, *indicators()[:1]])
    assert [one.indicator for one in extract_figures(own, "宁波市总工会举办宣讲12场。", DAY)] == [
        ""
    ]
