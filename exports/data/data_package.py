"""A release as a Data Package (Frictionless): the same files as in datasets/."""

import copy
import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import orjson
import pandas as pd

from exports.data.arrow_columns import to_arrow, write_csv
from exports.data.release_data import FIGURE_COLUMNS, ReleaseData
from exports.zip_archive import zip_files
from file_formats import yaml

DATASETS = Path(__file__).parents[2] / "datasets"
AREA_COLUMNS = ("code", "name_zh", "name_en", "parent", "level", "tile_row", "tile_col")
_INTEGER_KEYS = ("minItems", "maxItems", "minLength", "maxLength", "maxProperties", "minimum")


def build_package_files(release_data: ReleaseData) -> dict[str, bytes]:
    """Return the tables of a release, the declared charts and datapackage.yaml by file name."""
    files = {
        "figures.csv": _write_table(release_data.figures, FIGURE_COLUMNS),
        "indicators.yaml": yaml.dump_yaml(list(map(dict, release_data.indicators))),
        "programmes.yaml": yaml.dump_yaml(list(map(dict, release_data.programmes))),
        "sources.yaml": yaml.dump_yaml(list(map(dict, release_data.sources))),
        "areas.csv": _write_table(release_data.areas, AREA_COLUMNS),
        "charts.yaml": (DATASETS / "charts.yaml").read_bytes(),
    }
    return files | {"datapackage.yaml": yaml.dump_yaml(build_descriptor(release_data, files))}


def write_data_package(release_data: ReleaseData) -> bytes:
    """Return the tables, with the descriptor in YAML and in JSON, as a ZIP."""
    files = build_package_files(release_data)
    descriptor = build_descriptor(release_data, files)
    files["datapackage.json"] = orjson.dumps(descriptor, option=orjson.OPT_INDENT_2)
    return zip_files(files, release_data.release.at)


def build_descriptor(release_data: ReleaseData, files: Mapping[str, bytes]) -> dict[str, Any]:
    """Return the descriptor of a release: fields of the tables, size and hash of each file."""
    descriptor = copy.deepcopy(_load_descriptor())
    descriptor["version"] = f"{release_data.release.number}.0.0"
    descriptor["created"] = release_data.release.at.strftime("%Y-%m-%dT%H:%M:%SZ")
    for resource in descriptor["resources"]:
        data = files[resource["path"]]
        resource["bytes"] = len(data)
        resource["hash"] = "sha256:" + hashlib.sha256(data).hexdigest()
    return descriptor


def _write_table(frame: pd.DataFrame, columns: tuple[str, ...]) -> bytes:
    """Return the named columns of a table as CSV."""
    return write_csv({name: to_arrow(frame[name]) for name in columns})


@cache
def _load_descriptor() -> dict[str, Any]:
    """Return the content of datasets/datapackage.yaml."""
    data = (DATASETS / "datapackage.yaml").read_bytes()
    descriptor: dict[str, Any] = _parse_values(yaml.load_yaml(data))
    return descriptor


def _parse_values(value: Any, key: str = "") -> Any:
    """Return a descriptor with booleans and integers in place of their texts: "true" → True.

    YAML values are read as text; `key` is the key of `value` in the mapping around it.
    """
    if isinstance(value, dict):
        return {name: _parse_values(part, name) for name, part in value.items()}
    if isinstance(value, list):
        return [_parse_values(part, key) for part in value]
    if value in ("true", "false"):
        return value == "true"
    return int(value) if key in _INTEGER_KEYS else value
