"""Every table against the descriptor that travels with it."""

import copy

import pytest

from charts.declarations import CHOICES, KEYS
from curation.releases import datasets
from tests.helpers.dataset_tables import descriptor, events, resource, table
from tests.helpers.report_copy import SHIPPED
from tests.helpers.table_schema import dangling, row_faults

NAMES = ("figures", "indicators", "programmes", "sources", "areas", "charts")


def test_the_descriptor_lists_the_tables_and_no_file_is_left_out() -> None:
    listed = {found["path"]: found["name"] for found in descriptor()["resources"]}
    assert tuple(listed.values()) == NAMES
    assert set(listed) | {"datapackage.yaml"} == {path.name for path in SHIPPED.iterdir()}


def test_the_descriptor_names_its_standard_licence_and_sources() -> None:
    package = descriptor()
    assert package["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"
    assert [licence["name"] for licence in package["licenses"]] == ["CC-BY-4.0"]
    assert {source.get("path", "") for source in package["sources"]} >= {
        row["url"] for row in table("sources")
    }


def test_the_tables_are_published_as_they_stand() -> None:
    state = datasets.check_tables(SHIPPED)
    told = [(each.code, each.file, each.row, each.column) for each in state.checked.problems]
    assert told == []
    assert len(state.figures) == len(table("figures"))


@pytest.mark.parametrize("name", NAMES)
def test_rows_fit_their_schema(name: str) -> None:
    assert list(row_faults(resource(name)["schema"], table(name))) == []


@pytest.mark.parametrize("name", NAMES)
def test_references_lead_somewhere(name: str) -> None:
    assert list(dangling(resource(name)["schema"], table(name), table)) == []


@pytest.mark.parametrize(
    ("name", "field", "value", "fault"),
    [
        ("figures", "indicator", "", "required"),
        ("figures", "value", "4.75万", "type"),
        ("figures", "qualifier", "circa", "enum"),
        ("figures", "time_period", "2024年9月", "pattern"),
        ("figures", "as_reported", "2300 万余元", "pattern"),
        ("areas", "tile_row", "0", "range"),
        ("areas", "code", "33020", "pattern"),
        ("indicators", "name", {"zh": "提示函"}, "json: $ required"),
        ("indicators", "kind", "level", "enum"),
        ("programmes", "steps", [{"zh": "整改", "en": ""}], "json: $[0].en minLength"),
        ("programmes", "events", [], "json: $ minItems"),
        ("sources", "date_accessed", "2024-13-01", "type"),
    ],
)
def test_a_wrong_value_is_found(name: str, field: str, value: object, fault: str) -> None:
    rows = copy.deepcopy(table(name))
    rows[1][field] = value
    assert (2, field, fault) in list(row_faults(resource(name)["schema"], rows))


def test_a_key_used_twice_an_unknown_field_and_a_dangling_code_are_found() -> None:
    schema, rows = resource("figures")["schema"], table("figures")
    twice, last = [*rows, {**rows[0], "source": "nowhere", "remark": ""}], len(rows) + 1
    found = {(row, what) for row, _, what in row_faults(schema, twice)}
    assert found == {(last, "unknown_field"), (last, "fields"), (last, "same_key_as_1")}
    assert list(dangling(schema, twice, table)) == [(last, "source", "nowhere")]


def test_what_stands_inside_a_programme_leads_somewhere() -> None:
    areas = {row["code"] for row in table("areas")}
    sources = {row["id"] for row in table("sources")}
    for programme, event in events():
        assert event["ref_area"] in areas, programme["id"]
        assert event["source"] in sources, programme["id"]


def test_checks_ratios_and_breakdowns_name_what_exists() -> None:
    indicators = {row["code"]: row for row in table("indicators")}
    for row in indicators.values():
        assert {ratio["denominator"] for ratio in row.get("ratios", [])} <= indicators.keys()
        for check in row.get("checks", []):
            left, _, right = check.split()
            assert {left, right} <= indicators.keys(), check
    for figure in table("figures"):
        kinds = indicators[figure["indicator"]].get("breakdowns", [])
        assert figure["breakdown"] in {"", *(kind["code"] for kind in kinds)}, figure


def test_charts_and_their_descriptor_know_the_same_words() -> None:
    fields = {field["name"]: field for field in resource("charts")["schema"]["fields"]}
    assert set(fields) == set(KEYS)
    for key, words in CHOICES.items():
        rule = fields[key]["constraints"]
        assert rule.get("enum", rule.get("pattern", "").split("|")) == list(words)
    programmes = {row["id"] for row in table("programmes")}
    assert {code for row in table("charts") for code in row.get("alone", {})} <= programmes
