"""What a file is by its name and first bytes, a cell as it is shown, a text that would run."""

import math

import pytest

from file_formats import FileFormatError, FileLimits, detect_format, formulas, yaml
from file_formats.sheet import format_cell

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP, PDF, TEXT, HTML = b"PK\x03\x04x", b"%PDF-1.7", b"a,b\n", b"<html><p>"
OPEN_DOCUMENT = ZIP + b"content.xml"
EXCEL_XML = b"<?xml version='1.0'?><Workbook xmlns='urn:schemas-microsoft-com:office:spreadsheet'>"
LOCKED = OLE + "EncryptedPackage".encode("utf-16-le")


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("a.csv", TEXT, "csv"),
        ("A.TXT", TEXT, "csv"),
        ("a.tsv", TEXT, "csv"),
        ("a.yaml", TEXT, "yaml"),
        ("a.yml", TEXT, "yaml"),
        ("a.xlsx", ZIP, "xlsx"),
        ("a.xlsm", ZIP, "xlsx"),
        ("a.docx", ZIP, "docx"),
        ("a.xls", OLE, "xls"),
        ("a.xlsx", OLE, "xls"),
        ("a.xls", ZIP, "xlsx"),
        ("a.ods", ZIP, "xlsx"),
        ("a.ods", OPEN_DOCUMENT, "ods"),
        ("a.xls", OPEN_DOCUMENT, "ods"),
        ("a.xls", HTML, "html"),
        ("a.xls", b"\xef\xbb\xbf\r\n\t <TABLE>", "html"),
        ("a.xls", b"<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'>", "html"),
        ("a.xls", b"MIME-Version: 1.0", "html"),
        ("a.xls", "<html>".encode("utf-16"), "html"),
        ("a.xls", EXCEL_XML, "excel_xml"),
        ("a.xls", TEXT, "csv"),
        ("a.pdf", PDF, "pdf"),
        ("report.2024.csv", TEXT, "csv"),
        ("a.csv", b"\xef\xbb\xbfa,b", "csv"),
        ("a.csv", "地".encode("utf-16"), "csv"),
        ("a.csv", b"<b>bold</b>,1", "csv"),
        ("a.csv", b" " * 2048 + b"<html>", "csv"),
    ],
)
def test_a_file_is_read_as_what_it_is(name: str, data: bytes, kind: str) -> None:
    assert detect_format.detect_format(name, data) == kind


