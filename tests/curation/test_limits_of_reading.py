"""Every kind of upload and report has limits of time and memory, and says which it has passed."""

import ast
import io
import os
import resource
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from time import monotonic

import docx as python_docx
import pytest

from curation.error_messages import format_error
from curation.errors import UnreadableFolderError
from curation.releases.publishing import check_folder
from curation.releases.upload_review import Upload, check_upload
from curation.reports import report_editing
from curation.workspace import Workspace
from exports.zip_archive import zip_files
from file_formats import FileFormatError, yaml
from file_formats.detect_format import REPORT_ENDINGS, TABLE_ENDINGS
from file_formats.docx_and_pdf import read_docx, read_pdf
from file_formats.sandbox.run import CHILD_USAGE, run_in_child
from file_formats.xlsx import read_xlsx
from intake.problem_messages import format_advice, format_problem_message
from locales import Words
from tests.helpers.child_jobs import echo
from tests.helpers.made_spreadsheets import ods_of, old_workbook
from tests.helpers.made_uploads import slow_table
from tests.helpers.made_workbooks import plain_workbook
from tests.helpers.small_desk import FIGURE, signed_in
from tests.helpers.source_tree import ROOT, nodes, python_files
from tests.helpers.two_page_pdf import pdf_of
from tests.helpers.workspaces import seen_now

ROW = "visits,p,330203,,2024-03,12人,,s,"
TABLE = f"{FIGURE}\n{ROW}\n".encode()
TABLES = {
    **dict.fromkeys((".csv", ".txt", ".tsv"), TABLE),
    ".xlsx": plain_workbook([FIGURE.split(","), ROW.split(",")]),
    **dict.fromkeys((".xls", ".et"), old_workbook("visits")),
    ".zip": zip_files({"figures.csv": TABLE}),
    ".ods": ods_of([FIGURE.split(","), ROW.split(",")]),
    **dict.fromkeys(
        (".yaml", ".yml"),
        yaml.dump_yaml([dict(zip(FIGURE.split(","), ROW.split(","), strict=True))]),
    ),
}
TEXT = "宁波市总工会今年以来走访职工177人。"


def document(text: str) -> bytes:
    made, out = python_docx.Document(), io.BytesIO()
    made.add_paragraph(text)
    made.save(out)
    return out.getvalue()


REPORTS = {".txt": TEXT.encode(), ".docx": document(TEXT), ".pdf": pdf_of("177 visits")}
BLANK = b"\n" * 4 * 2**20
VARIED = "".join(chr(0x4E00 + n * n % 20_011) for n in range(2**20))
LARGE = {".docx": document(VARIED), ".pdf": pdf_of("177 visits") + b"%" + BLANK}
"""Files that take more than a megabyte to read; of text it is enough to add blank lines."""
DAY = date(2024, 12, 3)
NO_TIME, NO_MEMORY = {"seconds": 0.001}, {"memory_mb": 1}


def limited(workspace: Workspace, **limits: float) -> Workspace:
    """The same desk with other limits."""
    settings = workspace.settings
    changed = settings.limits.model_copy(update=limits)
    return replace(workspace, settings=settings.model_copy(update={"limits": changed}))


def test_every_kind_has_an_example_here() -> None:
    assert set(TABLES) == set(TABLE_ENDINGS)
    assert set(REPORTS) == set(REPORT_ENDINGS)


@pytest.mark.parametrize(
    ("limits", "code"), [(NO_TIME, "too_slow"), (NO_MEMORY, "too_much_memory")]
)
@pytest.mark.parametrize("ending", TABLES)
def test_an_upload_of_every_kind_is_stopped(
    small: Workspace, ending: str, limits: dict[str, float], code: str
) -> None:
    zhao, upload = signed_in(small, "zhao"), Upload([(f"a{ending}", TABLES[ending])])
    assert not check_upload(small, zhao, upload).errors
    if code == "too_much_memory" and TABLES[ending] == TABLE:
        upload = Upload([(f"a{ending}", TABLE + BLANK)])
    (problem,) = check_upload(limited(small, **limits), zhao, upload).problems
    (limit,) = limits.values()
    assert (problem.code, problem.level, problem.file) == (code, "error", f"a{ending}")
    for language in ("zh", "en"):
        assert str(limit) in format_problem_message(problem, Words(language))
        assert format_advice(problem, Words(language))


