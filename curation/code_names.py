"""The names of a release's code lists, for words in either language."""

from collections.abc import Iterable, Mapping
from typing import Any

from curation.context import NO_FIGURES
from ledger import Snapshot, Store, StoreError
from locales import Language, Words, catalogue, format_period
from locales.words import Names
from settings import TopicSettings

Pair = dict[str, str]


def read_code_names(snapshot: Snapshot, topics: Iterable[TopicSettings] = ()) -> Names:
    """Give code → {zh, en} for each kind of code, as `locales.Words` takes them.

    A breakdown goes by `indicator.breakdown`, a unit by its indicator's code.
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
    areas = snapshot.areas
    columns = zip(areas["code"], areas["name_zh"], areas["name_en"], strict=True)
    return {code: {"zh": zh, "en": en} for code, zh, en in columns}


def _short_area_names() -> dict[str, Pair]:
    chinese, english = catalogue("zh", "areas"), catalogue("en", "areas")
    return {code: {"zh": chinese[code], "en": english[code]} for code in chinese}


def _source_name(source: Mapping[str, Any]) -> Pair:
    """Name a source as it is cited: who brought it out, and when."""
    day, producer = str(source.get("date_published") or ""), source.get("producer") or {}
    named = {"zh": producer.get("zh", source["id"]), "en": producer.get("en", source["id"])}
    try:
        return {
            "zh": named["zh"] + format_period(day, "zh"),
            "en": f"{named['en']}, {format_period(day, 'en')}",
        }
    except ValueError:  # a source without a day
        return named


def read_words(store: Store, language: Language, topics: Iterable[TopicSettings] = ()) -> Words:
    """Give a reader's words with the names of the newest release, bare where there is none."""
    try:
        return Words(language, read_code_names(store.read(where=NO_FIGURES), topics))
    except StoreError:
        return Words(language)
