"""datasets/charts.yaml: what ships is right, and each mistake names file, entry and right word."""

import shutil
from pathlib import Path

import pytest

from charts.catalogue import DECLARED_FORMS, make_chart, require_charts
from charts.chart import Form
from charts.chart_forms import GENERAL_FORMS, NAMED_FORMS
from charts.declarations import (
    CHOICES,
    DATASETS,
    ChartFileError,
    check_charts_file,
    load_named_charts,
    load_shipped_entries,
    read_charts,
    require_known_codes,
)
from locales import LANGUAGES, Language, Words
from settings import DATASETS as SHIPPED
from tests.helpers.releases import INDICATORS, PROGRAMMES
from tests.helpers.small_material import material

CHART = """
- chart: visits_by_area
  form: dots
  name: {zh: 各地走访, en: Visits}
  finding: {zh: "{period}共{count}项：{marks}。", en: "{count} in {period}: {marks}."}
  notes:
    - {zh: 注：走访。, en: "Note: visits."}
  indicators: [visits]
  by: area
  detail: period
  order: value
  unit: visits
"""


def message(error: ChartFileError, language: Language) -> str:
    """What people are told of an error."""
    return f"{error.location}: {Words(language).say(error.message_id, **error.values)}"


def mistake(folder: Path, text: str) -> ChartFileError:
    """The error that a charts.yaml is refused with."""
    path = folder / "charts.yaml"
    path.write_text(text, "utf-8")
    with pytest.raises(ChartFileError) as error:
        require_known_codes(read_charts(path), path, INDICATORS, PROGRAMMES)
    assert error.value.location.startswith(str(path))
    assert all(message(error.value, language) for language in LANGUAGES)
    return error.value


def test_what_ships_names_indicators_ratios_and_topics_that_ship() -> None:
    assert DATASETS == SHIPPED
    indicators, programmes = load_shipped_entries("indicators"), load_shipped_entries("programmes")
    require_known_codes(load_named_charts(), DATASETS / "charts.yaml", indicators, programmes)


def test_every_form_is_made_by_a_function_and_has_its_rules() -> None:
    assert list(DECLARED_FORMS) == list(NAMED_FORMS)
    assert set(CHOICES["form"]) == set(NAMED_FORMS)
    assert {chart.form for chart in load_named_charts().values()} == set(NAMED_FORMS)
    drawn = {str(form) for form in Form}
    assert {"bar", "dots", "multiples", "waffle"} <= drawn & set(NAMED_FORMS)
    assert not set(load_named_charts()) & {"flow", "events", *GENERAL_FORMS}


def test_a_declared_chart_is_drawn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "charts.yaml"
    path.write_text(CHART, "utf-8")
    monkeypatch.setattr("charts.catalogue.load_named_charts", lambda: read_charts(path))
    rows = {"visits.p.330100..2024": "3人", "visits.q.330200..2024": "5人"}
    chart = make_chart("visits_by_area", material(rows, programmes=PROGRAMMES))
    assert (chart.name, chart.form, chart.title) == ("visits_by_area", Form.DOTS, "各地走访")
    assert list(chart.table["category"]) == ["宁波市", "杭州市"]
    assert list(chart.table["detail"]) == ["2024年", "2024年"]
    assert chart.finding == "2024年共2项：宁波市5人和杭州市3人。"
    assert (chart.unit, chart.notes) == ("人", ("注：走访。",))


def test_a_chart_of_one_topic_has_its_programmes_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "charts.yaml"
    path.write_text(CHART + "  topic: supervision\n", "utf-8")
    monkeypatch.setattr("charts.catalogue.load_named_charts", lambda: read_charts(path))
    programmes = [PROGRAMMES[0], PROGRAMMES[1] | {"topic": "contests"}]
    rows = {
        "visits.p.330100..2024": "3人",
        "visits.q.330200..2024": "5人",
        "visits..340100..2024": "7人",
    }
    chart = make_chart("visits_by_area", material(rows, programmes=programmes))
    assert list(chart.table["category"]) == ["杭州市"]


@pytest.mark.parametrize(
    ("right", "wrong", "key", "given", "nearest"),
    [
        ("form: dots", "form: dotz", "form", "dotz", "dots"),
        ("  unit: visits", "  units: visits", "key", "units", "unit"),
        ("by: area", "by: areas", "by", "areas", "area"),
        ("detail: period", "detail: periods", "detail", "periods", "period"),
        ("order: value", "order: values", "order", "values", "value"),
        ("[visits]", "[visit]", "indicators", "visit", "visits"),
        ("unit: visits", "unit: visitz", "indicators", "visitz", "visits"),
        ("order: value", "topic: supervison", "topic", "supervison", "supervision"),
        ("{marks}", "{mark}", "finding", "mark", "marks"),
        ("order: value", "gaps: yes", "gaps", "yes", ""),
    ],
)
def test_an_unknown_word_is_named_with_the_nearest_right_one(
    tmp_path: Path, right: str, wrong: str, key: str, given: str, nearest: str
) -> None:
    error = mistake(tmp_path, CHART.replace(right, wrong))
    assert (error.entry, error.code) == ("visits_by_area", "unknown_word")
    assert error.values == {"key": key, "given": given, "nearest": nearest}
    for language in LANGUAGES:
        text = message(error, language)
        assert text.startswith(f"{tmp_path}/charts.yaml: visits_by_area: ")
        assert f"“{given}”" in text
        assert text.endswith(f"“{nearest}”") == bool(nearest)


