"""What the words of questions mean in a release: indicators, areas, pages, fillers."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any, Literal, NamedTuple, TypeVar

import pandas as pd

from extraction.context.gazetteer import list_area_spellings
from locales.pinyin_search import build_search_text
from quantities.character_folding import fold_characters
from questions.words import (
    COMPARISON_WORDS,
    COUNT_ENDINGS,
    ENCLOSING_WORDS,
    FILLERS,
    FORM_WORDS,
)

T = TypeVar("T")
Kind = Literal["indicator", "area", "enclosing", "topic", "page", "against", "filler"]
_ENGLISH_ENDINGS = (
    *(" special administrative region", " autonomous region", " autonomous prefecture"),
    *(" autonomous county", " autonomous banner", " prefecture", " district", " province"),
    *(" county", " city", " league", " banner", " municipality"),
)
_PINYIN_OF_ENDINGS = {
    **{"区": "qu", "县": "xian", "市": "shi", "省": "sheng", "州": "zhou", "旗": "qi", "盟": "meng"}
}
_SHORTEST, _SHORTEST_LATIN = 2, 3
"""Characters and Latin letters that the name of an area has at least: none is called 县 or `he`."""
_FEWEST_COUNTED = 2
"""Characters that are left at least of a name without 人数 or 数."""
_POSSESSIVE = re.compile("'s?(?![A-Za-z])")
_SPELLINGS = (("iz", "is"), ("labor", "labour"), ("program", "programme"))
"""Letters of American spelling and what the catalogue has instead."""


class Meaning(NamedTuple):
    """What a word may mean: the code of an indicator, area, page …; `is_whole` for a whole name."""

    kind: Kind
    code: str
    is_whole: bool = True


@dataclass(frozen=True)
class Vocabulary:
    """The words of a release: their meanings, and what is known of the codes that they mean.

    `meanings` are by words in lower case without blanks, `stems` of single English words of names
    of indicators (`find_stem`), `words_of` the stems of each whole English name by code. `reported`
    are the codes of areas and indicators with figures, `above` the area above each area, `levels`
    its level, `newest` the last month with figures (2025-09).
    """

    meanings: Mapping[str, tuple[Meaning, ...]]
    stems: Mapping[str, tuple[str, ...]]
    words_of: Mapping[str, tuple[frozenset[str], ...]]
    reported: Collection[str]
    above: Mapping[str, str]
    levels: Mapping[str, str]
    newest: str
    longest: int

    def list_path_to(self, area: str) -> list[str]:
        """Return an area and those above it, the lowest first; a circle is cut."""
        path: list[str] = []
        while area and area not in path:
            path.append(area)
            area = self.above.get(area, "")
        return path


def build_vocabulary(
    indicators: Iterable[Mapping[str, Any]],
    areas: pd.DataFrame,
    *,
    reported: Collection[str],
    pages: Collection[str],
    topics: Mapping[str, Mapping[str, str]],
    newest: str,
) -> Vocabulary:
    """Return the words of a release, built once for all its questions.

    `indicators` are entries of indicators.yaml; targets are left out, as a page of progress has
    them. `areas` is the table areas.csv, `reported` the codes of areas and indicators with figures.
    `pages` are the forms of FORM_WORDS that can be shown, `topics` names of topics by the path of
    their pages, `newest` is the last month with figures. Takes about half a second for 150
    indicators and 3,200 areas, most of it pinyin.
    """
    entries = [entry for entry in indicators if entry.get("kind") != "target"]
    columns = areas.reindex(columns=["code", "name_zh", "name_en", "parent", "level"]).fillna("")
    rows = list(columns.astype(str).itertuples(index=False, name=None))
    of_areas = (_list_area_words(code, zh, en, level) for code, zh, en, _, level in rows)
    words = [
        *_list_fixed_words(pages, topics),
        *(word for entry in entries for word in _list_indicator_words(entry)),
        *chain.from_iterable(of_areas),
        *_list_short_names((code, zh) for code, zh, *_ in rows if code in reported),
    ]
    meanings = _group_values(words)
    words_of = {entry["code"]: _list_stems(entry) for entry in entries}
    pairs = ((stem, code) for code, names in words_of.items() for stem in frozenset().union(*names))
    return Vocabulary(
        meanings=meanings,
        stems=_group_values(pairs),
        words_of=words_of,
        reported=frozenset(reported),
        above={code: parent for code, _, _, parent, _ in rows},
        levels={code: level for code, *_, level in rows},
        newest=newest,
        longest=max(map(len, meanings), default=0),
    )


def _group_values(pairs: Iterable[tuple[str, T]]) -> dict[str, tuple[T, ...]]:
    """Return the values of each key, each once, in the order in which they came."""
    found: defaultdict[str, dict[T, None]] = defaultdict(dict)
    for key, value in pairs:
        found[key][value] = None
    return {key: tuple(values) for key, values in found.items()}


def fold_word(text: str) -> str:
    """Return a word as `Vocabulary.meanings` has it: folded, in lower case, without blanks."""
    return "".join(fold_question(text).lower().split())


def fold_question(text: str) -> str:
    """Return a text of the same length in common characters, without the endings 's and '."""
    folded = fold_characters(text).replace("’", "'")
    return _POSSESSIVE.sub(lambda found: " " * len(found[0]), folded)


def find_stem(word: str) -> str:
    """Return an English word without the ending of its plural: members → member, Bodies → body."""
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
    """Yield the words of forms that can be shown, topics, comparisons, levels, and fillers."""
    for form, forms in FORM_WORDS.items():
        if form in pages:
            yield from ((word, Meaning("page", form)) for word in forms)
    for path, names in topics.items():
        words = (*names.values(), path, path.replace("_", " "))
        yield from ((fold_word(word), Meaning("topic", path)) for word in words)
    for code, words in COMPARISON_WORDS.items():
        yield from ((word, Meaning("against", code)) for word in words)
    for level, words in ENCLOSING_WORDS.items():
        yield from ((word, Meaning("enclosing", level)) for word in words)
    yield from ((word, Meaning("filler", "")) for word in FILLERS)


def _list_indicator_words(entry: Mapping[str, Any]) -> Iterator[tuple[str, Meaning]]:
    """Yield the names of an indicator, whole and in part.

    Whole are its names, terms, its code, pinyin, and 新发展会员 for 新发展会员人数; in part any two
    and more neighbouring characters of them.
    """
    code, names = str(entry["code"]), entry.get("name") or {}
    chinese = [fold_word(str(name)) for name in (names.get("zh", ""), *(entry.get("terms") or ()))]
    whole, part = Meaning("indicator", code), Meaning("indicator", code, is_whole=False)
    for name in filter(None, dict.fromkeys(chinese)):
        for short in (name, *_without_count(name)):
            yield short, whole
            yield _spell_pinyin(short), whole
        for start in range(len(name) - 1):
            for end in range(start + 2, len(name) + 1):
                yield name[start:end], part
    yield from ((fold_word(spelling), whole) for spelling in (code, code.replace("_", " ")))
    if english := fold_word(str(names.get("en", ""))):
        yield english, whole


def _without_count(name: str) -> Iterator[str]:
    """Yield a name without each ending that says what is counted: 职工书屋 for 职工书屋数."""
    for ending in COUNT_ENDINGS:
        if name.endswith(ending) and len(name) - len(ending) >= _FEWEST_COUNTED:
            yield name.removesuffix(ending)


def _list_stems(entry: Mapping[str, Any]) -> tuple[frozenset[str], ...]:
    """Return the stems of the words of an indicator's English name, and of its code."""
    names = (str((entry.get("name") or {}).get("en", "")), str(entry["code"]).replace("_", " "))
    words = ("".join(c if c.isalnum() else " " for c in name.lower()).split() for name in names)
    return tuple(
        frozenset(find_stem(word) for word in each if word not in FILLERS and len(word) > 2)
        for each in words
    )


