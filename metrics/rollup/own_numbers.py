"""An area's own number for a span of months: reported, or derived from what the area has reported.

The first of these that is available is taken: the span as reported; a count since January through
its end minus the one through the month before it; the sum of its months; the sum of the fewest
reported spans that follow each other from its beginning to its end. A span over two calendar years
is one reported figure, else the sum of the numbers of its two parts.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import reduce

import numpy as np
import pandas as pd

from metrics.rollup.derivations import Derivation, choose_operands, split_since_january
from metrics.rollup.number_arrays import (
    ALL_FIELDS,
    VALUES_ALONE,
    Numbers,
    find_last_places,
    make_unknown_numbers,
)
from metrics.rollup.operand_rows import EPOCH, Array, index_codes
from metrics.rollup.unit_tree import Branch
from periods.spans import MONTHS_A_YEAR, MonthSpan


def _read_months(first_day: int, last_day: int) -> tuple[MonthSpan, bool]:
    """Return the months that a period touches, and whether it is whole months.

    Days are counted since 1970-01-01.
    """
    first, last = (date.fromordinal(day + EPOCH) for day in (first_day, last_day))
    months = (day.year * MONTHS_A_YEAR + day.month - 1 for day in (first, last))
    return MonthSpan(*months), first.day == 1 and _ends_month(last_day)


def _ends_month(day: int) -> bool:
    """Return whether a day, counted since 1970-01-01, is the last of its month."""
    return date.fromordinal(day + EPOCH + 1).day == 1


MYRIAD = 4
"""The power of ten of 万: a number printed with 万 and a lower last digit has decimals, 12.5万."""


class OwnNumbers:
    """The figures that areas have reported themselves, and the numbers for spans derived from them.

    Arrays have the shape indicators × areas of a branch. A "cell" is a position in such an array
    flattened: row of the indicator × number of areas + position of the area.
    """

    def __init__(
        self,
        rows: pd.DataFrame,
        indicators: Sequence[str],
        over_time: Sequence[str],
        signed: Sequence[bool],
        branch: Branch,
    ) -> None:
        """Take possible operands (`OperandSource.read_rows`), and three lists of equal length.

        `indicators` are codes; `over_time` says how months are combined: sum, last or none;
        `signed` marks indicators that may be negative, whose open lower bound is not 0. Rows of
        other indicators, or of areas outside of `branch`, are left out.
        """
        self.indicators, self.branch = tuple(indicators), branch
        self.shape = (len(indicators), len(branch.codes))
        self.over_time = np.array(over_time, dtype=object).reshape(-1, 1)
        indicator_rows = index_codes(rows["indicator"], self.indicators)
        area_positions = index_codes(rows["ref_area"], branch.codes)
        is_known = (indicator_rows >= 0) & (area_positions >= 0)
        if not is_known.all():
            rows, indicator_rows = rows[is_known], indicator_rows[is_known]
            area_positions = area_positions[is_known]
        self._cells = indicator_rows * self.shape[1] + area_positions
        self._rows = rows
        self._set_numbers(rows, np.array(signed, dtype=bool)[indicator_rows])
        self._set_periods(rows)
        self._known_spans: dict[MonthSpan, tuple[Numbers, Array]] = {}

    def _set_numbers(self, rows: pd.DataFrame, signed: Array) -> None:
        """Set the fields of `Numbers` for each row of the figures.

        The open lower bound of a number becomes 0 unless the number is negative or `signed`. A
        figure has an inexact number if it was printed with a qualifier (约, 余), with decimals, or
        with 万 and decimals (12.5万).
        """
        value, low, high = (
            rows[name].to_numpy(dtype=float) for name in ("value", "value_low", "value_high")
        )
        scaled, excluded = (rows[name].to_numpy(dtype=bool) for name in ("scaled", "excluded"))
        is_exact = (low == value) & (high == value)
        places = find_last_places(value, scaled | ~is_exact)
        least_value = np.where((value >= 0) & ~signed, 0.0, -np.inf)
        self._fields = {
            "value": value,
            "low": np.where(np.isnan(low), least_value, low),
            "high": np.where(np.isnan(high), np.inf, high),
            "low_exclusive": excluded & (low == value),
            # The upper bound of 100余人 is the next number that would be printed, so not reached.
            "high_exclusive": (excluded & (high == value)) | ((low == value) & (high > value)),
            "inexact": ~is_exact | (scaled & (places < MYRIAD)) | (places < 0),
            "place": places,
        }
        self._broken = rows["broken"].to_numpy(dtype=bool)

    def _set_periods(self, rows: pd.DataFrame) -> None:
        """Group the rows by period: `_rows_of` by span of months, `_days` by month.

        `_days` has the figures of the last day of a month, such as stocks, which count as the
        month's. Other periods that are not whole months are left out.
        """
        first_days = rows["first_day"].to_numpy().astype(np.int64)
        last_days = rows["last_day"].to_numpy().astype(np.int64)
        # First and last day in one number; days since 1970 have fewer than six digits.
        period_of_row, day_pairs = pd.factorize(first_days * 1_000_000 + last_days)
        # Sorted by period, the rows of each one stand between its start and end. Small integers
        # are sorted much faster.
        sort_type = np.int16 if len(day_pairs) < 2**15 else np.int64
        sorted_rows = np.argsort(period_of_row.astype(sort_type), kind="stable")
        row_counts = np.bincount(period_of_row, minlength=len(day_pairs))
        ends = np.cumsum(row_counts)
        self._rows_of: dict[MonthSpan, Array] = {}
        self._days: dict[int, Array] = {}
        self._period_of_row = period_of_row
        self._spans: list[MonthSpan | None] = []  # by period, as is `_is_day`
        self._is_day: list[bool] = []
        for day_pair, start, end in zip(day_pairs, ends - row_counts, ends, strict=True):
            first_day, last_day = divmod(int(day_pair), 1_000_000)
            span, is_whole = _read_months(first_day, last_day)
            is_day = first_day == last_day and _ends_month(last_day)
            self._is_day.append(is_day)
            self._spans.append(span if is_whole or is_day else None)
            if is_whole:
                self._rows_of[span] = sorted_rows[start:end]
            elif is_day:
                self._days[span.last] = sorted_rows[start:end]

    @property
    def cells_with_figures(self) -> Array:
        """For which indicators an area has any figure. Shape: indicators × areas."""
        cells = np.zeros(self.shape[0] * self.shape[1], dtype=bool)
        cells[self._cells] = True
        return cells.reshape(self.shape)

    def find_broken_between(self, base: MonthSpan, now: MonthSpan) -> Array:
        """Return where a series breaks between two spans. Shape: indicators × areas.

        The first figure of a new definition has status B. A break at the beginning of `base` does
        not count, since both spans come after it.
        """
        broken = np.zeros(self.shape[0] * self.shape[1], dtype=bool)
        for span, rows in self._rows_of.items():
            if base.first < span.first and span.last <= now.last:
                broken[self._cells[rows[self._broken[rows]]]] = True
        return broken.reshape(self.shape)

    def list_breaks(self, wanted: Array) -> list[tuple[MonthSpan, str]]:
        """Return span and key of the figures with which a series breaks (status B), in order.

        `wanted` is a boolean array of indicators × areas.
        """
        breaks = []
        for row in np.flatnonzero(self._broken & wanted.reshape(-1)[self._cells]).tolist():
            if (span := self._spans[self._period_of_row[row]]) is not None:
                place = divmod(int(self._cells[row]), self.shape[1])
                breaks.append((span, self._build_figure_key(place, span, row)))
        return sorted(breaks)

    def get_reported(self, span: MonthSpan, fields: Sequence[str] = ALL_FIELDS) -> Numbers:
        """Return the numbers that areas have reported for exactly this span."""
        return self._gather_numbers(self._rows_of.get(span, ()), fields)

    def _gather_numbers(self, rows: Array | Sequence[int], fields: Sequence[str]) -> Numbers:
        """Return the numbers of some rows, put in their places in indicators × areas.

        Each indicator and area must have at most one of the rows. `fields` are the fields of
        `Numbers` that are wanted.
        """
        rows = np.asarray(rows, dtype=np.int64)
        numbers_by_cell = make_unknown_numbers((self.shape[0] * self.shape[1],), fields)
        cells = self._cells[rows]
        for name, array in numbers_by_cell.fields.items():
            # The two other fields, known and count, are 1 for a single figure.
            array[cells] = self._fields[name][rows] if name in self._fields else 1
        return numbers_by_cell.map(lambda array: array.reshape(self.shape))

    def compute_own(self, span: MonthSpan) -> tuple[Numbers, Array]:
        """Return the areas' own numbers for a span, and the `Derivation` of each.

        An area that existed only in a part of the span has its number for that part, unless it has
        reported the span itself.
        """
        if span not in self._known_spans:
            self._known_spans[span] = self._compute_own_while_existing(span, ALL_FIELDS)
        return self._known_spans[span]

    def compute_own_values(self, month: int) -> Numbers:
        """Return the areas' own numbers for a month, without bounds (VALUES_ALONE)."""
        numbers, _ = self._compute_own_while_existing(MonthSpan(month, month), VALUES_ALONE)
        return numbers

    def _compute_own_while_existing(
        self, span: MonthSpan, fields: Sequence[str]
    ) -> tuple[Numbers, Array]:
        """Return own numbers and derivations for the part of a span in which each area existed.

        All are computed for the whole span first. Those of an area that existed only in a part of
        it are then replaced by the numbers for that part: for a county founded in July by those
        from July on. `fields` are the fields of `Numbers` that are wanted.
        """
        numbers, derivations = self._compute_own_of_full_span(span, fields)
        for part, area_positions in self.branch.find_partly_existing(span).items():
            is_replaced = np.zeros(self.shape, dtype=bool)
            is_replaced[:, area_positions] = True
            # A number reported for exactly the span stays; a part with last < 0 is no month at all.
            is_replaced &= (
                (derivations != Derivation.REPORTED) | (self.over_time == "last") | (part.last < 0)
            )
            # A number at the end of the span is not taken from an earlier date.
            ended_before = (self.over_time != "sum") & (part.last < span.last)
            part_numbers, part_derivations = numbers, derivations
            if part.last >= 0:
                part_numbers, part_derivations = self._compute_own_of_full_span(part, fields)
            has_number = np.broadcast_to((part.last >= 0) & ~ended_before, self.shape)
            numbers = numbers.filled(part_numbers.where(has_number), is_replaced)
            part_derivations = np.where(has_number, part_derivations, Derivation.NONE)
            derivations = np.where(is_replaced, part_derivations, derivations)
        return numbers, derivations

    def _compute_own_of_full_span(
        self, span: MonthSpan, fields: Sequence[str]
    ) -> tuple[Numbers, Array]:
        """Return own numbers and derivations as if all areas existed in the whole span.

        Each way to derive a number is tried, the best one first, where none is known yet. `fields`
        are the fields of `Numbers` that are wanted.
        """
        numbers = self.get_reported(span, fields).where(self.over_time != "last")
        derivations = np.where(numbers.known, Derivation.REPORTED, Derivation.NONE).astype(np.int8)
        for derivation, compute, over_time in self._list_derivations(span, fields):
            is_open = (self.over_time == over_time) & ~numbers.known
            if is_open.any():
                derived_numbers = compute()
                is_derived = is_open & derived_numbers.known
                numbers = numbers.filled(derived_numbers, is_derived)
                derivations = np.where(is_derived, derivation, derivations)
        return numbers, derivations

    def _list_derivations(
        self, span: MonthSpan, fields: Sequence[str]
    ) -> Iterator[tuple[Derivation, Callable[[], Numbers], str]]:
        """Yield the ways to derive a number that is not reported for the span, the best one first.

        Each is a `Derivation`, a function that computes the numbers, and the value of `over_time`
        of the indicators it applies to. `fields` are the fields of `Numbers` that are wanted.
        """
        yield Derivation.REPORTED, lambda: self._find_at_end(span.last, fields), "last"
        years = span.split_by_calendar_year()
        if len(years) > 1:
            yield Derivation.YEARS, lambda: self._join_years(years), "sum"
            return
        if span.first % MONTHS_A_YEAR:
            yield (
                Derivation.SINCE_JANUARY,
                lambda: self._subtract_since_january(span, fields),
                "sum",
            )
        if span.first < span.last:
            yield Derivation.MONTHS, lambda: self.join_months(span), "sum"
            yield Derivation.SPANS, lambda: self._join_spans(span), "sum"

    def _find_at_end(self, month: int, fields: Sequence[str]) -> Numbers:
        """Return numbers at a month's end: of the shortest period that ends with it.

        A stock, such as members, may be reported for a month, a year, or a day. A figure of the
        month's last day is taken only where no other period ends with it. `fields` are the fields
        of `Numbers` that are wanted.
        """
        numbers_at_end = self._gather_numbers(self._days.get(month, ()), fields)
        spans_ending_there = sorted(span for span in self._rows_of if span.last == month)
        for span in spans_ending_there:  # the longest first, so that the shortest remains
            numbers = self.get_reported(span, fields)
            numbers_at_end = numbers_at_end.filled(numbers, numbers.known)
        return numbers_at_end

    def _join_years(self, years: Sequence[MonthSpan]) -> Numbers:
        """Return the sums of the numbers of a span's calendar years."""
        first, *others = (self._compute_own_of_full_span(part, ALL_FIELDS)[0] for part in years)
        return reduce(Numbers.plus, others, first)

    def _subtract_since_january(self, span: MonthSpan, fields: Sequence[str]) -> Numbers:
        """Return counts since January through the span's end minus those through its beginning."""
        through_end, before_span = split_since_january(span)
        counts_before = self.get_reported(before_span, fields)
        return self.get_reported(through_end, fields).plus(counts_before, -1)

    def join_months(self, span: MonthSpan) -> Numbers:
        """Return the sums of all months of a span; a sum is not known if a month is missing.

        The figures of all months are added in one pass over their cells (see the class), which is
        faster than adding one array of the branch after another.
        """
        months = [MonthSpan(month, month) for month in span.months]
        no_rows = np.empty(0, dtype=np.int64)
        rows = np.concatenate([self._rows_of.get(month, no_rows) for month in months])
        cells, cell_count = self._cells[rows], self.shape[0] * self.shape[1]
        figure_counts = np.bincount(cells, minlength=cell_count)
        if figure_counts.max() > len(months):  # an older release may have a month in two spellings
            return reduce(Numbers.plus, map(self.get_reported, months))
        sums = make_unknown_numbers((cell_count,))
        for name, array in self._fields.items():
            if array.dtype == bool:
                sums.fields[name][cells[array[rows]]] = True
            elif name == "place":
                np.maximum.at(sums.fields[name], cells, array[rows])
            else:
                sums.fields[name][:] = np.bincount(cells, weights=array[rows], minlength=cell_count)
        sums.fields["known"][:] = figure_counts == len(months)
        sums.fields["count"][:] = figure_counts
        return sums.map(lambda array: array.reshape(self.shape)).masked()

    def _join_spans(self, span: MonthSpan) -> Numbers:
        """Return the sums of the fewest reported spans that follow each other and fill a span.

        The span itself is not one of them. `sums_before[month]` has for each cell the sum of the
        fewest spans that fill the span up to that month. Spans are read in the order of their
        beginning; each continues the sums that end where it begins.
        """
        inner_spans = sorted(
            inner_span
            for inner_span in self._rows_of
            if span.first <= inner_span.first and inner_span.last <= span.last
        )
        unknown = make_unknown_numbers(self.shape)
        if all(inner_span.first == inner_span.last for inner_span in inner_spans):
            return unknown  # months alone: `join_months` has been tried before
        zero = Numbers({**unknown.fields, "known": ~unknown.known})
        sums_before = {span.first: zero}
        for inner_span in inner_spans:
            if inner_span != span and inner_span.first in sums_before:
                longer_sum = sums_before[inner_span.first].plus(self.get_reported(inner_span))
                old_sum = sums_before.get(inner_span.last + 1, unknown)
                has_fewer_spans = longer_sum.fields["count"] < old_sum.fields["count"]
                is_better = longer_sum.known & (~old_sum.known | has_fewer_spans)
                sums_before[inner_span.last + 1] = old_sum.filled(longer_sum, is_better)
        return sums_before.get(span.last + 1, unknown)

    def find_reported_months(self, span: MonthSpan) -> Array:
        """Return which months of a span are covered by a figure whose period lies within it.

        A figure of January to March covers three months. Shape: months × indicators × areas.
        """
        is_reported = np.zeros((len(span.months), self.shape[0] * self.shape[1]), dtype=bool)
        for inner_span, rows in (*self._iterate_days_as_spans(), *self._rows_of.items()):
            if span.first <= inner_span.first and inner_span.last <= span.last:
                for month in inner_span.months:
                    is_reported[month - span.first, self._cells[rows]] = True
        return is_reported.reshape(-1, *self.shape)

    def find_single_keys(self, wanted: Array, span: MonthSpan) -> dict[tuple[int, int], str]:
        """Return the key of the figure for each own number that is a single figure, not a sum.

        With it the number's printed wording can be read. `wanted` is a boolean array of indicators
        × areas; keys of the result are such positions.
        """
        keys_by_cell: dict[tuple[int, int], list[str]] = {}
        for cell, period, row in self._list_operand_rows(wanted, span):
            position = divmod(cell, self.shape[1])
            keys_by_cell.setdefault(position, []).append(
                self._build_figure_key(position, period, row)
            )
        return {position: keys[0] for position, keys in keys_by_cell.items() if len(keys) == 1}

    def _build_figure_key(self, position: tuple[int, int], period: MonthSpan, row: int) -> str:
        """Return the key of the figure in a row; `position` is that of its indicator and area.

        Example: `new_members..990100..2025-09`. A figure of a day has the day as its period.
        """
        programme = self._rows["programme"].iloc[row]
        programme = "" if pd.isna(programme) else programme
        indicator_row, area_position = position
        code, area = self.indicators[indicator_row], self.branch.codes[area_position]
        day = date.fromordinal(int(self._rows["last_day"].iloc[row]) + EPOCH)
        is_day = self._is_day[self._period_of_row[row]]
        return f"{code}.{programme}.{area}..{day.isoformat() if is_day else period.period}"

    def list_operands(self, wanted: Array, span: MonthSpan) -> dict[int, list[str]]:
        """Return the keys of the operands of own numbers for a span, by the indicator's row.

        Operands are the figures that a number is computed from. `wanted` is a boolean array of
        indicators × areas. Keys are in the order of areas, then of periods.
        """
        keys_by_row: dict[int, list[str]] = {}
        for cell, period, row in self._list_operand_rows(wanted, span):
            position = divmod(cell, self.shape[1])
            key = self._build_figure_key(position, period, row)
            keys_by_row.setdefault(position[0], []).append(key)
        return keys_by_row

    def _list_operand_rows(
        self, wanted: Array, span: MonthSpan
    ) -> Iterator[tuple[int, MonthSpan, int]]:
        """Yield cell, period and row of each figure that the wanted own numbers are derived from.

        `wanted` is a boolean array of indicators × areas. The rows of each wanted cell are sorted
        by their spans first; then the spans are chosen as `compute_own` has chosen them.
        """
        _, derivations = self.compute_own(span)
        is_wanted = (wanted & (derivations != Derivation.NONE)).reshape(-1)
        row_by_span_of_cell: dict[int, dict[MonthSpan, int]] = {}
        for row in np.flatnonzero(is_wanted[self._cells]).tolist():
            if (row_span := self._spans[self._period_of_row[row]]) is not None:
                row_by_span = row_by_span_of_cell.setdefault(int(self._cells[row]), {})
                # A figure of a month's last day counts as the month's, unless that is reported,
                # too.
                if not (self._is_day[self._period_of_row[row]] and row_span in row_by_span):
                    row_by_span[row_span] = row
        for cell, row_by_span in sorted(row_by_span_of_cell.items()):
            indicator_row, area_position = divmod(cell, self.shape[1])
            life = self.branch.lives[area_position]
            part = MonthSpan(max(span.first, life.first), min(span.last, life.last))
            part = span if span in row_by_span else part
            derivation = Derivation(int(derivations[indicator_row, area_position]))
            over_time = str(self.over_time[indicator_row, 0])
            for operand_span in choose_operands(row_by_span, part, derivation, over_time):
                yield cell, operand_span, row_by_span[operand_span]

    def _iterate_days_as_spans(self) -> Iterator[tuple[MonthSpan, Array]]:
        """Yield the rows of the figures of a month's last day, with the month as their span."""
        for month, rows in self._days.items():
            yield MonthSpan(month, month), rows
