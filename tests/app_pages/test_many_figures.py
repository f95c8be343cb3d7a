"""More than one screen of anything: pages of a table, rests, releases that change a lot."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import ledger
from app_pages.components.diff import format_number
from ledger import Provenance
from locales import Words
from tests.helpers.pages_in_process import Dashboard
from tests.helpers.releases import codes, figures_of, small
from tests.helpers.small_year import months

FIRST = {
    **months("330100", 2024, dict.fromkeys(range(1, 10), 10)),
    "visits..330200..2024": "0人",
    "visits..340100..2024": "20余人",
    "members..330203.women.2024": "100人",
    "coverage..330200..2024": "50%以上",
}
THEN = {
    **FIRST,
    "visits..330200..2024": "5人",
    "visits..340100..2024": "近10人",
    "members..330203.women.2024": "100人整",
    "coverage..330200..2024": "55%",
    "funds.q.330200..2024": "1.2万元",
}


@pytest.fixture
def many(tmp_path: Path) -> Iterator[Dashboard]:
    """A first release and one that raises, lowers, leaves and adds."""
    small(tmp_path / "store", FIRST)
    then = dict(THEN)
    del then["visits..330100..2024-09"]
    then["members..330203.women.2024"] = "100人"
    store = ledger.open_store(str(tmp_path / "store"))
    store.write(
        1, figures_of(then), codes(), Provenance(author="operator:LI", reason="订正 | 十月")
    )
    with Dashboard(tmp_path).open() as board:
        yield board


HEAD = "变化 | 指标 | 地区 | 报告期 | 数值 | 增减"
CHANGED = [
    "指标8 | 宁波市 | 2024年 | 50%以上 → 55% | ▲增加近5个百分点",
    "指标6 | 宁波市 | 2024年 | 0人 → 5人 | ▲增加5人",
    "指标6 | 合肥市 | 2024年 | 20余人 → 近10人 | ▼下降不少于50%",
]
ONLY_CHANGED = ["指标 | 地区 | 报告期 | 数值 | 增减", *CHANGED]
ONLY_REMOVED = ["指标 | 地区 | 报告期 | 数值", "指标6 | 杭州市 | 2024年9月 | 10人"]


def test_rise_fall_and_a_base_of_zero(many: Dashboard) -> None:
    found = many.tab().open("history").said
    assert found[1:6] == [
        "### 订正记录",
        "指标 | 地区 | 报告期 | 数值 | 增减 | 数据版本 | 发布时间 | 说明",
        *(f"{line} | 第2版 | {many.time(2)} | 订正 | 十月" for line in CHANGED),
    ]
    assert found[found.index("<.hs-compare>") :][:17] == [
        "<.hs-compare>",
        "table: 各地区变化",
        "地区 | 报告期 | 修改 | 删除 | 新增",
        "杭州市 | 2024年9月 | — | 1 | —",
        "宁波市 | 2024年 | 2 | — | 1",
        "合肥市 | 2024年 | 1 | — | —",
        "table: 修改3项",
        *ONLY_CHANGED,
        "table: 删除1项",
        *ONLY_REMOVED,
        "table: 新增1项",
        "指标 | 地区 | 报告期 | 数值",
        "指标5 | 宁波市 | 2024年 | 1.2万元",
    ]
    assert many.tab().open("data").state == (
        "第2版 · 数据截至2024年12月 · 13个数据项 · 已订正3项 · 帮助 → /manual/zh/ .state"
    )
    english = many.tab().open("history", lang="en").said
    for change in (
        "Visits | Hefei | 2024 | more than 20 people → nearly 10 people | ▼ down at least 50%",
        "Coverage | Ningbo | 2024 | at least 50% → 55% | ▲ up nearly 5 percentage points",
    ):
        assert change in english


def test_of_many_changes_so_many_are_listed_and_counted(
    many: Dashboard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(many.page("components.diff"), "MAX_ROWS", 2)
    found = many.tab().open("history")
    assert (
        found.state
        == "第2版 · 数据截至2024年12月 · 13个数据项 · 已订正2项以上 · 帮助 → /manual/zh/ .state"
    )
    assert "新增1项，修改3项，删除1项。" in found.said
    at = found.said.index("table: 修改3项")
    assert found.said[at + 1 : at + 7] == [
        *ONLY_CHANGED[:3],
        "列出前2项，其余见下载的表格。",
        "table: 删除1项",
        ONLY_REMOVED[0],
    ]
    _, data = found.download("下载CSV")
    assert data.decode("utf-8-sig").splitlines() == [
        "变化,指标,地区,报告期,数值,增减",
        *(f"修改,{line}".replace(" | ", ",") for line in CHANGED),
        "删除,指标6,杭州市,2024年9月,10人,",
        "新增,指标5,宁波市,2024年,1.2万元,",
    ]


def test_what_changed_behind_some_charts_alone(many: Dashboard) -> None:
    asked = {"charts": ["visits.bar", "funds.bar"], "since": "1"}
    found = many.tab().open("present", **asked).said
    at = found.index(HEAD)
    assert [line.split(" | ")[:3] for line in found[at + 1 : found.index("<.takeaway>")]] == [
        ["新增", "指标5", "宁波市"],
        ["修改", "指标6", "宁波市"],
        ["修改", "指标6", "合肥市"],
        ["删除", "指标6", "杭州市"],
    ]


def test_a_list_comes_page_by_page(many: Dashboard, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(many.page("data.figure_list"), "PAGE_SIZES", (6, 13))
    tab = many.tab().open("data")
    assert tab.said[7:10] == ["table: 13条数据", HEAD_OF_LIST, "指标8 | 宁波市 | 2024年 | 55% | ¶1"]
    assert tab.said[15] == "page 1 of 3"
    pages = [tab.said[9:15]]
    for number in (2, 3):
        tab.app.get("pagination")[0].set_value(number)
        pages.append([line for line in tab.run().said[9:] if line.count(" | ") == 4])
    assert [len(each) for each in pages] == [6, 6, 1]
    assert len({line for each in pages for line in each}) == 13
    # Exactly a page of them needs no pages.
    found = many.tab().open("data", rows="13").said
    assert found[9:22] == [line for each in pages for line in each]
    assert not [line for line in found if line.startswith("page ")]


HEAD_OF_LIST = "指标 | 地区 | 报告期 | 数值 | 原文位置"


def test_of_many_figures_the_newest_twelve_are_listed_and_the_rest_behind_a_link(
    many: Dashboard,
) -> None:
    found = many.tab().open("supervision").said
    assert "## 最新12条数据" in found
    assert found[-1] == "全部13条数据 → data?topic=supervision&area=100000&lang=zh .side"
    explored = many.tab().open("explore", indicator="visits").said
    assert len([line for line in explored if line.startswith("指标6 | ")]) <= 12


def test_a_click_on_what_many_figures_stand_behind(
    many: Dashboard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(many.page("panels.figure_panel"), "MAX_FIGURES", 2)
    tab = many.tab().open("chart", name="province_tiles")
    found = tab.click_mark("province_tiles", 0).inside("dialog")
    assert len([line for line in found if line.startswith("#### ")]) == 2
    assert found[-1] == "另有10个数据项，见数据页。"


def test_what_every_first_reader_would_wait_for_is_made_ahead(
    many: Dashboard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(many.page("state.release"), "MAX_IN_MEMORY", 5)
    ahead = many.page("warm_up")
    ahead.warm_up_newest()
    ahead.start_warm_up_once(2).join(120)

    def nobody(what: str) -> Callable[..., None]:
        def refuse(*_: object, **__: object) -> None:
            raise AssertionError(f"{what}: while a reader waits")

        return refuse

    for module, name in (
        ("state.charts", "make_chart"),
        ("components.affected_charts", "find_affected_charts"),
        ("present.build", "build_bulletin"),
        ("components.chart_card", "draw_chart"),
        ("progress.progress_rows", "list_progress"),
        ("data.reporting_data", "build_reporting_grid"),
    ):
        monkeypatch.setattr(many.page(module), name, nobody(f"{module}.{name}"))
    monkeypatch.setattr(ledger.Store, "compare", nobody("compare"))
    monkeypatch.setattr(ledger.Store, "corrections", nobody("corrections"))
    found = many.tab().open("overview").said
    assert found[0].startswith("# ")
    assert [line for line in found if line.startswith("本版收录")]
    assert len(many.tab().open("progress").said) > 3
    told = many.tab().open("data", show="completeness").said
    assert told[-2] == "全国所属多数地区（单位）没有按月报送，不列填报情况。"
    assert "table: 各地区变化" in many.tab().open("history").said
    words = many.page("state.release").get_chart_data(2, "zh").words
    assert many.page("present.selection").list_chart_choices(words)
    bulletin = many.page("present.build").build_topic_bulletin
    assert bulletin(2, "zh", ("supervision",), "100000") is not None


def test_of_a_small_release_nothing_is_made_ahead(many: Dashboard) -> None:
    made = many.page("state.charts")
    calls: list[str] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(made, "make_chart", lambda address, material: calls.append(address))
        many.page("warm_up").warm_up_newest()
        many.page("warm_up").start_warm_up_once(2).join(120)
    assert calls == []
    assert many.page("warm_up").start_warm_up_once(2) is many.page("warm_up").start_warm_up_once(2)


@pytest.mark.parametrize(
    ("wording", "value", "shown"),
    [("33.3333333333333%", 33.3333333333333, "33.3%"), ("2300万余元", 2.3e7, "2300万余元")],
)
def test_a_change_shows_the_result_of_a_formula_rounded(
    wording: str, value: float, shown: str
) -> None:
    number = {"as_reported": wording, "value": value, "value_low": value, "value_high": None}
    assert format_number(number, "coverage..330200..2024", Words("zh")) == shown
