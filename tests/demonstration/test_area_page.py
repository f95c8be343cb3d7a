"""The page of an area on the demonstration: the figures of the mock-up, one by one."""

import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from html import unescape

import pytest

from app_pages.area.area_view import (
    AreaView,
    build_view,
    find_best_sibling,
    list_first_places,
    list_last_places,
)
from app_pages.area.headline import render_head, write_paragraph
from app_pages.area.indicator_table import build_rows, render_indicator_table
from app_pages.area.line_panel import PanelAxis
from app_pages.area.places import render_gaps, render_places
from app_pages.area.position_chart import (
    build_value_rows,
    find_position_on_line,
    render_position_chart,
)
from app_pages.area.trends import (
    build_lines,
    build_month_rows,
    choose_large_trends,
    describe_trend,
    render_trend,
)
from app_pages.components.number_scale import NumberScale
from curation.code_names import read_code_names
from ledger import Snapshot
from locales import Words
from metrics.rollup.area_overview import build_area_overview
from metrics.rollup.area_results import AreaOverview
from metrics.rollup.area_scope import AreaScope
from metrics.rollup.operand_rows import OperandsInMemory
from metrics.rollup.unit_tree import UnitTree
from periods.spans import SINCE, count_month
from tests.helpers.mocked_up_area import ABOVE, AREA, ROWS, THROUGH

CODES = tuple(row.code for row in ROWS)
MakeView = Callable[..., AreaView]


@pytest.fixture(scope="module")
def make_view(snapshot: Snapshot) -> MakeView:
    """Views of areas of the city: their area, perhaps their month and span."""
    source, tree = OperandsInMemory(snapshot.figures), UnitTree(snapshot.areas)

    @cache
    def read(area: str, through: str, since: str) -> AreaOverview:
        kind = next(each for each in SINCE if each == since)
        scope = AreaScope(area, count_month(through), kind)
        return build_area_overview(source, tree, snapshot.indicators, CODES, scope)

    def made(area: str = AREA, through: str = THROUGH, since: str = "year") -> AreaView:
        return build_view(
            *(area, through, since, read),
            tree=tree,
            figures=snapshot.figures,
            indicators=snapshot.indicators,
            union_year=10,
            late_points=5,
        )

    return made


@pytest.fixture(scope="module")
def view(make_view: MakeView) -> AreaView:
    """The district of the mock-up."""
    return make_view()


@pytest.fixture(scope="module")
def words(snapshot: Snapshot) -> Words:
    """A Chinese reader's."""
    return Words("zh", read_code_names(snapshot))


def texts(html: str, tag: str) -> list[str]:
    """What stands in each element of a tag, without blanks."""
    found = re.findall(rf"<{tag}\b[^>]*>(.*?)</{tag}>", html, re.S)
    return [re.sub(r"\s", "", unescape(re.sub("<[^>]+>", "", each))) for each in found]


def test_every_row_of_the_table_is_that_of_the_mock_up(view: AreaView, words: Words) -> None:
    html = render_indicator_table(view, words)
    heads, *rows = re.findall("<tr>(.*?)</tr>", html, re.S)
    assert texts(heads, "th") == [
        *("指标", "计量单位", "9月", "1—9月", "去年同期", "同比"),
        *("完成率（竖线为序时进度75.0%）", "全年任务", "位次", "位次变化"),
    ]
    assert len(rows) == len(ROWS)
    for html_row, row in zip(rows, ROWS, strict=True):
        assert texts(html_row, "th") == [words.name("indicator", row.code)]
        assert texts(html_row, "td")[1:] == [
            *(row.month, row.span, row.before, row.growth),
            *(row.completion, row.target, row.place, row.gained),
        ]
        assert f'href="?total={row.code}"' in html_row  # the number leads to its operands
    assert [texts(each, "td")[0] for each in rows] == [
        *("人", "个", "人", "万元", "人次", "人", "人", "人", "份", "%", "人次")
    ]
    assert html.count('class="warn"') == 1
    assert '<span class="warn">59.3%' in html
    assert "位次为已报地区中的位次，变化与2025年1—8月相比" in html


def test_the_spine_has_the_numbers_of_the_mock_up_and_the_average_in_the_middle(
    view: AreaView, words: Words
) -> None:
    html = render_position_chart(view, words)
    lines = html.split('class="line"')[1:]
    for line, row in zip(lines, ROWS, strict=True):
        assert texts(line, "a") == [row.own, row.average]
        assert f"own is-{row.lean}" in line
        assert f"stand is-{row.lean}" in line
        assert f'href="?total={row.code}%40{ABOVE}"' in line
        assert line.count('class="tick"') == int(row.place.split("/")[1]) - 1
    standing = view.standings["new_members"]
    assert find_position_on_line(standing, standing.average) == 50
    # The mock-up draws 432 px from 300 px on: the district at 554.3 px, the lowest at its left end.
    assert 300 + 4.32 * find_position_on_line(standing, standing.own) == pytest.approx(
        554.3, abs=0.05
    )
    assert min(find_position_on_line(standing, each) for each in standing.values.values()) == 0