@pytest.mark.parametrize(
    ("name", "data", "code", "value"),
    [
        ("a.csv", b"", "empty_file", ""),
        ("a.csv", b"\xff\xfe\r\n\t \0", "empty_file", ""),
        ("a", TEXT, "unknown_format", ""),
        ("a.csv.exe", TEXT, "unknown_format", ".exe"),
        ("a." + "x" * 30, TEXT, "unknown_format", "." + "x" * 19),
        ("a.doc", OLE, "old_office", ".doc"),
        ("a.et", TEXT, "renamed", ".et"),
        ("a.csv", OLE, "old_office", ".csv"),
        ("a.xlsx", LOCKED, "encrypted", ".xlsx"),
        ("a.docx", LOCKED, "encrypted", ".docx"),
        ("a.xlsb", LOCKED, "encrypted", ".xlsb"),
        ("a.xlsm", LOCKED, "encrypted", ".xlsm"),
        ("a.ods", LOCKED, "encrypted", ".ods"),
        ("a.xlsb", ZIP, "unknown_format", ".xlsb"),
        ("a.yaml", b"<?xml version='1.0'?><Workbook>", "html_renamed", ".yaml"),
        ("a.csv", EXCEL_XML, "html_renamed", ".csv"),
        ("a.xlsx", b"MIME-Version: 1.0", "html_renamed", ".xlsx"),
        ("a.csv", b"<!DOCTYPE html>", "html_renamed", ".csv"),
        ("a.csv", b"<head>", "html_renamed", ".csv"),
        ("a.csv", b"<meta x>", "html_renamed", ".csv"),
        ("a.xls", PDF, "renamed", ".xls"),
        ("a.ods", TEXT, "renamed", ".ods"),
        ("a.csv", OPEN_DOCUMENT, "renamed", ".csv"),
        ("a.docx", OPEN_DOCUMENT, "renamed", ".docx"),
        ("a.xlsm", TEXT, "unknown_format", ".xlsm"),
        ("a.csv", ZIP, "renamed", ".csv"),
        ("a.yaml", ZIP, "renamed", ".yaml"),
        ("a.pdf", ZIP, "renamed", ".pdf"),
        ("a.pdf", TEXT, "renamed", ".pdf"),
        ("a.xlsx", PDF, "renamed", ".xlsx"),
        ("a.docx", TEXT, "renamed", ".docx"),
        ("a.csv", PDF, "renamed", ".csv"),
    ],
)
def test_a_file_that_is_something_else_is_named(name, data, code, value) -> None:
    with pytest.raises(FileFormatError) as refused:
        detect_format.detect_format(name, data)
    assert (refused.value.code, refused.value.value) == (code, value)


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ("甲 ", "甲 "),
        ("", ""),
        (28, "28"),
        (28.0, "28"),
        (-28.0, "-28"),
        (0.0, "0"),
        (-0.0, "0"),
        (True, "TRUE"),
        (False, "FALSE"),
        (0.1 + 0.2, "0.3"),
        (1 / 3, "0.333333333333333"),
        (47.5, "47.5"),
        (999_999_999_999_999.0, "999999999999999"),
        (1e15, "1000000000000000"),
        (-1e15, "-1000000000000000"),
        (1.5e20, "150000000000000000000"),
        (10**20, "100000000000000000000"),
        (1e-7, "0.0000001"),
        (-1.25e-9, "-0.00000000125"),
        (2**53 + 1.0, "9007199254740990"),
    ],
)
def test_a_cell_is_shown_as_a_spreadsheet_shows_it(cell: object, shown: str) -> None:
    assert format_cell(cell) == shown


def test_what_is_no_number_is_shown_as_such() -> None:
    assert format_cell(math.inf) == "inf"
    assert format_cell(math.nan) == "nan"


RUNS = ["=1", "+1", "-1+1", "@A", "|x", "%x", "＝1", "＋1", "－1", "＠A", "｜x", "％x", "\t1",
        "\r1", "\n1", "\x001", " =1", '"=1', '" "=1', "\u200b=1", "\ufeff=1", "--1", "-", "-1.",
        "-.5", "-１", "-1e5"]  # fmt: skip
STAYS = ["", "1", "a=1", "-5", "-5.25", "—", "a", "'", " 1", " -", "(1)", "1-2", "·=1"]


@pytest.mark.parametrize("text", RUNS)
def test_what_would_run_gets_an_apostrophe_and_loses_it_again(text: str) -> None:
    assert formulas.is_formula(text)
    assert formulas.escape_formula(text) == f"'{text}"
    assert formulas.unescape_formula(f"'{text}") == text
    assert formulas.escape_formula(f"'{text}") == f"''{text}"
    assert formulas.unescape_formula(f"''{text}") == f"'{text}"
    assert formulas.unescape_formula(text) == text


@pytest.mark.parametrize("text", [text for text in STAYS if text != " -"])
def test_what_would_not_run_stays_as_it_is(text: str) -> None:
    assert not formulas.is_formula(text)
    assert formulas.escape_formula(text) == formulas.unescape_formula(text) == text
    assert formulas.unescape_formula(f"'{text}") == f"'{text}"


def test_a_refusal_says_code_and_place_for_whoever_programs() -> None:
    full = FileFormatError("x", 3, 4, "表", "v", {"limit": 1})
    assert str(full) == "x, sheet 表, line 3, column 4, value v"
    assert str(FileFormatError("x")) == "x"
    assert str(FileFormatError("x", column=2)) == "x, column 2"
    assert full.args == ("x", 3, 4, "表", "v")
    assert FileFormatError("x").values == {}


# YAML


def refusal(data: bytes, **limits: int) -> FileFormatError:
    with pytest.raises(FileFormatError) as refused:
        yaml.load_yaml(data, FileLimits(**limits))
    return refused.value


