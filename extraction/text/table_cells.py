"""The cells of a column table become quantities with unit, place, period and subject.

What a head does not say stays empty: a person fills it in rather than finding it wrong.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from extraction.context.periods import PeriodReader, is_flow
from extraction.context.places import PlaceReader
from extraction.context.time_expression import year_before
from extraction.text.tables import BLANK, YEAR, Row, TextCell, TextTable
from extraction.word_lists import word_list
from quantities import Quantity, UnreadableQuantityError, parse_quantity

_UNIT = re.compile(r"[(\[]([^()\[\]]{1,8})[)\]]$|(?<=[率比重增长减速幅±])([%‰])$|,([^,()]{1,5})$")
_UNITS = re.compile(r"(?:计量)?单位[:为]?([^\s,;:()、/]{1,8})(?![^\s()]*[、/])")
_MIXED = re.compile(r"单位[:为]?([^\s,;:()、/]{1,6}(?:[、/][^\s,;:()、/]{1,6})+)")
_CLASSIFIER = re.compile(
    r"(人次|户次|场次|件次|批次|家次|项次|人天)数?$|([人户件家个场份次期项支])数$"
)
_RATE = re.compile(r"[率比占速幅]|增长|增减|下降|上升|同比|环比|位次|排名")
_NUMBERING = frozenset(word_list("numbering"))
_MEASURE = frozenset(word_list("unit_headings"))
_LAST_YEAR = re.compile(r"(?:去年|上年)同期")
_TOLD_YEAR = re.compile(r"\d{4}|[今去明本]|[前上]年|上一年|上个?月")
_AMONG = re.compile(r"^(?:其中|#)[:、]?|^[一二三四五六七八九十\d]{1,2}[、.]")


@dataclass(frozen=True, slots=True)
class CellQuantity:
    """A cell's quantity, what it counts, and what of place and period its heads say."""

    cell: TextCell
    quantity: Quantity
    subject: str
    place: str
    period: str


class _Heads:
    """What the rows and columns of a table are headed by."""

    def __init__(self, table: TextTable, places: PlaceReader, periods: PeriodReader) -> None:
        self.table = table
        self._periods = periods
        titles = [cell.text for cell in table.heads]
        worded = [self._worded(i) for i in range(len(titles))]
        self.measure = next((i for i, text in enumerate(titles) if text in _MEASURE), -1)
        self.of_row = next(
            (
                i
                for i, words in enumerate(worded)
                if i != self.measure and words and titles[i] not in _NUMBERING
            ),
            0,
        )
        self.columns = [
            i
            for i, words in enumerate(worded)
            if i > self.of_row and i != self.measure and not words and titles[i] not in _NUMBERING
        ]
        self.names = [_AMONG.sub("", row[self.of_row].text) for row in table.rows]
        self.row_places = places.rows(self.names)
        self.column_places = places.rows([_without_unit(text) for text in titles])
        self.period = self._of_captions()
        self.row_periods = [self._headed(name) for name in self.names]
        self.column_periods = [self._headed(text) for text in titles]
        found = [_UNITS.search(text) for text in (*table.captions, *titles)]
        units = {match[1] for match in found if match}
        self.unit = units.pop() if len(units) == 1 else ""
        mixed = [match[1] for text in table.captions for match in _MIXED.finditer(text)]
        self.units = re.split("[、/]", mixed[-1]) if mixed else []

    def _worded(self, column: int) -> bool:
        """Return whether a column holds words: its cells are no numbers."""
        cells = [row[column] for row in self.table.rows]
        return any(not cell.counts and not BLANK.fullmatch(cell.text) for cell in cells)

    def _of_captions(self) -> str:
        for text in reversed(self.table.captions):
            times = [when for when in self._periods.calendar.times(text) if not when.compare]
            if times:
                return self._periods.period_of(times[-1], is_flow(text) is not False)
        year = self._periods.calendar.frame_year
        return f"{year}" if year else ""

    def _headed(self, text: str) -> str:
        """Return the period that a head begins with, "" if with none."""
        if YEAR.fullmatch(text) and len(text) == 4:
            return text
        if _LAST_YEAR.match(text):
            return year_before(self.period) if self.period else ""
        when = next(iter(self._periods.calendar.times(text)), None)
        if when is None or when.start or when.compare or when.now:
            return ""
        period = self._periods.period_of(when, is_flow(text) is not False)
        if self.period and not _TOLD_YEAR.match(text):
            return "/".join(self.period[:4] + point[4:] for point in period.split("/"))
        return period


def read_cells(
    table: TextTable, places: PlaceReader, periods: PeriodReader
) -> Iterator[CellQuantity]:
    """Read the cells of a table, row by row."""
    heads = _Heads(table, places, periods)
    for i, row in enumerate(table.rows):
        for column in heads.columns:
            cell = row[column]
            if BLANK.fullmatch(cell.text):
                continue
            quantity = _read_cell(heads, row, i, column)
            if quantity:
                place = heads.row_places[i] or heads.column_places[column] or places.own
                period = heads.column_periods[column] or heads.row_periods[i] or heads.period
                yield CellQuantity(cell, quantity, _counted_noun(heads, i, column), place, period)


def _counted_noun(heads: _Heads, row: int, column: int) -> str:
    """Name what is counted by the heads that are no place and no period."""
    name = (
        "" if heads.row_places[row] or heads.row_periods[row] else _without_unit(heads.names[row])
    )
    title = _without_unit(heads.table.heads[column].text)
    plain = title in ("数量", "合计")
    if heads.column_places[column] or heads.column_periods[column] or plain:
        rest = "" if heads.column_places[column] or (plain and name) else _without_year(title)
        return name + rest if name else rest
    return f"{name}{title}" if not name or name != title else name


def _without_year(title: str) -> str:
    return re.sub(r"^(?:(?:19|20)\d\d年?|[今去上前]年)(?:[末底]|同期|度)?", "", title)


def _without_unit(head: str) -> str:
    return _UNIT.sub("", _UNITS.sub("", head)).strip("()")


def _read_cell(heads: _Heads, row: Row, i: int, column: int) -> Quantity | None:
    text = row[column].text
    own = _read_quantity(text)
    if own is None or own.unit:
        return own
    title = heads.table.heads[column].text
    measured = row[heads.measure].text if heads.measure >= 0 else ""
    for unit in (measured, _unit_in_heading(row[heads.of_row].text), _unit_in_heading(title)):
        told = _read_quantity(text + unit) if unit else None
        if told and told.unit:
            return told
    if len(heads.units) == len(heads.columns):
        return _read_quantity(text + heads.units[heads.columns.index(column)]) or own
    if _RATE.search(title) or _RATE.search(heads.names[i]):
        return own
    counted = _counted_unit(title) or _counted_unit(heads.names[i])
    for unit in (counted, heads.unit) if heads.unit.endswith("元") else (heads.unit, counted):
        told = _read_quantity(text + unit) if unit else None
        if told and told.unit:
            return told
    return own


def _unit_in_heading(head: str) -> str:
    found = _UNIT.search(head)
    return next(filter(None, found.groups()), "") if found else ""


def _counted_unit(head: str) -> str:
    found = _CLASSIFIER.search(_without_unit(head))
    return next(filter(None, found.groups()), "") if found else ""


def _read_quantity(text: str) -> Quantity | None:
    try:
        return parse_quantity(text)
    except UnreadableQuantityError:
        return None
