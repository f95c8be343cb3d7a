"""Suggestions of areas and codes whose names are equal or similar to a text, with scores.

`indicator_matching` decides which indicator the labels of a table mean.
"""

from collections.abc import Iterable, Mapping

from chinese_text.characters import comparison_form, find_lookalike_letter, to_latin_letters
from intake.model.name_index import NameIndex
from intake.model.reference import Reference
from intake.model.upload_labels import Suggestion, clean_label

CERTAIN_SCORE = 1.0
"""Score of a label's only exact match, or of a person's earlier answer."""
_AMBIGUOUS_SCORE = 0.9
"""Score of each exact match of a label that has several: none of them is certain."""
MIN_SCORE = 0.3
_SIMILAR_AREA_SCORE = 0.5
"""Score of an area whose name only resembles the label; there are at most three of these."""
_MAX_SUGGESTIONS = 5


def suggest_areas(label: str, reference: Reference, within: str = "") -> list[Suggestion]:
    """Suggest the areas that an unclear label may mean: with equal names, else similar ones.

    `within` is the code of an area; areas in it count before others of the same name.
    """
    areas = reference.areas
    if codes := areas.find(clean_label(label), within):
        return [Suggestion(code, _AMBIGUOUS_SCORE) for code in codes[:_MAX_SUGGESTIONS]]
    similar = filter(None, areas.suggest_area_codes(label, within).split(", "))
    return [Suggestion(code, _SIMILAR_AREA_SCORE) for code in similar]


def suggest_exact_matches(codes: list[str]) -> list[Suggestion]:
    """Suggest the codes (of indicators or areas) whose names equal a label.

    A single one is certain; of several a person has to choose one.
    """
    score = CERTAIN_SCORE if len(codes) == 1 else _AMBIGUOUS_SCORE
    return [Suggestion(code, score) for code in codes[:_MAX_SUGGESTIONS]]


def suggest_codes(text: str, names_by_code: Mapping[str, Iterable[str]]) -> list[Suggestion]:
    """Suggest codes that are similar to a text, or have a name that is, best first.

    There are at most _MAX_SUGGESTIONS, with a score of at least MIN_SCORE.
    """
    pairs = ((code, name) for code, names in names_by_code.items() for name in (code, *names))
    return suggest_from_index(text, NameIndex(pairs))


def suggest_from_index(text: str, names: NameIndex) -> list[Suggestion]:
    """Suggest codes with a name in an index that is similar to a text, best first."""
    scores = names.find_best_scores([comparison_form(to_latin_letters(text))])
    return choose_best(Suggestion(code, round(score, 3)) for code, score in scores.items())


def find_lookalike_code(text: str, codes: Iterable[str]) -> tuple[str, str]:
    """Return the code that a text looks like but for look-alike letters, and the first of these.

    `mеmbers` with a Cyrillic е → (`members`, U+0435). If it looks like no code, the result is
    ("", "").
    """
    latin = to_latin_letters(text)
    letter = find_lookalike_letter(text)
    return (latin, letter) if letter and latin in set(codes) else ("", "")


def choose_best(suggestions: Iterable[Suggestion]) -> list[Suggestion]:
    """Return at most _MAX_SUGGESTIONS suggestions with the highest scores, best first."""
    candidates = [suggestion for suggestion in suggestions if suggestion.score >= MIN_SCORE]
    return sorted(candidates, key=lambda best: (-best.score, best.code))[:_MAX_SUGGESTIONS]
