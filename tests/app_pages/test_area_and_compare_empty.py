"""An area's page and the comparison where there is little: no month, no siblings, a ratio alone."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.helpers.pages_in_process import Dashboard, Tab
from tests.helpers.releases import codes, figures_of, publish
from tests.helpers.small_scope import AREAS, CITY, CODES, city_of_ten


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Dashboard:
    return Dashboard(city_of_ten(tmp_path_factory.mktemp("city")))


@pytest.fixture
def city(kept: Dashboard) -> Iterator[Dashboard]:
    """A city of ten counties: nine have reported September."""
    with kept.open() as board:
        yield board


def said(tab: Tab) -> str:
    """All that a page says."""
    return "\n".join(line.text for line in tab.lines)


def test_a_county_without_others_says_so_and_leads_on(city: Dashboard) -> None:
    found = said(city.tab().open("area", area="340101"))
    assert "没有可比的同级地区" in found
    assert "→ area?area=340100" in found


def test_an_area_that_has_not_reported_leads_to_its_newest_month(city: Dashboard) -> None:
    found = said(city.tab().open("area", area=CODES[9], since="month"))
    assert "癸县没有报2025年9月的数据。" in found
    assert "看最近一次：2025年8月 → ?through=2025-08" in found
    assert "9月未报1项：指标6。" in found


def test_a_month_in_the_future_and_an_unknown_area_are_said_in_the_bar(city: Dashboard) -> None:
    found = said(city.tab().open("area", area=CODES[0], through="2031-01"))
    assert "2031年1月" in found
    assert "## 一图看位置" in found  # the usual month is shown
    assert "地区表里没有“999”" in said(city.tab().open("area", area="999"))


def test_the_comparison_asks_to_choose_and_refuses_in_words(city: Dashboard) -> None:
    found = said(city.tab().open("compare"))
    assert "请在上面选2至4个地区。" in found
    assert f"甲县 → ?area={CODES[0]}" in found
    nested = said(city.tab().open("compare", area=[CODES[0], CITY, CODES[1]], indicators="x"))
    assert "宁波市与已选地区有隶属关系，不能放在一起比，已略去。" in nested
    assert "没有代码为“x”的指标，已略去。" in nested
    assert "甲县和乙县" in nested
    many = said(city.tab().open("compare", area=CODES[:5]))
    assert "最多比4个地区，戊县已略去。" in many


def test_english_pages_have_no_chinese_of_their_own(city: Dashboard) -> None:
    found = said(city.tab().open("compare", area=CODES[:2], lang="en"))
    assert "Compare" in found
    assert "County 330210 and County 330211" in found


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (
            {"visits_target..330200..2025": "700人"},
            {"area": "宁波市还没有按月份统计的数据。", "compare": "宁波市还没有按月份统计的数据。"},
        ),
        (
            {"coverage..330200..2025-08": "80%"},
            {"area": "宁波市没有报2025年1—8月的数据。", "compare": "请在上面选2至4个地区。"},
        ),
    ],
    ids=["targets alone", "a ratio alone"],
)
def test_targets_alone_and_a_ratio_alone_are_pages(
    tmp_path: Path, rows: dict[str, str], told: dict[str, str]
) -> None:
    import pandas as pd

    columns = ["code", "name_zh", "name_en", "parent", "level", "reports_to"]
    areas = pd.DataFrame(AREAS, columns=columns).assign(tile_row="", tile_col="")
    folder = city_of_ten(tmp_path)
    (folder / "store").rename(folder / "other")
    publish(folder / "store", figures_of(rows), codes(areas=areas))
    with Dashboard(folder).open() as board:
        for page, sentence in told.items():
            assert sentence in said(board.tab().open(page, area=CITY)), page
