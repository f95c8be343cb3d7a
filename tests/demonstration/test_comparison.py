"""Areas and periods of the demonstration compared: who is ahead, what cannot be compared."""

import re
from html import unescape

import pytest

from app_pages.compare.chooser import render_chooser
from app_pages.compare.comparison import (
    Choice,
    ComparisonColumn,
    find_default_month,
    find_leader,
    read_choice,
    toggle_code,
)
from app_pages.compare.comparison_table import (
    build_rows,
    compute_column_change,
    describe_leaders,
    render_comparison,
)
from app_pages.compare.small_multiples import list_drawn_months, render_multiples
from curation.code_names import read_code_names
from ledger import Snapshot
from locales import Words
from metrics.rollup.area_overview import build_area_overview
from metrics.rollup.area_scope import AreaScope
from metrics.rollup.operand_rows import OperandsInMemory
from metrics.rollup.unit_tree import UnitTree
from periods.spans import count_month
from tests.helpers.mocked_up_area import ABOVE, AREA, THROUGH

CODES = ("new_members", "union_dues", "supervision_notices", "dispute_settlement_rate")
RIVAL, LATE = "990106", "990123"


@pytest.fixture(scope="module")
def words(snapshot: Snapshot) -> Words:
    """A Chinese reader's."""
    return Words("zh", read_code_names(snapshot))


@pytest.fixture(scope="module")
def sides(snapshot: Snapshot, words: Words) -> dict[tuple[str, str], ComparisonColumn]:
    """The columns by area and month; those of another month are of a second period."""
    source, tree = OperandsInMemory(snapshot.figures), UnitTree(snapshot.areas)
    asked = [(area, THROUGH) for area in (AREA, RIVAL, LATE, ABOVE)] + [(AREA, "2024-09")]
    found = {}
    for area, month in asked:
        scope = AreaScope(area, count_month(month))
        overview = build_area_overview(source, tree, snapshot.indicators, CODES, scope)
        found[area, month] = ComparisonColumn(words.name("area", area), overview)
    return found


def texts(html: str, tag: str) -> list[str]:
    """What stands in each element of a tag, without blanks."""
    found = re.findall(rf"<{tag}\b[^>]*>(.*?)</{tag}>", html, re.S)
    return [re.sub(r"\s", "", unescape(re.sub("<[^>]+>", "", each))) for each in found]


def test_two_districts_stand_side_by_side_with_the_figures_of_the_city(sides, words) -> None:
    both = [sides[AREA, THROUGH], sides[RIVAL, THROUGH]]
    html = render_comparison(both, CODES, {"supervision_notices": "none"}, 5, words)
    assert texts(html, "th")[:3] == ["指标", "东湖区", "江湾区"]
    assert texts(html, "td") == [
        *("4397▲10.8%完成77.1%4/9", "4492▲20.9%完成79.5%1/9"),
        *("7585▲6.2%完成76.6%3/9", "6933▲8.0%完成76.2%4/9"),
        *("105▼5.4%8/9", "104▲7.2%4/9"),
        *("79.5▲0.2个百分点9/9", "87.8▲0.4个百分点3/9"),
    ]
    assert f'href="?total=new_members%40{RIVAL}" data-here' in html
    assert [find_leader(both, code, "more") for code in CODES] == [1, 0, 1, 1]
    assert find_leader(both, "supervision_notices", "none") is None
    assert find_leader(both, "union_dues", "less") == 1
    better = {"supervision_notices": "none"}
    assert describe_leaders(both, CODES, better, words) == (
        "所选4项指标中，东湖区领先1项，江湾区领先2项。"
    )


def test_who_has_not_reported_is_beside_the_others_and_not_ahead(sides, words) -> None:
    three = [sides[area, THROUGH] for area in (AREA, LATE, RIVAL)]
    html = render_comparison(three, ["new_members"], {}, 5, words)
    assert texts(html, "td")[1] == "未报"
    assert find_leader(three, "new_members", "more") == 2
    assert find_leader(three[:2], "new_members", "more") is None  # alone nobody is ahead
    panels = render_multiples(three, ["new_members"], words)
    assert texts(panels, "h4") == ["东湖区9月548人", "沙溪县8月192人", "江湾区9月568人"]


def test_two_periods_are_compared_where_both_are_whole(sides, words) -> None:
    spans = [
        ComparisonColumn(words.period(side.overview.period), side.overview, month)
        for (area, month), side in sides.items()
        if area == AREA
    ]
    html = render_comparison(spans, CODES, {}, 5, words)
    assert texts(html, "th")[1:4] == ["2025年1—9月", "2024年1—9月", "增减"]
    assert texts(html, "td")[2::3] == ["▲10.8%", "▲6.2%", "▼5.4%", "▲0.2个百分点"]
    indicator = spans[0].find("new_members")
    assert [point.period for point in list_drawn_months(spans[0], indicator)] == [
        f"2025-{month:02d}" for month in range(1, 10)
    ]
    city = ComparisonColumn("", sides[ABOVE, THROUGH].overview, THROUGH)
    assert compute_column_change([city, spans[1]], "new_members") is None  # 9 of 10 districts


