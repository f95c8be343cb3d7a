"""CSV on each border: as many rows, columns, cells and letters as are taken, and one more."""

import pytest

from file_formats import FileFormatError, FileLimits, UnclearEncodingError, csv, encodings
from file_formats.csv import decode_csv, iterate_rows, sniff_separator

HUGE = "x" * 32_767


def refusal(data: bytes, **limits: int) -> tuple[str, int, dict[str, object]]:
    with pytest.raises(FileFormatError) as refused:
        csv.read_csv(data, limits=FileLimits(**limits))
    return refused.value.code, refused.value.line, dict(refused.value.values)


@pytest.mark.parametrize(
    ("limit", "taken", "refused", "code", "line", "values"),
    [
        ({"size": 8}, b"a,b\n1,2\n", b"a,b\n1,2\n\n", "too_large", 0, {"limit": 8, "found": 9}),
        ({"rows": 3}, b"a\nb\nc\n", b"a\nb\nc\nd\n", "too_many_rows", 4, {"limit": 3}),
        ({"rows": 2}, b'a\n"b\nc"\n', b'a\n"b\nc"\nd\n', "too_many_rows", 3, {"limit": 2}),
        ({"columns": 3}, b"a\n1,2,3\n", b"a\n1,2,3,4\n", "too_many_columns", 2,
         {"limit": 3, "found": 4}),
        ({"cells": 4}, b"a,b\nc,d\n", b"a,b\nc,d\ne\n", "too_many_cells", 3, {"limit": 4}),
        ({"cell_text": 3}, b"abc,d\n", b"ab,d\nabcd,e\n", "cell_too_long", 2,
         {"limit": 3, "row": 2}),
    ],
)  # fmt: skip
def test_as_much_as_is_allowed_and_no_more(limit, taken, refused, code, line, values) -> None:
    assert csv.read_csv(taken, limits=FileLimits(**limit)).rows
    assert refusal(refused, **limit) == (code, line, values)


def test_a_fault_is_named_by_its_line_and_its_row() -> None:
    """A cell of several lines stands before it: rows and lines are no longer the same."""
    before = b'a,b\n"one\ntwo",2\n'
    assert refusal(before + b'1,"2"3\n') == ("quote_misplaced", 4, {"row": 3})
    assert refusal(before + b'1,"2\n3\n') == ("quote_unclosed", 4, {"row": 3})
    assert refusal(before + b"12345678,1\n", cell_text=7) == (
        "cell_too_long", 4, {"limit": 7, "row": 3},
    )  # fmt: skip
    assert refusal(b"a\nb\n\0") == ("nul_character", 3, {})
    assert refusal(b"\0a,b,c\n1,2,3\n") == ("nul_character", 1, {})


def test_a_cell_longer_than_the_reader_itself_takes_is_named_alike() -> None:
    data = b"a,b\n1," + b"x" * 140_000 + b"\n"
    assert refusal(data) == ("cell_too_long", 2, {"limit": 32_767, "row": 2})
    assert csv.read_csv(f"a,{HUGE}\n".encode()).rows == [["a", HUGE]]


def test_blank_rows_stand_in_the_middle_and_not_at_the_end() -> None:
    assert csv.read_csv(b"a,b\n\n1,2\n\n , \n,\n\n").rows == [
        ["a", "b"],
        [],
        ["1", "2"],
        [],
        [" ", " "],
    ]
    assert csv.read_csv(b"\n,\n\n").rows == []
    assert csv.read_csv(b"").rows == []


def test_a_told_separator_and_encoding_are_taken() -> None:
    sheet = csv.read_csv("甲;乙,丙\n".encode("gb18030"), encoding="gb18030", separator=",")
    assert sheet.rows == [["甲;乙", "丙"]]
    assert (sheet.encoding, sheet.separator, sheet.name) == ("gb18030", ",", "")


@pytest.mark.parametrize(
    ("text", "separator"),
    [
        ("a;b;c\n1,5;2,5;3,5\n", ";"),
        ("a\tb,c\n1\t2\n", "\t"),
        ("a,b\n1,2;3\n", ","),
        ('"a;b",c\n"d;e",f\n', ","),
        ("a;b\n" + "c,d\n" * 60, ","),
        ("c,d\n" * 50 + "a;b\n" * 900, ","),  # the first fifty lines decide
        ("one column\n", ","),
        ("", ","),
        ("a;b,c\n", ","),
        ("a;b;c,d\n", ";"),
        ("a,b\nc,d;e;f;g\nh,i\n", ","),
    ],
)
def test_the_separator_is_what_cuts_the_lines_evenly(text: str, separator: str) -> None:
    assert sniff_separator(text) == separator


