"""A fund that others match by a rule: the amount of the match, and the total."""

import pandas as pd

from metrics.figure_queries import Figures, choose
from metrics.metric_table import build_metric_table, build_number_columns, to_records
from metrics.sums_and_ratios import EVENT
from quantities import add_quantities, multiply_quantity, quantity_of_figure


def derive_pool(figures: Figures, fund: str, matching_ratio: str) -> pd.DataFrame:
    """Compute the pool of a fund and its match: fund × (1 + matching ratio), in the fund's unit.

    `fund` and `matching_ratio` are codes of indicators. Returns three rows for each figure of the
    fund; their column `part` is fund, match or pool. The pool is the amount that the rule provides,
    not money reported as spent. A fund without a ratio of the same programme, area and period is
    left out.
    """
    # The ratios by event: programme, area and period.
    ratios = {
        tuple(row[name] for name in EVENT): row
        for row in to_records(choose(figures, indicator=matching_ratio))
    }
    rows = []
    for row in to_records(choose(figures, indicator=fund)):
        event = tuple(row[name] for name in EVENT)
        if event not in ratios:
            continue
        amount = quantity_of_figure(row)
        match = multiply_quantity(amount, quantity_of_figure(ratios[event]))
        both_keys = [row["key"], ratios[event]["key"]]
        rows += [
            {"part": part}
            | dict(zip(EVENT, event, strict=True))
            | build_number_columns(quantity, keys)
            for part, quantity, keys in (
                ("fund", amount, [row["key"]]),
                ("match", match, both_keys),
                ("pool", add_quantities([amount, match]), both_keys),
            )
        ]
    return build_metric_table(rows, ["part", *EVENT])
