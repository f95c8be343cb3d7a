"""The tables that ship and their descriptor, read as the dashboard reads them."""

from collections.abc import Iterator
from functools import cache
from typing import Any

import yaml

import file_formats.csv
import file_formats.yaml
from tests.helpers.report_copy import SHIPPED

Row = dict[str, Any]


@cache
def descriptor() -> dict[str, Any]:
    """The Data Package descriptor, its numbers and truth values as YAML means them."""
    loaded: dict[str, Any] = yaml.safe_load((SHIPPED / "datapackage.yaml").read_bytes())
    return loaded


def resource(name: str) -> dict[str, Any]:
    """One resource of the descriptor."""
    found: dict[str, Any] = next(r for r in descriptor()["resources"] if r["name"] == name)
    return found


@cache
def table(name: str) -> list[Row]:
    """All rows of a table, every scalar as text; whoever changes one copies it first."""
    path = SHIPPED / resource(name)["path"]
    if path.suffix == ".csv":
        return list(file_formats.csv.read_records(path.read_bytes()))
    rows: list[Row] = file_formats.yaml.load_yaml(path.read_bytes())
    return rows


def column(name: str, field: str) -> list[str]:
    """The values of one field, in order; "" where a row has none."""
    return [row.get(field, "") for row in table(name)]


def events() -> Iterator[tuple[Row, Row]]:
    """Every dated event with its programme."""
    for programme in table("programmes"):
        for event in programme.get("events", []):
            yield programme, event
