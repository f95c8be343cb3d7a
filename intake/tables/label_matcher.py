"""Match the labels of one sheet to indicators and areas, each distinct label once."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from file_formats.sheet import column_letters
from intake.model.problem import Problem
from intake.model.reference import Reference, entry_names
from intake.model.text_normalization import comparison_form
from intake.model.upload_labels import LabelKind, LabelMatch, RememberedLabels, Suggestion
from intake.tables.grid import CellPosition
from intake.values import indicator_matching
from intake.values.indicator_matching import CERTAIN_SCORE, clean_label

_SIMILAR_AREA_SCORE = 0.5
"""Score of an area whose name only resembles the label."""


@dataclass
class LabelMatcher:
    """Matches the labels of one sheet; `matches` are in the order of the labels' first use."""

    reference: Reference
    remembered: RememberedLabels
    file: str
    sheet: str
    matches: dict[tuple[LabelKind, str], LabelMatch] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def match_indicator(self, path: tuple[str, ...], unit: str, position: CellPosition) -> str:
        """Return the indicator that a path of labels means (`members.women`), and count one figure.

        The result is "" if the match is unsure, which becomes a problem at the first use, or if a
        person chose to ignore the label. `position` is that of the last label.
        """
        text = join_label_path(path)
        match = self.matches.get(("indicator", text))
        if match is None:
            suggestions = indicator_matching.match_indicators(
                path, unit, self.reference, self.remembered
            )
            match = self._add_match("indicator", text, unit, suggestions, position)
        self._count_figure(match)
        return match.code

    def match_area(self, label: str, position: CellPosition, within: str) -> str:
        """Return the code of the area that a label means, and count one figure.

        The result is "" if the match is unsure, which becomes a problem at the first use.
        `position` is that of the label, `within` the area that is searched first.
        """
        match = self.matches.get(("area", label))
        if match is None:
            suggestions = self._suggest_areas(label, within)
            match = self._add_match("area", label, "", suggestions, position)
        self._count_figure(match)
        return match.code

    def is_left_out(self, path: tuple[str, ...]) -> bool:
        """Return whether a person chose to ignore the figures of a path of labels."""
        match = self.matches.get(("indicator", join_label_path(path)))
        return match is not None and match.sure and match.code == ""

    def _suggest_areas(self, label: str, within: str) -> list[Suggestion]:
        """Return the areas that a label may mean with scores; one with score 1 is certain.

        Equal names and a person's earlier answer go before names that only resemble the label; of
        these each gets the same low score.
        """
        key, areas = comparison_form(label), self.reference.areas
        answer = key if key in self.remembered.areas else ""
        codes = areas.find(clean_label(label), within)
        if answer or codes:
            return indicator_matching.choose_match(codes, answer, self.remembered.areas)
        similar = filter(None, areas.similar_codes(label, within).split(", "))
        return [Suggestion(code, _SIMILAR_AREA_SCORE) for code in similar]

    def _add_match(
        self,
        kind: LabelKind,
        text: str,
        unit: str,
        suggestions: Sequence[Suggestion],
        position: CellPosition,
    ) -> LabelMatch:
        """Store the match of a label on its first use; add a problem if it is not certain.

        It is certain if there is one suggestion, with score 1.
        """
        sure = [suggestion.score for suggestion in suggestions] == [CERTAIN_SCORE]
        code = suggestions[0].code if sure else ""
        match = LabelMatch(kind, text, code, tuple(suggestions), unit=unit, sure=sure)
        self.matches[kind, text] = match
        if suggestions and suggestions[0].refused:
            self._add_refused_answer(match, position)
        if not sure:
            self.problems.append(
                Problem(
                    f"{kind}_unconfirmed" if suggestions else f"{kind}_unmatched",
                    file=self.file,
                    sheet=self.sheet,
                    row=position.row + 1,
                    column=column_letters(position.column),
                    value=text,
                    expected=", ".join(suggestion.code for suggestion in suggestions[:3]),
                    hints={"unit": unit},
                )
            )
        return match

    def _add_refused_answer(self, match: LabelMatch, position: CellPosition) -> None:
        """Add a problem for an answer that contradicts a published name.

        It is an error if the answer was given for this upload, a notice if it was remembered.
        """
        code, names = match.suggestions[0].code, self.reference.by_code
        indicator = code.partition(".")[0]
        name = entry_names(names[indicator])[0] if indicator in names else ""
        if match.kind == "area":
            name = self.reference.areas.by_code[code].name
        given = comparison_form(match.text) in self.remembered.given
        self.problems.append(
            Problem(
                "answer_refused",
                "error" if given else "notice",
                file=self.file,
                sheet=self.sheet,
                row=position.row + 1,
                column=column_letters(position.column),
                value=match.text,
                expected=f"{name} ({code})" if name else code,
                hints={"answer": match.suggestions[0].refused},
            )
        )

    def _count_figure(self, match: LabelMatch) -> None:
        """Count one more figure of the label of a match."""
        key = (match.kind, match.text)
        self.matches[key] = replace(self.matches[key], figures=self.matches[key].figures + 1)


def join_label_path(path: tuple[str, ...]) -> str:
    """Join the labels of a path by slashes: (会员人数, 其中：女性) → 会员人数/女性."""
    return "/".join(map(clean_label, path))
