"""Reads the cells of a table as quantities with unit, place, period and subject.

What no heading names stays empty: a person has to fill it in, which is safer than a wrong guess.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from chinese_text.names import is_unlisted_in_report
from extraction.context.figure_periods import PeriodReader, is_flow
from extraction.context.figure_places import PlaceReader
from extraction.text.table_finder import BLANK, YEAR, TextCell, TextTable
from extraction.word_lists import get_words
from periods import is_period, parse_heading, parse_period, period_bounds, year_before
from quantities import Quantity, UnreadableQuantityError, parse_quantity

_UNIT_IN_HEADING = re.compile(
    r"[(\[]([^()\[\]]{1,8})[)\]]$|(?<=[率比重增长减速幅±])([%‰])$|,([^,()]{1,5})$"
)
_UNIT_OF_TABLE = re.compile(r"(?:计量)?单位[:为]?(?P<unit>[^\s,;:()、/]{1,8})(?![^\s()]*[、/])")
_SEVERAL_UNITS = re.compile(r"单位[:为]?([^\s,;:()、/]{1,6}(?:[、/][^\s,;:()、/]{1,6})+)")
_COUNT_HEADING = re.compile(
    r"(人次|户次|场次|件次|批次|家次|项次|人天)数?$|([人户件家个场份次期项支])数$"
)
_NO_COUNT = re.compile(r"[率比占速幅]|增长|增减|下降|上升|同比|环比|位次|排名")
_NUMBERING = frozenset(get_words("numbering"))
_UNIT_HEADINGS = frozenset(get_words("unit_headings"))
_LAST_YEAR = re.compile(r"(?:去年|上年)同期")
_NAMES_YEAR = re.compile(r"\d{4}|[今去明本]|[前上]年|上一年|上个?月")
_YEAR_AT_START = re.compile(
    r"^(?:(?:19|20)\d\d(?:[./-][\d./~—-]+$|年?)|[今去上前]年)(?:[末底]|同期|度)?"
)
_ITEM_MARK = re.compile(r"^(?:其中|#)[:、]?|^[一二三四五六七八九十\d]{1,2}[、.]")


_BARE_TOTAL = re.compile("总计|合计|共计|总数|小计")


class CellQuantity(NamedTuple):
    """A cell's quantity, the thing it counts, and place and period from its headings (or "").

    `is_of_part`: it is the total of a table that does not list all parts of its place, so that it
    may not be the number of the whole place.
    """

    cell: TextCell
    quantity: Quantity
    subject: str
    place: str
    period: str
    is_of_part: bool = False


class _Headings:
    """The places, periods, units and nouns in the headings of a table's rows and columns.

    Lists by row or column have "" where a heading names none. `name_column` is the index of the
    column with the rows' names, `unit_column` that of the column with their units (-1 without one);
    `columns` are the indices of columns with numbers.
    """

    def __init__(self, table: TextTable, places: PlaceReader, periods: PeriodReader) -> None:
        """Find the columns of names, units and numbers, and the places and periods of headings.

        Names are in the first column of words that is not a numbering; columns with values are to
        the right of it. `unit` is the unit of the whole table, "" if captions and headings name
        none or different ones. `units` has one for each column of values, from a list such as
        单位:人、万元.
        """
        self.table = table
        self._periods = periods
        titles = [cell.text for cell in table.headings]
        has_words = [self._has_words(i) for i in range(len(titles))]
        self.unit_column = next((i for i, text in enumerate(titles) if text in _UNIT_HEADINGS), -1)
        self.name_column = next(
            (
                i
                for i, words in enumerate(has_words)
                if i != self.unit_column and words and titles[i] not in _NUMBERING
            ),
            0,
        )
        self.columns = [
            i
            for i, words in enumerate(has_words)
            if i > self.name_column
            and i != self.unit_column
            and not words
            and titles[i] not in _NUMBERING
        ]
        self.names = [_ITEM_MARK.sub("", row[self.name_column].text) for row in table.rows]
        self.row_places = places.match_rows(self.names)
        self.column_places = places.match_rows([_remove_unit(text) for text in titles])
        self.is_unlisted = self._find_unlisted_rows()
        self.has_rows_outside = not places.are_inside(self.row_places)
        self.lacks_parts = any(self.is_unlisted) or places.lacks_parts(self.row_places)
        self.period = self._find_caption_period()
        self.row_periods = [self._find_heading_period(name) for name in self.names]
        self.column_periods = [self._find_heading_period(text) for text in titles]
        self.unit, self.units = _find_table_units(table.captions, titles)

    def _find_unlisted_rows(self) -> list[bool]:
        """Return for each row whether it is a town or enterprise, which no list of areas has.

        The names count only if at least half of the rows that are neither areas nor totals have
        such names; a single one may be that of something counted.
        """
        rows = zip(self.row_places, self.names, strict=True)
        is_known = [bool(place) or bool(_BARE_TOTAL.fullmatch(name)) for place, name in rows]
        is_unlisted = [
            not known and is_unlisted_in_report(name)
            for known, name in zip(is_known, self.names, strict=True)
        ]
        are_most = 2 * sum(is_unlisted) >= len(is_known) - sum(is_known)
        return [unlisted and are_most for unlisted in is_unlisted]

    def _has_words(self, column: int) -> bool:
        """Return whether a column contains words instead of numbers."""
        cells = [row[column] for row in self.table.rows]
        return any(not cell.is_number and not BLANK.fullmatch(cell.text) for cell in cells)

    def _find_caption_period(self) -> str:
        """Return the period named last in the captions, else the article's year, else "".

        A caption is taken to be of events in a period unless its words show a state at its end.
        """
        for text in reversed(self.table.captions):
            times = [when for when in self._periods.calendar.find_times(text) if not when.compared]
            if times:
                return self._periods.resolve_period(times[-1], is_flow(text) is not False)
        year = self._periods.calendar.article_year
        return f"{year}" if year else ""

    def _find_heading_period(self, text: str) -> str | None:
        """Return the period that a heading begins with: "" if it has none, None if it is unclear.

        A heading without a year takes the year of the table's period: in a table of 2023年, 1—6月
        is 2023-01/2023-06. 上年同期 is the table's period a year before. A period that stands later
        in the heading, or is only compared with (比上年), does not count.
        """
        if YEAR.fullmatch(text) and len(text) == 4:  # 2023, without 年
            return text
        if _LAST_YEAR.match(text):
            return year_before(self.period) if is_period(self.period) else ""
        when = next(iter(self._periods.calendar.find_times(text)), None)
        if when is None:
            return parse_period(_remove_unit(text))
        if when.start or when.compared or when.now:
            return ""
        period = self._periods.resolve_period(when, is_flow(text) is not False)
        if not is_period(self.period) or _NAMES_YEAR.match(text):
            return period
        first_day, last_day = period_bounds(self.period)
        if first_day.year != last_day.year:
            return parse_heading(_remove_unit(text), self.period) or None
        # Each end of the period with the year of the table instead of its own.
        return "/".join(self.period[:4] + point[4:] for point in period.split("/"))


def _find_table_units(captions: Sequence[str], titles: Sequence[str]) -> tuple[str, list[str]]:
    """Return the one unit that captions and titles state for a whole table, and a list of units.

    单位:万元 → "万元", []. 单位:人、万元 → "", ["人", "万元"], one for each column with numbers.
    """
    matches = [_UNIT_OF_TABLE.search(text) for text in (*captions, *titles)]
    units = {match["unit"] for match in matches if match}
    unit_lists = _SEVERAL_UNITS.findall("\n".join(captions))
    one_unit = units.pop() if len(units) == 1 else ""
    return one_unit, re.split("[、/]", unit_lists[-1]) if unit_lists else []


def read_cells(
    table: TextTable, places: PlaceReader, periods: PeriodReader
) -> Iterator[CellQuantity]:
    """Yield the quantities of a table in a report, row by row; other cells are left out.

    The place is that of the row, else of the column, else the article's; for a row of a town or an
    enterprise, and for the total of rows that are not all in the article's area, it is that of the
    column, else "", for a person to fill in. The period is that of the column, else of the row,
    else of the lines above the table; "" if a heading has an unclear one.
    """
    headings = _Headings(table, places, periods)
    for row_index, row in enumerate(table.rows):
        for column in headings.columns:
            cell = row[column]
            quantity = (
                None if BLANK.fullmatch(cell.text) else _read_cell(headings, row_index, column)
            )
            if quantity:
                subject = _build_counted_noun(headings, row_index, column)
                is_total = bool(_BARE_TOTAL.fullmatch(headings.names[row_index]))
                is_of_others = is_total and headings.has_rows_outside
                is_open = is_of_others or headings.is_unlisted[row_index]
                own_area = "" if is_open else places.own
                row_place = "" if is_of_others else headings.row_places[row_index]
                place = row_place or headings.column_places[column]
                own_periods = (headings.column_periods[column], headings.row_periods[row_index])
                # None is an unclear period of a heading, which is not replaced by the table's.
                is_unclear = None in own_periods
                period = "" if is_unclear else next(filter(None, own_periods), headings.period)
                is_of_part = is_total and headings.lacks_parts
                yield CellQuantity(cell, quantity, subject, place or own_area, period, is_of_part)


def _build_counted_noun(headings: _Headings, row_index: int, column: int) -> str:
    """Return the thing that a cell counts, from those of its headings that are no place or period.

    The row's name and the column's title are joined: 工会 and 会员数 give 工会会员数. A year at the
    beginning of a title is left out, and so are the titles 数量 and 合计 beside a name.
    """
    name = (
        ""
        if headings.row_places[row_index] or headings.row_periods[row_index]
        else _remove_unit(headings.names[row_index])
    )
    title = _remove_unit(headings.table.headings[column].text)
    is_general = title in ("数量", "合计")
    if headings.column_places[column] or headings.column_periods[column] or is_general:
        unneeded = headings.column_places[column] or (is_general and name)
        rest = "" if unneeded else _YEAR_AT_START.sub("", title)
        return name + rest if name else rest
    return f"{name}{title}" if not name or name != title else name


def _remove_unit(head: str) -> str:
    """Return a heading without its unit: 会员(人) → 会员."""
    return _UNIT_IN_HEADING.sub("", _UNIT_OF_TABLE.sub("", head)).strip("()")


def _read_cell(headings: _Headings, row_index: int, column: int) -> Quantity | None:
    """Return the quantity of a cell, with the first unit found; None if it is not a quantity.

    A candidate counts as a unit if the cell's text followed by it is read as a quantity. The unit
    is looked for in the cell, the row's column of units, the row's name, the column's title, and
    the table's list of units. Then, unless the heading is of a rate or rank, it is the table's unit
    or one that a heading implies (人数: 人). The implied one goes first if the table's unit is
    money, as a table in 万元 may count people, too.
    """
    row = headings.table.rows[row_index]
    text = row[column].text
    quantity = _parse_quantity_or_none(text)
    if quantity is None or quantity.unit:
        return quantity
    title = headings.table.headings[column].text
    row_unit = row[headings.unit_column].text if headings.unit_column >= 0 else ""
    name_unit = _find_unit_at_end(row[headings.name_column].text)
    for unit in (row_unit, name_unit, _find_unit_at_end(title)):
        with_unit = _parse_quantity_or_none(text + unit) if unit else None
        if with_unit and with_unit.unit:
            return with_unit
    if len(headings.units) == len(headings.columns):
        listed_unit = headings.units[headings.columns.index(column)]
        return _parse_quantity_or_none(text + listed_unit) or quantity
    if _NO_COUNT.search(title) or _NO_COUNT.search(headings.names[row_index]):
        return quantity
    implied = _find_implied_unit(title) or _find_implied_unit(headings.names[row_index])
    for unit in (
        (implied, headings.unit) if headings.unit.endswith("元") else (headings.unit, implied)
    ):
        with_unit = _parse_quantity_or_none(text + unit) if unit else None
        if with_unit and with_unit.unit:
            return with_unit
    return quantity


def _find_unit_at_end(head: str) -> str:
    """Return the unit at the end of a heading: 会员（人） → 人, 增速% → %."""
    match = _UNIT_IN_HEADING.search(head)
    return next(filter(None, match.groups()), "") if match else ""


def _find_implied_unit(head: str) -> str:
    """Return the unit that a heading implies: 人数 → 人, 培训人次 → 人次."""
    match = _COUNT_HEADING.search(_remove_unit(head))
    return next(filter(None, match.groups()), "") if match else ""


def _parse_quantity_or_none(text: str) -> Quantity | None:
    """Return the quantity in the text of a cell of a report's table; None if it is none.

    `parse_quantity` raises an error for such a text; here most texts without a quantity are words.
    """
    try:
        return parse_quantity(text)
    except UnreadableQuantityError:
        return None
