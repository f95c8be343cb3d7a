"""进度 on small stores: rough numbers, two areas of one name, and what is not there."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pandas as pd
import pytest

from tests.helpers.pages_in_process import Dashboard
from tests.helpers.releases import AREAS, small
from tests.helpers.small_year import months

MONTHS = range(1, 10)
CITY = {
    **months("330100", 2024, dict.fromkeys(MONTHS, 12)),
    **months("330100", 2023, dict.fromkeys(MONTHS, 10)),
    "visits_target..330100..2024": "200人",
    "visits..330200..2024-01/2024-09": "100余人",
    "visits_target..330200..2024": "150人",
}
Said = Callable[..., list[str]]


@contextmanager
def served(folder: Path, rows: dict[str, str], *further: str) -> Iterator[Said]:
    """A dashboard with figures and further areas; what its page says at an address."""
    columns = ["code", "name_zh", "name_en", "parent", "level", "tile_row", "tile_col"]
    lines = [line.split(",") for line in (*AREAS.splitlines(), *further)]
    areas = pd.DataFrame(lines, columns=columns).astype("str")
    small(folder / "store", rows, areas=areas)
    with Dashboard(folder).open() as board:
        yield lambda **query: board.tab().open("progress", **query).said


def rows_of(said: list[str]) -> list[list[str]]:
    """The rows of the blocks: name, bar, completion, numbers, change, place."""
    cells = [line.split(" | ") for line in said if ".bar" in line]
    return [[cell.split(" →")[0].split(" !")[0] for cell in row[:6]] for row in cells]


@pytest.fixture(scope="module")
def province(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Said]:
    with served(tmp_path_factory.mktemp("province"), CITY) as said:
        yield said


def test_rough_numbers_keep_their_wording(province: Said) -> None:
    said = province(area="330000", through="2024-09")
    assert rows_of(said) == [
        ["全省", ".bar", "约60%", "约200人/350", "▲ 20.0% .rise", ""],
        ["宁波市", ".bar", "约70%", "100余人/150", "", "1/2"],
        ["杭州市", ".bar", "54.0%", "108/200", "▲ 20.0% .rise", "2/2"],
    ]
    assert any("同比只比较两年都报了的单位：指标6为1个。" in line for line in said)


def test_unknown_orders_and_months_show_the_usual_page(province: Said) -> None:
    usual = province(area="330000", through="2024-09")
    assert province(area="330000", through="2024-09", sort="nonsense") == usual
    assert rows_of(province(area="330000", through="2024-09", sort="code"))[1][0] == "杭州市"


def test_a_city_alone_is_one_row_an_indicator(province: Said) -> None:
    said = province(area="330100", through="2024-09")
    assert rows_of(said) == [["指标6", ".bar", "54.0%", "108/200", "▲ 20.0% .rise", ""]]
    assert not any(line.startswith("排序") for line in said)


def test_areas_of_one_name_have_their_parents_beside_it(tmp_path: Path) -> None:
    rows = {
        f"{code}..{area}..{period}": wording
        for area in ("330100", "330300")
        for code, period, wording in (
            ("visits", "2024-01/2024-09", "100人"),
            ("visits_target", "2024", "150人"),
        )
    }
    with served(tmp_path, rows, "330300,杭州市,Hangzhou,330000,prefecture,,") as said:
        names = [row[0] for row in rows_of(said(area="330000", through="2024-09"))]
    assert len(set(names)) == 4
    assert names[1:3] == ["杭州市（浙江省）（330100）", "杭州市（浙江省）（330300）"]


def test_below_half_there_is_no_sum_but_those_that_reported_are_shown(tmp_path: Path) -> None:
    further = [f"33{n:02d}00,城市{n},City {n},330000,prefecture,," for n in range(3, 8)]
    with served(tmp_path, CITY, *further) as said:
        found = said(area="330000", through="2024-09")
    assert rows_of(found)[0][:3] == ["已报2个（共7个）", "已报单位不足，不作合计 .bar gap", "—"]
    assert [row[0] for row in rows_of(found)[1:3]] == ["宁波市", "杭州市"]
    assert {row[1] for row in rows_of(found)[3:]} == {"未报 .bar gap"}
    assert any("1项没有合计完成率" in line for line in found)


def test_targets_alone_show_what_is_to_come(tmp_path: Path) -> None:
    rows = {
        "visits_target..330100..2024": "200人",
        "visits_target..330200..2024": "150人",
        "members..330100..2024-03": "5人",
        "members..330200..2024-03": "5人",
    }
    with served(tmp_path, rows) as said:
        found = said(area="330000", through="2024-03")
    assert "各市（州）都还没有可与任务相比的数" in found
    assert rows_of(found)[0][:3] == [*("已报0个（共2个）", "已报单位不足，不作合计 .bar gap", "—")]


def test_without_targets_a_sentence_says_so_and_leads_to_the_area(tmp_path: Path) -> None:
    rows = {key: wording for key, wording in CITY.items() if "target" not in key}
    with served(tmp_path, rows) as said:
        assert said(area="330000", through="2024-09")[1:4] == [
            "<.empty>",
            "2024年没有下达年度任务，不显示完成率。",
            "查看浙江省各项累计和同比 → area?area=330000 .area",
        ]


def test_without_months_there_is_nothing_to_compare(tmp_path: Path) -> None:
    with served(tmp_path, {"visits..330100..2024": "3人", "funds..330100..2024": "3元"}) as said:
        assert "还没有按月报送的数据。" in said()
