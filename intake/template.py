"""Upload templates: an empty table with drop-down lists and an explanation of each column."""

from collections.abc import Iterable
from itertools import zip_longest
from typing import Any

from file_formats import Cell
from file_formats.csv import write_csv
from file_formats.sheet import column_letters
from file_formats.xlsx import SheetToWrite, write_xlsx
from intake.model.fields import CODE_COLUMNS, FIGURE_COLUMNS, REQUIRED_COLUMNS
from intake.model.reference import Reference
from intake.problem_messages import format_field_heading
from intake.values.codes import STATUSES
from locales import Words
from quantities import Qualifier

_WIDTHS = {"indicator": 28, "ref_area": 20, "as_reported": 18, "note": 30, "locator": 24}
"""Characters that fit into a column of the template, by field."""
_DEFAULT_WIDTH = 14
"""Characters that fit into any other column of the template."""
_CHOICE_COLUMNS = tuple(name for name in CODE_COLUMNS if name != "time_period")


def build_csv_template(words: Words) -> bytes:
    """Return the template as CSV: only a header, with a byte order mark for Chinese Excel."""
    return write_csv([_build_header_row(words)], bom=True)


def build_xlsx_template(reference: Reference, words: Words) -> bytes:
    """Return the template as a workbook: an empty table, help on its columns, and code lists.

    Each column of codes has a drop-down list with the codes of the sheet of code lists.
    """
    codes_name = words.say("intake.template_codes")
    choices = {field: _list_field_choices(field, reference, words) for field in _CHOICE_COLUMNS}
    # Cells of the sheet of codes that the drop-down list of each column shows.
    choice_ranges = {}  # by column of the table
    for column, (field, texts) in enumerate(choices.items()):
        if texts:
            letters = column_letters(column)
            cells = f"${letters}$2:${letters}${len(texts) + 1}"
            choice_ranges[FIGURE_COLUMNS.index(field)] = f"='{codes_name}'!{cells}"
    columns = list(enumerate(FIGURE_COLUMNS))
    sheets = [
        SheetToWrite(
            words.say("intake.template_data"),
            [_build_header_row(words)],
            widths={column: _WIDTHS.get(field, _DEFAULT_WIDTH) for column, field in columns},
            choices=choice_ranges,
            # Excel would turn a code or a period such as 2024-09 into a number or a date.
            text_columns=frozenset(
                column for column, field in columns if not field.startswith("value")
            ),
        ),
        _build_help_sheet(words),
        _build_codes_sheet(codes_name, choices, words),
    ]
    return write_xlsx(sheets, words.say("intake.template_title"))


def _build_header_row(words: Words) -> list[Cell]:
    """Return the headings of the template; those of required columns end with *."""
    return [
        format_field_heading(field, words) + ("*" if field in REQUIRED_COLUMNS else "")
        for field in FIGURE_COLUMNS
    ]


def _build_help_sheet(words: Words) -> SheetToWrite:
    """Return the sheet that explains each column of the template."""
    rows: list[list[Cell]] = [[words.say("intake.help_intro")]]
    rows += (
        [format_field_heading(field, words), words.say(f"intake.help_{field}")]
        for field in FIGURE_COLUMNS
    )
    return SheetToWrite(words.say("intake.template_help"), rows, widths={0: 24, 1: 80}, wrap=False)


def _build_codes_sheet(name: str, choices: dict[str, list[str]], words: Words) -> SheetToWrite:
    """Return the sheet of code lists: a column for each field with its choices below each other.

    The drop-down lists of the template take their choices from it.
    """
    rows: list[list[Cell]] = [[format_field_heading(field, words) for field in choices]]
    rows += map(list, zip_longest(*choices.values(), fillvalue=""))
    return SheetToWrite(name, rows, widths=dict.fromkeys(range(len(choices)), 24))


def _list_field_choices(field: str, reference: Reference, words: Words) -> list[str]:
    """Return the choices of a field in the template, each a code and its name: `330200 宁波市`.

    Qualifiers and observation statuses have no names here.
    """
    names: Iterable[tuple[str, Any]]
    match field:
        case "indicator":
            names = ((entry["code"], entry["name"]) for entry in reference.indicators)
        case "programme":
            names = ((entry["id"], entry["name"]) for entry in reference.programmes)
        case "source":
            names = ((entry["id"], entry["title"]) for entry in reference.sources)
        case "ref_area":
            areas = reference.areas.by_code.values()
            names = (
                (area.code, {"zh": area.name, "en": area.english or area.name}) for area in areas
            )
        case "breakdown":
            names = _list_breakdown_names(reference).items()
        case "qualifier":
            return [str(qualifier) for qualifier in Qualifier]
        case _:  # obs_status
            return list(STATUSES)
    return [f"{code} {words.pick(name)}".strip() for code, name in names]


def _list_breakdown_names(reference: Reference) -> dict[str, Any]:
    """Return the name of each breakdown by code, from the first indicator that has it."""
    names: dict[str, Any] = {}
    for entry in reference.indicators:
        for breakdown in entry.get("breakdowns") or ():
            names.setdefault(str(breakdown["code"]), breakdown["name"])
    return names
