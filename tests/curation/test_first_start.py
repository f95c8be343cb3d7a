import shutil
from concurrent.futures import ThreadPoolExecutor

import pytest

import ledger
from curation.errors import PublishBlockedError, UnreadableFolderError
from curation.releases import datasets
from curation.releases.bootstrap import AUTHOR, publish_first_release
from tests.helpers.report_copy import REPORT


@pytest.fixture
def folder(tmp_path):
    shutil.copytree(REPORT, tmp_path / "datasets")
    return tmp_path / "datasets"


def change(folder, name, old, new):
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_the_first_start_publishes_and_the_next_changes_nothing(tmp_path, folder):
    store = ledger.open_store(str(tmp_path / "store"))
    first = publish_first_release(store, folder)
    assert (first.release.number, first.first, first.datasets_differ) == (1, True, False)
    assert (first.release.author, first.release.rows) == (AUTHOR, 49)
    again = publish_first_release(store, folder)
    assert (again.release.number, again.first, again.datasets_differ) == (1, False, False)


def test_two_that_start_at_once_publish_one_release(tmp_path, folder):
    stores = [ledger.open_store(str(tmp_path / "store")) for _ in range(2)]
    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(lambda store: publish_first_release(store, folder), stores))
    assert {each.release.number for each in found} == {1}
    assert stores[0].head().number == 1


def test_a_later_start_says_whether_the_datasets_say_something_else(tmp_path, folder):
    store = ledger.open_store(str(tmp_path / "store"))
    publish_first_release(store, folder)
    change(folder, "indicators.yaml", "- code:", "# checked\n- code:")
    assert publish_first_release(store, folder).datasets_differ is False
    change(folder, "figures.csv", "4315人,4315,4315,4315", "4351人,4351,4351,4351")
    assert publish_first_release(store, folder).datasets_differ is True
    (folder / "figures.csv").unlink()
    assert publish_first_release(store, folder).datasets_differ is True
    assert store.head().number == 1


def test_who_types_only_the_wording_gets_value_and_bounds(folder):
    change(folder, "figures.csv", ",9100多个,9100,9100,9200,and_more,", ",9100多个,,,,,")
    row = datasets.read_datasets(folder).figures.set_index("as_reported").loc["9100多个"]
    assert (row["value"], row["value_low"], row["value_high"]) == (9100, 9100, 9200)
    assert row["qualifier"] == "and_more"


@pytest.mark.parametrize(
    ("name", "old", "new", "told"),
    [
        ("figures.csv", ",4315,4315,4315,", ",many,4315,4315,", "figures.csv, "),
        ("figures.csv", "4315人,4315,4315,4315", "4315人,4351,4351,4351", "figures.csv, "),
        ("figures.csv", "supervisors_trained,", "supervisors_trainde,", "unknown_indicator"),
        ("figures.csv", "indicator,programme", "indicator,program_me", "figures.csv, "),
        ("indicators.yaml", "aggregation: sum", "aggregation: product", "entry_lacks"),
        ("programmes.yaml", 'ref_area: "330200"', 'ref_area: "330299"', "unknown_area"),
        (
            "areas.csv",
            "330200,宁波市,Ningbo City,330000",
            "330200,宁波市,Ningbo City,33",
            "unknown_area",
        ),
    ],
)
def test_a_mistake_is_named_and_nothing_is_half_started(tmp_path, folder, name, old, new, told):
    change(folder, name, old, new)
    store = ledger.open_store(str(tmp_path / "store"))
    with pytest.raises(PublishBlockedError) as blocked:
        publish_first_release(store, folder)
    assert told in str(blocked.value)
    assert {problem.file for problem in blocked.value.problems} >= {name}
    assert store.head() is None


@pytest.mark.parametrize(
    ("name", "old", "new", "code", "row"),
    [
        ("figures.csv", None, None, "missing_file", 0),
        ("sources.yaml", None, None, "missing_file", 0),
        ("areas.csv", "code,name_zh", "code,name", "missing_column", 1),
        ("areas.csv", "100000,全国,China,", "100000,全国,China", "row_width", 2),
        ("indicators.yaml", "- code:", "- &x code:", "yaml_alias", 1),
        ("sources.yaml", "- id:", "- name:", "missing_key", 1),
    ],
)
def test_a_table_that_cannot_be_read_is_named(tmp_path, folder, name, old, new, code, row):
    if old is None:
        (folder / name).unlink()
    else:
        change(folder, name, old, new)
    store = ledger.open_store(str(tmp_path / "store"))
    with pytest.raises(UnreadableFolderError) as bad:
        publish_first_release(store, folder)
    assert (bad.value.code, bad.value.path.name, bad.value.row) == (code, name, row)
    assert name in str(bad.value)
    assert store.head() is None
