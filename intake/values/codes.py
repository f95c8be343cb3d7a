"""Convert the texts of code columns (indicator, area, period …) to the codes of the code lists.

A column of a million rows has few distinct texts: each of them is looked up only once.
"""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace

import numpy as np

from chinese_text.characters import (
    comparison_form,
    find_hidden_character,
    normalize_width,
    simplify_characters,
)
from intake.model.batch import Batch
from intake.model.column_arrays import (
    CodedColumn,
    Indices,
    dictionary_encode,
    index_distinct_numbers,
    make_true_flags,
    shrink_indices,
)
from intake.model.fields import CODE_COLUMNS, REQUIRED_COLUMNS
from intake.model.problem import Level, Problem, Problems
from intake.model.reference import Reference, list_entry_names
from intake.model.table_notes import strip_footnote_marks
from intake.model.upload_labels import Suggestion
from intake.questions.first_days import choose_first_days
from intake.values import similar_names
from intake.values.first_days import find_possible_spans, find_spans
from periods import is_period, parse_period, period_bounds
from quantities import Qualifier

_QUALIFIER_NAMES = {
    "确数": "exact",
    "余": "and_more",
    "多": "and_more",
    "以上": "at_least",
    "不少于": "at_least",
    "超": "more_than",
    "超过": "more_than",
    "近": "nearly",
    "接近": "nearly",
    "不足": "below",
    "约": "about",
    "左右": "about",
    "概数": "several",
    **{str(qualifier): str(qualifier) for qualifier in Qualifier},
}
STATUSES = tuple("ABDEFGIJKLMNOPQSUV")
"""Letters of the SDMX code list CL_OBS_STATUS."""
_UNREVIEWED = "V"
_STATUS_NAMES = {status.lower(): status for status in STATUSES}
_STATUS_NAMES |= {"待复核": _UNREVIEWED, "未复核": _UNREVIEWED, "已复核": "A"}
_UNKNOWN_CODES = {
    "indicator": "unknown_indicator",
    "programme": "unknown_programme",
    "ref_area": "unknown_area",
    "breakdown": "unknown_breakdown",
    "qualifier": "unknown_qualifier",
    "obs_status": "unknown_status",
    "source": "unknown_source",
}
"""Problem codes for a text that a column's code list does not have."""
_SDMX_NONE = {"programme": "_Z", "breakdown": "_T"}
"""Codes by which SDMX says that a figure belongs to no programme, and that it is a total."""
_MAX_SUGGESTED, _MAX_UNKNOWN = 100, 20_000
"""Unknown texts of a column that get suggestions, and after which no text is looked up."""
_CODE_AND_NAME = re.compile(r"(?P<code>[0-9A-Za-z_\-/]+)\s+\S")
_MAX_LISTED_BREAKDOWNS = 200
"""Characters of a list of breakdowns in a problem."""
ASKED_ABOUT = ("unknown_indicator", "unknown_area", "area_ambiguous")
"""Problem codes of texts that people are asked about as labels."""
_LIKE_CODE = re.compile(r"\d+|ORG-.*|[a-z][a-z0-9_]*(\.[a-z0-9_]+)?")
_SLASHED_DAY = re.compile(r"\s*\d{4}/\d{1,2}/\d")
PERIOD_YEARS = (1900, 2100)
"""The first and the last year that a period may begin in."""


@dataclass(frozen=True, slots=True)
class CodeMeaning:
    """The meaning of one text of a code column: its code, or the code of the problem that it has.

    `level`, `expected` and `hint` are those of the problem. `changed`: the text was read in another
    form than written, which a notice says.
    """

    code: str = ""
    problem_code: str = ""
    level: Level = "error"
    expected: str = ""
    hint: str = ""
    changed: bool = False


