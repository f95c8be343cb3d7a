"""填报情况 of the demonstration city: the grid, who is late, the reminder, what readers see."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from app_pages.data.reporting_data import MONTHS
from app_pages.data.reporting_table import GridOptions, build_grid_table, render_grid, render_items
from app_pages.data.reporting_words import (
    describe_delay,
    find_due_day,
    list_late_units,
    write_reminder,
    write_summary,
)
from auth import Role
from curation.code_names import read_code_names
from curation.workspace import Workspace
from ledger import Snapshot
from locales import Words
from metrics.reporting_grid import ReportingGrid, ReportState, build_reporting_grid
from metrics.reporting_units import REPORTED_KINDS, read_reporting_units
from metrics.rollup.unit_tree import UnitTree
from periods import last_month
from periods.spans import spell_month
from tests.helpers.pages_in_process import Dashboard

SEPTEMBER = 2025 * 12 + 8
WINDOW = [spell_month(month) for month in range(SEPTEMBER - MONTHS + 1, SEPTEMBER + 1)]
TODAY = date(2025, 10, 17)
FIRST = ("workers_trained", "cool_workers")
"""As overview.indicators of config.yaml has them."""


def grid_at(snapshot: Snapshot, workspace: Workspace, area: str) -> ReportingGrid:
    codes = [e["code"] for e in snapshot.indicators if e.get("kind") in REPORTED_KINDS]
    periods = [p for p in snapshot.figures["time_period"].unique() if last_month(p) in WINDOW]
    items = workspace.store.reported_items(None, codes, periods)
    units = read_reporting_units(snapshot.figures, UnitTree(snapshot.areas))
    order = [*FIRST, *codes]
    return build_reporting_grid(items, units, area, WINDOW, order, {("990123", "2025-05")})


@pytest.fixture(scope="module")
def grid(snapshot: Snapshot, workspace: Workspace) -> ReportingGrid:
    return grid_at(snapshot, workspace, "990100")


@pytest.fixture(scope="module")
def words(snapshot: Snapshot) -> Words:
    return Words("zh", read_code_names(snapshot))


@pytest.fixture(scope="module")
def levels(snapshot: Snapshot) -> dict[str, str]:
    return dict(zip(snapshot.areas["code"], snapshot.areas["level"], strict=True))


def test_the_counts_are_those_of_the_mock_up(grid: ReportingGrid, words: Words) -> None:
    assert len(grid.reporters) == 14
    counts = grid.count_states()
    assert (counts[ReportState.LACKING], counts[ReportState.MISSING]) == (2, 1)
    assert sum(counts.values()) == 168
    assert write_summary(grid, words) == (
        "14个地区（单位）应报168次：报全165次，缺项2次，未报1次。其中报后订正1次。"
        "9月还差2家、37项。"
    )
    counties, others = grid.rows[:10], grid.rows[10:]
    assert grid.count_reporters(counties).T.tolist() == [[10, 10]] * 11 + [[9, 10]]
    assert grid.count_reporters(others).T.tolist() == [[4, 4]] * 12


def test_late_units_are_named_with_their_items(grid: ReportingGrid, words: Words) -> None:
    late = list_late_units(grid, words)
    assert [(unit.name, unit.state, len(unit.items)) for unit in late] == [
        ("沙溪县", ReportState.MISSING, 35),
        ("柳源市", ReportState.LACKING, 2),
    ]
    assert late[1].items == ("职业技能培训人次", "送清凉慰问职工人次")
    assert [describe_delay(unit, "2025-09", words, TODAY, 10) for unit in late] == [
        "逾期7天",
        "缺项",
    ]
    assert describe_delay(late[0], "2025-09", words, TODAY, 0) == "未报"


def test_the_reminder_names_units_and_items(grid: ReportingGrid, words: Words) -> None:
    late = list_late_units(grid, words)
    assert write_reminder(late, "2025-09", words, TODAY, 10).splitlines() == [
        "沙溪县总工会：2025年9月月报应于2025年10月10日前报送，截至2025年10月17日尚未收到（共35项）。"
        "请尽快补报，如无发生请作零报告。",
        "柳源市总工会：2025年9月月报缺职业技能培训人次、送清凉慰问职工人次2项，请尽快补报。",
    ]
    assert "应于" not in write_reminder(late, "2025-09", words, TODAY)
    assert find_due_day("2025-12", 10) == date(2026, 1, 10)


def cells_of(html: str, name: str) -> list[str]:
    """What stands in the cells of a unit's row: the class of its mark, or its text."""
    row = re.search(rf'<tr[^>]*><th scope="row">(?:<a[^>]*>)?{name}.*?</tr>', html)
    assert row
    cells = []
    for cell in row[0].split("<td")[1:]:
        mark = re.search(r'class="fl-(\w+)"', cell)
        cells.append(mark[1] if mark else re.sub(r"^[^>]*>|<[^>]*>", "", cell))
    return cells


