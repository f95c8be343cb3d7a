"""A catalogue entry that names what nothing knows stops a first start: file, entry and key."""

import shutil
from pathlib import Path

import pytest

import ledger
from curation.error_messages import format_error
from curation.errors import PublishBlockedError
from curation.releases import datasets
from curation.releases.bootstrap import publish_first_release
from locales import LANGUAGES, Words
from settings import CONFIG_VARIABLE
from tests.helpers.report_copy import SHIPPED

ENTRY = """
- code: tea_rooms
  name: {zh: 职工茶室数, en: Tea rooms}
  definition: {zh: 期末开放的职工茶室个数；不计食堂。, en: Tea rooms open; no canteens.}
  unit: {zh: 间, en: rooms}
  classifiers: [间]
  topic: assistance
  kind: stock
  aggregation: last
  ratios: [{denominator: union_members, unit: {zh: 间/人, en: per member}}]
  terms: [职工茶室, 工会茶室]
"""
FAULTS = [
    ("topic: assistance", "topic: asistance", "topic", "assistance"),
    ("zh: 间, en: rooms", "zh: 閒間, en: rooms", "unit", "unit"),
    ("denominator: union_members", "denominator: union_member", "ratios", "union_members"),
    ("工会茶室", "职工书屋", "terms", "职工书屋 (reading_rooms)"),
    (
        "aggregation: last",
        "aggregation: {areas: sum, time: first}",
        "aggregation.time",
        "sum, last, none",
    ),
    (
        "kind: stock\n  aggregation: last",
        "kind: ratio\n  aggregation: none\n  numerator: tea_rooms\n  denominator: union_member",
        *("denominator", "union_members"),
    ),
    ("zh: 职工茶室数", "zh: 送温暖年度任务", "terms", "送温暖年度任务 (warmth_households_target)"),
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """What ships, with one entry more."""
    copy = Path(shutil.copytree(SHIPPED, tmp_path / "datasets"))
    path = copy / "indicators.yaml"
    path.write_text(path.read_text("utf-8") + ENTRY.lstrip(), "utf-8")
    return copy


def change(folder: Path, old: str, new: str) -> None:
    path = folder / "indicators.yaml"
    head, _, entry = path.read_text("utf-8").rpartition("- code: tea_rooms")
    assert entry.count(old) == 1
    path.write_text(f"{head}- code: tea_rooms{entry.replace(old, new)}", "utf-8")


def test_an_entry_without_a_fault_is_published(folder: Path) -> None:
    assert datasets.check_tables(folder).checked.problems == ()


@pytest.mark.parametrize(("old", "new", "key", "expected"), FAULTS)
def test_a_fault_names_file_entry_and_key_and_nothing_is_published(
    tmp_path: Path, folder: Path, old: str, new: str, key: str, expected: str
) -> None:
    change(folder, old, new)
    store = ledger.open_store(str(tmp_path / "store"))
    with pytest.raises(PublishBlockedError) as blocked:
        publish_first_release(store, folder)
    (problem,) = blocked.value.problems
    assert (problem.file, problem.value, problem.field) == ("indicators.yaml", "tea_rooms", key)
    assert problem.expected == expected
    for language in LANGUAGES:
        told = format_error(Words(language), blocked.value)
        assert all(word in told for word in ("indicators.yaml", "tea_rooms", key, expected))
    assert store.head() is None


def test_a_later_start_names_it_too_and_goes_on(tmp_path: Path, folder: Path) -> None:
    store = ledger.open_store(str(tmp_path / "store"))
    publish_first_release(store, folder)
    change(folder, "topic: assistance", "topic: asistance")
    began = publish_first_release(store, folder)
    assert (began.release.number, began.datasets_differ) == (1, True)
    told = format_error(Words("zh"), began.fault)
    assert all(word in told for word in ("indicators.yaml", "tea_rooms", "topic", "assistance"))


def test_a_topic_of_config_yaml_is_known(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    change(folder, "topic: assistance", "topic: tea")
    config = tmp_path / "config.yaml"
    config.write_text("topics:\n- {topic: tea, name: {zh: 茶, en: Tea}, charts: []}\n", "utf-8")
    monkeypatch.setenv(CONFIG_VARIABLE, str(config))
    assert datasets.check_tables(folder).checked.problems == ()


def test_a_folder_of_a_release_is_taken_as_it_was_published(folder: Path) -> None:
    change(folder, "topic: assistance", "topic: tea")
    descriptor = folder / "datapackage.yaml"
    descriptor.write_text(descriptor.read_text("utf-8") + 'release: "3"\n', "utf-8")
    assert datasets.check_tables(folder).checked.problems == ()
