"""Charts of uploaded figures: gaps, places, refusals, one and many, many marks, inert names."""

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from time import process_time
from typing import Any

import pandas as pd
import pytest
from plotly.io import to_json

from app_pages.state.release import build_chart_data
from charts.catalogue import INDICATOR_CHARTS, make_chart
from charts.chart import ChartData, Form
from charts.declarations import load_named_charts
from charts.render.plotly import draw_chart
from curation.code_names import read_code_names
from ledger import Snapshot
from locales import Language
from settings import load_settings
from tests.helpers import made_charts
from tests.helpers.drawn_texts import OUR_TAG, TAG, drawn, markup, seen
from tests.helpers.releases import INDICATORS, PROGRAMMES, codes, publish, small
from tests.helpers.report_copy import CONFIG

Made = Callable[..., ChartData]
MARKUP = "<b>x</b><script>alert(1)</script>"
FORMULA = "$x^2$"
TURNED = "abc\u202egnp\u2067"


def words_for(snapshot: Snapshot, language: Language) -> ChartData:
    return build_chart_data(
        snapshot, read_code_names(snapshot, load_settings(CONFIG).topics), language
    )


@pytest.fixture
def made(tmp_path: Path) -> Made:
    """What charts are made from, for figures given by key and wording."""

    def make_material(rows: dict[str, str], language: Language = "zh", **instead: Any) -> ChartData:
        return words_for(small(tmp_path / "store", rows, **instead), language)

    return make_material


def test_a_trend_breaks_where_a_month_is_missing(made: Made):
    rows = {f"visits..330100..2024-{m:02d}": f"{m}人" for m in (1, 2, 4, 5)}
    chart = make_chart("visits.trend", made(rows))
    assert list(chart.table["category"]) == [f"2024年{m}月" for m in range(1, 6)]
    assert list(chart.table["status"]) == ["reported"] * 2 + ["missing"] + ["reported"] * 2
    assert chart.table["wording"].iloc[2] == "未报告"
    (line,) = drawn(chart)["data"]
    assert [y == y for y in line["y"]] == [True, True, False, True, True]
    assert line["connectgaps"] is False
    assert chart.finding.endswith("共4个报告期。")


def test_a_ranking_shows_places_and_how_they_moved(made: Made):
    now, before = {"330100": 5, "330200": 9, "340100": 9}, {"330100": 7, "330200": 3}
    rows = {f"visits..{area}..2024": f"{n}人" for area, n in now.items()}
    rows |= {f"visits..{area}..2023": f"{n}人" for area, n in before.items()}
    chart = make_chart("visits.ranking", made(rows))
    assert chart.title == "指标6：已报告地区位次"
    assert list(chart.table["category"]) == ["宁波市", "合肥市", "杭州市"]
    assert list(chart.table["detail"]) == [
        "第1位 ▲1",
        "第1位",
        "第3位 ▼1",  # 2nd, after 1st, of the two that report both years
    ]


def test_a_province_is_not_ranked_among_its_own_cities(made: Made):
    cities = {"330100": 12, "330200": 30, "340100": 21}
    rows = {f"visits..{area}..2024-09": f"{n}人" for area, n in cities.items()}
    rows |= {f"visits..{area}..2024-08": "20人" for area in cities}
    rows |= {"visits..330000..2024-09": "63人", "visits..330000..2024-01/2024-09": "500人"}
    chart = make_chart("visits.ranking", made(rows))
    assert list(chart.table["category"]) == ["宁波市", "合肥市", "杭州市"]
    assert list(chart.table["wording"]) == ["30人", "21人", "12人"]
    assert [detail.split()[0] for detail in chart.table["detail"]] == ["第1位", "第2位", "第3位"]


def test_a_chart_that_must_not_be_made_says_why(made: Made):
    rows = {"visits..330100.women.2024": "9人", "visits..330100.men.2024": "4人"}
    chart = make_chart("visits.ranking", made(rows))
    assert chart.empty
    assert chart.finding.startswith("合计与")
    assert (chart.name, chart.title) == ("indicator_ranking", "指标6：已报告地区位次")


def test_a_ratio_to_zero_is_a_dash(made: Made):
    rows = {"competitors.p.330100..2024": "40人", "competing_teams.p.330100..2024": "0支"}
    chart = make_chart("competitors_per_group", made(rows, programmes=PROGRAMMES))
    assert list(chart.table["wording"]) == ["40人", "0支", "—"]


def test_an_equation_adds_the_parts_of_a_side(made: Made):
    rows = {
        "competitors.p.330100.women.2024": "30人",
        "competitors.p.330100.men.2024": "40人",
        "competing_teams.p.330100..2024": "7支",
    }
    chart = make_chart("competitors_per_group", made(rows))
    assert list(chart.table["wording"]) == ["40人 + 30人", "7支", "10人/支"]
    assert [len(keys) for keys in chart.table["figures"]] == [2, 1, 3]


