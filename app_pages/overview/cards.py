"""The cards of an area's month: an indicator each, as HTML."""

import re
import unicodedata
from collections.abc import Sequence
from difflib import SequenceMatcher
from html import escape

from app_pages.components.area_marks import (
    link_total,
    points_behind,
    render_completion_bar,
    render_coverage,
    render_growth,
    render_spark,
    render_total,
    unit_name,
    with_decimal,
    word_change,
    word_rate,
    word_schedule,
)
from app_pages.components.area_words import word_thing
from app_pages.overview.cockpit import Cockpit, word_month
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

DIGITS = 4
"""Significant digits of a unit's own number on a card."""
SHOWN_OF_FEW = 2
"""Units whose own numbers a card shows where too few have reported for a sum."""
LARGE, SMALL, ROOM = 26, 16, 290
"""Letters of a number and of its change, and the room of both in a card, in pixels."""
SIGNS = {Direction.RISE: "+", Direction.FALL: "−"}


def render_cards(cockpit: Cockpit) -> str:
    """Return the section of cards, one an indicator; "" if there is no number at all.

    Indicators without any number of the span are named in a line below the cards.
    """
    shown, words, say = cockpit.shown, cockpit.words, cockpit.say
    if not shown:
        return ""
    cards = "".join(render_card(cockpit, indicator) for indicator in shown)
    has_ends = any(_render_ends(cockpit, indicator) for indicator in shown)
    absent = [
        words.name("indicator", indicator.code)
        for indicator in cockpit.overview.indicators
        if not cockpit.has_numbers(indicator)
    ]
    note = say("absent", names=words.listing(absent, 4)) if absent else ""
    return (
        f'<section class="ov-main-indicators"><div class="ov-hd"><h2>{escape(say("main"))}</h2>'
        f"{_render_keys(cockpit, shown)}</div>"
        f'<div class="ov-cards{"" if has_ends else " ov-alone"}">{cards}</div>'
        f"{f'<p class=note>{escape(note)}</p>' if note else ''}</section>"
    )


def _render_keys(cockpit: Cockpit, shown: Sequence[AreaIndicator]) -> str:
    """Return the legend of the cards: the span, the ring of a sum, the tick of the time elapsed."""
    words, say, overview = cockpit.words, cockpit.say, cockpit.overview
    months = next((indicator.months for indicator in shown if indicator.months), ())
    span = say("span_month" if cockpit.is_month else "span", period=words.period(overview.period))
    if months:
        first, last = (words.period(months[at].period) for at in (0, -1))
        span += say("spark", first=first, last=last)
    keys = [f'<span class="ov-key">{escape(span)}</span><span class="ov-gap"></span>']
    sums = [indicator.total for indicator in shown if indicator.total.source == "units"]
    if sums:
        is_partial = any(not total.coverage.complete for total in sums)
        text = cockpit.words.say(f"overview.ring_{'partial' if is_partial else 'whole'}")
        keys.append(f'<span class="ov-key"><i class="ring"></i>{escape(text)}</span>')
    if any(indicator.completion and indicator.completion.rate for indicator in shown):
        text = say("elapsed", share=f"{overview.elapsed:.1f}%")
        keys.append(f'<span class="ov-key"><i class="mark"></i>{escape(text)}</span>')
    return "".join(keys)


def render_card(cockpit: Cockpit, indicator: AreaIndicator) -> str:
    """Render the card of an indicator: all of it is one link, to the operands of its number.

    Downwards: name and coverage; number and change; its months; its completion, else the numbers
    beside it; the best and the weakest unit. All cards have the same rows, so the same height.
    """
    words, code = cockpit.words, indicator.code
    name = words.name("indicator", code)
    if indicator.kind == "stock":
        name = cockpit.say("at_end_of", name=name, month=cockpit.month)
    points = cockpit.find_months_of(indicator)
    label = cockpit.say("spark_label", name=name)
    value = render_total(indicator.total, words, code)
    if indicator.total.quantity is None:
        few = cockpit.say(
            "few", count=indicator.total.coverage.reporting, all=indicator.total.coverage.expected
        )
        value = f'<span class="none">{escape(few)}</span>'
    growth = (
        "" if indicator.total.quantity is None else render_growth(indicator.growth, words, code)
    )
    size = "v long" if _is_long(value, growth) else "v"
    return link_total(
        f'<span class="n"><span class="name">{escape(name)}</span>'
        f"<span>{render_coverage(indicator.total, words)}</span></span>"
        f'<span class="{size}"><span>{value}</span>{growth}</span>'
        f'<span class="sp">{render_spark(points, label) if points else ""}</span>'
        f'<span class="mid">{_render_middle(cockpit, indicator)}</span>'
        f'<span class="two ends">{_render_ends(cockpit, indicator)}</span>',
        code,
        css="total ov-card",
    )


def _is_long(value: str, growth: str) -> bool:
    """Return whether number and change (HTML) have no room beside each other in large letters."""
    return _measure_text_width(value) * LARGE + _measure_text_width(growth) * SMALL > ROOM


def _measure_text_width(html: str) -> float:
    """Return how wide a text is in its own letters' height: a Chinese letter 1, others half."""
    text = re.sub("<[^>]*>", "", html)
    return sum(1 if unicodedata.east_asian_width(character) in "WF" else 0.55 for character in text)


def _render_both_sides(first: str, second: str = "") -> str:
    """Return two texts at the two sides of a card's row."""
    return f"<span>{escape(first)}</span><span>{escape(second)}</span>"


