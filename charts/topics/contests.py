"""The chart of contest prizes: how many competitors won each class of prize."""

from dataclasses import dataclass
from typing import Any

import pandas as pd

from charts.assemble import assemble_chart, list_rest_notes
from charts.chart import Chart, ChartData, Form
from charts.declarations import ChartDeclaration, find_ratios
from charts.labels import (
    Row,
    format_breakdown_name,
    format_derived_number,
    format_row_number,
    read_row_quantity,
)
from charts.marks import build_marks, build_marks_from_dicts, choose_parts_form, sort_by_code_lists
from locales import Words
from metrics.figure_queries import choose, list_reported
from metrics.latest_of_series import build_recency_key
from metrics.metric_table import build_metric_table, build_number_columns, to_records
from metrics.sums_and_ratios import EVENT, compute_ratios, sum_by_event
from quantities import percentage_of, subtract_quantities
from quantities.figure_keys import KEY_COLUMNS

MAX_CONTESTS = 10
"""The most contests that have a panel in the chart."""
MAX_LISTED_SHARES = 3
"""The most contests whose share of winners is in the finding."""


@dataclass(frozen=True)
class _Contest:
    """A contest: its name, and metric rows with its winners and competitors.

    `prize_classes` has a row with the winners of each class of prize, and one with the competitors
    without a prize.
    """

    name: str
    prize_classes: pd.DataFrame
    winners: Row
    competitors: Row


def build_prizes_chart(data: ChartData, declared: ChartDeclaration) -> Chart:
    """Build a chart of the competitors of each contest by class of prize.

    The declared indicators are the winners and the competitors. A contest that does not report both
    is left out. A single contest is drawn as squares, or as one bar if there are too many
    competitors. Several contests have a panel each: the MAX_CONTESTS newest, newest first; a note
    has the number of the others.
    """
    words = data.words
    contests, count = _list_newest_contests(data, declared)
    _winners_code, competitors_code = declared.indicators
    unit, has_panels = words.name("unit", competitors_code), count > 1
    tables = [
        _build_contest_marks(contest, words, unit, contest.name if has_panels else "")
        for contest in contests
    ]
    table = pd.concat(tables, ignore_index=True) if tables else build_marks_from_dicts([])
    percents = [_format_winner_share(contest, words) for contest in contests]
    shares = [
        words.say("charts.part", name=contest.name, wording=percent)
        for contest, percent in zip(contests, percents, strict=True)
    ]
    return assemble_chart(
        data,
        declared,
        Form.MULTIPLES if has_panels else choose_parts_form(table),
        table,
        unit=unit,
        notes=list_rest_notes(words, len(contests), count),
        count=count,
        winners=words.listing([format_row_number(c.winners, words, unit) for c in contests]),
        total=words.listing([format_row_number(c.competitors, words, unit) for c in contests]),
        percent=words.listing(percents),
        shares=words.listing(shares, MAX_LISTED_SHARES),
    )


def _build_contest_marks(contest: _Contest, words: Words, unit: str, series: str) -> pd.DataFrame:
    """Return a mark for each class of prize, and one for the competitors without a prize.

    The latter is the row without a breakdown; its number is computed (derived), and the formula
    says how. `series` is the name of the contest's panel, "" for the only one.
    """
    return build_marks(
        contest.prize_classes,
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

    A contest is a programme, area and period for which winners and competitors are reported. One
    with 0 competitors does not count, since its share of winners cannot be computed.
    """
    winners, competitors = declared.indicators
    figures = choose(data.filter_newest_by_topic(declared.topic), indicator=declared.indicators)
    # A contest is a row of the ratios: only what reports both has one.
    ratios = compute_ratios(figures, winners, competitors, find_ratios(data.indicators))
    shares = sorted(
        to_records(ratios.dropna(subset="value")),
        key=lambda share: build_recency_key(share["time_period"]),
        reverse=True,
    )
    contests = [
        _read_contest(
            data,
            figures,
            share,
            _format_contest_name(share, shares, data.words),
            declared.indicators,
        )
        for share in shares[:MAX_CONTESTS]
    ]
    return contests, len(shares)


def _read_contest(
    data: ChartData, figures: pd.DataFrame, share: Row, name: str, indicators: tuple[str, ...]
) -> _Contest:
    """Return a contest: winners by class, and competitors without a prize as a difference.

    The difference is that of all competitors and all winners. `share` is the row with the ratio of
    winners to competitors; its programme, area and period identify the contest. `indicators` are
    the codes of winners and competitors.
    """
    winners_code, competitors_code = indicators
    event = {column: share[column] for column in EVENT}  # programme, area and period
    contest_figures = choose(figures, **event)
    # One event has one sum.
    (winners,) = to_records(sum_by_event(contest_figures, winners_code))
    (competitors,) = to_records(sum_by_event(contest_figures, competitors_code))
    without_prize = subtract_quantities(read_row_quantity(competitors), read_row_quantity(winners))
    derived_row: dict[str, Any] = {"indicator": competitors_code, "breakdown": "", **event}
    derived_row |= build_number_columns(
        without_prize, [*competitors["figures"], *winners["figures"]]
    )
    tables = [
        sort_by_code_lists(list_reported(contest_figures, indicator=winners_code), data),
        build_metric_table([derived_row], KEY_COLUMNS),
    ]
    return _Contest(name, pd.concat(tables, ignore_index=True), winners, competitors)


def _format_contest_name(contest: Row, contests: list[dict[str, Any]], words: Words) -> str:
    """Return a contest's name: its programme or, without a programme, its area and period.

    If a programme has several contests in `contests`, its name is followed by area and period.
    """
    programme = contest["programme"]
    if programme and sum(other["programme"] == programme for other in contests) == 1:
        return words.name("programme", programme)
    areas = words.areas(other["ref_area"] for other in contests)
    names = (
        words.name("programme", programme) if programme else "",
        areas[contest["ref_area"]],
        words.period(contest["time_period"]),
    )
    return ("" if words.language == "zh" else " ").join(filter(None, names))


def _format_winner_share(contest: _Contest, words: Words) -> str:
    """Return the winners of a contest as a percentage of its competitors: 43.1%, 20—30%."""
    winners, competitors = map(read_row_quantity, (contest.winners, contest.competitors))
    return format_derived_number(
        build_number_columns(percentage_of(winners, competitors), ()), words, "%"
    )
