"""Read definitions of indicators and sources from separate sheets of a workbook."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from file_formats import Cell, FileFormatError, Sheet, yaml
from file_formats.column_letters import column_letters
from intake.model.problem import Level, Problem
from intake.model.reference import Entry, Reference
from intake.model.text_normalization import comparison_form, find_hidden_character
from intake.model.upload_labels import LabelMatch
from intake.rules.relation_syntax import RelationSyntaxError, parse_relation
from intake.tables.grid import is_digits
from intake.tables.open_file import cell_texts
from intake.values.printed_units import split_unit

INDICATOR_KINDS = ("stock", "flow", "target", "ratio")
AGGREGATIONS = ("sum", "last", "none")
_AGGREGATION_OF = {"stock": "last", "flow": "sum", "target": "none", "ratio": "none"}
"""How an indicator is aggregated over time if its definition does not say."""
_INDICATOR_HEADINGS = {
    "code": "code 代码 指标代码",
    "name.zh": "name name_zh 名称 指标名称 中文名称",
    "name.en": "name_en 英文名称",
    "definition.zh": "definition definition_zh 指标解释 口径 定义",
    "definition.en": "definition_en 英文指标解释 英文解释",
    "unit.zh": "unit unit_zh 计量单位 单位",
    "unit.en": "unit_en 英文单位 英文计量单位",
    "classifiers": "classifiers 量词",
    "topic": "topic 主题 专题",
    "kind": "kind 类型 指标类型",
    "target_for": "target_for 目标对应指标",
    "aggregation": "aggregation 汇总方式",
    "breakdowns": "breakdowns 分组",
    "checks": "checks 审核关系",
    "terms": "terms 别名 同义词",
}
_SOURCE_HEADINGS = {
    "id": "id 编号 来源编号 代码",
    "producer.zh": "producer producer_zh 发布单位 出处单位 发布机构",
    "producer.en": "producer_en 英文发布单位",
    "title.zh": "title title_zh 标题 名称",
    "title.en": "title_en 英文标题",
    "date_published": "date_published 发布日期",
    "date_accessed": "date_accessed 查阅日期 访问日期",
    "citation.zh": "citation citation_zh 引用 引用格式",
    "citation.en": "citation_en 英文引用",
    "url": "url 网址 链接",
    "sha256": "sha256 校验值",
}
"""Headings, separated by blanks, of each field."""
_LIST_FIELDS = frozenset({"classifiers", "checks", "terms"})
_INDICATOR_CODE = re.compile(r"[a-z][a-z0-9_]{1,63}")
_SOURCE_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{1,63}")
_KIND_NAMES = dict(zip(("期末数", "期间数", "目标", "比率"), INDICATOR_KINDS, strict=True))
CheckedDefinitions = tuple[list[dict[str, Any]], list[Problem]]
"""The entries without a fault, and the problems of all."""


@dataclass(frozen=True)
class _PlacedEntry:
    """An entry with its place: a problem to copy, still without a code, and each field's column."""

    values: dict[str, Any]
    place: Problem
    columns: Mapping[str, int]

    def make_problem(
        self, code: str, field: str, value: str, level: Level = "error", expected: str = ""
    ) -> Problem:
        """Return a problem of one field; `code` is the message's id."""
        column = column_letters(self.columns[field]) if field in self.columns else ""
        problem = replace(self.place, code=code, level=level, column=column)
        return replace(problem, field=field, value=value, expected=expected)


def detect_definition_kind(sheet: Sheet) -> str:
    """Return `indicators` or `sources` if a sheet defines them; "" for any other sheet."""
    for number, row in enumerate(cell_texts(sheet, 5)):
        if not any(row):
            continue
        columns = _find_columns(row, _INDICATOR_HEADINGS)
        if {"code", "name.zh", "unit.zh"} <= set(columns):
            others = set(range(len(row))) - set(columns.values())
            return "" if _has_numbers(sheet.rows[number + 1 :], others) else "indicators"
        if {"id", "title.zh"} <= set(_find_columns(row, _SOURCE_HEADINGS)):
            return "sources"
    return ""


