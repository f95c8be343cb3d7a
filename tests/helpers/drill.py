"""How often faults are tried: a few times in every run of the tests, many in `make drill`."""

import os

DRILL = bool(os.environ.get("DRILL"))


def times(usual: int, drill: int) -> int:
    """How often something is tried: more often in a drill."""
    return drill if DRILL else usual


def minutes(usual: float) -> float:
    """How long something is watched: DRILL_MINUTES in a drill."""
    return float(os.environ.get("DRILL_MINUTES", "2")) if DRILL else usual
