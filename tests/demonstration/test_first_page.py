"""The first page of a city: its month, and charts of what its counties report."""

import pytest

from tests.helpers.mocked_up_overview import CARDS
from tests.helpers.pages_in_process import Dashboard


@pytest.fixture(scope="module")
def board(city):
    with Dashboard(city).open() as opened:
        yield opened


@pytest.fixture
def with_tiles(board, monkeypatch):
    """The same with a chart of areas, as an office's settings may have one."""
    module = board.page("state.release")
    settings = module.get_settings()
    overview = settings.overview.model_copy(update={"tiles": "new_members.ranking"})
    changed = settings.model_copy(update={"overview": overview})
    monkeypatch.setattr(module, "get_settings", lambda: changed)
    return board


def test_the_page_is_that_of_the_city_and_its_month(board):
    found = board.tab().open().brief
    assert found[0] == "# 云川市 · 2025年1—9月 .ov-unseen"
    assert "\n".join(found).count(".total ov-card") == len(CARDS)
    assert "## 各区县（市）情况" in found
    assert not [line for line in found if "报道" in line or "chart:" in line]


def test_the_address_chooses_indicator_and_measure_and_nothing_strange_breaks_it(board):
    said = "\n".join(board.tab().open(indicator="union_dues", measure="value").brief)
    assert "工会经费收缴金额排名" in said
    strange = "\n".join(board.tab().open(indicator="<b>", measure="<b>").brief)
    assert "新发展会员人数完成率排名" in strange
    rate = board.tab().open(indicator="dispute_settlement_rate").said
    assert not [line for line in rate if "没有数据" in line]


def test_the_corrected_figure_stands_among_what_to_look_at(board):
    said = "\n".join(board.tab().open().brief)
    assert "沙溪县 5月职业技能培训人次" in said
    assert "订正：323人次 → 332人次" in said


def test_the_list_offers_what_the_same_counties_report_and_nothing_of_provinces(with_tiles):
    tab = with_tiles.tab().open()
    (choice,) = [line for line in tab.brief if line.startswith("指标 [")]
    assert choice.startswith("指标 [] ‹新发展会员人数› of 36: ")
    offered = with_tiles.page("components.figure_tables").list_alternative_indicators(
        8, "new_members"
    )
    assert {"union_members", "workers_trained", "membership_rate"} < set(offered)
    assert not {"new_members", "hotline_calls"} & set(offered)
    assert not [code for code in offered if code.endswith("_target")]
    assert not [line for line in tab.said if "省" in line]


def test_what_is_chosen_is_drawn_in_the_same_form(with_tiles):
    brief = with_tiles.tab().open(tile="workers_trained").brief
    chart = "chart: 职业技能培训人次：已报告地区位次（演示数据）。"
    assert f"{chart}2025年9月，8个地区已报告。" in brief


def test_without_programmes_none_are_counted(with_tiles):
    zh, en = (with_tiles.tab().open(lang=language).brief for language in ("zh", "en"))
    assert (
        "本版收录44项指标、8539个数据项，来自18个地区和单位；每个数据均可查看原文位置。 .ov-quiet"
        in zh
    )
    assert (
        "This release holds 8,539 figures of 44 indicators from 18 areas and organisations; each"
        " can be traced to its source. .ov-quiet"
    ) in en
