"""Whether figures of a table are targets or achieved numbers, and the questions about it."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from chinese_text.characters import comparison_form
from intake.model.choices import build_choice_notice, find_choice
from intake.model.problem import Problem
from intake.model.reference import Reference
from intake.model.upload_labels import clean_label
from intake.tables.heading_meaning import HeadingMeaning
from intake.tables.table_context import ContextDefaults
from intake.values.target_words import ValuesAs, read_target_titles, remove_target_word

_MAX_TITLE = 40
"""Characters up to which a line above a table may be its title."""


def list_titles(lines: Iterable[str], *names: str) -> tuple[str, ...]:
    """Return the lines above a table that are short enough for a title, then its `names`.

    The names are those of its sheet and file.
    """
    return (*(line for line in lines if len(line) <= _MAX_TITLE), *names)


@dataclass
class FigureTargets:
    """Finds the code of a figure's indicator, which is that of the target if the figure is one.

    `in_table` has the place of the table. `titles` are those of the table, the sheet and the file.
    `problems` by code are complete after `find_code` was called for all figures.
    """

    reference: Reference
    in_table: Problem
    titles: tuple[str, ...]
    defaults: ContextDefaults
    problems: dict[str, Problem] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Read from the titles, or else from a person's choice, what the table's figures are."""
        values_as = read_target_titles(self.titles)
        if values_as in ("", "unclear"):
            values_as = self.defaults.values_as or values_as  # type: ignore[assignment]
        self.table_values_as: ValuesAs = values_as
        self._names_without_target: dict[str, str] = {}

    def split_label(self, path: tuple[str, ...]) -> tuple[tuple[str, ...], ValuesAs]:
        """Return the labels of a figure without a word that says that it is a target.

        发展会员任务数 → 发展会员 and "target". `path` are the labels from the outermost inwards, of
        which the last one is split. It is kept, with "", if it is itself the name of an indicator,
        or if it is none without the word.
        """
        if not path:
            return path, ""
        label = path[-1]
        if label not in self._names_without_target:
            self._names_without_target[label] = self._remove_target(label)
        name = self._names_without_target[label]
        return ((*path[:-1], name), "target") if name else (path, "")

    def _remove_target(self, label: str) -> str:
        """Return the name of an indicator in a label with a word for targets; "" for any other."""
        indicator_names = self.reference.indicator_codes_by_name
        name = remove_target_word(label)
        is_indicator = comparison_form(clean_label(label)) in indicator_names
        is_target = name and not is_indicator
        return name if is_target and comparison_form(clean_label(name)) in indicator_names else ""

    def find_code(
        self, code: str, row: HeadingMeaning, column: HeadingMeaning, label_values_as: ValuesAs
    ) -> str:
        """Return the code of a figure: its indicator's, or that of the indicator's target.

        `label_values_as` is the word that `split_label` found. Labels count before titles. "" if a
        person must first choose what the figures are, or if the indicator has no target.
        """
        indicator, dot, breakdown = code.partition(".")
        if not self.reference.has_achieved(indicator):
            return code
        values_as = row.values_as or column.values_as or label_values_as or self.table_values_as
        if values_as == "unclear":
            values_as = self._ask_for_table()
        if values_as != "target":
            return code if values_as in ("", "actual") else ""
        if target := self.reference.targets.get(indicator, ""):
            return f"{target}{dot}{breakdown}"
        question = build_no_target_question(self.in_table, indicator)
        return code if self._ask(question) == "actual" else ""

    def _ask_for_table(self) -> ValuesAs:
        """Ask whether the table's figures are targets; return the choice, "unclear" without one."""
        title = next(filter(None, self.titles), "")[:_MAX_TITLE]
        question = replace(self.in_table, code="plan_or_actual", value=title)
        return self._ask(question) or "unclear"  # type: ignore[return-value]

    def _ask(self, question: Problem) -> str:
        """Add a question, or the notice of a person's choice; return the choice, "" without one."""
        choice = find_choice(question, self.defaults.choices)
        self.problems[question.code] = build_choice_notice(question, choice) if choice else question
        return choice


def build_no_target_question(place: Problem, indicator: str) -> Problem:
    """Return the question about figures in a table of targets whose indicator has no target."""
    return replace(place, code="no_target", value=indicator, hints={"indicator": indicator})
