"""Figures that come as rows are checked as the same rows of a workbook are."""

from dataclasses import replace

from intake.check import check_files
from intake.model.fields import FIGURE_COLUMNS
from intake.model.submitted_rows import SubmittedRows
from intake.result import CheckResult
from tests.helpers.made_uploads import known, workbook

ROW = {
    "indicator": "members",
    "ref_area": "330200",
    "time_period": "2024",
    "as_reported": "近40人",
    "source": "paper",
    "locator": "报道 ¶1",
}
ROWS = [
    ROW,
    {**ROW, "indicator": "posts", "as_reported": "7个", "time_period": "2023"},
    {**ROW, "indicator": "nothing"},
    {**ROW, "ref_area": "999999"},
    {**ROW, "as_reported": "许多", "time_period": "2022"},
    {**ROW, "time_period": "2021", "locator": "a\u200bb"},
    {**ROW, "time_period": "2020", "source": "nobody"},
]
POSTS = {
    "code": "posts",
    "name": {"zh": "服务点", "en": "Posts"},
    "definition": {"zh": "", "en": ""},
    "unit": {"zh": "个", "en": "posts"},
    "classifiers": ["个", "处"],
    "topic": "social_work",
    "kind": "stock",
    "aggregation": "last",
}
PAPER = {"id": "paper", "title": {"zh": "题", "en": "T"}, "producer": {"zh": "", "en": ""}}
WITHOUT_UNIT = {name: value for name, value in POSTS.items() if name != "unit"}
FAULTY = [{**POSTS, "code": "2posts"}, {**WITHOUT_UNIT, "kind": "odd"}]


def flat(entry: dict[str, object]) -> dict[str, str]:
    """An entry as one row of a sheet."""
    found: dict[str, str] = {}
    for name, value in entry.items():
        if isinstance(value, dict):
            found |= {f"{name}_{language}": str(text) for language, text in value.items()}
        else:
            found[name] = "；".join(value) if isinstance(value, list) else str(value)
    return found


def sheet(entries: list[dict[str, str]], columns: tuple[str, ...]) -> list[list[str]]:
    return [list(columns), *([entry.get(name, "") for name in columns] for entry in entries)]


def checked_as_workbook(
    indicators: list[dict[str, object]], sources: list[dict[str, object]]
) -> CheckResult:
    pages = {"数据": sheet(ROWS, FIGURE_COLUMNS)}
    if indicators:
        entries = list(map(flat, indicators))
        pages["指标"] = sheet(entries, tuple(entries[0]))
    if sources:
        pages["来源"] = sheet(list(map(flat, sources)), tuple(flat(sources[0])))
    return check_files([("a.xlsx", workbook(**pages))], known())


def checked_as_rows(
    indicators: list[dict[str, object]], sources: list[dict[str, object]]
) -> CheckResult:
    rows = SubmittedRows("a", tuple(ROWS), tuple(indicators), tuple(sources))
    return check_files([], known(), rows=[SubmittedRows.from_json(rows.to_json())])


def alike(one: CheckResult, other: CheckResult) -> None:
    assert one.figures.equals(other.figures)
    assert (one.indicators, one.sources) == (other.indicators, other.sources)
    found = [
        {(p.code, p.level, p.field, p.value, p.expected) for p in each.problems}
        for each in (one, other)
    ]
    assert found[0] == found[1]


def test_rows_and_their_definitions_are_checked_as_in_a_workbook() -> None:
    alike(checked_as_rows([POSTS], [PAPER]), checked_as_workbook([POSTS], [PAPER]))
    assert [entry["code"] for entry in checked_as_rows([POSTS], [PAPER]).indicators] == ["posts"]


def test_definitions_with_a_fault_are_named_and_left_out() -> None:
    one = checked_as_rows(FAULTY, [{**PAPER, "id": "?"}])
    alike(replace(one, problems=()), replace(checked_as_workbook(FAULTY, []), problems=()))
    assert one.indicators == ()
    codes = [problem.code for problem in one.problems if problem.code.startswith("definition_")]
    assert codes == ["definition_incomplete"] * 2 + ["definition_choice", "definition_incomplete"]


def test_a_row_is_named_by_its_number_and_field() -> None:
    (problem,) = (p for p in checked_as_rows([], [PAPER]).problems if p.value == "许多")
    assert (problem.file, problem.sheet, problem.row, problem.column) == ("a", "", 5, "")
    assert problem.field == "as_reported"
    (shape,) = checked_as_rows([], []).shapes
    assert (shape.kind, shape.file, shape.figures) == ("tidy", "a", len(ROWS))
