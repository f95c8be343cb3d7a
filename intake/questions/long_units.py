"""The unit of figures in long tables that state none: asked once a table, as in wide ones."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from intake.model.batch import Batch
from intake.model.choices import chosen_notice, find_choice
from intake.model.column_arrays import CodedColumn, Flags
from intake.model.problem import Problem
from intake.model.reference import Reference, entry_names, entry_units
from intake.questions.figure_units import AskedUnit, ask_with_meaning, needs_unit
from intake.values.amounts import BARE_NUMBER
from intake.values.printed_units import split_unit
from quantities.units import same_unit


@dataclass
class LongUnits:
    """Asks for the units of the long tables of an upload, and puts those that were chosen.

    A table whose figures need units of several kinds (元, 人) is asked once for each.
    """

    choices: Mapping[str, str]
    asked: dict[str, dict[str, AskedUnit]] = field(default_factory=dict)

    def settle(self, batch: Batch, indicator: CodedColumn, reference: Reference) -> Batch:
        """Return a batch with the chosen units beside its bare numbers, and note what to ask.

        `indicator` are the codes of its figures. A table with the columns of figures.csv has its
        units in the definitions.
        """
        if batch.has_codes or "value_low" in batch.fields or not len(batch):
            return batch
        numbers, is_bare = _bare_numbers(batch)
        if not is_bare.any():
            return batch
        units = batch.column("unit").cast(pa.string())
        for index, code in enumerate(indicator.codes):
            rows = np.flatnonzero(is_bare & (indicator.indices == index))
            if not len(rows):
                continue
            entry = reference.by_code.get(code)
            base = _base_unit("".join(entry_units(entry)[:1]) if entry else "")
            labels = entry_names(entry)[:1] if entry else []
            question = self._question(batch, base, "".join(labels), int(batch.rows[rows[0]]))
            choice = self._find_choice(question, base)
            texts = numbers.take(pa.array(rows)).to_pylist()
            example = next((text for text in texts if needs_unit(text, entry)), "")
            if example or choice:
                table = self.asked.setdefault(f"{batch.file}\x1f{batch.sheet}", {})
                first = AskedUnit(question, (example or texts[0]).strip(), base or "人")
                table.setdefault(base, first).figures += len(rows)
            if choice:
                is_row = np.zeros(len(batch), bool)
                is_row[rows] = True
                units = pc.if_else(pa.array(is_row), choice, units)
        return replace(batch, fields={**batch.fields, "unit": units})

    def finish(self) -> list[Problem]:
        """Return the questions, or the notices of those that were answered."""
        problems = []
        for table in self.asked.values():
            for base, asked in table.items():
                question = ask_with_meaning(asked, ())
                if len(table) == 1:
                    question = replace(question, code="table_without_unit", value=asked.example)
                choice = self._find_choice(asked.question, base)
                problems.append(chosen_notice(question, choice) if choice else question)
        return problems

    def _question(self, batch: Batch, base: str, name: str, row: int) -> Problem:
        """Return the question about the figures of one base unit, at the first of them.

        `name` is its label, `row` its row in the sheet.
        """
        column = batch.column_letters.get("as_reported") or batch.column_letters.get("value", "")
        place = Problem("label_without_unit", "error", batch.file, batch.sheet, row)
        asked = self.asked.get(f"{batch.file}\x1f{batch.sheet}", {}).get(base)
        return asked.question if asked else replace(place, column=column, value=name)

    def _find_choice(self, question: Problem, base: str) -> str:
        """Return the unit chosen for figures with a base unit; "" if one of another kind was."""
        table = replace(question, code="table_without_unit")
        found = find_choice(question, self.choices) or find_choice(table, self.choices)
        return found if not base or same_unit(_base_unit(found), base) else ""


def _base_unit(unit: str) -> str:
    """Return a unit without its factor and what it is per: 万元/人 → 元."""
    return (split_unit(unit)[1] or unit).partition("/")[0]


def _bare_numbers(batch: Batch) -> tuple[pa.Array, Flags]:
    """Return the numbers of a batch, and which are digits without a unit anywhere."""
    wordings = batch.column("as_reported").cast(pa.string())
    is_empty = pc.equal(pc.utf8_trim_whitespace(wordings), "")
    numbers = pc.if_else(is_empty, batch.column("value").cast(pa.string()), wordings)
    has_unit = pc.not_equal(pc.utf8_trim_whitespace(batch.column("unit").cast(pa.string())), "")
    is_bare = pc.and_not(pc.match_substring_regex(numbers, BARE_NUMBER), has_unit)
    return numbers.combine_chunks(), np.asarray(is_bare, bool)
