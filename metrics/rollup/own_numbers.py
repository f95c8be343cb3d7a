"""An area's own number for a span of months: as reported, or joined of what it has reported.

In this order: the span as reported; a count since January that ends with it, less the one that ends
before it begins; all of its months; the fewest spans that lie end to end in it. A span over two
calendar years is one figure or the numbers of its two parts.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import reduce

import numpy as np
import pandas as pd

from metrics.rollup.numbers import (
    ALL_PARTS,
    VALUES_ALONE,
    Numbers,
    last_places,
    no_numbers,
)
from metrics.rollup.operand_rows import EPOCH, Array, index_codes
from metrics.rollup.spans_of_figures import How, choose_operands, split_since_january
from metrics.rollup.unit_tree import Branch
from periods.spans import MONTHS_A_YEAR, MonthSpan


def _read_months(first_day: int, last_day: int) -> tuple[MonthSpan, bool]:
    """Return the months of a period's days and whether it is whole months; 0 is 1970-01-01."""
    first, last = (date.fromordinal(day + EPOCH) for day in (first_day, last_day))
    months = (day.year * MONTHS_A_YEAR + day.month - 1 for day in (first, last))
    return MonthSpan(*months), first.day == 1 and _ends_month(last_day)


def _ends_month(day: int) -> bool:
    """Return whether a day is the last of its month; 0 is 1970-01-01."""
    return date.fromordinal(day + EPOCH + 1).day == 1


MYRIAD = 4
"""The power of ten of 万: a number printed with 万 that ends below it has decimals, 12.5万."""


