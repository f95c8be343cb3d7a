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
from quantities.annual_targets import without_annual_targets

DATASETS = Path(__file__).parents[2] / "datasets"
AREA_COLUMNS = ("code", "name_zh", "name_en", "parent", "level", "tile_row", "tile_col")
OPTIONAL_AREA_COLUMNS = ("reports_to", "since", "until")
DEMONSTRATION = "演示数据 · Demonstration data"
_INTEGER_KEYS = ("minItems", "maxItems", "minLength", "maxLength", "maxProperties", "minimum")
"""Keys of a Table Schema or JSON Schema whose values are whole numbers."""


def build_package_files(release_data: ReleaseData) -> dict[str, bytes]:
    """Return the tables of a release, the declared charts and datapackage.yaml by file name.

    charts.yaml is that of the installed program: a release has none of its own.
    """
    areas = release_data.areas
    optional = (name for name in OPTIONAL_AREA_COLUMNS if name in areas)
    units = [name for name in optional if areas[name].any()]
    reported = set(release_data.figures["indicator"])
    indicators = without_annual_targets(release_data.indicators, keep=reported)
    # YAML is written of plain dictionaries, which entries of a release need not be.
    files = {
        "figures.csv": _write_package_csv(release_data.figures, FIGURE_COLUMNS),
        "indicators.yaml": yaml.dump_yaml(indicators),
        "programmes.yaml": yaml.dump_yaml(list(map(dict, release_data.programmes))),
        "sources.yaml": yaml.dump_yaml(list(map(dict, release_data.sources))),
        "areas.csv": _write_package_csv(areas, (*AREA_COLUMNS, *units)),
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
    """Return the descriptor of a release: fields of the tables, size and hash of each file.

    `files` are the package's files by the paths that datasets/datapackage.yaml names.
    """
    descriptor = copy.deepcopy(_load_descriptor())  # the loaded one is kept for the next call
    if any(source.get("demonstration") for source in release_data.sources):
        descriptor["title"] = DEMONSTRATION
    descriptor["version"] = f"{release_data.release.number}.0.0"
    descriptor["created"] = release_data.release.at.strftime("%Y-%m-%dT%H:%M:%SZ")
    for resource in descriptor["resources"]:
        data = files[resource["path"]]
        resource["bytes"] = len(data)
        resource["hash"] = "sha256:" + hashlib.sha256(data).hexdigest()
    return descriptor


def _write_package_csv(table: pd.DataFrame, columns: tuple[str, ...]) -> bytes:
    """Return these columns of figures or areas as a CSV file of the Data Package."""
    return write_csv({name: to_arrow(table[name]) for name in columns})


@cache
def _load_descriptor() -> dict[str, Any]:
    """Return the content of datasets/datapackage.yaml."""
    data = (DATASETS / "datapackage.yaml").read_bytes()
    descriptor: dict[str, Any] = _parse_booleans_and_integers(yaml.load_yaml(data))
    return descriptor


def _parse_booleans_and_integers(value: Any, key: str = "") -> Any:
    """Return the package descriptor's content with booleans and integers for texts: "true" → True.

    Every value in YAML is read as text; `key` is the key of `value` in the mapping around it.
    """
    if isinstance(value, dict):
        return {name: _parse_booleans_and_integers(item, name) for name, item in value.items()}
    if isinstance(value, list):
        return [_parse_booleans_and_integers(item, key) for item in value]
    if value in ("true", "false"):
        return value == "true"
    return int(value) if key in _INTEGER_KEYS else value
