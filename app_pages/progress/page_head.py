"""The head of the Progress page: title, summary in words, and switches for order and year."""

from collections.abc import Sequence
from html import escape

from app_pages.components.area_words import shorten_indicator_name
from app_pages.progress.progress_rows import SORTS
from app_pages.progress.progress_words import ScopeWords, find_status
from metrics.rollup.unit_progress import IndicatorProgress


def write_summary(items: Sequence[IndicatorProgress], scope_words: ScopeWords) -> str:
    """Return the page's summary: which indicators are on schedule, and which are behind.

    6项有年度任务的指标中，3项达到序时进度（…），3项落后序时进度（…7.1个百分点、…）。 Those furthest
    behind come first. Indicators without a sum, or with numbers at a date, are only counted.
    """
    words = scope_words.words
    names_ahead, points_and_names_behind = [], []
    for item in items:
        name, rate = shorten_indicator_name(words, item.code), item.whole.rate
        status = find_status(item.whole, item.elapsed, scope_words.limits)
        if status == "ahead":
            names_ahead.append(name)
        elif status and rate and item.elapsed is not None:
            points_and_names_behind.append((round(item.elapsed, 1) - round(rate.value, 1), name))
    comma = words.say("scope.comma")
    clauses = []
    if names_ahead:
        clauses.append(
            scope_words.say(
                "progress.summary_ahead", count=len(names_ahead), names=comma.join(names_ahead)
            )
        )
    if points_and_names_behind:
        names = [
            scope_words.say("progress.by_points", name=name, points=f"{points:.1f}")
            for points, name in sorted(points_and_names_behind, reverse=True)
        ]
        clauses.append(
            scope_words.say(
                "progress.summary_behind",
                count=len(points_and_names_behind),
                names=comma.join(names),
            )
        )
    if uncompared_count := len(items) - len(names_ahead) - len(points_and_names_behind):
        clauses.append(scope_words.say("progress.summary_rest", count=uncompared_count))
    text = scope_words.say("progress.summary_comma").join(clauses)
    return scope_words.say("progress.summary", count=len(items), text=text)


def render_head(
    items: Sequence[IndicatorProgress], scope_words: ScopeWords, period: str, elapsed: float
) -> str:
    """Return the HTML of the page's title and summary.

    `period` is the year so far, `elapsed` the share of the whole year that it is, in percent.
    """
    words = scope_words.words
    share = f"{elapsed:.1f}"
    subtitle = scope_words.say("progress.title_period", period=words.period(period), share=share)
    return (
        f'<div class="pg-head"><h1>{escape(scope_words.say("progress.title"))}</h1>'
        f"<span>{escape(subtitle)}</span></div>"
        f'<p class="pg-lead">{escape(write_summary(items, scope_words))}</p>'
    )


def render_controls(
    items: Sequence[IndicatorProgress], scope_words: ScopeWords, sort: str, since: str
) -> str:
    """Return the HTML of the switches above the blocks: the order of units, and the kind of year.

    The year is the calendar year or the union year, whose first month is set in config.yaml. If a
    bar is a sum with units missing, a legend explains that such bars are hollow.
    """
    sort_choices = [
        (f"sort_{sort_name}", "sort", sort_name, sort_name == sort) for sort_name in SORTS
    ]
    is_union = since == "union-year"
    year_choices = [
        ("year_calendar", "since", "year", not is_union),
        ("year_union", "since", "union-year", is_union),
    ]
    parts = (
        [_render_switch("sort", sort_choices, scope_words)]
        if any(item.units for item in items)
        else []
    )
    parts.append(_render_switch("year", year_choices, scope_words))
    if any(item.whole.rate and item.whole.at_least for item in items):
        key = escape(scope_words.say("progress.key_sum"))
        parts.append(f'<span class="key"><i class="hollow"></i>{key}</span>')
    return f'<div class="pg-bar">{"".join(parts)}</div>'


def _render_switch(
    name: str, choices: Sequence[tuple[str, str, str, bool]], scope_words: ScopeWords
) -> str:
    """Return the HTML of a switch: a link for each of `choices`.

    A choice is its message, its URL parameter, the value, and whether it is chosen.
    """
    links = "".join(
        f'<a href="?{parameter}={value}" data-here{" aria-current=true" if chosen else ""}>'
        f"{escape(scope_words.say(f'progress.{message}'))}</a>"
        for message, parameter, value, chosen in choices
    )
    label = escape(scope_words.say(f"progress.{name}"))
    group = f'<span class="seg2" role="group" aria-label="{label}">{links}</span>'
    return f'<span class="pick-one"><span>{label}</span>{group}</span>'
