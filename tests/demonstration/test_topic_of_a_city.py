"""The page of a topic on the demonstration: the numbers, shades and words of its mock-up."""

import re
from pathlib import Path

import pytest

from app_pages.components.area_words import (
    find_unit_level,
    format_title_by_unit,
    format_unit_count,
    name_whole_area,
    shorten_indicator_name,
)
from app_pages.components.number_scale import NumberScale, choose_scale
from app_pages.topic.indicator_list import render_indicators, sort_indicators
from app_pages.topic.month_line import build_axis, draw_lines, render_month_line
from app_pages.topic.month_table import build_download_table, find_shade, render_month_table
from app_pages.topic.opening import write_line_finding, write_opening, write_table_note
from app_pages.topic.unit_rows import render_bars, render_pairs, sort_units
from curation.code_names import read_code_names
from ledger import Snapshot
from locales import Words
from metrics.rollup.area_overview import build_area_overview
from metrics.rollup.area_results import AreaIndicator, AreaOverview
from metrics.rollup.area_scope import AreaScope
from metrics.rollup.months_of_units import MonthsOfUnits, build_months_of_units
from metrics.rollup.operand_rows import OperandsInMemory
from metrics.rollup.unit_tree import UnitTree
from periods.spans import count_month
from settings import load_settings

CITY = "990100"
SCOPE = AreaScope(CITY, count_month("2025-09"))
CODES = ("new_members", "new_grassroots_unions", "platform_workers_joined", "union_members")
# Name, months with their shades (+ 5 %, ++ 20 % and more; - and -- below), span, base, change.
TABLE = """\
全市（9个区县） 2032 1889 3689 3864 4125 3909 3318 3237 3747 29810 27511 ▲8.4%
东湖区 303+ 271+ 524 515 597++ 614+ 530+ 495+ 548+ 4397 3970 ▲10.8%
西岭区 223+ 191 414+ 448 439+ 363 372+ 365+ 403+ 3218 2997 ▲7.4%
南浦区 293++ 256+ 461 512+ 607+ 525+ 455++ 453+ 535+ 4097 3724 ▲10.0%
北桥区 178+ 160 347 368+ 338- 347 302+ 318 304- 2662 2700 ▼1.4%
江湾区 293+ 316++ 581++ 568+ 626+ 600++ 459 481++ 568++ 4492 3715 ▲20.9%
新川区 267++ 226++ 425 469+ 493+ 475+ 382 365 470++ 3572 3300 ▲8.2%
平岗县 82- 81- 152- 150- 165-- 153-- 128- 135- 147-- 1193 1494 ▼20.1%
沙溪县 117+ 105- 217+ 210 215 231+ 210+ 192+ 未报 — 1626 —
永澄市 237+ 240+ 507++ 487+ 524+ 518+ 422++ 367 479+ 3781 3268 ▲15.7%
柳源市 156 148+ 278 347+ 336 314 268 258 293 2398 2343 ▲2.3%"""
MARKS = {"": "", "up-1": "+", "up-2": "++", "down-1": "-", "down-2": "--"}


class City:
    """The demonstration's figures, read once."""

    def __init__(self, city: Path, snapshot: Snapshot) -> None:
        names = read_code_names(snapshot, load_settings(city / "config.yaml").topics)
        self.words, self.english = Words("zh", names), Words("en", names)
        self.source, self.tree = OperandsInMemory(snapshot.figures), UnitTree(snapshot.areas)
        self.indicators = snapshot.indicators
        self.level = find_unit_level(self.tree.list_units_of(CITY), self.tree.level)

    def months(self, code: str, scope: AreaScope = SCOPE) -> MonthsOfUnits:
        return build_months_of_units(self.source, self.tree, self.indicators, code, scope)

    def overview(self, *codes: str, scope: AreaScope = SCOPE) -> AreaOverview:
        return build_area_overview(self.source, self.tree, self.indicators, codes, scope)

    def one(self, code: str, scope: AreaScope = SCOPE) -> AreaIndicator:
        return self.overview(code, scope=scope).indicators[0]

    def names(self, unit_months: MonthsOfUnits) -> dict[str, str]:
        return self.words.areas([unit.area for unit in unit_months.units])

    def scale(self, unit_months: MonthsOfUnits, words: Words | None = None) -> NumberScale:
        rows = (unit_months.whole, *unit_months.units)
        values = [n for row in rows for n in (*row.now, row.total, row.base)]
        return choose_scale(values, words or self.words, unit_months.code)


@pytest.fixture(scope="module")
def told(city: Path, snapshot: Snapshot) -> City:
    return City(city, snapshot)


def text_of(html: str) -> str:
    """What is read of a piece of HTML."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", html)).strip()


def cells_of(row: str) -> list[str]:
    """The cells of a table's row, each with the mark of its shade."""
    found = []
    for attributes, cell in re.findall(r"<t[hd]([^>]*)>(.*?)</t[hd]>", row, re.DOTALL):
        shade = re.search(r"up-\d|down-\d", attributes)
        found.append(text_of(cell).replace(" ", "") + MARKS[shade[0] if shade else ""])
    return found


