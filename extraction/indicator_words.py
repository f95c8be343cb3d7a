"""Finds the indicator and breakdown of a quantity by the words around it."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

from chinese_text.characters import fold_characters
from extraction.word_lists import get_words
from quantities.units import UNIT_SYNONYMS

LEAST_SCORE = 2.7
"""The score of `score_indicator` below which an indicator does not match."""
LEAST_SUPPORT = 0.4
"""The share of an indicator's character pairs in the article from which generic terms count."""
MANY = 3
"""The number of indicators from which on the shared name of a breakdown names none of them.

Such a name (制造业) is a grouping: it does not say which of the indicators a number is of.
"""
GENERIC = frozenset(get_words("generic"))
GROUPS = frozenset(get_words("groups"))
TARGET = get_words("target")
GOALS = ("任务", "目标")
ACTS = get_words("acts")
_BUILT_IN_YEAR = re.compile(
    r"(?<!截至)(?:[去今上本]年|[上下]半年|季度|\d{4}年|年内|全年)(?![底末])"
    r"(?:(?!累计|已|共|现有).)*(?:建成|打造|创建|设立|成立)"
)
"""去年建成母婴室21个 counts the rooms opened in that year, not all rooms."""


class QuantityContext(NamedTuple):
    """The words around a quantity, by which an indicator is found.

    `head` and `tail` are directly before and after it, `phrase` is its wording, `sentence` the
    whole sentence; `pairs` are the character pairs of its article. `target`: the value is probably
    still to be reached. `planned`: the words say so, and only a target indicator matches.
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

    `breakdowns` are codes with their spellings; `about` are the character pairs of the indicator's
    name and definition. `groupings` are names of breakdowns that say nothing about the indicator,
    since MANY indicators have them: 制造业, 农民工.
    """

    code: str
    kind: str
    units: frozenset[str]
    terms: tuple[str, ...]
    breakdowns: tuple[tuple[str, tuple[str, ...]], ...]
    about: frozenset[int] = field(repr=False)
    groupings: frozenset[str] = field(default=frozenset(), repr=False)

    @classmethod
    def from_entry(
        cls, entry: Mapping[str, Any], groupings: frozenset[str] = frozenset()
    ) -> "IndicatorWords":
        """Build the words of an entry: name, definition, terms, unit, classifiers, breakdowns.

        Classifiers are the Chinese measure words with which the thing is counted: 个, 家.
        """
        name, definition = (
            get_chinese_text(entry.get("name")),
            get_chinese_text(entry.get("definition")),
        )
        units = {
            get_chinese_text(entry.get("unit")),
            *map(fold_characters, entry.get("classifiers") or ()),
        }
        units |= {UNIT_SYNONYMS.get(unit, unit) for unit in units}
        breakdowns = tuple(
            (
                str(item["code"]),
                tuple(
                    _with_short_forms([get_chinese_text(item.get("name")), *item.get("terms", ())])
                ),
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
        """The terms without the generic ones, which any report may contain."""
        return tuple(word for word in self.terms if word not in GENERIC)

    @cached_property
    def breakdown_terms(self) -> tuple[str, ...]:
        """All spellings of the names of breakdowns, without groupings."""
        own = (words for _, words in self.breakdowns if words[0] not in self.groupings)
        return tuple(word for words in own for word in words)

    @cached_property
    def names_goal(self) -> bool:
        """Whether each of its terms has a word for a goal, as those of a target have."""
        return all(any(goal in word for goal in GOALS) for word in self.terms)

    @cached_property
    def any_term(self) -> re.Pattern[str]:
        """A pattern of all terms; a text that does not match it cannot mean the indicator."""
        words = filter(None, self.terms + self.breakdown_terms)
        return re.compile("|".join(map(re.escape, words)) or "(?!)")


def prepare_indicators(indicators: Iterable[Mapping[str, Any]]) -> tuple[IndicatorWords, ...]:
    """Return the words of the entries of indicators.yaml, in their order.

    The name of a breakdown that at least MANY indicators have is a grouping, which does not count
    as a term of any of them. Targets do not count among the indicators that have it, since they
    repeat the breakdowns of their indicators.
    """
    entries = list(indicators)
    indicator_counts = Counter(
        get_chinese_text(item.get("name"))
        for entry in entries
        if not entry.get("target_for")
        for item in entry.get("breakdowns") or ()
    )
    groupings = frozenset(name for name, count in indicator_counts.items() if count >= MANY)
    return tuple(IndicatorWords.from_entry(entry, groupings) for entry in entries)


def character_pairs(text: str) -> frozenset[int]:
    """Return the pairs of neighbouring characters of a text, each as one integer.

    Two texts are about the same thing if they share many pairs. Integers are compared twice as fast
    as strings. A character has 4 bytes in UTF-32, so that each 8 bytes, read as one integer ("Q"),
    are a pair. Pairs that begin at the second, fourth … character are read with an offset of 4
    bytes.
    """
    encoded = memoryview(text.encode("utf-32-le", "surrogatepass"))
    even_end, odd_end = len(text) // 2 * 8, (len(text) - 1) // 2 * 8 + 4
    return frozenset(encoded[:even_end].cast("Q")).union(encoded[4:odd_end].cast("Q"))


def get_chinese_text(value: Any) -> str:
    """Return the Chinese text of {zh, en} or of a string, folded; "" for None."""
    return fold_characters(str(value.get("zh", "") if isinstance(value, Mapping) else value or ""))


def _with_short_forms(names: Iterable[str]) -> Iterable[str]:
    """Return words together with their usual short forms: 劳动模范 also gives 劳模.

    Words of 4, 6 or 7 characters mostly end in two words of two characters; the short form has the
    first character of each. Words that end in 数 (number), and words that begin with the short
    form itself (工会 of 工会会员), get none.
    """
    spellings: dict[str, None] = {}  # as a set that keeps the order
    for word in map(fold_characters, names):
        spellings[word] = None
        if len(word) in (4, 6, 7) and not word.endswith("数"):
            short = word[:-4] + word[-4] + word[-2]  # of the last four characters, two remain
            spellings |= {} if word.startswith(short) else {short: None}
    return spellings


def group_indicators_by_unit(
    indicators: Iterable[IndicatorWords],
) -> dict[str, list[IndicatorWords]]:
    """Return the indicators by each of their units.

    Those that a number without a unit may mean are under "": all but shares, ratios and money.
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
    """Return the codes of indicator and breakdown, and the indicator's kind, for a quantity.

    They are proposed to the person who accepts the figure. Of the indicators with the quantity's
    unit (`by_unit`, from `group_indicators_by_unit`) it is the one with the highest
    `score_indicator`. All three are "" if that is below LEAST_SCORE.
    """
    unit_or_colon = ":" if ":" in context.phrase else unit  # indicators of ratios have the unit ":"
    candidates = by_unit.get(UNIT_SYNONYMS.get(unit_or_colon, unit_or_colon), ())
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
    """Return whether a number near a stock's term counts what was done, not what exists.

    In 走访服务站点36个 (36 stations visited) the number is not that of all stations. A word of an
    act that is part of the term (命名工匠) does not count.
    """
    if indicator.kind != "stock":
        return False
    words, terms = context.head, (*indicator.terms, *indicator.breakdown_terms)
    if _BUILT_IN_YEAR.search(words):
        return True
    terms_near = [term for term in terms if term in context.near]
    return any(act in words and not any(act in term for term in terms_near) for act in ACTS)


def has_own_term(
    context: QuantityContext, code: str, unit: str, by_unit: Mapping[str, Sequence[IndicatorWords]]
) -> bool:
    """Return whether one of an indicator's own terms is near a quantity, so that the match is sure.

    `code` is the indicator's, `by_unit` as in `match_indicator`. A term that is only a classifier
    and a generic word, such as 家企业, is not its own.
    """
    for indicator in by_unit.get(UNIT_SYNONYMS.get(unit, unit), ()):
        if indicator.code == code:
            terms = (term for term in indicator.specific_terms if term in context.near)
            return any(_is_own(term, indicator.units) for term in terms)
    return False


def _is_own(term: str, units: frozenset[str]) -> bool:
    """Return whether a term, without a unit at its beginning, is more than a generic word."""
    noun = next((term.removeprefix(unit) for unit in units if unit and term.startswith(unit)), term)
    return len(noun) > 1 and noun not in GENERIC and noun not in units and noun not in GROUPS


def score_indicator(context: QuantityContext, indicator: IndicatorWords) -> float:
    """Return the score of an indicator by its words near the quantity and in the article.

    Without a term near the quantity it is 0. Otherwise it is the sum of

    - the length of the longest such term; the name of a breakdown counts 0.8 less,
    - 0.15 for each character pair of the indicator's name and definition near the quantity,
    - 2.5 times the share of these pairs that are in the article,
    - half a point if indicator and value are both targets or both none, else minus half a point.

    Generic terms (人数) count only if the article is about the indicator (LEAST_SUPPORT).
    """
    about = indicator.about
    support = len(about & context.pairs) / len(about) if about else 0.0
    terms = indicator.terms if support >= LEAST_SUPPORT else indicator.specific_terms
    term_score = max(
        _measure_longest_word(terms, context),
        _measure_longest_word(indicator.breakdown_terms, context) - 0.8,
    )
    if term_score <= 0:
        return 0.0
    pairs_near = len(about & character_pairs(context.near)) * 0.15
    target_score = 0.5 if (indicator.kind == "target") == context.target else -0.5
    return term_score + pairs_near + 2.5 * support + target_score


def _measure_longest_word(words: Iterable[str], context: QuantityContext) -> float:
    """Return the length in characters of the longest of some words near a quantity; 0 if none is.

    The length of a word in the quantity's own text or after it is counted 1.1 times, since the
    counted noun mostly follows a number. Of words of equal length the first one counts.
    """
    longest, near, after = 0.0, context.near, context.after
    for word in words:
        if word in near and len(word) > longest:
            longest = len(word) * (1.1 if word in after else 1.0)
    return longest


def match_breakdown(context: QuantityContext, indicator: IndicatorWords) -> str:
    """Return the code of the breakdown named beside the quantity, else in its sentence; else "".

    The words after the quantity are searched before those in front of it. Groupings, which many
    indicators have (制造业), are looked for directly beside it alone. Of several names in a text
    the longest one counts, of equally long ones the last.
    """
    own_breakdowns = [
        (code, words) for code, words in indicator.breakdowns if words[0] not in indicator.groupings
    ]
    beside = ((context.tail, indicator.breakdowns), (context.head, indicator.breakdowns))
    for text, breakdowns in (*beside, (context.sentence, own_breakdowns)):
        # Reversed, so that of two breakdowns with one name the first declared one remains.
        code_by_length_and_position = {
            (len(word), text.rfind(word)): code
            for code, words in reversed(breakdowns)
            for word in reversed(words)
            if word in text
        }
        if code_by_length_and_position:
            return code_by_length_and_position[max(code_by_length_and_position)]
    return ""
