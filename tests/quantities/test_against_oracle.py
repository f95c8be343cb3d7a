"""Thousands of wordings a run against an oracle that was written from the rules alone."""

import os
import secrets
from fractions import Fraction

from quantities import UnreadableQuantityError, parse_quantity
from quantities.exact_numbers import exact_fraction
from tests.quantities.oracle import Meaning, make_wordings

COUNT = 6000


def read(wording: str) -> Meaning | None:
    try:
        found = parse_quantity(wording)
    except UnreadableQuantityError:
        return None
    value, low, high = (
        None if number is None else exact_fraction(number)
        for number in (found.value, found.low, found.high)
    )
    return Meaning(
        value or Fraction(0),
        low,
        high,
        found.low_exclusive,
        found.high_exclusive,
        found.unit,
        found.digits,
    )


def test_each_wording_says_what_the_rules_say(capsys) -> None:
    """ORACLE_SEED repeats a run; without it every run has a seed of its own, which is printed."""
    seed = int(os.environ.get("ORACLE_SEED") or secrets.randbelow(10**9))
    with capsys.disabled():
        print(f"\nORACLE_SEED={seed}", end="")
    wrong = [
        (case.kind, case.wording, f"read {read(case.wording)}", f"said {case.meaning}")
        for case in make_wordings(seed, COUNT)
        if read(case.wording) != case.meaning
    ]
    assert wrong == [], f"{len(wrong)} of {COUNT} with ORACLE_SEED={seed}: {wrong[:5]}"
