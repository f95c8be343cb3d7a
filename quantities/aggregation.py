"""How an indicator's figures become a total: over areas, and over time.

`aggregation` in indicators.yaml is one word or both: `aggregation: {areas: sum, time: last}`.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

AGGREGATIONS = ("sum", "last", "none")
"""The short spelling: added up everywhere; added over areas, the last over time; never."""
PARTS = {"areas": ("sum", "none"), "time": ("sum", "last", "none")}
"""The long spelling's keys with the words that each may have."""


class Aggregation(NamedTuple):
    """Whether figures of several areas are added (sum, none) and how months are (sum, last, none).

    `last` over time: a span has the number of its last month, never an older one in its place.
    """

    areas: str
    time: str


_MEANINGS = {
    "sum": Aggregation("sum", "sum"),
    "last": Aggregation("sum", "last"),
    "none": Aggregation("none", "none"),
}


def is_aggregation(given: Any) -> bool:
    """Return whether `aggregation` of an entry has one of its two spellings."""
    if isinstance(given, Mapping):
        return given.keys() == PARTS.keys() and all(given[key] in PARTS[key] for key in PARTS)
    return isinstance(given, str) and given in AGGREGATIONS


def read_aggregation(indicator: Mapping[str, Any]) -> Aggregation:
    """Return how figures of an entry of indicators.yaml are combined, in whichever spelling.

    A stock is a number at a date: over time it is never added. Without a valid `aggregation`
    nothing is combined. Example: kind stock, `last` -> areas sum, time last.
    """
    given = indicator.get("aggregation")
    if not is_aggregation(given):
        return _MEANINGS["none"]
    found = Aggregation(**given) if isinstance(given, Mapping) else _MEANINGS[str(given)]
    if indicator.get("kind") == "stock" and found.time == "sum":
        return found._replace(time="last")
    return found


def spell_aggregation(given: Any) -> str:
    """Return an `aggregation` in one word where there is one, else both: "sum", "none/last"."""
    if not isinstance(given, Mapping):
        return str(given or "")
    both = Aggregation(str(given.get("areas", "")), str(given.get("time", "")))
    return next((word for word, meaning in _MEANINGS.items() if meaning == both), "/".join(both))
