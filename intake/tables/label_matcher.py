"""Match the labels of one sheet to indicators and areas, each distinct label once."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from intake.model.problem import Problem, column_letters
from intake.model.reference import Reference
from intake.model.text_normalization import comparison_form
from intake.model.upload_labels import LabelKind, LabelMatch, RememberedLabels, Suggestion
from intake.values.indicator_matching import clean_label, match_indicators


@dataclass
class LabelMatcher:
    """The labels of one sheet and their matches, in the order of their first use."""

    reference: Reference
    remembered: RememberedLabels
    file: str
    sheet: str
    matches: dict[tuple[LabelKind, str], LabelMatch] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def match_indicator(self, path: tuple[str, ...], unit: str, place: tuple[int, int]) -> str:
        """Return the indicator that a path of labels means (`members.women`); "" if unsure.

        `place` is the row and column of the label, from 0.
        """
        text = label_path(path)
        match = self.matches.get(("indicator", text))
        if match is None:
            suggestions = match_indicators(path, unit, self.reference, self.remembered)
            match = self._add_match("indicator", text, unit, suggestions, place)
        self._count_figure(match)
        return match.code

    def match_area(self, text: str, place: tuple[int, int], within: str) -> str:
        """Return the code of the area that a label means; "" if unsure, after adding a problem.

        `place` is the row and column of the label, from 0; `within` the area that is searched
        first.
        """
        match = self.matches.get(("area", text))
        if match is None:
            match = self._add_match("area", text, "", self._suggest_areas(text, within), place)
        self._count_figure(match)
        return match.code

    def is_left_out(self, path: tuple[str, ...]) -> bool:
        """Return whether a person chose to ignore the figures of a path of labels."""
        match = self.matches.get(("indicator", label_path(path)))
        return match is not None and match.sure and match.code == ""

    def _suggest_areas(self, text: str, within: str) -> list[Suggestion]:
        """Return the areas that a label may mean with scores; one with score 1 is certain."""
        if comparison_form(text) in self.remembered.areas:
            return [Suggestion(self.remembered.areas[comparison_form(text)], 1.0)]
        areas = self.reference.areas
        codes = areas.find(clean_label(text), within)
        if len(codes) == 1:
            return [Suggestion(codes[0], 1.0)]
        similar = codes or [code for code in areas.similar_codes(text, within).split(", ") if code]
        return [Suggestion(code, 0.9 if codes else 0.5) for code in similar[:5]]

    def _add_match(
        self,
        kind: LabelKind,
        text: str,
        unit: str,
        suggestions: Sequence[Suggestion],
        place: tuple[int, int],
    ) -> LabelMatch:
        """Store the match of a new label and return it; add a problem if it is not certain."""
        sure = len(suggestions) == 1 and suggestions[0].score == 1
        code = suggestions[0].code if sure else ""
        match = LabelMatch(kind, text, code, tuple(suggestions), unit, 0, sure)
        self.matches[kind, text] = match
        if not sure:
            row, column = place
            self.problems.append(
                Problem(
                    f"{kind}_unconfirmed" if suggestions else f"{kind}_unmatched",
                    file=self.file,
                    sheet=self.sheet,
                    row=row + 1,
                    column=column_letters(column),
                    value=text,
                    expected=", ".join(each.code for each in suggestions[:3]),
                    hints={"unit": unit},
                )
            )
        return match

    def _count_figure(self, match: LabelMatch) -> None:
        """Count one more figure of a label."""
        key = (match.kind, match.text)
        self.matches[key] = replace(self.matches[key], figures=self.matches[key].figures + 1)


def label_path(path: tuple[str, ...]) -> str:
    """Return a path of labels joined by slashes: 会员人数/女性."""
    return "/".join(map(clean_label, path))
