"""The vocabulary of questions in a release: the words for indicators, areas, pages and so on."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any, Literal, NamedTuple, TypeVar

import pandas as pd

from chinese_text.characters import fold_characters
from extraction.context.gazetteer import list_area_spellings
from locales.pinyin_search import build_search_text
from questions.words import (
    COMPARISON_WORDS,
    COUNT_ENDINGS,
    ENCLOSING_WORDS,
    FILLERS,
    FORM_WORDS,
)

T = TypeVar("T")
Kind = Literal["indicator", "area", "enclosing", "topic", "page", "against", "filler"]
"""Kinds of words. `enclosing`: the area that contains the shown one (全市 "whole city");
`against`: a comparison (同比); `filler`: a word without meaning of its own."""
_ENGLISH_ENDINGS = (
    *(" special administrative region", " autonomous region", " autonomous prefecture"),
    *(" autonomous county", " autonomous banner", " prefecture", " district", " province"),
    *(" county", " city", " league", " banner", " municipality"),
)
_PINYIN_OF_ENDINGS = {
    **{"区": "qu", "县": "xian", "市": "shi", "省": "sheng", "州": "zhou", "旗": "qi", "盟": "meng"}
}
_MIN_LENGTH, _MIN_LATIN_LENGTH = 2, 3
"""Characters and Latin letters that a name of an area has at least: 县 and `he` are none."""
_MIN_COUNTED_LENGTH = 2
"""Characters of an indicator's name that are left at least without 人数 or 数."""
_POSSESSIVE = re.compile("'s?(?![A-Za-z])")
_SPELLINGS = (("iz", "is"), ("labor", "labour"), ("program", "programme"))
"""Letters of American spelling and what the catalogue has instead."""


class Meaning(NamedTuple):
    """A code that a word may mean: of an indicator, area, page or other kind.

    `is_whole` is False for a word that is only part of an indicator's name.
    """

    kind: Kind
    code: str
    is_whole: bool = True


@dataclass(frozen=True)
class Vocabulary:
    """The words of a release with their meanings, and facts about the codes that they mean.

    `meanings` are by word in lower case without blanks. `stems` has the codes of indicators by the
    stem of an English word in their names (`find_stem`), `name_stems` the sets of stems of the
    whole English names by code. `reported` are the codes of areas and indicators with figures.
    `parents` has the area that contains each area, `levels` the level of each. `newest_month` is
    the last month with figures (2025-09), `max_length` the length of the longest word.
    """

    meanings: Mapping[str, tuple[Meaning, ...]]
    stems: Mapping[str, tuple[str, ...]]
    name_stems: Mapping[str, tuple[frozenset[str], ...]]
    reported: Collection[str]
    parents: Mapping[str, str]
    levels: Mapping[str, str]
    newest_month: str
    max_length: int

    def list_path_to(self, area: str) -> list[str]:
        """Return an area and those that contain it, from the smallest to the largest."""
        path: list[str] = []
        # In a faulty list areas may contain each other.
        while area and area not in path:
            path.append(area)
            area = self.parents.get(area, "")
        return path


def build_vocabulary(
    indicators: Iterable[Mapping[str, Any]],
    areas: pd.DataFrame,
    *,
    reported: Collection[str],
    pages: Collection[str],
    topics: Mapping[str, Mapping[str, str]],
    newest_month: str,
) -> Vocabulary:
    """Return the words of a release, built once for all its questions.

    `indicators` are entries of indicators.yaml; targets are left out, since the page of progress
    shows them. `areas` is the table areas.csv. `reported` are the codes of areas and indicators
    with figures, `pages` the forms of FORM_WORDS that can be shown, `topics` the names of topics by
    the path of their pages. It takes about half a second for 150 indicators and 3,200 areas, most
    of it for pinyin.
    """
    entries = [entry for entry in indicators if entry.get("kind") != "target"]
    columns = areas.reindex(columns=["code", "name_zh", "name_en", "parent", "level"]).fillna("")
    rows = list(columns.astype(str).itertuples(index=False, name=None))
    area_words = (_list_area_words(code, zh, en, level) for code, zh, en, _, level in rows)
    words = [
        *_list_fixed_words(pages, topics),
        *(word for entry in entries for word in _list_indicator_words(entry)),
        *chain.from_iterable(area_words),
        *_list_short_names((code, zh) for code, zh, *_ in rows if code in reported),
    ]
    meanings = _group_values(words)
    name_stems = {entry["code"]: _list_stems(entry) for entry in entries}
    stems = ((stem, code) for code, names in name_stems.items() for stem in {*chain(*names)})
    return Vocabulary(
        meanings=meanings,  # for words as they are typed
        stems=_group_values(stems),  # for an English word of a name: members → member
        name_stems=name_stems,  # for the words of an English name in any order
        reported=frozenset(reported),
        parents={code: parent for code, _, _, parent, _ in rows},
        levels={code: level for code, *_, level in rows},
        newest_month=newest_month,
        max_length=max(map(len, meanings)),
    )


def _group_values(pairs: Iterable[tuple[str, T]]) -> dict[str, tuple[T, ...]]:
    """Return the distinct values of each key, in their order: (a, 1), (a, 2) → {a: (1, 2)}."""
    # The values are the keys of dicts, which keep the order and each value once.
    values_by_key: defaultdict[str, dict[T, None]] = defaultdict(dict)
    for key, value in pairs:
        values_by_key[key][value] = None
    return {key: tuple(values) for key, values in values_by_key.items()}


def fold_word(text: str) -> str:
    """Return a word in the form of the keys of `Vocabulary.meanings`: lower case, no blanks."""
    return "".join(fold_question(text).lower().split())


