"""进度 of the demonstration city: sums, places, sentences and the table of the mock-up."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from app_pages.progress.completion_table import (
    count_on_schedule,
    group_by_area,
    list_download_tables,
    render_completion_table,
    write_notes,
)
from app_pages.progress.page_head import write_summary
from app_pages.progress.progress_blocks import describe_standing, render_blocks
from app_pages.progress.progress_rows import sort_units
from app_pages.progress.progress_words import ScopeWords, format_completion, format_number
from curation.code_names import read_code_names
from ledger import Snapshot
from locales import Language, Words
from metrics.rollup.area_overview import build_area_overview
from metrics.rollup.area_scope import AreaScope
from metrics.rollup.operand_rows import OperandsInMemory
from metrics.rollup.unit_progress import IndicatorProgress, UnitProgress, list_progress
from metrics.rollup.unit_tree import UnitTree
from periods.spans import Since, count_month
from quantities import format_rate
from settings import ProgressSettings
from tests.helpers.pages_in_process import Dashboard

CODES = (
    "new_members",
    "new_grassroots_unions",
    "platform_workers_joined",
    "union_dues",
    "workers_trained",
    "supervisors_trained",
)
LATE_COUNTY = "990123"


@pytest.fixture(scope="module")
def source(snapshot: Snapshot) -> OperandsInMemory:
    return OperandsInMemory(snapshot.figures)


def progress_of(
    snapshot: Snapshot,
    source: OperandsInMemory,
    area: str = "990100",
    through: str = "2025-09",
    since: Since = "year",
) -> tuple[IndicatorProgress, ...]:
    scope = AreaScope(area, count_month(through), since, among_siblings=False)
    return list_progress(source, UnitTree(snapshot.areas), snapshot.indicators, CODES, scope)


@pytest.fixture(scope="module")
def items(snapshot: Snapshot, source: OperandsInMemory) -> tuple[IndicatorProgress, ...]:
    return progress_of(snapshot, source)


def named_in(language: Language, snapshot: Snapshot, span: str = "") -> ScopeWords:
    words = Words(language, read_code_names(snapshot))
    return ScopeWords(
        words=words,
        areas=words.areas(snapshot.areas["code"]),
        whole="全市",
        units=words.say("progress.units_county"),
        span=span,
        limits=ProgressSettings(),
    )


@pytest.fixture(scope="module")
def scope_words(snapshot: Snapshot) -> ScopeWords:
    return named_in("zh", snapshot)


def numbers_of(unit: UnitProgress) -> tuple[float, float, str, str]:
    """What is done and the target, completion and change as they are written."""
    numbers = (unit.done, unit.target, unit.rate, unit.change)
    done, target, rate, change = (number for number in numbers if number)
    return done.value, target.value, format_rate(rate, "zh"), format_rate(change, "zh")


SUMS = [
    ("new_members", 9, 29_810, 40_350, "73.9", "8.4"),
    ("new_grassroots_unions", 9, 822, 1_095, "75.1", "2.9"),
    ("platform_workers_joined", 9, 12_448, 15_860, "78.5", "17.7"),
    ("union_dues", 9, 494_320_000, 656_500_000, "75.3", "3.4"),
    ("workers_trained", 8, 42_452, 58_550, "72.5", "4.8"),
    ("supervisors_trained", 9, 3_262, 4_805, "67.9", "-8.9"),
]


def test_the_sums_are_those_of_the_mock_up(items: tuple[IndicatorProgress, ...]) -> None:
    found = []
    for item in items:
        whole = item.whole
        found.append((item.code, item.reporting, *numbers_of(whole)))
        assert (whole.is_sum, whole.at_least, item.expected, item.elapsed) == (True, True, 10, 75)
    assert found == SUMS


# Completion, done, target, change, place and places won since August, as the mock-up prints them.
# It rounds half to even (66.5, −6.2), the dashboard half up (GB/T 8170).
NEW_MEMBERS = [
    ("990106", "79.5", 4492, 5650, "20.9", 1, 0),
    ("990107", "79.4", 3572, 4500, "8.2", 2, 0),
    ("990181", "78", 3781, 4850, "15.7", 3, 0),
    ("990102", "77.1", 4397, 5700, "10.8", 4, 0),
    ("990104", "72.5", 4097, 5650, "10", 5, 0),
    ("990182", "71.6", 2398, 3350, "2.3", 6, 0),
    ("990103", "71.5", 3218, 4500, "7.4", 7, 0),
    ("990105", "66.6", 2662, 4000, "-1.4", 8, 0),
    ("990122", "55.5", 1193, 2150, "-20.1", 9, 0),
]


def test_a_block_has_the_rows_of_the_mock_up(items: tuple[IndicatorProgress, ...]) -> None:
    rows = []
    for unit in sort_units(items[0].units, "completion")[:-1]:
        done, target, rate, change = numbers_of(unit)
        rows.append((unit.area, rate, done, target, change, unit.place, unit.gained))
    assert rows == NEW_MEMBERS
    late = sort_units(items[0].units, "completion")[-1]
    assert (late.area, late.rate, late.lacking) == (LATE_COUNTY, None, ("2025-09",))


def test_places_won_since_august_are_those_of_the_mock_up(items) -> None:
    moves = {
        item.code: {unit.area: unit.gained for unit in item.units if unit.gained} for item in items
    }
    assert moves == {
        "new_members": {},
        "new_grassroots_unions": {"990106": 1, "990104": -1},
        "platform_workers_joined": {"990103": 1, "990106": -1},
        "union_dues": {"990106": 1, "990182": -1, "990105": 1, "990181": -1},
        "workers_trained": {"990102": 1, "990103": -1},
        "supervisors_trained": {"990104": 1, "990105": -1},
    }


def test_the_numbers_are_those_of_the_overview(
    snapshot: Snapshot, source: OperandsInMemory, items: tuple[IndicatorProgress, ...]
) -> None:
    tree, scope = UnitTree(snapshot.areas), AreaScope("990100", count_month("2025-09"))
    overview = build_area_overview(source, tree, snapshot.indicators, CODES, scope)
    for item, shown in zip(items, overview.indicators, strict=True):
        assert shown.completion
        assert item.whole.rate == shown.completion.rate
        assert item.whole.total == shown.total.quantity
        assert item.whole.change == shown.growth.change
        assert (item.reporting, item.expected) == (
            shown.completion.coverage.reporting,
            shown.completion.coverage.expected,
        )
        of_units = overview.units[overview.units["indicator"] == item.code]
        known = dict(zip(of_units["ref_area"], of_units["completion"], strict=True))
        for unit in item.units:
            assert known[unit.area] == pytest.approx(
                unit.rate.value if unit.rate else float("nan"), nan_ok=True
            )


STANDINGS = [
    "已报9个区县（市）中4个达到序时进度，合计落后序时进度1.1个百分点",
    "已报9个区县（市）中4个达到序时进度，合计快于序时进度0.1个百分点",
    "已报9个区县（市）中6个达到序时进度，合计快于序时进度3.5个百分点",
    "已报9个区县（市）中5个达到序时进度，合计快于序时进度0.3个百分点",
    "已报8个区县（市）中2个达到序时进度，合计落后序时进度2.5个百分点",
    "已报9个区县（市）中1个达到序时进度，合计落后序时进度7.1个百分点",
]


def test_sentences_are_those_of_the_mock_up(items, scope_words: ScopeWords) -> None:
    assert [describe_standing(item, scope_words) for item in items] == STANDINGS
    assert write_summary(items, scope_words) == (
        "6项有年度任务的指标中，3项达到序时进度（新建基层工会、新就业形态劳动者入会、工会经费收缴），"
        "3项落后序时进度（培训劳动法律监督员7.1个百分点、职业技能培训2.5个百分点、"
        "新发展会员1.1个百分点）。"
    )


def test_notes_say_what_the_sums_hold_and_what_has_no_task(items, scope_words: ScopeWords) -> None:
    assert write_notes(items, scope_words, ["工会会员人数"], "1—8月") == (
        "注：合计行为已报区县（市）合计与同一批区县（市）任务合计之比，职业技能培训人次为8个，其余为9个。"
        "位次为已报区县（市）中按完成率的位次。▲▼与1—8月相比。工会会员人数1项未下达年度任务，不列。"
    )


AHEAD = ["3/6", "3/6", "3/6", "0/6", "5/6", "3/6", "0/6", "0/0", "4/6", "1/5"]


def test_the_table_counts_what_is_on_schedule(items, scope_words: ScopeWords) -> None:
    units = group_by_area(items)
    assert list(units) == [
        *("990102", "990103", "990104", "990105", "990106", "990107"),
        *("990122", "990123", "990181", "990182"),
    ]
    counts = [count_on_schedule(items, of_area, scope_words.limits) for of_area in units.values()]
    assert [f"{ahead}/{of}" for ahead, of in counts] == AHEAD
    html = render_completion_table(items, scope_words, "2025-01/2025-09")
    assert "<h2>2025年1—9月各区县（市）年度任务完成率</h2>" in html
    row = re.search(r'<tr class=""><th scope="row"><a class="area"[^>]*>柳源市.*?</tr>', html)
    assert row
    assert re.findall(r"<td(?: class=\"(\w+)\")?>(?:<a[^>]*>)?([^<]*)", row[0]) == [
        *(("", "71.6"), ("warn", "68.9"), ("warn", "65.5"), ("ahead", "76.0")),
        *(("none", "未报"), ("", "72.2"), ("", "1/5")),
    ]


def test_a_row_has_one_link_to_its_operands_and_money_is_told_in_wan(
    items, scope_words: ScopeWords
) -> None:
    html = render_blocks(items, scope_words, "completion")
    sums = re.findall(r'<tr class="sum">.*?</tr>', html)
    assert len(sums) == 6
    assert 'href="?total=union_dues" data-here>49432<small>/65650</small></a>' in sums[3]
    assert '<i class="fill hollow" style="width:75.30%">' in sums[3]
    assert "单位：万元" in html
    assert html.count('class="row"') == sum(item.ranked for item in items) + 6
    assert html.count("9月未报") == 7


def test_sorting_acts_on_all_blocks(items) -> None:
    def first(by: str) -> list[str]:
        return [sort_units(item.units, by)[0].area for item in items]

    assert first("growth") == ["990106", "990103", "990102", "990106", "990181", "990107"]
    assert first("code") == ["990102"] * 6
    assert first("moves") == ["990106", "990106", "990103", "990106", "990102", "990104"]
    for item in items:
        assert sort_units(item.units, "moves")[-1].area in (LATE_COUNTY, "990182")


def test_the_files_hold_what_is_shown(items, scope_words: ScopeWords) -> None:
    completions, rows = list_download_tables(items, scope_words, "2025-01/2025-09")
    assert completions.rows[1] == ["已报单位合计", 73.9, 75.1, 78.5, 75.3, 72.5, 67.9]
    assert completions.rows[9][0] == "沙溪县"
    assert completions.rows[9][1:] == [None] * 6
    assert len(rows.rows) == 1 + 6 * 11
    assert rows.rows[1] == [
        *("新发展会员人数", "已报9个", 29_810.0, 40_350.0, "人", 73.9, "增长8.4%", None, None)
    ]


def test_a_month_keeps_the_completion_of_the_year(snapshot, source, items) -> None:
    month = progress_of(snapshot, source, since="month")
    assert [each.whole.rate for each in month] == [each.whole.rate for each in items]
    total = month[0].whole.total
    assert total
    assert total.value == 3_747
    assert format_number(month[3].whole.total, 4, Words("zh"), "union_dues") == "5536"


def test_a_county_has_its_own_numbers_and_no_places(snapshot, source) -> None:
    items = progress_of(snapshot, source, area="990106")
    assert [format_completion(item.whole.rate, Words("zh")) for item in items] == [
        *("79.5%", "80.0%", "79.3%", "76.2%", "76.3%", "72.9%")
    ]
    assert {(item.units, item.whole.at_least, item.whole.is_sum) for item in items} == {
        ((), False, False)
    }
    html = render_blocks(items, named_in("en", snapshot), "completion")
    assert html.count("<section") == 1
    assert "Union funds collected (10,000 yuan)" in html


def test_no_task_of_the_union_year_is_no_progress(snapshot, source) -> None:
    assert progress_of(snapshot, source, since="union-year") == ()


def test_in_january_nothing_is_compared_with_the_month_before(snapshot, source) -> None:
    items = progress_of(snapshot, source, through="2025-01")
    assert {unit.gained for item in items for unit in item.units} == {None}
    assert items[0].elapsed == pytest.approx(100 / 12)


@pytest.fixture(scope="module")
def board(city: Path) -> Iterator[Dashboard]:
    with Dashboard(city).open() as board:
        yield board


def test_the_page_opens_with_the_sums_of_the_city(board: Dashboard) -> None:
    said = board.tab().open("progress").said
    assert "# 年度任务进度" in said
    assert "2025年1—9月，序时进度75.0%" in said
    names = [line.split(" → ")[0].removeprefix("## ") for line in said if line.startswith("## ")]
    assert names[:3] == ["新发展会员人数", "新建基层工会数", "新就业形态劳动者入会人数"]
    assert next(line for line in said if line.startswith("已报9个 | ")).startswith(
        "已报9个 | .bar !axis | 73.9% | 29810/40350 → ?total=new_members .row"
    )
    assert "12351热线受理件数6项未下达年度任务，不列。 .pg-note" in "".join(said)


def test_a_year_without_tasks_says_so_and_leads_on(board: Dashboard) -> None:
    said = board.tab().open("progress", since="union-year").said
    assert "2024年10月—2025年9月没有下达年度任务，不显示完成率。" in said
    assert any(line.startswith("按公历年查看 → ?since=year") for line in said)


def test_the_files_are_named_by_place_month_and_page(board: Dashboard) -> None:
    name, content = board.tab().open("progress").download("下载CSV")
    assert name == "云川市_·_2025年1—9月_年度任务进度.csv"
    assert content.decode("utf-8-sig").splitlines()[1].startswith("已报单位合计,73.9,75.1")
