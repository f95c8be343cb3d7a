"""Which indicator and breakdown a quantity belongs to, by the words around it."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

from extraction.word_lists import word_list
from quantities.characters import fold_characters
from quantities.units import SAME

ENOUGH = 2.7
GENERIC = frozenset(word_list("generic"))
NAMED = 0.4  # share of an indicator's words that an article must hold for a generic one to count
TARGET = word_list("target")


class QuantityContext(NamedTuple):
    """The words around a quantity: just before and after it, its sentence, its article's pairs."""

    head: str
    phrase: str
    tail: str
    sentence: str
    pairs: frozenset[int]
    target: bool = False

    @property
    def after(self) -> str:
        """The quantity's own words and what follows."""
        return self.phrase + self.tail

    @property
    def near(self) -> str:
        """The quantity's own words and what stands on both sides."""
        return self.head + self.phrase + self.tail


@dataclass(frozen=True)
class IndicatorWords:
    """An indicator's words, made once of its entry in indicators.yaml."""

    code: str
    kind: str
    units: frozenset[str]
    terms: tuple[str, ...]
    breakdowns: tuple[tuple[str, tuple[str, ...]], ...]
    about: frozenset[int] = field(repr=False)

    @classmethod
    def of(cls, entry: Mapping[str, Any]) -> "IndicatorWords":
        """Take the words of one entry: name, definition, terms, unit, classifiers, breakdowns."""
        name, definition = chinese_text(entry.get("name")), chinese_text(entry.get("definition"))
        units = {
            chinese_text(entry.get("unit")),
            *map(fold_characters, entry.get("classifiers") or ()),
        }
        units |= {SAME.get(unit, unit) for unit in units}
        breakdowns = tuple(
            (
                str(item["code"]),
                tuple(_with_short_forms([chinese_text(item.get("name")), *item.get("terms", ())])),
            )
            for item in entry.get("breakdowns") or ()
        )
        terms = tuple(_with_short_forms([name, *map(str, entry.get("terms") or ())]))
        kind, code = str(entry.get("kind", "")), str(entry["code"])
        return cls(
            code, kind, frozenset(units), terms, breakdowns, character_pairs(name + definition)
        )

    @cached_property
    def telling(self) -> tuple[str, ...]:
        """Its words without those that any report may hold."""
        return tuple(word for word in self.terms if word not in GENERIC)

    @cached_property
    def word(self) -> re.Pattern[str]:
        """Any of its words or of its breakdowns'; what holds none cannot be meant by it."""
        return re.compile(
            "|".join(map(re.escape, filter(None, self.terms + self.groups))) or "(?!)"
        )

    @cached_property
    def groups(self) -> tuple[str, ...]:
        """Every spelling of a breakdown's name."""
        return tuple(word for _, words in self.breakdowns for word in words)


def character_pairs(text: str) -> frozenset[int]:
    """Return the pairs of neighbouring characters of a text, each as one number.

    Numbers are told apart twice as fast as texts of two characters.
    """
    units = memoryview(text.encode("utf-32-le", "surrogatepass"))
    even, odd = len(text) // 2 * 8, (len(text) - 1) // 2 * 8 + 4
    return frozenset(units[:even].cast("Q")).union(units[4:odd].cast("Q"))


def chinese_text(value: Any) -> str:
    """Take the Chinese of {zh, en}, folded; "" of nothing."""
    return fold_characters(str(value.get("zh", "") if isinstance(value, Mapping) else value or ""))


def _with_short_forms(names: Iterable[str]) -> Iterable[str]:
    """Return each word and its usual short forms: 劳动模范 is 劳模, 电子商务 is 电商."""
    seen: dict[str, None] = {}
    for word in map(fold_characters, names):
        seen[word] = None
        if len(word) in (4, 6, 7):
            seen[word[:-4] + word[-4] + word[-2]] = None
    return seen


def indicators_by_unit(indicators: Iterable[IndicatorWords]) -> dict[str, list[IndicatorWords]]:
    """Index indicators by each unit that means theirs, and by "" those that no unit may mean."""
    index: dict[str, list[IndicatorWords]] = {"": []}
    for indicator in indicators:
        for unit in indicator.units:
            index.setdefault(unit, []).append(indicator)
        if not indicator.units & {"%", ":", "元"}:
            index[""].append(indicator)
    return index


def match_indicator(
    context: QuantityContext, unit: str, indicators: Mapping[str, Sequence[IndicatorWords]]
) -> tuple[str, str, str]:
    """Choose indicator, breakdown and kind for a quantity; three empty texts if none fits.

    `indicators` are indexed `by_unit`.
    """
    mark = ":" if ":" in context.phrase else unit
    fitting = indicators.get(SAME.get(mark, mark), ())
    near, most, top = context.near, ENOUGH, None
    for one in fitting:
        if not one.word.search(near):
            continue
        weight = score_indicator(context, one)
        if weight > most or (weight == most and top is None):
            most, top = weight, one
    if top is None:
        return "", "", ""
    return top.code, match_breakdown(context, top), top.kind


def score_indicator(context: QuantityContext, indicator: IndicatorWords) -> float:
    """Weigh an indicator: its words near the quantity, its subject in the article."""
    groups = _longest_word_near(indicator.groups, context) - 0.8
    near = max(_longest_word_near(indicator.terms, context), groups)
    if near <= 0:
        return 0.0
    about = indicator.about
    support = len(about & context.pairs) / len(about) if about else 0.0
    if support < NAMED:
        near = max(_longest_word_near(indicator.telling, context), groups)
        if near <= 0:
            return 0.0
    local = len(about & character_pairs(context.near)) * 0.15
    target = 0.5 if (indicator.kind == "target") == context.target else -0.5
    return near + local + 2.5 * support + target


def _longest_word_near(spellings: Iterable[str], context: QuantityContext) -> float:
    """Return the length of the longest word at a quantity; words after it count a tenth more."""
    near, around, after = 0.0, context.near, context.after
    for word in spellings:
        if word in around and len(word) > near:
            near = max(near, len(word) * (1.1 if word in after else 1.0))
    return near


def match_breakdown(context: QuantityContext, indicator: IndicatorWords) -> str:
    """Choose the breakdown whose name stands nearest: beside the quantity, else in the sentence."""
    for text in (context.tail, context.head, context.sentence):
        found = [
            (text.rfind(word), len(word), code)
            for code, words in indicator.breakdowns
            for word in words
            if word in text
        ]
        if found:
            return max(found, key=lambda item: (item[1], item[0]))[2]
    return ""
