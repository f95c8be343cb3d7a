"""Code lists (indicators, programmes, sources, areas) as immutable files named by their hash."""

import json
from collections.abc import Mapping
from typing import Any

import pandas as pd

from ledger.errors import CorruptReleaseError
from ledger.release import sha256_hex
from ledger.storage.object_store import ObjectStore

AREA_TEXT = ("code", "name_zh", "name_en", "parent", "level")
AREA_TILES = ("tile_row", "tile_col")
# Code lists by name: lists of entries, and a data frame for "areas".
Codes = Mapping[str, Any]


def code_list_file(kind: str, version: str) -> str:
    """Return the file name of a code list: "codes/areas-<sha256>.json".

    `version` is the SHA-256.
    """
    return f"codes/{kind}-{version}.json"


def encode_code_list(kind: str, values: Any) -> bytes:
    """Return a code list as JSON bytes; equal lists give equal bytes."""
    if isinstance(values, pd.DataFrame):
        values = _area_records(values)
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"), default=str).encode()


def store_code_lists(object_store: ObjectStore, codes: Codes) -> dict[str, str]:
    """Write code lists (name → entries) that are not stored yet.

    Return the SHA-256 of each list.
    """
    versions = {}
    for kind, values in codes.items():
        data = encode_code_list(kind, values)
        version = versions[kind] = sha256_hex(data)
        if object_store.size(code_list_file(kind, version)) != len(data):
            object_store.put(code_list_file(kind, version), data)
    return versions


def read_verified_file(object_store: ObjectStore, name: str, sha256: str, release: int) -> bytes:
    """Read a file and compare its SHA-256; `release` is the number to name in an error.

    Raises CorruptReleaseError ("missing"; "altered": the content has another hash).
    """
    try:
        data = object_store.get(name)
    except FileNotFoundError:
        raise CorruptReleaseError("missing", name, release) from None
    if sha256_hex(data) != sha256:
        raise CorruptReleaseError("altered", name, release)
    return data


def areas_to_frame(records: list[dict[str, Any]]) -> pd.DataFrame:
    """Return areas as a data frame: text columns with "" if empty, tile positions as integers."""
    frame = pd.DataFrame(records, columns=[*AREA_TEXT, *AREA_TILES])
    frame[list(AREA_TEXT)] = frame[list(AREA_TEXT)].astype("str")
    frame[list(AREA_TILES)] = frame[list(AREA_TILES)].astype("Int64")
    return frame


def _area_records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return areas as records with tile positions as integers, None if empty.

    Positions are text if the data frame comes from a CSV file, numbers if it comes from a release.
    """
    text = frame.reindex(columns=[*AREA_TEXT, *AREA_TILES]).astype(object)
    text = text.where(text.notna(), "")
    return [
        {name: str(row[name]) for name in AREA_TEXT}
        | {name: int(row[name]) if row[name] != "" else None for name in AREA_TILES}
        for row in text.to_dict("records")
    ]


class AreaTree:
    """The tree of reference areas.

    `parent` and `level` map an area's code to its parent's code ("" for none) and to its level.
    """

    def __init__(self, records: list[dict[str, Any]]) -> None:
        """Build the tree from the records of the code list."""
        self.parent = {str(row["code"]): str(row["parent"] or "") for row in records}
        self.level = {str(row["code"]): str(row["level"]) for row in records}
        self.country = next((code for code, name in self.level.items() if name == "country"), "")
        self._above: dict[str, tuple[str, ...]] = {}

    def __eq__(self, other: object) -> bool:
        """Compare parents and levels of all areas; names are not compared."""
        if not isinstance(other, AreaTree):
            return NotImplemented
        return (self.parent, self.level) == (other.parent, other.level)

    __hash__ = None  # type: ignore[assignment]

    def above(self, code: str) -> tuple[str, ...]:
        """Return the codes of the areas that contain an area, smallest first.

        Example: "330203" → ("330200", "330000", "100000"). A cycle in the code list ends the
        search.
        """
        if code not in self._above:
            chain: list[str] = []
            up = self.parent.get(code, "")
            while up and up != code and up not in chain:
                chain.append(up)
                up = self.parent.get(up, "")
            self._above[code] = tuple(chain)
        return self._above[code]

    def within(self, code: str) -> list[str]:
        """Return the codes of an area and of all areas in it, sorted."""
        below = [area for area in self.parent if code in self.above(area)]
        return sorted({code, *below})
