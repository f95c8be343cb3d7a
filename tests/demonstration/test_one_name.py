"""Two districts of one name in two cities are told apart by their cities wherever both stand."""

import pytest

from charts.catalogue import make_chart
from charts.chart import ChartData
from cli.exports import _build_chart_data
from curation.code_names import read_code_names
from exports.html_tables import render_figures_table
from file_formats import csv
from locales import LANGUAGES, Words
from metrics.figure_queries import choose
from tests.helpers.command_line import manage
from tests.helpers.pages_in_process import Dashboard

OURS, OTHER = "990102", "990302"
ROWS = ("地区", "指标", "报告期", "数值", "单位", "来源")


def data_of(snapshot, language: str, period: str) -> ChartData:
    """What charts of one month are made from."""
    words = Words(language, read_code_names(snapshot))
    made = _build_chart_data(snapshot, words)
    return ChartData(
        figures=choose(snapshot.figures, time_period=period),
        programmes=made.programmes,
        indicators=made.indicators,
        areas=made.areas,
        words=words,
        release=made.release,
    )


def names_of(snapshot, language: str, codes: list[str]) -> dict[str, str]:
    """What areas that stand side by side are called."""
    return Words(language, read_code_names(snapshot)).areas(codes)


def test_only_those_that_stand_beside_each_other_have_their_parents_names(snapshot):
    assert names_of(snapshot, "zh", [OURS, OTHER, "990103"]) == {
        OURS: "东湖区（云川市）",
        OTHER: "东湖区（清陵市）",
        "990103": "西岭区",
    }
    assert names_of(snapshot, "en", [OURS, OTHER]) == {
        OURS: "Donghu District (Yunchuan City)",
        OTHER: "Donghu District (Qingling City)",
    }
    assert names_of(snapshot, "zh", [OTHER, "990103"]) == {OTHER: "东湖区", "990103": "西岭区"}


@pytest.mark.parametrize("form", ["ranking", "bar", "trend"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_chart_has_two_marks_of_one_name(snapshot, language, form):
    made = data_of(snapshot, language, "2025-08")
    of_these = choose(made.figures, indicator="workers_covered", ref_area=[OURS, OTHER])
    table = make_chart(
        f"workers_covered.{form}",
        ChartData(of_these, (), made.indicators, made.areas, made.words, made.release),
    ).table
    names = list(table["series" if form == "trend" else "category"])
    assert sorted(names) == sorted(names_of(snapshot, language, [OURS, OTHER]).values())


def test_a_table_of_figures_names_both(snapshot):
    made = data_of(snapshot, "zh", "2025-08")
    figures = choose(made.figures, indicator="workers_covered")
    html = render_figures_table(made, figures, "")
    assert [
        html.count(f"<td>{name}</td>") for name in ("东湖区（云川市）", "东湖区（清陵市）")
    ] == [1, 1]
    assert html.count("<td>东湖区</td>") == 0


def upload(folder, area: str) -> str:
    """Write an upload of one figure and return its name."""
    (folder / "up.csv").write_bytes(
        csv.write_csv(
            [ROWS, (area, "新发展会员人数", "2025年10月", 300, "人", "demonstration-monthly")]
        )
    )
    return str(folder / "up.csv")


def test_an_upload_is_asked_which_is_meant_and_reads_the_answer(city, tmp_path):
    asked = manage(city, "check", upload(tmp_path, "东湖区"), "--json").json
    codes = [each["code"] for each in asked["problems"] if each["level"] != "notice"]
    assert codes == ["area_ambiguous"]
    said = manage(city, "check", upload(tmp_path, "东湖区")).out
    said = "".join(character for character in said if character not in "│ \n")
    assert "“东湖区”有多个同名地区。" in said
    assert "云川市东湖区(990102)" in said
    assert "清陵市东湖区(990302)" in said
    for answer in ("云川市东湖区", "示范省云川市东湖区总工会", "990102"):
        read = manage(city, "check", upload(tmp_path, answer), "--json").json
        assert read["figures"] == 1, answer
        assert {each["level"] for each in read["problems"]} <= {"notice"}, answer


def test_the_pages_lists_of_areas_name_both(city):
    with Dashboard(city).open() as board:
        tab = board.tab().open("explore", indicator="workers_covered", area="100000")
        (choice,) = [line for line in tab.said if "东湖区（云川市）" in line and " of " in line]
        assert "东湖区（清陵市）" in choice