def _has_numbers(rows: Sequence[Sequence[Cell]], columns: set[int]) -> bool:
    """Return whether one of the columns contains numbers: then the sheet is a form of figures."""
    cells = (row[column] for row in rows for column in columns if column < len(row))
    return any(not isinstance(cell, str) or is_digits(cell) for cell in cells)


def read_indicators(sheet: Sheet, file: str, reference: Reference) -> CheckedDefinitions:
    """Read definitions of indicators; one with a fault is reported and left out."""
    return _check_indicators(_read_entries(sheet, file, _INDICATOR_HEADINGS), reference)


def check_indicators(
    entries: Iterable[Entry], file: str, reference: Reference
) -> CheckedDefinitions:
    """Check definitions of indicators that come as entries of indicators.yaml."""
    return _check_indicators(_place_entries(entries, file), reference)


def _check_indicators(entries: Iterable[_PlacedEntry], reference: Reference) -> CheckedDefinitions:
    """Return the indicators without a fault, with defaults filled in, and all problems."""
    indicators, problems = [], []
    for entry in entries:
        values = entry.values
        faults = [*_find_hidden_characters(entry), *_find_indicator_faults(entry)]
        problems += faults
        if faults:
            continue
        values.setdefault("kind", "stock")
        values.setdefault("aggregation", _AGGREGATION_OF[values["kind"]])
        values.setdefault("classifiers", [values["unit"]["zh"]])
        if values["code"] in reference.by_code:
            code = str(values["code"])
            problems.append(entry.make_problem("definition_changes", "code", code, "warning"))
        indicators.append(values)
    return indicators, problems


def read_sources(sheet: Sheet, file: str) -> CheckedDefinitions:
    """Read sources; one with a fault is reported and left out."""
    return _check_sources(_read_entries(sheet, file, _SOURCE_HEADINGS))


def check_sources(entries: Iterable[Entry], file: str) -> CheckedDefinitions:
    """Check sources that come as entries of sources.yaml."""
    return _check_sources(_place_entries(entries, file))


def _check_sources(entries: Iterable[_PlacedEntry]) -> CheckedDefinitions:
    """Return the sources without a fault, and all problems."""
    sources, problems = [], []
    for entry in entries:
        faults = _find_hidden_characters(entry)
        id_ = str(entry.values.get("id", ""))
        if not _SOURCE_ID.fullmatch(id_):
            faults.append(entry.make_problem("definition_incomplete", "id", id_))
        if not entry.values.get("title"):
            faults.append(entry.make_problem("definition_incomplete", "title.zh", ""))
        problems += faults
        if not faults:
            sources.append(entry.values)
    return sources, problems


def draft_indicator(label: LabelMatch, topic: str = "") -> dict[str, Any]:
    """Return the entry of a new indicator for an unmatched label, for a person to complete."""
    _, unit = split_unit(label.unit)
    name = label.text.rpartition("/")[2]
    return {
        "code": _suggest_code(label.text),
        "name": {"zh": name, "en": name},
        "definition": {"zh": "", "en": ""},
        "unit": {"zh": unit, "en": unit},
        "classifiers": [unit] if unit else [],
        "topic": topic,
        "kind": "ratio" if unit in ("%", "‰") else "stock",
        "aggregation": "none" if unit in ("%", "‰") else "last",
    }


def _suggest_code(text: str) -> str:
    """Return a code in pinyin: 职工之家 → zhigongzhijia."""
    # Imported on use: its dictionaries take 50 MB and a second.
    from locales.pinyin_search import search_text

    _, pinyin, _ = search_text(re.sub(r"\W+", "", text) or "x").rsplit(" ", 2)
    code = re.sub(r"[^a-z0-9]+", "_", pinyin).strip("_")[:60]
    return code if _INDICATOR_CODE.fullmatch(code) else f"indicator_{code}".strip("_")


def _find_columns(row: Sequence[str], headings: Mapping[str, str]) -> dict[str, int]:
    """Return the column of each field that a header row names.

    `headings` maps headings to fields.
    """
    fields = {
        comparison_form(text): field for field, texts in headings.items() for text in texts.split()
    }
    columns: dict[str, int] = {}
    for column, heading in enumerate(row):
        field = fields.get(comparison_form(heading).rstrip("*＊"))
        if field:
            columns.setdefault(field, column)
    return columns


