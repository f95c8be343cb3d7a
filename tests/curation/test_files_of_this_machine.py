"""Files and folders that whoever sits at the machine has checked and published."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import docx
import pytest

from cli import local_files
from cli.local_files import ImportOptions, check_paths, publish_paths, read_paths, read_report
from curation import remembered_labels
from curation.errors import CurationError, UnreadableFolderError
from curation.reports.report_reading import extract_text
from curation.upload_answers import Answers
from extraction import TextTooLongError
from tests.helpers.small_desk import REPORTED, signed_in, table, write_folder
from tests.helpers.two_page_pdf import pdf_of
from tests.helpers.workspaces import all_labels

MARCH, APRIL, JANUARY = (
    "visits.p.330203..2024-03",
    "visits.p.330203..2024-04",
    "visits.q.340200..2024-01",
)
WOMEN = "members..340200.women.2024"
DAY = date(2024, 11, 5)


@pytest.fixture
def boss(small):
    return signed_in(small, "boss")


def written(folder: Path, name: str, data: bytes | str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


def refused(call, *args, **kwargs) -> tuple[str, str]:
    with pytest.raises(UnreadableFolderError) as bad:
        call(*args, **kwargs)
    return bad.value.code, bad.value.path.name


def test_tables_of_a_folder_are_taken_in_order_and_what_lies_beside_is_left(small, tmp_path):
    for name in ("b.CSV", "a.xlsx", "c.tsv", "d.yaml", "e.yml"):
        written(tmp_path, f"d/{name}", name)
    for name in (".hidden.csv", "~$a.xlsx", "notes.md", "f.docx", "csv", "deeper/g.csv"):
        written(tmp_path, f"d/{name}", name)
    one = written(tmp_path, "one.txt", "甲")
    found = read_paths(small, [one, tmp_path / "d"])
    names = ["a.xlsx", "b.CSV", "c.tsv", "d.yaml", "e.yml"]
    assert found == [("one.txt", "甲".encode()), *((name, name.encode()) for name in names)]


def test_what_cannot_be_read_is_named(small, tmp_path):
    (tmp_path / "empty").mkdir()
    long = Path("长" * 300)
    assert refused(read_paths, small, [tmp_path / "no.csv"]) == ("missing_file", "no.csv")
    assert refused(read_paths, small, [tmp_path / "empty"]) == ("no_files", "empty")
    assert refused(read_paths, small, [long]) == ("unreadable_file", long.name)
    both = [tmp_path / "empty", tmp_path / "empty"]
    assert refused(read_paths, small, both) == ("no_files", "empty")


def test_of_a_file_without_an_end_only_one_byte_too_many_is_read(small, tmp_path):
    limits = small.settings.limits.model_copy(update={"size_mb": 1})
    workspace = replace(small, settings=small.settings.model_copy(update={"limits": limits}))
    exact = written(tmp_path, "exact.csv", b"x" * 2**20)
    more = written(tmp_path, "more.csv", b"x" * (2**20 + 2))
    endless = Path("/dev/zero")
    sizes = [len(data) for _, data in read_paths(workspace, [exact, more, endless])]
    assert sizes == [2**20, 2**20 + 1, 2**20 + 1]
    (problem,) = check_paths(workspace, signed_in(workspace, "boss"), [more]).errors
    assert (problem.code, problem.hints["found"]) == ("too_large", 2**20 + 1)


def test_files_are_checked_and_published(small, boss, tmp_path):
    path = written(tmp_path, "f.csv", table({MARCH: "13人", APRIL: "14人"}))
    found = check_paths(small, boss, [path])
    assert (found.problems, len(found.checked.figures)) == ((), 2)
    assert small.store.release().number == 2
    done = publish_paths(small, boss, [path], reason="四月")
    assert (done.status, done.draft, done.result.release.number) == ("published", None, 3)
    assert done.review.checked.shape == "tidy"
    assert tuple(map(len, done.result.changes.frames)) == (1, 1, 0)
    again = publish_paths(small, boss, [path], reason="四月")
    assert (again.status, again.result.release.number) == ("nothing_changed", 3)


def test_nothing_is_published_where_there_are_errors(small, boss, tmp_path):
    path = written(tmp_path, "f.csv", table({"visits.p.999999..2024-03": "13人"}))
    done = publish_paths(small, boss, [path], reason="x")
    assert (done.status, done.result, done.draft) == ("not_published", None, None)
    assert [problem.code for problem in done.review.errors] == ["unknown_area"]
    folder = write_folder(tmp_path / "tables", {**REPORTED, "visits.p.999999..2024-03": "13人"})
    done = publish_paths(small, boss, [folder], reason="x")
    assert (done.status, done.result) == ("not_published", None)
    assert [problem.code for problem in done.review.errors] == ["unknown_area"]
    assert small.store.release().number == 2


@pytest.mark.parametrize(
    ("explanation", "kept"), [("", "更正"), ("  ", "更正"), (" 已核对 ", "已核对")]
)
def test_warnings_pass_with_the_explanation_or_the_reason(small, boss, tmp_path, explanation, kept):
    def note(number: int) -> list[dict[str, object]]:
        return json.loads(small.store.release(number).notes["explanations"])

    path = written(tmp_path, "f.csv", table({JANUARY: "90人"}) + b"\n")
    replace_all = ImportOptions("replace")
    publish_paths(small, boss, [path], replace_all, reason="更正", explanation=explanation)
    assert note(3) == [{"code": "replace_removes", "count": 1, "explanation": kept}]
    less = {key: REPORTED[key] for key in REPORTED if key != WOMEN}
    folder = write_folder(tmp_path / "tables", less)
    publish_paths(small, boss, [folder], reason="更正", explanation=explanation)
    assert note(4) == [{"code": "replace_removes", "count": 1, "explanation": kept}]


def test_where_a_second_person_accepts_files_wait_and_folders_are_refused(open_two, tmp_path):
    strict = open_two(approval=True)
    boss = signed_in(strict, "boss")
    path = written(tmp_path, "f.csv", table({JANUARY: "90人"}))
    how = ImportOptions("replace", ["走访=visits"])
    done = publish_paths(strict, boss, [path], how, reason="更正", explanation="核对")
    assert (done.status, done.result, done.draft.status) == ("waiting", None, "submitted")
    assert (done.draft.mode, done.draft.author) == ("replace", "operator:boss")
    assert (done.draft.reason, dict(done.draft.explanations)) == ("更正", {"*": "核对"})
    assert done.draft.answers.indicators == {"走访": "visits"}
    folder = write_folder(tmp_path / "t", {**REPORTED, JANUARY: "31人"})
    with pytest.raises(CurationError, match="approval_needed"):
        publish_paths(strict, boss, [folder], reason="x")
    assert strict.store.release().number == 2


def test_a_folder_of_tables_is_one_alone_with_figures_and_indicators(small, boss, tmp_path):
    folder = write_folder(tmp_path / "tables", {**REPORTED, JANUARY: "33人"})
    found = check_paths(small, boss, [folder])
    assert found.proposal.changes.changed["key"].tolist() == [JANUARY]
    assert publish_paths(small, boss, [folder], reason="x").result.release.number == 3
    (folder / "programmes.yaml").unlink()
    assert refused(check_paths, small, boss, [folder]) == ("missing_file", "programmes.yaml")
    # With another beside it, it is a folder of spreadsheets like any other.
    both = read_paths(small, [folder, written(tmp_path, "f.csv", table({}))])
    assert [name for name, _ in both] == [
        *("areas.csv", "figures.csv", "indicators.yaml", "sources.yaml", "f.csv")
    ]
    other = written(tmp_path, "f.csv", table({APRIL: "14人"}))
    assert "areas.csv" in {p.file for p in check_paths(small, boss, [folder, other]).problems}
    (folder / "indicators.yaml").unlink()
    assert {p.file for p in check_paths(small, boss, [folder]).errors} >= {"areas.csv"}


def test_how_tables_are_meant_may_be_told(small, boss, tmp_path):
    yearbook = "地区,2022年,2023年\n本区,3,5\n合肥市,4,6\n"
    path = written(tmp_path, "y.csv", f"走访情况\n单位：人\n{yearbook}")
    assert "indicator_unconfirmed" in {p.code for p in check_paths(small, boss, [path]).errors}
    told = ImportOptions(matches=["走访=visits", "本区=330203"], defaults={"source": "s"})
    done = publish_paths(small, boss, [path], told, reason="x")
    assert done.result.changes.added["key"].tolist() == [
        "visits..330203..2022",
        "visits..330203..2023",
        "visits..340100..2022",
        "visits..340100..2023",
    ]
    known = all_labels(small)
    assert (known.indicators, known.areas) == ({"走访": "visits"}, {"本区": "330203"})
    bare = written(tmp_path, "b.csv", "指标,数值\n走访职工,3\n")
    assert check_paths(small, boss, [bare]).errors
    standing = {"area": "330200", "period": "2021", "unit": "人", "source": "t"}
    done = publish_paths(small, boss, [bare], ImportOptions(defaults=standing), reason="x")
    (added,) = done.result.changes.added.to_dict("records")
    assert (added["key"], added["source"], added["value"]) == ("visits..330200..2021", "t", 3)


def test_the_encoding_of_every_file_may_be_told(small, boss, tmp_path):
    data = table({APRIL: "14人"}).decode().encode("gb18030")
    both = [written(tmp_path, name, data) for name in ("a.csv", "b.csv")]
    unclear = check_paths(small, boss, both).errors
    assert [(p.code, p.file) for p in unclear] == [
        ("encoding_unclear", "a.csv"),
        ("encoding_unclear", "b.csv"),
    ]
    told = check_paths(small, boss, both[:1], ImportOptions(encoding="gb18030"))
    assert (told.errors, told.checked.figures["locator"].tolist()) == ((), ["¶1"])
    codes = {
        p.code for p in check_paths(small, boss, both, ImportOptions(encoding="gb18030")).errors
    }
    assert "encoding_unclear" not in codes


def test_the_figures_that_are_there_may_not_be_added_again(small, boss, tmp_path):
    path = written(tmp_path, "f.csv", table({MARCH: "12人"}))
    found = check_paths(small, boss, [path], ImportOptions("append"))
    assert [problem.code for problem in found.errors] == ["already_published"]
    assert check_paths(small, boss, [path], ImportOptions("upsert")).problems == ()
    assert check_paths(small, boss, [path]).problems == ()


REPORT = "宁波市总工会今年以来走访职工177人，组建服务队近40支。"


def test_the_quantities_of_a_report_are_told_in_order(small, tmp_path):
    found = read_report(small, written(tmp_path, "r.txt", REPORT), DAY)
    assert found == [
        {
            "phrase": "177人",
            "value": 177.0,
            "value_low": 177.0,
            "value_high": 177.0,
            "qualifier": "exact",
            "unit": "人",
            "subject": "走访职工",
            "ref_area": "330200",
            "time_period": "2024-01/2024-11",
            "start": 14,
            "end": 18,
            "indicator": "visits",
            "breakdown": "",
        },
        {
            "phrase": "近40支",
            "value": 40.0,
            "value_low": None,
            "value_high": 40.0,
            "qualifier": "nearly",
            "unit": "支",
            "subject": "组建服务队",
            "ref_area": "330200",
            "time_period": "2024-01/2024-11",
            "start": 24,
            "end": 28,
            "indicator": "teams",
            "breakdown": "",
        },
    ]
    assert all(each["phrase"] == REPORT[each["start"] : each["end"]] for each in found)


def test_what_was_said_of_a_subject_is_remembered_for_a_report(small, tmp_path):
    path = written(tmp_path, "r.txt", "宁波市总工会今年以来慰问群众88人。")
    (before,) = read_report(small, path, DAY)
    assert before["indicator"] == ""
    subject = f"{before['subject']}\t{before['unit']}"
    said = Answers(subjects={subject: "members.women"})
    remembered_labels.remember_labels(small, signed_in(small, "zhao"), said)
    (alone,) = read_report(small, path, DAY)
    assert alone["indicator"] == ""
    (answer,) = remembered_labels.list_answers(small, signed_in(small, "zhao"))
    remembered_labels.share_answer(small, signed_in(small, "qian"), answer.seen)
    (after,) = read_report(small, path, DAY)
    assert (after["indicator"], after["breakdown"]) == ("members", "women")


def test_reports_are_read_from_word_and_pdf_page_by_page(small, tmp_path):
    document = docx.Document()
    for text in ("宁波市总工会走访职工177人。", "芜湖市走访职工36人。"):
        document.add_paragraph(text)
    document.save(tmp_path / "r.DOCX")
    found = read_report(small, tmp_path / "r.DOCX", DAY)
    assert [(each["phrase"], each["ref_area"]) for each in found] == [
        ("177人", "330200"),
        ("36人", "340200"),
    ]
    assert extract_text("r.PDF", pdf_of("177 people", "36")) == "177 people\n36"
    assert extract_text("r.Docx", (tmp_path / "r.DOCX").read_bytes()).count("\n") == 1
    assert extract_text("r", "一百人".encode("gb18030")) == "一百人"


def test_a_report_of_this_machine_has_at_most_eight_megabytes(small, tmp_path):
    path = written(tmp_path, "r.txt", b"x" * (8 * 2**20 + 1))
    with pytest.raises(TextTooLongError) as refusal:
        read_report(small, path, DAY)
    assert refusal.value.code == "text_too_long"
    assert refusal.value.values == {"limit": 8 * 2**20, "found": 8 * 2**20 + 1}


def test_what_is_no_report_is_refused(small, tmp_path):
    (tmp_path / "folder").mkdir()
    written(tmp_path, "folder/a.csv", "x")
    assert refused(read_report, small, tmp_path / "folder", DAY) == ("unreadable_file", "folder")
    assert refused(read_report, small, tmp_path / "no.txt", DAY) == ("missing_file", "no.txt")


def test_what_came_of_publishing_has_a_name():
    assert local_files.LocalPublishResult(None).status == "not_published"
