"""The cards of an area's month as HTML, one for each indicator."""

import re
import unicodedata
from collections.abc import Sequence
from difflib import SequenceMatcher
from html import escape

from app_pages.components.area_marks import (
    compute_points_behind,
    describe_distance_to_schedule,
    find_unit_of_measure,
    format_area_change,
    format_completion_rate,
    link_total,
    render_completion_bar,
    render_coverage,
    render_growth,
    render_small_line,
    render_total,
)
from app_pages.components.area_words import shorten_indicator_name
from app_pages.overview.month_view import MonthView, format_month
from locales.numbers import add_decimal
from metrics.rollup.area_results import AreaIndicator, Completion, UnitMeasure
from metrics.rollup.further_numbers import FurtherNumber, FurtherNumbers
from quantities import (
    Direction,
    Quantity,
    describe_change,
    format_quantity,
    format_total,
    multiply_quantity,
)

UNIT_DIGITS = 4
"""Significant digits of a unit's own number on a card."""
MAX_UNIT_NUMBERS = 2
"""Units whose own numbers a card shows if too few have reported for a sum."""
NUMBER_PX, CHANGE_PX, CARD_WIDTH_PX = 26, 16, 290
"""Letter sizes of a card's number and of its change, and the width for both, in pixels."""
SIGNS = {Direction.RISE: "+", Direction.FALL: "−"}


def render_cards(view: MonthView) -> str:
    """Return the HTML of the section of cards; "" if no indicator has a number.

    A line below the cards names the indicators without any number in the span.
    """
    shown, words, say = view.shown_indicators, view.words, view.say
    if not shown:
        return ""
    cards = "".join(render_card(view, indicator) for indicator in shown)
    # If the last row is empty on all cards, the class ov-alone hides it.
    has_last_row = any(_render_best_and_weakest(view, indicator) for indicator in shown)
    absent = [
        words.name("indicator", indicator.code)
        for indicator in view.overview.indicators
        if not view.has_numbers(indicator)
    ]
    note = say("absent", names=words.listing(absent, 4)) if absent else ""  # names at most 4
    return (
        f'<section class="ov-main-indicators"><div class="ov-hd"><h2>{escape(say("main"))}</h2>'
        f"{_render_legend(view, shown)}</div>"
        f'<div class="ov-cards{"" if has_last_row else " ov-alone"}">{cards}</div>'
        f"{f'<p class=note>{escape(note)}</p>' if note else ''}</section>"
    )


def _render_legend(view: MonthView, shown: Sequence[AreaIndicator]) -> str:
    """Return the HTML of the legend, with an entry for each mark that the cards have.

    These are the span of the numbers and of the small lines, the ring of a sum of units (computed,
    not reported by the area itself), and the mark of the time elapsed on the bars.
    """
    words, say, overview = view.words, view.say, view.overview
    months = next((indicator.months for indicator in shown if indicator.months), ())
    span = say("span_month" if view.is_month else "span", period=words.period(overview.period))
    if months:
        first, last = words.period(months[0].period), words.period(months[-1].period)
        span += say("spark", first=first, last=last)
    entries = [f'<span class="ov-key">{escape(span)}</span><span class="ov-gap"></span>']
    sums = [indicator.total for indicator in shown if indicator.total.source == "units"]
    if sums:
        is_partial = any(not total.coverage.complete for total in sums)
        text = view.words.say(f"overview.ring_{'partial' if is_partial else 'whole'}")
        entries.append(f'<span class="ov-key"><i class="ring"></i>{escape(text)}</span>')
    if any(indicator.completion and indicator.completion.rate for indicator in shown):
        text = say("elapsed", share=f"{overview.elapsed:.1f}%")
        entries.append(f'<span class="ov-key"><i class="mark"></i>{escape(text)}</span>')
    return "".join(entries)


