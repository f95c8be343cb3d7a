"""What pages draw from: a snapshot of the ledger put together with the reader's words."""

from collections.abc import Mapping
from typing import Any

from charts.chart import ChartData
from ledger import Snapshot
from locales import Language, Words
from locales.words import Names
from metrics.figures import Figures


def build_chart_data(
    snapshot: Snapshot, names: Names, language: Language, figures: Figures | None = None
) -> ChartData:
    """Put a snapshot together with the words of one language.

    `figures` stand in the place of the snapshot's own where they were not read with it.
    """
    programmes: tuple[Mapping[str, Any], ...] = tuple(snapshot.programmes)
    return ChartData(
        figures=snapshot.figures if figures is None else figures,
        programmes=programmes,
        indicators=tuple(snapshot.indicators),
        areas=snapshot.areas,
        words=Words(language, names),
        release=snapshot.release.number,
    )