def test_units_by_month_have_the_numbers_and_shades_of_the_mock_up(told: City) -> None:
    found = told.months("new_members")
    table = render_month_table(
        *(found, told.scale(found), told.names(found), told.words),
        level=told.level,
        period="1—9月",
    )
    head, *rows = re.findall(r"<tr.*?</tr>", table, re.DOTALL)
    assert cells_of(head)[1:] == [*(f"{n}月" for n in range(1, 10)), "1—9月", "去年同期", "同比"]
    assert [" ".join(cells_of(row)) for row in rows] == TABLE.splitlines()
    assert table.count('href="?total=new_members@') == 0  # the sign is escaped in an address
    assert table.count('href="?total=new_members%40990106"') == 11
    assert table.count('href="?total=new_members"') == 11


def test_the_workbook_has_the_same_numbers_as_numbers(told: City) -> None:
    found = told.months("new_members")
    sheet = build_download_table(
        found, told.names(found), told.words, level=told.level, period="1—9月"
    )
    assert sheet.name == "新发展会员人数"
    assert sheet.rows[1] == [
        *("全市（9个区县）", 2032, 1889, 3689, 3864, 4125, 3909, 3318, 3237, 3747),
        *(29810, 27511, 8.4),
    ]
    shaxi = next(row for row in sheet.rows if row[0] == "沙溪县")
    assert shaxi[8:] == [192, None, None, 1626, None]


@pytest.mark.parametrize(
    ("now", "before", "shade"),
    [
        (105, 100, "up-1"),
        (104.99, 100, ""),
        (120, 100, "up-2"),
        (95, 100, "down-1"),
        (80, 100, "down-2"),
        (80.01, 100, "down-1"),
        (5, 0, ""),
        (float("nan"), 3, ""),
        (3, float("nan"), ""),
    ],
)
def test_a_shade_says_how_much_a_month_has_changed(now, before, shade) -> None:
    assert find_shade(now, before) == shade


def test_shares_are_shaded_by_points() -> None:
    shades = [find_shade(now, 80, is_share=True) for now in (80.9, 81, 85, 79, 75)]
    assert shades == ["", "up-1", "up-2", "down-1", "down-2"]


def test_the_paragraph_and_findings_say_what_the_mock_up_says(told: City) -> None:
    found = told.months("new_members")
    names = told.names(found)
    said = write_opening(
        *(told.one("new_members"), told.one("new_grassroots_unions"), found, names, told.words),
        level=told.level,
    )
    assert said == (
        "2025年1—9月，全市（已报9个区县，缺沙溪县）新发展会员至少2.98万人，比去年同期增长8.4%，"
        "完成全年任务的73.9%；江湾区增长最快（20.9%），平岗县下降20.1%。新建基层工会至少822个，"
        "增长2.9%。增长率、完成率按两年都有数的9个区县（市）计算。"
    )
    assert write_line_finding(found, told.words, level=told.level) == (
        "1—9月各月均高于去年同月。两年均为已报的9个区县（市）相加（推算）。"
    )
    assert write_table_note(found, names, told.words, level=told.level) == (
        "○为推算：全市为已报的9个区县（市）相加，不含沙溪县。"
    )


def test_an_own_number_is_no_sum_and_its_units_are_silent(told: City) -> None:
    found = told.months("hotline_calls")
    assert (found.whole.total, found.whole.is_sum, found.compared.missing) == (18_436, False, ())
    assert sort_units(found)[0] == []
    assert write_table_note(found, {}, told.words, level=told.level) == ""
    said = write_opening(
        *(told.one("hotline_calls"), None, found, {}, told.words), level=told.level
    )
    assert said.startswith("2025年1—9月，全市12351热线受理1.84万件，比去年同期增长4.9%")
    assert "推算" not in write_line_finding(found, told.words, level=told.level)


def test_sums_of_a_ratio_are_of_the_same_units_in_each_month(told: City) -> None:
    found = told.months("dispute_settlement_rate")
    assert found.compared.missing == ("990123",)
    assert round(found.whole.total, 6) == 85.67066
    assert found.whole.change is not None
    assert (found.whole.change.value, found.whole.change.unit) == (
        pytest.approx(1.1, abs=0.05),
        "个百分点",
    )


def test_the_line_has_two_years_on_an_axis_from_zero(told: City) -> None:
    found = told.months("new_members")
    html = render_month_line(found, told.scale(found), told.words)
    assert html.count('class="point"') == 9
    read = text_of(html)
    assert "2025年 3747" in read
    assert "2024年 3087" in read
    assert " 4125 " in read
    axis = build_axis([*found.whole.now, *found.whole.before], told.scale(found), from_zero=True)
    assert [text for _tick, text in axis.ticks] == ["0", "2000", "4000"]
    assert draw_lines(found, axis, ()).count("M") == 8 + 11
    assert draw_lines(found, axis, ["2025-03"]).count("M") == 8 + 11 - 1