def resolve_codes(
    batch: Batch, reference: Reference, problems: Problems, choices: Mapping[str, str]
) -> dict[str, CodedColumn]:
    """Return the code columns of a batch; add a problem for each text that means no code.

    Breakdowns are looked up last, among those of their indicator. `choices` are a person's answers
    to questions.
    """
    columns = {}
    for field in CODE_COLUMNS:
        indices, texts = dictionary_encode(batch.column(field))
        meanings = look_up_texts(field, texts, reference, batch.has_codes)
        if field == "time_period" and not batch.has_codes:
            kind = _ask_first_days(batch, indices, meanings, choices, problems)
            meanings = _replace_first_days(texts, meanings, "value_low" in batch.fields, kind)
        _report_code_problems(batch, field, indices, texts, meanings, problems)
        columns[field] = _encode_codes(indices, meanings, field, batch.has_codes)
    columns["breakdown"] = _resolve_breakdowns(batch, columns, reference, problems)
    return columns


def _ask_first_days(
    batch: Batch,
    indices: Indices,
    meanings: list[CodeMeaning],
    choices: Mapping[str, str],
    problems: Problems,
) -> str:
    """Return the kind of periods that first days in a long table mean, and add the question.

    A first day is 2024-01-01, as which a spreadsheet stores a month, quarter or year. "" if they
    are days. In a table with the columns of figures.csv (one has `value_low`) they are months.
    """
    if "value_low" in batch.fields:
        return "months"
    codes = [meaning.code for meaning in meanings]
    words = (batch.headings.get("time_period", ""), batch.common_title, batch.sheet)
    kinds = find_possible_spans({code for code in codes if code}, words)
    if len(kinds) < 2:
        return kinds[0] if kinds else ""
    # The question is placed at the first row that has a period.
    row = int(np.flatnonzero(np.asarray(codes, str)[indices] != "")[0])
    place = batch.make_problem("", row, "time_period", value=codes[int(indices[row])])
    place = replace(place, column=batch.column_letters.get("time_period", ""))
    kind, problem = choose_first_days(place, kinds, choices)
    problems.add(problem)
    return kind


def _replace_first_days(
    texts: list[str], meanings: list[CodeMeaning], is_own_format: bool, kind: str
) -> list[CodeMeaning]:
    """Return meanings in which the first days of periods are replaced by the periods.

    `kind` is the result of `_ask_first_days`. In a table with the columns of figures.csv
    (`is_own_format`), only days written with slashes, as spreadsheets do, are replaced, by their
    months: 2024/9/1 → 2024-09. 2024-09-01 and 2024/9/3 are days.
    """
    codes = [
        meaning.code if not is_own_format or _SLASHED_DAY.match(text) else ""
        for text, meaning in zip(texts, meanings, strict=True)
    ]
    if is_own_format:
        spans = {code: code[:7] for code in codes if code.endswith("-01")}  # 2024-09-01 → 2024-09
    else:
        spans = find_spans({code for code in codes if code}, kind)
    return [
        replace(meaning, code=spans[code], changed=not is_own_format) if code in spans else meaning
        for code, meaning in zip(codes, meanings, strict=True)
    ]


def _encode_codes(
    indices: Indices, meanings: list[CodeMeaning], field: str, has_codes: bool
) -> CodedColumn:
    """Return a column of codes from the text index of each row and the meaning of each text.

    With `has_codes` the texts are codes already, "" for a label without a match. An empty required
    code is then invalid; its problem was reported with the label.
    """
    if not len(indices):
        return CodedColumn(indices, [""], make_true_flags(0))
    codes = list(dict.fromkeys(meaning.code for meaning in meanings))
    code_index = {code: i for i, code in enumerate(codes)}
    code_indices = np.array([code_index[meaning.code] for meaning in meanings], np.int32)
    if has_codes and field in REQUIRED_COLUMNS:
        is_wrong = [not meaning.code for meaning in meanings]
    else:
        is_wrong = [bool(meaning.problem_code) and meaning.level == "error" for meaning in meanings]
    valid = ~np.array(is_wrong, bool)[indices] if any(is_wrong) else make_true_flags(len(indices))
    return CodedColumn(shrink_indices(code_indices, len(codes))[indices], codes, valid)