def test_a_row_shows_form_before_colour_and_a_sum_its_coverage(
    grid: ReportingGrid, words: Words, levels: dict[str, str]
) -> None:
    html = render_grid(grid, words, GridOptions(levels))
    assert cells_of(html, "东湖区") == ["100.0%", *["reported"] * 12]
    assert cells_of(html, "柳源市") == ["91.7%", *["reported"] * 11, "lacking"]
    assert cells_of(html, "沙溪县") == [
        *("91.7%", *["reported"] * 7, "corrected", *["reported"] * 3, "missing")
    ]
    assert 'aria-label="报后订正"><b>订</b></a>' in html
    assert html.index("区县（市）合计") < html.index("东湖区") < html.index("直属单位合计")
    assert '<td class="on warn"><a href="?through=2025-09&amp;view=items" data-here>9/10' in html
    assert html.count('href="?cell=') == 168


def test_readers_without_an_account_see_sums_only(
    grid: ReportingGrid, words: Words, levels: dict[str, str]
) -> None:
    for html in (
        render_grid(grid, words, GridOptions(levels, sums_only=True)),
        render_items(grid, words, GridOptions(levels, sums_only=True)),
    ):
        assert "区县（市）合计" in html
        assert "沙溪县" not in html
        assert "?cell=" not in html


def test_the_pop_over_stands_in_its_own_cell_alone(
    grid: ReportingGrid, words: Words, levels: dict[str, str]
) -> None:
    html = render_grid(
        grid, words, GridOptions(levels, opened="990182@2025-09", pop_over="<b>POP</b>")
    )
    assert html.count("<b>POP</b>") == 1
    assert '<td class="on at"><a href="?cell=990182@2025-09"' in html
    assert "POP" not in render_grid(
        grid, words, GridOptions(levels, opened="990182@1999-01", pop_over="POP")
    )


def test_items_of_the_month_are_reported_owed_or_neither(
    grid: ReportingGrid, words: Words, levels: dict[str, str]
) -> None:
    html = render_items(grid, words, GridOptions(levels))
    assert html.count('class="fl-missing"') == 37
    assert 'href="?total=workers_trained%40990182" data-here class="fl-missing"' in html
    assert 'href="?total=workers_trained" data-here>8/10</a>' in html


def test_the_file_has_a_row_a_unit(grid: ReportingGrid, words: Words) -> None:
    table = build_grid_table(grid, words)
    assert table.name == "2024年10月—2025年9月填报情况"
    assert len(table.rows) == 15
    assert table.rows[10][-1] == "缺项"


def test_a_province_counts_the_reporters_of_each_city(
    snapshot: Snapshot, workspace: Workspace, words: Words, levels: dict[str, str]
) -> None:
    grid = grid_at(snapshot, workspace, "990000")
    html = render_grid(grid, words, GridOptions(levels))
    assert cells_of(html, "云川市")[-2:] == ["14/14", "13/14"]
    assert "地区（单位）合计" in html
    assert 'href="?through=2025-09&amp;area=990100"' in html


@pytest.fixture(scope="module")
def board(city: Path) -> Iterator[Dashboard]:
    with Dashboard(city).open() as board:
        yield board


def test_a_reader_sees_counts_and_a_way_in(board: Dashboard) -> None:
    said = "\n".join(board.tab().open("data", show="completeness").said)
    assert "报全165次，缺项2次，未报1次。其中报后订正1次" in said
    assert "登录后可以看到各单位的填报情况和催报文字。 登录 → /sign-in?lang=zh" in said
    assert "总工会：" not in said
    assert "?cell=" not in said


def test_staff_see_units_the_reminder_and_what_is_behind_a_cell(board: Dashboard) -> None:
    tab = board.tab(board.person("clerk", Role.STAFF))
    said = "\n".join(tab.open("data", show="completeness", cell="990182@2025-09").said)
    assert "柳源市 · 2025年9月" in said
    assert "已报34项，缺2项" in said
    assert "发布人：演示市级统计员" in said
    assert "缺项8月去年9月 .fl-line fl-quiet职业技能培训人次404人次470人次" in said
    assert "注：报全率＝报全次数÷应报次数，报后订正计入报全；分数为已报（含缺项）家数与" in said
    assert "沙溪县总工会：2025年9月月报" in said
    assert "只催这一家" in said
    name, content = tab.download("下载CSV")
    assert name == "云川市_·_2025年1—9月_2024年10月—2025年9月填报情况.csv"
    assert "沙溪县" in content.decode("utf-8-sig")


def test_the_items_of_one_month_have_a_title_and_a_note_of_their_own(board: Dashboard) -> None:
    tab = board.tab(board.person("clerk", Role.STAFF))
    said = tab.open("data", show="completeness", view="items").said
    assert "## 2025年9月各项指标填报情况" in said
    assert "注：分数为已报家数与应报家数；空白为当月不需填报。 .pg-note" in said


def test_a_corrected_month_names_what_was_corrected(board: Dashboard) -> None:
    tab = board.tab(board.person("clerk", Role.STAFF))
    said = "\n".join(tab.open("data", show="completeness", cell="990123@2025-05").said)
    assert "发布后订正：职业技能培训人次" in said