def _list_area_words(code: str, zh: str, en: str, level: str) -> Iterator[tuple[str, Meaning]]:
    """Yield the names of an area: 鄞州区, 鄞州, Yinzhou District, Yinzhou, yinzhouqu, 330212."""
    meaning = Meaning("area", code)
    spellings = [spelling.lower() for spelling, _ in list_area_spellings(zh, level)]
    yield from ((word, meaning) for word in spellings if len(word) >= _SHORTEST)
    latin = {fold_word(en), fold_word(_without_ending(en)), code.lower()}
    for short in spellings[-1:]:
        pinyin = _spell_pinyin(short)
        latin |= {pinyin, pinyin + _PINYIN_OF_ENDINGS.get(spellings[0].removeprefix(short), "")}
    yield from ((word, meaning) for word in latin if len(word) >= _SHORTEST_LATIN)


def _list_short_names(areas: Iterable[tuple[str, str]]) -> Iterator[tuple[str, Meaning]]:
    """Yield names of areas without 区, 县 or 市, also those that are everyday words (江北).

    They are taken only of areas with figures; in a report they would be too many.
    """
    for code, name in areas:
        if len(name) > _SHORTEST and name.endswith(("区", "县", "市")):
            yield name[:-1], Meaning("area", code)


def _without_ending(english: str) -> str:
    """Return the English name of an area without what it is: Yinzhou for Yinzhou District."""
    name = english.lower()
    return next((name.removesuffix(end) for end in _ENGLISH_ENDINGS if name.endswith(end)), name)


def _spell_pinyin(name: str) -> str:
    """Return the pinyin of a name without tones and blanks: 鄞州 → yinzhou."""
    _, pinyin, _ = build_search_text(name).rsplit(" ", 2)
    return pinyin
