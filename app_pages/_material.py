"""What pages draw from: a snapshot of the ledger put together with the reader's words."""

from collections.abc import Mapping
from typing import Any

from charts.chart import Material
from ledger import Snapshot
from locales import Language, Words
from locales.words import Names


def material_of(snapshot: Snapshot, names: Names, language: Language) -> Material:
    """Put a snapshot together with the words of one language."""
    programmes: tuple[Mapping[str, Any], ...] = tuple(snapshot.programmes)
    return Material(
        figures=snapshot.figures,
        programmes=programmes,
        indicators=tuple(snapshot.indicators),
        areas=snapshot.areas,
        words=Words(language, names),
        release=snapshot.release.number,
    )
