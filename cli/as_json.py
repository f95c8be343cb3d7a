"""Releases, figures, reviews and errors as JSON values, the output of `--json`."""

import json
import math
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from auth import Account
from cli.local_files import LocalPublishResult
from curation.code_names import read_code_names
from curation.error_messages import error_problems, error_text, problem_text
from curation.releases.changes import Changes
from curation.releases.upload_review import Review
from errors import UserError
from intake.model.problem import Problem
from ledger import Release, Snapshot
from ledger.queries.compare import ReleaseComparison
from ledger.storage.data_files import COLUMNS
from locales import Words
from settings import SettingsError

EXTRA_COLUMNS = ("key", "unit", "kind", "topic")
CODE_COLUMNS = ("indicator", "programme", "ref_area", "breakdown", "source")
# Columns whose kind of name differs from the column's name.
NAME_KINDS = {"ref_area": "area"}


def figure_rows(snapshot: Snapshot) -> Iterator[dict[str, Any]]:
    """Yield each figure with its columns, key, unit, kind and topic, and the names of its codes.

    Missing numbers are None; `<column>_name` is {"zh": …, "en": …}, or None for a code without a
    name.
    """
    names = read_code_names(snapshot)
    chosen = [*EXTRA_COLUMNS[:1], *COLUMNS, *EXTRA_COLUMNS[1:]]
    for row in snapshot.figures[chosen].to_dict("records"):
        values = {str(name): _json_number(value) for name, value in row.items()}
        for column in CODE_COLUMNS:
            code = values[column]
            if column == "breakdown":
                code = f"{values['indicator']}.{code}"
            values[f"{column}_name"] = names[NAME_KINDS.get(column, column)].get(code)
        yield values


def json_text(value: object) -> str:
    """Return a value as indented JSON."""
    return json.dumps(value, ensure_ascii=False, indent=1)


def json_list(rows: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Yield the lines of a JSON list, so that a million rows need not be in memory at once."""
    prefix = "["
    for row in rows:
        yield prefix + json.dumps(row, ensure_ascii=False)
        prefix = ","
    yield "[]" if prefix == "[" else "]"


def figure_with_names(row: dict[str, Any], words: Words) -> dict[str, Any]:
    """Return a row of `figure_rows` for people: names instead of codes, the period as text."""
    shown = {
        column: words.pick(row[f"{column}_name"]) or row[column]
        for column in ("indicator", "ref_area")
    }
    return {**row, **shown, "time_period": words.period(row["time_period"])}


def account_json(account: Account) -> dict[str, Any]:
    """Return the public attributes of an account as JSON values."""
    names = ("name", "display_name", "area", "disabled", "has_password", "external")
    values = {name: getattr(account, name) for name in names}
    at = account.created_at.isoformat(timespec="seconds")
    return {**values, "role": account.role.value, "created_at": at}


def release_json(release: Release) -> dict[str, Any]:
    """Return a release as JSON values, as the command `history` prints it."""
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


def review_json(review: Review, words: Words) -> dict[str, Any]:
    """Return the result of checking files: the tables' shape, number of figures, problems."""
    checked = review.checked
    several = len({problem.file for problem in review.problems} | {s.file for s in checked.shapes})
    return {
        "shape": checked.shape,
        "figures": len(checked.figures),
        "problems": [problem_json(each, words, several > 1) for each in review.problems],
    }


def problem_json(problem: Problem, words: Words, several: bool = False) -> dict[str, Any]:
    """Return a problem with its message.

    With `several` files the sheet is `[file]sheet`.
    """
    return {
        "code": problem.code,
        "level": problem.level,
        "sheet": f"[{problem.file}]{problem.sheet}" if several else problem.sheet,
        "row": problem.row or None,
        "column": problem.column or None,
        "value": problem.value,
        "message": problem_text(words, problem),
    }


def result_json(published: LocalPublishResult, words: Words) -> dict[str, Any]:
    """Return the result of checking and publishing: problems, release number, counts of changes.

    `release` is None if nothing was published; `draft` is the id of a submitted draft, if any.
    """
    result = published.result
    nothing = {"added": 0, "changed": 0, "removed": 0}
    return {
        **review_json(published.review, words),
        "release": result.release.number if result else None,
        **(change_counts(result.changes) if result else nothing),
        **({"draft": published.draft.id} if published.draft else {}),
    }


def error_json(error: UserError, words: Words) -> dict[str, Any]:
    """Return an error with the keys of `result_json`, with nothing read and nothing published.

    An error that concerns no file becomes one problem without file, row and column.
    """
    problems = [problem_json(each, words) for each in error_problems(error)]
    if not problems:
        code = "settings" if isinstance(error, SettingsError) else error.code
        no_place = {"sheet": "", "row": None, "column": None, "value": ""}
        message = error_text(words, error)
        problems = [{"code": code, "level": "error", **no_place, "message": message}]
    unchanged = {"release": None, "added": 0, "changed": 0, "removed": 0}
    return {"shape": "unknown", "figures": 0, "problems": problems, **unchanged}


def comparison_rows(changes: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield one row for each changed figure: key, old and new wording, percent.

    `changes` is what `change_rows` returns; a missing wording is "".
    """
    for row in changes["added"]:
        yield {"key": row["key"], "old": "", "new": row["as_reported"], "percent": ""}
    for row in changes["changed"]:
        percent = "—" if row["percent"] is None else f"{row['percent']:+.1f}%"
        old, new = row["old_as_reported"], row["new_as_reported"]
        yield {"key": row["key"], "old": old, "new": new, "percent": percent}
    for row in changes["removed"]:
        yield {"key": row["key"], "old": row["as_reported"], "new": "", "percent": ""}


def change_counts(changes: Changes) -> dict[str, int]:
    """Return how many figures were added, changed and removed."""
    added, changed, removed = map(len, changes.frames)
    return {"added": added, "changed": changed, "removed": removed}


def change_rows(changes: ReleaseComparison) -> dict[str, Any]:
    """Return a comparison as JSON values.

    Added and removed figures have wording and value; changed figures have old and new ones and the
    percentage.
    """
    return {
        "added": [_figure_json(row) for row in changes.added.to_dict("records")],
        "changed": [_change_json(row) for row in changes.changed.to_dict("records")],
        "removed": [_figure_json(row) for row in changes.removed.to_dict("records")],
        "codes": list(changes.codes),
    }


def _figure_json(row: dict[Any, Any]) -> dict[str, Any]:
    """Return an added or removed figure as JSON values."""
    return {name: _json_number(row[name]) for name in ("key", "as_reported", "value")}


def _change_json(row: dict[Any, Any]) -> dict[str, Any]:
    """Return a changed figure as JSON values."""
    names = ("key", "old_as_reported", "new_as_reported", "old_value", "new_value", "percent")
    return {name: _json_number(row[name]) for name in names}


def _json_number(value: Any) -> Any:
    """Return None for NaN and infinity, which JSON does not have, and other values unchanged."""
    return None if isinstance(value, float) and not math.isfinite(value) else value