def test_the_label_of_this_year_stands_clear_of_last_years_line(told: City) -> None:
    found = told.months("union_dues")
    axis = build_axis([*found.whole.now, *found.whole.before], told.scale(found), from_zero=True)
    html = render_month_line(found, told.scale(found), told.words)
    label = re.search(r'class="end" style="left:70.83%;bottom:([\d.]+)%', html)
    assert label is not None
    beside = [axis.find_height(value) for value in found.whole.before[9:]]
    assert min(abs(float(label[1]) - each) for each in beside) > 5
    assert float(label[1]) > axis.find_height(found.whole.now[-1])


def test_numbers_at_a_date_have_an_axis_that_begins_near_them(told: City) -> None:
    found = told.months("union_members")
    axis = build_axis([*found.whole.now, *found.whole.before], told.scale(found), from_zero=False)
    assert axis.low > 850_000
    assert found.whole.total - found.whole.before[-1] == 16_507


def test_bars_stand_by_number_and_who_has_not_reported_is_hatched_last(told: City) -> None:
    found = told.months("new_members")
    html = render_bars(found, told.scale(found), told.names(found), told.words, "1—9月")
    rows = [text_of(row) for row in re.findall(r"<li.*?</li>", html)]
    assert rows[0] == "竖线为去年同期 1—9月 同比"
    assert rows[1:3] == ["江湾区 4492 ▲ 20.9%", "东湖区 4397 ▲ 10.8%"]
    assert rows[-2:] == ["平岗县 1193 ▼ 20.1%", "沙溪县 9月未报"]
    assert 'style="left:0.00%;width:100.00%"' in html  # the first bar has the whole axis
    assert html.count('class="tick"') == 9


def test_pairs_of_dots_have_both_numbers_the_higher_at_the_right(told: City) -> None:
    found = told.months("new_grassroots_unions")
    html = render_pairs(found, told.scale(found), told.names(found), told.words)
    rows = [text_of(row) for row in re.findall(r"<li.*?</li>", html)]
    assert rows[0] == "0 50 100 150 同比"
    assert rows[1:3] == ["东湖区 126 125 ▼ 0.8%", "江湾区 114 120 ▲ 5.3%"]
    assert rows[-1] == "沙溪县 9月未报"
    donghu = re.findall(r"<li.*?</li>", html)[1]
    assert re.search(r'of right"[^>]*><a[^>]*>126<', donghu)
    assert re.search(r'of left"[^>]*><a[^>]*><b>125<', donghu)


def test_completion_stands_first_each_with_what_it_is_made_of(told: City) -> None:
    overview = told.overview(*CODES[::-1])
    assert [each.code for each in sort_indicators(overview.indicators)][-1] == "union_members"
    html = render_indicators(
        *(overview.indicators, "new_members", told.words, overview.elapsed),
        {"union_members": 16_507.0},
    )
    read = text_of(html)
    for words in (
        "完成情况 序时进度 75.0%",
        "新发展会员人数 73.9% 已报9个 29810人 / 任务40350人 落后序时进度1.1个百分点",
        "新建基层工会数 75.1% 已报9个 822个 / 任务1095个 快于序时进度0.1个百分点",
        "新就业形态劳动者入会人数 78.5% 已报9个 12448人 / 任务15860人 快于序时进度3.5个百分点",
        "工会会员人数 至少 92.16万人 2025年9月末，比上年末增加1.65万人 ▲ 增长2.5%",
    ):
        assert words in read, words
    assert html.count('href="?indicator=') == 4


def test_words_of_areas_units_and_things(told: City) -> None:
    assert told.level == "county"
    assert name_whole_area(told.words, CITY) == "全市"
    assert name_whole_area(told.english, CITY) == "Yunchuan City"
    assert format_unit_count(told.english, "county", 1) == "1 county"
    assert (
        format_title_by_unit(told.words, "county", "新发展会员人数") == "各区县（市）新发展会员人数"
    )
    things = [shorten_indicator_name(told.words, code) for code in CODES[:3]]
    assert things == ["新发展会员", "新建基层工会", "新就业形态劳动者入会"]


def test_round_amounts_share_a_larger_unit(told: City) -> None:
    dues = told.months("union_dues")
    scale = told.scale(dues)
    assert (scale.unit, scale.format_number(dues.whole.total)) == ("万元", "49432")
    english = told.scale(dues, told.english)
    assert english.format_amount(dues.whole.total) == "494,320 thousand yuan"
    assert choose_scale([1.5, -2.6], told.words, "new_members").format_number(-2.6) == "−2.60"


def test_an_area_without_units_has_its_own_months(told: City) -> None:
    found = told.months("new_members", AreaScope("990106", count_month("2025-09")))
    assert (found.whole.total, found.units, found.whole.is_sum) == (4492, (), False)


def test_an_area_that_is_not_listed_is_refused(told: City) -> None:
    with pytest.raises(KeyError):
        told.months("new_members", AreaScope("999999", count_month("2025-09")))
