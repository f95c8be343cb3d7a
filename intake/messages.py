"""Problems in words: what is wrong, where, and how to mend it, in the reader's language."""

from intake.model.fields import HEADINGS
from intake.model.problem import Problem
from locales import Words

_KINDS = {
    "indicator": "indicator",
    "area": "area",
    "programme": "programme",
    "breakdown": "breakdown",
}
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


def problem_message(problem: Problem, words: Words) -> str:
    """Say what is wrong, without the place."""
    return words.say(f"{problem.domain}.{problem.code}", **_placeholder_values(problem, words))


def mend_message(problem: Problem, words: Words) -> str:
    """Say how to mend it, with what may have been meant."""
    text = words.say(f"{problem.domain}.{problem.code}.mend", **_placeholder_values(problem, words))
    kind = _SUGGESTED_KINDS.get(problem.code)
    if kind is None or not problem.expected:
        return text
    named = [_code_with_name(code.strip(), kind, words) for code in problem.expected.split(",")]
    return text + words.say("intake.perhaps", codes=words.say("intake.comma").join(named))


def place_text(problem: Problem, words: Words) -> str:
    """Say where it stands: file, sheet, row and column, as far as they are known."""
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
    """Name the level: 错误, 警告, 提示."""
    return words.say(f"intake.level_{problem.level}")


def _placeholder_values(problem: Problem, words: Words) -> dict[str, object]:
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
    for name, kind in _KINDS.items():
        if values.get(name):
            values[name] = words.name(kind, str(values[name]))
    for name in _PERIOD_PLACEHOLDERS & set(values):
        values[name] = _period_name(str(values[name]), words)
    values["what"] = _figure_name(values, words)
    return {name: _format_value(value) for name, value in values.items()}


def column_heading(field: str, words: Words) -> str:
    """Name a column of the figures table as the template does."""
    return HEADINGS.get(field, field) if words.language == "zh" else field


def _figure_name(values: dict[str, object], words: Words) -> str:
    """Name a figure: area, period, indicator and breakdown."""
    parts = [
        str(values[name])
        for name in ("area", "period", "indicator", "breakdown")
        if values.get(name)
    ]
    return words.say("intake.what_join").join(parts)


def _period_name(text: str, words: Words) -> str:
    try:
        return words.period(text)
    except ValueError:
        return text


def _code_with_name(code: str, kind: str, words: Words) -> str:
    name = words.name(kind, code.partition(".")[0]) if kind else code
    return code if name in (code, code.partition(".")[0]) else f"{name} ({code})"


def _format_value(value: object) -> str:
    return f"{value:,.10g}" if isinstance(value, int | float) else str(value)
