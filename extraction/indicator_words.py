"""Finds the indicator and breakdown of a quantity by the words around it."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

from extraction.word_lists import word_list
from quantities.character_folding import fold_characters
from quantities.units import UNIT_SYNONYMS

LEAST_SCORE = 2.7  # an indicator with less does not match
LEAST_SUPPORT = 0.4  # share of an indicator's words in the article for a generic one to count
MANY = 3  # indicators with a breakdown of one name, from which on it names none of them
GENERIC = frozenset(word_list("generic"))
GROUPS = frozenset(word_list("groups"))
TARGET = word_list("target")
GOALS = ("任务", "目标")
ACTS = word_list("acts")
_BUILT_IN_YEAR = re.compile(
    r"(?<!截至)(?:[去今上本]年|[上下]半年|季度|\d{4}年|年内|全年)(?![底末])"
    r"(?:(?!累计|已|共|现有).)*(?:建成|打造|创建|设立|成立)"
)
"""去年建成母婴室21个: those of that year, not all."""


class QuantityContext(NamedTuple):
    """The words around a quantity, for matching.

    `head` and `tail` are directly before and after it, `phrase` is its wording, `sentence` the
    whole sentence; `pairs` are the character pairs of its article. `target` is true if the value
    is probably still to be reached, `planned` if the words say so: then only a target matches.
    """

    head: str
    phrase: str
    tail: str
    sentence: str
    pairs: frozenset[int]
    target: bool = False
    planned: bool = False

    @property
    def after(self) -> str:
        """Return the quantity itself and the words after it."""
        return self.phrase + self.tail

    @property
    def near(self) -> str:
        """Return the quantity itself and the words on both sides."""
        return self.head + self.phrase + self.tail


@dataclass(frozen=True)
class IndicatorWords:
    """The words of an indicator's entry in indicators.yaml.

    `about` are the character pairs of its name and definition. `groupings` are names of breakdowns
    that say nothing about the indicator, as several indicators have them: 制造业, 农民工.
    """

    code: str
    kind: str
    units: frozenset[str]
    terms: tuple[str, ...]
    breakdowns: tuple[tuple[str, tuple[str, ...]], ...]
    about: frozenset[int] = field(repr=False)
    groupings: frozenset[str] = field(default=frozenset(), repr=False)

    @classmethod
    def of(
        cls, entry: Mapping[str, Any], groupings: frozenset[str] = frozenset()
    ) -> "IndicatorWords":
        """Return the words of an entry: name, definition, terms, unit, classifiers, breakdowns.

        Classifiers are Chinese measure words that count the thing beside its unit: 个, 家.
        """
        name, definition = chinese_text(entry.get("name")), chinese_text(entry.get("definition"))
        units = {
            chinese_text(entry.get("unit")),
            *map(fold_characters, entry.get("classifiers") or ()),
        }
        units |= {UNIT_SYNONYMS.get(unit, unit) for unit in units}
        breakdowns = tuple(
            (
                str(item["code"]),
                tuple(_with_short_forms([chinese_text(item.get("name")), *item.get("terms", ())])),
            )
            for item in entry.get("breakdowns") or ()
        )
        return cls(
            code=str(entry["code"]),
            kind=str(entry.get("kind", "")),
            units=frozenset(units),
            terms=tuple(_with_short_forms([name, *map(str, entry.get("terms") or ())])),
            breakdowns=breakdowns,
            about=character_pairs(name + definition),
            groupings=groupings,
        )

    @cached_property
    def specific_terms(self) -> tuple[str, ...]:
        """Return the terms without those that any report may contain."""
        return tuple(word for word in self.terms if word not in GENERIC)

    @cached_property
    def breakdown_terms(self) -> tuple[str, ...]:
        """Return every spelling of the names of the breakdowns that only this indicator has."""
        own = (words for _, words in self.breakdowns if words[0] not in self.groupings)
        return tuple(word for words in own for word in words)

    @cached_property
    def names_goal(self) -> bool:
        """Whether each of its terms has a word for a goal, as those of a year's target have."""
        return all(any(goal in word for goal in GOALS) for word in self.terms)

    @cached_property
    def any_term(self) -> re.Pattern[str]:
        """Return a pattern of all terms.

        A text that does not match it cannot mean the indicator.
        """
        words = filter(None, self.terms + self.breakdown_terms)
        return re.compile("|".join(map(re.escape, words)) or "(?!)")


