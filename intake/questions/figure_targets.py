"""Whether the figures of a wide table are targets or what was achieved, and the question of it."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from intake.model.choices import chosen_notice, find_choice
from intake.model.problem import Problem
from intake.model.reference import Reference
from intake.model.text_normalization import comparison_form
from intake.model.upload_labels import clean_label
from intake.tables.headings import HeadingMeaning
from intake.tables.table_context import ContextDefaults
from intake.values.target_words import ValuesAs, name_before_target, values_of_titles

_MAX_TITLE = 40
"""Characters of a line above a table up to which it may say what the table is of."""


def table_titles(lines: Iterable[str], *names: str) -> tuple[str, ...]:
    """Return the lines above a table that are short enough for a title, then names of its file."""
    return (*(line for line in lines if len(line) <= _MAX_TITLE), *names)


@dataclass
class FigureTargets:
    """Finds the target's code for figures that are targets; `in_table` has the table's place.

    `titles` are those of the table, the sheet and the file. `problems` are complete after all
    figures.
    """

    reference: Reference
    in_table: Problem
    titles: tuple[str, ...]
    defaults: ContextDefaults
    problems: dict[str, Problem] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Read what the titles say the figures are, or what a person has chosen."""
        values_as = values_of_titles(self.titles)
        if values_as in ("", "unclear"):
            values_as = self.defaults.values_as or values_as  # type: ignore[assignment]
        self.of_table: ValuesAs = values_as

    def split_label(self, path: tuple[str, ...]) -> tuple[tuple[str, ...], ValuesAs]:
        """Return the labels of a figure without a word for its target, and what that word says.

        发展会员任务数 is the target of 发展会员, unless it is the name of an indicator itself.
        """
        if not path:
            return path, ""
        names = self.reference.indicator_codes_by_name
        name = name_before_target(path[-1])
        is_known = comparison_form(clean_label(path[-1])) in names
        if not name or is_known or comparison_form(clean_label(name)) not in names:
            return path, ""
        return (*path[:-1], name), "target"

    def find_code(
        self, code: str, row: HeadingMeaning, column: HeadingMeaning, of_label: ValuesAs
    ) -> str:
        """Return the code of a figure, the target's where it is one; "" while it is asked.

        What labels say counts before what the titles do. A figure that is a target of nothing is
        an error.
        """
        indicator, dot, breakdown = code.partition(".")
        if not self.reference.has_achieved(indicator):
            return code
        values_as = row.values_as or column.values_as or of_label or self.of_table
        if values_as == "unclear":
            values_as = self._ask()
        if values_as != "target":
            return code if values_as in ("", "actual") else ""
        if target := self.reference.targets.get(indicator, ""):
            return f"{target}{dot}{breakdown}"
        question = no_target_question(self.in_table, indicator)
        return code if self._settle(question) == "actual" else ""

    def _ask(self) -> ValuesAs:
        """Return what a person chose that the figures are, else "unclear", and ask for it."""
        title = next(filter(None, self.titles), "")[:_MAX_TITLE]
        question = replace(self.in_table, code="plan_or_actual", value=title)
        return self._settle(question) or "unclear"  # type: ignore[return-value]

    def _settle(self, question: Problem) -> str:
        """Return the choice for a question, and add the question or the notice of the choice."""
        choice = find_choice(question, self.defaults.choices)
        self.problems[question.code] = chosen_notice(question, choice) if choice else question
        return choice


def no_target_question(place: Problem, indicator: str) -> Problem:
    """Return the question about figures in a table of targets whose indicator has none."""
    return replace(place, code="no_target", value=indicator, hints={"indicator": indicator})
