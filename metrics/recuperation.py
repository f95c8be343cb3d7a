"""Workers' recuperation: the subsidy fund, what matches it, who took part."""

import pandas as pd

from metrics.combine import EVENT
from metrics.figures import Figures, choose, reported
from metrics.table import metric_table, number_columns, records
from quantities import product, quantity_of_figure, total


def matched_pool(figures: Figures) -> pd.DataFrame:
    """Derive the pool of subsidy fund and enterprise match: budget × (1 + ratio), in 元.

    `part` is fund, match or pool. The pool is what the rule foresees, not money reported as spent,
    and is never divided by the participants so far.
    """
    rows = []
    rules = {
        tuple(rule[name] for name in EVENT): rule
        for rule in records(choose(figures, indicator="matching_ratio"))
    }
    for budget in records(choose(figures, indicator="subsidy_budget")):
        event = tuple(budget[name] for name in EVENT)
        if event not in rules:
            continue
        fund, rule = quantity_of_figure(budget), quantity_of_figure(rules[event])
        match = product(fund, rule)
        keys = [budget["key"], rules[event]["key"]]
        rows += [
            {"part": part} | dict(zip(EVENT, event, strict=True)) | number_columns(quantity, behind)
            for part, quantity, behind in (
                ("fund", fund, keys[:1]),
                ("match", match, keys),
                ("pool", total([fund, match]), keys),
            )
        ]
    return metric_table(rows, ["part", *EVENT])


def participants(figures: Figures) -> pd.DataFrame:
    """Show the people who have taken part so far, as reported, in 人."""
    return reported(figures, indicator="recuperation_participants")
