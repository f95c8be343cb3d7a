"""The five tables of a folder: written from a release, read again, named where they are wrong."""

from pathlib import Path

import pandas as pd
import pytest

from curation.errors import PublishBlockedError, UnreadableFolderError
from curation.releases import datasets
from file_formats import yaml
from ledger.code_lists import OPTIONAL_AREA_COLUMNS
from quantities.annual_targets import with_annual_targets
from tests.helpers.report_copy import SHIPPED
from tests.helpers.small_desk import AREA, FIGURE, LISTS, REPORTED, VISITS, write_folder


def bad(folder: Path) -> tuple[str, str, int, str, str]:
    with pytest.raises(UnreadableFolderError) as fault:
        datasets.read_datasets(folder)
    found = fault.value
    return found.code, found.path.name, found.row, found.column, found.value


def test_a_release_is_written_and_read_again_as_it_was(small, tmp_path):
    snapshot = small.store.read()
    datasets.write_datasets(snapshot, tmp_path / "a" / "b")
    state = datasets.read_datasets(tmp_path / "a" / "b")
    again = state.figures.sort_values(["indicator", "ref_area", "breakdown", "time_period"])
    columns = [*again.columns]
    wanted = snapshot.figures.sort_values(["indicator", "ref_area", "breakdown", "time_period"])
    pd.testing.assert_frame_equal(
        again.reset_index(drop=True)[columns].astype(str),
        wanted.reset_index(drop=True)[columns].astype(str),
    )
    assert with_annual_targets(state.codes["indicators"]) == snapshot.indicators
    assert state.codes["programmes"] == snapshot.programmes
    assert state.codes["sources"] == snapshot.sources
    areas = state.codes["areas"]
    assert areas["code"].tolist() == snapshot.areas["code"].tolist()
    assert areas.set_index("code").loc["330000"].tolist()[-6:] == ["4", "6", "", "", "", ""]
    assert areas.set_index("code").loc["330203"].tolist()[-4:] == ["", "", "", ""]
    assert state.checked.errors == ()


def test_the_tables_of_a_dump_are_plain(small, tmp_path):
    datasets.write_datasets(small.store.read(), tmp_path)
    head, first, *_ = (tmp_path / "figures.csv").read_text("utf-8-sig").splitlines()
    assert head == (
        "indicator,programme,ref_area,breakdown,time_period,as_reported,value,value_low,"
        "value_high,qualifier,obs_status,source,locator,note"
    )
    assert first == "members,,330200,men,2024,601人,601,601,601,exact,V,s,¶1,"
    areas = (tmp_path / "areas.csv").read_text("utf-8-sig").splitlines()
    assert areas[:3] == [
        AREA,
        "100000,全国,China,,country,,",
        "330000,浙江省,Zhejiang,100000,province,4,6",
    ]
    described = (tmp_path / "datapackage.yaml").read_bytes()
    assert described.startswith((SHIPPED / "datapackage.yaml").read_bytes())
    assert datasets.read_source_release(tmp_path) == 2
    datasets.write_datasets(small.store.read(1), tmp_path)
    assert datasets.read_source_release(tmp_path) == 1


@pytest.mark.parametrize(
    "name", ["figures.csv", "indicators.yaml", "programmes.yaml", "sources.yaml", "areas.csv"]
)
def test_each_table_has_to_be_there(tmp_path, name):
    folder = write_folder(tmp_path)
    (folder / name).unlink()
    assert bad(folder) == ("missing_file", name, 0, "", "")


def test_areas_have_every_column_and_row_its_width(tmp_path):
    folder = write_folder(tmp_path)
    for column in AREA.split(","):
        head = AREA.replace(column, f"{column}x")
        (folder / "areas.csv").write_text(f"{head}\n100000,全国,China,,country,,\n", "utf-8")
        assert bad(folder) == ("missing_column", "areas.csv", 1, column, "")
    (folder / "areas.csv").write_text(f"{AREA}\n100000,全国,China,,country,,\n1,x\n", "utf-8")
    code, name, row, *_ = bad(folder)
    assert (code, name, row) == ("row_width", "areas.csv", 3)
    (folder / "areas.csv").write_text(f"{AREA}\n{'x' * 40_000},,,,,,\n", "utf-8")
    assert bad(folder) == ("cell_too_long", "areas.csv", 2, "", "")
    more = f"extra,{AREA}\nx,100000,全国,China,,country,,\n"
    (folder / "areas.csv").write_text(more, "utf-8")
    areas = datasets.check_tables(folder).codes["areas"]
    assert areas.columns.tolist() == [*AREA.split(","), *OPTIONAL_AREA_COLUMNS]
    assert areas["code"].tolist() == ["100000"]