@pytest.mark.parametrize(("number", "expected"), [(1, "1 person"), (2, "2 people")])
def test_one_and_many_in_english(made: Made, number: int, expected: str):
    chart = make_chart("visits.bar", made({"visits..330100..2024": f"{number}人"}, "en"))
    assert list(chart.table["wording"]) == [expected]
    assert chart.finding == "1 figure."


@pytest.mark.parametrize(
    ("wording", "chinese", "english"),
    [
        ("近100人", "近100人", "nearly 100 people"),
        ("100余人", "100余人", "more than 100 people"),
        ("超100人", "超100人", "more than 100 people"),
        ("约100人", "约100人", "about 100 people"),
        ("十几人", "十几人", "10 to 20 people"),
        ("2300万余人", "2300万余人", "more than 23 million people"),
    ],
)
def test_wordings_stay_as_printed(made: Made, wording: str, chinese: str, english: str):
    material = made({"visits..330100..2024": wording})
    assert make_chart("visits.dots", material).table["wording"].iloc[0] == chinese
    in_english = replace(material, words=replace(material.words, language="en"))
    assert make_chart("visits.dots", in_english).table["wording"].iloc[0] == english


def spoilt(names: dict[str, Any]) -> dict[str, Any]:
    """Names that are markup, a formula and a turn of direction, in turn."""
    bad = (MARKUP, FORMULA, TURNED)
    return {
        kind: {
            code: dict.fromkeys(("zh", "en"), bad[n % 3] + code) for n, code in enumerate(codes_)
        }
        for kind, codes_ in names.items()
    }


@pytest.mark.parametrize("form", INDICATOR_CHARTS)
def test_names_are_literal_and_inert(made: Made, form: str):
    rows = {f"visits.p.{area}..2024": "5人" for area in ("330000", "340000", "500000")}
    material = made(rows)
    names = spoilt(dict(material.words.names))
    material = replace(material, words=replace(material.words, names=names))
    chart = make_chart(f"visits.{form}", material)
    texts = markup(drawn(chart, framed=True))
    assert [t for text in texts for t in TAG.findall(text) if not OUR_TAG.fullmatch(t)] == []
    assert [text for text in texts if "$" in text or "\u202e" in text or "\u2067" in text] == []
    shown = "".join(seen(text) for text in texts).replace(" ", "")
    assert "<b>x</b><script>alert(1)</script>" in shown
    assert "$x^2$" in shown


def test_every_named_chart_keeps_injected_names_inert(material: Callable[[Language], ChartData]):
    report = material("zh")
    names = spoilt(dict(report.words.names))
    spoilt_report = replace(report, words=replace(report.words, names=names))
    charts = made_charts.made(load_named_charts(), spoilt_report)
    for name, chart in charts.items():
        if chart.empty:  # without figures no page and no file draws it
            continue
        texts = markup(drawn(chart, framed=True))
        assert not [t for x in texts for t in TAG.findall(x) if not OUR_TAG.fullmatch(t)], name
        assert not [text for text in texts if "$" in text or "\u202e" in text], name


def crowd(indicator: str, count: int, **more: str) -> pd.DataFrame:
    """Figures of so many counties, the last with the highest number."""
    rows = range(count)
    return pd.DataFrame(
        {
            "indicator": indicator,
            "programme": more.get("programme", ""),
            "ref_area": [f"{n:06d}" for n in range(110101, 110101 + count)],
            "breakdown": more.get("breakdown", ""),
            "time_period": "2024",
            "as_reported": [f"{n + 1}人" for n in rows],
            "value": [n + 1.0 for n in rows],
            "value_low": [n + 1.0 for n in rows],
            "value_high": [n + 1.0 for n in rows],
            "qualifier": "exact",
            "obs_status": "A",
            "source": "s",
            "locator": "",
            "note": "",
        }
    )


@pytest.fixture(scope="module")
def crowded(tmp_path_factory: pytest.TempPathFactory) -> ChartData:
    """Fifty thousand areas that report one indicator."""
    folder = tmp_path_factory.mktemp("crowd") / "store"
    figures = crowd("visits", 50_000)
    figures = figures[~figures["ref_area"].str.endswith("00")]
    return words_for(publish(folder, figures, codes()), "zh")


@pytest.mark.parametrize("form", ["bar", "dots", "ranking"])
def test_of_fifty_thousand_marks_the_first_are_drawn_and_the_rest_counted(
    crowded: ChartData, form: str
):
    chart = make_chart(f"visits.{form}", crowded)
    whole = len(crowded.figures)
    assert len(chart.table) == 20
    assert chart.table["value"].iloc[0] == crowded.figures["value"].max()
    assert f"仅列前20项，其余{whole - 20}项见数据页。" in chart.notes
    assert whole == 49_500
    assert "4.95万" in chart.finding


