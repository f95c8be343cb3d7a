"""The panel of a total: its units, months and figures, what is missing, and what can be taken."""

import io

import pytest

from file_formats import xlsx
from tests.helpers.pages_in_process import Dashboard


@pytest.fixture(scope="module")
def board(city):
    with Dashboard(city).open() as opened:
        yield opened


def panel(tab):
    """The lines of the dialog."""
    return [line for line in tab.inside("dialog") if not line.startswith("<")]


def test_a_sum_names_its_units_what_is_missing_and_the_comparison(board):
    found = panel(board.tab().open("progress", total="new_members"))
    assert found[:6] == [
        "### 云川市 · 新发展会员人数 · 2025年1—9月",
        "至少2.98万人 .wording",
        "由10个单位中已报的9个相加得出（推算）。",
        "未报：沙溪县 → area?area=990123 .area（缺2025年9月）",
        "去年同期（2024年1—9月）：2.75万人，同比 ▲ 增长8.4% .rise"
        " （只比两年都有数的9个单位，共10个）",
        "完成率73.9%（目标4.04万人） · 落后序时进度1.1个百分点",
    ]
    rows = [line for line in found if line.startswith("▸ ")]
    assert len(rows) == 9
    assert rows[0] == "▸ 东湖区9个数据项4397人"
    assert len([line for line in found if line.startswith("- 2025年")]) == 81


def test_an_own_number_is_told_as_reported(board):
    found = panel(board.tab().open("progress", total="hotline_calls"))
    assert found[0] == "### 云川市 · 12351热线受理件数 · 2025年1—9月"
    assert "由本级上报的几个数合成（推算）。" in found
    assert not [line for line in found if "未报" in line]


def test_a_ratio_has_the_figures_of_both_of_its_parts(board):
    found = panel(board.tab().open("progress", total="dispute_settlement_rate"))
    assert "由10个单位中已报的9个的分子、分母分别相加后计算（推算）。" in found
    assert len([line for line in found if line.startswith("- 2025年")]) == 162


def test_another_area_than_the_scopes_is_asked_for_with_it(board):
    found = panel(board.tab().open("progress", total="new_members@990102"))
    assert found[0] == "### 东湖区 · 新发展会员人数 · 2025年1—9月"
    assert found[1] == "4397人 .wording"


@pytest.mark.parametrize("asked", ["nothing", "new_members@nowhere", "<b>", "@990102"])
def test_what_is_unknown_opens_nothing(board, asked):
    assert panel(board.tab().open("progress", total=asked)) == []


def test_the_files_hold_each_figure_and_a_unit_by_month(board):
    tab = board.tab().open("progress", total="new_members")
    name, data = tab.download("下载XLSX", nth=-1)
    assert name == "云川市_新发展会员人数_2025年1—9月（演示数据）.xlsx"
    figures, pivot = xlsx.read_xlsx(data)
    assert figures.rows[0][:4] == ["地区（单位）", "指标", "时间", "数值"]
    assert len(figures.rows) == 82
    assert pivot.rows[0] == ["地区（单位）", *(f"2025年{month}月" for month in range(1, 10))]
    assert pivot.rows[1] == ["东湖区", 303, 271, 524, 515, 597, 614, 530, 495, 548]
    _, text = tab.download("下载CSV", nth=-1)
    assert len(io.StringIO(text.decode("utf-8-sig")).readlines()) == 82


def test_english_is_complete(board):
    found = panel(board.tab().open("progress", total="new_members", lang="en"))
    assert found[2] == "The sum of 9 of 10 units that have reported (computed)."
    assert not [line for line in found if any("一" <= each <= "鿿" for each in line)]
