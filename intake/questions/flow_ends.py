"""Ask since when a flow is counted in a table that only says until when: 截至2024年10月底."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from intake.model.choices import build_choice_notice, find_choice
from intake.model.problem import Problem
from intake.model.reference import Reference
from intake.tables.headings import HeadingMeaning
from intake.tables.table_context import TableContext
from periods import join_periods, last_month


@dataclass
class FlowEnds:
    """Completes the periods of flows in one table; `in_table` has the place of the table's head.

    Members until October are those of October; members recruited until October may be counted since
    January or in October alone.
    """

    reference: Reference
    context: TableContext
    in_table: Problem
    choices: Mapping[str, str]
    figures: int = 0

    def find_period(
        self, indicator: str, row: HeadingMeaning, column: HeadingMeaning, period: str
    ) -> str:
        """Return the period of a figure, which for a flow may begin in January.

        A flow is counted over a period, as members recruited. If the table's period is only said to
        be the end, a flow without a period of its own is counted since January, unless a person
        chose that it is of the stated period alone. `period` is that of the figure's labels.
        """
        has_own = any(label.period or label.relative_periods for label in (row, column))
        is_flow = self.reference.by_code.get(indicator, {}).get("kind") == "flow"
        if not self.context.is_end or has_own or not is_flow or period != self.context.period:
            return period
        self.figures += 1
        if find_choice(self._build_question(), self.choices) == "as_stated":
            return period
        return join_periods(f"{period[:4]}-01", last_month(period))

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
        return replace(self.in_table, code="flow_until", value=self.context.period, hints=hints)
