"""The overview where there is little: no units, nobody reporting, targets alone, a ratio alone."""

from pathlib import Path

import pandas as pd
import pytest

from app_pages.overview.attention import render_attention
from app_pages.overview.cards import render_cards, shorten_part_names
from app_pages.overview.news import describe_changes
from app_pages.overview.paragraph import render_lead, write_absence, write_paragraph
from app_pages.overview.ranking import render_units
from locales import Words
from metrics.rollup.area_scope import AreaScope
from metrics.rollup.further_numbers import find_further_numbers
from metrics.rollup.operand_rows import OperandsInMemory
from metrics.rollup.unit_tree import UnitTree
from periods.spans import count_month
from tests.helpers.area_months import cockpit_of, texts
from tests.helpers.releases import codes, small

MONTHS = ("2024-12", "2025-11", "2025-12", "2026-01")


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory):
    """A city that reports visits itself, members of its district, a ratio alone, and a target."""
    rows = {
        **{f"members..330203..{month}": f"{n}人" for n, month in enumerate(MONTHS, 10)},
        "coverage..330200..2025-12": "80%",
        "visits_target..330100..2025": "100人",
        "visits..330200..2025-12": "7人",
    }
    return small(tmp_path_factory.mktemp("little"), rows)


def test_a_ratio_alone_is_a_card_and_a_sentence(release) -> None:
    cockpit = cockpit_of(release, "330200", "2025-12", ["coverage"], since="month")
    assert write_paragraph(cockpit) == "2025年12月，全市指标880%。"
    assert texts(render_cards(cockpit))[-5:-1] == ["指标8", "本级上报", "80%", "无同期数"]
    assert "序时进度" not in render_cards(cockpit)
    assert render_units(cockpit, "", "") == ""


def test_targets_alone_are_no_month(release) -> None:
    cockpit = cockpit_of(release, "330100", "2025-12", ["visits"])
    assert (cockpit.shown_indicators, render_cards(cockpit), render_units(cockpit, "", "")) == (
        [],
        "",
        "",
    )
    assert write_absence(cockpit) == "2025年，杭州市没有上报数据。"


def test_nobody_has_reported_the_month(release) -> None:
    cockpit = cockpit_of(release, "330000", "2025-03", ["visits", "members"])
    lead = render_lead(
        cockpit, render_attention(cockpit, pd.Timestamp("2025-05-01").date()), "2025-12"
    )
    assert texts(lead) == ["2025年1—3月，浙江省没有上报数据。", "看数据较全的最近月份"]


def test_what_stands_below_is_shown_where_there_is_no_sum(release) -> None:
    cockpit = cockpit_of(release, "330000", "2025-12", ["members", "visits"])
    section = texts(render_units(cockpit, "", ""))
    assert "只有宁波市有数。" in section
    assert section.count("12月未报") == 2  # in the ranking and as a tile
    absent = cockpit_of(release, "330203", "2025-12", ["members", "visits"])
    assert texts(render_cards(absent))[-1] == "本期没有数据的指标：指标6。"


def test_in_january_last_years_end_is_the_month_before(release) -> None:
    source, tree = OperandsInMemory(release.figures), UnitTree(release.areas)

    def steps(month: str):
        scope = AreaScope("330203", count_month(month))
        found = find_further_numbers(source, tree, release.indicators, ["members"], scope)[
            "members"
        ]
        return [(step.kind, step.since, step.quantity.value) for step in found.numbers]

    assert steps("2026-01") == [("gain", "2025-12", 1)]
    assert steps("2025-12") == [("gain", "2024-12", 2), ("gain", "2025-11", 1)]
    assert steps("2025-11") == [("gain", "2024-12", 1)]  # October is missing
    with pytest.raises(KeyError):
        find_further_numbers(source, tree, release.indicators, ["members"], AreaScope("9", 24_300))


def test_parts_of_a_ratio_are_named_without_what_both_say(release) -> None:
    cockpit = cockpit_of(release, "330200", "2025-12", ["coverage"])
    names = {"a": "受理劳动争议件数", "b": "调解成功劳动争议件数", "c": "职工人数", "d": "会员人数"}
    words = Words("zh", {"indicator": {code: {"zh": name} for code, name in names.items()}})
    named = cockpit.__class__(**{**vars(cockpit), "words": words})
    assert shorten_part_names(named, ["a", "b"]) == ["受理", "调解成功"]
    assert shorten_part_names(named, ["c", "d"]) == ["职工", "会员"]


def rows(*keys: str) -> pd.DataFrame:
    return pd.DataFrame({"key": list(keys)})


def test_a_release_is_told_by_what_it_has_changed() -> None:
    words, nothing = Words("zh"), {"added": 0, "changed": 0, "removed": 0}
    added = rows("members..330203..2025-09", "visits..330200..2025-09", "visits..330203..2025-09")
    assert describe_changes(rows(), added, {**nothing, "added": 3}, words) == (
        "新增2025年9月数据3条，来自2个地区（单位）"
    )
    # Of more than are listed, or of several months, only the number is told.
    assert describe_changes(rows(), added, {**nothing, "added": 4}, words) == "新增数据4条"
    counts = {"added": 0, "changed": 2, "removed": 1}
    assert describe_changes(rows(), rows(), counts, words) == "更正2条、删除1条"
    assert describe_changes(rows(), rows(), nothing, words) == "数据没有变化，只改了指标或名称"
    numbers = {"value": 4.0, "value_low": 4.0, "value_high": 4.0, "qualifier": "exact"}
    one = {"key": "members..330203..2025-09"} | {
        f"{which}_{name}": value + plus if isinstance(value, float) else value
        for which, plus in (("old", 0), ("new", 1))
        for name, value in ({"as_reported": f"{4 + plus}人"} | numbers).items()
    }
    assert describe_changes(pd.DataFrame([one]), rows(), {**nothing, "changed": 1}, words) == (
        "330203订正2025年9月members：4人 → 5人"
    )


def test_an_area_that_was_closed_stands_with_what_it_had(tmp_path: Path) -> None:
    figures = {f"visits..330203..2025-0{month}": "5人" for month in range(1, 7)}
    areas = codes()["areas"].assign(since="", until="")
    areas.loc[areas["code"] == "330203", "until"] = "2025-06"
    closed = small(tmp_path / "closed", figures, areas=areas)
    cockpit = cockpit_of(closed, "330203", "2025-06", ["visits"])
    assert write_paragraph(cockpit) == "2025年1—6月，全区指标630人。"
    after = cockpit_of(closed, "330200", "2025-09", ["visits"])
    assert after.expected == ()
