"""Ask since when a flow is counted in a long table that only says until when: a column 截至."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from intake.model.batch import Batch
from intake.model.choices import build_choice_notice, find_choice
from intake.model.column_arrays import CodedColumn, Flags, dictionary_encode, shrink_indices
from intake.model.problem import Problem
from intake.model.reference import Reference
from intake.questions.flow_ends import count_since_january, is_flow, may_be_end
from periods import states_only_end


@dataclass
class LongFlowEnds:
    """Completes the periods of flows in the long tables of an upload, as `FlowEnds` in wide ones.

    There is one question a table; `asked` has it by file and sheet, with its figures counted.
    """

    choices: Mapping[str, str]
    asked: dict[tuple[str, str], Problem] = field(default_factory=dict)

    def complete_periods(
        self, batch: Batch, coded: Mapping[str, CodedColumn], reference: Reference
    ) -> CodedColumn:
        """Return the periods of a batch, with those of flows that are only ends begun in January.

        `coded` are the code columns of the batch. The heading of the periods (截至, 时点), the line
        above the table that states them or their own words say that they are ends. A table with the
        columns of figures.csv states periods whole, and so do codes of a wide table. A person may
        have chosen that the flows are of the stated period alone.
        """
        periods, indicators = coded["time_period"], coded["indicator"]
        if batch.has_codes or "value_low" in batch.fields or not len(batch):
            return periods
        flows = np.array([is_flow(code, reference) for code in indicators.codes], bool)
        is_end = _find_ends(batch, periods)
        if not is_end.any() or not flows.any():
            return periods
        is_end &= flows[indicators.indices]
        ends = np.flatnonzero(is_end)
        if not len(ends):
            return periods
        question = self._note(batch, int(ends[0]), periods, len(ends))
        if find_choice(question, self.choices) == "as_stated":
            return periods
        completed = map(count_since_january, filter(may_be_end, periods.codes))
        codes = list(dict.fromkeys([*periods.codes, *completed]))
        index_since_january = np.array(
            [
                codes.index(count_since_january(code)) if may_be_end(code) else index
                for index, code in enumerate(periods.codes)
            ],
            np.int32,
        )
        indices = np.where(is_end, index_since_january[periods.indices], periods.indices)
        return CodedColumn(shrink_indices(indices, len(codes)), codes, periods.valid)

    def finish(self) -> list[Problem]:
        """Return the questions, or the notices of those that were answered, after all batches."""
        problems = []
        for question in self.asked.values():
            choice = find_choice(question, self.choices)
            problems.append(build_choice_notice(question, choice) if choice else question)
        return problems

    def _note(self, batch: Batch, index: int, periods: CodedColumn, figures: int) -> Problem:
        """Return the question of a batch's table, with these figures added to its count.

        It is placed at the table's first such figure; `index` is that of the batch.
        """
        key = (batch.file, batch.sheet)
        question = self.asked.get(key)
        if question is None:
            end = periods.codes[int(periods.indices[index])]
            question = batch.make_problem("flow_until", index, "time_period", value=end)
        figures += int(question.hints.get("figures", 0))
        self.asked[key] = replace(question, hints={"figures": figures})
        return self.asked[key]


def _find_ends(batch: Batch, periods: CodedColumn) -> Flags:
    """Return for each row whether its period is a month or day that is only said to be an end."""
    may_be: Flags = np.array(list(map(may_be_end, periods.codes)), bool)[periods.indices]
    if not may_be.any() or states_only_end(batch.headings.get("time_period", "")):
        return may_be
    indices, texts = dictionary_encode(batch.column("time_period"))
    is_end = np.array(list(map(states_only_end, texts)), bool)
    ends: Flags = may_be & is_end[indices]
    return ends
