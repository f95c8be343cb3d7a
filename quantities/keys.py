"""The key of a figure as one text, as it is in addresses.

Five columns are joined with full stops like an SDMX series key; empty ones stay empty:
`supervision_notices.ningbo-supervision.330200..2024-01/2024-09`.
"""

from collections.abc import Mapping
from typing import Any

COUNTRY = "100000"
"""The whole country among reference areas (GB/T 2260)."""
KEY = ("indicator", "programme", "ref_area", "breakdown", "time_period")


def figure_key(row: Mapping[str, Any]) -> str:
    """Return the key of one figure."""
    return ".".join(str(row[part]) for part in KEY)


def split_key(key: str) -> dict[str, str]:
    """Split a figure's key into its five columns. Raises ValueError if there are not five."""
    parts = key.split(".")
    if len(parts) != len(KEY):
        raise ValueError(f"a figure's key has five parts: {key!r}")
    return dict(zip(KEY, parts, strict=True))
