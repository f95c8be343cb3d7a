"""An index of the names in a code list, by which names similar to a label are found."""

from collections import Counter, defaultdict
from collections.abc import Iterable

from chinese_text.characters import comparison_form

_CONTAINED_SCORE, _CONTAINED_SCORE_BY_LENGTH = 0.6, 0.3
"""Least score of a name that contains the other one, and what equal lengths would add to it."""


class NameIndex:
    """The names of codes by their pairs of neighbouring characters, to find similar names quickly.

    A label is compared only with names that share a pair with it. The pairs of the names are
    counted once for all labels.
    """

    def __init__(self, names: Iterable[tuple[str, str]]) -> None:
        """Take pairs of a code and one of its names; an empty name is left out."""
        self._names: list[tuple[str, str, int]] = []  # code, comparison form, number of pairs
        self._by_pair: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
        for code, name in names:
            form = comparison_form(name)
            if not form:
                continue
            pairs = _count_character_pairs(form)
            for pair, count in pairs.items():
                self._by_pair[pair].append((len(self._names), count))
            self._names.append((code, form, pairs.total()))

    def find_best_scores(self, labels: Iterable[str]) -> dict[str, float]:
        """Return the highest score of each code that has a name similar to one of the labels.

        Labels are in comparison form. A score, from 0 to 1, is Dice's coefficient of the pairs of
        characters, higher if one text contains the other.
        """
        best: dict[str, float] = {}
        for label in filter(None, labels):
            pairs = _count_character_pairs(label)
            shared: defaultdict[int, int] = defaultdict(int)
            for pair, count in pairs.items():
                for name_index, count_in_name in self._by_pair.get(pair, ()):
                    shared[name_index] += min(count, count_in_name)
            for name_index, shared_count in shared.items():
                code, form, total = self._names[name_index]
                score = 2 * shared_count / (pairs.total() + total)
                shorter, longer = sorted((label, form), key=len)
                if len(shorter) > 1 and shorter in longer:
                    ratio = len(shorter) / len(longer)
                    score = max(score, _CONTAINED_SCORE + _CONTAINED_SCORE_BY_LENGTH * ratio)
                best[code] = max(best.get(code, 0.0), score)
        return best


def _count_character_pairs(text: str) -> Counter[str]:
    """Count the pairs of neighbouring characters of a name: 会员数 → 会员, 员数."""
    return Counter(text[i : i + 2] for i in range(max(len(text) - 1, 1)))
