"""Releases, figures and changes as plain values for JSON: text, numbers, null, lists, mappings."""

import math
from collections.abc import Iterator
from typing import Any

import pandas as pd

from curation.changes import Changes
from curation.proposals import codes_of
from ledger import Release, Snapshot
from ledger.parts import COLUMNS

ABOUT = ("key", "unit", "kind", "topic")
NAMED = ("indicator", "programme", "ref_area", "breakdown", "source")
Pair = dict[str, str]


def figures(snapshot: Snapshot) -> Iterator[dict[str, Any]]:
    """Give each figure with its columns, key, unit, kind and topic, and the names of its codes.

    An open or missing number is null; `<column>_name` is {zh, en}, null for a code without one.
    """
    names = _names(snapshot)
    chosen = [*ABOUT[:1], *COLUMNS, *ABOUT[1:]]
    for row in snapshot.figures[chosen].to_dict("records"):
        plain = {str(name): _plain(value) for name, value in row.items()}
        for column in NAMED:
            code = plain[column]
            if column == "breakdown":
                code = f"{plain['indicator']}.{code}"
            plain[f"{column}_name"] = names[column].get(code)
        yield plain


def release(release: Release) -> dict[str, Any]:
    """Give what history tells of a release."""
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


def counts(changes: Changes) -> dict[str, int]:
    """Count the figures that are added, changed and removed."""
    added, changed, removed = map(len, changes.frames)
    return {"added": added, "changed": changed, "removed": removed}


def differences(added: pd.DataFrame, changed: pd.DataFrame, removed: pd.DataFrame) -> Any:
    """List the figures of a comparison: wording, or old and new wording with the percentage."""
    return {
        "added": [_figure(row) for row in added.to_dict("records")],
        "changed": [_pair(row) for row in changed.to_dict("records")],
        "removed": [_figure(row) for row in removed.to_dict("records")],
    }


def _figure(row: dict[Any, Any]) -> dict[str, Any]:
    return {name: _plain(row[name]) for name in ("key", "as_reported", "value")}


def _pair(row: dict[Any, Any]) -> dict[str, Any]:
    names = ("key", "old_as_reported", "new_as_reported", "old_value", "new_value", "percent")
    return {name: _plain(row[name]) for name in names}


def _plain(value: Any) -> Any:
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _names(snapshot: Snapshot) -> dict[str, dict[str, Pair]]:
    codes = codes_of(snapshot)
    areas = snapshot.areas
    return {
        "indicator": {row["code"]: row.get("name") for row in codes["indicators"]},
        "programme": {row["id"]: row.get("name") for row in codes["programmes"]},
        "source": {row["id"]: row.get("title") for row in codes["sources"]},
        "ref_area": {
            code: {"zh": zh, "en": en}
            for code, zh, en in zip(areas["code"], areas["name_zh"], areas["name_en"], strict=True)
        },
        "breakdown": {
            f"{row['code']}.{each['code']}": each.get("name")
            for row in codes["indicators"]
            for each in row.get("breakdowns") or ()
        },
    }
