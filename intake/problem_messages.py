"""Messages of problems in the reader's language: the fault, its place, and the remedy."""

from intake.model.fields import HEADINGS
from intake.model.problem import Problem
from locales import Words

_CODE_PLACEHOLDERS = ("indicator", "area", "programme", "breakdown")
_PERIOD_PLACEHOLDERS = frozenset({"period", "other_period"})
_SUGGESTED_KINDS = {
    "unknown_indicator": "indicator",
    "indicator_unconfirmed": "indicator",
    "unknown_area": "area",
    "area_ambiguous": "area",
    "area_unconfirmed": "area",
    "unknown_programme": "programme",
    "unknown_source": "source",
    "unknown_breakdown": "breakdown",
    "look_alike": "",
}
"""The code list of the suggestions in `expected`, by problem code; "" for bare codes."""


def problem_message(problem: Problem, words: Words) -> str:
    """Return the message of a problem: the fault, without its place in the file."""
    return words.say(f"{problem.domain}.{problem.code}", **_placeholder_values(problem, words))


def advice_message(problem: Problem, words: Words) -> str:
    """Return the advice on a problem: how to correct it, with suggestions."""
    text = words.say(f"{problem.domain}.{problem.code}.mend", **_placeholder_values(problem, words))
    kind = _SUGGESTED_KINDS.get(problem.code)
    if kind is None or not problem.expected:
        return text
    codes = [_code_with_name(code.strip(), kind, words) for code in problem.expected.split(",")]
    return text + words.say("intake.perhaps", codes=words.say("intake.comma").join(codes))


def place_text(problem: Problem, words: Words) -> str:
    """Return the place of a problem: file, sheet, row and column, as far as they are known."""
    parts = [problem.file]
    if problem.sheet:
        parts.append(words.say("intake.at_sheet", sheet=problem.sheet))
    if problem.row:
        parts.append(words.say("intake.at_row", row=problem.row))
    if problem.column:
        parts.append(words.say("intake.at_column", column=problem.column))
    if problem.field:
        parts.append(words.say("intake.at_field", field=problem.field))
    return words.say("intake.at_join").join(part for part in parts if part)


def level_name(problem: Problem, words: Words) -> str:
    """Return the name of a problem's level: 错误, 警告, 提示."""
    return words.say(f"intake.level_{problem.level}")


def _placeholder_values(problem: Problem, words: Words) -> dict[str, object]:
    """Return the values for a message's placeholders, with names in place of codes."""
    values: dict[str, object] = {
        "file": problem.file,
        "sheet": problem.sheet,
        "row": problem.row,
        "column": problem.column,
        "field": problem.field,
        "value": problem.value,
        "expected": problem.expected,
        **problem.hints,
    }
    if problem.code in ("missing", "column_missing"):
        values["expected"] = column_heading(problem.expected, words)
    for name in _CODE_PLACEHOLDERS:
        if values.get(name):
            values[name] = words.name(name, str(values[name]))
    for name in _PERIOD_PLACEHOLDERS & set(values):
        values[name] = _period_name(str(values[name]), words)
    values["what"] = _figure_name(values, words)
    return {name: _format_value(value) for name, value in values.items()}


def column_heading(field: str, words: Words) -> str:
    """Return the heading of a column of figures.csv, as in the template."""
    return HEADINGS.get(field, field) if words.language == "zh" else field


def _figure_name(values: dict[str, object], words: Words) -> str:
    """Return the name of a figure: area, period, indicator and breakdown."""
    parts = [
        str(values[name])
        for name in ("area", "period", "indicator", "breakdown")
        if values.get(name)
    ]
    return words.say("intake.what_join").join(parts)


def _period_name(text: str, words: Words) -> str:
    """Return a period as text (2024-09 → 2024年9月).

    A text that is no period is returned unchanged.
    """
    try:
        return words.period(text)
    except ValueError:
        return text


def _code_with_name(code: str, kind: str, words: Words) -> str:
    """Return a name with its code in brackets; the code alone if it has no name."""
    name = words.name(kind, code.partition(".")[0]) if kind else code
    return code if name in (code, code.partition(".")[0]) else f"{name} ({code})"


def _format_value(value: object) -> str:
    """Return a number with separators, any other value as text."""
    return f"{value:,.10g}" if isinstance(value, int | float) else str(value)
