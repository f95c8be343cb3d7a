"""What pages draw from: a snapshot of the ledger put together with the reader's words."""

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from charts.chart import Material
from ledger import Snapshot
from locales import Language, Words, catalogue, period_text
from locales.words import Names
from settings import Topic


def names_of(snapshot: Snapshot, topics: Iterable[Topic]) -> Names:
    """Collect the names of a release's code lists, for Words."""
    indicators = {row["code"]: row for row in snapshot.indicators}
    return {
        "indicator": {code: row["name"] for code, row in indicators.items()},
        "unit": {code: row["unit"] for code, row in indicators.items()},
        "breakdown": {
            f"{code}.{part['code']}": part["name"]
            for code, row in indicators.items()
            for part in row.get("breakdowns", ())
        },
        "area": _areas(snapshot.areas),
        "short_area": _short_areas(),
        "programme": {row["id"]: row["name"] for row in snapshot.programmes},
        "source": {row["id"]: _source(row) for row in snapshot.sources},
        "article": {
            article["id"]: article["name"]
            for source in snapshot.sources
            for article in source.get("articles", ())
        },
        "topic": {topic.topic: topic.name.model_dump() for topic in topics},
    }


def _source(source: Mapping[str, Any]) -> dict[str, str]:
    """Name a source as a chart cites it: who brought it out, and when."""
    day = str(source["date_published"])
    return {
        "zh": source["producer"]["zh"] + period_text(day, "zh"),
        "en": f"{source['producer']['en']}, {period_text(day, 'en')}",
    }


def _areas(areas: pd.DataFrame) -> Mapping[str, Mapping[str, str]]:
    columns = zip(areas["code"], areas["name_zh"], areas["name_en"], strict=True)
    return {code: {"zh": zh, "en": en} for code, zh, en in columns}


def _short_areas() -> dict[str, dict[str, str]]:
    chinese, english = catalogue("zh", "areas"), catalogue("en", "areas")
    return {code: {"zh": chinese[code], "en": english[code]} for code in chinese}


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
