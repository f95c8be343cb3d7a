"""Whether more or less of an indicator is better: `better` in indicators.yaml, by default more."""

from collections.abc import Mapping
from typing import Any, Literal, get_args

Better = Literal["more", "less", "none"]
"""More is better (new members), less is (households in difficulty), neither is (notices sent)."""
BETTER: tuple[Better, ...] = get_args(Better)


def read_better(indicator: Mapping[str, Any]) -> Better:
    """Return whether more or less of an entry of indicators.yaml is better, or neither (`none`).

    Without the key `better`, or with a word that is not in BETTER, more is better. If less is
    better, the smallest number has the first place. If neither is, the largest has it, but nobody
    is shown as ahead or behind. Example: {"better": "less"} -> "less".
    """
    return next((better for better in BETTER if better == indicator.get("better")), "more")