def _read_entries(sheet: Sheet, file: str, headings: Mapping[str, str]) -> Iterator[_PlacedEntry]:
    """Yield an entry for each row below the header of a sheet."""
    rows = cell_texts(sheet)
    headers = (at for at, row in enumerate(rows) if len(_find_columns(row, headings)) > 1)
    header = next(headers, len(rows))
    columns = _find_columns(rows[header], headings) if header < len(rows) else {}
    for number, row in enumerate(rows[header + 1 :], header + 2):
        values: dict[str, Any] = {}
        for field, column in columns.items():
            text = row[column].strip() if column < len(row) else ""
            if text:
                _set_field(values, field, text)
        if values:
            place = Problem("", "error", file, sheet.name, number)
            yield _PlacedEntry(values, place, columns)


def _place_entries(entries: Iterable[Entry], file: str) -> Iterator[_PlacedEntry]:
    """Yield entries that do not come from a sheet, without their empty values."""
    for entry in entries:
        values = {
            name: {key: text for key, text in value.items() if text}
            if isinstance(value, Mapping)
            else value
            for name, value in entry.items()
        }
        filled = {name: value for name, value in values.items() if value}
        yield _PlacedEntry(filled, Problem("", "error", file), {})


def _set_field(entry: dict[str, Any], field: str, text: str) -> None:
    """Set a field from a cell: `name.zh` inside a mapping, lists split at ; or 、, YAML parsed."""
    name, _, language = field.partition(".")
    nested = _parse_nested(text) if "\n" in text or ": " in text else None
    if isinstance(nested, dict if language else list):
        entry[name] = nested
    elif name == "breakdowns":
        parts = (part for part in re.split(r"[;；\n]", text) if part.strip())
        entry[name] = [_parse_breakdown(part) for part in parts]
    elif language:
        entry.setdefault(name, {})[language] = text
    elif name in _LIST_FIELDS:
        separator = r"[;；\n]" if name == "checks" else r"[;；、,，\s]"
        entry[name] = [part.strip() for part in re.split(separator, text) if part.strip()]
    else:
        entry[name] = text


def _parse_nested(text: str) -> Any:
    """Return the YAML value of a cell; None if it is not YAML."""
    try:
        return yaml.load_yaml(text.encode())
    except FileFormatError:
        return None


def _parse_breakdown(text: str) -> dict[str, Any]:
    """Return a breakdown from `women 女会员` or `women: 女会员`: code and name."""
    code, _, name = re.sub("[:：=]", " ", text.strip()).partition(" ")
    return {"code": code, "name": {"zh": name.strip() or code, "en": code}}


def _find_indicator_faults(entry: _PlacedEntry) -> list[Problem]:
    """Return the faults of an indicator, and replace the Chinese name of its kind by the code."""
    values, faults = entry.values, []
    code = str(values.get("code", ""))
    if not _INDICATOR_CODE.fullmatch(code):
        faults.append(entry.make_problem("definition_incomplete", "code", code))
    for field in ("name.zh", "unit.zh"):
        if not values.get(field.partition(".")[0]):
            faults.append(entry.make_problem("definition_incomplete", field, ""))
    values["kind"] = _KIND_NAMES.get(values.get("kind", ""), values.get("kind", "stock"))
    for field, choices in (("kind", INDICATOR_KINDS), ("aggregation", AGGREGATIONS)):
        if values.get(field, choices[0]) not in choices:
            value, expected = str(values[field]), ", ".join(choices)
            faults.append(entry.make_problem("definition_choice", field, value, expected=expected))
    for text in values.get("checks") or ():
        try:
            parse_relation(str(text))
        except RelationSyntaxError:
            faults.append(entry.make_problem("relation_unreadable", "checks", str(text)))
    return faults


def _find_hidden_characters(entry: _PlacedEntry) -> list[Problem]:
    """Return a problem if a text of the entry has an invisible character, else []."""
    point = find_hidden_character(join_texts(entry.values))
    hints = {"point": point}
    return [replace(entry.place, code="hidden_character", hints=hints)] if point else []


def join_texts(value: Any) -> str:
    """Return all texts inside nested values, joined."""
    if isinstance(value, Mapping):
        return "".join(map(join_texts, value.values()))
    if isinstance(value, list):
        return "".join(map(join_texts, value))
    return str(value)
