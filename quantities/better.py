"""Which way an indicator is good: `better` in indicators.yaml, more where it says nothing."""

from collections.abc import Mapping
from typing import Any, Literal, get_args

Better = Literal["more", "less", "none"]
"""More is better (new members), less is (households in difficulty), neither is (notices sent)."""
BETTER: tuple[Better, ...] = get_args(Better)


def read_better(indicator: Mapping[str, Any]) -> Better:
    """Return which way an entry of indicators.yaml is good: `more`, `less` or `none`.

    Where less is better the smallest number has the first place; where neither is, the largest has
    it, but nobody is drawn as ahead or behind. Example: {"better": "less"} -> "less".
    """
    return next((way for way in BETTER if way == indicator.get("better")), "more")
