"""Code lists (indicators, programmes, sources, areas) as immutable files named by their hash."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from ledger.release import sha256_hex
from ledger.storage.object_store import ObjectStore

OPTIONAL_AREA_COLUMNS = ("reports_to", "since", "until", "merged_into")
"""`reports_to` is the area that a unit answers to which is no area, as an industry's union; `since`
and `until` are the first and last month of one that was opened, merged or abolished;
`merged_into` is the area that it belongs to since.
"""
AREA_TEXT_COLUMNS = ("code", "name_zh", "name_en", "parent", "level", *OPTIONAL_AREA_COLUMNS)
AREA_TILE_COLUMNS = ("tile_row", "tile_col")
# Code lists by name: lists of entries, and a data frame for "areas".
Codes = Mapping[str, Any]


def is_demonstration(sources: Iterable[Mapping[str, Any]]) -> bool:
    """Return whether one of the sources is that of invented figures: `demonstration: true`.

    What such a store publishes is marked everywhere, and no other store takes it.
    """
    return any(str(source.get("demonstration", "")).lower() == "true" for source in sources)


def code_list_file(list_name: str, sha256: str) -> str:
    """Return the file name of a code list, given its SHA-256: "codes/areas-0a1b….json"."""
    return f"codes/{list_name}-{sha256}.json"


def encode_code_list(entries: Any) -> bytes:
    """Return a code list (entries, or a data frame of areas) as JSON bytes.

    Equal lists give equal bytes, and so the same file. Dates become text.
    """
    if isinstance(entries, pd.DataFrame):
        entries = _area_records(entries)
    return json.dumps(entries, ensure_ascii=False, separators=(",", ":"), default=str).encode()


def store_code_lists(object_store: ObjectStore, codes: Codes) -> dict[str, str]:
    """Write code lists (name → entries) that are not stored yet; return the SHA-256 of each."""
    hashes = {}
    for list_name, entries in codes.items():
        data = encode_code_list(entries)
        sha256 = hashes[list_name] = sha256_hex(data)
        # A file of another size is damaged and written again.
        if object_store.size(code_list_file(list_name, sha256)) != len(data):
            object_store.put(code_list_file(list_name, sha256), data)
    return hashes


def areas_to_frame(records: list[dict[str, Any]]) -> pd.DataFrame:
    """Return areas as a data frame: text columns with "" if empty, tile positions as integers."""
    filled = [dict.fromkeys(OPTIONAL_AREA_COLUMNS, "") | record for record in records]
    frame = pd.DataFrame(filled, columns=[*AREA_TEXT_COLUMNS, *AREA_TILE_COLUMNS])
    frame[list(AREA_TEXT_COLUMNS)] = frame[list(AREA_TEXT_COLUMNS)].astype("str")
    frame[list(AREA_TILE_COLUMNS)] = frame[list(AREA_TILE_COLUMNS)].astype("Int64")
    return frame


def _area_records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return areas as records with tile positions as integers, None if empty.

    In the data frame positions are text if it comes from a CSV file, numbers if from a release.
    """
    cells = frame.reindex(columns=[*AREA_TEXT_COLUMNS, *AREA_TILE_COLUMNS]).astype(object)
    cells = cells.where(cells.notna(), "")
    records = [
        {name: str(row[name]) for name in AREA_TEXT_COLUMNS}
        | {name: int(row[name]) if row[name] != "" else None for name in AREA_TILE_COLUMNS}
        for row in cells.to_dict("records")
    ]
    # Without the empty ones, a list has the bytes that it had before there were such columns.
    return [
        {name: cell for name, cell in record.items() if cell or name not in OPTIONAL_AREA_COLUMNS}
        for record in records
    ]