def fold_question(text: str) -> str:
    """Return a text in simplified characters, with blanks for the possessive endings 's and '.

    The length is the same, so that positions in the text are kept.
    """
    folded = fold_characters(text).replace("’", "'")
    return _POSSESSIVE.sub(lambda found: " " * len(found[0]), folded)


def find_stem(word: str) -> str:
    """Return an English word in British spelling and singular: members → member, labor → labour.

    Words of three letters, and words that end in ss, keep their s: gas, class.
    """
    word = word.lower()
    for american, british in _SPELLINGS:
        if british not in word:
            word = word.replace(american, british)
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 4 and word.endswith(("sses", "ches", "shes", "xes")):
        return word[:-2]
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def _list_fixed_words(
    pages: Collection[str], topics: Mapping[str, Mapping[str, str]]
) -> Iterator[tuple[str, Meaning]]:
    """Yield the words of the forms in `pages`, of topics, comparisons, levels, and fillers."""
    for form, words in FORM_WORDS.items():
        if form in pages:
            yield from ((word, Meaning("page", form)) for word in words)
    for path, names in topics.items():
        spellings = (*names.values(), path, path.replace("_", " "))
        yield from ((fold_word(word), Meaning("topic", path)) for word in spellings)
    for code, words in COMPARISON_WORDS.items():
        yield from ((word, Meaning("against", code)) for word in words)
    for level, words in ENCLOSING_WORDS.items():
        yield from ((word, Meaning("enclosing", level)) for word in words)
    yield from ((word, Meaning("filler", "")) for word in FILLERS)


def _list_indicator_words(entry: Mapping[str, Any]) -> Iterator[tuple[str, Meaning]]:
    """Yield the words that mean an indicator, as whole names or as parts of one.

    Whole names are its names, terms and code, their pinyin, and Chinese names without a word for
    counting (新发展会员 for 新发展会员人数). Parts are any two or more neighbouring characters.
    """
    code, names = str(entry["code"]), entry.get("name") or {}
    chinese = [fold_word(str(name)) for name in (names.get("zh", ""), *(entry.get("terms") or ()))]
    whole, part = Meaning("indicator", code), Meaning("indicator", code, is_whole=False)
    for name in filter(None, dict.fromkeys(chinese)):
        for spelling in (name, *_remove_count_words(name)):
            yield spelling, whole
            yield _spell_pinyin(spelling), whole
        for start in range(len(name) - 1):
            for end in range(start + 2, len(name) + 1):
                yield name[start:end], part
    yield from ((fold_word(spelling), whole) for spelling in (code, code.replace("_", " ")))
    if english := fold_word(str(names.get("en", ""))):
        yield english, whole


def _remove_count_words(name: str) -> Iterator[str]:
    """Yield a name without its ending for a number (人数, 数), if any: 职工书屋数 → 职工书屋."""
    for ending in COUNT_ENDINGS:
        if name.endswith(ending) and len(name) - len(ending) >= _MIN_COUNTED_LENGTH:
            yield name.removesuffix(ending)


def _list_stems(entry: Mapping[str, Any]) -> tuple[frozenset[str], ...]:
    """Return sets of stems: of the words of an indicator's English name, and of its code.

    A question with exactly the stems of one of them means the whole name, in any order of the
    words. Fillers and words of one or two letters have no stem. A name without stems has no set:
    the empty set would be that of every question without an English word.
    """
    names = (str((entry.get("name") or {}).get("en", "")), str(entry["code"]).replace("_", " "))
    words_of_names = (
        "".join(char if char.isalnum() else " " for char in name.lower()).split() for name in names
    )
    stems_of_names = (
        frozenset(find_stem(word) for word in name if word not in FILLERS and len(word) > 2)
        for name in words_of_names
    )
    return tuple(filter(None, stems_of_names))


def _list_area_words(code: str, zh: str, en: str, level: str) -> Iterator[tuple[str, Meaning]]:
    """Yield the names of an area: 鄞州区, 鄞州, Yinzhou District, Yinzhou, yinzhouqu, 330212."""
    meaning = Meaning("area", code)
    spellings = [spelling.lower() for spelling, _ in list_area_spellings(zh, level)]
    yield from ((word, meaning) for word in spellings if len(word) >= _MIN_LENGTH)
    latin_words = {fold_word(en), fold_word(_remove_level(en)), code.lower()}
    for short_name in spellings[-1:]:  # the last spelling is the shortest; there may be none
        pinyin = _spell_pinyin(short_name)
        ending = spellings[0].removeprefix(short_name)  # 区 of 鄞州区
        latin_words |= {pinyin, pinyin + _PINYIN_OF_ENDINGS.get(ending, "")}
    yield from ((word, meaning) for word in latin_words if len(word) >= _MIN_LATIN_LENGTH)


def _list_short_names(areas: Iterable[tuple[str, str]]) -> Iterator[tuple[str, Meaning]]:
    """Yield the names of areas with figures without 区, 县 or 市, even everyday words (江北).

    `areas` are pairs of code and Chinese name.
    """
    for code, name in areas:
        if len(name) > _MIN_LENGTH and name.endswith(("区", "县", "市")):
            yield name[:-1], Meaning("area", code)


def _remove_level(english: str) -> str:
    """Return the English name of an area in lower case without its level.

    Yinzhou District → yinzhou.
    """
    name = english.lower()
    return next((name.removesuffix(end) for end in _ENGLISH_ENDINGS if name.endswith(end)), name)


def _spell_pinyin(name: str) -> str:
    """Return the pinyin of a name without tones and blanks: 鄞州 → yinzhou."""
    # The search text is the name, its pinyin and its initials: 鄞州 yinzhou yz.
    _, pinyin, _ = build_search_text(name).rsplit(" ", 2)
    return pinyin
