"""The question whether dates such as 2024/1/1 in a table mean a month, a quarter or a year."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from file_formats.sheet import column_letters
from intake.model.choices import build_choice_notice, find_choice
from intake.model.problem import Problem
from intake.tables.heading_meaning import HeadingMeaning
from intake.values.first_days import SpanKind, find_possible_spans, find_spans


def choose_first_days(
    place: Problem, kinds: Sequence[SpanKind], choices: Mapping[str, str]
) -> tuple[str, Problem]:
    """Return the kind of periods that first days are read as, and the problem that says so.

    A first day is a date such as 2024/1/1, as which a spreadsheet stores a period. `kinds` are the
    possible kinds, of `find_possible_spans`. If there is one, the problem is a notice. Between
    years or quarters and months it is a question, and without a choice the days are read as months.
    The problem gets the place of `place`.
    """
    if len(kinds) == 1:
        code = "day_is_month" if kinds[0] == "months" else "day_is_span"
        return kinds[0], replace(place, code=code, level="notice")
    question = replace(place, code=f"{kinds[0]}_or_months")
    choice = find_choice(question, choices)
    return choice or "months", build_choice_notice(question, choice) if choice else question


def replace_first_days(
    meanings: Sequence[HeadingMeaning],
    texts: Sequence[str],
    in_sheet: Problem,
    choices: Mapping[str, str],
) -> tuple[list[HeadingMeaning], list[Problem]]:
    """Return labels of a wide table with first days as the periods they mean, and what says so.

    A spreadsheet makes days (2024-01-01) of months, quarters or years. Which of these they are is
    read from `texts`, the headings and titles of the table, or asked; nothing changes if they may
    be days. The problem names the first such label; `in_sheet` has its file and sheet.
    """
    periods = {meaning.period for meaning in meanings if meaning.period}
    kinds = find_possible_spans(periods, texts)
    if not kinds:
        return list(meanings), []
    # A day among other days and months may mean a month: any month beside it will do.
    first = next(meaning for meaning in meanings if find_spans({meaning.period, "2000-01"}, ""))
    row, column = first.position
    place = replace(in_sheet, row=row + 1, column=column_letters(column), value=first.period)
    kind, problem = choose_first_days(place, kinds, choices)
    span_by_day = find_spans(periods, kind)
    replaced = [
        replace(meaning, period=span_by_day.get(meaning.period, meaning.period))
        for meaning in meanings
    ]
    return replaced, [replace(problem, expected=span_by_day[first.period])]
