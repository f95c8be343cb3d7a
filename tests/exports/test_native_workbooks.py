"""The workbook in a slide's chart: what PowerPoint would edit is what the chart shows."""

import math
import re
from typing import Any

import pytest

from charts.chart import Form
from exports import ExportOptions
from exports.export_options import SIZES
from locales import LANGUAGES
from tests.helpers.export_charts import chart, row
from tests.helpers.native_charts import TWO_BY_TWO, line, native, slides
from tests.helpers.opened_slides import Native
from tests.helpers.small_marks import KINDS, above, below, between, missing


def at(reference: str) -> list[tuple[int, int]]:
    """The cells of a reference as row and column, counted from 0: Sheet1!$B$2:$B$3."""
    sheet, cells = reference.split("!")
    assert sheet == "Sheet1"
    ends = [re.fullmatch(r"\$([A-Z]+)\$(\d+)", end) for end in cells.split(":")]
    places = []
    for end in ends:
        assert end
        column = 0
        for letter in end[1]:
            column = column * 26 + ord(letter) - ord("A") + 1
        places.append((int(end[2]) - 1, column - 1))
    (top, left), (low, right) = places[0], places[-1]
    return [(r, c) for r in range(top, low + 1) for c in range(left, right + 1)]


def in_book(found: Native, reference: str) -> list[Any]:
    rows = found.book[0].rows
    return [
        (rows[r][c] if c < len(rows[r]) and rows[r][c] != "" else None) for r, c in at(reference)
    ]


def names_in_book(found: Native) -> list[str | None]:
    """The names of categories row by row: the year of two rows once, then the part of the year."""
    if not found.levels:
        return list(found.categories)
    parts, years = found.levels
    return [cell for n in range(len(parts)) for cell in (years.get(n), parts[n])]


SUBJECTS = {
    "bars": [chart(Form.RANKING, *KINDS)],
    "two names": [chart(Form.BAR, row("甲", 1, series="男"), row("乙", 2, series="女"))],
    "bullet": [chart(Form.BULLET, row("目标", 50, status="target"), row("实际", 40), unit="%")],
    "parts": [chart(Form.STACKED, *(row(f"部分{n}", n + 1) for n in range(30)))],
    "lines": [chart(Form.TREND, *(row(f"{n % 2}月", n, series=f"{n // 2}区") for n in range(56)))],
    "months": [chart(Form.TREND, *(row(f"202{n // 12}年{n % 12 + 1}月", n) for n in range(30)))],
    "panels": [chart(Form.MULTIPLES, *TWO_BY_TWO)],
}  # fmt: skip


@pytest.mark.parametrize("subject", SUBJECTS)
def test_what_powerpoint_would_edit_is_what_the_chart_shows(subject: str) -> None:
    for slide in slides(*SUBJECTS[subject]):
        for _, found in slide.charts:
            assert found.book[0].name == "Sheet1"
            for series in found.series:
                name, categories, values = series.references
                assert in_book(found, name) == [series.name]
                assert in_book(found, categories) == names_in_book(found)
                assert in_book(found, values) == series.values
            columns = [series.references[0] for series in found.series]
            assert len(set(columns)) == len(columns)


def test_beside_the_values_stand_wording_bounds_status_and_formula() -> None:
    marks = (
        between("甲", 200, 200, 300),
        missing("乙", detail="2024年"),
        row("丙", 0.5, status="derived", formula="甲 ÷ 乙"),
        below("丁", 7),
    )
    found = native(Form.BAR, *marks)
    head, *rows = found.book[0].rows
    assert head == [
        *("份", "取值上限", "数值", "表述", "下限", "上限", "状态", "说明", "推算公式"),
    ]
    assert rows == [
        ["甲", 300, 200, "200余份", 200, 300, "报告", "", ""],
        ["乙\n2024年 · 未报告", "", "", "未报告", "", "", "未报告", "2024年", ""],
        ["丙", "", 0.5, "0.5份", 0.5, 0.5, "推算", "", "甲 ÷ 乙"],
        ["丁", "", 7, "近7份", "", 7, "报告", "", ""],
    ]


def test_a_line_of_the_workbook_with_several_marks_has_the_wording_of_each() -> None:
    found = line()
    assert found.book[0].rows[1:] == [
        ["2023年", "11月", 10, 300, "甲市10份；乙市300份", *[""] * 5],
        ["", "12月", 20, "", "20份", 20, 20, "报告", "", ""],
        ["2024年", "1月", "", 290, "乙市290份；甲市未报告", *[""] * 5],
        ["", "2月", "", 310, "310份", 310, 310, "报告", "", ""],
    ]
    parts = native(Form.STACKED, row("甲", 3), above("乙", 2), title="资金")
    assert parts.book[0].rows[1:] == [["资金", 3, 2, "甲3份；乙超2份 ▷", *[""] * 5]]
    assert parts.book[0].rows[0][:3] == ["份", "甲", "乙"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_charts_are_described_for_those_who_do_not_see_them(language: Any) -> None:
    plain = chart(Form.BAR, row("甲", 1), title="提示函", finding="共1份。")
    silent = chart(Form.TREND, row("2024年", 1), title="提示函", finding="")
    assert slides(plain, language=language)[0].described == ["提示函 共1份。"]
    assert slides(silent, language=language)[0].described == ["提示函"]
    assert slides(plain, language=language)[0].charts[0][0].name == "提示函"


@pytest.mark.parametrize("size", ["wide", "classic", "a4", "a4_landscape"])
def test_bars_are_measured_on_the_slide_they_stand_on(size: str) -> None:
    subject = chart(Form.BAR, *KINDS[:12])
    slide = slides(subject, options=ExportOptions(size=SIZES[size]))[0]
    shape, found = slide.charts[0]
    assert found.low == 0
    assert shape.width == pytest.approx(slide.width - 1.24, abs=0.001)
    assert math.isclose(shape.left, 0.62, abs_tol=0.001)
    assert shape.bottom < slide.height - 0.5
