"""What a Table Schema of the Data Package asks of rows: the parts that this package uses."""

import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import jsonschema

Row = dict[str, Any]
Fault = tuple[int, str, str]

CASTS: dict[str, Callable[[Any], Any]] = {
    "string": lambda value: value if isinstance(value, str) else _wrong(value),
    "integer": lambda value: int(value) if re.fullmatch(r"-?\d+", value) else _wrong(value),
    "number": lambda value: (
        float(value) if re.fullmatch(r"-?\d+(\.\d+)?", value) else _wrong(value)
    ),
    "date": date.fromisoformat,
    "object": lambda value: value if isinstance(value, dict) else _wrong(value),
    "array": lambda value: value if isinstance(value, list) else _wrong(value),
    "any": lambda value: value,
}


def _wrong(value: Any) -> Any:
    raise ValueError(value)


def row_faults(schema: dict[str, Any], rows: list[Row]) -> Iterator[Fault]:
    """Faults of types, constraints, field names and the primary key: (row, field, what)."""
    fields = {field["name"]: field for field in schema["fields"]}
    seen: dict[tuple[str, ...], int] = {}
    for number, row in enumerate(rows, 1):
        for name in row.keys() - fields.keys():
            yield number, name, "unknown_field"
        if schema["fieldsMatch"] == "exact" and list(row) != list(fields):
            yield number, "", "fields"
        for name, field in fields.items():
            for what in value_faults(field, row.get(name, "")):
                yield number, name, what
        key = tuple(row.get(name, "") for name in schema["primaryKey"])
        if key in seen:
            yield number, "/".join(key), f"same_key_as_{seen[key]}"
        seen[key] = number


def value_faults(field: dict[str, Any], value: Any) -> Iterator[str]:
    """Codes of what a field's type and constraints find wrong with a value."""
    rules = field.get("constraints", {})
    if value == "":
        if rules.get("required"):
            yield "required"
        return
    try:
        cast = CASTS[field["type"]](value)
    except (ValueError, TypeError):
        yield "type"
        return
    if "enum" in rules and value not in rules["enum"]:
        yield "enum"
    if "pattern" in rules and not re.fullmatch(rules["pattern"], value):
        yield "pattern"
    if rules.keys() & {"minimum", "maximum"} and not (
        rules.get("minimum", cast) <= cast <= rules.get("maximum", cast)
    ):
        yield "range"
    if "jsonSchema" in rules:
        checker = jsonschema.Draft202012Validator(rules["jsonSchema"])
        yield from (
            f"json: {fault.json_path} {fault.validator}" for fault in checker.iter_errors(value)
        )


def dangling(
    schema: dict[str, Any], rows: list[Row], tables: Callable[[str], list[Row]]
) -> Iterator[Fault]:
    """References to nothing: (row, field, value)."""
    for rule in schema.get("foreignKeys", []):
        (field,), reference = rule["fields"], rule["reference"]
        target = tables(reference["resource"]) if "resource" in reference else rows
        known = {row[reference["fields"][0]] for row in target}
        for number, row in enumerate(rows, 1):
            if row.get(field, "") not in known | {""}:
                yield number, field, row[field]
