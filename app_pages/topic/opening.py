"""The texts of a topic's page: its opening paragraph, and the findings of its charts and table.

The paragraph has the same numbers as the page below it, so that readers can copy it.
"""

import math
from collections.abc import Mapping, Sequence

from app_pages.components.area_marks import (
    format_area_change,
    format_area_total,
    format_completion_rate,
)
from app_pages.components.area_words import (
    format_span_without_year,
    format_unit_count,
    format_unit_count_briefly,
    name_whole_area,
    shorten_indicator_name,
)
from locales import Words
from metrics.rollup.area_results import AreaIndicator, Coverage
from metrics.rollup.months_of_units import MonthsOfUnits
from periods import join_periods
from quantities import Direction, describe_change

MAX_NAMED = 3
"""Missing units that the paragraph names; it counts the others."""


def write_opening(
    main: AreaIndicator,
    second: AreaIndicator | None,
    unit_months: MonthsOfUnits,
    names: Mapping[str, str],
    words: Words,
    *,
    level: str,
) -> str:
    """Return the opening paragraph on the main indicator and, if given, a second one.

    It ends with how many units the change compares, unless these are all. `unit_months` has
    the units of `main`, `names` their names, `level` their level. Example:
    2025年1—9月，全市（已报9个区县（市），缺沙溪县）新发展会员至少2.98万人，比去年同期增长8.4%，…
    """
    if main.total.quantity is None:
        return _write_without_total(main, unit_months, names, words, level)
    area_name = name_whole_area(words, unit_months.whole.area)
    sentence = words.say(
        "topic.opening",
        period=words.period(main.total.period),
        whole=_describe_coverage(main.total.coverage, area_name, names, words, level),
        thing=shorten_indicator_name(words, main.code),
        total=format_area_total(main.total, words, main.code),
    )
    sentence += _describe_growth(main, words, with_base=True) + _describe_completion(main, words)
    sentences = [sentence + _describe_extremes(unit_months, names, words) + words.say("topic.stop")]
    if second and second.total.quantity:
        total = format_area_total(second.total, words, second.code)
        thing = shorten_indicator_name(words, second.code)
        sentence = words.say("topic.opening_second", thing=thing, total=total)
        sentence += _describe_growth(second, words, with_base=False)
        sentences.append(sentence + words.say("topic.stop"))
    if main.growth.change and not main.growth.coverage.complete:
        reporting = format_unit_count(words, level, main.growth.coverage.reporting)
        sentences.append(words.say("topic.opening_compared", units=reporting))
    return _join_sentences(sentences, words)


def _join_sentences(sentences: Sequence[str], words: Words) -> str:
    """Join sentences, in English with a space between them."""
    return ("" if words.language == "zh" else " ").join(sentences)


def _write_without_total(
    main: AreaIndicator,
    unit_months: MonthsOfUnits,
    names: Mapping[str, str],
    words: Words,
    level: str,
) -> str:
    """Return the sentence for an indicator without a total, on how many units have reported it.

    There is no total if too few units have reported for a sum, or none. `names` are the units'
    names by code, of which MAX_NAMED are named; `level` is the units' level ("county").
    """
    reporting = [unit for unit in unit_months.units if not math.isnan(unit.total)]
    values = {
        "period": words.period(main.total.period),
        "thing": words.name("indicator", main.code),
        "whole": name_whole_area(words, unit_months.whole.area),
    }
    if not reporting:
        return words.say("topic.opening_nothing", **values)
    unit_names = words.listing([names[unit.area] for unit in reporting], MAX_NAMED)
    return words.say(
        "topic.opening_few",
        reporting=format_unit_count(words, level, len(reporting)),
        expected=len(unit_months.units),
        named=unit_names,
        **values,
    )


def _describe_coverage(
    coverage: Coverage, whole: str, names: Mapping[str, str], words: Words, level: str
) -> str:
    """Return the area's name with the units in its sum: 全市（已报9个区县（市），缺沙溪县）.

    `whole` is the name (全市), which is returned alone if no unit is missing. `names` are the
    units' names by code, `level` is their level.
    """
    if coverage.complete:
        return whole
    missing = words.listing([names.get(unit, unit) for unit in coverage.missing], MAX_NAMED)
    units = format_unit_count_briefly(words, level, coverage.reporting)
    return words.say("topic.some", whole=whole, units=units, missing=missing)


