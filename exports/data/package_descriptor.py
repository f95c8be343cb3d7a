"""The descriptor of a release as a Data Package (v2).

It is datasets/datapackage.yaml, adapted to the data of the release. Constraints that the data do
not meet, such as a required field that is empty somewhere, are left out; so is what Frictionless
does not know: `jsonSchema`, and the size of a file in YAML.
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
    values of each resource of the release by its name. A table without rows is no resource. The
    table of charts (charts.yaml) is the program's own and not among `tables`.
    """
    descriptor = copy.deepcopy(_load_descriptor())  # the original is cached
    sources = release_data.sources
    if any(source.get("demonstration") for source in sources):
        descriptor["title"] = DEMONSTRATION
    if not _are_from_datasets(sources):  # only the owner of other sources knows their licence
        descriptor["description"] = DESCRIPTION
        del descriptor["licenses"]
    descriptor["sources"] = [_describe_source(source) for source in sources]
    descriptor["version"] = f"{release_data.release.number}.0.0"
    descriptor["created"] = release_data.release.at.strftime("%Y-%m-%dT%H:%M:%SZ")
    listed_resources = [
        resource for resource in descriptor["resources"] if tables.get(resource["name"], True)
    ]
    descriptor["resources"] = listed_resources
    resource_names = {resource["name"] for resource in listed_resources}
    for resource in listed_resources:
        data = files[resource["path"]]
        if resource["format"] == "csv":
            resource["bytes"] = len(data)
        resource["hash"] = "sha256:" + hashlib.sha256(data).hexdigest()
        _fit_schema_to_table(resource["schema"], tables.get(resource["name"]), resource_names)
    return descriptor


def _describe_source(source: Mapping[str, Any]) -> dict[str, str]:
    """Return a source as a Data Package lists it: producer and title, and its URL if known."""
    parts = (_choose_language(source.get(key)) for key in ("producer", "title"))
    title = ", ".join(filter(None, parts))
    described = {"title": f"{title} ({source['id']} in sources.yaml)".strip()}
    return described | ({"path": source["url"]} if source.get("url") else {})


def _choose_language(texts: Any) -> str:
    """Return the Chinese text of {zh, en}, else the English one; a plain text is unchanged."""
    if not isinstance(texts, Mapping):
        return str(texts or "")
    return str(texts.get("zh") or texts.get("en") or "")


def _are_from_datasets(sources: Iterable[Mapping[str, Any]]) -> bool:
    """Return whether all sources are in datasets/sources.yaml, for which the licence is known."""
    own_sources = yaml.load_yaml((DATASETS / "sources.yaml").read_bytes())
    url_by_id = {source["id"]: source.get("url") for source in own_sources}
    # -1 is no URL, so that an unknown source differs even if it has none.
    return all(url_by_id.get(source["id"], -1) == source.get("url") for source in sources)


def _fit_schema_to_table(
    schema: dict[str, Any], columns: Columns | None, resource_names: set[str]
) -> None:
    """Remove from a schema whatever its table lacks or does not meet, so that the table is valid.

    These are foreign keys to tables that are not among the `resource_names`, fields without a
    column, and constraints that some value does not meet. `columns` are the table's values by
    field, None for charts.yaml, which is the program's own file and meets all constraints.
    """
    schema["foreignKeys"] = [
        key
        for key in schema.get("foreignKeys", ())
        # A key without a resource refers to the table itself.
        if key["reference"].get("resource", "") in {"", *resource_names}
    ]
    if not schema["foreignKeys"]:
        del schema["foreignKeys"]
    if columns and schema["fieldsMatch"] == "exact":
        schema["fields"] = [field for field in schema["fields"] if field["name"] in columns]
    for field in schema["fields"]:
        constraints = field.get("constraints", {})
        constraints.pop("jsonSchema", None)  # Frictionless does not know it
        if columns is not None:
            # A field that no entry has counts as empty everywhere.
            _drop_unmet_constraints(field, constraints, columns.get(field["name"], [""]))
        if not constraints:
            field.pop("constraints", None)


def _drop_unmet_constraints(
    field: dict[str, Any], constraints: dict[str, Any], values: Sequence[Any]
) -> None:
    """Remove the constraints that a field's values do not meet.

    The permitted topics become those in use. Where a YAML file has plain texts in place of objects,
    lists or dates, the field's type becomes more general.
    """
    stated_values = [value for value in values if value not in ("", None)]
    texts = {value for value in stated_values if isinstance(value, str)}
    if len(stated_values) < len(values):
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
    """Return a part of the package's descriptor in which texts like "true" are booleans: True.

    Our YAML reader returns every value as text, while the descriptor needs booleans and, under
    _INTEGER_KEYS, integers. A field's permitted values (`enum`) stay texts. `key` is the key of
    `value` in the mapping around it.
    """
    if isinstance(value, dict):
        return {name: _parse_booleans_and_integers(item, name) for name, item in value.items()}
    if isinstance(value, list):
        return [_parse_booleans_and_integers(item, key) for item in value]
    if value in ("true", "false") and key != "enum":
        return value == "true"
    return int(value) if key in _INTEGER_KEYS else value
