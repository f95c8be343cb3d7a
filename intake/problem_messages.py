"""Messages of problems in the reader's language: what is wrong, where, and the remedy."""

from intake.model.choices import CHOICES
from intake.model.fields import HEADINGS
from intake.model.problem import Problem
from locales import Words

_CODE_PLACEHOLDERS = ("indicator", "area", "programme", "breakdown")
_PERIOD_PLACEHOLDERS = frozenset({"period", "other_period"})
_SUGGESTED_CODE_LISTS = {
    "unknown_indicator": "indicator",
    "indicator_unconfirmed": "indicator",
    "unknown_area": "area",
    "area_ambiguous": "area",
    "area_dissolved": "area",
    "area_unconfirmed": "area",
    "unknown_programme": "programme",
    "unknown_source": "source",
    "unknown_breakdown": "breakdown",
    "look_alike": "",
}
"""The code list of the suggestions in `expected`, by problem code; "" for codes without names."""


def format_problem_message(problem: Problem, words: Words) -> str:
    """Return the message of a problem: what is wrong, without its place in the file."""
    return words.say(f"{problem.domain}.{problem.code}", **_list_placeholder_values(problem, words))


def format_advice(problem: Problem, words: Words) -> str:
    """Return the advice on a problem: how to correct it, with suggestions.

    The suggestions are the codes in `expected` with their names, for the problems that
    _SUGGESTED_CODE_LISTS lists.
    """
    advice = words.say(
        f"{problem.domain}.{problem.code}.mend", **_list_placeholder_values(problem, words)
    )
    if problem.suggested:
        cell, text = problem.suggested
        advice += words.say("intake.suggested_cell", cell=cell, text=text)
    code_list = _SUGGESTED_CODE_LISTS.get(problem.code)
    if code_list is None or not problem.expected:
        return advice
    codes = problem.expected.split(",")
    suggestions = [_format_suggested_code(code.strip(), code_list, words) for code in codes]
    return advice + words.say("intake.perhaps", codes=words.say("intake.comma").join(suggestions))


def format_place(problem: Problem, words: Words) -> str:
    """Return the place of a problem: file, sheet, row and column, as far as they are known.

    The heading of the column (`field`) follows its letter.
    """
    texts = [problem.file] if problem.file else []
    for name in ("sheet", "row", "column", "field"):
        if value := getattr(problem, name):
            texts.append(words.say(f"intake.at_{name}", **{name: value}))
    return words.say("intake.at_join").join(texts)


def format_level(problem: Problem, words: Words) -> str:
    """Return the name of a problem's level: 错误, 警告, 提示."""
    return words.say(f"intake.level_{problem.level}")


def _list_placeholder_values(problem: Problem, words: Words) -> dict[str, object]:
    """Return the values for a problem message's placeholders, with names in place of codes.

    `{what}` is the figure that the problem is about, made of the names after they have replaced the
    codes. For a missing field, `{expected}` is its heading. `{seen}` and `{head}`, the first rows
    and the likely header of a file without a table, are — if the problem has none. Numbers get
    separators: 12345.5 → 12,345.5.
    """
    fields = ("file", "sheet", "row", "column", "field", "value", "expected")
    values: dict[str, object] = {name: getattr(problem, name) for name in fields}
    values.update({"seen": "—", "head": "—", **problem.hints})
    if problem.code in ("missing", "column_missing"):
        values["expected"] = format_field_heading(problem.expected, words)
    for name in _CODE_PLACEHOLDERS:
        if values.get(name):
            values[name] = words.name(name, str(values[name]))
    for name in _PERIOD_PLACEHOLDERS & set(values):
        values[name] = _format_period(str(values[name]), words)
    if problem.code in ("cell_corrected", "cell_changed"):
        for name in ("value", "expected"):
            values[name] = values[name] or words.say("intake.blank_cell")
    if problem.code == "chosen":
        values["choice"] = format_choice(str(values["question"]), str(values["choice"]), words)
    if problem.code == "hidden_cells":
        kinds = (name for name in ("rows", "columns") if values[name])
        hidden = (words.say(f"intake.hidden_{name}", **values) for name in kinds)
        values["hidden"] = words.say("intake.comma").join(hidden)
    values["what"] = _join_key_names(values, words)
    return {
        name: f"{value:,.10g}" if isinstance(value, int | float) else str(value)
        for name, value in values.items()
    }


def format_choice(question: str, choice: str, words: Words) -> str:
    """Return a person's choice in the reader's language.

    `question` is the code of a problem. If it has no fixed choices, the choice is a text that was
    typed, such as a unit, and is returned unchanged.
    """
    return words.say(f"choices.{question}.{choice}") if CHOICES[question] else choice


def format_field_heading(field: str, words: Words) -> str:
    """Return the heading of a field of figures.csv, as in the template: ref_area → 地区."""
    return HEADINGS.get(field, field) if words.language == "zh" else field


def _join_key_names(values: dict[str, object], words: Words) -> str:
    """Return what a problem message calls its figure: area, period, indicator and breakdown.

    Those that the problem does not name are left out.
    """
    key_columns = ("area", "period", "indicator", "breakdown")
    names = [str(values[name]) for name in key_columns if values.get(name)]
    return words.say("intake.what_join").join(names)


def _format_period(period: str, words: Words) -> str:
    """Return a period in a problem message as text (2024-09 → 2024年9月).

    A text that is no period is returned unchanged.
    """
    try:
        return words.period(period)
    except ValueError:
        return period


def _format_suggested_code(code: str, code_list: str, words: Words) -> str:
    """Return a code as the advice on a problem suggests it, after its name: 宁波市 (330200).

    A code without a name, or without a `code_list` (""), stands alone. `members.women` is an
    indicator with a breakdown and gets the name of the indicator. An area's name stands after that
    of its parent if several areas have it: 西宁市城中区 (630103).
    """
    code_before_dot, _, _ = code.partition(".")
    name = words.name(code_list, code_before_dot) if code_list else code
    if code_list == "area":
        name = words.full_area(code)
    return code if name in (code, code_before_dot) else f"{name} ({code})"
