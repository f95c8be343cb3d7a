"""Match the labels of one sheet to indicators and areas, each distinct label once.

A path is the labels that name the indicator of a figure, from the outermost inwards.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePath

from file_formats.sheet import column_letters
from intake.model.areas import is_unlisted_part
from intake.model.problem import Problem
from intake.model.reference import Reference, list_entry_names
from intake.model.upload_labels import (
    LabelKind,
    LabelMatch,
    RememberedLabels,
    Suggestion,
    clean_label,
    find_answer,
    join_label_path,
)
from intake.tables.grid import CellPosition
from intake.tables.table_context import TableContext
from intake.values import indicator_matching, similar_names
from intake.values.similar_names import CERTAIN_SCORE

_MAX_IN_PROBLEM = 3
"""Suggested codes that the problem of a label names; the page offers all."""


@dataclass
class LabelMatcher:
    """Matches the labels of one sheet; `matches` are in the order of the labels' first use.

    Their keys are kind, context and text: an answer about a label counts again in the same context
    (`LabelMatch.context`). `remembered` are people's earlier answers. `problems` has one for each
    label whose match is unsure.
    """

    reference: Reference
    remembered: RememberedLabels
    file: str
    sheet: str
    matches: dict[tuple[LabelKind, str, str], LabelMatch] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    _figures: Counter[tuple[LabelKind, str, str]] = field(default_factory=Counter)

    def counted_matches(self) -> list[LabelMatch]:
        """Return the matches with the number of figures that each label has, for the page."""
        return [replace(match, figures=self._figures[key]) for key, match in self.matches.items()]

    def match_indicator(
        self, path: tuple[str, ...], unit: str, position: CellPosition, table: TableContext
    ) -> str:
        """Return the indicator that a path of labels means (`members.women`), and count one figure.

        The result is "" if a person chose to ignore the label, or if the match is unsure; this
        becomes a problem at the first use of the label. `unit` is the printed one, `position` that
        of the last label. () means the table's own indicator.
        """
        text, is_file_name = self._describe_path(path, table)
        match = self.matches.get(("indicator", table.common_title, text))
        if match is None:
            suggestions = indicator_matching.match_indicators(
                path or (table.indicator,),
                unit,
                self.reference,
                self.remembered,
                table.common_title,
                text,
                "" if table.is_named_by_file else table.indicator,
            )
            match = LabelMatch("indicator", text, "", unit=unit, is_file_name=is_file_name)
            match = self._add_match(match, table.common_title, suggestions, position)
        self._count_figure(match)
        return match.code

    def match_area(self, label: str, position: CellPosition, within: str) -> str:
        """Return the code of the area that a label means, and count one figure.

        The result is "" if the match is unsure; this becomes a problem at the first use of the
        label. `position` is that of the label, `within` the area that is searched first.
        """
        match = self.matches.get(("area", within, label))
        if match is None:
            suggestions = self._suggest_areas(label, within)
            match = LabelMatch("area", label, "")
            match = self._add_match(match, within, suggestions, position)
        self._count_figure(match)
        return match.code

    def is_unlisted(self, label: str, within: str) -> bool:
        """Return whether a label is a town or an enterprise for which nobody has given an area."""
        is_known = find_answer(self.remembered.areas, label, within) or self.reference.areas.find(
            clean_label(label), within
        )
        return not is_known and is_unlisted_part(clean_label(label))

    def is_left_out(self, path: tuple[str, ...], table: TableContext) -> bool:
        """Return whether a person chose to ignore the figures of a path of labels in a table."""
        text, _ = self._describe_path(path, table)
        match = self.matches.get(("indicator", table.common_title, text))
        return match is not None and match.sure and match.code == ""

    def _describe_path(self, path: tuple[str, ...], table: TableContext) -> tuple[str, bool]:
        """Return the text by which people are asked about a path of labels.

        The second result is whether the text is the name of a file or sheet. The file's name is put
        before that of its sheet, since sheets of several files may have one name (Sheet1).
        """
        if path or not table.is_named_by_file:
            return join_label_path(path or (table.indicator,)), False
        file = PurePath(self.file).stem
        name = (file,) if table.indicator == file else (file, table.indicator)
        return join_label_path(name), True

    def _suggest_areas(self, label: str, within: str) -> list[Suggestion]:
        """Return the areas that a label may mean with scores; a single one with score 1 is certain.

        They are the area of a person's earlier answer, or several areas of this very name, or else
        areas with similar names. `within` is the code of the area that is searched first.
        """
        areas = self.reference.areas
        answer = find_answer(self.remembered.areas, label, within)
        codes_of_name = areas.find(clean_label(label), within)
        if answer or codes_of_name:
            return indicator_matching.choose_match(codes_of_name, answer, self.remembered.areas)
        return similar_names.suggest_areas(label, self.reference, within)

    def _add_match(
        self,
        label: LabelMatch,
        context: str,
        suggestions: Sequence[Suggestion],
        position: CellPosition,
    ) -> LabelMatch:
        """Store the match of a label on its first use; add a problem if it is not certain.

        It is certain if there is one suggestion, with score 1. The problem of any other label asks
        a person what it means, and names the first suggestions. `context` is where the answer will
        count again, see `LabelMatch.context`; `position` is that of the label.
        """
        sure = [suggestion.score for suggestion in suggestions] == [CERTAIN_SCORE]
        match = replace(
            label,
            code=suggestions[0].code if sure else "",
            suggestions=tuple(suggestions),
            sure=sure,
            context=context,
            file=self.file,
            sheet=self.sheet,
            row=position.row + 1,
            column=column_letters(position.column),
        )
        self.matches[match.kind, context, match.text] = match
        if suggestions and suggestions[0].refused:
            self._report_refused_answer(match)
        if not sure:
            code = f"{match.kind}_unconfirmed" if suggestions else f"{match.kind}_unmatched"
            expected = ", ".join(suggestion.code for suggestion in suggestions[:_MAX_IN_PROBLEM])
            self.problems.append(
                replace(
                    self._build_problem(match, code), expected=expected, hints={"unit": match.unit}
                )
            )
        return match

    def _build_problem(self, match: LabelMatch, code: str) -> Problem:
        """Return a problem of a label, at the place where it is used first."""
        place = (match.file, match.sheet, match.row, match.column)
        return Problem(code, "error", *place, value=match.text)

    def _report_refused_answer(self, match: LabelMatch) -> None:
        """Add a problem for an answer that was not followed since it contradicts a published name.

        It is an error if the answer was given for this upload, a notice if it was remembered.
        """
        refused = match.suggestions[0]
        code, names = refused.code, self.reference.by_code
        indicator = code.partition(".")[0]
        name = list_entry_names(names[indicator])[0] if indicator in names else ""
        if match.kind == "area":
            name = self.reference.areas.by_code[code].name
        is_remembered = "\t" in refused.answer  # its key has the context before a tab
        self.problems.append(
            replace(
                self._build_problem(match, "answer_refused"),
                level="notice" if is_remembered else "error",
                expected=f"{name} ({code})" if name else code,
                hints={"answer": refused.refused},
            )
        )

    def _count_figure(self, match: LabelMatch) -> None:
        """Count one more figure of the label of a match."""
        self._figures[match.kind, match.context, match.text] += 1
