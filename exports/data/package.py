"""A release as the Data Package it was curated in: put back as datasets/, it is the same state."""

import copy
import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import orjson
import pandas as pd

from exports.data.columns import take_column, write_csv
from exports.data.released import FIGURE, ReleasedData
from exports.zip_archive import zipped
from file_formats import yaml

DESCRIPTOR = Path(__file__).parents[2] / "datasets" / "datapackage.yaml"
AREA = ("code", "name_zh", "name_en", "parent", "level", "tile_row", "tile_col")
_COUNTS = ("minItems", "maxItems", "minLength", "maxLength", "maxProperties", "minimum")


def package_tables(released: ReleasedData) -> dict[str, bytes]:
    """Return the five tables and datapackage.yaml by file name."""
    files = {
        "figures.csv": _table(released.figures, FIGURE),
        "indicators.yaml": yaml.dump_yaml(list(map(dict, released.indicators))),
        "programmes.yaml": yaml.dump_yaml(list(map(dict, released.programmes))),
        "sources.yaml": yaml.dump_yaml(list(map(dict, released.sources))),
        "areas.csv": _table(released.areas, AREA),
    }
    return files | {"datapackage.yaml": yaml.dump_yaml(package_descriptor(released, files))}


def data_package(released: ReleasedData) -> bytes:
    """Return the tables and their descriptor, in YAML and in JSON, as a ZIP."""
    files = package_tables(released)
    plain = package_descriptor(released, files)
    files["datapackage.json"] = orjson.dumps(plain, option=orjson.OPT_INDENT_2)
    return zipped(files, released.release.at)


def package_descriptor(released: ReleasedData, files: Mapping[str, bytes]) -> dict[str, Any]:
    """Describe the tables of this release: their fields, and size and hash of each file."""
    plain = copy.deepcopy(_schema())
    plain["version"] = f"{released.release.number}.0.0"
    plain["created"] = released.release.at.strftime("%Y-%m-%dT%H:%M:%SZ")
    for resource in plain["resources"]:
        data = files[resource["path"]]
        resource["bytes"] = len(data)
        resource["hash"] = "sha256:" + hashlib.sha256(data).hexdigest()
    return plain


def _table(frame: pd.DataFrame, columns: tuple[str, ...]) -> bytes:
    return write_csv({name: take_column(frame[name]) for name in columns})


@cache
def _schema() -> dict[str, Any]:
    found: dict[str, Any] = _typed(yaml.load_yaml(DESCRIPTOR.read_bytes()))
    return found


def _typed(value: Any, key: str = "") -> Any:
    """Give truth values and counts of a descriptor read as text their JSON types."""
    if isinstance(value, dict):
        return {name: _typed(part, name) for name, part in value.items()}
    if isinstance(value, list):
        return [_typed(part, key) for part in value]
    if value in ("true", "false"):
        return value == "true"
    return int(value) if key in _COUNTS else value