def _report_code_problems(
    batch: Batch,
    field: str,
    indices: Indices,
    texts: list[str],
    meanings: list[CodeMeaning],
    problems: Problems,
) -> None:
    """Add a problem for each row of a code column whose text has a problem or was changed.

    `indices` has for each row the index of its text in `texts`. A label that people are asked about
    (ASKED_ABOUT) has one problem, at its first row; any other text has one at each of its rows.
    """
    text_indices: dict[tuple[str, Level], list[int]] = {}
    for i, meaning in enumerate(meanings):
        if meaning.problem_code:
            text_indices.setdefault((meaning.problem_code, meaning.level), []).append(i)
        elif meaning.changed:
            text_indices.setdefault(("normalised", "notice"), []).append(i)
    for (code, level), affected in text_indices.items():
        # The defaults keep this round's code and level: the loop changes both.
        def build_problem(row: int, code: str = code, level: Level = level) -> Problem:
            """Return the problem of the text in a row."""
            text, meaning = texts[int(indices[row])], meanings[int(indices[row])]
            expected = meaning.expected or meaning.code
            return batch.make_problem(code, row, field, level, text, expected, point=meaning.hint)

        rows = np.flatnonzero(np.isin(indices, affected))
        if code in ASKED_ABOUT:
            labels = [i for i in affected if not is_like_code(texts[i])]
            is_label = np.isin(indices[rows], labels)
            _, first = np.unique(indices[rows], return_index=True)
            is_label[first] = False  # what is left are the repetitions of a label
            rows = rows[~is_label]
        batch.add_problems(problems, rows, build_problem)


def is_like_code(text: str) -> bool:
    """Return whether a text is meant as a code; a wrong code is no label to ask about."""
    return bool(_LIKE_CODE.fullmatch(text.strip()))


def _resolve_breakdowns(
    batch: Batch, columns: dict[str, CodedColumn], reference: Reference, problems: Problems
) -> CodedColumn:
    """Return the breakdowns as codes; the same text may mean different ones for two indicators.

    A breakdown is a part of what an indicator counts, such as `women`. Each distinct pair of a text
    and an indicator is made one integer (text index × number of indicators + indicator index) and
    looked up once. Texts with invisible characters were reported before and are kept invalid.
    """
    breakdowns, indicators = columns["breakdown"], columns["indicator"]
    pairs = breakdowns.indices.astype(np.int32) * len(indicators.codes) + indicators.indices
    distinct_pairs, pair_indices = index_distinct_numbers(pairs)
    meanings, texts = [], []
    for pair in distinct_pairs.tolist():
        breakdown_index, indicator_index = divmod(pair, len(indicators.codes))
        texts.append(breakdowns.codes[breakdown_index])
        indicator = indicators.codes[indicator_index]
        meanings.append(look_up_breakdown(texts[-1], indicator, reference))
    _report_code_problems(batch, "breakdown", pair_indices, texts, meanings, problems)
    resolved = _encode_codes(pair_indices, meanings, "breakdown", batch.has_codes)
    return replace(resolved, valid=resolved.valid & breakdowns.valid)


def look_up_texts(
    field: str, texts: list[str], reference: Reference, has_codes: bool
) -> list[CodeMeaning]:
    """Look up each distinct text of a code column; with `has_codes` the texts are codes already.

    After _MAX_SUGGESTED texts with a problem no more codes are suggested. After _MAX_UNKNOWN all
    further texts count as unknown without being looked up.
    """
    meanings: list[CodeMeaning] = []
    problem_count = 0
    for text in texts:
        if problem_count >= _MAX_UNKNOWN:
            problem_code = _UNKNOWN_CODES.get(field, "period_unreadable")
            meanings.append(CodeMeaning(problem_code=problem_code))
            continue
        meaning = _look_up_text(field, text, reference, has_codes)
        problem_count += bool(meaning.problem_code)
        suggest = _SUGGESTERS.get(meaning.problem_code)
        if suggest and not meaning.expected and problem_count <= _MAX_SUGGESTED:
            meaning = replace(meaning, expected=suggest(normalize_width(text.strip()), reference))
        meanings.append(meaning)
    return meanings


def find_unknown_texts(
    field: str, texts: list[str], reference: Reference, limit: int, problem_codes: Collection[str]
) -> list[int]:
    """Return the indices of those texts of a column that have one of `problem_codes`.

    At most the first `limit` of them are returned. People are asked what these texts mean.
    """
    unknown: list[int] = []
    for index, text in enumerate(texts):
        if len(unknown) == limit:
            break
        if _look_up_text(field, text, reference, False).problem_code in problem_codes:
            unknown.append(index)
    return unknown