def _describe_growth(indicator: AreaIndicator, words: Words, *, with_base: bool) -> str:
    """Return the change as part of a sentence (，比去年同期增长8.4%); "" if there is none.

    `with_base` says what it is compared with (比去年同期); without, that has been said before.
    """
    if indicator.growth.change is None:
        return ""
    change, _direction = format_area_change(indicator.growth.change, words, indicator.code)
    return words.say("topic.against_last_year" if with_base else "topic.and_change", change=change)


def _describe_completion(indicator: AreaIndicator, words: Words) -> str:
    """Return the completion as part of a sentence (，完成全年任务的73.9%); "" if there is none."""
    if indicator.completion is None or indicator.completion.rate is None:
        return ""
    return words.say(
        "topic.completed", rate=format_completion_rate(indicator.completion.rate, words)
    )


def _describe_extremes(unit_months: MonthsOfUnits, names: Mapping[str, str], words: Words) -> str:
    """Describe which units have grown and fallen most; "" if fewer than two units have a change.

    If all have risen, the weakest is called the one that has risen least; if none has, only the one
    that has fallen most is named. `names` are the units' names by code.
    """
    changes = [(unit, unit.change) for unit in unit_months.units if unit.change is not None]
    if len(changes) < 2:  # no comparison
        return ""
    best = max(changes, key=lambda unit_and_change: unit_and_change[1].value)
    weakest = min(changes, key=lambda unit_and_change: unit_and_change[1].value)
    clauses = []
    for kind, (unit, change) in (("best", best), ("weakest", weakest)):
        direction, size = describe_change(change, words.language)
        text, _direction = format_area_change(change, words, unit_months.code)
        has_risen = direction is Direction.RISE
        message = "least" if kind == "weakest" and has_risen else kind
        if kind == "weakest" or has_risen:
            clauses.append(
                words.say(f"topic.{message}", name=names[unit.area], change=text, size=size)
            )
    return words.say("topic.extremes", told=words.say("topic.comma").join(clauses))


def write_line_finding(unit_months: MonthsOfUnits, words: Words, *, level: str) -> str:
    """Return the finding above the two lines: which months are higher, and which units are summed.

    1—9月各月均高于去年同月。两年均为已报的9个区县（市）相加（推算）。

    Only months with a number in both years are compared. `level` is the units' level ("county").
    """
    pairs = [
        (now, before)
        for now, before in zip(unit_months.whole.now, unit_months.whole.before, strict=False)
        if not math.isnan(now) and not math.isnan(before)
    ]
    sentences = []
    if pairs:
        higher = sum(now > before for now, before in pairs)
        lower = sum(now < before for now, before in pairs)
        period = join_periods(unit_months.months[0], unit_months.months[-1])
        span = format_span_without_year(words, period, unit_months.months[-1][:4])
        kind = (
            "all_higher"
            if higher == len(pairs)
            else "all_lower"
            if lower == len(pairs)
            else "some_higher"
        )
        sentences.append(words.say(f"topic.{kind}", span=span, higher=higher, all=len(pairs)))
    if unit_months.whole.is_sum:
        units = format_unit_count(words, level, unit_months.compared.reporting)
        message = "made_of_some" if unit_months.compared.missing else "made_of_all"
        sentences.append(words.say(f"topic.{message}", units=units))
    return _join_sentences(sentences, words)


def write_table_note(
    unit_months: MonthsOfUnits, names: Mapping[str, str], words: Words, *, level: str
) -> str:
    """Return the note below the table: how many units the sum counts, and which it lacks.

    `names` are the units' names by code, `level` is their level ("county"). The note is "" if the
    area reported the numbers itself.
    """
    sentences = []
    if unit_months.whole.is_sum:
        units = format_unit_count(words, level, unit_months.compared.reporting)
        missing_names = [names.get(unit, unit) for unit in unit_months.compared.missing]
        missing = words.listing(missing_names, 10)  # so many are named at most
        kind = "table_sum_of_some" if missing else "table_sum"
        whole = name_whole_area(words, unit_months.whole.area)
        sentences.append(words.say(f"topic.{kind}", whole=whole, units=units, missing=missing))
    return _join_sentences(sentences, words)
