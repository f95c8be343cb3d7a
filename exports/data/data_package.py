"""A release as a Data Package (Frictionless): the same files as in datasets/."""

from typing import Any

import orjson
import pandas as pd

from exports.data.arrow_columns import to_arrow, write_csv
from exports.data.package_descriptor import DATASETS, Columns, build_descriptor
from exports.data.release_data import FIGURE_COLUMNS, ReleaseData
from exports.zip_archive import zip_files
from file_formats import yaml
from quantities.annual_targets import without_annual_targets

AREA_COLUMNS = ("code", "name_zh", "name_en", "parent", "level", "tile_row", "tile_col")
OPTIONAL_AREA_COLUMNS = ("reports_to", "since", "until", "merged_into")


def build_package_files(release_data: ReleaseData) -> dict[str, bytes]:
    """Return the files of a release's Data Package by name: tables, charts.yaml, descriptors.

    charts.yaml is that of the installed program, since a release has none of its own.
    """
    areas = release_data.areas
    optional = (name for name in OPTIONAL_AREA_COLUMNS if name in areas)
    area_columns = (*AREA_COLUMNS, *(name for name in optional if areas[name].any()))
    reported = set(release_data.figures["indicator"])
    # YAML can only be written from plain dictionaries; entries of a release may be other mappings.
    lists = {
        "indicators": without_annual_targets(release_data.indicators, keep=reported),
        "programmes": list(map(dict, release_data.programmes)),
        "sources": list(map(dict, release_data.sources)),
    }
    files = {
        "figures.csv": _write_package_csv(release_data.figures, FIGURE_COLUMNS),
        **{f"{name}.yaml": yaml.dump_yaml(entries) for name, entries in lists.items()},
        "areas.csv": _write_package_csv(areas, area_columns),
        "charts.yaml": (DATASETS / "charts.yaml").read_bytes(),
    }
    tables = {
        **{name: _list_values_of_entries(entries) for name, entries in lists.items()},
        "figures": _list_values(release_data.figures, FIGURE_COLUMNS),
        "areas": _list_values(areas, area_columns),
    }
    descriptor = build_descriptor(release_data, files, tables)
    return files | {
        "datapackage.yaml": yaml.dump_yaml(descriptor),
        "datapackage.json": orjson.dumps(descriptor, option=orjson.OPT_INDENT_2),
    }


def write_data_package(release_data: ReleaseData) -> bytes:
    """Return a release's Data Package as a ZIP: tables, and descriptor in YAML and in JSON."""
    return zip_files(build_package_files(release_data), release_data.release.at)


def _list_values(table: pd.DataFrame, columns: tuple[str, ...]) -> Columns:
    """Return the distinct values of a table's columns, against which its schema is checked.

    NaN becomes "". A table without rows has no values: {}.
    """
    if table.empty:
        return {}
    return {
        name: ["" if pd.isna(value) else value for value in table[name].unique()]
        for name in columns
    }


def _list_values_of_entries(entries: list[dict[str, Any]]) -> Columns:
    """Return the values of each key of a code list's entries, for the check of its schema.

    The value is "" where an entry lacks the key.
    """
    names = dict.fromkeys(name for entry in entries for name in entry)
    return {name: [entry.get(name, "") for entry in entries] for name in names}


def _write_package_csv(table: pd.DataFrame, columns: tuple[str, ...]) -> bytes:
    """Return these columns of figures or areas as a CSV file of the Data Package."""
    return write_csv({name: to_arrow(table[name]) for name in columns})
