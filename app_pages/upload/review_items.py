"""The review items of a draft: what its author has to answer or confirm, numbered file by file."""

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

ItemKind = Literal["label", "labels", "area", "encoding", "stated", "choice", "warning", "error"]
"""What a review item is about:

- label: an unknown heading; labels: all unknown headings of a file, answered in one table
- area: an unknown or ambiguous name of an area
- encoding: the encoding of a file
- stated: what is asked once for all files, such as the source (`common_answers.py`)
- choice: a question with options
- warning: all warnings of one kind in a file, to be explained or corrected
- error: one error, or all errors of one kind in a file if they are many
"""
MAX_SINGLE_ERRORS = 8
"""More errors of one kind in a file than this are one review item."""
MAX_SINGLE_LABELS = 3
"""More unknown labels than this are one review item, answered in a table."""
STATED_BY_PROBLEM = {
    "source_missing": "source",
    "source_unlisted": "source",
    "area_missing": "area",
    "period_missing": "period",
    "period_unclear": "period",
}
"""The field above the files that answers a problem, by the code of the problem."""
LABEL_PROBLEMS = {
    *("indicator_unconfirmed", "indicator_unmatched", "unknown_indicator"),
    *("area_unconfirmed", "area_unmatched", "unknown_area", "area_ambiguous"),
}
"""Codes of problems that need no review item if a question is asked about their label."""


@dataclass(frozen=True)
class ReviewItem:
    """One thing in a draft to answer or to confirm.

    `file` is the position of its file in the draft, `number` counts from 1 within the file. An
    answer settles `problems`; `questions` are the labels asked about. `shared` means that several
    files have the label, `is_open` that the draft cannot be published without an answer.
    """

    kind: ItemKind
    file: int
    problems: tuple[Problem, ...] = ()
    questions: tuple[LabelQuestion, ...] = ()
    is_open: bool = True
    shared: bool = False
    number: int = 0

    @property
    def id(self) -> str:
        """The id of the item's HTML element."""
        return f"point-{self.file}-{self.number}"

    @property
    def answered_at(self) -> str:
        """The CSS selector of the element in which the item is answered."""
        # "stated" is answered in the bar above the files, "labels" in the table below them.
        selectors = {"stated": ".st-key-stated-once", "labels": ".st-key-open-labels"}
        return selectors.get(self.kind, f"#{self.id}")

    @property
    def place(self) -> tuple[str, int, str]:
        """The sheet, row and column letter of the first cell the item names; row 0 for none."""
        if self.questions:
            label = self.questions[0].label
            return label.sheet, label.row, label.column
        problem = self.problems[0]
        return problem.sheet, problem.row, problem.column


@dataclass(frozen=True)
class ReviewItems:
    """All review items of a draft by the position of their file.

    Within a file, open items come first, in the order of the sheet's rows. An item that several
    files share is listed with the first of them.
    """

    by_file: Mapping[int, Sequence[ReviewItem]] = field(default_factory=dict)

    def get_items_of_file(self, file: int) -> Sequence[ReviewItem]:
        """Return the items of one file."""
        return self.by_file.get(file, ())

    def count_open(self, file: int) -> int:
        """Return how many items are open in one file."""
        return sum(item.is_open for item in self.get_items_of_file(file))

    @property
    def open_items(self) -> list[ReviewItem]:
        """All open items, file by file."""
        return [item for each in self.by_file.values() for item in each if item.is_open]


def find_review_items(draft: Draft, review: Review) -> ReviewItems:
    """Return everything in a draft that is to be answered or confirmed.

    `ReviewItems` has the order. Items are numbered within their file.
    """
    file_names = [file.name for file in draft.files]
    position_by_file = {file_name: position for position, file_name in enumerate(file_names)}
    unsorted_items = [
        *_list_label_items(review, position_by_file),
        *_list_problem_items(draft, review, position_by_file),
    ]
    sheets = list(dict.fromkeys(shape.sheet for shape in review.checked.shapes))

    def sort_key(item: ReviewItem) -> tuple[bool, bool, int, int, int]:
        """Sort the items of a file: open ones, then shared ones, by sheet, row and column."""
        sheet, row, column = item.place
        # -1: an item that names no sheet or column stands before those that do.
        sheet_number = sheets.index(sheet) if sheet in sheets else -1
        column_number = column_index(column) if column else -1
        return not item.is_open, not item.shared, sheet_number, row, column_number

    by_file: dict[int, list[ReviewItem]] = {}
    for item in sorted(unsorted_items, key=sort_key):
        items = by_file.setdefault(item.file, [])
        items.append(replace(item, number=len(items) + 1))
    return ReviewItems({file: by_file[file] for file in sorted(by_file)})


