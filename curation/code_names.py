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
_GROUPING_SUFFIXES = ("市辖区", "直辖县级行政区划")
"""How names of grouping entries in GB/T 2260 end, such as 市辖区 between a city and its districts.

They have a code but are no area of their own.
"""
_DEMONSTRATION = {language: Words(language).say("words.demonstration") for language in LANGUAGES}


def read_code_names(snapshot: Snapshot, topics: Iterable[TopicSettings] = ()) -> Names:
    """Return the names of codes as `locales.Words` takes them: kind → code → {"zh": …, "en": …}.

    Pages, exports and the command line show these names in place of codes. A breakdown (a part of
    an indicator, such as women) has the code `indicator.breakdown`. Kind "unit" maps an indicator's
    code to its unit, "parent" an area's code to the name of the area above, "short_area" to 浙江
    for 浙江省 (Zhejiang), and "area_in_parent" to 西宁市城中区 if several areas are named 城中区.
    Kind "demonstration" has one code, "", if the figures are invented, else none.
    """
    indicators, areas = snapshot.indicators, snapshot.areas
    area_names = {
        code: {"zh": zh, "en": en}
        for code, zh, en in zip(areas["code"], areas["name_zh"], areas["name_en"], strict=True)
    }
    parents = _find_parent_names(dict(zip(areas["code"], areas["parent"], strict=True)), area_names)
    short_zh, short_en = catalogue("zh", "areas"), catalogue("en", "areas")
    return {
        "indicator": {indicator["code"]: indicator["name"] for indicator in indicators},
        "unit": {indicator["code"]: indicator["unit"] for indicator in indicators},
        "breakdown": {
            f"{indicator['code']}.{breakdown['code']}": breakdown["name"]
            for indicator in indicators
            for breakdown in indicator.get("breakdowns") or ()
        },
        "area": area_names,
        "parent": parents,
        "area_in_parent": _add_parents_to_shared_names(area_names, parents),
        "short_area": {code: {"zh": short_zh[code], "en": short_en[code]} for code in short_zh},
        "programme": {programme["id"]: programme["name"] for programme in snapshot.programmes},
        "source": {source["id"]: _build_source_name(source) for source in snapshot.sources},
        "article": {
            article["id"]: article["name"]
            for source in snapshot.sources
            for article in source.get("articles") or ()
        },
        "topic": {topic.topic: topic.name.model_dump() for topic in topics},
        "demonstration": {"": _DEMONSTRATION} if snapshot.demonstration else {},
    }


def _find_parent_names(
    parent_codes: Mapping[str, str], names: Mapping[str, _Name]
) -> dict[str, _Name]:
    """Return, by an area's code, the name of the area above it.

    `parent_codes` maps an area's code to that of the area right above. Grouping entries such as
    市辖区 are skipped, so that the area above 朝阳区 is 北京市 (Beijing). Areas without an area
    above are left out.
    """
    parent_names = {}
    for code, parent_code in parent_codes.items():
        if parent_code in names and names[parent_code]["zh"].endswith(_GROUPING_SUFFIXES):
            parent_code = parent_codes[parent_code]
        if parent_code in names:
            parent_names[code] = names[parent_code]
    return parent_names


def _add_parents_to_shared_names(
    names: Mapping[str, _Name], parents: Mapping[str, _Name]
) -> dict[str, _Name]:
    """Return unambiguous names of the areas whose name several areas share, by code.

    Several cities have a district 城中区. Its parent's name is added: 西宁市城中区, in English
    Chengzhong District, Xining. Areas without a parent are left out.
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


def _build_source_name(source: Mapping[str, Any]) -> dict[str, str]:
    """Return the name of a source in both languages: publisher, and date if the source has one.

    A source without a publisher is named by its title, one without a title by its id. Example:
    publisher 浙江省总工会 and date 2024-03 give 浙江省总工会2024年3月.
    """
    candidates = (source.get(key) for key in ("producer", "title"))
    name = next((candidate for candidate in candidates if Words().pick(candidate)), source["id"])
    zh, en = (Words(language).pick(name) for language in LANGUAGES)
    date = source.get("date_published") or ""
    if not is_period(date):
        return {"zh": zh, "en": en}
    return {"zh": zh + format_period(date, "zh"), "en": f"{en}, {format_period(date, 'en')}"}


def read_words(store: Store, language: Language, topics: Iterable[TopicSettings] = ()) -> Words:
    """Return `Words` with the names of codes in the newest release; without names if there is none.

    An unreadable store counts as one without a release, so that its error can still be shown.
    """
    try:
        return Words(language, read_code_names(store.read(where=NO_FIGURES), topics))
    except StoreError:
        return Words(language)
