"""What is open in a draft, or to be confirmed, as points numbered file by file."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from curation.drafts.draft import Draft
from curation.label_decisions import LabelQuestion, group_labels
from curation.releases.upload_review import Review, find_explanation
from file_formats.sheet import column_index
from intake.model.choices import find_question_code
from intake.model.problem import Problem
from intake.model.upload_labels import label_key

PointKind = Literal["label", "labels", "area", "encoding", "stated", "choice", "warning", "error"]
"""An unknown label or all of them, an area's name, the encoding of a file, what the bar above the
files asks, a choice, warnings of a kind to be explained, an error or many of a kind."""
MAX_SINGLE_ERRORS = 8
"""Errors of one kind in a file above which they are one point."""
MAX_SINGLE_LABELS = 3
"""Unknown labels above which they are one point, answered in a table."""
STATED_BY_PROBLEM = {
    "source_missing": "source",
    "source_unlisted": "source",
    "area_missing": "area",
    "period_missing": "period",
    "period_unclear": "period",
}
"""What the bar above the files asks, by the problem that it mends."""
ASKED_PROBLEMS = {
    *("indicator_unconfirmed", "indicator_unmatched", "unknown_indicator"),
    *("area_unconfirmed", "area_unmatched", "unknown_area", "area_ambiguous"),
}
"""Problems that the questions about labels tell of themselves."""


@dataclass(frozen=True)
class Point:
    """One thing that is open in a file, or to be confirmed.

    `file` is the position of its file among those of the draft, `number` counts from 1 within it.
    `problems` are those that it settles, `questions` the labels that it asks about; `shared` says
    that several files have the label. `is_open`: the draft cannot go on without an answer.
    """

    kind: PointKind
    file: int
    problems: tuple[Problem, ...] = ()
    questions: tuple[LabelQuestion, ...] = ()
    is_open: bool = True
    shared: bool = False
    number: int = 0

    @property
    def id(self) -> str:
        """The id of its element on the page."""
        return f"point-{self.file}-{self.number}"

    @property
    def answered_at(self) -> str:
        """The selector of the element where it is answered: the bar, the table, or its own."""
        places = {"stated": ".st-key-stated-once", "labels": ".st-key-open-labels"}
        return places.get(self.kind, f"#{self.id}")

    @property
    def place(self) -> tuple[str, int, str]:
        """The sheet, row and column letter of the first cell that it names; row 0 for none."""
        if self.questions:
            label = self.questions[0].label
            return label.sheet, label.row, label.column
        problem = self.problems[0]
        return problem.sheet, problem.row, problem.column


@dataclass(frozen=True)
class Points:
    """All points of a draft by the position of their file, in the order of rows, open ones first.

    Those that several files share are with the first of these.
    """

    by_file: Mapping[int, Sequence[Point]] = field(default_factory=dict)

    def of_file(self, file: int) -> Sequence[Point]:
        """The points of one file."""
        return self.by_file.get(file, ())

    def open_in(self, file: int) -> int:
        """How many points are open in one file."""
        return sum(point.is_open for point in self.of_file(file))

    @property
    def open(self) -> list[Point]:
        """All open points, file by file."""
        return [point for each in self.by_file.values() for point in each if point.is_open]


def find_points(draft: Draft, review: Review) -> Points:
    """Return what is open in a draft, or to be confirmed."""
    names = [file.name for file in draft.files]
    positions = {name: number for number, name in enumerate(names)}
    found = [*_label_points(review, positions), *_problem_points(draft, review, positions)]
    sheets = list(dict.fromkeys(shape.sheet for shape in review.checked.shapes))

    def order(point: Point) -> tuple[bool, bool, int, int, int]:
        """Return the order of a point within its file: what is open first, then row by row."""
        sheet, row, column = point.place
        sheet_number = sheets.index(sheet) if sheet in sheets else -1
        column_number = column_index(column) if column else -1
        return not point.is_open, not point.shared, sheet_number, row, column_number

    by_file: dict[int, list[Point]] = {}
    for point in sorted(found, key=order):
        points = by_file.setdefault(point.file, [])
        points.append(replace(point, number=len(points) + 1))
    return Points({file: by_file[file] for file in sorted(by_file)})


def unknown_labels(review: Review) -> list[LabelQuestion]:
    """Return the labels that match nothing for sure, each once."""
    return [each for each in group_labels(review.checked.labels) if not each.label.sure]


def _label_points(review: Review, positions: Mapping[str, int]) -> Iterable[Point]:
    """Yield the points of labels; many unknown ones of indicators are one."""
    questions = unknown_labels(review)
    indicators = [each for each in questions if each.label.kind == "indicator"]
    if len(indicators) > MAX_SINGLE_LABELS:
        by_file: dict[str, list[LabelQuestion]] = {}
        for question in indicators:
            by_file.setdefault(question.files[0], []).append(question)
        for file, those in by_file.items():
            yield Point("labels", positions.get(file, 0), questions=tuple(those))
        indicators = []
    for question in indicators:
        first = positions.get(question.files[0], 0)
        yield Point("label", first, questions=(question,), shared=len(question.files) > 1)
    for question in questions:
        if question.label.kind == "area":
            first = positions.get(question.files[0], 0)
            yield Point("area", first, questions=(question,), shared=len(question.files) > 1)


def _problem_points(draft: Draft, review: Review, positions: Mapping[str, int]) -> Iterable[Point]:
    """Yield the points of problems that no question about a label tells of."""
    asked = {question.label.key for question in unknown_labels(review)}
    stated: dict[tuple[str, str], list[Problem]] = {}
    errors: dict[tuple[int, str], list[Problem]] = {}
    warnings: dict[tuple[int, str], list[Problem]] = {}
    for problem in review.problems:
        if problem.code in ASKED_PROBLEMS and label_key(problem.value) in asked:
            continue
        file, is_open = positions.get(problem.file, 0), problem.level != "notice"
        code = problem.value if problem.code == "more_of_same" else problem.code
        if problem.code in STATED_BY_PROBLEM and is_open:
            stated.setdefault((problem.code, problem.value), []).append(problem)
        elif find_question_code(problem):
            yield Point("choice", file, (problem,), is_open=is_open)
        elif problem.code == "encoding_unclear":
            yield Point("encoding", file, (problem,))
        elif is_open:
            of_level = errors if problem.level == "error" else warnings
            of_level.setdefault((file, code), []).append(problem)
    for same in stated.values():
        yield Point("stated", positions.get(same[0].file, 0), tuple(same))
    for (file, _), same in errors.items():
        groups = [tuple(same)] if len(same) > MAX_SINGLE_ERRORS else [(each,) for each in same]
        yield from (Point("error", file, group) for group in groups)
    for (file, _), same in warnings.items():
        is_open = any(not find_explanation(each, draft.explanations) for each in same)
        yield Point("warning", file, tuple(same), is_open=is_open)
