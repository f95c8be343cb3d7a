"""`ReleaseOperands`: the figures of one release from which `metrics.rollup` computes totals."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

import pandas as pd

from ledger.queries.figure_filter import FigureFilter
from ledger.queries.operands_of_totals import OperandFilter
from ledger.store import Store


@dataclass(frozen=True)
class ReleaseOperands:
    """The source of figures for totals of areas; `release_number` None means the newest release.

    It is passed to `metrics.rollup`: build_area_overview(ReleaseOperands(store, 3), …).
    """

    store: Store
    release_number: int | None = None

    def read_rows(
        self,
        *,
        indicators: Collection[str],
        ref_areas: Collection[str],
        own_area: str,
        first_day: date,
        last_day: date,
    ) -> pd.DataFrame:
        """Return the figures that totals may be summed from (see `select_operand_rows`).

        These are figures of `indicators` from `first_day` to `last_day` in `ref_areas` (empty: all
        areas). Figures of a programme are read for `own_area` alone.
        """
        where = OperandFilter(indicators, ref_areas, own_area, first_day, last_day)
        return self.store.operand_rows(self.release_number, where)

    def read_figures(self, keys: Collection[str]) -> pd.DataFrame:
        """Return the figures with these keys, with their printed wording.

        `keys` must not be empty, since a filter without keys matches every figure.
        """
        return self.store.figures(self.release_number, FigureFilter(keys=tuple(keys)))