def prepare_indicators(indicators: Iterable[Mapping[str, Any]]) -> tuple[IndicatorWords, ...]:
    """Return the words of the entries of indicators.yaml, in their order.

    The name of a breakdown that MANY and more indicators have is a grouping; targets, which have
    the breakdowns of what they are for, do not count.
    """
    entries = list(indicators)
    names = Counter(
        chinese_text(item.get("name"))
        for entry in entries
        if not entry.get("target_for")
        for item in entry.get("breakdowns") or ()
    )
    groupings = frozenset(name for name, count in names.items() if count >= MANY)
    return tuple(IndicatorWords.of(entry, groupings) for entry in entries)


def character_pairs(text: str) -> frozenset[int]:
    """Return the pairs of neighbouring characters of a text, each as one integer.

    Integers are compared twice as fast as strings of two characters. A character has 4 bytes in
    UTF-32, so that 8 bytes read as one integer ("Q") are a pair; the pairs that begin at the
    second, fourth … character are read with an offset of 4 bytes.
    """
    encoded = memoryview(text.encode("utf-32-le", "surrogatepass"))
    even_end, odd_end = len(text) // 2 * 8, (len(text) - 1) // 2 * 8 + 4
    return frozenset(encoded[:even_end].cast("Q")).union(encoded[4:odd_end].cast("Q"))


def chinese_text(value: Any) -> str:
    """Return the Chinese text of {zh, en} or of a string, folded; "" for None."""
    return fold_characters(str(value.get("zh", "") if isinstance(value, Mapping) else value or ""))


def _with_short_forms(names: Iterable[str]) -> Iterable[str]:
    """Return words together with their usual short forms: 劳动模范 also gives 劳模.

    Words of 4, 6 or 7 characters mostly end in two words of two; the first of each remains. A word
    that ends in 数 (number) has none, nor has one that begins with it: 工会会员 is not 工会.
    """
    spellings: dict[str, None] = {}  # as a set that keeps the order
    for word in map(fold_characters, names):
        spellings[word] = None
        if len(word) in (4, 6, 7) and not word.endswith("数"):
            short = word[:-4] + word[-4] + word[-2]
            spellings |= {} if word.startswith(short) else {short: None}
    return spellings


def indicators_by_unit(indicators: Iterable[IndicatorWords]) -> dict[str, list[IndicatorWords]]:
    """Return the indicators by each of their units; those that a bare number may mean are at "".

    A number without a unit is no share, ratio or sum of money.
    """
    index: dict[str, list[IndicatorWords]] = {"": []}
    for indicator in indicators:
        for unit in indicator.units:
            index.setdefault(unit, []).append(indicator)
        if not indicator.units & {"%", ":", "元"}:
            index[""].append(indicator)
    return index


def match_indicator(
    context: QuantityContext, unit: str, by_unit: Mapping[str, Sequence[IndicatorWords]]
) -> tuple[str, str, str]:
    """Return indicator, breakdown and kind of a quantity; ("", "", "") if none matches.

    Of the indicators with the quantity's unit (`by_unit`, from `indicators_by_unit`) it is the one
    with the highest `score_indicator`, if that is at least LEAST_SCORE.
    """
    sign = ":" if ":" in context.phrase else unit
    candidates = by_unit.get(UNIT_SYNONYMS.get(sign, sign), ())
    near = context.near
    has_goal = any(goal in near for goal in GOALS)
    scored = [
        (score_indicator(context, indicator), indicator)
        for indicator in candidates
        if (has_goal or not indicator.names_goal)
        and (indicator.kind == "target" or not context.planned)
        and indicator.any_term.search(near)
    ]
    score, best = max(scored, key=lambda pair: pair[0], default=(0.0, None))
    if best is None or score < LEAST_SCORE or _counts_an_act(context, best):
        return "", "", ""
    return best.code, match_breakdown(context, best), best.kind


