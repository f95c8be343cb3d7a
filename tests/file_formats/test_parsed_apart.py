"""The process that parses a file: what it is given, what it may take, and how its end is told."""

import io
import json
import signal
import subprocess
import sys
import threading
import zipfile
from pathlib import Path

import docx as python_docx
import pytest

from file_formats import FileFormatError, FileLimits, docx_and_pdf, sandbox, xlsx
from file_formats.docx_and_pdf import extract_docx
from tests.helpers.made_workbooks import plain_workbook, rebuilt
from tests.helpers.servers import ROOT


@pytest.fixture
def child(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A script in the place of the one that parses."""
    path = tmp_path / "child.py"
    monkeypatch.setattr(sandbox, "_WORKER", path)
    return path


def refusal(data: bytes, **limits: float) -> tuple[str, dict[str, object]]:
    with pytest.raises(FileFormatError) as refused:
        sandbox.parse_in_sandbox("xlsx", data, FileLimits(**limits))
    return refused.value.code, dict(refused.value.values)


def test_as_many_bytes_as_are_taken_and_no_more(child: Path) -> None:
    child.write_text("import sys, json; print(json.dumps({'read': len(sys.stdin.read())}))")
    assert sandbox.parse_in_sandbox("xlsx", b"12345", FileLimits(size=5)) == 5
    assert refusal(b"123456", size=5) == ("too_large", {"limit": 5, "found": 6})


def test_it_is_told_kind_and_limits_and_nothing_else(
    child: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SECRET", "canary-17")
    child.write_text(
        "import json, os, sys\n"
        "sys.stderr.write('what a library says of a file')\n"
        "print(json.dumps({'read': [sys.argv[1:], dict(os.environ), sys.flags.isolated,"
        " os.getsid(0) == os.getpid(), sys.stdin.buffer.read().decode()]}))"
    )
    arguments, environment, isolated, apart_from_us, given = sandbox.parse_in_sandbox(
        "docx", "甲".encode(), FileLimits(rows=7)
    )
    assert arguments[0] == "docx"
    assert json.loads(arguments[1])["rows"] == 7
    assert environment == {"PYTHONIOENCODING": "utf-8", "LC_ALL": "C.UTF-8"}
    assert (isolated, apart_from_us, given) == (1, True, "甲")
    assert "library" not in capfd.readouterr().err


@pytest.mark.parametrize(
    ("script", "code", "values"),
    [
        ("print('[1, 2]')", "parser_stopped", {}),
        ("print('7')", "parser_stopped", {}),
        ("print('{\"read\"')", "parser_stopped", {}),
        ("print('{}')", "parser_stopped", {}),
        ("", "parser_stopped", {}),
        ("import sys; print('{\"read\": 1}'); sys.exit(3)", "parser_stopped", {}),
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "parser_stopped", {}),
        ("import os, signal; os.kill(os.getpid(), signal.SIGXCPU)", "too_slow", {"limit": 30.0}),
        (
            'print(\'{"refused": {"code": "dde", "line": 3, "values": {"limit": 2}}}\')',
            "dde",
            {"limit": 2},
        ),
    ],
)
def test_whatever_it_ends_with_is_a_named_refusal(child, script, code, values) -> None:
    child.write_text(script)
    assert refusal(b"x") == (code, values)


def test_one_that_hangs_is_ended_with_all_that_it_started(child: Path, tmp_path: Path) -> None:
    child.write_text(
        "import signal, subprocess, sys\n"
        "p = subprocess.Popen([sys.executable, '-c', 'import signal; signal.pause()'])\n"
        f"open({str(tmp_path / 'pid')!r}, 'w').write(str(p.pid))\n"
        "signal.pause()\n"
    )
    # As long as it takes to start, and no test's own patience.
    assert refusal(b"x", seconds=3.0) == ("too_slow", {"limit": 3.0})
    started = Path(f"/proc/{(tmp_path / 'pid').read_text()}/stat")
    patience = threading.Event()
    for _ in range(600):  # a killed process ends when it is next given a processor
        if not runs(started):
            break
        patience.wait(0.1)
    assert not runs(started)


def runs(stat: Path) -> bool:
    """Say whether a process has not ended."""
    try:
        return stat.read_text().rpartition(") ")[2][0] not in "ZX"
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_two_files_are_parsed_at_a_time_and_the_third_waits_as_long_as_it_may(child: Path) -> None:
    child.write_text("import sys; sys.stdin.read(); print('{\"read\": 1}')")
    with sandbox._FREE_WORKERS:
        assert sandbox.parse_in_sandbox("xlsx", b"x", FileLimits()) == 1
        with sandbox._FREE_WORKERS:
            assert refusal(b"x", seconds=0.05) == ("busy", {})
    done: list[int] = []
    threads = [
        threading.Thread(
            target=lambda: done.append(sandbox.parse_in_sandbox("xlsx", b"x", FileLimits()))
        )
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert done == [1] * 4
    # What was refused gives its turn back too.
    for _ in range(3):
        child.write_text("")
        assert refusal(b"x")[0] == "parser_stopped"
    child.write_text("print('{\"read\": 2}')")
    assert sandbox.parse_in_sandbox("xlsx", b"x", FileLimits()) == 2


def test_it_may_take_so_much_time_and_memory_and_writes_nothing() -> None:
    program = (
        "import json, resource as r; from file_formats.sandbox_worker import _limit_resources;"
        "_limit_resources(1.2, 2**33);"
        "print(json.dumps([r.getrlimit(n) for n in (r.RLIMIT_CPU, r.RLIMIT_AS, r.RLIMIT_FSIZE,"
        " r.RLIMIT_CORE)]))"
    )
    said = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert json.loads(said.stdout) == [[2, 3], [2**33, 2**33], [0, 0], [0, 0]]


def test_one_that_works_too_long_is_ended_by_its_processor_time() -> None:
    program = (
        "import sys; import file_formats.sandbox_worker as worker;"
        "exec('def forever(data, limits):\\n while True: pass');"
        "worker.load_parser = lambda name: forever; worker.parse_to_json('xlsx', sys.argv[1])"
    )
    limits = json.dumps({"seconds": 1, "memory": 2**33})
    done = subprocess.run(
        [sys.executable, "-c", program, limits], cwd=ROOT, input=b"", capture_output=True
    )
    assert done.returncode == -signal.SIGXCPU


def test_too_much_memory_is_said_with_its_limit() -> None:
    program = (
        "import sys; import file_formats.sandbox_worker as worker;"
        "exec('def hungry(data, limits): return bytes(2**34)');"
        "worker.load_parser = lambda name: hungry;"
        "sys.stdout.buffer.write(worker.parse_to_json('xlsx', sys.argv[1]))"
    )
    limits = json.dumps({"memory": 2**32})
    done = subprocess.run(
        [sys.executable, "-c", program, limits], cwd=ROOT, input=b"", capture_output=True
    )
    assert json.loads(done.stdout) == {
        "refused": {"code": "too_much_memory", "values": {"limit": 2**32}}
    }


def test_a_refusal_comes_back_whole() -> None:
    with pytest.raises(FileFormatError) as refused:
        xlsx.read_xlsx(plain_workbook([["x"] * 3, ["y"] * 3]), FileLimits(columns=2))
    fault = refused.value
    assert (fault.code, fault.line, fault.column, fault.sheet) == ("too_many_columns", 2, 3, "数据")
    assert fault.values == {"limit": 2, "found": 3}
    with pytest.raises(FileFormatError) as doctype:
        xlsx.read_xlsx(rebuilt({"xl/workbook.xml": b"<!DOCTYPE x>"}))
    assert doctype.value.value == "xl/workbook.xml"


# The text of documents


def document(*paragraphs: str, table: list[list[str]] | None = None, after: str = "") -> bytes:
    made = python_docx.Document()
    for text in paragraphs:
        made.add_paragraph(text)
    if table:
        rows = made.add_table(len(table), len(table[0]))
        for row, cells in zip(rows.rows, table, strict=True):
            for cell, text in zip(row.cells, cells, strict=True):
                cell.text = text
        made.add_paragraph(after)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def test_paragraphs_and_rows_stand_in_their_order_and_blank_ones_nowhere() -> None:
    data = document(
        "一", "  ", "二", table=[["会员", "4315人"], ["", ""], ["班组", "36个"]], after="三"
    )
    assert docx_and_pdf.read_docx(data) == ["一", "二", "会员\t4315人", "班组\t36个", "三"]


def test_as_many_letters_as_are_taken_and_no_more() -> None:
    data = document("工" * 60, "会" * 40)
    assert extract_docx(data, FileLimits(text=100)) == ["工" * 60, "会" * 40]
    with pytest.raises(FileFormatError) as refused:
        extract_docx(data, FileLimits(text=99))
    assert refused.value.code == "too_much_text"
    assert refused.value.values == {"limit": 99, "found": 100}


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (plain_workbook(), "not_a_document"),
        (b"PK\x03\x04", "archive_damaged"),
    ],
)
def test_what_is_no_document_is_named(data: bytes, code: str) -> None:
    with pytest.raises(FileFormatError) as refused:
        docx_and_pdf.read_docx(data)
    assert refused.value.code == code


def test_a_document_that_its_library_stumbles_over_is_a_damaged_file() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("word/document.xml", b"<x/>")
    with pytest.raises(FileFormatError) as refused:
        extract_docx(out.getvalue(), FileLimits())
    assert refused.value.code == "archive_damaged"


def test_limits_of_the_document_are_kept_by_its_container() -> None:
    with pytest.raises(FileFormatError) as refused:
        docx_and_pdf.read_docx(document("x"), FileLimits(members=1))
    assert refused.value.code == "too_many_members"
    with pytest.raises(FileFormatError) as large:
        docx_and_pdf.read_pdf(b"%PDF-1.7", FileLimits(size=4))
    assert large.value.values == {"limit": 4, "found": 8}
