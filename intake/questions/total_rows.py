"""Totals (合计) in a wide table: compared with the sum of their parts, and asked about.

A total is a heading: a row or column labelled 合计. Its numbers are either only checks of the sum
of its parts, or the area's own figures, which are imported.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from file_formats.sheet import column_letters
from intake.model.areas import WHOLE_AREAS, is_subtotal_label, list_parts
from intake.model.choices import build_choice_notice, find_choice
from intake.model.problem import Hint, Problem
from intake.model.reference import Reference
from intake.tables.grid import CellGrid, CellPosition, find_cell_kind, is_digits
from intake.tables.heading_meaning import HeadingMeaning
from intake.values import printed_units
from quantities import UnreadableQuantityError, parse_quantity

_RATES = ("%", "‰")
_FLOAT_TOLERANCE = 1e-9
"""Share of a total by which a sum may differ from it because of floating-point arithmetic."""
_SUBTOTAL = "小计"
_MAX_LISTED = 5
"""Missing parts of an area that a question names."""


@dataclass(frozen=True)
class TotalRows:
    """The totals among the rows of one table, or among its columns if `are_columns`.

    `headings` are the meanings of all rows in order, `crossing` those of all columns; for totals in
    columns it is the other way round. `unit_of` returns the unit of the figure at a heading and a
    crossing one. `area` is that of the table, `in_table` a problem with the table's place.
    `earlier` are the rows of the same table on pages above, below a repeated head: a total on the
    last page is that of all pages.
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
    earlier: Sequence[HeadingMeaning] = ()

    @property
    def totals(self) -> list[HeadingMeaning]:
        """The headings of rows or columns that are totals."""
        return [heading for heading in self.headings if heading.is_total]

    def is_own_figure(self, total: HeadingMeaning) -> bool:
        """Return whether a person chose that a total is the area's own figure, not only a check.

        An own figure is reported by the area itself and imported like any other. The choice is
        offered by the question `total_row` alone, which is asked if the table has all parts of the
        area or the parts add up to the total (see `_build_question`).
        """
        question = self._build_question(total)
        return question.code == "total_row" and find_choice(question, self.choices) == "own"

    def build_notices(self) -> list[Problem]:
        """Return a notice for each total that says whether it was read as a check or a figure."""
        notices = []
        for question in map(self._build_question, self.totals):
            choice = find_choice(question, self.choices)
            notices.append(build_choice_notice(question, choice) if choice else question)
        return notices

    def check(self, crossing: Iterable[HeadingMeaning]) -> list[Problem]:
        """Return a problem for each total that is not the sum of its parts.

        `crossing` are the columns (or rows) of figures that may be added.
        """
        problems = []
        comparable = [total for total in self.totals if not self._has_further_parts(total)]
        for total in comparable:
            for other in crossing:
                if difference := self._find_difference(total, other):
                    row, column = position = self._find_position(total, other)
                    place = replace(self.in_table, row=row + 1, column=column_letters(column))
                    place = replace(place, code="total_differs", level="warning")
                    value = self._read_text(position)
                    problems.append(replace(place, value=value, hints=difference))
        return problems

    def _find_difference(
        self, total: HeadingMeaning, other: HeadingMeaning
    ) -> dict[str, Hint] | None:
        """Return total, sum and difference where a total in a column is not the sum of its parts.

        None if it is the sum, or if the numbers cannot be added (rates, parts in different units).
        `other` is the meaning of the column's heading; for totals in columns, that of a row's.
        """
        unit, parts = self.unit_of(total, other), self._find_parts(total)
        if total.parts:
            units = {self.unit_of(part, other) for part in parts}
            if len(units) != 1 or unit not in ("", *units):
                return None
            unit = units.pop()
        if unit in _RATES or not parts:
            return None
        text_by_part = {
            part.position: self._read_text(self._find_position(part, other)) for part in parts
        }
        outer_texts = [text_by_part[part.position] for part in self._leave_out_inner(parts)]
        # A city listed among its counties may be the whole city, or the city without the counties:
        # a total of areas may be the sum without the counties, or that of all rows.
        possible_addends = [outer_texts]
        if not total.parts:
            possible_addends.append(list(text_by_part.values()))
        total_text = self._read_text(self._find_position(total, other))
        differences = [_compare_with_sum(total_text, texts, unit) for texts in possible_addends]
        return differences[0] if all(differences) else None

    def _find_position(self, heading: HeadingMeaning, other: HeadingMeaning) -> CellPosition:
        """Return the position of the figure at a heading and a crossing one."""
        row, column = (other, heading) if self.are_columns else (heading, other)
        return CellPosition(row.position.row, column.position.column)

    def _is_sum(self, total: HeadingMeaning) -> bool:
        """Return whether a total is the sum of its parts in every column that has a number."""
        filled = [
            other
            for other in self.crossing
            if not other.is_derived and self._read_text(self._find_position(total, other))
        ]
        parts = self._find_parts(total)
        units = {self.unit_of(part, other) for other in filled[:1] for part in parts}
        differences = (self._find_difference(total, other) for other in filled)
        return bool(filled) and len(units) == 1 and not any(differences)

    def _read_text(self, position: CellPosition) -> str:
        """Return the text of a cell, "" if it is empty or a mark."""
        cell = self.grid.cells[position.row][position.column].strip()
        return "" if find_cell_kind(cell) in ("empty", "mark") else cell

    def _build_question(self, total: HeadingMeaning) -> Problem:
        """Return the question whether a total is a figure or a check; without a choice, a check.

        `total_row`: the table has all parts, so it may be the area's own figure. `total_in_part`:
        parts are missing. `total_of_rows`: its parts are not areas. `total_unknown`: the parts of
        its area are not known.
        """
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
        missing = self._list_missing(total)
        if len(missing) == len(listed) and total.area and self._is_sum(total):
            # Towns and enterprises are in no list of areas: their total may be the area's number.
            return replace(place, code="total_row", hints={"area": total.area})
        if not total.area or not listed:
            return replace(place, code="total_unknown")
        hints: dict[str, Hint] = {"area": total.area, "count": len(missing)}
        if not missing or self._has_further_parts(total):
            return replace(place, code="total_row", hints=hints)
        names = "、".join(areas.by_code[code].name for code in missing[:_MAX_LISTED])
        hints["names"] = names + ("等" if len(missing) > _MAX_LISTED else "")
        return replace(place, code="total_in_part", hints=hints)

    def _list_missing(self, total: HeadingMeaning) -> list[str]:
        """Return the parts of a total's area that the table and its earlier pages do not have."""
        listed = list_parts(total.area, self.reference.areas) if total.area else ()
        headings = [*self.earlier, *self.headings]
        present = {heading.area for heading in headings if not heading.is_total}
        return [code for code in listed if code not in present]

    def _has_further_parts(self, total: HeadingMeaning) -> bool:
        """Return whether a total is that of a whole area (全市合计) whose parts are not all there.

        It is not the sum of the rows, nor compared with it, but may be the area's own figure.
        """
        is_whole = total.area_label.strip()[:2] in WHOLE_AREAS and not total.parts
        return is_whole and bool(self._list_missing(total)) and not self._is_sum(total)

    def _find_parts(self, total: HeadingMeaning) -> list[HeadingMeaning]:
        """Return the headings that a total is the sum of.

        For a total of areas they are the rows (or columns) of other areas that have the same other
        labels and period. For 小计 (subtotal) only those after the total before it count. [] for
        市区小计 (of the urban districts), since the table does not say which rows it is of.
        """
        headings = [*self._list_rows_before(), *self.headings]
        if total.parts:
            return [heading for heading in headings if heading.position in total.parts]
        if total.area is None and is_subtotal_label(total.area_label):
            return []
        if total.area_label.strip() == _SUBTOTAL:
            end = headings.index(total)
            totals_before = [i for i, heading in enumerate(headings[:end]) if heading.is_total]
            start = totals_before[-1] + 1 if totals_before else 0
            headings = headings[start:end]
        return [
            heading
            for heading in headings
            if not heading.is_total
            and not heading.is_derived
            and heading.area != ""
            and heading.area != total.area
            and (heading.indicator_labels, heading.period, heading.relative_periods)
            == (total.indicator_labels, total.period, total.relative_periods)
        ]

    def _list_rows_before(self) -> list[HeadingMeaning]:
        """Return the rows of earlier pages that no total has added up before."""
        totals = [
            i
            for i, heading in enumerate(self.earlier)
            if heading.is_total and not _is_of_some_rows(heading.area_label)
        ]
        return list(self.earlier[totals[-1] + 1 if totals else 0 :])

    def _leave_out_inner(self, parts: Sequence[HeadingMeaning]) -> list[HeadingMeaning]:
        """Return the parts of a total that are not inside another part, which counts them already.

        A sub-item is inside the item whose labels its own labels begin with: 会员, 其中：女 inside
        会员. A county is inside its city.
        """
        paths = {part.indicator_labels for part in parts}
        parts = [
            part
            for part in parts
            if not any(
                part.indicator_labels[:length] in paths
                for length in range(1, len(part.indicator_labels))
            )
        ]
        areas, area_list = {part.area for part in parts if part.area}, self.reference.areas
        return [
            part
            for part in parts
            if not part.area or not areas.intersection(area_list.parents(part.area))
        ]