@pytest.mark.parametrize(
    ("right", "wrong", "code"),
    [
        ("  form: dots\n", "", "missing_key"),
        ("  indicators: [visits]\n", "", "indicator_count"),
        ("[visits]", "visits", "wrong_shape"),
        ("[visits]", "[{a: b}]", "wrong_shape"),
        ("en: Visits", "en: ''", "wrong_shape"),
        (", en: Visits", "", "wrong_shape"),
        ("en: Visits", "en: 'Visits {count}'", "wrong_shape"),
        ("{marks}", "{marks", "wrong_shape"),
        ('"{count} in {period}: {marks}."', "{one: a, many: b}", "wrong_shape"),
        ("form: dots", "form: target", "key_of_another_form"),
        ("order: value", "kind: notice", "key_of_another_form"),
        ("order: value", "alone: p", "wrong_shape"),
        ("chart: visits_by_area", "chart: visits.bar", "no_name"),
        ("unit: visits", "unit: [visits]", "wrong_shape"),
    ],
)
def test_what_an_entry_may_not_be(tmp_path: Path, right: str, wrong: str, code: str) -> None:
    error = mistake(tmp_path, CHART.replace(right, wrong))
    assert (error.entry, error.code) == ("1" if code == "no_name" else "visits_by_area", code)


@pytest.mark.parametrize(
    ("text", "entry", "code"),
    [
        ("visits: dots", "", "not_a_list"),
        ("- visits", "1", "no_name"),
        ("- form: dots", "1", "no_name"),
        (CHART + CHART, "visits_by_area", "twice"),
        ("- chart: [", "", "files.yaml_syntax"),
    ],
)
def test_what_the_file_may_not_be(tmp_path: Path, text: str, entry: str, code: str) -> None:
    error = mistake(tmp_path, text)
    assert (error.entry, error.code) == (entry, code)


def test_a_ratio_has_to_be_declared(tmp_path: Path) -> None:
    text = """
- chart: competitors_per_visit
  form: equations
  name: {zh: 平均, en: Average}
  finding: {zh: "{results}", en: "{results}"}
  ratios:
    - {numerator: competitors, denominator: visits}
"""
    error = mistake(tmp_path, text)
    assert (error.code, error.values["key"]) == ("unknown_word", "ratios")
    assert error.values["given"] == "competitors ÷ visits"
    assert error.values["nearest"] == "competitors ÷ competing_teams"
    wrong = text.replace("numerator: competitors, ", "")
    assert mistake(tmp_path, wrong).code == "wrong_shape"
    assert mistake(tmp_path, text[: text.index("  ratios")]).code == "missing_key"


def test_a_computed_form_needs_as_many_indicators_as_it_computes_from(tmp_path: Path) -> None:
    text = CHART[: CHART.index("  by: area")].replace("form: dots", "form: target")
    text = text.replace("{count} in {period}: {marks}", "{target}").replace("{marks}", "{state}")
    error = mistake(tmp_path, text)
    assert (error.code, error.values) == ("indicator_count", {"needed": 2, "found": 1})


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ChartFileError) as error:
        read_charts(tmp_path / "charts.yaml")
    assert error.value.code == "missing"
    assert error.value.location == str(tmp_path / "charts.yaml")


def test_an_indicator_of_the_release_alone_may_be_drawn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "charts.yaml"
    path.write_text(CHART, "utf-8")
    monkeypatch.setattr("charts.catalogue.load_named_charts", lambda: read_charts(path))
    require_charts([("overview.charts.0", "visits_by_area")], INDICATORS)
    with pytest.raises(ChartFileError, match="visits"):
        require_charts([], [])


def test_a_folder_of_tables_is_checked_with_its_charts(tmp_path: Path) -> None:
    shutil.copytree(SHIPPED, tmp_path / "tables")
    check_charts_file(tmp_path / "tables")
    path = tmp_path / "tables" / "charts.yaml"
    path.write_text(path.read_text("utf-8").replace("[prize_winners,", "[price_winners,"), "utf-8")
    with pytest.raises(ChartFileError) as error:
        check_charts_file(tmp_path / "tables")
    assert (error.value.entry, error.value.values["nearest"]) == ("prize_winners", "prize_winners")
    path.unlink()
    check_charts_file(tmp_path / "tables")