@pytest.mark.parametrize("months", [("2025-09", "2025-06"), ("2025-06", "2025-09")])
def test_of_two_periods_the_shorter_one_ends_before_the_other(snapshot, words, months) -> None:
    source, tree = OperandsInMemory(snapshot.figures), UnitTree(snapshot.areas)
    columns = []
    for month in months:
        scope = AreaScope(AREA, count_month(month))
        overview = build_area_overview(source, tree, snapshot.indicators, CODES, scope)
        columns.append(ComparisonColumn(words.period(overview.period), overview, month))
    numbers = texts(render_multiples(columns, ["new_members"], words), "td")
    assert len(numbers) == 2 * 9
    shorter = numbers[months.index("2025-06") :: 2]
    longer = numbers[months.index("2025-09") :: 2]
    assert shorter[:3] == ["—"] * 3
    assert shorter[3:] == longer[3:]  # the newest month first, both since January


def test_what_is_shown_can_be_taken_away(sides, words) -> None:
    rows = build_rows([sides[AREA, THROUGH], sides[RIVAL, THROUGH]], CODES, words)
    assert len(rows) == 1 + 2 * 4
    assert rows[1] == ["新发展会员人数", "东湖区", "人", 4397, 10.8, 77.1, 4, 9]
    assert rows[3][:4] == ["工会经费收缴金额", "东湖区", "万元", 7585]


ABOVE_OF = {
    AREA: [AREA, ABOVE],
    RIVAL: [RIVAL, ABOVE],
    ABOVE: [ABOVE],
    **{code: [code, ABOVE] for code in "abcd"},
}


def choice(*areas: str, other: str = "", indicators: tuple[str, ...] = ()) -> Choice:
    """What is compared of an address."""
    return read_choice(
        *(areas, other, indicators),
        lineage=ABOVE_OF,
        offered=[*CODES, "cool_workers"],
        months=[THROUGH, "2024-09"],
    )


def test_an_address_is_read_or_refused_in_words() -> None:
    assert choice(AREA, RIVAL) == Choice((AREA, RIVAL), "", CODES, ())
    assert choice(AREA, AREA, indicators=("cool_workers", "nothing")) == Choice(
        (AREA,), "", ("cool_workers",), (("unknown", "nothing"),)
    )
    assert choice(AREA, ABOVE).refusals == (("nested", ABOVE),)
    assert choice(ABOVE, AREA).refusals == (("nested", AREA),)
    five = choice(AREA, *"abcd")
    assert (five.areas, five.refusals) == ((AREA, *"abc"), (("too_many", "d"),))
    assert choice(AREA, other="2024-09").other_month == "2024-09"
    assert choice(AREA, other="2099-01").refusals == (("no_month", "2099-01"),)


def test_a_click_takes_out_or_adds(words) -> None:
    assert (toggle_code(["a", "b"], "a"), toggle_code(["a"], "b")) == (["b"], ["a", "b"])
    assert find_default_month("2025-09", [THROUGH, "2024-09", "2024-01"]) == "2024-09"
    assert find_default_month("2025-09", [THROUGH, "2025-03"]) == "2025-03"
    assert find_default_month("2025-09", [THROUGH]) == ""
    html = render_chooser(
        choice(AREA, RIVAL),
        words,
        areas=[AREA, RIVAL, LATE],
        main=CODES,
        others=["cool_workers"],
        months=["2024-09"],
        default_month="2024-09",
    )
    assert f'href="?area={RIVAL}" data-here aria-current="true">东湖区' in html
    assert f'href="?area={AREA}&amp;area={RIVAL}&amp;area={LATE}" data-here>沙溪县' in html
    assert 'href="?than=2024-09" data-here>比时期' in html


def test_the_only_choice_cannot_be_taken_out_and_looks_chosen(words) -> None:
    html = render_chooser(
        choice(AREA, indicators=("cool_workers",)),
        words,
        areas=[AREA],
        main=["cool_workers"],
        others=[],
        months=[],
        default_month="",
    )
    chosen = [
        text.partition("<")[0] for text in html.split('<span class="cp-chip" aria-current="true">')
    ]
    assert chosen[1:] == ["东湖区", "送清凉慰问职工"]
    assert "cp-chip off" not in html
