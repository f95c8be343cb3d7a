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
    ALL_FIELDS,
    VALUES_ALONE,
    Numbers,
    last_places,
    no_numbers,
)
from metrics.rollup.operand_rows import EPOCH, Array, index_codes
from metrics.rollup.spans_of_figures import Derivation, choose_operands, split_since_january
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
        """Set the fields of `Numbers` for each row; the open lower bound of a count is 0."""
        value, low, high = (
            rows[name].to_numpy(dtype=float) for name in ("value", "value_low", "value_high")
        )
        scaled, excluded = (rows[name].to_numpy(dtype=bool) for name in ("scaled", "excluded"))
        exact = (low == value) & (high == value)
        places = last_places(value, scaled | ~exact)
        lowest = np.where((value >= 0) & ~signed, 0.0, -np.inf)
        self._fields = {
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
        """Group the rows by period: `_rows_of` has the rows of each span of months.

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
        cells = np.zeros(self.shape[0] * self.shape[1], dtype=bool)
        cells[self._cells] = True
        return cells.reshape(self.shape)

    def broken_between(self, base: MonthSpan, now: MonthSpan) -> Array:
        """Return where a series breaks between two spans (status B). Shape: indicators × areas.

        The first figure of a new definition has that status; one that begins with the earlier span
        does no harm, since both come after it.
        """
        broken = np.zeros(self.shape[0] * self.shape[1], dtype=bool)
        for span, rows in self._rows_of.items():
            if base.first < span.first and span.last <= now.last:
                broken[self._cells[rows[self._broken[rows]]]] = True
        return broken.reshape(self.shape)

    def list_breaks(self, wanted: Array) -> list[tuple[MonthSpan, str]]:
        """Return span and key of the figures with which a series breaks (status B), in order.

        `wanted` says of which indicators and areas.
        """
        breaks = []
        for row in np.flatnonzero(self._broken & wanted.reshape(-1)[self._cells]).tolist():
            if (span := self._spans[self._period_of_row[row]]) is not None:
                place = divmod(int(self._cells[row]), self.shape[1])
                breaks.append((span, self._figure_key(place, span, row)))
        return sorted(breaks)

    def reported(self, span: MonthSpan, fields: Sequence[str] = ALL_FIELDS) -> Numbers:
        """Return the numbers that are reported for exactly a span."""
        return self._numbers_of(self._rows_of.get(span, ()), fields)

    def _numbers_of(self, rows: Array | Sequence[int], fields: Sequence[str]) -> Numbers:
        """Return the numbers of rows, at most one of each indicator and area."""
        rows = np.asarray(rows, dtype=np.int64)
        flat = no_numbers((self.shape[0] * self.shape[1],), fields)
        cells = self._cells[rows]
        for name, part in flat.fields.items():
            part[cells] = self._fields[name][rows] if name in self._fields else 1  # known, count
        return flat.map(lambda part: part.reshape(self.shape))

    def own(self, span: MonthSpan) -> tuple[Numbers, Array]:
        """Return the areas' own numbers for a span, and how each was derived.

        An area that existed only in a part of the span has its number for that part, unless it has
        reported the span itself.
        """
        if span not in self._known_spans:
            self._known_spans[span] = self._own_while_existing(span, ALL_FIELDS)
        return self._known_spans[span]

    def own_values(self, month: int) -> Numbers:
        """Return the areas' own numbers for a month, known and value alone."""
        numbers, _ = self._own_while_existing(MonthSpan(month, month), VALUES_ALONE)
        return numbers

    def _own_while_existing(self, span: MonthSpan, fields: Sequence[str]) -> tuple[Numbers, Array]:
        """Return own numbers, and how each was derived, while an area existed in a span."""
        numbers, derivations = self._own_of_full_span(span, fields)
        for part, areas in self.branch.alive(span).items():
            there = np.zeros(self.shape, dtype=bool)
            there[:, areas] = True
            # What is reported for exactly the span needs no part of it.
            there &= (
                (derivations != Derivation.REPORTED) | (self.over_time == "last") | (part.last < 0)
            )
            # A number at a date is never that of an earlier one.
            at_end = (self.over_time != "sum") & (part.last < span.last)
            of_part, part_derivations = numbers, derivations
            if part.last >= 0:
                of_part, part_derivations = self._own_of_full_span(part, fields)
            is_counted = (part.last >= 0) & ~at_end
            numbers = numbers.filled(of_part.where(np.broadcast_to(is_counted, self.shape)), there)
            derivations = np.where(
                there, np.where(is_counted, part_derivations, Derivation.NONE), derivations
            )
        return numbers, derivations

    def _own_of_full_span(self, span: MonthSpan, fields: Sequence[str]) -> tuple[Numbers, Array]:
        """Return own numbers, and how each was derived, as if all areas existed in a span."""
        numbers = self.reported(span, fields).where(self.over_time != "last")
        derivations = np.where(numbers.known, Derivation.REPORTED, Derivation.NONE).astype(np.int8)
        for derivation, compute, over_time in self._list_derivations(span, fields):
            rows = (self.over_time == over_time) & ~numbers.known
            if rows.any():
                derived = compute()
                chosen = rows & derived.known
                numbers, derivations = (
                    numbers.filled(derived, chosen),
                    np.where(chosen, derivation, derivations),
                )
        return numbers, derivations

    def _list_derivations(
        self, span: MonthSpan, fields: Sequence[str]
    ) -> Iterator[tuple[Derivation, Callable[[], Numbers], str]]:
        """Yield the derivations of a number that is not reported so, the preferred one first.

        Each is its name, a function that computes it, and for which `over_time` it is meant.
        """
        yield Derivation.REPORTED, lambda: self._at_end(span.last, fields), "last"
        years = span.by_calendar_year()
        if len(years) > 1:
            yield Derivation.YEARS, lambda: self._joined_years(years), "sum"
            return
        if span.first % MONTHS_A_YEAR:
            yield Derivation.SINCE_JANUARY, lambda: self._since_january(span, fields), "sum"
        if span.first < span.last:
            yield Derivation.MONTHS, lambda: self.joined_months(span), "sum"
            yield Derivation.SPANS, lambda: self._joined_spans(span), "sum"

    def _at_end(self, month: int, fields: Sequence[str]) -> Numbers:
        """Return numbers at a month's end: the month's, else the shortest period's."""
        at_end = self._numbers_of(self._days.get(month, ()), fields)
        ending = sorted(span for span in self._rows_of if span.last == month)
        for span in ending:  # the longest first, so that the shortest remains
            numbers = self.reported(span, fields)
            at_end = at_end.filled(numbers, numbers.known)
        return at_end

    def _joined_years(self, years: Sequence[MonthSpan]) -> Numbers:
        """Return the sums of the numbers of a span's calendar years."""
        first, *others = (self._own_of_full_span(part, ALL_FIELDS)[0] for part in years)
        return reduce(Numbers.plus, others, first)

    def _since_january(self, span: MonthSpan, fields: Sequence[str]) -> Numbers:
        """Return counts since January through the span's end, less those before it begins."""
        end, before = split_since_january(span)
        return self.reported(end, fields).plus(self.reported(before, fields), -1)

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
        for name, part in self._fields.items():
            if part.dtype == bool:
                sums.fields[name][cells[part[rows]]] = True
            elif name == "place":
                np.maximum.at(sums.fields[name], cells, part[rows])
            else:
                sums.fields[name][:] = np.bincount(cells, weights=part[rows], minlength=size)
        sums.fields["known"][:] = count == len(months)
        sums.fields["count"][:] = count
        return sums.map(lambda part: part.reshape(self.shape)).masked()

    def _joined_spans(self, span: MonthSpan) -> Numbers:
        """Return the sums of the fewest reported spans that lie end to end in a span."""
        inside = sorted(s for s in self._rows_of if span.first <= s.first and s.last <= span.last)
        nothing = no_numbers(self.shape)
        if all(inner_span.first == inner_span.last for inner_span in inside):
            return nothing  # months alone: they have been tried
        start = Numbers({**nothing.fields, "known": ~nothing.known})
        fewest = {span.first: start}
        for inner_span in (inner_span for inner_span in inside if inner_span != span):
            if inner_span.first in fewest:
                joined = fewest[inner_span.first].plus(self.reported(inner_span))
                old = fewest.get(inner_span.last + 1, nothing)
                is_fewer = joined.fields["count"] < old.fields["count"]
                better = joined.known & (~old.known | is_fewer)
                fewest[inner_span.last + 1] = old.filled(joined, better)
        return fewest.get(span.last + 1, nothing)

    def months_reported(self, span: MonthSpan) -> Array:
        """Return which months of a span are covered by a figure whose period is inside the span.

        Shape: months × indicators × areas.
        """
        reported = np.zeros((len(span.months), self.shape[0] * self.shape[1]), dtype=bool)
        for span_inside, rows in (*self._days_as_spans(), *self._rows_of.items()):
            if span.first <= span_inside.first and span_inside.last <= span.last:
                for month in span_inside.months:
                    reported[month - span.first, self._cells[rows]] = True
        return reported.reshape(-1, *self.shape)

    def single_keys(self, wanted: Array, span: MonthSpan) -> dict[tuple[int, int], str]:
        """Return the key of the figure for each own number that is one figure, not a sum.

        `wanted` selects indicators and areas; keys of the result are their positions.
        """
        keys_by_cell: dict[tuple[int, int], list[str]] = {}
        for cell, period, row in self._list_operand_rows(wanted, span):
            place = divmod(cell, self.shape[1])
            keys_by_cell.setdefault(place, []).append(self._figure_key(place, period, row))
        return {place: keys[0] for place, keys in keys_by_cell.items() if len(keys) == 1}

    def _figure_key(self, place: tuple[int, int], period: MonthSpan, row: int) -> str:
        """Return the key of a figure."""
        programme = self._rows["programme"].iloc[row]
        programme = "" if pd.isna(programme) else programme
        code, area = self.indicators[place[0]], self.branch.codes[place[1]]
        day = date.fromordinal(int(self._rows["last_day"].iloc[row]) + EPOCH)
        is_day = self._is_day[self._period_of_row[row]]
        return f"{code}.{programme}.{area}..{day.isoformat() if is_day else period.period}"

    def list_operands(self, wanted: Array, span: MonthSpan) -> dict[int, list[str]]:
        """Return the keys of the operands of own numbers for a span, by the indicator's position.

        `wanted` selects indicators and areas. Keys are in the order of areas, then of periods.
        """
        keys: dict[int, list[str]] = {}
        for cell, period, row in self._list_operand_rows(wanted, span):
            place = divmod(cell, self.shape[1])
            keys.setdefault(place[0], []).append(self._figure_key(place, period, row))
        return keys

    def _list_operand_rows(
        self, wanted: Array, span: MonthSpan
    ) -> Iterator[tuple[int, MonthSpan, int]]:
        """Yield the operands of own numbers for a span: cell (indicator × area), period, row."""
        _, derivations = self.own(span)
        cells = (wanted & (derivations != Derivation.NONE)).reshape(-1)
        periods: dict[int, dict[MonthSpan, int]] = {}
        for row in np.flatnonzero(cells[self._cells]).tolist():
            if (row_span := self._spans[self._period_of_row[row]]) is not None:
                spans = periods.setdefault(int(self._cells[row]), {})
                # A stock of a month's last day is the month's, where that is not reported too.
                if not (self._is_day[self._period_of_row[row]] and row_span in spans):
                    spans[row_span] = row
        for cell in sorted(periods):
            number, area = divmod(cell, self.shape[1])
            life = self.branch.lives[area]
            part = MonthSpan(max(span.first, life.first), min(span.last, life.last))
            part = span if span in periods[cell] else part
            way = Derivation(int(derivations[number, area])), str(self.over_time[number, 0])
            for operand_span in choose_operands(periods[cell], part, *way):
                yield cell, operand_span, periods[cell][operand_span]

    def _days_as_spans(self) -> Iterator[tuple[MonthSpan, Array]]:
        """Yield the rows of figures for a month's last day, with that month as their span."""
        for month, rows in self._days.items():
            yield MonthSpan(month, month), rows