def _suggest_indicators(text: str, reference: Reference) -> str:
    """Return up to three codes of indicators with similar names, joined by commas."""
    return _join_suggestions(similar_names.suggest_from_index(text, reference.code_index))


def _suggest_ids(text: str, ids_by_name: dict[str, str]) -> str:
    """Return up to three ids (of programmes or sources) with similar names, joined by commas.

    `ids_by_name` has the id for each spelling of its names.
    """
    names: dict[str, list[str]] = {}
    for name, id_ in ids_by_name.items():
        names.setdefault(id_, []).append(name)
    return _join_suggestions(similar_names.suggest_codes(text, names))


def _join_suggestions(suggestions: list[Suggestion]) -> str:
    """Return up to three suggested codes, joined by commas."""
    return ", ".join(suggestion.code for suggestion in suggestions[:3])


_SUGGESTERS: dict[str, Callable[[str, Reference], str]] = {
    "unknown_indicator": _suggest_indicators,
    "unknown_area": lambda text, reference: reference.areas.suggest_area_codes(text),
    "unknown_programme": lambda text, reference: _suggest_ids(
        text, reference.programme_ids_by_name
    ),
    "unknown_source": lambda text, reference: _suggest_ids(text, reference.source_ids_by_name),
}


def _look_up_text(field: str, cell: str, reference: Reference, has_codes: bool) -> CodeMeaning:
    """Look up one text of a code column in the code list of its field.

    An empty observation status means V (not reviewed). Any other empty text, and SDMX's code for
    none (_Z, _T), means "" and is a problem only in a required column.
    """
    text = cell.strip()
    if code_point := find_hidden_character(cell):
        return CodeMeaning(problem_code="hidden_character", hint=code_point)
    text = "" if text == _SDMX_NONE.get(field) else text
    if not text:
        if field in REQUIRED_COLUMNS and not has_codes:
            return CodeMeaning(problem_code="missing", expected=field)
        return CodeMeaning(_UNREVIEWED if field == "obs_status" else "")
    if field == "breakdown":
        return CodeMeaning(text)  # looked up when its indicator is known
    if field == "time_period":
        return _look_up_period(text)
    plain = normalize_width(text)
    meaning = _LOOKUPS[field](plain, reference)
    # A code in full-width letters (ｍembers) is read, but a notice says so; a name is not.
    is_ascii_code = not meaning.problem_code and meaning.code.isascii()
    if is_ascii_code and plain != text and meaning.code != text:
        return replace(meaning, changed=meaning.code == plain)
    return meaning


def _look_up_period(text: str) -> CodeMeaning:
    """Look up a period, which must begin in PERIOD_YEARS.

    It is `changed` if a period in ISO 8601 was written in full-width characters.
    """
    period = parse_period(strip_footnote_marks(text))
    if not period:
        expected = "2024, 2024-09, 2024-01/2024-09"
        return CodeMeaning(problem_code="period_unreadable", expected=expected)
    first_year, last_year = PERIOD_YEARS
    first, _ = period_bounds(period)
    if not first_year <= first.year <= last_year:
        expected = f"{first_year}–{last_year}"
        return CodeMeaning(problem_code="period_unreadable", expected=expected)
    plain = normalize_width(text)
    return CodeMeaning(period, changed=plain != text and is_period(plain))


def _look_up_indicator(text: str, reference: Reference) -> CodeMeaning:
    """Look up an indicator by its code or one of its names.

    A name that several indicators have is a problem, with up to three of them as suggestions.
    """
    code = _find_leading_code(text, reference.by_code)
    if code:
        return CodeMeaning(code)
    names = reference.indicator_codes_by_name
    codes = names.get(comparison_form(text)) or names.get(
        comparison_form(simplify_characters(text)), ()
    )
    if len(codes) == 1:
        return CodeMeaning(codes[0])
    return _find_lookalike(text, reference.by_code) or CodeMeaning(
        problem_code="unknown_indicator", expected=", ".join(codes[:3])
    )


