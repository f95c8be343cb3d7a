"""After an upgrade of the reader a decision holds only for a figure that is read as it was."""

from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import date

import pytest

from curation.drafts import draft_editing
from curation.drafts.draft_storage import draft_folder
from curation.errors import CurationError
from curation.reports import report, report_editing
from curation.reports.report import (
    Decision,
    Report,
    accept_figure,
    find_decision,
    find_outdated_decisions,
    format_span_key,
    reject_figure,
)
from curation.workspace import Workspace
from extraction import READER_VERSION, ProposedFigure, ReportReader, extract_figures
from tests.helpers.small_desk import signed_in
from tests.helpers.workspaces import seen_now

DAY = date(2024, 12, 3)
TEXT = "宁波市总工会今年以来走访职工177人，组建服务队近40支。"
Changed = Callable[[list[ProposedFigure]], list[ProposedFigure]]


def moved(found: list[ProposedFigure]) -> list[ProposedFigure]:
    """The figure begins a character earlier: 工177人."""
    first, *others = found
    start = first.start - 1
    return [replace(first, start=start, phrase=TEXT[start : first.end]), *others]


def vanished(found: list[ProposedFigure]) -> list[ProposedFigure]:
    return found[1:]


def same(found: list[ProposedFigure]) -> list[ProposedFigure]:
    return found


def otherwise(found: list[ProposedFigure]) -> list[ProposedFigure]:
    """The same characters are read as another number."""
    first, *others = found
    return [replace(first, value=17.0, value_low=17.0, value_high=17.0), *others]


def elsewhere(found: list[ProposedFigure]) -> list[ProposedFigure]:
    """The first figure is gone, and the second one stands where it was."""
    first, second = found
    return [replace(second, start=first.start, end=first.end, phrase=first.phrase)]


@pytest.fixture
def upgrade(monkeypatch: pytest.MonkeyPatch) -> Callable[[Changed], None]:
    """Put a reader of the next version in the place of the present one."""

    def put(change: Changed) -> None:
        monkeypatch.setattr(report, "READER_VERSION", READER_VERSION + 1)
        monkeypatch.setattr(
            report_editing,
            "read_figures",
            lambda reader, text, day, _limits: change(extract_figures(reader, text, day)),
        )

    return put


def proposals(workspace: Workspace) -> list[ProposedFigure]:
    head = workspace.store.read()
    return extract_figures(ReportReader.from_code_lists(head.areas, head.indicators), TEXT, DAY)


@pytest.fixture
def decided(small: Workspace) -> Report:
    """A report with its first figure accepted and its second one left out."""
    zhao = signed_in(small, "zhao")
    made = report_editing.create_report(small, zhao, "报道.txt", TEXT.encode(), day=DAY, source="s")
    first, second = proposals(small)
    chosen = {
        format_span_key(first): accept_figure(first, {"time_period": "2024"}),
        format_span_key(second): reject_figure(second),
    }
    return report_editing.save_decisions(small, zhao, seen_now(small, made.id), chosen)


def drafted(workspace: Workspace, made: Report) -> list[str]:
    """What a draft of a report changes, by key."""
    zhao = signed_in(workspace, "zhao")
    draft = report_editing.create_draft_of_report(workspace, zhao, seen_now(workspace, made.id))
    return list(draft_editing.review_draft(workspace, zhao, draft.id)[1].proposal.changes.keys)


def test_a_decision_keeps_reader_text_and_reading(small: Workspace, decided: Report) -> None:
    assert [(each.reader, each.phrase, each.wording) for each in decided.decisions.values()] == [
        (READER_VERSION, "177人", "177人"),
        (READER_VERSION, "近40支", "近40支"),
    ]
    stored, _ = report_editing.open_report(small, signed_in(small, "zhao"), decided.id)
    assert stored == decided


def test_what_is_read_as_before_stays_decided(small, decided, upgrade) -> None:
    upgrade(same)
    assert find_outdated_decisions(decided, proposals(small)) == {}
    assert drafted(small, decided) == ["visits..330200..2024"]


@pytest.mark.parametrize("change", [moved, vanished, otherwise, elsewhere])
def test_what_is_read_otherwise_is_to_be_decided_again(
    small: Workspace, decided: Report, upgrade: Callable[[Changed], None], change: Changed
) -> None:
    upgrade(change)
    found = change(proposals(small))
    first, second = decided.decisions
    outdated = find_outdated_decisions(decided, found)
    assert first in outdated
    assert (second in outdated) is (change is elsewhere)
    kept = [find_decision(decided, each) for each in found]
    assert [each for each in kept if each] == (
        [] if change is elsewhere else [decided.decisions[second]]
    )
    with pytest.raises(CurationError, match="nothing_accepted"):
        report_editing.create_draft_of_report(
            small, signed_in(small, "zhao"), seen_now(small, decided.id)
        )


def test_a_new_decision_takes_the_place_of_the_old_one(small, decided, upgrade) -> None:
    upgrade(moved)
    zhao, (first, *_) = signed_in(small, "zhao"), moved(proposals(small))
    old = next(iter(decided.decisions))
    row = {"as_reported": "178人", "time_period": "2024"}
    kept = report_editing.save_decisions(
        small,
        zhao,
        seen_now(small, decided.id),
        {old: None, format_span_key(first): accept_figure(first, row)},
    )
    assert find_outdated_decisions(kept, moved(proposals(small))) == {}
    assert kept.decisions[format_span_key(first)].reader == READER_VERSION + 1
    assert drafted(small, decided) == ["visits..330200..2024"]


def test_decisions_of_before_hold_where_a_figure_stands(small, decided, upgrade) -> None:
    """Decisions that were stored without version, text and reading."""
    zhao = signed_in(small, "zhao")
    older = {
        span: replace(each, reader=0, phrase="", wording="")
        for span, each in decided.decisions.items()
    }
    decided = report_editing.save_decisions(small, zhao, seen_now(small, decided.id), older)
    assert find_outdated_decisions(decided, proposals(small)) == {}
    assert drafted(small, decided) == ["visits..330200..2024"]
    upgrade(moved)
    assert list(find_outdated_decisions(decided, moved(proposals(small)))) == [next(iter(older))]


def test_states_without_the_new_fields_are_read(small: Workspace, decided: Report) -> None:
    plain = asdict(decided)
    for each in plain["decisions"].values():
        for name in ("reader", "phrase", "wording"):
            del each[name]
    again = report.report_from_dict(plain)
    assert [each.accepted for each in again.decisions.values()] == [True, False]
    assert {(each.reader, each.phrase) for each in again.decisions.values()} == {(0, "")}
    assert Decision(False) == Decision(**{"accepted": False})


def test_a_draft_with_a_workbook_of_before_is_renewed(small: Workspace, decided: Report) -> None:
    """Until rows were kept, a draft of a report had a workbook of its title."""
    zhao = signed_in(small, "zhao")
    older = draft_editing.create_draft(small, zhao, [("报道.xlsx", b"x"), ("other.csv", b"y")])
    plain = draft_folder(small).to_dict(older)
    for each in plain["files"]:
        del each["kind"]
    assert draft_folder(small).from_dict(plain) == older
    report_editing.report_folder(small).save(
        replace(decided, version=decided.version + 1, draft=older.id)
    )
    draft = report_editing.create_draft_of_report(small, zhao, seen_now(small, decided.id))
    assert draft.id == older.id
    assert [(each.name, each.kind) for each in draft.files] == [
        ("other.csv", "file"),
        ("报道.json", "rows"),
    ]
