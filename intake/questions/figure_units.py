"""The unit of each figure of a wide table, and questions about units that are not printed."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from chinese_text.characters import comparison_form, normalize_width
from file_formats.sheet import column_letters
from intake.model.choices import build_choice_notice, choice_key, find_choice
from intake.model.problem import Hint, Problem
from intake.model.reference import Entry, Reference, list_entry_units
from intake.tables.grid import is_digits
from intake.tables.heading_meaning import HeadingMeaning
from intake.tables.table_context import TableContext
from intake.values import printed_units
from intake.values.printed_units import split_unit
from quantities.units import UNITS_BY_KIND, same_unit

_COUNTED = UNITS_BY_KIND["people"] | UNITS_BY_KIND["classifiers"]
"""Units of what is counted in whole numbers."""
_DIVIDERS = re.compile("[,，%\\s\u2009\u202f]")
"""Separators between the digits of a number, and % behind them."""


@dataclass
class AskedUnit:
    """A question about a unit; `example` is the cell of its first figure.

    `unit` is that of the figure's indicator, `figures` the number of figures asked about.
    """

    question: Problem
    example: str
    unit: str
    figures: int = 0


@dataclass
class FigureUnits:
    """Finds the units of one table's figures; `in_table` has the place of the table's header.

    `problems` are complete only after `finish`.
    """

    reference: Reference
    context: TableContext
    in_table: Problem
    choices: Mapping[str, str]
    headings: Sequence[HeadingMeaning]
    problems: list[Problem] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Split the units that the table states, and report texts that may be unknown units.

        Such a text is printed like a unit but is none that is known: （万块）. `in_table` is a
        problem with the table's place and without a code; problems are made as copies of it.
        """
        self.table_units = list(filter(None, self.context.unit.split("、")))
        self.asked: dict[str, AskedUnit] = {}
        # By indicator, a warning for each bare number below a %; `finish` keeps some of them.
        self.fraction_warnings: dict[str, list[Problem]] = {}
        # By unit, the figures that got their indicator's unit since none is printed.
        self.assumed_unit_counts = Counter[str]()
        self.is_some_labelled = any(heading.unit for heading in self.headings)
        if self.context.unread_unit and not self.table_units:
            unread_unit = self.context.unread_unit
            self.problems.append(replace(self.in_table, code="unit_unread", value=unread_unit))
        for heading in self.headings:
            self._report_unread(heading)

    def find(self, row: HeadingMeaning, column: HeadingMeaning) -> str:
        """Return the unit of a figure: that of its row, else of its column, else of the table.

        A factor in one label and the unit in the other belong together: 万 and 人. If no unit is
        printed it is the one that a person chose, "" without a choice.
        """
        if row.unit and column.unit and row.unit != column.unit:
            return self._join_units(row, column)
        if unit := row.unit or column.unit:
            return unit
        if len(self.table_units) == 1:
            return self.table_units[0]
        # Most tables have no choices: the question is not made for each of their figures.
        return find_choice(self._place_question(row, column), self.choices) if self.choices else ""

    def count_without_unit(
        self, row: HeadingMeaning, column: HeadingMeaning, cell: str, indicator: str
    ) -> None:
        """Count a figure whose unit is not printed, for the question or the notice about it.

        `indicator` is a code, "" for an unknown indicator. The unit is asked about if the table
        states several, or if the number may be in 万 of the indicator's unit (`needs_unit`). Else
        the indicator's unit is assumed; labels or a title that contain it need no notice.
        """
        if row.unit or column.unit or len(self.table_units) == 1 or not is_digits(cell):
            return
        entry = self.reference.by_code.get(indicator)
        if len(self.table_units) > 1 or needs_unit(cell, entry):
            question = self._place_question(row, column)
            units = list_entry_units(entry) if entry else []
            first = AskedUnit(question, cell.strip(), units[0] if units else "人")
            self.asked.setdefault(choice_key(question), first).figures += 1
        elif entry and list_entry_units(entry)[:1] and entry.get("kind") != "ratio":
            unit = list_entry_units(entry)[0]
            labels = (*row.indicator_labels, *column.indicator_labels)
            words = "".join(labels or (self.context.title, self.context.indicator))
            unit_words = (unit, *(entry.get("classifiers") or ()))
            if not any(word and word in words for word in unit_words):
                self.assumed_unit_counts[unit] += 1

    def note_share(
        self, row: HeadingMeaning, column: HeadingMeaning, cell: str, indicator: str
    ) -> None:
        """Note a bare number in a row or column with the unit %; it may be a fraction: 0.915.

        Whether it is one shows only beside the other numbers of its indicator: `finish` decides.
        """
        entry = self.reference.by_code.get(indicator)
        if not is_digits(cell) or cell.strip()[-1:] in "%％":
            return
        if entry and list_entry_units(entry)[:1] == ["%"] and not entry.get("may_exceed_hundred"):
            letters = column_letters(column.position.column)
            place = replace(self.in_table, row=row.position.row + 1, column=letters)
            place = replace(place, code="share_as_fraction", level="warning", value=cell.strip())
            percent = f"{float(_bare_number(cell) * 100):.10g}%"
            warning = replace(place, expected=percent, hints={"indicator": indicator})
            self.fraction_warnings.setdefault(indicator, []).append(warning)

    def finish(self) -> list[Problem]:
        """Return the problems of all units of the table, complete after its last figure was read.

        A notice says which units were assumed: whole numbers of what is counted have the unit of
        their indicator. Numbers of one indicator below a % that are all at most 1, some below 1,
        may be fractions (0.915 for 91.5%): those below 1 get a warning. Then follow the questions,
        or the notices of their answers: one for each label, or for the table, without a unit.
        """
        if self.assumed_unit_counts:
            hints = {"figures": self.assumed_unit_counts.total()}
            notice = replace(self.in_table, code="unit_taken", level="notice", hints=hints)
            units = "、".join(self.assumed_unit_counts)
            self.problems.append(replace(notice, value=units))
        for warnings in self.fraction_warnings.values():
            sizes = [abs(_bare_number(warning.value)) for warning in warnings]
            if max(sizes) <= 1 and any(0 < size < 1 for size in sizes):
                with_sizes = zip(warnings, sizes, strict=True)
                self.problems += [warning for warning, size in with_sizes if 0 < size < 1]
        for asked in self.asked.values():
            question = build_unit_question(asked, self.table_units)
            choice = find_choice(question, self.choices)
            self.problems.append(build_choice_notice(question, choice) if choice else question)
        return self.problems

    def _place_question(self, row: HeadingMeaning, column: HeadingMeaning) -> Problem:
        """Return the question about the unit of a figure, without an example.

        It is asked about the figure's label if the table states several units or other labels have
        one, else once about the table.
        """
        if len(self.table_units) < 2 and not self.is_some_labelled:
            return replace(self.in_table, code="table_without_unit")
        label = row if row.indicator_labels else column
        row_number, letters = label.position.row + 1, column_letters(label.position.column)
        at_label = replace(self.in_table, row=row_number, column=letters)
        return replace(at_label, code="label_without_unit", value="/".join(label.indicator_labels))

    def _join_units(self, row: HeadingMeaning, column: HeadingMeaning) -> str:
        """Return the unit that two different units in the labels of row and column make together.

        万 in the row and 人 in the column → 万人. If neither is a factor alone, they conflict: the
        row's unit is returned, and a problem is added.
        """
        (row_factor, row_base), (factor, base) = split_unit(row.unit), split_unit(column.unit)
        if not row_base and factor == 1:
            return row.unit + base
        if not base and row_factor == 1:
            return column.unit + row_base
        if (row_factor, row_base) != (factor, base):
            letters = column_letters(column.position.column)
            place = replace(self.in_table, row=row.position.row + 1, column=letters)
            problem = replace(
                place, code="units_conflict", value=row.unit, hints={"other": column.unit}
            )
            if problem not in self.problems:
                self.problems.append(problem)
        return row.unit

    def _report_unread(self, heading: HeadingMeaning) -> None:
        """Report each label of a heading that has an unread unit: 经费（万块） → 万块.

        An unread unit is a text that is printed like a unit but is none that is known. The names
        of indicators may contain one.
        """
        if heading.unit or heading.is_derived:
            return
        for text in heading.indicator_labels:
            unread_unit = printed_units.find_unread_unit(text)
            is_indicator = comparison_form(text) in self.reference.indicator_codes_by_name
            if unread_unit and not is_indicator:
                row, letters = heading.position.row + 1, column_letters(heading.position.column)
                at_label = replace(self.in_table, row=row, column=letters)
                self.problems.append(replace(at_label, code="unit_unread", value=unread_unit))


