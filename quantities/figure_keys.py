"""The key of a figure as one string, as web addresses and stored references contain it.

The five key columns (indicator, programme, area, breakdown, period) are joined with full stops,
as in an SDMX series key. An empty column leaves two stops side by side:
`supervision_notices.ningbo-supervision.330200..2024-01/2024-09` has no breakdown.
"""

from collections.abc import Mapping
from typing import Any

COUNTRY = "100000"
"""The code of the whole country among reference areas (GB/T 2260)."""
KEY_COLUMNS = ("indicator", "programme", "ref_area", "breakdown", "time_period")


def figure_key(row: Mapping[str, Any]) -> str:
    """Return the key of a row of the figures table: its five key columns joined by full stops."""
    return ".".join(str(row[column]) for column in KEY_COLUMNS)


def split_key(key: str) -> dict[str, str]:
    """Split a figure's key into its five columns: a..b.c.2024 → indicator a, programme "", ….

    Raises ValueError if the key does not have five parts.
    """
    parts = key.split(".")
    if len(parts) != len(KEY_COLUMNS):
        raise ValueError(f"a figure's key has five parts: {key!r}")
    return dict(zip(KEY_COLUMNS, parts, strict=True))
