"""Names of the codes of a release in Chinese and English."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from curation.workspace import NO_FIGURES
from ledger import Snapshot, Store, StoreError
from locales import LANGUAGES, Language, Words, catalogue, format_period
from locales.words import Names
from periods import is_period
from settings import TopicSettings

_Name = dict[str, str]
_GROUPS = ("市辖区", "直辖县级行政区划")
"""The ends of names in GB/T 2260 of what is no area of its own, between a province and others."""
_DEMONSTRATION = {language: Words(language).say("words.demonstration") for language in LANGUAGES}


def read_code_names(snapshot: Snapshot, topics: Iterable[TopicSettings] = ()) -> Names:
    """Return the names of codes as `locales.Words` takes them: kind → code → {"zh": …, "en": …}.

    Codes of breakdowns are `indicator.breakdown`; the unit of an indicator has the indicator's
    code, the parent of an area the area's. A short area name is 浙江 for 浙江省 (Zhejiang); areas
    whose name several have stand once more after their parent's: 西宁市城中区. Articles stand in
    their source's entry.
    """
    indicators, areas = snapshot.indicators, snapshot.areas
    area_names = {
        code: {"zh": zh, "en": en}
        for code, zh, en in zip(areas["code"], areas["name_zh"], areas["name_en"], strict=True)
    }
    parents = _name_parents(dict(zip(areas["code"], areas["parent"], strict=True)), area_names)
    short_zh, short_en = catalogue("zh", "areas"), catalogue("en", "areas")
    return {
        "indicator": {row["code"]: row["name"] for row in indicators},
        "unit": {row["code"]: row["unit"] for row in indicators},
        "breakdown": {
            f"{row['code']}.{breakdown['code']}": breakdown["name"]
            for row in indicators
            for breakdown in row.get("breakdowns") or ()
        },
        "area": area_names,
        "parent": parents,
        "area_in_parent": _add_parents_to_shared_names(area_names, parents),
        "short_area": {code: {"zh": short_zh[code], "en": short_en[code]} for code in short_zh},
        "programme": {row["id"]: row["name"] for row in snapshot.programmes},
        "source": {row["id"]: _source_name(row) for row in snapshot.sources},
        "article": {
            article["id"]: article["name"]
            for source in snapshot.sources
            for article in source.get("articles") or ()
        },
        "topic": {topic.topic: topic.name.model_dump() for topic in topics},
        "demonstration": {"": _DEMONSTRATION} if snapshot.demonstration else {},
    }


def _name_parents(parents: Mapping[str, str], names: Mapping[str, _Name]) -> dict[str, _Name]:
    """Return, by an area's code, the name of the area above that is put before its own.

    `parents` are the codes of the areas right above. One that only groups what is directly under a
    province (市辖区, 省直辖县级行政区划) is passed over, so that 朝阳区 is one of 北京市 (Beijing).
    """
    parent_names = {}
    for code, above in parents.items():
        if above in names and names[above]["zh"].endswith(_GROUPS):
            above = parents[above]
        if above in names:
            parent_names[code] = names[above]
    return parent_names


def _add_parents_to_shared_names(
    names: Mapping[str, _Name], parents: Mapping[str, _Name]
) -> dict[str, _Name]:
    """Return names of areas that several areas share, with their parent's: 西宁市城中区.

    In English, Chengzhong District, Xining. An area without a parent has none.
    """
    counts = Counter(name["zh"] for name in names.values())
    return {
        code: {
            "zh": parents[code]["zh"] + name["zh"],
            "en": f"{name['en']}, {parents[code]['en']}",
        }
        for code, name in names.items()
        if counts[name["zh"]] > 1 and code in parents
    }


def _source_name(source: Mapping[str, Any]) -> dict[str, str]:
    """Return the name of a source in both languages: its publisher, and its date if it has one.

    A source without a publisher has its title as its name, one without either its id.
    """
    names = (source.get(key) for key in ("producer", "title"))
    name = next((name for name in names if Words().pick(name)), source["id"])
    zh, en = (Words(language).pick(name) for language in LANGUAGES)
    date = source.get("date_published") or ""
    if not is_period(date):
        return {"zh": zh, "en": en}
    return {"zh": zh + format_period(date, "zh"), "en": f"{en}, {format_period(date, 'en')}"}


def read_words(store: Store, language: Language, topics: Iterable[TopicSettings] = ()) -> Words:
    """Return `Words` with the names of codes in the newest release.

    Without names if there is none.
    """
    try:
        return Words(language, read_code_names(store.read(where=NO_FIGURES), topics))
    except StoreError:
        return Words(language)
