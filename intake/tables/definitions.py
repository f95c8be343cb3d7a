"""Indicators and sources that a workbook brings on sheets of their own."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from file_formats import Cell, FileFormatError, Sheet, yaml
from intake.model.characters import comparison_form, find_hidden_character
from intake.model.labels import LabelMatch
from intake.model.problem import Level, Problem, column_letters
from intake.model.reference import Entry, Reference
from intake.rules.relation_syntax import RelationSyntaxError, parse_relation
from intake.tables.grid import is_digits
from intake.tables.open_file import cell_texts
from intake.values.units import split_unit

KINDS = ("stock", "flow", "target", "ratio")
AGGREGATIONS = ("sum", "last", "none")
_AGGREGATION_OF = {"stock": "last", "flow": "sum", "target": "none", "ratio": "none"}
_INDICATOR = {
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
_SOURCE = {
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
_LISTS = frozenset({"classifiers", "checks", "terms"})
_CODE = re.compile(r"[a-z][a-z0-9_]{1,63}")
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{1,63}")
_KIND_NAMES = dict(zip(("期末数", "期间数", "目标", "比率"), KINDS, strict=True))
Found = tuple[list[dict[str, Any]], list[Problem]]
PlacedEntry = tuple[Problem, dict[str, int], dict[str, Any]]


def definition_kind(sheet: Sheet) -> str:
    """Say whether a sheet holds indicators or sources; "" for another."""
    for number, row in enumerate(cell_texts(sheet, 5)):
        if not any(row):
            continue
        indicator, source = _columns(row, _INDICATOR), _columns(row, _SOURCE)
        if {"code", "name.zh", "unit.zh"} <= set(indicator):
            beside = set(range(len(row))) - set(indicator.values())
            return "" if _counts(sheet.rows[number + 1 :], beside) else "indicators"
        if {"id", "title.zh"} <= set(source):
            return "sources"
    return ""


def _counts(rows: Sequence[Sequence[Cell]], beside: set[int]) -> bool:
    """Say whether numbers stand beside names and units: a form to fill in, no definitions."""
    cells = (row[at] for row in rows for at in beside if at < len(row))
    return any(not isinstance(cell, str) or is_digits(cell) for cell in cells)


def read_indicators(sheet: Sheet, file: str, known: Reference) -> Found:
    """Read definitions of indicators; those with a fault are named and left out."""
    return _check_indicators(_placed_entries(sheet, file, _INDICATOR), known)


def check_indicators(entries: Iterable[Entry], file: str, known: Reference) -> Found:
    """Check definitions of indicators that come as entries of indicators.yaml."""
    return _check_indicators(_placed_values(entries, file), known)


def _check_indicators(entries: Iterable[PlacedEntry], known: Reference) -> Found:
    found, problems = [], []
    for here, columns, entry in entries:
        faults = [*_hidden(entry, here), *_indicator_faults(entry, columns, here)]
        problems += faults
        if faults:
            continue
        entry.setdefault("kind", "stock")
        entry.setdefault("aggregation", _AGGREGATION_OF[entry["kind"]])
        entry.setdefault("classifiers", [entry["unit"]["zh"]])
        if entry["code"] in known.by_code:
            code = str(entry["code"])
            problems.append(_fault(here, "definition_changes", columns, "code", code, "warning"))
        found.append(entry)
    return found, problems


def read_sources(sheet: Sheet, file: str) -> Found:
    """Read sources; those with a fault are named and left out."""
    return _check_sources(_placed_entries(sheet, file, _SOURCE))


def check_sources(entries: Iterable[Entry], file: str) -> Found:
    """Check sources that come as entries of sources.yaml."""
    return _check_sources(_placed_values(entries, file))


def _check_sources(entries: Iterable[PlacedEntry]) -> Found:
    found, problems = [], []
    for here, columns, entry in entries:
        faults = _hidden(entry, here)
        if not _ID.fullmatch(str(entry.get("id", ""))):
            value = str(entry.get("id", ""))
            faults.append(_fault(here, "definition_incomplete", columns, "id", value))
        if not entry.get("title"):
            faults.append(_fault(here, "definition_incomplete", columns, "title.zh", ""))
        problems += faults
        if not faults:
            found.append(entry)
    return found, problems


def _placed_entries(sheet: Sheet, file: str, fields: Mapping[str, str]) -> Iterable[PlacedEntry]:
    """Yield the entries of a sheet with the row each stands in and the columns of its fields."""
    for number, columns, entry in _entries(sheet, fields):
        yield Problem("", "error", file, sheet.name, number), columns, entry


def _placed_values(entries: Iterable[Entry], file: str) -> Iterable[PlacedEntry]:
    """Yield entries that stand in no sheet, without their empty values."""
    for entry in entries:
        texts = {
            name: {key: text for key, text in value.items() if text}
            if isinstance(value, Mapping)
            else value
            for name, value in entry.items()
        }
        yield (
            Problem("", "error", file),
            {},
            {name: value for name, value in texts.items() if value},
        )


def draft_indicator(label: LabelMatch, topic: str = "") -> dict[str, Any]:
    """Return the data of a new indicator for a label that matches none, for a person to finish."""
    _, unit = split_unit(label.unit)
    name = label.text.rpartition("/")[2]
    return {
        "code": _code_of(label.text),
        "name": {"zh": name, "en": name},
        "definition": {"zh": "", "en": ""},
        "unit": {"zh": unit, "en": unit},
        "classifiers": [unit] if unit else [],
        "topic": topic,
        "kind": "ratio" if unit in ("%", "‰") else "stock",
        "aggregation": "none" if unit in ("%", "‰") else "last",
    }


def _code_of(text: str) -> str:
    """Spell a code in pinyin: 职工之家 is zhigongzhijia."""
    # Its dictionaries take 50 MB and a second: only who defines a new indicator pays for them.
    from locales.search import search_text

    _, pinyin, _ = search_text(re.sub(r"\W+", "", text) or "x").rsplit(" ", 2)
    code = re.sub(r"[^a-z0-9]+", "_", pinyin).strip("_")[:60]
    return code if _CODE.fullmatch(code) else f"indicator_{code}".strip("_")


def _columns(row: Sequence[str], fields: Mapping[str, str]) -> dict[str, int]:
    names = {
        comparison_form(word): field for field, words in fields.items() for word in words.split()
    }
    found: dict[str, int] = {}
    for at, heading in enumerate(row):
        field = names.get(comparison_form(heading).rstrip("*＊"))
        if field:
            found.setdefault(field, at)
    return found


def _entries(
    sheet: Sheet, fields: Mapping[str, str]
) -> Iterable[tuple[int, dict[str, int], dict[str, Any]]]:
    rows = cell_texts(sheet)
    header = next((at for at, row in enumerate(rows) if len(_columns(row, fields)) > 1), len(rows))
    columns = _columns(rows[header], fields) if header < len(rows) else {}
    for number, row in enumerate(rows[header + 1 :], header + 2):
        entry: dict[str, Any] = {}
        for field, at in columns.items():
            text = row[at].strip() if at < len(row) else ""
            if text:
                _put(entry, field, text)
        if entry:
            yield number, columns, entry


def _put(entry: dict[str, Any], field: str, text: str) -> None:
    """Put a cell in its place: `name.zh` into a pair, lists cut at ; or 、, YAML as it is."""
    name, _, language = field.partition(".")
    nested = _nested(text) if "\n" in text or ": " in text else None
    if isinstance(nested, dict if language else list):
        entry[name] = nested
    elif name == "breakdowns":
        entry[name] = [_breakdown(part) for part in re.split(r"[;；\n]", text) if part.strip()]
    elif language:
        entry.setdefault(name, {})[language] = text
    elif name in _LISTS:
        cut = r"[;；\n]" if name == "checks" else r"[;；、,，\s]"
        entry[name] = [part.strip() for part in re.split(cut, text) if part.strip()]
    else:
        entry[name] = text


def _nested(text: str) -> Any:
    try:
        return yaml.load_yaml(text.encode())
    except FileFormatError:
        return None


def _breakdown(text: str) -> dict[str, Any]:
    """Read `women 女会员`, or `women: 女会员`."""
    code, _, name = re.sub("[:：=]", " ", text.strip()).partition(" ")
    return {"code": code, "name": {"zh": name.strip() or code, "en": code}}


def _indicator_faults(
    entry: dict[str, Any], columns: dict[str, int], here: Problem
) -> list[Problem]:
    found = []
    if not _CODE.fullmatch(str(entry.get("code", ""))):
        code = str(entry.get("code", ""))
        found.append(_fault(here, "definition_incomplete", columns, "code", code))
    for field in ("name.zh", "unit.zh"):
        if not entry.get(field.partition(".")[0]):
            found.append(_fault(here, "definition_incomplete", columns, field, ""))
    entry["kind"] = _KIND_NAMES.get(entry.get("kind", ""), entry.get("kind", "stock"))
    for field, choices in (("kind", KINDS), ("aggregation", AGGREGATIONS)):
        if entry.get(field, choices[0]) not in choices:
            value, expected = str(entry[field]), ", ".join(choices)
            found.append(
                _fault(here, "definition_choice", columns, field, value, expected=expected)
            )
    for text in entry.get("checks") or ():
        try:
            parse_relation(str(text))
        except RelationSyntaxError:
            found.append(_fault(here, "relation_unreadable", columns, "checks", str(text)))
    return found


def _hidden(entry: Mapping[str, Any], here: Problem) -> list[Problem]:
    point = find_hidden_character(join_texts(entry))
    return [replace(here, code="hidden_character", hints={"point": point})] if point else []


def join_texts(value: Any) -> str:
    """Join every text inside nested values."""
    if isinstance(value, Mapping):
        return "".join(map(join_texts, value.values()))
    if isinstance(value, list):
        return "".join(map(join_texts, value))
    return str(value)


def _fault(
    here: Problem,
    code: str,
    columns: dict[str, int],
    field: str,
    value: str,
    level: Level = "error",
    expected: str = "",
) -> Problem:
    column = column_letters(columns[field]) if field in columns else ""
    return replace(
        here, code=code, level=level, column=column, field=field, value=value, expected=expected
    )
