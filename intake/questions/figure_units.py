"""The unit of each figure of a wide table, and questions about units that are not printed."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from file_formats.sheet import column_letters
from intake.model.choices import build_choice_notice, choice_key, find_choice
from intake.model.problem import Hint, Problem
from intake.model.reference import Entry, Reference, list_entry_units
from intake.model.text_normalization import comparison_form, normalize_width
from intake.tables.grid import is_digits
from intake.tables.headings import HeadingMeaning
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
        """Split the units that the table states, and report texts that look like unknown units."""
        self.table_units = list(filter(None, self.context.unit.split("、")))
        self.asked: dict[str, AskedUnit] = {}
        self.shares: dict[str, list[Problem]] = {}
        self.taken = Counter[str]()
        self.is_some_labelled = any(heading.unit for heading in self.headings)
        if self.context.unread_unit and not self.table_units:
            unread = self.context.unread_unit
            self.problems.append(replace(self.in_table, code="unit_unread", value=unread))
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
        """Count a figure whose unit is not printed, for the question about it.

        `indicator` is a code, "" for an unknown indicator.
        """
        if row.unit or column.unit or len(self.table_units) == 1 or not is_digits(cell):
            return
        entry = self.reference.by_code.get(indicator)
        if len(self.table_units) > 1 or needs_unit(cell, entry):
            question = self._place_question(row, column)
            unit = (list_entry_units(entry)[:1] if entry else ["人"])[0]
            first = AskedUnit(question, cell.strip(), unit)
            self.asked.setdefault(choice_key(question), first).figures += 1
        elif entry and list_entry_units(entry)[:1] and entry.get("kind") != "ratio":
            unit, named = (
                list_entry_units(entry)[0],
                (*row.indicator_labels, *column.indicator_labels),
            )
            words = "".join(named or (self.context.title, self.context.indicator))
            if not any(one and one in words for one in (unit, *(entry.get("classifiers") or ()))):
                self.taken[unit] += 1

    def note_share(
        self, row: HeadingMeaning, column: HeadingMeaning, cell: str, indicator: str
    ) -> None:
        """Note a bare number below a % (see `find`), which may be a fraction: 0.915."""
        entry = self.reference.by_code.get(indicator)
        if not is_digits(cell) or cell.strip()[-1:] in "%％":
            return
        if entry and list_entry_units(entry)[:1] == ["%"] and not entry.get("may_exceed_hundred"):
            letters = column_letters(column.position.column)
            place = replace(self.in_table, row=row.position.row + 1, column=letters)
            place = replace(place, code="share_as_fraction", level="warning", value=cell.strip())
            percent = f"{float(_bare_number(cell) * 100):.10g}%"
            told = replace(place, expected=percent, hints={"indicator": indicator})
            self.shares.setdefault(indicator, []).append(told)

    def finish(self) -> list[Problem]:
        """Return the problems: one for each label, or for the table, whose unit must be said.

        Whole numbers of what is counted have the unit of their indicator, which is told once.
        Shares below a % that are all 1 at most, some with decimals, may be fractions.
        """
        if self.taken:
            hints = {"figures": self.taken.total()}
            told = replace(self.in_table, code="unit_taken", level="notice", hints=hints)
            self.problems.append(replace(told, value="、".join(self.taken)))
        for shares in self.shares.values():
            sizes = [abs(_bare_number(share.value)) for share in shares]
            if max(sizes) <= 1 and any(0 < size < 1 for size in sizes):
                sized = zip(shares, sizes, strict=True)
                self.problems += [share for share, size in sized if 0 < size < 1]
        for asked in (build_unit_question(each, self.table_units) for each in self.asked.values()):
            choice = find_choice(asked, self.choices)
            self.problems.append(build_choice_notice(asked, choice) if choice else asked)
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

        If they are no factor and unit, the row's unit is returned, and a problem is added.
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
        """Report the texts of a label that look like a unit, but are none that is known."""
        if heading.unit or heading.is_derived:
            return
        for text in heading.indicator_labels:
            unread = printed_units.find_unread_unit(text)
            known = comparison_form(text) in self.reference.indicator_codes_by_name
            if unread and not known:
                row, letters = heading.position.row + 1, column_letters(heading.position.column)
                at_label = replace(self.in_table, row=row, column=letters)
                self.problems.append(replace(at_label, code="unit_unread", value=unread))


def build_unit_question(asked: AskedUnit, table_units: Sequence[str]) -> Problem:
    """Return a question that shows what its example would mean in each possible unit.

    `table_units` are the units that the table states, if it states several; else the choice is
    between the indicator's unit and 万 of it.
    """
    example, unit, question = asked.example, asked.unit, asked.question
    number = _bare_number(example)
    base = split_unit(unit)[1] or unit
    # Units that the indicator may be counted in are offered first.
    units = sorted(
        table_units or [base, f"万{base}"], key=lambda one: not same_unit(split_unit(one)[1], base)
    )
    meanings = [
        f"{_format_number(number * split_unit(one)[0])}{split_unit(one)[1]}" for one in units
    ]
    hints: dict[str, Hint] = {
        "example": example,
        "figures": asked.figures,
        "units": ",".join(units),
        "meanings": "、".join(
            f"{one} → {meaning}" for one, meaning in zip(units, meanings, strict=True)
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
    """Return the number of a cell that has digits alone, with what stands between them."""
    return Fraction(_DIVIDERS.sub("", normalize_width(cell)).replace("−", "-"))


def _format_number(number: Fraction) -> str:
    """Return a number with separators: 613700 → 613,700."""
    return f"{int(number):,}" if number.denominator == 1 else f"{float(number):,.10g}"
