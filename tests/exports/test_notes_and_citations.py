"""Notes, citations and workbooks of charts: signs explained, places named, cells in place."""

import io
import zipfile
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from charts.chart import Form, ReferenceLine
from exports import ExportRequest, run_export
from exports.chart_workbook import name_sheets
from exports.citations import (
    CITATION_COLUMNS,
    format_citations,
    list_cited_figures,
    look_up_citations,
)
from exports.footnotes import SIGNED_FORMS, format_mark_label, format_open_bounds, list_footnotes
from tests.helpers.export_charts import chart, row
from tests.helpers.opened_slides import slides_of
from tests.helpers.opened_workbooks import sheets_of, title_of
from tests.helpers.orders import BARS, LINK, TREND, ZH, order
from tests.helpers.small_marks import OPEN, about, above, below, exact, missing


@pytest.mark.parametrize(
    ("mark", "signs"),
    [
        (exact("甲", 1), ""),
        (above("甲", 1), "▷"),
        (below("甲", 1), "◁"),
        (about("甲", 1), "◁▷"),
        (above("甲", 1, status="target"), "▷"),
        (above("甲", 1, status="derived"), ""),
        (missing("甲"), ""),
        (row("甲", OPEN), ""),
    ],
)
def test_open_bounds_have_signs(mark: dict[str, Any], signs: str) -> None:
    assert format_open_bounds(mark) == signs
    assert format_mark_label(mark) == f"{mark['wording']} {signs}".strip()


def test_notes_explain_each_sign_once_and_each_formula_once() -> None:
    marks = [
        above("甲", 1),
        above("乙", 1),
        below("丙", 1),
        row("丁", 1, status="derived", formula="甲 ÷ 乙"),
        row("戊", 1, status="derived", formula="甲 ÷ 乙"),
        row("己", 1, status="derived", formula="甲 + 丙"),
        row("庚", 1, status="derived"),
        row("辛", 1, formula="不是推算"),
    ]
    told = list_footnotes(chart(Form.BAR, *marks, notes=("注。",)), ZH)
    assert told == [
        "注。",
        "▷ 未报告上限；◁ 未报告下限；空心为推算；推算：甲 ÷ 乙；推算：甲 + 丙",
    ]
    assert list_footnotes(chart(Form.BAR, row("甲"), notes=("注。",)), ZH) == ["注。"]
    line = ReferenceLine(1, "平均1份", "9个数的平均1份", "虚线为9个数的平均1份。")
    compared = chart(Form.BAR, row("甲"), notes=(line.note, "注。"), reference=line)
    assert list_footnotes(compared, ZH) == [line.note, "注。"]
    without_line = list_footnotes(compared, ZH, has_line=False)  # as on slides and in workbooks
    assert without_line == ["供比较：9个数的平均1份。", "注。"]
    assert list_footnotes(chart(Form.BAR, below("甲", 1)), ZH) == ["◁ 未报告下限"]


@pytest.mark.parametrize("form", list(Form))
def test_signs_stand_only_in_files_that_explain_them(form: Form, no_chromium: None) -> None:
    assert (form in SIGNED_FORMS) == (form not in (Form.TILES, Form.FLOW, Form.TIMELINE))
    subject = chart(form, above("甲", 2, series="甲", detail="详"), row("乙", 1, column=1))
    for kind in ("docx", "html", "xlsx"):
        data = run_export(order(subject), kind).data
        if kind == "html":
            text = data.decode().split("<details>")[1]
        else:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                text = "".join(
                    archive.read(n).decode() for n in archive.namelist() if n[-4:] == ".xml"
                )
        signs, told = "▷" in text, "▷ 未报告上限" in text
        assert signs == told == (form in SIGNED_FORMS), kind


FIGURES = pd.DataFrame(
    [
        ("teams.p.330200..2024", "330200", "2024", "3支", "s", "¶1"),
        ("teams.p.330100..2023", "330100", "2023", "近2支", "t", "art ¶2"),
        ("teams.p.330203..2022", "330203", "2022", "1支", "u", "¶3"),
    ],
    columns=list(CITATION_COLUMNS),
)


KEYS = list(FIGURES["key"])


def test_figures_behind_marks_are_cited_once_in_the_order_of_the_marks() -> None:
    marks = pd.DataFrame({"figures": [(KEYS[1], "unknown"), (KEYS[0], KEYS[1]), ()]})
    places = look_up_citations(FIGURES, KEYS[:2])
    assert list(places) == KEYS[:2]
    assert places[KEYS[1]] == dict(zip(CITATION_COLUMNS, FIGURES.loc[1], strict=True))
    assert [each["key"] for each in list_cited_figures(marks["figures"], places)] == [
        KEYS[1],
        KEYS[0],
    ]
    assert format_citations(marks["figures"], places, ZH) == [
        "teams（330100，2023年）：近2支。出处：t，art ¶2。",
        "teams（330200，2024年）：3支。出处：s，¶1。",
    ]
    assert look_up_citations(FIGURES.head(0), KEYS) == {}