def test_yaml_is_as_long_and_as_deep_as_is_taken_and_no_more() -> None:
    assert yaml.load_yaml(b"a: b", FileLimits(yaml_size=4)) == {"a": "b"}
    over = refusal(b"a: bc", yaml_size=4)
    assert (over.code, over.values) == ("yaml_too_large", {"limit": 4, "found": 5})
    assert yaml.load_yaml(b"a: [b]", FileLimits(yaml_depth=2)) == {"a": ["b"]}
    deep = refusal(b"a:\n  - [b]", yaml_depth=2)
    assert (deep.code, deep.line, deep.column) == ("yaml_too_deep", 2, 5)
    assert deep.values == {"limit": 2}


@pytest.mark.parametrize(
    ("data", "code", "line", "column", "value"),
    [
        (b"a: 1\nb: &mark 2\n", "yaml_alias", 2, 4, "mark"),
        (b"a: 1\nb:  *mark\n", "yaml_alias", 2, 5, ""),
        (b"a: &m [1]\n", "yaml_alias", 1, 4, "m"),
        (b"a:\n  - !!set {}\n", "yaml_tag", 2, 5, "tag:yaml.org,2002:set"),
        (b"a: !x " + b"y\n", "yaml_tag", 1, 4, "!x"),
        (b"a: !" + b"x" * 300 + b" y\n", "yaml_tag", 1, 4, "!" + "x" * 199),
        (b"a: 1\n  \nab: 2\na: 3\n", "yaml_duplicate_key", 4, 1, "a"),
        (b"x: {a: 1, a: 2}\n", "yaml_duplicate_key", 1, 11, "a"),
        (b"x: {[a]: 1}\n", "yaml_key_not_text", 1, 5, ""),
        (b"a: 1\n---\nb: 2\n", "yaml_several_documents", 2, 1, ""),
        (b"a: 'b\n", "yaml_syntax", 2, 1, ""),
        (b"a: b: c\n", "yaml_syntax", 1, 5, ""),
        (b"a: 1\nb: \x07\n", "yaml_character", 2, 0, "U+0007"),
        ("a: 1\nb: \ud800\n".encode("utf-8", "surrogatepass"), "yaml_not_utf8", 2, 0, ""),
        (b"a: \xff\n", "yaml_not_utf8", 1, 0, ""),
    ],
)
def test_what_yaml_refuses_is_named_with_line_column_and_value(data, code, line, column, value):
    found = refusal(data)
    assert (found.code, found.line, found.column, found.value) == (code, line, column, value)


@pytest.mark.parametrize(
    ("data", "read"),
    [
        (b"", ""),
        (b"# nothing\n", ""),
        (b"---\na: 1\n", {"a": "1"}),
        (b"\xef\xbb\xbfa: 1\n", {"a": "1"}),
        (b"- a\n- [b, {c: d}]\n- e:\n", ["a", ["b", {"c": "d"}], {"e": ""}]),
        (b"a: {}\nb: []\n", {"a": {}, "b": []}),
        (b"one: {a: 1}\ntwo: {a: 1}\n", {"one": {"a": "1"}, "two": {"a": "1"}}),
        (b"a: |\n  x\n  y\nb: >\n  x\n  y\n", {"a": "x\ny\n", "b": "x y\n"}),
        (b"text", "text"),
        (b"a: 1\n...\n", {"a": "1"}),
    ],
)
def test_what_yaml_reads(data: bytes, read: object) -> None:
    assert yaml.load_yaml(data) == read


def test_what_is_dumped_is_as_somebody_would_write_it() -> None:
    value = {"b": "2024", "a": [{"x": None, "y": "no"}, ["z"]], "long": "字 " * 60 + "末"}
    assert yaml.dump_yaml(value).decode().splitlines()[:6] == [
        "b: '2024'", "a:", "  - x: ''", "    y: 'no'", "  - - z", "long: " + ("字 " * 48).rstrip(),
    ]  # fmt: skip
    assert yaml.load_yaml(yaml.dump_yaml(value)) == {**value, "a": [{"x": "", "y": "no"}, ["z"]]}
