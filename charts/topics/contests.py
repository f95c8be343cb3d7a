"""The chart of skills contests that computes: how many competitors won which prize."""

from dataclasses import dataclass
from typing import Any

import pandas as pd

from charts.chart import Chart, ChartData, Form
from charts.declarations import ChartDeclaration, ratios_of
from charts.table import (
    Row,
    assemble_chart,
    breakdown_name,
    chart_rows,
    derived_wording,
    in_code_list_order,
    placed_rows,
    rest_note,
    row_quantity,
    row_wording,
    whole_form,
)
from locales import Words
from metrics.combine import EVENT, ratio_table, sums
from metrics.figures import DIMENSIONS, choose, reported
from metrics.latest import recency_key
from metrics.table import metric_table, number_columns, records
from quantities import difference, product

MOST_CONTESTS = 10
"""How many contests have a panel."""
MOST_SHARES = 3
"""How many contests the finding names."""


@dataclass(frozen=True)
class _Contest:
    """A contest's name, its winners by class with those who won nothing, and its totals."""

    name: str
    classes: pd.DataFrame
    winners: Row
    competitors: Row
    share: Row


def prizes(data: ChartData, declared: ChartDeclaration) -> Chart:
    """Show the competitors of each contest by the class of the prize won.

    The declared indicators are the winners and the competitors. A contest that does not report
    both is left out. One contest is drawn as squares, several as a panel each, newest first.
    """
    words = data.words
    contests, count = _newest_contests(data, declared)
    unit, several = words.name("unit", declared.indicators[1]), count > 1
    tables = [
        chart_rows(
            contest.classes,
            words,
            lambda row: (
                breakdown_name(row, words) if row["breakdown"] else words.say("charts.no_prize")
            ),
            series=lambda row, name=contest.name: name if several else "",  # type: ignore[misc]
            unit=unit,
            formula=words.say("charts.no_prize_formula"),
        )
        for contest in contests
    ]
    table = pd.concat(tables, ignore_index=True) if tables else placed_rows([])
    percents = [_percent(contest.share, words) for contest in contests]
    shares = [
        words.say("charts.part", name=contest.name, wording=percent)
        for contest, percent in zip(contests, percents, strict=True)
    ]
    return assemble_chart(
        data,
        declared,
        Form.MULTIPLES if several else whole_form(table),
        table,
        unit=unit,
        notes=rest_note(words, len(contests), count),
        count=count,
        winners=words.listing([row_wording(each.winners, words, unit) for each in contests]),
        total=words.listing([row_wording(c.competitors, words, unit) for c in contests]),
        percent=words.listing(percents),
        shares=words.listing(shares, MOST_SHARES),
    )


def _newest_contests(data: ChartData, declared: ChartDeclaration) -> tuple[list[_Contest], int]:
    """Return the newest MOST_CONTESTS contests with prizes, and how many there are in all."""
    winners, competitors = declared.indicators
    figures = choose(data.newest_of(declared.topic), indicator=declared.indicators)
    shares = ratio_table(figures, winners, competitors, ratios_of(data.indicators))
    events = sorted(
        records(shares.dropna(subset="value")),
        key=lambda share: recency_key(share["time_period"]),
        reverse=True,
    )
    names = [_contest_name(event, events, data.words) for event in events[:MOST_CONTESTS]]
    contests = [
        _read_contest(data, figures, share, name, declared.indicators)
        for name, share in zip(names, events, strict=False)
    ]
    return contests, len(events)


def _read_contest(
    data: ChartData, figures: pd.DataFrame, share: Row, name: str, indicators: tuple[str, ...]
) -> _Contest:
    """Read a contest's winners by class, and derive the competitors who won nothing."""
    code, competitors_code = indicators
    event = {name: share[name] for name in EVENT}
    mine = choose(figures, **event)
    (winners,) = records(sums(mine, code))
    (competitors,) = records(sums(mine, competitors_code))
    rest = difference(row_quantity(competitors), row_quantity(winners))
    row: dict[str, Any] = {"indicator": competitors_code, "breakdown": "", **event}
    row |= number_columns(rest, [*competitors["figures"], *winners["figures"]])
    classes = [
        in_code_list_order(reported(mine, indicator=code), data),
        metric_table([row], DIMENSIONS),
    ]
    return _Contest(name, pd.concat(classes, ignore_index=True), winners, competitors, share)


def _contest_name(event: Row, events: list[dict[str, Any]], words: Words) -> str:
    """Name a contest by its programme, else by area and period; both where a programme has two."""
    programme = event["programme"]
    if programme and sum(other["programme"] == programme for other in events) == 1:
        return words.name("programme", programme)
    names = (
        words.name("programme", programme) if programme else "",
        words.name("area", event["ref_area"]),
        words.period(event["time_period"]),
    )
    return ("" if words.language == "zh" else " ").join(filter(None, names))


def _percent(share: Row, words: Words) -> str:
    """Word a quotient in percent, with no more digits than it has."""
    percent = number_columns(product(row_quantity(share), 100), share["figures"])
    return derived_wording(percent, words, "%")
