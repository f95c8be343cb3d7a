"""Read definitions of indicators and sources from separate sheets, or from code lists."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from chinese_text.characters import (
    comparison_form,
    find_hidden_character,
)
from file_formats import Cell, Sheet
from file_formats.sheet import column_letters
from intake.model.problem import Level, Problem
from intake.model.reference import (
    Entry,
    Reference,
    list_added_breakdowns,
    list_entry_names,
    list_entry_units,
    list_name_texts,
)
from intake.model.upload_labels import LabelMatch
from intake.rules.relation_syntax import RelationSyntaxError, parse_relation
from intake.tables.download_sheets import find_source_headings
from intake.tables.grid import is_digits
from intake.tables.open_file import format_cells
from intake.values.folded_names import fold_name
from intake.values.printed_units import split_unit
from periods import parse_period
from quantities.aggregation import AGGREGATIONS, is_aggregation
from quantities.annual_targets import without_annual_targets

INDICATOR_KINDS = ("stock", "flow", "target", "ratio")
"""A stock is counted at a date, a flow over a period; a target is a goal, a ratio a quotient."""
DEFAULT_AGGREGATIONS = {"stock": "last", "flow": "sum", "target": "none", "ratio": "none"}
"""How an indicator of each kind is aggregated over time if its definition does not say it."""
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
"""Headings, separated by blanks, of each field of a definition."""
_HEADER_SEARCH_ROWS = 5
"""First rows of a sheet among which a header of definitions is recognised."""
_LIST_FIELDS = frozenset({"classifiers", "checks", "terms"})
_INDICATOR_CODE = re.compile(r"[a-z][a-z0-9_]{1,63}")
_SOURCE_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{1,63}")
_KIND_NAMES = dict(zip(("期末数", "期间数", "目标", "比率"), INDICATOR_KINDS, strict=True))
_ENGLISH_FACTOR = re.compile(
    r"^(?:1?0[, ]?000|100 million|ten thousand|hundred million|thousand|million|10\^?\d)\s+", re.I
)
_MAX_CODE_LENGTH = 60
"""Characters of a suggested code; a few of the 64 that are allowed are left for a suffix."""
CheckedDefinitions = tuple[list[dict[str, Any]], list[Problem]]
"""The definitions without errors, and the problems of all definitions."""


@dataclass(frozen=True)
class _PlacedEntry:
    """A definition and the place it was read from.

    `problem` has the place but no code: problems of the definition are made as copies of it.
    `columns` has the column of each field in the sheet; {} for an entry of a code list.
    """

    values: dict[str, Any]
    problem: Problem
    columns: Mapping[str, int]

    def make_problem(
        self, code: str, field: str, value: str, level: Level = "error", expected: str = ""
    ) -> Problem:
        """Return a problem of one field of the definition; `code` is the id of its message."""
        column = column_letters(self.columns[field]) if field in self.columns else ""
        problem = replace(self.problem, code=code, level=level, column=column)
        return replace(problem, field=field, value=value, expected=expected)


def detect_definition_kind(sheet: Sheet) -> str:
    """Return `indicators` or `sources` if a sheet defines them; "" for any other sheet.

    One of its first rows must have the headings that every definition needs.
    """
    for row, cells in enumerate(format_cells(sheet, _HEADER_SEARCH_ROWS)):
        columns = _find_columns(cells, _INDICATOR_HEADINGS)
        if {"code", "name.zh", "unit.zh"} <= set(columns):
            # A form of figures has headings like 代码, 名称 and 单位, and numbers beside them.
            other_columns = set(range(len(cells))) - set(columns.values())
            is_form = _has_numbers(sheet.rows[row + 1 :], other_columns)
            return "" if is_form else "indicators"
        if {"id", "title.zh"} <= set(_find_columns(cells, _SOURCE_HEADINGS)):
            return "sources"
    if find_source_headings(sheet):
        return "sources"
    return ""


def _has_numbers(rows: Sequence[Sequence[Cell]], columns: set[int]) -> bool:
    """Return whether one of these columns of a sheet contains a number, as those of a form do."""
    cells = (row[column] for row in rows for column in columns if column < len(row))
    return any(not isinstance(cell, str) or is_digits(cell) for cell in cells)


def read_indicator_sheet(sheet: Sheet, file: str, reference: Reference) -> CheckedDefinitions:
    """Read a sheet of definitions of indicators; those with errors are reported and left out."""
    return _check_indicators(_read_sheet_entries(sheet, file, _INDICATOR_HEADINGS), reference)


def check_indicator_entries(
    entries: Iterable[Entry], file: str, reference: Reference
) -> CheckedDefinitions:
    """Check definitions of indicators that come as entries of indicators.yaml."""
    return _check_indicators(_place_entries(entries, file), reference)


def _check_indicators(entries: Iterable[_PlacedEntry], reference: Reference) -> CheckedDefinitions:
    """Return the defined indicators without errors, with defaults filled in, and all problems.

    A definition that is published with the same content is left out. One that changes a published
    indicator is kept, with a warning, or a notice if it only adds breakdowns. Names must differ
    from those of other published indicators and of the entries before. Targets that are made by
    rule do not count as published: a written definition of a target replaces the one made by rule.
    """
    indicators, problems = [], []
    published = {str(entry["code"]): _fill_defaults(entry) for entry in reference.indicators}
    written = without_annual_targets(reference.indicators)
    reference = replace(reference, indicators=tuple(written))
    owners = index_indicators_by_name(reference.indicators)
    for entry in entries:
        values = entry.values
        if _fill_defaults(values) == published.get(str(values.get("code"))):
            continue
        errors = [*_find_hidden_characters(entry), *_find_indicator_errors(entry)]
        errors = errors or _find_taken_names(entry, owners, reference)
        problems += errors
        if errors:
            continue
        problems += _convert_scaled_unit(entry, reference)
        values.setdefault("kind", "stock")
        values.setdefault("aggregation", DEFAULT_AGGREGATIONS[values["kind"]])
        values.setdefault("classifiers", list(filter(None, [values["unit"].get("zh")])))
        code = str(values["code"])
        if code in reference.by_code:
            added = list_added_breakdowns(_fill_defaults(values), published.get(code, {}))
            problem_code: str = "breakdowns_added" if added else "definition_changes"
            level: Level = "notice" if added else "warning"
            problems.append(entry.make_problem(problem_code, "code", code, level, added))
        indicators.append(values)
        for name, codes in index_indicators_by_name([values]).items():
            owners.setdefault(name, {}).update(codes)
    return indicators, problems


def _convert_scaled_unit(entry: _PlacedEntry, reference: Reference) -> list[Problem]:
    """Replace a unit with a factor in `entry` by its base (万人 → 人), in which figures are stored.

    Returns the notice of it; [] for other units, and if the published indicator has this unit.
    """
    values = entry.values
    unit = str(values["unit"].get("zh") or "")
    factor, base = split_unit(unit)
    published = reference.by_code.get(str(values["code"]), {}).get("unit") or {}
    if factor == 1 or not base or list_name_texts(published)[:1] == [unit]:
        return []
    english = _ENGLISH_FACTOR.sub("", str(values["unit"].get("en") or ""))
    values["unit"] = {**values["unit"], "zh": base, **({"en": english} if english else {})}
    if classifiers := values.get("classifiers"):
        values["classifiers"] = list(dict.fromkeys([base, *map(str, classifiers)]))
    return [entry.make_problem("definition_unit_turned", "unit.zh", unit, "notice", base)]


def _find_taken_names(
    entry: _PlacedEntry, owners: Mapping[str, Mapping[str, str]], reference: Reference
) -> list[Problem]:
    """Return a problem for each name, term, classifier, code or breakdown of another indicator.

    `owners` are the indicators by name, see `index_indicators_by_name`. Names that the published
    definition of the same code has already are no errors; classifiers are checked always. The
    problem of a term shows the definition's name.
    """
    code = str(entry.values["code"])
    known = index_indicators_by_name([reference.by_code[code]]) if code in reference.by_code else {}
    # Field, text and folded form of everything that labels could call the indicator.
    spellings = [
        ("name.zh", next(iter(own_name.values())), folded)
        for folded, own_name in index_indicators_by_name([entry.values]).items()
        if folded not in known
    ]
    breakdowns = entry.values.get("breakdowns")
    published = reference.by_code.get(code, {}).get("breakdowns") or ()
    spellings += [
        ("breakdowns", name, fold_name(name))
        for breakdown in (breakdowns if isinstance(breakdowns, list) else ())
        if isinstance(breakdown, Mapping) and breakdown not in published
        for name in list_entry_names(breakdown)
    ]
    classifiers = entry.values.get("classifiers")
    for classifier in map(str, classifiers if isinstance(classifiers, list) else ()):
        spellings.append(("classifiers", classifier, fold_name(classifier)))
    problems = []
    for field, text, folded in spellings:
        owner_names = owners.get(folded, {}).items()
        others = [f"{name} ({owner})" for owner, name in owner_names if owner != code]
        if others:
            problem = entry.make_problem("definition_taken", field, text, expected=others[0])
            problems.append(problem)
    return problems


def index_indicators_by_name(indicators: Iterable[Entry]) -> dict[str, dict[str, str]]:
    """Return the indicators (code → Chinese name) by every spelling that a label may have.

    The spellings are code, names and terms, names and terms also with a classifier or unit behind,
    in the form of `fold_name`.
    """
    owners: dict[str, dict[str, str]] = {}
    for entry in indicators:
        code, names = str(entry["code"]), list_entry_names(entry)
        units = ["", *map(fold_name, list_entry_units(entry))]
        folded_names = map(fold_name, names)
        spellings = [fold_name(code), *(name + unit for name in folded_names for unit in units)]
        for spelling in spellings:
            owners.setdefault(spelling, {})[code] = names[0] if names else code
    return owners


def read_source_sheet(sheet: Sheet, file: str, reference: Reference) -> CheckedDefinitions:
    """Read a sheet of definitions of sources; those with errors are reported and left out.

    Of the sheet of a download, which has only one language, sources that are published are skipped.
    """
    if headings := find_source_headings(sheet):
        published = {entry["id"] for entry in reference.sources}
        entries = _read_sheet_entries(sheet, file, headings)
        new = (entry for entry in entries if entry.values.get("id") not in published)
        return _check_sources(map(_parse_dates, new), reference)
    return _check_sources(_read_sheet_entries(sheet, file, _SOURCE_HEADINGS), reference)


def _parse_dates(entry: _PlacedEntry) -> _PlacedEntry:
    """Return a source of a download, which has its dates in words, with dates in ISO 8601."""
    dates = ("date_published", "date_accessed")
    values = {
        name: (parse_period(value) or value) if name in dates else value
        for name, value in entry.values.items()
    }
    return replace(entry, values=values)


def check_source_entries(
    entries: Iterable[Entry], file: str, reference: Reference
) -> CheckedDefinitions:
    """Check definitions of sources that come as entries of sources.yaml."""
    return _check_sources(_place_entries(entries, file), reference)


def _check_sources(entries: Iterable[_PlacedEntry], reference: Reference) -> CheckedDefinitions:
    """Return the defined sources without errors, and the problems of all.

    Errors are an invisible character, no title, and an id that does not fit _SOURCE_ID. A source
    that is published with the same content is left out without a check.
    """
    sources, problems = [], []
    published = {str(entry["id"]): _remove_empty_values(entry) for entry in reference.sources}
    for entry in entries:
        if entry.values == published.get(str(entry.values.get("id"))):
            continue
        errors = _find_hidden_characters(entry)
        id_ = str(entry.values.get("id", ""))
        if not _SOURCE_ID.fullmatch(id_):
            errors.append(entry.make_problem("definition_incomplete", "id", id_))
        if not entry.values.get("title"):
            errors.append(entry.make_problem("definition_incomplete", "title.zh", ""))
        problems += errors
        if not errors:
            sources.append(entry.values)
    return sources, problems


def draft_indicator(label: LabelMatch, topic: str = "") -> dict[str, Any]:
    """Return the definition of a new indicator for an unmatched label, for a person to complete."""
    return {"code": suggest_code(label.text), **draft_indicator_values(label), "topic": topic}


def draft_indicator_values(label: LabelMatch) -> dict[str, Any]:
    """Return the values of a new indicator that follow from a label: all except code and topic.

    The name is the last part of the label (会员人数/女性 → 女性), in both languages until somebody
    translates it. An indicator in % or ‰ is a ratio, any other a stock (a number at a date).
    """
    _, unit = split_unit(label.unit)
    *_, name = label.text.split("/")
    kind = "ratio" if unit in ("%", "‰") else "stock"
    return {
        "name": {"zh": name, "en": name},
        "definition": {"zh": "", "en": ""},
        "unit": {"zh": unit, "en": unit},
        "classifiers": [unit] if unit else [],
        "kind": kind,
        "aggregation": DEFAULT_AGGREGATIONS[kind],
    }


def suggest_code(label: str) -> str:
    """Return a code for a new indicator, its label in pinyin: 职工之家 → zhigongzhijia.

    If the pinyin is no valid code, `indicator_` is put before it: 123 → indicator_123. A label
    without letters and digits counts as x.
    """
    # Imported on use: its dictionaries take 50 MB and a second.
    from locales.pinyin_search import build_search_text

    # The search text is a name, its pinyin and the initials of its pinyin.
    _, pinyin, _ = build_search_text(re.sub(r"\W+", "", label) or "x").rsplit(" ", 2)
    code = re.sub(r"[^a-z0-9]+", "_", pinyin).strip("_")[:_MAX_CODE_LENGTH]
    return code if _INDICATOR_CODE.fullmatch(code) else f"indicator_{code}".strip("_")


def _find_columns(row: Sequence[str], headings: Mapping[str, str]) -> dict[str, int]:
    """Return the column of each field of a definition that a header row names.

    `headings` has the possible headings of each field, separated by blanks. Of two columns for one
    field, the first counts.
    """
    fields = {
        comparison_form(name): field for field, names in headings.items() for name in names.split()
    }
    columns: dict[str, int] = {}
    for column, heading in enumerate(row):
        field = fields.get(comparison_form(heading).rstrip("*＊"))
        if field:
            columns.setdefault(field, column)
    return columns


def _read_sheet_entries(
    sheet: Sheet, file: str, headings: Mapping[str, str]
) -> Iterator[_PlacedEntry]:
    """Yield a definition for each row below the header of a sheet that has a filled field.

    The header is the first row that names two fields; rows above it are skipped.
    """
    columns: dict[str, int] = {}
    for row_number, cells in enumerate(format_cells(sheet), 1):
        if len(columns) < 2:
            columns = _find_columns(cells, headings)
            continue
        values: dict[str, Any] = {}
        for field, column in columns.items():
            if column < len(cells) and (cell := cells[column].strip()):
                _set_field(values, field, cell)
        if values:
            problem = Problem("", "error", file, sheet.name, row_number)
            yield _PlacedEntry(values, problem, columns)


def _place_entries(entries: Iterable[Entry], file: str) -> Iterator[_PlacedEntry]:
    """Yield the entries of a code list as definitions of a file, without their empty values."""
    for entry in entries:
        values = _remove_empty_values(entry)
        # An indicator without a unit has an empty one, which is kept.
        if isinstance(entry.get("unit"), Mapping):
            values.setdefault("unit", {"zh": ""})
        yield _PlacedEntry(values, Problem("", "error", file), {})


def _remove_empty_values(entry: Entry) -> dict[str, Any]:
    """Return an entry without empty values, and its texts without empty languages.

    {"zh": "会员", "en": ""} → {"zh": "会员"}.
    """
    values = {
        name: {key: text for key, text in value.items() if text}
        if isinstance(value, Mapping)
        else value
        for name, value in entry.items()
    }
    return {name: value for name, value in values.items() if value}


def _fill_defaults(indicator: Entry) -> dict[str, Any]:
    """Return an indicator without empty values and with the defaults of missing ones.

    Two definitions are compared in this form. The defaults are those of kind, aggregation and
    classifiers.
    """
    values = _remove_empty_values(indicator)
    values.setdefault("kind", "stock")
    values.setdefault("aggregation", DEFAULT_AGGREGATIONS.get(values["kind"], "none"))
    unit = values.get("unit")
    if isinstance(unit, Mapping) and unit.get("zh"):
        values.setdefault("classifiers", [unit["zh"]])
    return values


def _set_field(entry: dict[str, Any], field: str, cell: str) -> None:
    """Set a field of a definition from the text of a cell.

    `name.zh` is set in the mapping `name`; a field that is a list is split into its items.
    """
    name, _, language = field.partition(".")
    if name == "breakdowns":
        entry[name] = [_parse_breakdown(text) for text in _split_list(cell, r"[;；\n]")]
    elif language:
        entry.setdefault(name, {})[language] = cell
    elif name in _LIST_FIELDS:
        # A relation such as `members.women <= members` contains blanks.
        entry[name] = _split_list(cell, r"[;；\n]" if name == "checks" else r"[;；、,，\s]")
    else:
        entry[name] = cell


def _split_list(cell: str, separator: str) -> list[str]:
    """Return the items of a list in a cell, such as 名；个; `separator` is a regular expression."""
    return [item.strip() for item in re.split(separator, cell) if item.strip()]


def _parse_breakdown(text: str) -> dict[str, Any]:
    """Return the breakdown that an indicator's cell defines: `women 女会员` or `women: 女会员`."""
    code, _, name = re.sub("[:：=]", " ", text).partition(" ")
    return {"code": code, "name": {"zh": name.strip() or code, "en": code}}


