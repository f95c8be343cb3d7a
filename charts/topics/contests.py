"""The chart of contest prizes: how many competitors won each class of prize."""

from dataclasses import dataclass
from typing import Any

import pandas as pd

from charts.chart import Chart, ChartData, Form
from charts.declarations import ChartDeclaration, find_ratios
from charts.table import (
    Row,
    assemble_chart,
    build_marks,
    build_placed_marks,
    build_quantity,
    choose_whole_form,
    format_breakdown_name,
    format_derived_number,
    format_row_number,
    list_rest_notes,
    sort_by_code_lists,
)
from locales import Words
from metrics.combine import EVENT, compute_ratios, sum_by_event
from metrics.figures import DIMENSIONS, choose, list_reported
from metrics.latest import build_recency_key
from metrics.table import build_metric_table, build_number_columns, to_records
from quantities import multiply_quantity, subtract_quantities

MAX_CONTESTS = 10
"""How many contests have a panel."""
MAX_SHARES = 3
"""How many contests the finding names."""


@dataclass(frozen=True)
class _Contest:
    """A contest: its name, the marks' rows, the totals of winners and competitors, their ratio.

    The rows are the winners by class of prize and the competitors without a prize.
    """

    name: str
    classes: pd.DataFrame
    winners: Row
    competitors: Row
    share: Row


def build_prizes_chart(data: ChartData, declared: ChartDeclaration) -> Chart:
    """Build a chart of the competitors of each contest by class of prize.

    The declared indicators are the winners and the competitors. A contest that does not report both
    is left out. A single contest is drawn as squares, several as one panel each, newest first.
    """
    words = data.words
    contests, count = _list_newest_contests(data, declared)
    unit, several = words.name("unit", declared.indicators[1]), count > 1
    tables = [
        _build_contest_marks(contest, words, unit, contest.name if several else "")
        for contest in contests
    ]
    table = pd.concat(tables, ignore_index=True) if tables else build_placed_marks([])
    percents = [_format_percent(contest.share, words) for contest in contests]
    shares = [
        words.say("charts.part", name=contest.name, wording=percent)
        for contest, percent in zip(contests, percents, strict=True)
    ]
    return assemble_chart(
        data,
        declared,
        Form.MULTIPLES if several else choose_whole_form(table),
        table,
        unit=unit,
        notes=list_rest_notes(words, len(contests), count),
        count=count,
        winners=words.listing([format_row_number(each.winners, words, unit) for each in contests]),
        total=words.listing([format_row_number(c.competitors, words, unit) for c in contests]),
        percent=words.listing(percents),
        shares=words.listing(shares, MAX_SHARES),
    )


def _build_contest_marks(contest: _Contest, words: Words, unit: str, series: str) -> pd.DataFrame:
    """Return a mark for each class of prize, and one for the competitors without a prize."""
    return build_marks(
        contest.classes,
        words,
        lambda row: (
            format_breakdown_name(row, words) if row["breakdown"] else words.say("charts.no_prize")
        ),
        series=lambda row: series,
        unit=unit,
        formula=words.say("charts.no_prize_formula"),
    )


def _list_newest_contests(
    data: ChartData, declared: ChartDeclaration
) -> tuple[list[_Contest], int]:
    """Return the newest contests (at most MAX_CONTESTS), and how many contests there are.

    Only contests that report both winners and competitors count.
    """
    winners, competitors = declared.indicators
    figures = choose(data.newest_of(declared.topic), indicator=declared.indicators)
    shares = compute_ratios(figures, winners, competitors, find_ratios(data.indicators))
    events = sorted(
        to_records(shares.dropna(subset="value")),
        key=lambda share: build_recency_key(share["time_period"]),
        reverse=True,
    )
    names = [_format_contest_name(event, events, data.words) for event in events[:MAX_CONTESTS]]
    contests = [
        _read_contest(data, figures, share, name, declared.indicators)
        for name, share in zip(names, events, strict=False)
    ]
    return contests, len(events)


def _read_contest(
    data: ChartData, figures: pd.DataFrame, share: Row, name: str, indicators: tuple[str, ...]
) -> _Contest:
    """Return a contest: winners by class, and competitors without a prize as a difference.

    `share` is the row with the ratio of winners to competitors, `indicators` are these two.
    """
    code, competitors_code = indicators
    event = {name: share[name] for name in EVENT}
    mine = choose(figures, **event)
    (winners,) = to_records(sum_by_event(mine, code))
    (competitors,) = to_records(sum_by_event(mine, competitors_code))
    rest = subtract_quantities(build_quantity(competitors), build_quantity(winners))
    row: dict[str, Any] = {"indicator": competitors_code, "breakdown": "", **event}
    row |= build_number_columns(rest, [*competitors["figures"], *winners["figures"]])
    classes = [
        sort_by_code_lists(list_reported(mine, indicator=code), data),
        build_metric_table([row], DIMENSIONS),
    ]
    return _Contest(name, pd.concat(classes, ignore_index=True), winners, competitors, share)


def _format_contest_name(event: Row, events: list[dict[str, Any]], words: Words) -> str:
    """Return a contest's name: its programme or, without a programme, its area and period.

    If a programme has several contests in `events`, the name has the area and period, too.
    """
    programme = event["programme"]
    if programme and sum(other["programme"] == programme for other in events) == 1:
        return words.name("programme", programme)
    names = (
        words.name("programme", programme) if programme else "",
        words.name("area", event["ref_area"]),
        words.period(event["time_period"]),
    )
    return ("" if words.language == "zh" else " ").join(filter(None, names))


def _format_percent(share: Row, words: Words) -> str:
    """Format a quotient in percent as text, with no more digits than the quotient has."""
    percent = build_number_columns(multiply_quantity(build_quantity(share), 100), share["figures"])
    return format_derived_number(percent, words, "%")
