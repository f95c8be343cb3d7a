"""Labels of a table matched to indicators and areas: suggestions with scores, best first.

A label that reads like a name or a term of the list, white space and case aside, is matched
(score 1). Everything else is only suggested: a person confirms it once and it is remembered.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from intake.model.characters import comparison_form, find_foreign_letter, to_latin_letters
from intake.model.reference import Entry, Reference, entry_names, name_texts
from intake.values.units import is_same_unit, split_unit

_FOOTNOTE_MARKS = re.compile(r"[①-⑳*＊#＃†‡¹²³⁴-⁹]+|\[\d+\]|\(注?\d*\)$")
_NUMBERING = re.compile(
    r"^(?:[一二三四五六七八九十]+、|[(（][一二三四五六七八九十\d]+[)）]|\d+(?:\.\d+)*[、.．]\s*)"
)
_OF_WHICH = re.compile(r"^(?:其\s*中|按.{1,8}分)\s*[:：,，]?\s*")
_MIN_SCORE = 0.3
_MAX_SUGGESTIONS = 5


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One possible meaning of a label: a code, or indicator and breakdown joined by a dot."""

    code: str
    score: float


@dataclass(frozen=True)
class RememberedLabels:
    """What labels were said to mean before: condensed label → code, "" to leave it out.

    An indicator's code may carry a breakdown: `members.women`.
    """

    indicators: Mapping[str, str] = field(default_factory=dict)
    areas: Mapping[str, str] = field(default_factory=dict)

    def __or__(self, other: "RememberedLabels") -> "RememberedLabels":
        """Add newer answers."""
        return RememberedLabels(
            {**self.indicators, **other.indicators}, {**self.areas, **other.areas}
        )


def clean_label(label: str) -> str:
    """Take numbering, 其中： and footnote marks off a label."""
    text = _FOOTNOTE_MARKS.sub("", "".join(label.split()))
    return _OF_WHICH.sub("", _NUMBERING.sub("", text)).strip(":：")


def is_of_which(label: str) -> bool:
    """Say whether a label starts a sub-item: 其中：女性."""
    return bool(_OF_WHICH.match("".join(label.split()))) or label.strip()[:1] in ("#", "＃")


def match_indicators(
    path: tuple[str, ...], unit: str, known: Reference, remembered: RememberedLabels
) -> list[Suggestion]:
    """Match the labels that lead to a figure (members, of which women), the last one nearest.

    A single suggestion with score 1 is sure; an empty code with score 1 means: leave it out.
    """
    for key in (comparison_form("/".join(path)), comparison_form(path[-1])):
        if key in remembered.indicators:
            return [Suggestion(remembered.indicators[key], 1.0)]
    exact = _exact_matches(path, unit, known)
    if len(exact) == 1:
        return [Suggestion(exact[0], 1.0)]
    if exact:
        return [Suggestion(code, 0.9) for code in exact[:_MAX_SUGGESTIONS]]
    return _similar_indicators(path, unit, known)


def suggest_codes(word: str, names: Mapping[str, Iterable[str]]) -> list[Suggestion]:
    """Suggest codes for a word by the likeness of its letters; `names` maps code → its names."""
    text = comparison_form(to_latin_letters(word))
    scored = [
        Suggestion(
            code, round(max(_similarity(text, comparison_form(name)) for name in [code, *each]), 3)
        )
        for code, each in names.items()
    ]
    return _best_suggestions(scored)


def find_look_alike(word: str, codes: Iterable[str]) -> tuple[str, str]:
    """Return the code that `word` only looks like, and its foreign letter; ("", "") if none."""
    plain = to_latin_letters(word)
    foreign = find_foreign_letter(word)
    return (plain, foreign) if foreign and plain in set(codes) else ("", "")


def _exact_matches(path: tuple[str, ...], unit: str, known: Reference) -> list[str]:
    label = comparison_form(clean_label(path[-1]))
    joined = comparison_form("".join(map(clean_label, path)))
    inner = [code for parent in path[:-1] for code in _matching_breakdowns(parent, label, known)]
    if inner:
        return inner[-1:]
    for name in (joined, label):
        codes = known.indicator_names.get(name, ())
        if len(path) == 1 or name == joined or _is_specific(label):
            fitting = [code for code in codes if _unit_fits(known.by_code[code], unit)]
            if fitting or codes:
                return list(fitting or codes)
    return []


def _is_specific(label: str) -> bool:
    """A sub-item's own name must be longer than 女 or 其他 to stand for an indicator alone."""
    return len(label) > 3


def _matching_breakdowns(parent: str, label: str, known: Reference) -> list[str]:
    found = []
    for code in known.indicator_names.get(comparison_form(clean_label(parent)), ()):
        for breakdown in known.by_code[code].get("breakdowns") or ():
            if label in {comparison_form(name) for name in entry_names(breakdown)}:
                found.append(f"{code}.{breakdown['code']}")
    return found


def _similar_indicators(path: tuple[str, ...], unit: str, known: Reference) -> list[Suggestion]:
    texts = {
        comparison_form(clean_label(path[-1])),
        comparison_form("".join(map(clean_label, path))),
    }
    scored = []
    for entry in known.indicators:
        code, share = str(entry["code"]), 0.5 if unit and not _unit_fits(entry, unit) else 1.0
        names = {code: entry_names(entry)}
        for breakdown in entry.get("breakdowns") or ():
            names[f"{code}.{breakdown['code']}"] = entry_names(breakdown)
        for meant, each in names.items():
            score = max(_similarity(text, comparison_form(name)) for text in texts for name in each)
            scored.append(Suggestion(meant, round(min(score * share, 0.95), 3)))
    return _best_suggestions(scored)


def _unit_fits(entry: Entry, unit: str) -> bool:
    units = name_texts(entry.get("unit"))
    base = split_unit(unit)[1]
    return (
        not base or not units or is_same_unit(base, units[0], list(entry.get("classifiers") or ()))
    )


def _best_suggestions(scored: list[Suggestion]) -> list[Suggestion]:
    enough = [one for one in scored if one.score >= _MIN_SCORE]
    return sorted(enough, key=lambda one: (-one.score, one.code))[:_MAX_SUGGESTIONS]


def _similarity(one: str, other: str) -> float:
    """Dice's coefficient of the pairs of neighbouring letters; a part of the other counts more."""
    if not one or not other:
        return 0.0
    first, second = _bigram_counts(one), _bigram_counts(other)
    common = sum(min(count, second.get(pair, 0)) for pair, count in first.items())
    score = 2 * common / (sum(first.values()) + sum(second.values()))
    if len(min(one, other, key=len)) > 1 and (one in other or other in one):
        score = max(score, 0.6 + 0.3 * min(len(one), len(other)) / max(len(one), len(other)))
    return score


def _bigram_counts(text: str) -> dict[str, int]:
    found: dict[str, int] = {}
    for at in range(max(len(text) - 1, 1)):
        found[text[at : at + 2]] = found.get(text[at : at + 2], 0) + 1
    return found
