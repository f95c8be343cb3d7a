"""The structure beside the SDMX-CSV, read and validated by pysdmx together with the data."""

import json
from pathlib import Path

import pytest
from pysdmx.io import get_datasets, read_sdmx
from pysdmx.model import Codelist

from exports import data
from exports.data.sdmx import COLUMNS
from ledger import Snapshot
from locales import Words


@pytest.fixture
def files(snapshot: Snapshot, words: dict[str, Words], tmp_path: Path) -> dict[str, Path]:
    """The data and their structure, as they are downloaded."""
    paths = {"sdmx": tmp_path / "data.csv", "sdmx_structure": tmp_path / "structure.json"}
    for kind, path in paths.items():
        made = data.make_download(kind, snapshot, words["zh"])  # type: ignore[arg-type]
        path.write_bytes(made.data)
    return paths


def test_data_are_read_by_their_structure(files: dict[str, Path]) -> None:
    (found,) = get_datasets(files["sdmx"], files["sdmx_structure"], validate=True)
    assert found.short_urn == "Dataflow=UNION:FIGURES(1.0.0)"
    assert len(found.data) == 49
    assert list(found.data.columns) == list(COLUMNS[3:])


def test_every_coded_value_is_in_its_list_and_has_names(files: dict[str, Path]) -> None:
    message = read_sdmx(files["sdmx_structure"], validate=True)
    lists = {each.id: set(each.codes) for each in message.structures if isinstance(each, Codelist)}
    (found,) = get_datasets(files["sdmx"], files["sdmx_structure"], validate=True)
    coded = {
        *("FREQ", "INDICATOR", "PROGRAMME", "REF_AREA", "BREAKDOWN", "OBS_STATUS"),
        *("UNIT_MEASURE", "QUALIFIER", "SOURCE"),
    }
    assert set(lists) == {f"CL_{name}" for name in coded}
    for name in coded:
        codes = {each.id for each in lists[f"CL_{name}"]}
        assert set(found.data[name]) <= codes, name
        assert codes - set(found.data[name]) <= {"_T", "_Z"}, name
    written = json.loads(files["sdmx_structure"].read_bytes())["data"]["codelists"]
    areas = next(each for each in written if each["id"] == "CL_REF_AREA")
    assert {each["id"]: each["names"] for each in areas["codes"]}["330200"] == {
        "zh": "宁波市",
        "en": "Ningbo City",
    }


def test_the_data_structure_has_dimensions_measure_and_attributes(files: dict[str, Path]) -> None:
    message = read_sdmx(files["sdmx_structure"], validate=True)
    (structure,) = message.get_data_structure_definitions()
    components = structure.components
    assert [each.id for each in components.dimensions] == [*COLUMNS[3:9]]
    assert [each.id for each in components.measures] == ["OBS_VALUE"]
    assert [each.id for each in components.attributes] == [*COLUMNS[10:]]
