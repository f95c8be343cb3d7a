"""Templates to fill in: an empty table with drop-down lists and an explanation of each column."""

from collections.abc import Iterable
from typing import Any

from file_formats import Cell
from file_formats.column_letters import column_letters
from file_formats.csv import write_csv
from file_formats.xlsx import SheetToWrite, write_xlsx
from intake.model.fields import CODE_COLUMNS, FIGURE_COLUMNS
from intake.model.reference import Reference
from intake.problem_messages import column_heading
from intake.values.codes import STATUSES
from locales import Words
from quantities import Qualifier

_REQUIRED = frozenset({"indicator", "ref_area", "time_period"})
_WIDTHS = {"indicator": 28, "ref_area": 20, "as_reported": 18, "note": 30, "locator": 24}
_CHOICE_COLUMNS = tuple(name for name in CODE_COLUMNS if name != "time_period")


def csv_template(words: Words) -> bytes:
    """Return a CSV with the header alone, in UTF-8 with a byte order mark for Chinese Excel."""
    return write_csv([_header_row(words)], bom=True)


def xlsx_template(reference: Reference, words: Words) -> bytes:
    """Return a workbook: the empty table, an explanation of its columns, and the code lists."""
    codes = words.say("intake.template_codes")
    lists = {name: _choices(name, reference, words) for name in _CHOICE_COLUMNS}
    ranges = {}
    for column, (name, choices) in enumerate(lists.items()):
        if choices:
            cell = f"${column_letters(column)}$"
            ranges[FIGURE_COLUMNS.index(name)] = f"='{codes}'!{cell}2:{cell}{len(choices) + 1}"
    columns = list(enumerate(FIGURE_COLUMNS))
    pages = [
        SheetToWrite(
            words.say("intake.template_data"),
            [_header_row(words)],
            widths={at: _WIDTHS.get(name, 14) for at, name in columns},
            choices=ranges,
            text_columns=frozenset(at for at, name in columns if not name.startswith("value")),
        ),
        _help_sheet(words),
        _codes_sheet(codes, lists, words),
    ]
    return write_xlsx(pages, words.say("intake.template_title"))


def _header_row(words: Words) -> list[Cell]:
    """Return the headings; those of required columns end with *."""
    return [
        column_heading(name, words) + ("*" if name in _REQUIRED else "") for name in FIGURE_COLUMNS
    ]


def _help_sheet(words: Words) -> SheetToWrite:
    """Return the sheet that explains each column."""
    rows: list[list[Cell]] = [[words.say("intake.help_intro")]]
    rows += [
        [column_heading(name, words), words.say(f"intake.help_{name}")] for name in FIGURE_COLUMNS
    ]
    return SheetToWrite(words.say("intake.template_help"), rows, widths={0: 24, 1: 80}, wrap=False)


def _codes_sheet(name: str, lists: dict[str, list[str]], words: Words) -> SheetToWrite:
    """Return the sheet with the choices of each column."""
    longest = max(map(len, lists.values()), default=0)
    rows: list[list[Cell]] = [[column_heading(field, words) for field in lists]]
    for at in range(longest):
        rows.append([items[at] if at < len(items) else "" for items in lists.values()])
    return SheetToWrite(name, rows, widths=dict.fromkeys(range(len(lists)), 24))


def _choices(field: str, reference: Reference, words: Words) -> list[str]:
    """Return the choices of a column, each a code and its name: `330200 宁波市`."""
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
            names = _breakdown_names(reference).items()
        case "qualifier":
            return [str(qualifier) for qualifier in Qualifier]
        case _:
            return list(STATUSES)
    return [f"{code} {words.pick(name)}".strip() for code, name in names]


def _breakdown_names(reference: Reference) -> dict[str, Any]:
    """Return the name of each breakdown by code, from the first indicator that has it."""
    names: dict[str, Any] = {}
    for entry in reference.indicators:
        for breakdown in entry.get("breakdowns") or ():
            names.setdefault(str(breakdown["code"]), breakdown["name"])
    return names
