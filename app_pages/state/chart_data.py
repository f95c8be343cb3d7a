"""Combine a snapshot of the ledger and the texts of a language into `ChartData`."""

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
    """Return chart data of a snapshot in one language.

    `figures` are used if the snapshot was read without figures.
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
