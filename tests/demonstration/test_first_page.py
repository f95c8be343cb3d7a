"""The first page of a city has what its counties report, and nothing of provinces."""

import pytest

from tests.helpers.pages_in_process import Dashboard


@pytest.fixture(scope="module")
def board(city):
    with Dashboard(city).open() as opened:
        yield opened


def test_the_list_offers_what_the_same_counties_report_and_nothing_of_provinces(board):
    tab = board.tab().open()
    (choice,) = [line for line in tab.brief if line.startswith("指标 [")]
    assert choice.startswith("指标 [] ‹新发展会员人数› of 36: ")
    offered = board.page("components.figure_tables").list_alternatives(8, "new_members")
    assert {"union_members", "workers_trained", "membership_rate"} < set(offered)
    assert not {"new_members", "hotline_calls"} & set(offered)
    assert not [code for code in offered if code.endswith("_target")]
    assert not [line for line in tab.said if "省" in line]


def test_what_is_chosen_is_drawn_in_the_same_form(board):
    brief = board.tab().open(tile="workers_trained").brief
    assert "chart: 职业技能培训人次：已报告地区位次（演示数据）。8个地区已报告。" in brief


def test_without_programmes_none_are_counted(board):
    assert board.tab().open().brief[0] == (
        "# 本版收录44项指标、8539个数据项，来自18个地区和单位；每个数据均可查看原文位置。 .lead"
    )
    assert board.tab().open(lang="en").brief[0] == (
        "# This release holds 8,539 figures of 44 indicators from 18 areas and organisations; each"
        " can be traced to its source. .lead"
    )