def list_unknown_labels(review: Review) -> list[LabelQuestion]:
    """Return the labels (headings and areas) that are not recognised for sure, each one once."""
    return [question for question in group_labels(review.checked.labels) if not question.label.sure]


def _list_label_items(review: Review, positions: Mapping[str, int]) -> Iterable[ReviewItem]:
    """Yield the review items of unknown labels.

    More than MAX_SINGLE_LABELS headings become one item for each file, answered in a table; every
    area stays an item of its own. `positions` are those of the draft's files by name.
    """
    questions = list_unknown_labels(review)
    heading_questions = [each for each in questions if each.label.kind == "indicator"]
    if len(heading_questions) > MAX_SINGLE_LABELS:
        questions_by_file: dict[str, list[LabelQuestion]] = {}
        for question in heading_questions:
            questions_by_file.setdefault(question.files[0], []).append(question)
        for file_name, questions_of_file in questions_by_file.items():
            yield ReviewItem(
                "labels", positions.get(file_name, 0), questions=tuple(questions_of_file)
            )
        heading_questions = []
    for question in heading_questions:
        first_file = positions.get(question.files[0], 0)
        yield ReviewItem("label", first_file, questions=(question,), shared=len(question.files) > 1)
    for question in questions:
        if question.label.kind == "area":
            first_file = positions.get(question.files[0], 0)
            yield ReviewItem(
                "area", first_file, questions=(question,), shared=len(question.files) > 1
            )


def _list_problem_items(
    draft: Draft, review: Review, positions: Mapping[str, int]
) -> Iterable[ReviewItem]:
    """Yield the review items of problems, except those that a question about a label covers.

    Each choice and each encoding is an item. Problems answered once for all files ("stated") are
    grouped by code and value, warnings by file and code, and errors likewise if they are more than
    MAX_SINGLE_ERRORS.
    """
    asked_labels = {question.label.key for question in list_unknown_labels(review)}
    stated_groups: dict[tuple[str, str], list[Problem]] = {}
    error_groups: dict[tuple[int, str], list[Problem]] = {}
    warning_groups: dict[tuple[int, str], list[Problem]] = {}
    for problem in review.problems:
        if problem.code in LABEL_PROBLEMS and label_key(problem.value) in asked_labels:
            continue
        file, is_open = positions.get(problem.file, 0), problem.level != "notice"
        # "more_of_same" counts problems that are not listed; its value is their code.
        code = problem.value if problem.code == "more_of_same" else problem.code
        if problem.code in STATED_BY_PROBLEM and is_open:
            stated_groups.setdefault((problem.code, problem.value), []).append(problem)
        elif find_question_code(problem):
            yield ReviewItem("choice", file, (problem,), is_open=is_open)
        elif problem.code == "encoding_unclear":
            yield ReviewItem("encoding", file, (problem,))
        elif is_open:
            groups = error_groups if problem.level == "error" else warning_groups
            groups.setdefault((file, code), []).append(problem)
    for group in stated_groups.values():
        yield ReviewItem("stated", positions.get(group[0].file, 0), tuple(group))
    for (file, _), group in error_groups.items():
        is_grouped = len(group) > MAX_SINGLE_ERRORS
        problems_of_items = [tuple(group)] if is_grouped else [(each,) for each in group]
        yield from (ReviewItem("error", file, problems) for problems in problems_of_items)
    for (file, _), group in warning_groups.items():
        is_open = any(not find_explanation(each, draft.explanations) for each in group)
        yield ReviewItem("warning", file, tuple(group), is_open=is_open)
