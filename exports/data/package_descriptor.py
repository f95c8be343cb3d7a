"""The descriptor of a release as a Data Package (v2): what is in it, true of the very data.

It is made of datasets/datapackage.yaml. Constraints that the data do not keep, such as a field that
may be empty after all, are left out, and so is what Frictionless does not know: `jsonSchema`, and
the size of a file in YAML.
"""

import copy
import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from exports.data.release_data import ReleaseData
from file_formats import yaml

DATASETS = Path(__file__).parents[2] / "datasets"
DEMONSTRATION = "演示数据 · Demonstration data"
DESCRIPTION = (
    "Figures of Chinese trade unions with their wording and bounds, the programmes they belong to, "
    "and the code lists they use. Facts and figures come from the sources named below."
)
_INTEGER_KEYS = ("minItems", "maxItems", "minLength", "maxLength", "maxProperties", "minimum")
"""Keys of a Table Schema or JSON Schema whose values are whole numbers."""
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
Columns = Mapping[str, Sequence[Any]]
"""The values of a table by field, each at least once, "" for none."""


def build_descriptor(
    release_data: ReleaseData, files: Mapping[str, bytes], tables: Mapping[str, Columns]
) -> dict[str, Any]:
    """Return the descriptor of a release: fields of the tables, size and hash of each file.

    `files` are the package's files by the paths that datasets/datapackage.yaml names, `tables` the
    values of each resource of the release by its name. A table without rows is no resource.
    """
    descriptor = copy.deepcopy(_load_descriptor())  # the loaded one is kept for the next call
    sources = release_data.sources
    if any(source.get("demonstration") for source in sources):
        descriptor["title"] = DEMONSTRATION
    if not _is_of_datasets(sources):  # whose licence nobody but its owner can state
        descriptor["description"] = DESCRIPTION
        del descriptor["licenses"]
    descriptor["sources"] = [_describe_source(source) for source in sources]
    descriptor["version"] = f"{release_data.release.number}.0.0"
    descriptor["created"] = release_data.release.at.strftime("%Y-%m-%dT%H:%M:%SZ")
    listed = [
        resource for resource in descriptor["resources"] if tables.get(resource["name"], True)
    ]
    descriptor["resources"] = listed
    for resource in listed:
        data = files[resource["path"]]
        if resource["format"] == "csv":
            resource["bytes"] = len(data)
        resource["hash"] = "sha256:" + hashlib.sha256(data).hexdigest()
        _fit_schema(resource["schema"], tables.get(resource["name"]), {r["name"] for r in listed})
    return descriptor


def _describe_source(source: Mapping[str, Any]) -> dict[str, str]:
    """Return a source as the standard has it: who published what, and its address if known."""
    parts = (_in_one_language(source.get(key)) for key in ("producer", "title"))
    title = ", ".join(filter(None, parts))
    described = {"title": f"{title} ({source['id']} in sources.yaml)".strip()}
    return described | ({"path": source["url"]} if source.get("url") else {})


def _in_one_language(texts: Any) -> str:
    """Return the Chinese of a text in two languages, else what there is."""
    if not isinstance(texts, Mapping):
        return str(texts or "")
    return str(texts.get("zh") or texts.get("en") or "")


def _is_of_datasets(sources: Iterable[Mapping[str, Any]]) -> bool:
    """Return whether all sources are those of datasets/, of which the licence is known."""
    ours = yaml.load_yaml((DATASETS / "sources.yaml").read_bytes())
    known = {source["id"]: source.get("url") for source in ours}
    return all(known.get(source["id"], -1) == source.get("url") for source in sources)


def _fit_schema(schema: dict[str, Any], columns: Columns | None, resources: set[str]) -> None:
    """Leave out of a schema what is not true of a table; None for one of the program itself.

    Keys of tables that are no resources are left out, too.
    """
    schema["foreignKeys"] = [
        key
        for key in schema.get("foreignKeys", ())
        if key["reference"].get("resource", "") in {"", *resources}
    ]
    if not schema["foreignKeys"]:
        del schema["foreignKeys"]
    if columns and schema["fieldsMatch"] == "exact":
        schema["fields"] = [field for field in schema["fields"] if field["name"] in columns]
    for field in schema["fields"]:
        constraints = field.get("constraints", {})
        constraints.pop("jsonSchema", None)
        if columns is not None:
            _fit_constraints(field, constraints, columns.get(field["name"], [""]))
        if not constraints:
            field.pop("constraints", None)


def _fit_constraints(
    field: dict[str, Any], constraints: dict[str, Any], values: Sequence[Any]
) -> None:
    """Leave out of a field's constraints what its values do not keep; topics are those in use."""
    stated = [value for value in values if value not in ("", None)]
    texts = set(filter(lambda value: isinstance(value, str), stated))
    if len(stated) < len(values):
        constraints.pop("required", None)
    if field["name"] == "topic":
        constraints["enum"] = sorted(texts)
    if not texts <= set(constraints.get("enum") or texts):
        del constraints["enum"]
    pattern = constraints.get("pattern")
    if pattern and not all(re.fullmatch(pattern, text) for text in texts):
        del constraints["pattern"]
    if field["type"] in ("object", "array") and texts:
        field["type"] = "any"
    if field["type"] == "date" and not all(map(_DATE.fullmatch, texts)):
        field["type"] = "string"


@cache
def _load_descriptor() -> dict[str, Any]:
    """Return the content of datasets/datapackage.yaml."""
    data = (DATASETS / "datapackage.yaml").read_bytes()
    descriptor: dict[str, Any] = _parse_booleans_and_integers(yaml.load_yaml(data))
    return descriptor


def _parse_booleans_and_integers(value: Any, key: str = "") -> Any:
    """Return the package descriptor's content with booleans and integers for texts: "true" → True.

    Every value in YAML is read as text; `key` is the key of `value` in the mapping around it. The
    texts that a field may have stay texts.
    """
    if isinstance(value, dict):
        return {name: _parse_booleans_and_integers(item, name) for name, item in value.items()}
    if isinstance(value, list):
        return [_parse_booleans_and_integers(item, key) for item in value]
    if value in ("true", "false") and key != "enum":
        return value == "true"
    return int(value) if key in _INTEGER_KEYS else value