def _is_of_some_rows(label: str) -> bool:
    """Return whether a total is only that of the rows above it: 小计, 本页小计."""
    return label.strip() == _SUBTOTAL or is_subtotal_label(label)


def _compare_with_sum(total: str, cells: Sequence[str], unit: str) -> dict[str, Hint] | None:
    """Return total, sum and difference if a total cannot be the sum of its parts, else None.

    `total` and `cells`, those of the parts, are the texts in the table; `unit` is the unit of both.
    None also if a text cannot be read, or no part is filled. Open and rounded numbers are compared
    by their bounds: the total may be the sum if the interval of its bounds meets that of the sums
    of bounds. An empty cell may be any number, so that the sum has no upper bound.
    """
    total_number = _parse_cell_number(total, unit)
    parts = [_parse_cell_number(cell, unit) for cell in cells if cell]
    if total_number is None or not parts or None in parts:
        return None
    values, lows, highs = zip(*filter(None, parts), strict=True)
    value, low, high = total_number
    tolerance = _FLOAT_TOLERANCE * max(1.0, abs(value))
    is_complete = all(cells)
    if high >= sum(lows) - tolerance and (low <= sum(highs) + tolerance or not is_complete):
        return None
    added = sum(Fraction(str(part)) for part in values)
    difference = abs(Fraction(str(value)) - added)
    return {"total": value, "sum": float(added), "difference": float(difference)}


