"""JSON values for the output of `--json`: figures, releases, reviews, results, accounts, errors."""

import json
import math
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, cast

from auth import Account
from cli.local_files import LocalPublishResult
from curation.code_names import read_code_names
from curation.error_messages import format_error, format_problem, list_problems_of_error
from curation.releases.changes import Changes
from curation.releases.upload_review import Review
from errors import UserError
from intake.model.choices import CHOICES, find_question_code
from intake.model.problem import Problem
from intake.model.reference import Entry
from ledger import Release, Snapshot
from ledger.queries.compare import ReleaseComparison
from ledger.storage.data_files import COLUMNS
from locales import Language, Words
from quantities import Direction, Quantity, change_of_figure, describe_change
from quantities.figure_keys import figure_key
from settings import SettingsError

PRINTED_COLUMNS = ("key", *COLUMNS, "unit", "kind", "topic")
CODE_COLUMNS = ("indicator", "programme", "ref_area", "breakdown", "source")
# Kind of name (`read_code_names`) of a column whose own name is another.
NAME_KINDS = {"ref_area": "area"}
SIGNS = {Direction.RISE: "+", Direction.FALL: "-"}
NO_CHANGES = {"added": 0, "changed": 0, "removed": 0}


def iterate_figure_rows(snapshot: Snapshot) -> Iterator[dict[str, Any]]:
    """Yield each figure as JSON values: PRINTED_COLUMNS, and the names of its codes.

    Missing numbers are None. `<column>_name` is {"zh": …, "en": …}, or None for a code without a
    name.
    """
    names = read_code_names(snapshot)
    for row in snapshot.figures[list(PRINTED_COLUMNS)].to_dict("records"):
        values = {str(name): _to_json_number(value) for name, value in row.items()}
        for column in CODE_COLUMNS:
            code = values[column]
            if column == "breakdown":  # codes of breakdowns are unique only within an indicator
                code = f"{values['indicator']}.{code}"
            values[f"{column}_name"] = names[NAME_KINDS.get(column, column)].get(code)
        yield values


def format_json(value: object) -> str:
    """Return a value as indented JSON, with Chinese characters as they are."""
    return json.dumps(value, ensure_ascii=False, indent=1)


