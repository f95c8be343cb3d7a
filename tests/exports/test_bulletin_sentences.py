"""What a bulletin says of each area and month, word by word; which months it tells of."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from charts.chart import ChartData
from exports import Bulletin, build_bulletin, find_topics
from exports.bulletins import sentences
from ledger import Snapshot
from tests.helpers.releases import AREAS, small
from tests.helpers.small_progress import BEFORE, NOW, ROWS, release_of, told_of, words_of


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("told")


@pytest.fixture(scope="module")
def release(folder: Path) -> Snapshot:
    return release_of(folder)


@pytest.fixture(scope="module")
def about(folder: Path) -> Bulletin:
    return told_of(folder)


def said(folder: Path, rows: dict[str, str], language: Any = "zh", **more: Any) -> list[str]:
    """Each paragraph of a bulletin on these figures."""
    return sentences.write_paragraphs(
        told_of(folder, rows, **more), words_of(small(folder, rows), language)
    )


def test_each_area_is_told_in_the_order_of_codes_and_the_rest_is_counted(
    about: Bulletin, release: Snapshot
) -> None:
    assert sentences.write_paragraphs(about, words_of(release)) == [
        "2024年1—9月，杭州市指标6累计120人，同比增长20%，完成全年目标（160人）的75%，"
        "序时进度75%，在4个已报告地区中列第2位。"
        "2024年1—9月，宁波市指标6累计9万人，同比下降10%，完成全年目标（10万余人）的约90%，"
        "序时进度75%，在4个已报告地区中列第1位。"
        "2024年1—9月，海曙区指标6累计50人，与去年同期持平，全年目标未报告。"
        "2024年1—9月，合肥市指标6累计超100人（去年同期未报告），在4个已报告地区中列第4位。"
        "指标6其余1个地区见表。",
        "2024年1—9月，杭州市指标11累计300余人，同比增长约50%，全年目标未报告。"
        "宁波市指标11缺8月数据，累计数未列。",
    ]


def test_an_english_bulletin_tells_the_same(about: Bulletin, release: Snapshot) -> None:
    assert sentences.write_paragraphs(about, words_of(release, "en")) == [
        "Hangzhou: Visits 120 people in January–September 2024, up 20% on the same period last "
        "year, 75% of the year's target (160 people), with 75% of the year elapsed; place 2 of 4 "
        "reporting areas. "
        "Ningbo: Visits 90,000 people in January–September 2024, down 10% on the same period last "
        "year, about 90% of the year's target (more than 100,000 people), with 75% of the year "
        "elapsed; place 1 of 4 reporting areas. "
        "Haishu: Visits 50 people in January–September 2024, the same as in the same period last "
        "year; no target is reported. "
        "Hefei: Visits more than 100 people in January–September 2024 (the same period last year "
        "is not reported); place 4 of 4 reporting areas. "
        "For other areas of Visits (1), see the table.",
        "Hangzhou: Competitors more than 300 people in January–September 2024, up about 50% on "
        "the same period last year; no target is reported. "
        "Ningbo: Competitors lacks month 8, so no count is given.",
    ]


def test_places_are_counted_among_areas_of_one_level(folder: Path) -> None:
    areas = ("330100", "330200", "330000", "340000", "340100")
    rows = {f"visits.p.{area}..{NOW}": f"{n}人" for n, area in enumerate(areas, 1)}
    (text,) = said(folder / "levels", rows)
    told_places = [part.split("，")[0] for part in text.split("在")[1:]]
    assert [part[:12] for part in told_places] == [
        "2个已报告地区中列第2位",
        "3个已报告地区中列第3位",
        "3个已报告地区中列第2位",
        "2个已报告地区中列第1位",
    ]


def test_places_are_counted_over_programmes_that_no_area_has_twice(folder: Path) -> None:
    rows = {
        f"visits.p.330100..{NOW}": "1人",
        f"visits.p.330200..{NOW}": "2人",
        f"visits.q.340100..{NOW}": "3人",
    }
    one, other = said(folder / "programmes", rows)
    assert one.count("在3个已报告地区中列第") == 2
    assert other.endswith("在3个已报告地区中列第1位。")
    twice = {**rows, f"visits.q.330100..{NOW}": "9人"}
    first, second = said(folder / "twice", twice)
    assert [first.count("列第"), second.count("列第")] == [1, 1]  # what stands twice has no place
    assert first.endswith("在2个已报告地区中列第2位。")
    assert second.endswith("在2个已报告地区中列第1位。")


@pytest.mark.parametrize(
    ("now", "before", "wording"),
    [
        ("10004人", "10000人", "，与去年同期基本持平，"),
        ("10000人", "10000人", "，与去年同期持平，"),
        ("10006人", "10000人", "，同比增长0.1%，"),
        ("9996人", "10000人", "，与去年同期基本持平，"),
        ("9994人", "10000人", "，同比下降0.1%，"),
        ("20000人", "10000人", "，同比增长100%，"),
        ("0人", "10000人", "，同比下降100%，"),
        ("约200人", "100人", "，同比增长约100%，"),
        ("5人", "0人", "，比去年同期增加5人，"),
        ("17人", "16人", "，同比增长6.3%，"),
        ("300余人", "700人", "，同比下降约60%，"),
        ("近300人", "500人", "，同比下降不少于40%，"),
        ("12.5万人", "12.4万人", "，同比增长约1%，"),
    ],
)
def test_change_is_told_to_one_decimal(now: str, before: str, wording: str, tmp_path: Path) -> None:
    rows = {f"visits.p.330100..{NOW}": now, f"visits.p.330100..{BEFORE}": before}
    (text,) = said(tmp_path, rows)
    assert wording in text


def test_exactly_four_areas_are_named_and_none_is_counted(tmp_path: Path) -> None:
    areas = ("330100", "330200", "330203", "340100", "340200")
    rows = {f"visits.p.{area}..{NOW}": "1人" for area in areas}
    four = said(tmp_path / "four", dict(list(rows.items())[:4]))[0]
    five = said(tmp_path / "five", rows)[0]
    assert ("合肥市" in four, "见表" in four) == (True, False)
    assert ("芜湖市" in five, five.endswith("指标6其余1个地区见表。")) == (False, True)


def test_january_and_december_are_periods_of_their_own(tmp_path: Path) -> None:
    january = told_of(tmp_path / "1", {"visits.p.330100..2024-01": "1人"}, month=1)
    assert january.period == "2024-01"
    year = {f"visits.p.330100..2024-{m:02d}": "1人" for m in range(1, 13)}
    december = told_of(tmp_path / "12", year, month=12)
    assert december.period == "2024-01/2024-12"
    (text,) = sentences.write_paragraphs(december, words_of(small(tmp_path / "12" / "w", year)))
    assert text.startswith("2024年1—12月，杭州市指标6累计12人")
    assert told_of(tmp_path / "2", month=2).period == "2024-01/2024-02"


def test_months_that_are_missing_are_named(tmp_path: Path) -> None:
    rows = {"visits.p.330100..2024-02": "1人", "visits.p.330100..2024-04": "1人"}
    (text,) = said(tmp_path, rows, month=5)
    assert text == "杭州市指标6缺1月、3月和5月数据，累计数未列。"


def test_a_breakdown_and_each_programme_have_a_paragraph_of_their_own(tmp_path: Path) -> None:
    rows = {
        f"visits.p.330100..{NOW}": "1人",
        f"visits.q.330100..{NOW}": "2人",
    }
    about, words = told_of(tmp_path, rows), words_of(small(tmp_path / "words", rows))
    assert [key for key, _ in sentences.group_by_indicator(about, words)] == [
        "visits.p...",
        "visits.q...",
    ]
    assert [len(listed) for _, listed in sentences.group_by_indicator(about, words)] == [1, 1]
    assert sentences.build_figure_key(
        {"indicator": "members", "programme": "p", "breakdown": "women"}
    ) == ("members.p..women.")
    assert list(sentences.group_by_indicator(replace(about, progress=pd.DataFrame()), words)) == []


# Which months a bulletin tells of, and what it is called.


def material_of(folder: Path, rows: dict[str, str], **instead: Any) -> ChartData:
    release = small(folder, rows, **instead)
    lists = (tuple(release.programmes), tuple(release.indicators), release.areas)
    names = {**words_of(release).names, "topic": {"supervision": {"zh": "监督", "en": "S"}}}
    return ChartData(release.figures, *lists, replace(words_of(release), names=names), 5)


def test_a_bulletin_ends_with_the_newest_month_through_which_half_is_reported(
    tmp_path: Path,
) -> None:
    through = "visits.p.{}..2024-01/2024-{:02d}"
    rows = {
        through.format("330100", 7): "7人",
        through.format("330200", 7): "7人",
        through.format("330100", 8): "8人",
        "visits.p.330200..2024-08": "1人",
        "visits.p.330200..2024-10": "1人",
        "visits.p.330100..2024-10": "1人",
    }
    found = build_bulletin(["supervision"], material_of(tmp_path / "a", rows))
    assert found is not None
    assert (found.year, found.month, found.release) == (2024, 8, 5)
    half = {**rows, through.format("330100", 9): "9人"}
    assert (build_bulletin(["supervision"], material_of(tmp_path / "b", half)) or found).month == 10


def test_where_less_than_half_is_reported_the_newest_month_with_anything_is_told(
    tmp_path: Path,
) -> None:
    rows = {f"visits.p.{area}..2024-02": "1人" for area in ("330100", "330200", "340200")}
    rows |= {"visits.p.340100..2024-01/2024-02": "3人", "visits.p.340100..2024-03": "3人"}
    rows |= {f"visits.p.{area}..2024-03": "1人" for area in ("330100", "330200", "340200")}
    found = build_bulletin(["supervision"], material_of(tmp_path / "a", rows))
    assert found is not None
    assert (found.month, list(found.progress["cumulative"].notna()).count(True)) == (3, 1)
    gaps = {"visits.p.330100..2024-02": "1人", "visits.p.330100..2024-03": "1人"}
    assert build_bulletin(["supervision"], material_of(tmp_path / "b", gaps)) is None


def test_a_year_before_is_told_where_this_year_has_only_gaps(tmp_path: Path) -> None:
    rows = {"visits.p.330100..2023-01/2023-12": "12人", "visits.p.330100..2024-02": "1人"}
    found = build_bulletin(["supervision"], material_of(tmp_path, rows))
    assert found is not None
    assert (found.year, found.month, found.period) == (2023, 12, "2023-01/2023-12")


def test_no_more_than_twelve_months_are_looked_through(tmp_path: Path) -> None:
    def rows(newest: int) -> dict[str, str]:
        ends = [(2023, 12), *((2024, m) for m in range(2, newest + 1))]
        gaps = {f"visits.p.330100..{year}-{month:02d}": "1人" for year, month in ends[1:]}
        return {"visits.p.330100..2023-01/2023-12": "9人", **gaps}

    late = rows(12)
    late |= {"visits.p.330100..2023-01/2023-11": "8人"}
    found = build_bulletin(["supervision"], material_of(tmp_path / "a", late))
    assert found is not None
    assert found.period == "2023-01/2023-12"  # the twelfth that is looked at
    more = {f"visits.p.330100..2025-{m:02d}": "1人" for m in (2,)}
    assert build_bulletin(["supervision"], material_of(tmp_path / "b", {**late, **more})) is None


def test_of_very_many_areas_those_right_below_the_country_are_told(tmp_path: Path) -> None:
    codes = [f"3303{n:02d}" for n in range(1, 62)]
    areas = pd.DataFrame(
        [line.split(",") for line in AREAS.splitlines()]
        + [[code, code, code, "330000", "county", "", ""] for code in codes],
        columns=["code", "name_zh", "name_en", "parent", "level", "tile_row", "tile_col"],
    ).astype("str")
    rows = {f"visits.p.{code}..{NOW}": "1人" for code in [*codes, "330000", "340000", "100000"]}
    found = build_bulletin(["supervision"], material_of(tmp_path, rows, areas=areas))
    assert found is not None
    assert sorted(found.progress["ref_area"]) == ["100000", "330000", "340000"]


def test_a_bulletin_names_its_topics_its_issuer_and_its_day(tmp_path: Path) -> None:
    material = material_of(tmp_path, ROWS)
    issued = ("市总工会", {"title": "甲"})
    found = build_bulletin(["supervision", "elsewhere"], material, issued, date(2024, 11, 5))
    assert found is not None
    assert (found.topic, found.organiser, found.day) == ("监督", "市总工会", date(2024, 11, 5))
    assert found.sentences == {"title": "甲"}
    plain = build_bulletin(["supervision"], material)
    assert plain is not None
    assert (plain.organiser, plain.sentences, plain.title_font, plain.body_font) == (
        *("", {}),
        *("宋体", "仿宋"),
    )
    assert build_bulletin(["elsewhere"], material) is None


def test_topics_are_those_that_a_chart_stands_in_or_counts_for(tmp_path: Path) -> None:
    material = material_of(tmp_path, ROWS)
    pages = {"contests": ["prizes", "visits.bar"], "supervision": ["notices"], "other": ["x"]}
    assert find_topics(["prizes"], material, pages) == ("contests",)
    assert find_topics(["honours.bar"], material, pages) == ("supervision",)
    assert find_topics(["x", "visits.bar"], material, pages) == ("contests", "supervision", "other")
    assert find_topics(["visits.bar"], material, {"contests": []}) == ("supervision",)
    assert find_topics(["unknown"], material, pages) == ()
