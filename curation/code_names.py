"""Names of the codes of a release in Chinese and English."""

from collections.abc import Iterable, Mapping
from typing import Any

from curation.workspace import NO_FIGURES
from ledger import Snapshot, Store, StoreError
from locales import Language, Words, catalogue, format_period
from locales.words import Names
from settings import TopicSettings

# A name in both languages: {"zh": …, "en": …}.
Pair = dict[str, str]


def read_code_names(snapshot: Snapshot, topics: Iterable[TopicSettings] = ()) -> Names:
    """Return the names of codes as `locales.Words` takes them: kind → code → {"zh": …, "en": …}.

    Codes of breakdowns are `indicator.breakdown`; the unit of an indicator has the indicator's
    code.
    """
    indicators = snapshot.indicators
    return {
        "indicator": {row["code"]: row["name"] for row in indicators},
        "unit": {row["code"]: row["unit"] for row in indicators},
        "breakdown": {
            f"{row['code']}.{each['code']}": each["name"]
            for row in indicators
            for each in row.get("breakdowns") or ()
        },
        "area": _area_names(snapshot),
        "short_area": _short_area_names(),
        "programme": {row["id"]: row["name"] for row in snapshot.programmes},
        "source": {row["id"]: _source_name(row) for row in snapshot.sources},
        "article": {
            article["id"]: article["name"]
            for source in snapshot.sources
            for article in source.get("articles") or ()
        },
        "topic": {topic.topic: topic.name.model_dump() for topic in topics},
    }


def _area_names(snapshot: Snapshot) -> dict[str, Pair]:
    """Return the names of a release's areas by code."""
    areas = snapshot.areas
    columns = zip(areas["code"], areas["name_zh"], areas["name_en"], strict=True)
    return {code: {"zh": zh, "en": en} for code, zh, en in columns}


def _short_area_names() -> dict[str, Pair]:
    """Return the short names of areas by code: "330000" → 浙江."""
    chinese, english = catalogue("zh", "areas"), catalogue("en", "areas")
    return {code: {"zh": chinese[code], "en": english[code]} for code in chinese}


def _source_name(source: Mapping[str, Any]) -> Pair:
    """Return the name of a source: its publisher and date, or the publisher if it has no date."""
    day, producer = str(source.get("date_published") or ""), source.get("producer") or {}
    publisher = {"zh": producer.get("zh", source["id"]), "en": producer.get("en", source["id"])}
    try:
        return {
            "zh": publisher["zh"] + format_period(day, "zh"),
            "en": f"{publisher['en']}, {format_period(day, 'en')}",
        }
    except ValueError:  # no date
        return publisher


def read_words(store: Store, language: Language, topics: Iterable[TopicSettings] = ()) -> Words:
    """Return `Words` with the names of codes in the newest release.

    Without names if there is none.
    """
    try:
        return Words(language, read_code_names(store.read(where=NO_FIGURES), topics))
    except StoreError:
        return Words(language)
