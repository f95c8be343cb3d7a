"""The list of a topic's indicators as HTML: the completion of a yearly task, or a total.

The name of an indicator makes it the main one of the page; its number links to its operands.
"""

from collections.abc import Mapping, Sequence
from html import escape
from urllib.parse import urlencode

from app_pages.components.area_marks import (
    compute_points_behind,
    describe_distance_to_schedule,
    format_completion_rate,
    link_total,
    render_completion_bar,
    render_growth,
    render_total,
)
from app_pages.components.number_scale import choose_scale
from locales import Words
from metrics.rollup.area_results import AreaIndicator, Completion
from quantities import Quantity

MAX_FULL = 6
"""Indicators that are shown in full; of further ones the list has only the names."""
LATE_POINTS = 5.0
"""Percentage points behind the time elapsed from which a completion is marked as late."""


def link_indicator(words: Words, code: str, *, is_current: bool = False) -> str:
    """Return the HTML of a link that makes an indicator the main one of the page.

    `is_current` marks the one that is so already, for screen readers and CSS.
    """
    mark = ' aria-current="true"' if is_current else ""
    query = escape(urlencode({"indicator": code}))
    name = escape(words.name("indicator", code))
    return f'<a class="choice" href="?{query}" data-here{mark}>{name}</a>'


def sort_indicators(indicators: Sequence[AreaIndicator]) -> list[AreaIndicator]:
    """Return the indicators, those with a completion first; otherwise in the given order."""
    return sorted(indicators, key=lambda each: not has_completion(each))


def has_completion(indicator: AreaIndicator) -> bool:
    """Return whether an indicator has a yearly task and a completion of it."""
    return indicator.completion is not None and indicator.completion.rate is not None


def render_indicators(
    indicators: Sequence[AreaIndicator],
    current: str,
    words: Words,
    elapsed: float,
    since_december: Mapping[str, float],
) -> str:
    """Return the HTML of the list; `current` is the page's main indicator.

    `elapsed` is the share of the year that has passed, in percent. `since_december` has, by
    indicator, how much a number at a date has changed since the end of last year.
    """
    ordered = sort_indicators(indicators)
    with_bars = any(map(has_completion, ordered))
    title = words.say("topic.completion" if with_bars else "topic.indicators")
    legend = ""
    if with_bars:
        label = words.say("topic.elapsed", elapsed=f"{elapsed:.1f}")
        legend = f'<span class="key"><i class="tick"></i>{escape(label)}</span>'
    rows = "".join(
        f"<li>{_render_row(indicator, indicator.code == current, words, since_december)}</li>"
        for indicator in ordered[:MAX_FULL]
    )
    others = [link_indicator(words, indicator.code) for indicator in ordered[MAX_FULL:]]
    names = words.say("scope.comma").join(others)
    also = f'<p class="also">{escape(words.say("topic.also"))}{names}</p>'
    return (
        f'<section class="completions"><div class="hd"><h2>{escape(title)}</h2>{legend}</div>'
        f"<ul>{rows}</ul>{also if others else ''}</section>"
    )


def _render_row(
    indicator: AreaIndicator, is_current: bool, words: Words, since_december: Mapping[str, float]
) -> str:
    """Return the HTML of an indicator in the topic's list: completion, or total and change.

    Below a total stands its span; for a number at a date also by how much it has risen or fallen
    since the end of last year, if known.
    """
    link = link_indicator(words, indicator.code, is_current=is_current)
    if indicator.completion and indicator.completion.rate:
        return _render_completion(indicator, indicator.completion, link, words)
    number = link_total(render_total(indicator.total, words, indicator.code), indicator.code)
    growth = render_growth(indicator.growth, words, indicator.code)
    period_words = words.period(indicator.total.period)
    if indicator.kind == "stock":
        period_words = words.say("topic.at_end", period=period_words)
    if indicator.code in since_december:
        change = since_december[indicator.code]
        amount = words.amount(abs(change), indicator.code, 3)  # 3 significant digits
        kind = "rise" if change >= 0 else "fall"
        period_words = words.say(f"topic.{kind}_since_december", period=period_words, amount=amount)
    return (
        f'<p class="first">{link}<span class="number">{number}</span></p>'
        f'<p class="second"><span>{escape(period_words)}</span>{growth}</p>'
    )


def _render_completion(
    indicator: AreaIndicator, completion: Completion, link: str, words: Words
) -> str:
    """Return the HTML of an indicator with a yearly task: completion, bar, and two notes below it.

    `link` is the HTML of the indicator's name (`link_indicator`).
    The notes are what is done of the task, and the distance to the time elapsed, marked if late.
    """
    rate_text = format_completion_rate(completion.rate, words) if completion.rate else "—"
    rate = link_total(f"<b>{escape(rate_text)}</b>", indicator.code)
    done = describe_completion(indicator, completion, words)
    behind = compute_points_behind(completion)
    css = ' class="warn"' if behind is not None and behind >= LATE_POINTS else ""
    return (
        f'<p class="first">{link}<span class="number">{rate}</span></p>'
        f"{render_completion_bar(completion, hollow=indicator.total.source == 'units')}"
        f'<p class="second"><span>{escape(done)}</span>'
        f"<span{css}>{escape(describe_distance_to_schedule(completion, words))}</span></p>"
    )


def describe_completion(indicator: AreaIndicator, completion: Completion, words: Words) -> str:
    """Describe what is done of a yearly task: 18436件 / 任务25000件.

    If units are missing in the sum, it begins with how many have reported: 已报9个 29810人 / ….
    """
    numbers = [_get_value_or_nan(completion.done), _get_value_or_nan(completion.target)]
    scale = choose_scale(numbers, words, indicator.code)
    done, target = map(scale.format_amount, numbers)
    coverage = completion.coverage
    if coverage.complete:
        return words.say("topic.done", done=done, target=target)
    reporting = coverage.reporting
    return words.say("topic.done_of_some", reporting=reporting, done=done, target=target)


def _get_value_or_nan(quantity: Quantity | None) -> float:
    """Return the value of a quantity, or NaN for None."""
    return quantity.value if quantity else float("nan")