class OwnNumbers:
    """The figures that areas have reported themselves, by period, and their numbers for spans.

    Numbers have the shape indicators × areas of a branch.
    """

    def __init__(
        self,
        rows: pd.DataFrame,
        indicators: Sequence[str],
        over_time: Sequence[str],
        signed: Sequence[bool],
        branch: Branch,
    ) -> None:
        """Take possible operands, and of each indicator: code, how months are combined, signed.

        `over_time` is sum, last or none; `signed` says that an open lower bound is not 0.
        """
        self.indicators, self.branch = tuple(indicators), branch
        self.shape = (len(indicators), len(branch.codes))
        self.over_time = np.array(over_time, dtype=object).reshape(-1, 1)
        number = index_codes(rows["indicator"], self.indicators)
        area = index_codes(rows["ref_area"], branch.codes)
        known = (number >= 0) & (area >= 0)
        if not known.all():
            rows, number, area = rows[known], number[known], area[known]
        self._cells = number * self.shape[1] + area
        self._rows = rows
        self._set_numbers(rows, np.array(signed, dtype=bool)[number])
        self._set_periods(rows)
        self._known_spans: dict[MonthSpan, tuple[Numbers, Array]] = {}

    def _set_numbers(self, rows: pd.DataFrame, signed: Array) -> None:
        """Keep the parts of each row's number; the open lower bound of a count is 0."""
        value, low, high = (
            rows[name].to_numpy(dtype=float) for name in ("value", "value_low", "value_high")
        )
        scaled, excluded = (rows[name].to_numpy(dtype=bool) for name in ("scaled", "excluded"))
        exact = (low == value) & (high == value)
        places = last_places(value, scaled | ~exact)
        lowest = np.where((value >= 0) & ~signed, 0.0, -np.inf)
        self._parts = {
            "value": value,
            "low": np.where(np.isnan(low), lowest, low),
            "high": np.where(np.isnan(high), np.inf, high),
            "low_out": excluded & (low == value),
            "high_out": (excluded & (high == value)) | ((low == value) & (high > value)),
            "inexact": ~exact | (scaled & (places < MYRIAD)) | (places < 0),
            "place": places,
        }
        self._broken = rows["broken"].to_numpy(dtype=bool)

    def _set_periods(self, rows: pd.DataFrame) -> None:
        """Sort the rows by period: `_rows_of` has those of each span of months.

        A day counts as its month where it ends it, as a stock of the last day; other periods that
        are no whole months are left out.
        """
        first = rows["first_day"].to_numpy().astype(np.int64)
        last = rows["last_day"].to_numpy().astype(np.int64)
        codes, pairs = pd.factorize(first * 1_000_000 + last)
        order = np.argsort(
            codes.astype(np.int16 if len(pairs) < 2**15 else np.int64), kind="stable"
        )
        counts = np.bincount(codes, minlength=len(pairs))
        ends = np.cumsum(counts)
        self._rows_of: dict[MonthSpan, Array] = {}
        self._days: dict[int, Array] = {}
        self._period_of_row = codes
        self._spans: list[MonthSpan | None] = []
        self._is_day: list[bool] = []
        for pair, start, end in zip(pairs, ends - counts, ends, strict=True):
            days = divmod(int(pair), 1_000_000)
            span, is_whole = _read_months(*days)
            is_day = days[0] == days[1] and _ends_month(days[1])
            self._is_day.append(is_day)
            self._spans.append(span if is_whole or is_day else None)
            if is_whole:
                self._rows_of[span] = order[start:end]
            elif is_day:
                self._days[span.last] = order[start:end]

    @property
    def cells_with_figures(self) -> Array:
        """Which indicators an area has any figure of. Shape: indicators × areas."""
        found = np.zeros(self.shape[0] * self.shape[1], dtype=bool)
        found[self._cells] = True
        return found.reshape(self.shape)

    def broken_between(self, base: MonthSpan, now: MonthSpan) -> Array:
        """Return where a series breaks between two spans (status B). Shape: indicators × areas.

        The first figure of a new definition has that status; one that begins with the earlier span
        does no harm, since both come after it.
        """
        found = np.zeros(self.shape[0] * self.shape[1], dtype=bool)
        for span, rows in self._rows_of.items():
            if base.first < span.first and span.last <= now.last:
                found[self._cells[rows[self._broken[rows]]]] = True
        return found.reshape(self.shape)

    def list_breaks(self, wanted: Array) -> list[tuple[MonthSpan, str]]:
        """Return span and key of the figures with which a series breaks (status B), in order.

        `wanted` says of which indicators and areas.
        """
        found = []
        for row in np.flatnonzero(self._broken & wanted.reshape(-1)[self._cells]).tolist():
            if (span := self._spans[self._period_of_row[row]]) is not None:
                place = divmod(int(self._cells[row]), self.shape[1])
                found.append((span, self._key(place, span, row)))
        return sorted(found)

    def reported(self, span: MonthSpan, parts: Sequence[str] = ALL_PARTS) -> Numbers:
        """Return the numbers that are reported for exactly a span."""
        return self._numbers_of(self._rows_of.get(span, ()), parts)

    def _numbers_of(self, rows: Array | Sequence[int], parts: Sequence[str]) -> Numbers:
        """Return the numbers of rows, at most one of each indicator and area."""
        rows = np.asarray(rows, dtype=np.int64)
        flat = no_numbers((self.shape[0] * self.shape[1],), parts)
        cells = self._cells[rows]
        for name, part in flat.parts.items():
            part[cells] = self._parts[name][rows] if name in self._parts else 1  # known, count
        return flat.map(lambda part: part.reshape(self.shape))

    def own(self, span: MonthSpan) -> tuple[Numbers, Array]:
        """Return the areas' own numbers for a span and how each came about (`How`).

        An area that was there for a part of the span alone has its number for that part, unless it
        has reported the span itself.
        """
        if span not in self._known_spans:
            self._known_spans[span] = self._own_while_there(span, ALL_PARTS)
        return self._known_spans[span]

    def own_values(self, month: int) -> Numbers:
        """Return the areas' own numbers for a month, without bounds."""
        numbers, _ = self._own_while_there(MonthSpan(month, month), VALUES_ALONE)
        return numbers

    def _own_while_there(self, span: MonthSpan, parts: Sequence[str]) -> tuple[Numbers, Array]:
        """Return own numbers and `How` for the part of a span in which each area was there."""
        numbers, how = self._own_of_whole(span, parts)
        for part, areas in self.branch.alive(span).items():
            there = np.zeros(self.shape, dtype=bool)
            there[:, areas] = True
            # What is reported for exactly the span needs no part of it.
            there &= (how != How.REPORTED) | (self.over_time == "last") | (part.last < 0)
            # A number at a date is never that of an earlier one.
            at_end = (self.over_time != "sum") & (part.last < span.last)
            of_part, how_of_part = numbers, how
            if part.last >= 0:
                of_part, how_of_part = self._own_of_whole(part, parts)
            is_told = (part.last >= 0) & ~at_end
            numbers = numbers.filled(of_part.where(np.broadcast_to(is_told, self.shape)), there)
            how = np.where(there, np.where(is_told, how_of_part, How.NOT), how)
        return numbers, how

    def _own_of_whole(self, span: MonthSpan, parts: Sequence[str]) -> tuple[Numbers, Array]:
        """Return own numbers and `How` for a span, whenever the areas were there."""
        numbers = self.reported(span, parts).where(self.over_time != "last")
        how = np.where(numbers.known, How.REPORTED, How.NOT).astype(np.int8)
        for way, joined, over_time in self._ways(span, parts):
            rows = (self.over_time == over_time) & ~numbers.known
            if rows.any():
                found = joined()
                chosen = rows & found.known
                numbers, how = numbers.filled(found, chosen), np.where(chosen, way, how)
        return numbers, how

    def _ways(
        self, span: MonthSpan, parts: Sequence[str]
    ) -> Iterator[tuple[How, Callable[[], Numbers], str]]:
        """Yield the ways to a number that is not reported for the span, the first one first."""
        yield How.REPORTED, lambda: self._at_end(span.last, parts), "last"
        years = span.by_calendar_year()
        if len(years) > 1:
            yield How.YEARS, lambda: self._joined_years(years), "sum"
            return
        if span.first % MONTHS_A_YEAR:
            yield How.SINCE_JANUARY, lambda: self._since_january(span, parts), "sum"
        if span.first < span.last:
            yield How.MONTHS, lambda: self.joined_months(span), "sum"
            yield How.SPANS, lambda: self._joined_spans(span), "sum"

    def _at_end(self, month: int, parts: Sequence[str]) -> Numbers:
        """Return numbers at a month's end: the month's, else the shortest period's ending then."""
        found = self._numbers_of(self._days.get(month, ()), parts)
        ending = sorted(span for span in self._rows_of if span.last == month)
        for span in ending:  # the longest first, so that the shortest remains
            numbers = self.reported(span, parts)
            found = found.filled(numbers, numbers.known)
        return found

    def _joined_years(self, years: Sequence[MonthSpan]) -> Numbers:
        """Return the sums of the numbers of parts of a span that lie in one calendar year each."""
        first, *others = (self._own_of_whole(part, ALL_PARTS)[0] for part in years)
        return reduce(Numbers.plus, others, first)

    def _since_january(self, span: MonthSpan, parts: Sequence[str]) -> Numbers:
        """Return counts since January through the span's end, less those before it begins."""
        end, before = split_since_january(span)
        return self.reported(end, parts).plus(self.reported(before, parts), -1)

    def joined_months(self, span: MonthSpan) -> Numbers:
        """Return the sums of all months of a span."""
        months = [MonthSpan(month, month) for month in span.months]
        nothing = np.empty(0, dtype=np.int64)
        rows = np.concatenate([self._rows_of.get(month, nothing) for month in months])
        cells, size = self._cells[rows], self.shape[0] * self.shape[1]
        count = np.bincount(cells, minlength=size)
        if count.max() > len(months):  # an older release may have a month in two spellings
            return reduce(Numbers.plus, map(self.reported, months))
        sums = no_numbers((size,))
        for name, part in self._parts.items():
            if part.dtype == bool:
                sums.parts[name][cells[part[rows]]] = True
            elif name == "place":
                np.maximum.at(sums.parts[name], cells, part[rows])
            else:
                sums.parts[name][:] = np.bincount(cells, weights=part[rows], minlength=size)
        sums.parts["known"][:] = count == len(months)
        sums.parts["count"][:] = count
        return sums.map(lambda part: part.reshape(self.shape)).masked()

    def _joined_spans(self, span: MonthSpan) -> Numbers:
        """Return the sums of the fewest reported spans that lie end to end in a span."""
        inside = sorted(s for s in self._rows_of if span.first <= s.first and s.last <= span.last)
        nothing = no_numbers(self.shape)
        if all(inner_span.first == inner_span.last for inner_span in inside):
            return nothing  # months alone: they have been tried
        start = Numbers({**nothing.parts, "known": ~nothing.known})
        fewest = {span.first: start}
        for inner_span in (inner_span for inner_span in inside if inner_span != span):
            if inner_span.first in fewest:
                found = fewest[inner_span.first].plus(self.reported(inner_span))
                old = fewest.get(inner_span.last + 1, nothing)
                is_fewer = found.parts["count"] < old.parts["count"]
                better = found.known & (~old.known | is_fewer)
                fewest[inner_span.last + 1] = old.filled(found, better)
        return fewest.get(span.last + 1, nothing)

    def months_reported(self, span: MonthSpan) -> Array:
        """Return which months of a span are in a figure that lies inside it.

        Shape: months × indicators × areas.
        """
        found = np.zeros((len(span.months), self.shape[0] * self.shape[1]), dtype=bool)
        for span_inside, rows in (*self._days_as_spans(), *self._rows_of.items()):
            if span.first <= span_inside.first and span_inside.last <= span.last:
                for month in span_inside.months:
                    found[month - span.first, self._cells[rows]] = True
        return found.reshape(-1, *self.shape)

    def single_keys(self, wanted: Array, span: MonthSpan) -> dict[tuple[int, int], str]:
        """Return the key of the figure behind each own number that is made of one alone.

        `wanted` says of which indicators and areas; they are named by their positions.
        """
        found: dict[tuple[int, int], list[str]] = {}
        for cell, period, row in self._list_operand_rows(wanted, span):
            place = divmod(cell, self.shape[1])
            found.setdefault(place, []).append(self._key(place, period, row))
        return {place: keys[0] for place, keys in found.items() if len(keys) == 1}

    def _key(self, place: tuple[int, int], period: MonthSpan, row: int) -> str:
        """Return the key of a figure."""
        programme = self._rows["programme"].iloc[row]
        programme = "" if pd.isna(programme) else programme
        code, area = self.indicators[place[0]], self.branch.codes[place[1]]
        day = date.fromordinal(int(self._rows["last_day"].iloc[row]) + EPOCH)
        is_day = self._is_day[self._period_of_row[row]]
        return f"{code}.{programme}.{area}..{day.isoformat() if is_day else period.period}"

    def list_operands(self, wanted: Array, span: MonthSpan) -> dict[int, list[str]]:
        """Return the keys of the figures that own numbers for a span are made of, by indicator.

        `wanted` says of which indicators and areas; an indicator is named by its position. Keys are
        in the order of areas, then of periods.
        """
        found: dict[int, list[str]] = {}
        for cell, period, row in self._list_operand_rows(wanted, span):
            place = divmod(cell, self.shape[1])
            found.setdefault(place[0], []).append(self._key(place, period, row))
        return found

    def _list_operand_rows(
        self, wanted: Array, span: MonthSpan
    ) -> Iterator[tuple[int, MonthSpan, int]]:
        """Yield the figures of own numbers for a span: indicator and area, period, row."""
        _, how = self.own(span)
        cells = (wanted & (how != How.NOT)).reshape(-1)
        periods: dict[int, dict[MonthSpan, int]] = {}
        for row in np.flatnonzero(cells[self._cells]).tolist():
            if (each := self._spans[self._period_of_row[row]]) is not None:
                found = periods.setdefault(int(self._cells[row]), {})
                # A stock of a month's last day is the month's, where that is not reported too.
                if not (self._is_day[self._period_of_row[row]] and each in found):
                    found[each] = row
        for cell in sorted(periods):
            number, area = divmod(cell, self.shape[1])
            life = self.branch.lives[area]
            part = MonthSpan(max(span.first, life.first), min(span.last, life.last))
            part = span if span in periods[cell] else part
            way = How(int(how[number, area])), str(self.over_time[number, 0])
            for operand_span in choose_operands(periods[cell], part, *way):
                yield cell, operand_span, periods[cell][operand_span]

    def _days_as_spans(self) -> Iterator[tuple[MonthSpan, Array]]:
        """Yield the rows of last days of months, as if they were of the month."""
        for month, rows in self._days.items():
            yield MonthSpan(month, month), rows
