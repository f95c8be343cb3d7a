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
Codes = Mapping[str, Any]


def code_list_file(kind: str, version: str) -> str:
    """Return the file name of a version of a code list."""
    return f"codes/{kind}-{version}.json"


def encode_code_list(kind: str, values: Any) -> bytes:
    """Return a code list as JSON bytes; equal lists give equal bytes."""
    if isinstance(values, pd.DataFrame):
        values = _area_records(values)
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"), default=str).encode()


def store_code_lists(object_store: ObjectStore, codes: Codes) -> dict[str, str]:
    """Write code lists that are not stored yet and return the version (sha256) of each."""
    versions = {}
    for kind, values in codes.items():
        data = encode_code_list(kind, values)
        version = versions[kind] = sha256_hex(data)
        if object_store.size(code_list_file(kind, version)) != len(data):
            object_store.put(code_list_file(kind, version), data)
    return versions


def read_verified_file(object_store: ObjectStore, name: str, sha256: str, release: int) -> bytes:
    """Read an immutable file. Raises CorruptReleaseError if it is missing or altered."""
    try:
        data = object_store.get(name)
    except FileNotFoundError:
        raise CorruptReleaseError("missing", name, release) from None
    if sha256_hex(data) != sha256:
        raise CorruptReleaseError("altered", name, release)
    return data


def areas_to_frame(records: list[dict[str, Any]]) -> pd.DataFrame:
    """Return areas as a frame: text columns with "" for empty, tile positions as integers."""
    frame = pd.DataFrame(records, columns=[*AREA_TEXT, *AREA_TILES])
    frame[list(AREA_TEXT)] = frame[list(AREA_TEXT)].astype("str")
    frame[list(AREA_TILES)] = frame[list(AREA_TILES)].astype("Int64")
    return frame


def _area_records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return areas as records: tile positions from a CSV file are text, from a release numbers."""
    text = frame.reindex(columns=[*AREA_TEXT, *AREA_TILES]).astype(object)
    text = text.where(text.notna(), "")
    return [
        {name: str(row[name]) for name in AREA_TEXT}
        | {name: int(row[name]) if row[name] != "" else None for name in AREA_TILES}
        for row in text.to_dict("records")
    ]


class AreaTree:
    """The tree of reference areas: parent and level by code."""

    def __init__(self, records: list[dict[str, Any]]) -> None:
        self.parent = {str(row["code"]): str(row["parent"] or "") for row in records}
        self.level = {str(row["code"]): str(row["level"]) for row in records}
        self.country = next((code for code, name in self.level.items() if name == "country"), "")
        self._above: dict[str, tuple[str, ...]] = {}

    def __eq__(self, other: object) -> bool:
        """Compare parents and levels of all areas; names do not count."""
        if not isinstance(other, AreaTree):
            return NotImplemented
        return (self.parent, self.level) == (other.parent, other.level)

    __hash__ = None  # type: ignore[assignment]

    def above(self, code: str) -> tuple[str, ...]:
        """Return the ancestors of an area, nearest first; a cycle in the list ends the search."""
        if code not in self._above:
            chain: list[str] = []
            up = self.parent.get(code, "")
            while up and up != code and up not in chain:
                chain.append(up)
                up = self.parent.get(up, "")
            self._above[code] = tuple(chain)
        return self._above[code]

    def within(self, code: str) -> list[str]:
        """Return an area and all areas below it, sorted."""
        below = [area for area in self.parent if code in self.above(area)]
        return sorted({code, *below})
