"""Workers' recuperation: the subsidy fund, what matches it, who took part."""

import pandas as pd

from metrics.combine import EVENT
from metrics.figures import choose, quantities_of, reported
from metrics.table import numbers, records, table
from quantities import product


def matched_pool(figures: pd.DataFrame) -> pd.DataFrame:
    """Derive the pool of subsidy fund and enterprise match: budget × (1 + ratio), in 元.

    `part` is fund, match or pool. The pool is what the rule foresees, not money reported as spent,
    and is never divided by the participants so far.
    """
    rows = []
    ratios = choose(figures, indicator="matching_ratio").set_index(EVENT)
    for budget in records(choose(figures, indicator="subsidy_budget")):
        event = tuple(budget[name] for name in EVENT)
        if event not in ratios.index:
            continue
        fund = quantities_of(pd.DataFrame([budget]))[0]
        rule = ratios.loc[event]
        keys = [budget["key"], rule["key"]]
        dimensions = dict(zip(EVENT, event, strict=True))
        rows += [
            {"part": "fund"} | dimensions | numbers(fund, keys[:1], budget["unit"]),
            {"part": "match"} | dimensions | numbers(product(fund, rule["value"]), keys),
            {"part": "pool"} | dimensions | numbers(product(fund, 1 + rule["value"]), keys),
        ]
    return table(rows, ["part", *EVENT])


def participants(figures: pd.DataFrame) -> pd.DataFrame:
    """Show the people who have taken part so far, as reported, in 人."""
    return reported(figures, indicator="recuperation_participants")