def _find_indicator_errors(entry: _PlacedEntry) -> list[Problem]:
    """Return the errors of an indicator, and replace the Chinese name of its kind by the code.

    Errors are an invalid code, a missing name or unit, an unknown kind or way to aggregate, and a
    relation that cannot be parsed. A missing kind becomes `stock` (a number at a date).
    """
    values, errors = entry.values, []
    code = str(values.get("code", ""))
    if not _INDICATOR_CODE.fullmatch(code):
        errors.append(entry.make_problem("definition_incomplete", "code", code))
    for field in ("name.zh", "unit.zh"):
        if not values.get(field.partition(".")[0]):
            errors.append(entry.make_problem("definition_incomplete", field, ""))
    values["kind"] = _KIND_NAMES.get(values.get("kind", ""), values.get("kind", "stock"))
    choices = (
        ("kind", INDICATOR_KINDS, values["kind"] in INDICATOR_KINDS),
        ("aggregation", AGGREGATIONS, is_aggregation(values.get("aggregation", "none"))),
    )
    for field, words, is_known in choices:
        if not is_known:
            value, expected = str(values[field]), ", ".join(words)
            errors.append(entry.make_problem("definition_choice", field, value, expected=expected))
    for relation in map(str, values.get("checks") or ()):
        try:
            parse_relation(relation)
        except RelationSyntaxError:
            errors.append(entry.make_problem("relation_unreadable", "checks", relation))
    return errors


def _find_hidden_characters(entry: _PlacedEntry) -> list[Problem]:
    """Return a problem if any text of the definition has an invisible character, else [].

    The problem names the first such character (U+200B), not its field.
    """
    code_point = find_hidden_character(_join_texts(entry.values))
    if not code_point:
        return []
    return [replace(entry.problem, code="hidden_character", hints={"point": code_point})]


def _join_texts(value: Any) -> str:
    """Return all texts inside a definition's nested values, joined."""
    if isinstance(value, Mapping):
        value = list(value.values())
    return "".join(map(_join_texts, value)) if isinstance(value, list) else str(value)