def render_card(view: MonthView, indicator: AreaIndicator) -> str:
    """Return the HTML of an indicator's card; all of it links to the figures behind its number.

    Its rows are, from the top: name and coverage; number and change; the line of months; the bar of
    the completion or further numbers; the best and the weakest unit. All cards have all rows, and
    so the same height.
    """
    words, code = view.words, indicator.code
    name = words.name("indicator", code)
    if indicator.kind == "stock":
        name = view.say("at_end_of", name=name, month=view.month_name)
    months = view.list_line_months(indicator)
    label = view.say("spark_label", name=name)
    value = render_total(indicator.total, words, code)
    if indicator.total.quantity is None:
        too_few = view.say(
            "few", count=indicator.total.coverage.reporting, all=indicator.total.coverage.expected
        )
        value = f'<span class="none">{escape(too_few)}</span>'
    growth = (
        "" if indicator.total.quantity is None else render_growth(indicator.growth, words, code)
    )
    size = "v long" if _is_long(value, growth) else "v"
    return link_total(
        f'<span class="n"><span class="name">{escape(name)}</span>'
        f"<span>{render_coverage(indicator.total, words)}</span></span>"
        f'<span class="{size}"><span>{value}</span>{growth}</span>'
        f'<span class="sp">{render_small_line(months, label) if months else ""}</span>'
        f'<span class="mid">{_render_completion_or_further(view, indicator)}</span>'
        f'<span class="two ends">{_render_best_and_weakest(view, indicator)}</span>',
        code,
        css="total ov-card",
    )


def _is_long(value: str, growth: str) -> bool:
    """Return whether a card's number and change (both HTML) are too wide to stand side by side."""
    return (
        _measure_text_width(value) * NUMBER_PX + _measure_text_width(growth) * CHANGE_PX
        > CARD_WIDTH_PX
    )


def _measure_text_width(html: str) -> float:
    """Return how wide the text in HTML is, in multiples of its letter size.

    A Chinese letter counts 1, a Latin letter or a digit 0.55, about its width in the page's font.
    """
    text = re.sub("<[^>]*>", "", html)
    return sum(1 if unicodedata.east_asian_width(character) in "WF" else 0.55 for character in text)


def _render_left_and_right(first: str, second: str = "") -> str:
    """Return the HTML of a card's row with one text at its left and one at its right."""
    return f"<span>{escape(first)}</span><span>{escape(second)}</span>"


def _render_completion_or_further(view: MonthView, indicator: AreaIndicator) -> str:
    """Return the HTML of a card's completion or, without one, of its further numbers.

    Further numbers explain the total: the newest month of a sum, the gain of a number at a date,
    the two parts of a ratio.
    """
    completion = indicator.completion
    if completion and completion.rate:
        bar = render_completion_bar(completion, hollow=indicator.total.source == "units")
        return f'{bar}<span class="two">{_describe_completion(view, completion)}</span>'
    # All but the number of the span's only month, which is the total itself.
    further_numbers = [
        further_number
        for further_number in view.further_numbers.get(indicator.code, FurtherNumbers()).numbers
        if not (further_number.kind == "month" and further_number.period == view.overview.period)
    ]
    part_names = shorten_part_names(
        view, [further_number.code for further_number in further_numbers]
    )
    texts = [
        _describe_further_number(view, further_number, part_name)
        for further_number, part_name in zip(further_numbers, part_names, strict=True)
    ]
    if not texts:
        return ""
    return f'<span class="two low-row">{_render_left_and_right(*texts)}</span>'


def _describe_completion(view: MonthView, completion: Completion) -> str:
    """Return the HTML of a card's completion and its distance to the schedule, marked if late."""
    words = view.words
    rate = add_decimal(format_completion_rate(completion.rate, words)) if completion.rate else ""
    behind = compute_points_behind(completion)
    css = "warn" if behind is not None and behind >= view.late_points else ""
    done = view.say("completed", rate=rate)
    schedule = escape(describe_distance_to_schedule(completion, words))
    return f'<span class="ink">{escape(done)}</span><span class="{css}">{schedule}</span>'