def test_records_are_rows_under_their_header() -> None:
    data = " 指标 , 数值\nx,1\n\ny, 2\n".encode()
    assert csv.read_records(data) == [{"指标": "x", "数值": "1"}, {"指标": "y", "数值": " 2"}]
    assert csv.read_records(b"") == []
    assert csv.read_records(b"a,b\n") == []
    for data, line, found in ((b"a,b\n1,2\n3\n", 3, 1), (b"a,b\n1,2,3\n", 2, 3)):
        with pytest.raises(FileFormatError) as refused:
            csv.read_records(data)
        assert (refused.value.code, refused.value.line) == ("row_width", line)
        assert refused.value.values == {"expected": 2, "found": found}
    with pytest.raises(FileFormatError, match="too_large"):
        csv.read_records(b"a\n1\n", FileLimits(size=3))


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        (None, ""),
        (float("nan"), ""),
        ("", ""),
        (5, "5"),
        (-5, "-5"),
        (5.0, "5"),
        (-0.5, "-0.5"),
        (999_999_999_999_999.0, "999999999999999"),
        (1e15, "1000000000000000.0"),
        (-1e15, "-1000000000000000.0"),
        (1e300, "1e+300"),
        ("-5", "-5"),
        ("-5x", "'-5x"),
        ("'x", "'x"),
        ("'=x", "''=x"),
        ("a,b", '"a,b"'),
        ("a;b", "a;b"),
        ('a"b', '"a""b"'),
        ("a\nb", '"a\nb"'),
    ],
)
def test_a_cell_is_written_so_that_it_is_read_as_it_was(cell: object, written: str) -> None:
    assert csv.write_csv([["a", cell]]) == f"a,{written}\n".encode()
    if isinstance(cell, str):
        assert csv.read_csv(csv.write_csv([["a", cell]])).rows == [
            ["a", cell] if cell else ["a", ""]
        ]


def test_for_excel_there_is_a_mark_and_its_own_line_endings() -> None:
    rows = [["甲", 1], ["乙", 2]]
    assert csv.write_csv(rows) == "甲,1\n乙,2\n".encode()
    assert csv.write_csv(rows, bom=True) == b"\xef\xbb\xbf" + "甲,1\r\n乙,2\r\n".encode()
    assert csv.write_csv(rows, separator="\t") == "甲\t1\n乙\t2\n".encode()
    assert csv.write_csv([]) == b""


def test_rows_are_cut_one_after_the_other() -> None:
    rows = iterate_rows("a,b\n'=1,'x\n", ",", FileLimits())
    assert next(rows) == ["a", "b"]
    assert next(rows) == ["=1", "'x"]
    with pytest.raises(StopIteration):
        next(rows)
    assert list(iterate_rows("", ",", FileLimits())) == []


def test_text_is_given_with_its_encoding() -> None:
    assert decode_csv("甲\n".encode()) == ("甲\n", "utf-8")
    assert decode_csv("甲\n".encode("gb18030"), encoding="gb18030") == ("甲\n", "gb18030")
    with pytest.raises(FileFormatError, match="too_large") as refused:
        decode_csv(b"12345", limits=FileLimits(size=4))
    assert refused.value.values == {"limit": 4, "found": 5}
    assert decode_csv(b"1234", limits=FileLimits(size=4))[0] == "1234"


# Encodings


def test_a_wrong_answer_about_the_encoding_is_said_with_its_line() -> None:
    data = "a,b\n宁波市,1\n".encode()
    with pytest.raises(FileFormatError) as wrong:
        csv.read_csv(data, encoding="ascii")
    assert (wrong.value.code, wrong.value.line) == ("encoding_wrong", 2)
    assert wrong.value.values == {"encoding": "ascii"}
    with pytest.raises(FileFormatError) as unknown:
        csv.read_csv(data, encoding="x" * 60)
    assert (unknown.value.code, unknown.value.value) == ("encoding_unknown", "x" * 50)


