"""Two shown areas, or two programmes of one, never share a name: on screen, slides, on paper."""

from datetime import date
from typing import Any

import pandas as pd
import pytest

from charts.catalogue import make_chart
from charts.labels import name_rows
from exports import Bulletin, ExportRequest, run_export
from exports.bulletins import sentences
from exports.citations import format_citations, look_up_citations
from exports.html_tables import render_figures_table
from metrics.metric_table import to_records
from metrics.progress import compute_progress
from tests.helpers.drawn_texts import drawn, seen
from tests.helpers.native_charts import slides
from tests.helpers.opened_documents import grids_of
from tests.helpers.releases import codes
from tests.helpers.small_material import material

AREAS = """100000,全国,China,,country
320000,江苏省,Jiangsu,100000,province
320100,南京市,Nanjing,320000,prefecture
320106,鼓楼区,Gulou District,320100,county
320300,徐州市,Xuzhou,320000,prefecture
320302,鼓楼区,Gulou District,320300,county
320303,云龙区,Yunlong District,320300,county
410200,开封市,Kaifeng,100000,prefecture
410204,鼓楼区,Gulou District,410200,county
410299,鼓楼区,Gulou District,410200,county"""
GULOU = {"320106": 40, "320302": 41, "410204": 42}
MONTHS = ("2025-03", "2025-04", "2025-05")
RISING = {
    f"visits..{area}..{month}": f"{n + step}人"
    for area, n in GULOU.items()
    for step, month in enumerate(MONTHS)
}
NAMED = ["鼓楼区（南京市）", "鼓楼区（徐州市）", "鼓楼区（开封市）"]
TWO_PROGRAMMES = {
    f"visits.{programme}.320303..{month}": f"{n}人"
    for n, (programme, month) in enumerate(
        (programme, month) for programme in ("", "p", "q") for month in MONTHS[:2]
    )
}


def areas() -> pd.DataFrame:
    rows = [[*line.split(","), "", ""] for line in AREAS.splitlines()]
    return pd.DataFrame(rows, columns=list(codes()["areas"].columns)).astype("str")


def data_of(rows: dict[str, str], language: Any = "zh") -> Any:
    return material(rows, language, areas=areas())


def test_the_parent_stands_with_a_name_only_where_two_shown_areas_share_it():
    words = data_of(RISING).words
    assert words.areas(["320302", "320106", "320303"]) == {
        "320302": "鼓楼区（徐州市）",
        "320106": "鼓楼区（南京市）",
        "320303": "云龙区",
    }
    assert words.areas(["320302", "320302", "320303"])["320302"] == "鼓楼区"
    english = data_of(RISING, "en").words
    assert english.areas(GULOU)["410204"] == "Gulou District (Kaifeng)"


def test_where_the_parents_are_the_same_too_the_code_tells_apart():
    words = data_of(RISING).words
    assert list(words.areas(["410204", "410299", "320106"]).values()) == [
        "鼓楼区（开封市）（410204）",
        "鼓楼区（开封市）（410299）",
        "鼓楼区（南京市）",
    ]


@pytest.mark.parametrize("form", ["bar", "dots", "ranking"])
def test_each_bar_has_a_name_of_its_own(form: str):
    chart = make_chart(f"visits.{form}", data_of(RISING))
    assert sorted(chart.table["category"]) == sorted(NAMED)


def test_each_district_is_a_line_of_its_own_on_screen_and_on_a_slide_with_its_workbook():
    chart = make_chart("visits.trend", data_of(RISING))
    drawing = drawn(chart)
    assert [list(trace["y"]) for trace in drawing["data"]] == [
        [n, n + 1, n + 2] for n in GULOU.values()
    ]
    texts = [seen(label["text"]) for label in drawing["layout"]["annotations"]]
    assert all(any(name in text for text in texts) for name in NAMED)
    (_, native), *_ = slides(chart)[0].charts
    assert {series.name: series.values for series in native.series} == {
        name: [n, n + 1, n + 2] for name, n in zip(NAMED, GULOU.values(), strict=True)
    }


def test_the_programme_stands_with_an_area_that_reports_for_several():
    names = ["云龙区", "云龙区（甲项目）", "云龙区（乙项目）"]
    data = data_of(TWO_PROGRAMMES)
    assert sorted(make_chart("visits.bar", data).table["category"]) == sorted(names)
    trend = make_chart("visits.trend", data)
    assert trend.table.groupby("series", sort=False)["value"].agg(list).to_dict() == {
        name: [2.0 * n, 2.0 * n + 1] for n, name in enumerate(names)
    }


def test_a_programme_of_another_indicator_changes_no_name():
    rows = {"visits.p.320303..2025": "1人", "funds..320303..2025": "2元"}
    metric = to_records(data_of(rows).figures)
    assert name_rows(metric, data_of(rows).words) == ["云龙区", "云龙区"]


def told(rows: dict[str, str]) -> tuple[Any, Bulletin]:
    data = data_of(rows)
    table = compute_progress(data.figures, list(data.indicators), 2025, 5)
    return data, Bulletin(table, 2025, 5, date(2025, 6, 3), topic="劳动法律监督", release=1)


SINCE_JANUARY = {f"visits..{area}..2025-01/2025-05": f"{n}人" for area, n in GULOU.items()}


def test_rows_of_progress_sentences_and_tables_of_a_bulletin_name_the_city():
    data, bulletin = told(SINCE_JANUARY)
    assert name_rows(to_records(bulletin.progress), data.words) == NAMED
    (paragraph,) = sentences.write_paragraphs(bulletin, data.words)
    assert [name in paragraph for name in NAMED] == [True] * 3
    document = run_export(ExportRequest((), data.words, bulletin=bulletin), "docx").data
    (grid,) = grids_of(document)
    assert [row[0] for row in grid.rows[1:]] == NAMED


def test_tables_of_figures_and_citations_name_the_city():
    data = data_of(SINCE_JANUARY)
    figures = data.figures
    html = render_figures_table(data, figures, "表")
    assert [f"<td>{name}</td>" in html for name in NAMED] == [True] * 3
    keys = [(key,) for key in figures["key"]]
    lines = format_citations(keys, look_up_citations(figures, figures["key"]), data.words)
    assert [name in line for name, line in zip(NAMED, lines, strict=True)] == [True] * 3