def iterate_json_lines(rows: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Yield the lines of a JSON list, one for each row, so that not all rows are in memory at once.

    Each line after the first begins with the comma, since it is not known which row is the last.
    """
    prefix = "["
    for row in rows:
        yield prefix + json.dumps(row, ensure_ascii=False)
        prefix = ","
    yield "[]" if prefix == "[" else "]"


def replace_codes_by_names(row: dict[str, Any], words: Words) -> dict[str, Any]:
    """Return a row of `iterate_figure_rows` with names instead of codes and the period as text.

    It is printed for people; a code without a name stays.
    """
    columns = ("indicator", "ref_area")
    names = {column: words.pick(row[f"{column}_name"]) or row[column] for column in columns}
    return {**row, **names, "time_period": words.period(row["time_period"])}


def add_source_to_figure(
    row: dict[str, Any], sources: Mapping[str, Mapping[str, Any]], words: Words
) -> dict[str, Any]:
    """Return a row of `iterate_figure_rows` with title, date and URL of its source.

    `sources` are the entries of sources.yaml by id; title and note are in the reader's language. A
    figure without a source, or of one that is not listed, has "" for all three.
    """
    source = sources.get(row["source"], {})
    return {
        **row,
        "source_title": words.pick(source.get("title")),
        "source_date": str(source.get("date_published") or ""),
        "source_url": str(source.get("url") or ""),
        "note": words.note(row["note"]),
    }


def account_to_json(account: Account) -> dict[str, Any]:
    """Return an account as JSON values for the command `accounts`, without id and version."""
    field_names = ("name", "display_name", "area", "disabled", "has_password", "external")
    values = {name: getattr(account, name) for name in field_names}
    created_at = account.created_at.isoformat(timespec="seconds")
    return {**values, "role": account.role.value, "created_at": created_at}


def release_to_json(release: Release) -> dict[str, Any]:
    """Return a release as JSON values, for the command `history`.

    "restored" is the number of the release whose state it has again, None if it restored none;
    "figures" is the number of its figures.
    """
    return {
        "release": release.number,
        "at": release.at.isoformat(timespec="seconds"),
        "author": release.author,
        "reason": release.reason,
        "kind": release.kind,
        "restored": release.restored,
        "figures": release.rows,
        "source_sha256": release.source_sha256,
        "proofs": dict(release.proofs),
    }


def review_to_json(review: Review, words: Words) -> dict[str, Any]:
    """Return the result of checking files as JSON values: tables' shape, figures, problems.

    The shape of a table is how it is laid out, such as long or wide. If there are several files,
    each problem names its file.
    """
    checked = review.checked
    file_names = {problem.file for problem in review.problems}
    file_names |= {shape.file for shape in checked.shapes}
    name_file = len(file_names) > 1
    return {
        "shape": checked.shape,
        "figures": len(checked.figures),
        "problems": [problem_to_json(problem, words, name_file) for problem in review.problems],
    }


def iterate_checked_figures(review: Review, published: Iterable[Entry]) -> Iterator[dict[str, Any]]:
    """Yield each figure that was read, as it would be published, with the cell that it is from.

    `published` are the entries of published indicators. Missing numbers are None; a part of a key
    is empty if it could not be read.
    """
    checked = review.checked
    unit_by_indicator = {
        entry["code"]: entry["unit"]["zh"] for entry in (*published, *checked.indicators)
    }
    number_columns = ("as_reported", "value", "value_low", "value_high")
    places = checked.places.to_dict("records")  # file, sheet and cell, row by row as the figures
    for row, place in zip(checked.figures.to_dict("records"), places, strict=True):
        yield {
            "key": figure_key(cast("dict[str, Any]", row)),
            **{name: _to_json_number(row[name]) for name in number_columns},
            "unit": unit_by_indicator.get(row["indicator"], ""),
            **{name: place[name] for name in ("file", "sheet")},
            "cell": f"{place['column']}{place['row']}",
        }


def list_sheet_roles(review: Review) -> list[dict[str, Any]]:
    """Return for each sheet how its cells were understood, for `check --figures --json`.

    Each cell has one letter, such as "f" for a figure; see `CellRole`.
    """
    return [
        {"file": sheet.file, "sheet": sheet.sheet, "roles": sheet.roles}
        for sheet in review.checked.sheets
    ]


def problem_to_json(problem: Problem, words: Words, name_file: bool = False) -> dict[str, Any]:
    """Return a problem as JSON values with its message.

    With `name_file` the sheet is `[file]sheet`. A row or column of None means the whole sheet. If a
    choice solves the problem, it has `question` and `choices`, for the option `--choose`; if
    another text in a cell does, `suggested`, for the option `--cell`: "B3=194".
    """
    question = find_question_code(problem)
    solution = {"question": question, "choices": list(CHOICES[question])} if question else {}
    if problem.suggested:
        solution["suggested"] = "=".join(problem.suggested)
    return {
        "code": problem.code,
        "level": problem.level,
        "sheet": f"[{problem.file}]{problem.sheet}" if name_file else problem.sheet,
        "row": problem.row or None,
        "column": problem.column or None,
        "value": problem.value,
        "message": format_problem(words, problem),
        **solution,
    }


def result_to_json(published: LocalPublishResult, words: Words) -> dict[str, Any]:
    """Return the result of checking and publishing as JSON values.

    These are problems, release number and counts of changes. If nothing was published, `release` is
    None and the counts are 0. `draft` is the id of a submitted draft; without one there is no key.
    """
    result = published.result
    return {
        **review_to_json(published.review, words),
        "release": result.release.number if result else None,
        **(count_changes(result.changes) if result else NO_CHANGES),
        **({"draft": published.draft.id} if published.draft else {}),
    }


def error_to_json(error: UserError, words: Words) -> dict[str, Any]:
    """Return an error as JSON values with the keys of `result_to_json`, as if nothing was read.

    An error that is not about a file becomes one problem without file, row and column.
    """
    problems = [problem_to_json(problem, words) for problem in list_problems_of_error(error)]
    if not problems:
        code = "settings" if isinstance(error, SettingsError) else error.code
        no_place = {"sheet": "", "row": None, "column": None, "value": ""}
        message = format_error(words, error)
        problems = [{"code": code, "level": "error", **no_place, "message": message}]
    nothing_read = {"shape": "unknown", "figures": 0}
    return {**nothing_read, "problems": problems, "release": None, **NO_CHANGES}


def iterate_comparison_rows(changes: ReleaseComparison, words: Words) -> Iterator[dict[str, Any]]:
    """Yield one row for each changed figure, to be printed: key, old and new wording, change.

    A wording is the text of a number as printed, 2300万余元. `old` is "" for an added figure, `new`
    for a removed one. `percent` is the change as text, "+6.3%"; it is in percentage points for a
    rate, in the figure's unit where no percentage is possible, "—" if it cannot be computed.
    """
    for row in changes.added.to_dict("records"):
        yield {"key": row["key"], "old": "", "new": row["as_reported"], "percent": ""}
    for row in changes.changed.to_dict("records"):
        change, text = change_of_figure(cast("dict[str, Any]", row)), "—"
        if change is not None:
            text = format_signed_change(change, words.language)
        old, new = row["old_as_reported"], row["new_as_reported"]
        yield {"key": row["key"], "old": old, "new": new, "percent": text}
    for row in changes.removed.to_dict("records"):
        yield {"key": row["key"], "old": row["as_reported"], "new": "", "percent": ""}


def format_signed_change(change: Quantity, language: Language, unit: str | None = None) -> str:
    """Return a change as text with its sign: +6.3%, 约-3%.

    `unit` is the name of the unit to use, None for the change's own (see `describe_change`).
    """
    direction, text = describe_change(change, language, unit)
    if direction in SIGNS:
        return re.sub("(?=[0-9])", SIGNS[direction], text, count=1)  # before the first digit
    return text


def count_changes(changes: Changes) -> dict[str, int]:
    """Return how many figures were added, changed and removed, as JSON values."""
    added, changed, removed = map(len, changes.frames)  # in this order
    return {"added": added, "changed": changed, "removed": removed}


def comparison_to_json(changes: ReleaseComparison) -> dict[str, Any]:
    """Return a comparison of two releases as JSON values.

    Added and removed figures have wording and value, changed figures the old and the new ones and
    the percentage; `codes` are the names of the code lists that differ.
    """
    figure_columns = ("key", "as_reported", "value")
    changed_columns = (
        *("key", "old_as_reported", "new_as_reported"),
        *("old_value", "new_value", "percent"),
    )
    columns_by_group = {
        "added": figure_columns,
        "changed": changed_columns,
        "removed": figure_columns,
    }
    rows_by_group = {
        group: [
            {name: _to_json_number(row[name]) for name in columns}
            for row in getattr(changes, group).to_dict("records")
        ]
        for group, columns in columns_by_group.items()
    }
    return {**rows_by_group, "codes": list(changes.codes)}


def _to_json_number(value: Any) -> Any:
    """Return a value for JSON, with None in place of NaN and infinity, which JSON does not have."""
    return None if isinstance(value, float) and not math.isfinite(value) else value
