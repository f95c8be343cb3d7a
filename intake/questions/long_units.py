"""Questions about the unit of figures in long tables that do not state one."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from intake.model.batch import Batch
from intake.model.choices import build_choice_notice, find_choice
from intake.model.column_arrays import CodedColumn, Flags
from intake.model.problem import Problem
from intake.model.reference import Reference, list_entry_names, list_entry_units
from intake.questions.figure_units import AskedUnit, build_unit_question, needs_unit
from intake.values.amounts import BARE_NUMBER
from intake.values.printed_units import split_unit
from quantities.units import same_unit


@dataclass
class LongUnits:
    """Asks for the units of an upload's long tables, and adds those that a person chose.

    There is one question a table and kind of unit (元, 人). `asked` has the questions by table
    (file and sheet), then by unit without factor.
    """

    choices: Mapping[str, str]
    asked: dict[str, dict[str, AskedUnit]] = field(default_factory=dict)

    def add_chosen_units(self, batch: Batch, indicator: CodedColumn, reference: Reference) -> Batch:
        """Return a batch with the chosen units beside numbers without one; note what to ask.

        A batch is the rows of one sheet. `indicator` are the codes of its figures. Its bare numbers
        (digits without any unit) are asked about by indicator, if one of them may be in 万 of the
        indicator's unit (`needs_unit`). A table with the columns of figures.csv needs no question:
        its numbers are in the units of the indicators' definitions.
        """
        if batch.has_codes or "value_low" in batch.fields or not len(batch):
            return batch
        numbers, is_bare = _find_bare_numbers(batch)
        if not is_bare.any():
            return batch
        units = batch.column("unit").cast(pa.string())
        for index, code in enumerate(indicator.codes):
            rows = np.flatnonzero(is_bare & (indicator.indices == index))
            if not len(rows):
                continue
            entry = reference.by_code.get(code)
            base = _base_unit("".join(list_entry_units(entry)[:1]) if entry else "")
            labels = list_entry_names(entry)[:1] if entry else []
            row_number = int(batch.rows[rows[0]])
            question = self._find_or_build_question(batch, base, "".join(labels), row_number)
            choice = self._find_choice(question, base)
            texts = numbers.take(pa.array(rows)).to_pylist()
            example = next((text for text in texts if needs_unit(text, entry)), "")
            if example or choice:
                asked_of_table = self.asked.setdefault(_table_key(batch), {})
                # An unknown indicator is taken to count people.
                first = AskedUnit(question, (example or texts[0]).strip(), base or "人")
                asked_of_table.setdefault(base, first).figures += len(rows)
            if choice:
                is_row = np.zeros(len(batch), bool)
                is_row[rows] = True
                units = pc.if_else(pa.array(is_row), choice, units)
        return replace(batch, fields={**batch.fields, "unit": units})

    def finish(self) -> list[Problem]:
        """Return the questions, or the notices of those that were answered, after all batches.

        A table with a single question is asked about as a whole.
        """
        problems = []
        for asked_of_table in self.asked.values():
            for base, asked in asked_of_table.items():
                question = build_unit_question(asked, ())
                if len(asked_of_table) == 1:
                    question = replace(question, code="table_without_unit", value=asked.example)
                choice = self._find_choice(asked.question, base)
                problems.append(build_choice_notice(question, choice) if choice else question)
        return problems

    def _find_or_build_question(
        self, batch: Batch, base: str, name: str, row_number: int
    ) -> Problem:
        """Return the question about the figures of a table whose base unit is `base`.

        It is that of an earlier chunk or indicator, else a new one at the row of the first figure;
        `name` is the name of its indicator.
        """
        if asked := self.asked.get(_table_key(batch), {}).get(base):
            return asked.question
        column = batch.column_letters.get("as_reported") or batch.column_letters.get("value", "")
        place = Problem("label_without_unit", "error", batch.file, batch.sheet, row_number)
        return replace(place, column=column, value=name)

    def _find_choice(self, question: Problem, base: str) -> str:
        """Return the unit chosen for figures with a base unit; "" if none of its kind was chosen.

        A choice for the whole table is followed as well.
        """
        table_question = replace(question, code="table_without_unit")
        choice = find_choice(question, self.choices) or find_choice(table_question, self.choices)
        return choice if not base or same_unit(_base_unit(choice), base) else ""


def _table_key(batch: Batch) -> str:
    """Return the key of the table that a batch is from: its file and sheet."""
    return f"{batch.file}\x1f{batch.sheet}"


def _base_unit(unit: str) -> str:
    """Return a unit without its factor and its divisor: 万元/人 → 元."""
    return (split_unit(unit)[1] or unit).partition("/")[0]


def _find_bare_numbers(batch: Batch) -> tuple[pa.Array, Flags]:
    """Return the numbers of a batch as texts, and for each row whether it is a bare number.

    The number is that of the wording (the number as printed), else of the value. It is bare if it
    consists of digits, and the cell of its unit is empty.
    """
    wordings = batch.column("as_reported").cast(pa.string())
    is_empty = pc.equal(pc.utf8_trim_whitespace(wordings), "")
    numbers = pc.if_else(is_empty, batch.column("value").cast(pa.string()), wordings)
    has_unit = pc.not_equal(pc.utf8_trim_whitespace(batch.column("unit").cast(pa.string())), "")
    is_bare = pc.and_not(pc.match_substring_regex(numbers, BARE_NUMBER), has_unit)
    return numbers.combine_chunks(), np.asarray(is_bare, bool)
