"""Ask since when a flow is counted in a table that only says until when: 截至2024年10月底."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from intake.model.choices import build_choice_notice, find_choice
from intake.model.problem import Problem
from intake.model.reference import Reference
from intake.tables.heading_meaning import HeadingMeaning
from intake.tables.table_context import TableContext
from periods import join_periods, last_month


@dataclass
class FlowEnds:
    """Completes the periods of flows in one wide table; `in_table` has the place of its head.

    Members until October are those of October; members recruited until October may be counted since
    January or in October alone. `end` is the first period of the table that is only an end.
    """

    reference: Reference
    context: TableContext
    in_table: Problem
    choices: Mapping[str, str]
    figures: int = 0
    end: str = ""

    def find_period(
        self, indicator: str, row: HeadingMeaning, column: HeadingMeaning, period: str
    ) -> str:
        """Return the period of a figure, which for a flow may begin in January.

        A flow is counted over a period, as members recruited. If its period is only said to be the
        end, by its labels or, if they have no period, above the table, it is counted since January,
        unless a person chose that it is of the stated period alone. `period` is that of the labels.
        """
        labels = (row, column)
        has_own = any(label.period or label.relative_periods for label in labels)
        is_end = any(label.is_end for label in labels) or (self.context.is_end and not has_own)
        if not is_end or not is_flow(indicator, self.reference) or not may_be_end(period):
            return period
        self.figures += 1
        self.end = self.end or period
        if find_choice(self._build_question(), self.choices) == "as_stated":
            return period
        return count_since_january(period)

    def problems(self) -> list[Problem]:
        """Return the question, or the notice of its choice, if the table has such figures."""
        if not self.figures:
            return []
        question = self._build_question()
        choice = find_choice(question, self.choices)
        return [build_choice_notice(question, choice) if choice else question]

    def _build_question(self) -> Problem:
        """Return the question, which is asked once for the table."""
        hints = {"figures": self.figures}
        return replace(self.in_table, code="flow_until", value=self.end, hints=hints)


def is_flow(indicator: str, reference: Reference) -> bool:
    """Return whether an indicator counts what happens in a period, as members recruited do."""
    return reference.by_code.get(indicator, {}).get("kind") == "flow"


def may_be_end(period: str) -> bool:
    """Return whether a period may only be an end: a month, as 2024-10, or a day; not a span."""
    return len(period) in (len("2024-10"), len("2024-10-31"))


def count_since_january(end: str) -> str:
    """Return the months from January to the end of a month or day: 2024-10 → 2024-01/2024-10."""
    return join_periods(f"{end[:4]}-01", last_month(end))