def _counts_an_act(context: QuantityContext, indicator: IndicatorWords) -> bool:
    """Return whether a number near a term of a stock is of what was done, not of what exists.

    走访服务站点36个 are not all stations; a term that has the word itself (命名工匠) is one.
    """
    if indicator.kind != "stock":
        return False
    words, names = context.head, (*indicator.terms, *indicator.breakdown_terms)
    if _BUILT_IN_YEAR.search(words):
        return True
    named = [name for name in names if name in context.near]
    return any(act in words and not any(act in name for name in named) for act in ACTS)


def has_own_term(
    context: QuantityContext, code: str, unit: str, by_unit: Mapping[str, Sequence[IndicatorWords]]
) -> bool:
    """Return whether a term of an indicator is near a quantity, not merely a counting word.

    家企业 is none of 参赛企业: without the classifier a word is left that any report may hold.
    """
    for indicator in by_unit.get(UNIT_SYNONYMS.get(unit, unit), ()):
        if indicator.code == code:
            terms = (term for term in indicator.specific_terms if term in context.near)
            return any(_is_own(term, indicator.units) for term in terms)
    return False


def _is_own(term: str, units: frozenset[str]) -> bool:
    """Return whether a term names a thing, beside the units in which it is counted."""
    noun = next((term.removeprefix(unit) for unit in units if unit and term.startswith(unit)), term)
    return len(noun) > 1 and noun not in GENERIC and noun not in units and noun not in GROUPS


def score_indicator(context: QuantityContext, indicator: IndicatorWords) -> float:
    """Return a score of an indicator by its words near the quantity and in the article.

    It is the length of its longest term near the quantity (0 if there is none: then the score is
    0), plus a little for each character pair of its definition there, plus the share of these
    pairs in the article, and half a point for or against a value that is still to be reached. The
    name of a breakdown counts less than a term; generic terms count in an article about it alone.
    """
    about = indicator.about
    support = len(about & context.pairs) / len(about) if about else 0.0
    terms = indicator.terms if support >= LEAST_SUPPORT else indicator.specific_terms
    term_score = max(
        _longest_word_near(terms, context),
        _longest_word_near(indicator.breakdown_terms, context) - 0.8,
    )
    if term_score <= 0:
        return 0.0
    pairs_near = len(about & character_pairs(context.near)) * 0.15
    target_score = 0.5 if (indicator.kind == "target") == context.target else -0.5
    return term_score + pairs_near + 2.5 * support + target_score


def _longest_word_near(words: Iterable[str], context: QuantityContext) -> float:
    """Return the length of the longest word near a quantity; 0 if none of the words is there.

    A word after it counts a tenth more: there stands what a Chinese number counts.
    """
    longest, near, after = 0.0, context.near, context.after
    for word in words:
        if word in near and len(word) > longest:
            longest = len(word) * (1.1 if word in after else 1.0)
    return longest


def match_breakdown(context: QuantityContext, indicator: IndicatorWords) -> str:
    """Return the breakdown named directly beside the quantity, else in its sentence; else "".

    The words after it are searched before those in front of it. A grouping, which many indicators
    have, is only looked for beside it.
    """
    own = [item for item in indicator.breakdowns if item[1][0] not in indicator.groupings]
    places = ((context.tail, indicator.breakdowns), (context.head, indicator.breakdowns))
    for text, breakdowns in (*places, (context.sentence, own)):
        # Reversed, so that of two breakdowns with one name the first declared one remains.
        named = {
            (len(word), text.rfind(word)): code
            for code, words in reversed(breakdowns)
            for word in reversed(words)
            if word in text
        }
        if named:
            return named[max(named)]  # the longest name, of several the last
    return ""