def _render_middle(cockpit: Cockpit, indicator: AreaIndicator) -> str:
    """Return the bar of a completion with its words, else the numbers beside the total."""
    completion = indicator.completion
    if completion and completion.rate:
        bar = render_completion_bar(completion, hollow=indicator.total.source == "units")
        return f'{bar}<span class="two">{_word_completion(cockpit, completion)}</span>'
    beside = [
        step
        for step in cockpit.beside.get(indicator.code, FurtherNumbers()).numbers
        if not (step.kind == "month" and step.period == cockpit.overview.period)  # the total itself
    ]
    things = name_parts(cockpit, [step.code for step in beside])
    steps = [_word_step(cockpit, step, thing) for step, thing in zip(beside, things, strict=True)]
    if not steps:
        return ""
    return f'<span class="two low-row">{_render_both_sides(*steps)}</span>'


def _word_completion(cockpit: Cockpit, completion: Completion) -> str:
    """Return completion and distance to the time elapsed; one that is late is marked."""
    words = cockpit.words
    rate = with_decimal(word_rate(completion.rate, words)) if completion.rate else ""
    behind = points_behind(completion)
    css = "warn" if behind is not None and behind >= cockpit.late else ""
    done = cockpit.say("completed", rate=rate)
    schedule = escape(word_schedule(completion, words))
    return f'<span class="ink">{escape(done)}</span><span class="{css}">{schedule}</span>'


def name_parts(cockpit: Cockpit, codes: Sequence[str]) -> list[str]:
    """Return the names of the two parts of a ratio without the words that both have in common.

    受理 and 调解成功 for 受理劳动争议件数 and 调解成功劳动争议件数; English names stay.
    """
    names = [word_thing(cockpit.words, code) for code in codes]
    if cockpit.words.language == "en" or len(set(names)) != 2:
        return names
    same = SequenceMatcher(None, names[0], names[1], autojunk=False).find_longest_match()
    common = names[0][same.a : same.a + same.size]
    shorter = [name.replace(common, "") for name in names]
    return shorter if same.size > 1 and all(shorter) else names


def _word_step(cockpit: Cockpit, step: FurtherNumber, thing: str) -> str:
    """Return a card's further number in words: 9月91份, 比上年末增加1.65万人, 受理4257件.

    `thing` is the name of a ratio's part.
    """
    words, say = cockpit.words, cockpit.say
    quantity, unit = step.quantity, unit_name(words, step.code)
    if step.kind == "gain":
        size = quantity if quantity.value >= 0 else multiply_quantity(quantity, -1.0)
        way = "more" if quantity.value > 0 else "fewer" if quantity.value < 0 else "same"
        since = step.since
        name = "since_year_end" if since.endswith("-12") else "since_month_end"
        change = cockpit.words.say(
            f"overview.gain_{way}", amount=format_total(size, words.language, unit)
        )
        return say(name, month=word_month(words, since), change=change)
    total = format_total(quantity, words.language, unit)
    if step.kind == "part":
        return say("part", thing=thing, total=total)
    is_now = step.period == cockpit.overview.through
    return say(
        "in_month" if is_now else "in_month_last_year",
        month=word_month(words, step.period),
        total=total,
    )


def _render_ends(cockpit: Cockpit, indicator: AreaIndicator) -> str:
    """Return the best and the weakest unit; of an area's own number that units have no part in it.

    Where too few units have reported for a sum, the numbers of the first ones.
    """
    words, say = cockpit.words, cockpit.say
    if indicator.best and indicator.weakest:
        # Where less is better the best has the smallest number; here the largest stands first.
        pair = sorted((indicator.weakest, indicator.best), key=lambda each: -each.quantity.value)
        of_growth = "_growth" if indicator.best.measure == "growth" else ""
        return _render_both_sides(
            *(
                say(name, unit=_name_unit(cockpit, each), number=word_measure(cockpit, each))
                for name, each in zip((f"highest{of_growth}", "lowest"), pair, strict=True)
            )
        )
    rows = cockpit.numbers_of(indicator.code)
    if indicator.total.quantity is None and len(rows):
        texts = [
            f"{cockpit.unit_names.get(unit, unit)} {words.amount(value, indicator.code, DIGITS)}"
            for unit, value in zip(rows["ref_area"], rows["value"], strict=True)
        ]
        return _render_both_sides(*[*texts, ""][:SHOWN_OF_FEW])
    if indicator.total.source == "own" and cockpit.expected and rows.empty:
        return _render_both_sides(say("own_alone"))
    return ""


def _name_unit(cockpit: Cockpit, unit: UnitMeasure) -> str:
    """Return the name of the unit that a measure is of."""
    return cockpit.unit_names.get(unit.unit, unit.unit)


def word_measure(cockpit: Cockpit, measure: UnitMeasure) -> str:
    """Return the number by which a unit is compared: 79.5%, or a change with its sign: +4.0%."""
    words = cockpit.words
    if measure.measure == "growth":
        return word_signed(cockpit, measure.quantity)
    if measure.quantity.unit == "%":
        return with_decimal(word_rate(measure.quantity, words))
    return format_quantity(measure.quantity, words.language)


def word_signed(cockpit: Cockpit, change: Quantity) -> str:
    """Return a change with its sign: +4.0%, −2.1%; in words where it is neither rise nor fall."""
    direction, text = describe_change(change, cockpit.words.language)
    if direction in SIGNS:
        return f"{SIGNS[direction]}{with_decimal(text)}"
    words, _direction = word_change(change, cockpit.words, "")
    return words
