"""LabelMatcher of tables matched to indicators, each label once, with what it was matched to."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from intake.model.characters import comparison_form
from intake.model.problem import Problem, column_letters
from intake.model.reference import Reference
from intake.result import LabelKind, LabelMatch
from intake.values import matching
from intake.values.matching import RememberedLabels, Suggestion, clean_label


@dataclass
class LabelMatcher:
    """Matches the labels of one sheet and keeps the answers in the order they were asked."""

    known: Reference
    remembered: RememberedLabels
    file: str
    sheet: str
    found: dict[tuple[LabelKind, str], LabelMatch] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def indicator(self, path: tuple[str, ...], unit: str, place: tuple[int, int]) -> str:
        """Return the code (with its breakdown after a dot) that a path of labels means, or ""."""
        text = "/".join(clean_label(label) for label in path)
        known = self.found.get(("indicator", text))
        if known is None:
            suggestions = matching.match_indicators(path, unit, self.known, self.remembered)
            known = self._keep("indicator", text, unit, suggestions, place)
        self._count(known)
        return known.code

    def area(self, text: str, place: tuple[int, int], within: str) -> str:
        """Return the area that was confirmed for a label, "" after naming it as a problem."""
        known = self.found.get(("area", text))
        if known is None:
            known = self._keep("area", text, "", self._areas(text, within), place)
        self._count(known)
        return known.code

    def _areas(self, text: str, within: str) -> list[Suggestion]:
        if comparison_form(text) in self.remembered.areas:
            return [Suggestion(self.remembered.areas[comparison_form(text)], 1.0)]
        areas = self.known.areas
        codes = areas.find(clean_label(text), within)
        if len(codes) == 1:
            return [Suggestion(codes[0], 1.0)]
        near = codes or [code for code in areas.closest(text, within).split(", ") if code]
        return [Suggestion(code, 0.9 if codes else 0.5) for code in near[:5]]

    def _keep(
        self,
        kind: LabelKind,
        text: str,
        unit: str,
        suggestions: Sequence[Suggestion],
        place: tuple[int, int],
    ) -> LabelMatch:
        sure = len(suggestions) == 1 and suggestions[0].score == 1
        code = suggestions[0].code if sure else ""
        label = LabelMatch(kind, text, code, tuple(suggestions), unit, 0, sure)
        self.found[kind, text] = label
        if not sure:
            expected = ", ".join(one.code for one in suggestions[:3])
            row, column = place
            self.problems.append(
                Problem(
                    f"{kind}_unconfirmed" if suggestions else f"{kind}_unmatched",
                    file=self.file,
                    sheet=self.sheet,
                    row=row + 1,
                    column=column_letters(column),
                    value=text,
                    expected=expected,
                    hints={"unit": unit},
                )
            )
        return label

    def _count(self, label: LabelMatch) -> None:
        self.found[label.kind, label.text] = replace(
            self.found[label.kind, label.text],
            figures=self.found[label.kind, label.text].figures + 1,
        )
