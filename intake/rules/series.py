"""Check figures over time: falling cumulative counts, and implausibly large changes."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from intake.model.figure_table import FigureTable
from intake.model.problem import MAX_PER_CODE, Level, Problem, Problems
from intake.model.reference import Reference
from intake.rules.comparison_set import ComparisonSet, build_comparison_set
from quantities.period_bounds import period_bounds

_SERIES_COLUMNS = ["indicator", "programme", "ref_area", "breakdown"]
_UNIT_FACTORS = (10**3, 10**4, 10**8)
"""千, 万 and 亿: factors between values that were entered in the wrong unit."""
_UNIT_FACTOR_TOLERANCE = 0.2


@dataclass(frozen=True)
class _PeriodSpan:
    """A period as numbers: year, first and last month (0 if it ends in another year).

    Periods of the same `form` (years, months, spans of equal length) can be compared.
    """

    year: int = 0
    start: int = 0
    end: int = 0
    form: str = ""

    @classmethod
    def from_period(cls, period: str) -> "_PeriodSpan":
        """Return the span of an ISO 8601 period; an empty span for any other text."""
        try:
            first, last = period_bounds(period)
        except ValueError:
            return cls()
        begin, _, end = period.partition("/")
        months = (last.year - first.year) * 12 + last.month - first.month + 1
        form = f"{len(begin)}:{len(end)}:{months}:{first.month if end else ''}"
        return cls(first.year, first.month, last.month if last.year == first.year else 0, form)


def check_cumulative(
    table: FigureTable, reference: Reference, level: Level, problems: Problems
) -> None:
    """Report counts since January that are smaller than those of an earlier month of the year."""
    flows = _cumulative_indicators(table, reference)
    if not flows:
        return
    figures = build_comparison_set(table, reference, flows)
    spans = [_PeriodSpan.from_period(period) for period in figures.codes["time_period"]]
    since_january = np.array([span.start == 1 and span.end > 0 for span in spans], bool)
    period = figures.split_off(figures.context, "time_period")
    rows = np.flatnonzero(since_january[period])
    year = np.array([span.year for span in spans], np.int64)[period[rows]]
    month = np.array([span.end for span in spans], np.int64)[period[rows]]
    series = figures.replace_index(figures.context[rows], "time_period", 0)
    order = np.lexsort((month, year, series, figures.indicator[rows]))
    rows, year, series = rows[order], year[order], series[order]
    later, earlier = rows[1:], rows[:-1]
    falls = (series[1:] == series[:-1]) & (year[1:] == year[:-1])
    falls &= figures.indicator[later] == figures.indicator[earlier]
    falls &= figures.high[later] < figures.low[earlier]
    falls &= (figures.row[later] >= 0) | (figures.row[earlier] >= 0)
    pairs = list(zip(later[falls].tolist(), earlier[falls].tolist(), strict=True))
    first = (_falling_problem(table, figures, *pair, level) for pair in pairs[:MAX_PER_CODE])
    problems.add_many(first, len(pairs))


def _cumulative_indicators(table: FigureTable, reference: Reference) -> set[str]:
    """Return the indicators of kind flow that the upload counts from January to a month."""
    column, periods = table.codes["indicator"], table.codes["time_period"]
    spans = map(_PeriodSpan.from_period, periods.codes)
    partial = np.array([span.start == 1 and 0 < span.end < 12 for span in spans], bool)
    rows = partial[periods.numbers]
    uploaded = {column.codes[number] for number in np.unique(column.numbers[rows])}
    entries = {code: reference.by_code[code] for code in uploaded & set(reference.by_code)}
    return {
        code
        for code, entry in entries.items()
        if (entry.get("kind"), entry.get("aggregation")) == ("flow", "sum")
    }


def _falling_problem(
    table: FigureTable, figures: ComparisonSet, later: int, earlier: int, level: Level
) -> Problem:
    """Return the problem that a count is smaller than an earlier one.

    It is reported at the later figure or, if that is published already, at the earlier one. `later`
    and `earlier` are indices in `figures`.
    """
    row = int(figures.row[later] if figures.row[later] >= 0 else figures.row[earlier])
    context = int(figures.context[later])
    return table.make_problem(
        "cumulative_falls",
        row,
        level,
        value=f"{figures.value[later]:.15g}",
        expected=f"≥ {figures.low[earlier]:.15g}",
        indicator=figures.codes["indicator"][int(figures.indicator[later])],
        area=figures.code(context, "ref_area"),
        breakdown=figures.code(context, "breakdown"),
        period=figures.code(context, "time_period"),
        other_period=figures.code(int(figures.context[earlier]), "time_period"),
    )


def check_changes(
    table: FigureTable, reference: Reference, factor: float, problems: Problems
) -> None:
    """Warn of values more than `factor` times larger or smaller than the published ones.

    Each value is compared with the published one of the same key, else with that of the latest
    earlier period of the same length.
    """
    if reference.figures.empty or not table.valid.any():
        return
    pairs = _pair_with_published(table, reference.figures)
    if pairs.empty:
        return
    least = pairs["low"].fillna(pairs["value"]) / pairs["old_high"].fillna(pairs["old_value"])
    most = pairs["high"].fillna(pairs["value"]) / pairs["old_low"].fillna(pairs["old_value"])
    pairs = pairs.assign(times=np.where(least > factor, least, most))
    large = pairs[(least > factor) | (most < 1 / factor)].sort_values("row")
    problems.extend(_change_problem(table, record) for record in large.to_dict("records"))


def _pair_with_published(table: FigureTable, figures: pd.DataFrame) -> pd.DataFrame:
    """Return pairs of an uploaded figure and the published one that it is compared with."""
    published = _published_series(table, figures)
    spans = [_PeriodSpan.from_period(period) for period in table.codes["time_period"].codes]
    forms = {form: i for i, form in enumerate(dict.fromkeys(span.form for span in spans))}
    numbers = table.codes["time_period"].numbers
    series = np.zeros(len(table), np.int64)
    for name in _SERIES_COLUMNS:
        series = series * len(table.codes[name].codes) + table.codes[name].numbers
    rows = np.flatnonzero(table.valid & np.isin(series, published["series"].unique()))
    month = np.array([span.year * 12 + span.start for span in spans], np.int64)
    form = np.array([forms[span.form] for span in spans], np.int64)
    uploaded = pd.DataFrame(
        {
            "row": rows,
            "series": series[rows],
            "form": form[numbers[rows]],
            "month": month[numbers[rows]],
            "value": table.value[rows],
            "low": table.low[rows],
            "high": table.high[rows],
        }
    ).sort_values("month", kind="stable")
    published = published.assign(form=published["form"].map(forms)).dropna(subset=["form"])
    published = published.astype({"form": np.int64}).sort_values("month", kind="stable")
    pairs = pd.merge_asof(uploaded, published, on="month", by=["series", "form"])
    return pairs[pairs["old_value"].notna() & (pairs["old_value"] != 0) & (pairs["value"] != 0)]


def _published_series(table: FigureTable, figures: pd.DataFrame) -> pd.DataFrame:
    """Return the published figures of uploaded series, with the upload's numbers of the series.

    A series is all figures that differ only in their period.
    """
    series = np.zeros(len(figures), np.int64)
    uploaded = np.ones(len(figures), bool)
    for name in _SERIES_COLUMNS:
        codes = table.codes[name].codes
        numbers = pd.Index(codes).get_indexer(pd.Index(figures[name]))
        uploaded &= numbers >= 0
        series = series * len(codes) + numbers
    figures = figures[uploaded]
    spans = {period: _PeriodSpan.from_period(period) for period in figures["time_period"].unique()}
    months = {period: span.year * 12 + span.start for period, span in spans.items()}
    return pd.DataFrame(
        {
            "series": series[uploaded],
            "form": figures["time_period"].map({p: span.form for p, span in spans.items()}),
            "month": figures["time_period"].map(months).astype(np.int64),
            "old_period": figures["time_period"],
            "old_value": figures["value"],
            "old_low": figures["value_low"],
            "old_high": figures["value_high"],
        }
    )


def _change_problem(table: FigureTable, pair: "dict[object, object]") -> Problem:
    """Return the problem of a pair; a change by about 千, 万 or 亿 is reported as a wrong unit."""
    times = float(str(pair["times"]))
    ratio = max(times, 1 / times)
    slip = next(
        (step for step in _UNIT_FACTORS if abs(ratio / step - 1) <= _UNIT_FACTOR_TOLERANCE), 0
    )
    row = int(str(pair["row"]))
    key = table.key(row)
    return table.make_problem(
        "scale_slip" if slip else "large_change",
        row,
        "warning",
        value=table.wording(row),
        expected=f"{float(str(pair['old_value'])):.15g}",
        times=float(f"{ratio:.3g}"),
        slip=slip,
        direction="up" if times > 1 else "down",
        indicator=key["indicator"],
        area=key["ref_area"],
        breakdown=key["breakdown"],
        period=key["time_period"],
        other_period=str(pair["old_period"]),
    )