def test_an_order_cites_what_its_charts_show() -> None:
    subject = chart(Form.BAR, row("甲", figures=(KEYS[0],)), row("乙", figures=(KEYS[2],)))
    given = order(subject, figures=FIGURES)
    assert list(given.citations) == [KEYS[0], KEYS[2]]
    assert (given.release, ExportRequest((), ZH).release) == (1, 0)


def test_a_workbook_lists_its_charts_then_holds_each_and_the_places() -> None:
    one = replace(BARS, table=BARS.table.assign(figures=[(KEYS[0],), (KEYS[1], KEYS[0]), ()]))
    given = order(one, TREND, figures=FIGURES, link=LINK, links=(f"{LINK}/1", ""), title="报告")
    data = run_export(given, "xlsx").data
    contents, first, second, places = sheets_of(data)
    assert [s.name for s in (contents, first, second, places)] == ["目录", "提示函", "趋势", "出处"]
    assert title_of(data) == "报告"
    source = "数据来源：某报 · 第1版"
    assert contents.rows == [
        ["工作表", "要点", "报告期", "计量单位", "数据版本", "数据来源", "网址"],
        ["提示函", "共若干份。", "2024年", "份", 1, source, f"{LINK}/1"],
        ["趋势", "共若干份。", "", "", 1, source, LINK],
    ]
    assert first.rows == [
        ["分组", "名称", "数值", "表述", "下限", "上限", "状态", "说明", "推算公式"],
        ["", "甲市", 2, "超2份", 2, "", "报告", "", ""],
        ["", "乙市", 1, "1份", 1, 1, "报告", "", ""],
        ["", "丙市", "", "未报告", "", "", "未报告", "", ""],
        [""] * 9,
        ["注：一。", *[""] * 8],
        ["▷ 未报告上限", *[""] * 8],
        [source, *[""] * 8],
    ]
    assert [each[1] for each in second.rows[1:3]] == ["2023年", "2024年"]
    assert places.rows == [
        ["指标", "地区", "报告期", "原文数值", "数据来源", "原文位置", "数据项代码"],
        ["teams", "330200", "2024年", "3支", "s", "¶1", KEYS[0]],
        ["teams", "330100", "2023年", "近2支", "t", "art ¶2", KEYS[1]],
    ]


def test_sheets_have_widths_frozen_heads_and_typed_columns() -> None:
    one = replace(BARS, table=BARS.table.assign(figures=[(KEYS[0],)] * 3))
    contents, first, places = sheets_of(run_export(order(one, figures=FIGURES), "xlsx").data)
    widths = [
        [round(width - 0.71) for n, width in sorted(each.widths.items())]
        for each in (contents, first, places)
    ]
    assert widths == [
        [28, 60, 24, 10, 8, 40, 40],
        [20, 30, 14, 18, 12, 12, 10, 24, 30],
        [28, 16, 18, 18, 30, 24, 40],
    ]
    assert [each.frozen for each in (contents, first, places)] == [1, 1, 1]
    assert [each.wraps for each in (contents, first, places)] == [True, False, False]
    assert [each.texts for each in (contents, first, places)] == [set(), set(), set(range(7))]


def test_a_workbook_without_known_figures_has_no_sheet_of_places() -> None:
    assert [s.name for s in sheets_of(run_export(order(), "xlsx").data)] == [
        "目录",
        "提示函",
        "趋势",
    ]


def test_the_workbook_in_a_slide_has_its_title_widths_and_places() -> None:
    one = replace(BARS, table=BARS.table.assign(figures=[(KEYS[0],)] * 3), title="提示函")
    slide = slides_of(run_export(order(one, figures=FIGURES), "pptx").data)[0]
    chart_book = slide.charts[0][1].book
    assert [sheet.name for sheet in chart_book] == ["Sheet1", "出处"]
    assert {n: round(w - 0.71) for n, w in chart_book[0].widths.items()} == {0: 28, 2: 18}
    assert len(chart_book[1].rows) == 2


@pytest.mark.parametrize(
    ("titles", "names"),
    [
        (["甲", "乙"], ["甲", "乙"]),
        (["甲", "甲", "甲"], ["甲", "甲 2", "甲 3"]),
        (["A 3", "B", "A", "a"], ["A 3", "B", "A", "a 4"]),
        (["A 2", "A", "A"], ["A 2", "A", "A 3"]),
        (["A 3", "A", "A"], ["A 3", "A", "A 4"]),
        (["目录", "出处"], ["目录 1", "出处 2"]),
        (["a/b:c*[d]?\\e"], ["a b c  d   e"]),
        (["'q'", " x "], ["q", "x"]),
        (["", "'"], ["1", "2"]),
        (["x" * 31, "x" * 32, "y" * 30 + "'z"], ["x" * 31, "x" * 29 + " 2", "y" * 30]),
    ],
)
def test_sheets_have_names_of_their_own_that_excel_takes(
    titles: list[str], names: list[str]
) -> None:
    assert name_sheets(titles, ZH) == names
    subjects = [replace(TREND, title=title) for title in titles]
    sheets = sheets_of(run_export(order(*subjects), "xlsx").data)
    assert [sheet.name for sheet in sheets][1:] == names