def test_the_lists_and_the_paragraph_are_those_of_the_mock_up(view: AreaView, words: Words) -> None:
    assert [f"{each.code} {each.place}/{each.ranked}" for each in list_first_places(view)] == [
        "platform_workers_joined 1/9",
        "cool_workers 2/8",
        "union_dues 3/9",
        "union_members 3/9",
        "workers_covered 3/9",
    ]
    assert [f"{each.code} {each.place}/{each.ranked}" for each in list_last_places(view)] == [
        *("dispute_settlement_rate 9/9", "supervisors_trained 8/9", "supervision_notices 8/9")
    ]
    assert texts(render_places(view, words), "li")[1] == "送清凉慰问职工2/8▼1"
    head = render_head(view, words)
    assert "2025年1—9月，11项指标中5项居前三位，3项居后两位" in head
    assert write_paragraph(view, words) == (
        "2025年1—9月，东湖区新发展会员4397人，比去年同期增长10.8%，完成全年任务的77.1%，"
        "在已报的9个区县（市）中列第4位；新就业形态劳动者入会2104人，增长25.5%，列第1位；"
        "培训劳动法律监督员451人，下降20.5%，列第8位；"
        "劳动争议调解成功率79.5%，提高0.2个百分点，列第9位。"
    )
    assert find_best_sibling(view) == "990107"
    assert f'href="compare?area={AREA}&amp;area=990107"' in head
    slides = [f"{code}.trend?areas={AREA}" for code in ("new_members", "platform_workers_joined")]
    assert 'data-add="' + "\n".join(slides) + '"' in head


def test_the_lines_stand_beside_the_average(view: AreaView, words: Words) -> None:
    assert choose_large_trends(view) == ["dispute_settlement_rate", "platform_workers_joined"]
    html = render_trend(view, "dispute_settlement_rate", words)
    assert "9月79.3%，比全市低6.6个百分点。纵轴自75%起。" in html
    assert texts(html, "b")[:2] == ["85.9%", "79.3%"]
    html = render_trend(view, "platform_workers_joined", words)
    assert "9月246人，比去年9月增长21.8%。" in html
    assert texts(html, "b")[:2] == ["246", "172"]
    indicator = next(each for each in view.own.indicators if each.code == "platform_workers_joined")
    own, average = build_lines(view, indicator, words)
    assert (own.values[-1], round(average.values[-1]), average.name) == (246, 172, "区县平均")


@pytest.mark.parametrize(
    ("difference", "told"),
    [(0.04, "与全市持平"), (-0.04, "与全市持平"), (0.06, "比全市高0.1个百分点")],
)
def test_a_ratio_that_is_printed_alike_is_neither_above_nor_below(
    view: AreaView, words: Words, difference: float, told: str
) -> None:
    code = "dispute_settlement_rate"
    own = next(each for each in view.own.indicators if each.code == code)
    last = replace(own.months[-1], value=view.find_indicator_above(code).months[-1].value)
    last = replace(last, value=last.value + difference)
    indicator = replace(own, months=(*own.months[:-1], last))
    axis, scale = PanelAxis(0, 100, (0, 100)), NumberScale(1, 1, "%", "zh")
    assert told in describe_trend(view, indicator, axis, scale, words)


def test_what_is_shown_can_be_taken_away(view: AreaView, words: Words) -> None:
    rows = build_rows(view, words)
    assert rows[1] == [*("新发展会员人数", "人", 548, 4397, 3970, 10.8, 77.1, 5700, "4/9", 0)]
    assert rows[4][1:5] == ["万元", 811, 7585, 7140]
    values = build_value_rows(view, words)
    assert len(values) == 1 + 9 * 9 + 2 * 8 + 11  # nine districts, eight in two, and the city
    months = build_month_rows(view, words)
    assert (len(months), len(months[0]), months[1][-1]) == (1 + 2 * 11, 2 + 21, 548)


def test_what_is_not_reported_is_told(make_view: MakeView, words: Words) -> None:
    assert "9月11项均已报。" in render_gaps(make_view(), ["hotline_calls"], words)
    assert "12351热线受理由云川市统一上报，不分地区，本页不列。" in render_gaps(
        make_view(), ["hotline_calls"], words
    )
    late = render_gaps(make_view("990123"), [], words)
    assert "9月未报11项" in late
    assert 'class="warn"' in late
    assert "9月未报2项：职业技能培训和送清凉慰问职工。" in render_gaps(
        make_view("990182"), [], words
    )
    assert "近12个月没有缺报。" in render_gaps(make_view("990181"), [], words)


def test_an_area_that_has_not_reported_the_span_shows_what_it_has(
    make_view: MakeView, words: Words
) -> None:
    view = make_view("990123")
    html = render_indicator_table(view, words)
    assert "未报" in html
    assert "2025年8月" in html
    assert view.newest["new_members"].period == "2025-08"
    assert "没有可比的同级地区" in render_position_chart(view, words)
    assert f'href="area?area={ABOVE}"' in render_position_chart(view, words)


def test_a_month_compares_months_and_has_no_column_twice(make_view: MakeView, words: Words) -> None:
    view = make_view(since="month")
    html = render_indicator_table(view, words)
    assert texts(html, "th")[2:4] == ["9月", "去年同期"]
    assert view.compared_period == "2025-08"


def test_english_is_complete(view: AreaView, snapshot: Snapshot) -> None:
    words = Words("en", read_code_names(snapshot))
    html = (
        render_head(view, words) + render_position_chart(view, words) + render_places(view, words)
    )
    html += render_indicator_table(view, words) + render_gaps(view, ["hotline_calls"], words)
    html += render_trend(view, "dispute_settlement_rate", words)
    assert re.findall("[\u4e00-\u9fff]+", html) == []
    assert "place 4 of the 9 counties that reported" in html
