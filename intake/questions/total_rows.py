"""Totals (合计) in a wide table, of areas or others: compared with the sum of their parts."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from file_formats.sheet import column_letters
from intake.model.area_parts import list_parts
from intake.model.areas import is_subtotal_label
from intake.model.choices import chosen_notice, find_choice
from intake.model.problem import Hint, Problem
from intake.model.reference import Reference
from intake.tables.grid import CellGrid, CellPosition, cell_kind, is_digits
from intake.tables.headings import HeadingMeaning
from intake.values import printed_units
from quantities import UnreadableQuantityError, parse_quantity

_RATES = ("%", "‰")
_ROUNDING = 1e-9
_MAX_LISTED = 5
"""Missing parts of an area that are named; of more only the number is told."""


@dataclass(frozen=True)
class TotalRows:
    """The totals among the rows (or columns) of one table; `in_table` has the table's place.

    `headings` are the meanings of all rows, in order, or of all columns; `crossing` those of all
    columns, or rows. `unit_of` is the unit of a figure; `area` is that of the table.
    """

    grid: CellGrid
    reference: Reference
    in_table: Problem
    area: str
    headings: Sequence[HeadingMeaning]
    crossing: Sequence[HeadingMeaning]
    unit_of: Callable[[HeadingMeaning, HeadingMeaning], str]
    choices: Mapping[str, str]
    are_columns: bool = False

    @property
    def totals(self) -> list[HeadingMeaning]:
        """The rows or columns that are totals of areas."""
        return [heading for heading in self.headings if heading.is_total]

    def is_own(self, total: HeadingMeaning) -> bool:
        """Return whether a person chose that a total is the area's own figure.

        It can be only where the table has all parts of the area, or the parts add up to it.
        """
        question = self._total_question(total)
        return question.code == "total_row" and find_choice(question, self.choices) == "own"

    def notices(self) -> list[Problem]:
        """Return a notice for each total that says how it was taken."""
        questions = map(self._total_question, self.totals)
        choices = ((asked, find_choice(asked, self.choices)) for asked in questions)
        return [chosen_notice(asked, choice) if choice else asked for asked, choice in choices]

    def check(self, crossing: Iterable[HeadingMeaning]) -> list[Problem]:
        """Return a problem for each total that is not the sum of its rows.

        `crossing` are the columns of figures that may be added.
        """
        problems = []
        for total in self.totals:
            for other in crossing:
                if difference := self._find_difference(total, other):
                    at = self._position(total, other)
                    place = replace(self.in_table, row=at.row + 1, column=column_letters(at.column))
                    place = replace(place, code="total_differs", level="warning")
                    problems.append(replace(place, value=self._cell(at), hints=difference))
        return problems

    def _find_difference(
        self, total: HeadingMeaning, other: HeadingMeaning
    ) -> dict[str, Hint] | None:
        """Return how a total differs from the sum of its rows in a column; None if it is the sum.

        What cannot be added (rates, rows in different units) does not differ.
        """
        unit, alike = self.unit_of(total, other), self._find_rows(total)
        if total.parts:
            units = {self.unit_of(row, other) for row in alike}
            unit = units.pop() if len(units) == 1 and unit in ("", *units) else "%"
        if unit in _RATES or not alike:
            return None
        cells = {row.position: self._cell(self._position(row, other)) for row in alike}
        # A city among its counties may be all of it, or what is not its counties'.
        outer = [cells[row.position] for row in self._without_inner(alike)]
        sums = [outer] if total.parts else [outer, list(cells.values())]
        differences = [
            _compare_with_sum(self._cell(self._position(total, other)), one, unit) for one in sums
        ]
        return differences[0] if all(differences) else None

    def _position(self, heading: HeadingMeaning, other: HeadingMeaning) -> CellPosition:
        """Return the position of a figure from a row and a column, in either order."""
        row, column = (other, heading) if self.are_columns else (heading, other)
        return CellPosition(row.position.row, column.position.column)

    def _is_sum(self, total: HeadingMeaning) -> bool:
        """Return whether a total is the sum of its parts in every column that has a number."""
        filled = [
            other
            for other in self.crossing
            if not other.derived and self._cell(self._position(total, other))
        ]
        units = {self.unit_of(row, other) for other in filled[:1] for row in self._find_rows(total)}
        differences = (self._find_difference(total, other) for other in filled)
        return bool(filled) and len(units) == 1 and not any(differences)

    def _cell(self, position: CellPosition) -> str:
        """Return the text of a cell, "" if it is empty or a mark."""
        cell = self.grid.cells[position.row][position.column].strip()
        return "" if cell_kind(cell) in ("empty", "mark") else cell

    def _total_question(self, total: HeadingMeaning) -> Problem:
        """Return the question how a total is to be taken; it is settled as a check until asked."""
        row, letters = total.position.row + 1, column_letters(total.position.column)
        place = replace(self.in_table, row=row, column=letters, value=total.area_label)
        place = replace(place, level="notice")
        areas = self.reference.areas
        if total.parts:
            area = total.area or self.area
            return replace(
                place,
                code="total_row" if area and self._is_sum(total) else "total_of_rows",
                hints={"area": area},
            )
        listed = list_parts(total.area, areas) if total.area else ()
        present = {heading.area for heading in self.headings if not heading.is_total}
        missing = [code for code in listed if code not in present]
        if len(missing) == len(listed) and total.area and self._is_sum(total):
            # Towns and enterprises are in no list of areas: their total may be the area's number.
            return replace(place, code="total_row", hints={"area": total.area})
        if not total.area or not listed:
            return replace(place, code="total_unknown")
        hints: dict[str, Hint] = {"area": total.area, "count": len(missing)}
        if not missing:
            return replace(place, code="total_row", hints=hints)
        names = "、".join(areas.by_code[code].name for code in missing[:_MAX_LISTED])
        hints["names"] = names + ("等" if len(missing) > _MAX_LISTED else "")
        return replace(place, code="total_in_part", hints=hints)

    def _find_rows(self, total: HeadingMeaning) -> list[HeadingMeaning]:
        """Return the rows that a total is the sum of: of areas, with its own other labels.

        小计 is the total of the rows since the total before it; of 市区小计 the rows are not known.
        """
        rows = list(self.headings)
        if total.parts:
            return [row for row in rows if row.position in total.parts]
        if total.area is None and is_subtotal_label(total.area_label):
            return []
        if total.area_label.strip() == "小计":
            index = rows.index(total)
            before = [i for i, row in enumerate(rows[:index]) if row.is_total]
            rows = rows[before[-1] + 1 if before else 0 : index]
        return [
            row
            for row in rows
            if not row.is_total
            and not row.derived
            and row.area != ""
            and row.area != total.area
            and (row.texts, row.period, row.relative) == (total.texts, total.period, total.relative)
        ]

    def _without_inner(self, rows: Sequence[HeadingMeaning]) -> list[HeadingMeaning]:
        """Return the rows whose areas, or labels, are not inside those of another row."""
        texts = {row.texts for row in rows}
        rows = [
            row
            for row in rows
            if not any(row.texts[:length] in texts for length in range(1, len(row.texts)))
        ]
        areas, area_list = {row.area for row in rows if row.area}, self.reference.areas
        return [
            row
            for row in rows
            if not row.area or not areas.intersection(area_list.parents(row.area))
        ]


def _compare_with_sum(total: str, cells: Sequence[str], unit: str) -> dict[str, Hint] | None:
    """Return total, sum and difference if a total cannot be the sum of its cells, else None.

    Open and rounded numbers are compared by their bounds; a cell that is empty may be anything.
    """
    whole = _read_cell(total, unit)
    parts = [_read_cell(cell, unit) for cell in cells if cell]
    if whole is None or not parts or None in parts:
        return None
    values, lows, highs = zip(*filter(None, parts), strict=True)
    value, low, high = whole
    # Rounding of floating-point numbers is no difference.
    tolerance = _ROUNDING * max(1.0, abs(value))
    is_complete = all(cells)
    if high >= sum(lows) - tolerance and (low <= sum(highs) + tolerance or not is_complete):
        return None
    added = sum(Fraction(str(part)) for part in values)
    difference = abs(Fraction(str(value)) - added)
    return {"total": value, "sum": float(added), "difference": float(difference)}


def _read_cell(cell: str, unit: str) -> tuple[float, float, float] | None:
    """Return value, low and high of the number in a cell with its unit; None if it is none.

    A printed decimal, and a number in 万元, may be half of its last digit more or less.
    """
    try:
        quantity = parse_quantity(printed_units.add_unit(cell, unit))
    except UnreadableQuantityError:
        return None
    low = float("-inf") if quantity.low is None else quantity.low
    high = float("inf") if quantity.high is None else quantity.high
    decimals, factor = len(cell.partition(".")[2]), printed_units.split_unit(unit)[0]
    half = factor * 10.0**-decimals / 2 if is_digits(cell) and (decimals or factor > 1) else 0.0
    return quantity.value, low - half, high + half