def build_unit_question(asked: AskedUnit, table_units: Sequence[str]) -> Problem:
    """Return the question about a unit, with what an example of the table means in each unit.

    These meanings become hints of the question: for 61.37 of an indicator in 人 they are 人 →
    61.37人, 万人 → 613,700人. `table_units` are the units that the table states; without any, the
    choice is between the indicator's unit and 万 of it. The question shows the example, if it is
    not about a label.
    """
    example, unit, question = asked.example, asked.unit, asked.question
    number = _bare_number(example)
    base = split_unit(unit)[1] or unit
    # Units that the indicator may be counted in are offered first.
    units = sorted(
        table_units or [base, f"万{base}"],
        key=lambda offered: not same_unit(split_unit(offered)[1], base),
    )
    factors_and_bases = map(split_unit, units)
    meanings = [f"{_format_number(number * factor)}{name}" for factor, name in factors_and_bases]
    hints: dict[str, Hint] = {
        "example": example,
        "figures": asked.figures,
        "units": ",".join(units),
        "meanings": "、".join(
            f"{offered} → {meaning}" for offered, meaning in zip(units, meanings, strict=True)
        ),
    }
    return replace(question, value=question.value or example, hints=hints)


def needs_unit(cell: str, entry: Entry | None) -> bool:
    """Return whether a bare number of an indicator may be in another unit than the indicator's.

    Money may be in 万元. People and things with decimals (61.37) may be in 万人, since a part of
    one cannot be counted. `entry` is that of the indicator, None if it is unknown.
    """
    has_decimals = "." in normalize_width(cell)
    if cell.strip().endswith(("%", "％")):
        return False
    if entry is None:
        return has_decimals
    unit = "".join(list_entry_units(entry)[:1])
    if split_unit(unit)[1].partition("/")[0] in UNITS_BY_KIND["money"]:
        return True
    return has_decimals and unit in _COUNTED and entry.get("kind") != "ratio"


def _bare_number(cell: str) -> Fraction:
    """Return the number of a cell of digits, which may have separators and a %: 1,234 → 1234."""
    return Fraction(_DIVIDERS.sub("", normalize_width(cell)).replace("−", "-"))


def _format_number(number: Fraction) -> str:
    """Return a number with separators: 613700 → 613,700."""
    return f"{int(number):,}" if number.denominator == 1 else f"{float(number):,.10g}"
