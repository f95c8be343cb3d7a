"""Match labels of a table to indicators: suggestions with scores, best first.

A label equal to a name or a term of the code list, apart from white space and case, is matched
(score 1). Any other match is only suggested: a person confirms it once and it is remembered.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping

from intake.model.reference import Entry, Reference, entry_names, name_texts
from intake.model.text_normalization import comparison_form, find_foreign_letter, to_latin_letters
from intake.model.upload_labels import RememberedLabels, Suggestion
from intake.values.printed_units import is_same_unit, split_unit

_FOOTNOTE_MARKS = re.compile(r"[①-⑳*＊#＃†‡¹²³⁴-⁹]+|\[\d+\]|\(注?\d*\)$")
_NUMBERING = re.compile(
    r"^(?:[一二三四五六七八九十]+、|[(（][一二三四五六七八九十\d]+[)）]|\d+(?:\.\d+)*[、.．]\s*)"
)
_OF_WHICH = re.compile(r"^(?:其\s*中|按.{1,8}分)\s*[:：,，]?\s*")
_MIN_SCORE = 0.3
_MAX_SUGGESTIONS = 5


def clean_label(label: str) -> str:
    """Return a label without numbering, 其中： and footnote marks: 1. 其中：女性① → 女性."""
    text = _FOOTNOTE_MARKS.sub("", "".join(label.split()))
    return _OF_WHICH.sub("", _NUMBERING.sub("", text)).strip(":：")


def is_sub_item(label: str) -> bool:
    """Return whether a label is that of a sub-item: 其中：女性."""
    return bool(_OF_WHICH.match("".join(label.split()))) or label.strip()[:1] in ("#", "＃")


def match_indicators(
    path: tuple[str, ...], unit: str, reference: Reference, remembered: RememberedLabels
) -> list[Suggestion]:
    """Match the labels of a figure, from the outermost to its own: (会员, 其中：女性).

    A single suggestion with score 1 is certain; if its code is "", the label is to be ignored.
    """
    for key in (comparison_form("/".join(path)), comparison_form(path[-1])):
        if key in remembered.indicators:
            return [Suggestion(remembered.indicators[key], 1.0)]
    exact = _exact_matches(path, unit, reference)
    if len(exact) == 1:
        return [Suggestion(exact[0], 1.0)]
    if exact:
        return [Suggestion(code, 0.9) for code in exact[:_MAX_SUGGESTIONS]]
    return _similar_indicators(path, unit, reference)


def suggest_codes(word: str, names: Mapping[str, Iterable[str]]) -> list[Suggestion]:
    """Suggest codes whose names have similar characters; `names` maps a code to its names."""
    text = comparison_form(to_latin_letters(word))
    suggestions = []
    for code, each in names.items():
        score = max(_similarity(text, comparison_form(name)) for name in [code, *each])
        suggestions.append(Suggestion(code, round(score, 3)))
    return _best_suggestions(suggestions)


def find_look_alike(word: str, codes: Iterable[str]) -> tuple[str, str]:
    """Return the code that a word looks like, and the word's first foreign letter.

    If it looks like no code, the result is ("", "").
    """
    plain = to_latin_letters(word)
    letter = find_foreign_letter(word)
    return (plain, letter) if letter and plain in set(codes) else ("", "")


def _exact_matches(path: tuple[str, ...], unit: str, reference: Reference) -> list[str]:
    """Return the codes whose names equal the label, alone or together with its parents."""
    label = comparison_form(clean_label(path[-1]))
    joined = comparison_form("".join(map(clean_label, path)))
    breakdowns = [
        code for parent in path[:-1] for code in _matching_breakdowns(parent, label, reference)
    ]
    if breakdowns:
        return breakdowns[-1:]
    for name in (joined, label):
        codes = reference.indicator_codes_by_name.get(name, ())
        if len(path) == 1 or name == joined or _is_specific(label):
            fitting = [code for code in codes if _unit_fits(reference.by_code[code], unit)]
            if fitting or codes:
                return list(fitting or codes)
    return []


def _is_specific(label: str) -> bool:
    """Return whether a sub-item's label can name an indicator by itself; 女 and 其他 cannot."""
    return len(label) > 3


def _matching_breakdowns(parent: str, label: str, reference: Reference) -> list[str]:
    """Return the breakdowns with this label of the indicators named `parent`."""
    return [
        f"{code}.{breakdown['code']}"
        for code in reference.indicator_codes_by_name.get(comparison_form(clean_label(parent)), ())
        for breakdown in reference.by_code[code].get("breakdowns") or ()
        if label in map(comparison_form, entry_names(breakdown))
    ]


def _similar_indicators(path: tuple[str, ...], unit: str, reference: Reference) -> list[Suggestion]:
    """Return indicators and breakdowns whose names are similar to the label."""
    texts = {
        comparison_form(clean_label(path[-1])),
        comparison_form("".join(map(clean_label, path))),
    }
    suggestions = []
    for entry in reference.indicators:
        code, weight = str(entry["code"]), 0.5 if unit and not _unit_fits(entry, unit) else 1.0
        names = {code: entry_names(entry)}
        for breakdown in entry.get("breakdowns") or ():
            names[f"{code}.{breakdown['code']}"] = entry_names(breakdown)
        for key, each in names.items():
            score = max(_similarity(text, comparison_form(name)) for text in texts for name in each)
            suggestions.append(Suggestion(key, round(min(score * weight, 0.95), 3)))
    return _best_suggestions(suggestions)


def _unit_fits(entry: Entry, unit: str) -> bool:
    """Return whether an indicator may be counted in a printed unit."""
    units = name_texts(entry.get("unit"))
    classifiers = list(entry.get("classifiers") or ())
    base = split_unit(unit)[1]
    return not base or not units or is_same_unit(base, units[0], classifiers)


def _best_suggestions(suggestions: list[Suggestion]) -> list[Suggestion]:
    """Return the suggestions with the highest scores."""
    candidates = [each for each in suggestions if each.score >= _MIN_SCORE]
    return sorted(candidates, key=lambda each: (-each.score, each.code))[:_MAX_SUGGESTIONS]


def _similarity(one: str, other: str) -> float:
    """Return Dice's coefficient of character pairs, higher if one text contains the other."""
    if not one or not other:
        return 0.0
    first, second = _bigram_counts(one), _bigram_counts(other)
    score = 2 * (first & second).total() / (first.total() + second.total())
    if len(min(one, other, key=len)) > 1 and (one in other or other in one):
        score = max(score, 0.6 + 0.3 * min(len(one), len(other)) / max(len(one), len(other)))
    return score


def _bigram_counts(text: str) -> Counter[str]:
    """Count the pairs of neighbouring characters of a text."""
    return Counter(text[i : i + 2] for i in range(max(len(text) - 1, 1)))
