"""Code lists (indicators, programmes, sources, areas) as immutable files named by their hash."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from ledger.release import sha256_hex
from ledger.storage.object_store import ObjectStore

OPTIONAL_AREA_COLUMNS = ("reports_to", "since", "until", "merged_into")
"""`reports_to`: for a unit that is no area, such as an industry's union, the area that it reports
to. `since`, `until`: the first and last month of an area that was created or abolished.
`merged_into`: the area that an abolished area belongs to since.
"""
AREA_TEXT_COLUMNS = ("code", "name_zh", "name_en", "parent", "level", *OPTIONAL_AREA_COLUMNS)
AREA_TILE_COLUMNS = ("tile_row", "tile_col")
# Code lists by name: lists of entries, and a data frame for "areas".
Codes = Mapping[str, Any]


def is_demonstration(sources: Iterable[Mapping[str, Any]]) -> bool:
    """Return whether figures are invented: one of the sources has `demonstration: true`.

    Such figures are marked everywhere, and are never mixed with real ones in a store.
    """
    return any(str(source.get("demonstration", "")).lower() == "true" for source in sources)


def build_code_list_name(list_name: str, sha256: str) -> str:
    """Return the file name of a code list, given its SHA-256: "codes/areas-0a1b….json"."""
    return f"codes/{list_name}-{sha256}.json"


def encode_code_list(entries: Any) -> bytes:
    """Return a code list (entries, or a data frame of areas) as JSON bytes.

    Equal lists give equal bytes, and so the same hash and file name. Dates become text.
    """
    if isinstance(entries, pd.DataFrame):
        entries = _convert_areas_to_records(entries)
    return json.dumps(entries, ensure_ascii=False, separators=(",", ":"), default=str).encode()


def store_code_lists(object_store: ObjectStore, codes: Codes) -> dict[str, str]:
    """Store code lists (name → entries) unless they are stored already; return name → SHA-256."""
    hashes = {}
    for list_name, entries in codes.items():
        data = encode_code_list(entries)
        sha256 = hashes[list_name] = sha256_hex(data)
        # A file of another size is damaged and written again.
        if object_store.size(build_code_list_name(list_name, sha256)) != len(data):
            object_store.put(build_code_list_name(list_name, sha256), data)
    return hashes


def areas_to_frame(records: list[dict[str, Any]]) -> pd.DataFrame:
    """Return areas as a data frame: text columns with "" if empty, tile positions as integers."""
    filled = [dict.fromkeys(OPTIONAL_AREA_COLUMNS, "") | record for record in records]
    frame = pd.DataFrame(filled, columns=[*AREA_TEXT_COLUMNS, *AREA_TILE_COLUMNS])
    frame[list(AREA_TEXT_COLUMNS)] = frame[list(AREA_TEXT_COLUMNS)].astype("str")
    frame[list(AREA_TILE_COLUMNS)] = frame[list(AREA_TILE_COLUMNS)].astype("Int64")
    return frame


def _convert_areas_to_records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return a data frame of areas as records, in which tile positions are integers or None.

    In the data frame they are text if it was read from a CSV file, numbers if from a release.
    """
    cells = frame.reindex(columns=[*AREA_TEXT_COLUMNS, *AREA_TILE_COLUMNS]).astype(object)
    cells = cells.where(cells.notna(), "")
    records = [
        {name: str(row[name]) for name in AREA_TEXT_COLUMNS}
        | {name: int(row[name]) if row[name] != "" else None for name in AREA_TILE_COLUMNS}
        for row in cells.to_dict("records")
    ]
    # Empty optional columns are left out, so that older lists keep their bytes and hash.
    return [
        {name: cell for name, cell in record.items() if cell or name not in OPTIONAL_AREA_COLUMNS}
        for record in records
    ]