@pytest.mark.parametrize(
    ("limits", "code"), [(NO_TIME, "too_slow"), (NO_MEMORY, "too_much_memory")]
)
@pytest.mark.parametrize("ending", REPORTS)
def test_a_report_of_every_kind_is_stopped(
    small: Workspace, ending: str, limits: dict[str, float], code: str
) -> None:
    zhao = signed_in(small, "zhao")
    told = {"day": DAY, "source": "s"}
    large = LARGE.get(ending, REPORTS[ending] + BLANK)
    with pytest.raises(FileFormatError) as refused:
        report_editing.create_report(limited(small, **limits), zhao, f"a{ending}", large, **told)
    assert refused.value.code == code
    assert report_editing.list_reports(small, zhao) == []
    assert report_editing.create_report(small, zhao, f"a{ending}", REPORTS[ending], **told)


@pytest.mark.parametrize("limits", [NO_TIME, NO_MEMORY])
def test_the_search_for_figures_in_a_report_is_stopped(
    small: Workspace, limits: dict[str, float]
) -> None:
    zhao = signed_in(small, "zhao")
    report = report_editing.create_report(
        small, zhao, "a.txt", TEXT.encode() * 2_000, day=DAY, source="s"
    )
    with pytest.raises(FileFormatError):
        report_editing.create_draft_of_report(
            limited(small, **limits), zhao, seen_now(small, report.id)
        )


def test_hostile_labels_are_stopped_by_the_clock_in_the_file_that_has_them(
    small: Workspace,
) -> None:
    files = [("好.csv", TABLE), ("坏.csv", slow_table()), ("也好.csv", TABLE)]
    begun, used = monotonic(), CHILD_USAGE.seconds
    found = check_upload(limited(small, seconds=1), signed_in(small, "zhao"), Upload(files))
    assert [(problem.code, problem.file) for problem in found.problems] == [("too_slow", "坏.csv")]
    assert monotonic() - begun < 8  # with a template process that starts on a busy machine
    assert CHILD_USAGE.seconds - used < 3


def test_the_tables_of_a_folder_are_stopped_each_by_its_name(small: Workspace) -> None:
    boss = signed_in(small, "boss")
    assert not check_folder(small, boss, small.settings.folder / "tables").errors
    with pytest.raises(UnreadableFolderError) as refused:
        check_folder(limited(small, **NO_TIME), boss, small.settings.folder / "tables")
    assert (refused.value.code, refused.value.path.name) == ("too_slow", "indicators.yaml")
    assert "0.001" in format_error(Words("zh"), refused.value)


def test_without_descriptors_it_is_said_that_it_passes(small: Workspace) -> None:
    zhao, upload = signed_in(small, "zhao"), Upload([("a.csv", TABLE)])
    assert not check_upload(small, zhao, upload).errors
    usual = resource.getrlimit(resource.RLIMIT_NOFILE)
    opened = len(os.listdir("/proc/self/fd"))
    lowest = os.dup(0)  # no descriptor below it is free, whatever has been closed before
    os.close(lowest)
    resource.setrlimit(resource.RLIMIT_NOFILE, (lowest, usual[1]))
    try:
        with pytest.raises(FileFormatError) as refused:
            run_in_child(echo, "x")
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, usual)
    assert refused.value.code == "too_many_files"
    assert len(os.listdir("/proc/self/fd")) == opened
    assert not check_upload(small, zhao, upload).errors


# What is called in the child process alone, and where: nothing else reads an upload or a report.
READERS: dict[Callable[..., object] | str, set[str]] = {
    "check_files": {"intake/in_child.py"},
    "annotate_workbook": {"intake/in_child.py"},
    "open_file": {"intake/check.py", "intake/annotated_workbook.py"},
    read_xlsx: {"intake/tables/open_file.py"},
    read_docx: {"curation/reports/report_reading.py"},
    read_pdf: {"curation/reports/report_reading.py"},
    "extract_by_article": {"curation/reports/report_reading.py", "extraction/report_reader.py"},
    "extract_figures": {"extraction/report_reader.py"},
    "extract_from_report": set(),
}


def test_nothing_reads_an_upload_or_a_report_elsewhere() -> None:
    names = {getattr(reader, "__name__", reader): places for reader, places in READERS.items()}
    outside = ("tests", "benchmarks", "docs", "deploy")
    used = {
        (getattr(node, "id", getattr(node, "attr", "")), str(path.relative_to(ROOT)))
        for path in python_files()
        if path.relative_to(ROOT).parts[0] not in outside
        for node in nodes(path)
        if isinstance(node, ast.Name | ast.Attribute)
    }
    for name, places in names.items():
        assert {place for found, place in used if found == name} == places, name
