"""`ReleaseOperands`: the figures of one release that totals of an area are made of."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

import pandas as pd

from ledger.queries.figure_filter import FigureFilter
from ledger.queries.operands_of_totals import OperandFilter
from ledger.store import Store


@dataclass(frozen=True)
class ReleaseOperands:
    """What `metrics.rollup` reads of a release; `number` None means the newest release.

    Example: build_area_overview(ReleaseOperands(store, 3), …).
    """

    store: Store
    number: int | None = None

    def read_rows(
        self,
        *,
        indicators: Collection[str],
        ref_areas: Collection[str],
        own_area: str,
        first_day: date,
        last_day: date,
    ) -> pd.DataFrame:
        """Return possible operands, filtered where the data lie (see `select_operand_rows`)."""
        where = OperandFilter(indicators, ref_areas, own_area, first_day, last_day)
        return self.store.operand_rows(self.number, where)

    def read_figures(self, keys: Collection[str]) -> pd.DataFrame:
        """Return the figures with these keys, with their printed wording."""
        return self.store.figures(self.number, FigureFilter(keys=tuple(keys)))