def test_of_fifty_thousand_lines_five_are_drawn(crowded: ChartData):
    chart = make_chart("visits.trend", crowded)
    assert chart.table["series"].nunique() == 5
    assert any(note.startswith("仅列前5项") for note in chart.notes)


@pytest.mark.parametrize("form", INDICATOR_CHARTS)
def test_of_many_marks_with_long_names_little_is_sent_and_soon(crowded: ChartData, form: str):
    long = {
        kind: {code: dict.fromkeys(("zh", "en"), "长" * 10_000) for code in names}
        for kind, names in crowded.words.names.items()
    }
    material = replace(crowded, words=replace(crowded.words, names=long))
    begun = process_time()
    chart = make_chart(f"visits.{form}", material)
    sent = (
        len(to_json(draw_chart(chart), validate=False))
        + len(chart.finding)
        + sum(map(len, chart.notes))
    )
    assert process_time() - begun < 2
    assert sent < 5_000_000


def test_named_charts_stay_few_enough_to_read(
    report: Snapshot, material: Callable[[Language], ChartData]
):
    many = 60
    breakdowns = {
        i["code"]: i.get("breakdowns", [{"code": ""}])[0]["code"] for i in report.indicators
    }
    frames = [crowd(code, many, breakdown=part) for code, part in breakdowns.items()]
    known = report.figures.assign(locator="", note="")
    figures = pd.concat([known, *frames], ignore_index=True)
    about = report.figures.drop_duplicates("indicator").set_index("indicator")
    for name in ("unit", "kind", "aggregation", "topic"):
        figures[name] = figures["indicator"].map(about[name]).fillna("")
    figures["parents"] = figures["parents"].fillna("")
    key = ["indicator", "programme", "ref_area", "breakdown", "time_period"]
    figures["key"] = figures[key].agg(".".join, axis=1)
    crowded_report = replace(material("zh"), figures=figures)
    for name, chart in made_charts.made(load_named_charts(), crowded_report).items():
        assert len(chart.table) <= 40, name
        assert len(chart.finding) <= 300, name
        drawing = draw_chart(chart) if not chart.empty else {"data": []}
        assert sum(len(trace["x"]) for trace in drawing["data"]) <= 600, name


@pytest.mark.parametrize(("number", "form"), [(480, Form.WAFFLE), (481, Form.STACKED)])
def test_a_whole_too_large_to_count_is_a_bar(made: Made, number: int, form: Form):
    honours = {**INDICATORS[3], "code": "model_workers"}
    rows = {"model_workers..330100..2024": f"{number}人"}
    chart = make_chart("honours", made(rows, indicators=[*INDICATORS, honours]))
    assert chart.form is form
    assert drawn(chart)["data"]


def test_a_named_chart_of_a_programme_that_is_not_held_is_empty(made: Made):
    material = made({"visits..330100..2024": "5人"})
    for name in load_named_charts():
        chart = make_chart(name, material)
        assert chart.title
        is_grid = chart.form is Form.TILES and set(chart.table["status"]) == {"missing"}
        assert chart.empty or is_grid or name in ("province_tiles", "supervision_notices"), name
    with pytest.raises(KeyError):
        make_chart("flow.no-such-programme", material)


def test_lines_that_end_close_together_are_named_apart(made: Made):
    rows = {
        f"visits..{area}..2024-{month:02d}": f"{month * 100 + near}人"
        for near, area in enumerate(("330100", "330200", "340100", "340200"))
        for month in (1, 2)
    }
    drawing = drawn(make_chart("visits.trend", made(rows)))
    layout = drawing["layout"]
    inside = layout["height"] - layout["margin"]["t"] - layout["margin"]["b"]
    heights = sorted(label["y"] * inside for label in layout["annotations"])
    assert len(heights) == 4
    assert all(b - a >= 35.9 for a, b in pairwise(heights))  # two rows of 18 pixels
    assert 18 <= heights[0] < heights[-1] <= inside - 17.9


def test_a_long_line_is_thinned_evenly_and_says_so(made: Made):
    days = pd.date_range("2023-01-01", "2023-12-31").strftime("%Y-%m-%d")
    chart = make_chart("visits.trend", made({f"visits..330100..{day}": "5人" for day in days}))
    assert len(chart.table) == 92  # one in four of 365
    assert chart.table["category"].iloc[-1] == "2023年12月31日"
    assert chart.table["category"].iloc[-2] == "2023年12月27日"
    assert "共365个报告期，图中每4期绘一点，其余见数据页。" in chart.notes