def shorten_part_names(view: MonthView, codes: Sequence[str]) -> list[str]:
    """Return the Chinese names of a ratio's two parts without the words that both have in common.

    受理劳动争议件数 and 调解成功劳动争议件数 become 受理 and 调解成功. English names stay whole. So
    do Chinese ones with less than two characters in common, names of which nothing would be left,
    and any other number of names than two.
    """
    names = [shorten_indicator_name(view.words, code) for code in codes]
    if view.words.language == "en" or len(set(names)) != 2:
        return names
    match = SequenceMatcher(None, names[0], names[1], autojunk=False).find_longest_match()
    common = names[0][match.a : match.a + match.size]
    shorter = [name.replace(common, "") for name in names]
    return shorter if match.size > 1 and all(shorter) else names


def _describe_further_number(view: MonthView, further_number: FurtherNumber, part_name: str) -> str:
    """Return a further number of a card as text, by its kind.

    The number of one month is 9月91份, the gain since a date 比上年末增加1.65万人, the part of a
    ratio 受理4257件. Only a part needs `part_name`, here 受理.
    """
    words, say = view.words, view.say
    quantity, unit = further_number.quantity, find_unit_of_measure(words, further_number.code)
    if further_number.kind == "gain":
        amount = quantity if quantity.value >= 0 else multiply_quantity(quantity, -1.0)
        direction = "more" if quantity.value > 0 else "fewer" if quantity.value < 0 else "same"
        since = further_number.since
        message = "since_year_end" if since.endswith("-12") else "since_month_end"
        change = view.words.say(
            f"overview.gain_{direction}", amount=format_total(amount, words.language, unit)
        )
        return say(message, month=format_month(words, since), change=change)
    total = format_total(quantity, words.language, unit)
    if further_number.kind == "part":
        return say("part", thing=part_name, total=total)
    is_now = further_number.period == view.overview.through
    return say(
        "in_month" if is_now else "in_month_last_year",
        month=format_month(words, further_number.period),
        total=total,
    )


def _render_best_and_weakest(view: MonthView, indicator: AreaIndicator) -> str:
    """Return the HTML of a card's last row: its best and its weakest unit.

    If too few units have reported for a sum, the row has the numbers of the first MAX_UNIT_NUMBERS
    of them instead. If only the area itself has reported, a sentence says so. In all other cases
    the row is "".
    """
    words, say = view.words, view.say
    if indicator.best and indicator.weakest:
        # Where less is better the best has the smallest number; here the largest stands first.
        pair = sorted((indicator.weakest, indicator.best), key=lambda each: -each.quantity.value)
        suffix = "_growth" if indicator.best.measure == "growth" else ""
        return _render_left_and_right(
            *(
                say(message, unit=_format_unit_name(view, each), number=format_measure(view, each))
                for message, each in zip((f"highest{suffix}", "lowest"), pair, strict=True)
            )
        )
    rows = view.list_unit_numbers(indicator.code)
    if indicator.total.quantity is None and len(rows):
        texts = [
            f"{view.unit_names.get(unit, unit)} {words.amount(value, indicator.code, UNIT_DIGITS)}"
            for unit, value in zip(rows["ref_area"], rows["value"], strict=True)
        ]
        # "" stands at the right if only one unit has reported.
        return _render_left_and_right(*[*texts, ""][:MAX_UNIT_NUMBERS])
    if indicator.total.source == "own" and view.expected and rows.empty:
        return _render_left_and_right(say("own_alone"))
    return ""


def _format_unit_name(view: MonthView, unit: UnitMeasure) -> str:
    """Return the name of the unit that a measured number belongs to."""
    return view.unit_names.get(unit.unit, unit.unit)


def format_measure(view: MonthView, measure: UnitMeasure) -> str:
    """Format the number by which a card compares units: 79.5%, 4492人, or as a change +4.0%."""
    words = view.words
    if measure.measure == "growth":
        return format_signed_change(view, measure.quantity)
    if measure.quantity.unit == "%":
        return add_decimal(format_completion_rate(measure.quantity, words))
    return format_quantity(measure.quantity, words.language)


def format_signed_change(view: MonthView, change: Quantity) -> str:
    """Format a change with its sign (+4.0%, −2.1%), or in words if it is neither rise nor fall."""
    direction, text = describe_change(change, view.words.language)
    if direction in SIGNS:
        return f"{SIGNS[direction]}{add_decimal(text)}"
    change_text, _direction = format_area_change(change, view.words, "")
    return change_text