def _parse_cell_number(cell: str, unit: str) -> tuple[float, float, float] | None:
    """Return value, low and high of the number in a cell of the table; None if it has no number.

    `unit` is that of the table, "" without one. A printed decimal, and a number in 万元, is
    rounded: its bounds are half a unit of its last digit away. An open bound is infinite.
    """
    try:
        quantity = parse_quantity(printed_units.add_unit(cell, unit))
    except UnreadableQuantityError:
        return None
    low = float("-inf") if quantity.low is None else quantity.low
    high = float("inf") if quantity.high is None else quantity.high
    decimals, factor = len(cell.partition(".")[2]), printed_units.split_unit(unit)[0]
    is_rounded = is_digits(cell) and (decimals or factor > 1)
    rounding = factor * 10.0**-decimals / 2 if is_rounded else 0.0
    return quantity.value, low - rounding, high + rounding


def mark_totals(
    meanings: Sequence[HeadingMeaning], find_total_label: Callable[[HeadingMeaning], str]
) -> list[HeadingMeaning]:
    """Mark the totals of industries or other items (not areas) that follow their parts.

    They get the positions of the parts, to be compared with their sum. `meanings` are those of all
    rows, or of all columns, in order. `find_total_label` returns the label by which a row or column
    is a total, else "". A total before its parts (合计, 其中：女) is their parent label and is
    returned unchanged.
    """
    marked: list[HeadingMeaning] = []
    for meaning in meanings:
        is_read_already = meaning.is_total or meaning.is_derived
        if label := "" if is_read_already else find_total_label(meaning):
            parts = tuple(part.position for part in marked if _is_part(part, meaning))
            if parts:
                meaning = replace(meaning, is_total=True, parts=parts, area_label=label)
        marked.append(meaning)
    return marked


def _is_part(part: HeadingMeaning, total: HeadingMeaning) -> bool:
    """Return whether a row or column is part of a total: only its indicator's labels go further."""
    common = len(total.indicator_labels)
    return (
        part.indicator_labels[:common] == total.indicator_labels != part.indicator_labels
        and not (part.is_derived or part.is_total)
        and (part.area, part.period) == (total.area, total.period)
        and part.relative_periods == total.relative_periods
    )
