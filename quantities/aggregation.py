"""How an indicator's figures become a total: over areas, and over time.

`aggregation` in indicators.yaml is one word or both: `aggregation: {areas: sum, time: last}`.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

AGGREGATIONS = ("sum", "last", "none")
"""The short spellings. sum: added up over areas and over time. last: added up over areas, the last
number over time. none: never combined."""
PARTS = {"areas": ("sum", "none"), "time": ("sum", "last", "none")}
"""The long spelling's keys with the words that each may have."""


class Aggregation(NamedTuple):
    """How figures are combined over areas (sum, none) and over time (sum, last, none).

    `last` over time means that a span has the number of its last month; an older one never takes
    its place.
    """

    areas: str
    time: str


_MEANINGS = {
    "sum": Aggregation("sum", "sum"),
    "last": Aggregation("sum", "last"),
    "none": Aggregation("none", "none"),
}


def is_aggregation(given: Any) -> bool:
    """Return whether a value of `aggregation` is valid, in the short or the long spelling."""
    if isinstance(given, Mapping):
        return given.keys() == PARTS.keys() and all(given[key] in PARTS[key] for key in PARTS)
    return isinstance(given, str) and given in AGGREGATIONS


def read_aggregation(indicator: Mapping[str, Any]) -> Aggregation:
    """Return how figures of an entry of indicators.yaml are combined.

    A stock, a number at a date, is never added up over time. Without a valid `aggregation` nothing
    is combined. Example: kind stock, `last` -> areas sum, time last.
    """
    given = indicator.get("aggregation")
    if not is_aggregation(given):
        return _MEANINGS["none"]
    meaning = Aggregation(**given) if isinstance(given, Mapping) else _MEANINGS[str(given)]
    if indicator.get("kind") == "stock" and meaning.time == "sum":
        return meaning._replace(time="last")
    return meaning


def spell_aggregation(given: Any) -> str:
    """Return an `aggregation` as one word if possible, else as "areas/time": "sum", "none/last".

    `given` is the value of that key in indicators.yaml, a word or a mapping; None gives "". The
    column `aggregation` of stored figures has this text.
    """
    if not isinstance(given, Mapping):
        return str(given or "")
    aggregation = Aggregation(str(given.get("areas", "")), str(given.get("time", "")))
    words = (word for word, meaning in _MEANINGS.items() if meaning == aggregation)
    return next(words, "/".join(aggregation))