def test_a_unit_answers_to_a_listed_area(tmp_path):
    folder = write_folder(tmp_path)
    rows = "100000,全国,China,,country,,,\nORG-X,某工会,A union,100000,organisation,,,{}\n"
    (folder / "areas.csv").write_text(f"{AREA},reports_to\n{rows.format(100000)}", "utf-8")
    areas = datasets.check_tables(folder).codes["areas"]
    assert areas["reports_to"].tolist() == ["", "100000"]
    (folder / "areas.csv").write_text(f"{AREA},reports_to\n{rows.format(330200)}", "utf-8")
    problems = datasets.check_tables(folder).checked.problems
    assert ("unknown_area", "reports_to", "330200") in [
        (p.code, p.field, p.value) for p in problems
    ]


def test_areas_without_a_row_are_an_empty_list(tmp_path):
    folder = write_folder(tmp_path, {"visits.p.330203..2024-01": "1人"})
    (folder / "areas.csv").write_text(f"{AREA}\n", "utf-8")
    with pytest.raises(PublishBlockedError) as blocked:
        datasets.read_datasets(folder)
    assert {problem.code for problem in blocked.value.problems} == {"unknown_area"}


@pytest.mark.parametrize("name", ["indicators", "programmes", "sources"])
def test_lists_are_lists_of_entries_with_a_code(tmp_path, name):
    folder = write_folder(tmp_path)
    path, key = folder / f"{name}.yaml", "code" if name == "indicators" else "id"
    path.write_text("a: b\n", "utf-8")
    assert bad(folder) == ("not_a_list", path.name, 0, "", "")
    whole = LISTS[name]
    for entry in ({**whole[1], key: ""}, {"name": {"zh": "x"}}, "text", []):
        path.write_bytes(yaml.dump_yaml([whole[0], entry]))
        assert bad(folder) == ("missing_key", path.name, 2, key, "")
    path.write_text("- &x a\n", "utf-8")
    assert bad(folder)[:3] == ("yaml_alias", path.name, 1)
    path.write_text("- a: 1\n  a: 2\n", "utf-8")
    assert bad(folder) == ("yaml_duplicate_key", path.name, 2, "3", "a")
    path.write_bytes(yaml.dump_yaml(whole))
    assert len(datasets.read_datasets(folder).figures) == 8


def test_errors_in_figures_and_lists_stop_and_are_all_named(tmp_path):
    wrong = {**REPORTED, "visits.p.999999..2024-03": "5人"}
    folder = write_folder(tmp_path, wrong, indicators=[*LISTS["indicators"], {"code": "x"}])
    with pytest.raises(PublishBlockedError) as blocked:
        datasets.read_datasets(folder)
    assert blocked.value.code == "has_errors"
    assert [(each.code, each.file) for each in blocked.value.problems] == [
        ("unknown_area", "figures.csv"),
        *[("entry_lacks", "indicators.yaml")] * 4,
    ]
    state = datasets.check_tables(folder)
    assert state.checked.errors == blocked.value.problems
    assert len(state.codes["indicators"]) == 4


def test_a_folder_without_a_figure_is_refused(tmp_path):
    folder = write_folder(tmp_path, {})
    (folder / "figures.csv").write_text(f"{FIGURE}\n", "utf-8")
    with pytest.raises(PublishBlockedError) as blocked:
        datasets.read_datasets(folder)
    (problem,) = blocked.value.problems
    assert (problem.code, problem.file, problem.domain) == ("no_figures", "figures.csv", "curation")


def test_figures_are_held_against_those_that_are_published(small, tmp_path):
    folder = write_folder(tmp_path, {**REPORTED, "visits.q.340200..2024-01": "4000人"})
    assert datasets.check_tables(folder).checked.problems == ()
    published = small.store.read().figures
    (problem,) = datasets.check_tables(folder, published).checked.problems
    assert (problem.code, problem.expected) == ("large_change", "30")
    assert VISITS["code"] == "visits"