def _look_up_area(text: str, reference: Reference) -> CodeMeaning:
    """Look up an area by its code or one of its names.

    A name that several areas have is a problem, with up to six of them as suggestions. So is the
    name of a dissolved area, with the areas that it was divided into and its last year.
    """
    if text in reference.areas.by_code:
        return CodeMeaning(text)
    codes = reference.areas.find(text)
    if not codes and (code := _find_leading_code(text, reference.areas.by_code)):
        return CodeMeaning(code)
    if len(codes) == 1:
        return CodeMeaning(codes[0])
    if lookalike := _find_lookalike(text, reference.areas.by_code):
        return lookalike
    if codes:
        return CodeMeaning(problem_code="area_ambiguous", expected=", ".join(codes[:6]))
    if dissolved := reference.areas.find_dissolved(text):
        parts = [code for code in dissolved.parts_of if code in reference.areas.by_code]
        return CodeMeaning(
            problem_code="area_dissolved", expected=", ".join(parts), hint=dissolved.last_year
        )
    return CodeMeaning(problem_code="unknown_area")


def _look_up_qualifier(text: str, _: Reference) -> CodeMeaning:
    """Look up a qualifier, such as `about` or 约, by its code or Chinese name."""
    if code := _QUALIFIER_NAMES.get(text) or _QUALIFIER_NAMES.get(text.lower()):
        return CodeMeaning(code)
    return CodeMeaning(problem_code="unknown_qualifier", expected=", ".join(map(str, Qualifier)))


def _look_up_status(text: str, _: Reference) -> CodeMeaning:
    """Look up an observation status (whether a figure was reviewed) by its letter or name."""
    if code := _STATUS_NAMES.get(text.lower()):
        return CodeMeaning(code)
    return CodeMeaning(problem_code="unknown_status", expected=", ".join(STATUSES))


_LOOKUPS: dict[str, Callable[[str, Reference], CodeMeaning]] = {
    "indicator": _look_up_indicator,
    "ref_area": _look_up_area,
    "programme": lambda text, reference: _look_up_id(
        text, reference.programme_ids_by_name, "programme"
    ),
    "source": lambda text, reference: _look_up_id(text, reference.source_ids_by_name, "source"),
    "qualifier": _look_up_qualifier,
    "obs_status": _look_up_status,
}


def _look_up_id(text: str, ids_by_name: dict[str, str], field: str) -> CodeMeaning:
    """Look up a programme or a source by its id or one of its names.

    `ids_by_name` has the ids by comparison form of id and names. `field` is programme or source.
    """
    ids = set(ids_by_name.values())
    id_ = ids_by_name.get(comparison_form(text)) or _find_leading_code(text, ids)
    if id_:
        return CodeMeaning(id_)
    return _find_lookalike(text, ids) or CodeMeaning(problem_code=_UNKNOWN_CODES[field])


def look_up_breakdown(text: str, indicator: str, reference: Reference) -> CodeMeaning:
    """Look up a breakdown by its code or name among those of its indicator.

    If the indicator is unknown, which is reported with its own cell, the text is taken as the code.
    """
    entry = reference.by_code.get(indicator)
    if not text or entry is None:
        return CodeMeaning(text)
    names = {str(b["code"]): list_entry_names(b) for b in entry.get("breakdowns") or ()}
    code = _find_leading_code(text, names)
    if code:
        return CodeMeaning(code)
    for code, names_of_code in names.items():
        if comparison_form(text) in map(comparison_form, names_of_code):
            return CodeMeaning(code)
    return _find_lookalike(text, names) or CodeMeaning(
        problem_code="unknown_breakdown",
        expected=", ".join(names)[:_MAX_LISTED_BREAKDOWNS],
        hint=indicator,
    )


def _find_lookalike(text: str, codes: Collection[str]) -> CodeMeaning | None:
    """Return the problem of a text that only looks like one of `codes`; None if it does not."""
    code, letter = similar_names.find_lookalike_code(text, codes)
    return CodeMeaning(problem_code="look_alike", expected=code, hint=letter) if code else None


def _find_leading_code(text: str, codes: Collection[str]) -> str:
    """Return the code that a text consists of or begins with: 330200, 330200 宁波市 → 330200.

    The template's drop-down lists have a name after each code; it is not compared. "" if the text
    begins with none of `codes`.
    """
    if text in codes:
        return text
    match = _CODE_AND_NAME.match(text)
    return match["code"] if match and match["code"] in codes else ""