@pytest.mark.parametrize(
    ("encoding", "mark", "read_as"),
    [
        ("utf-8", b"\xef\xbb\xbf", "utf-8-sig"),
        ("utf-16-le", b"\xff\xfe", "utf-16"),
        ("utf-16-be", b"\xfe\xff", "utf-16"),
        ("utf-32-le", b"\xff\xfe\x00\x00", "utf-32"),
        ("utf-32-be", b"\x00\x00\xfe\xff", "utf-32"),
    ],
)
def test_a_mark_says_the_encoding_and_is_no_text(encoding, mark, read_as) -> None:
    sheet = csv.read_csv(mark + "地区,数值\n宁波市,1\n".encode(encoding))
    assert sheet.rows == [["地区", "数值"], ["宁波市", "1"]]
    assert sheet.encoding == read_as


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_two_bytes_a_letter_are_known_by_their_line_ends_or_their_zeros(encoding: str) -> None:
    assert csv.read_csv("地,数\n宁,1\n".encode(encoding)).encoding == encoding
    assert csv.read_csv("地,数\r宁,1\r".encode(encoding)).encoding == encoding
    assert csv.read_csv("a,b,c,d".encode(encoding)).encoding == encoding
    # Two zeros are enough beside a line end, one is not.
    assert csv.read_csv("宁波市1\n".encode(encoding)).encoding == encoding
    with pytest.raises(FileFormatError):
        csv.read_csv("宁波市余姚\n".encode(encoding))
    # Without a line end more than three letters of ten have a zero.
    assert csv.read_csv("宁波市a,b".encode(encoding)).encoding == encoding
    with pytest.raises(FileFormatError):
        csv.read_csv("宁波市余姚市人a,b".encode(encoding))
    # A letter cut in half is no such text.
    with pytest.raises(FileFormatError):
        csv.read_csv("地,数\n宁,1\n".encode(encoding)[:-1])


def test_previews_are_of_what_cannot_be_told_and_short() -> None:
    lines = ["plain ascii", *(f"臺北市{n}" + "會" * 100 for n in range(7))]
    with pytest.raises(UnclearEncodingError) as question:
        csv.read_csv("\n".join(lines).encode("big5"))
    assert question.value.code == "encoding_unclear"
    previews = dict(question.value.previews)
    shown = previews["big5hkscs"].split("\n")
    assert shown == [f"臺北市{n}" + "會" * 76 for n in range(5)]


@pytest.mark.parametrize(
    ("text", "sure"),
    [
        ("宁波市" * 8 + "囧龘", True),
        ("宁" * 8 + "囧囧", True),  # eight of ten are common
        ("宁" * 7 + "囧囧囧", False),
        ("，。、：“”" * 4, True),
        ("①②③㈠㈡" * 4, True),
        ("αβγ" * 4, False),
    ],
)
def test_chinese_is_chinese_by_its_common_letters(text: str, sure: bool) -> None:
    data = f"a,b\n{text},1\n".encode("gb18030")
    if sure:
        assert csv.read_csv(data).encoding == "gb18030"
    else:
        with pytest.raises(UnclearEncodingError):
            csv.read_csv(data)


@pytest.mark.parametrize(
    ("first", "second", "line"),
    [("utf-8", "gb18030", 3), ("gb18030", "utf-8", 3)],
)
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_a_mixture_is_named_by_the_first_line_that_is_otherwise(
    first: str, second: str, line: int, ending: str
) -> None:
    top = f"地区,数值{ending}宁波市,1{ending}".encode(first)
    with pytest.raises(FileFormatError) as refused:
        csv.read_csv(top + f"徐州市,2{ending}常州市,3".encode(second))
    assert (refused.value.code, refused.value.line) == ("encoding_mixed", line)


def test_a_file_of_whole_samples_that_ends_within_a_character_is_no_utf_8() -> None:
    whole = ("工" * 87_382).encode()[: 2**18]  # as long as one sample: its last character is cut
    assert (len(whole), encodings.find_utf8_start(whole)) == (2**18, -1)
    assert encodings.find_utf8_start(("工" * 87_382).encode()) == 0
    assert encodings.find_utf8_start(b"a" * 2**18) == 0
