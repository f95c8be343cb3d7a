"""Releases made in memory: the same figures and code lists as a store would read, without one."""

import json
from datetime import UTC, datetime
from functools import cache
from typing import Any

import pandas as pd
import pyarrow as pa

from file_formats import csv, yaml
from ledger import Release, Snapshot
from ledger.area_tree import AreaTree
from ledger.code_lists import areas_to_frame, encode_code_list
from ledger.queries.snapshot import join_attributes
from ledger.storage.data_files import COLUMNS, SCHEMA, select_columns
from quantities.annual_targets import with_annual_targets
from quantities.figure_keys import KEY_COLUMNS
from tests.helpers.releases import codes, figures_of
from tests.helpers.report_copy import REPORT

FIRST = Release(
    number=1,
    parent=0,
    at=datetime(2024, 11, 5, tzinfo=UTC),
    author="operator:test",
    reason="test",
    kind="publish",
    restored=None,
    source_sha256="",
    data_files=(),
    codes={},
)


def in_memory(figures: pd.DataFrame, lists: dict[str, Any]) -> Snapshot:
    """Join figures with code lists as the ledger does when it reads a release."""
    return _joined(figures, {kind: encode_code_list(values) for kind, values in lists.items()})


def report_in_memory() -> Snapshot:
    """The report's figures as a first release, read without the checks of an upload."""
    figures, areas = (
        pd.DataFrame(list(csv.read_records((REPORT / name).read_bytes())))
        for name in ("figures.csv", "areas.csv")
    )
    numbers = ["value", "value_low", "value_high"]
    figures[numbers] = figures[numbers].apply(pd.to_numeric)
    lists: dict[str, Any] = {
        name: yaml.load_yaml((REPORT / f"{name}.yaml").read_bytes())
        for name in ("indicators", "programmes", "sources")
    }
    return in_memory(figures, {**lists, "areas": areas})


def small_in_memory(rows: dict[str, str]) -> Snapshot:
    """A release of a few figures, given by key and wording, with small code lists."""
    return _joined(figures_of(rows), _small_lists())


@cache
def _small_lists() -> dict[str, bytes]:
    return {kind: encode_code_list(values) for kind, values in codes().items()}


def _joined(figures: pd.DataFrame, encoded: dict[str, bytes]) -> Snapshot:
    lists = {kind: json.loads(data) for kind, data in encoded.items() if kind != "areas"}
    lists["indicators"] = with_annual_targets(lists["indicators"])
    own = pa.schema([SCHEMA.field(name) for name in COLUMNS])
    rows = select_columns(figures).cast(own).sort_by([(name, "ascending") for name in KEY_COLUMNS])
    tree, frame = _areas(encoded["areas"])
    return Snapshot(
        release=FIRST,
        figures=join_attributes(rows, lists["indicators"], tree),
        indicators=lists["indicators"],
        programmes=lists["programmes"],
        sources=lists["sources"],
        areas=frame.copy(),
    )


@cache
def _areas(encoded: bytes) -> tuple[AreaTree, pd.DataFrame]:
    records = json.loads(encoded)
    return AreaTree(records), areas_to_frame(records)
