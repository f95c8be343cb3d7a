"""Definitions that are checked alone, and breakdowns that are added to a published indicator."""

from pathlib import Path

import pytest

from file_formats import yaml
from tests.helpers.made_uploads import codes, known, the, upload

DATASETS = Path(__file__).parents[2] / "datasets"
MEMBERS = next(entry for entry in known().indicators if entry["code"] == "members")
RICH = """
- code: tea_rooms
  name: {zh: 茶室, en: Tea rooms}
  definition: {zh: 期末茶室个数。, en: Tea rooms.}
  unit: {zh: 个, en: rooms}
  topic: supervision
  kind: stock
  aggregation: {areas: sum, time: last}
  better: more
  labels: [茶水间]
  ratios: [{per: members, name: {zh: 每人茶室, en: Tea rooms a member}}]
  breakdowns: [{code: big, name: {zh: 大茶室, en: Big}, terms: [大]}]
"""


@pytest.mark.parametrize("text", [RICH, "indicators:\n" + RICH], ids=["list", "by name"])
def test_a_yaml_file_of_definitions_keeps_every_field(text: str) -> None:
    checked = upload(("indicators.yaml", text.encode()))
    assert checked.problems == ()
    (found,) = checked.indicators
    written = yaml.load_yaml(RICH.encode())[0]
    assert {name: found[name] for name in written} == written


def test_an_indicator_that_says_that_it_has_no_unit_is_one() -> None:
    entry = {"code": "tea_rooms", "name": {"zh": "茶室"}, "unit": {"zh": "", "en": ""}}
    checked = upload(("i.yaml", yaml.dump_yaml([entry])))
    assert checked.problems == ()
    assert (checked.indicators[0]["unit"], checked.indicators[0]["classifiers"]) == ({"zh": ""}, [])


@pytest.mark.parametrize("name", ["indicators.yaml", "sources.yaml"])
def test_a_list_that_is_published_as_it_is_changes_nothing(name: str) -> None:
    data = (DATASETS / name).read_bytes()
    entries = tuple(yaml.load_yaml(data))
    kinds = {"indicators.yaml": "indicators", "sources.yaml": "sources"}
    base = known()
    lists = {"indicators": base.indicators, "sources": base.sources, kinds[name]: entries}
    base = type(base)(lists["indicators"], base.programmes, lists["sources"], base.areas)
    checked = upload((name, data), base=base)
    assert (checked.problems, checked.indicators, checked.sources) == ((), (), ())


def changed(**fields: object) -> bytes:
    return yaml.dump_yaml([{**MEMBERS, **fields}])


def test_a_breakdown_that_is_added_needs_no_explanation() -> None:
    more = [*MEMBERS["breakdowns"], {"code": "young", "name": {"zh": "青年会员", "en": "Young"}}]
    checked = upload(("i.yaml", changed(breakdowns=more)))
    told = the(checked, "breakdowns_added")
    assert (told.level, told.value, told.expected) == ("notice", "members", "青年会员")
    assert len(checked.indicators[0]["breakdowns"]) == 3
    assert codes(checked, "error", "warning") == []


@pytest.mark.parametrize(
    "fields",
    [
        {"breakdowns": MEMBERS["breakdowns"][:1]},
        {"topic": "supervision"},
        {
            "breakdowns": [*MEMBERS["breakdowns"], {"code": "x", "name": {"zh": "乙"}}],
            "kind": "flow",
        },
    ],
)
def test_any_other_change_of_a_definition_is_told(fields: dict[str, object]) -> None:
    assert codes(upload(("i.yaml", changed(**fields)))) == ["definition_changes"]
