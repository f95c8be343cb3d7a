"""A long CSV as columns of text: the same cells as row by row, faults at the same rows."""

from collections.abc import Iterator

import pyarrow as pa
import pytest

from file_formats import FileFormatError, FileLimits, csv, csv_text
from file_formats.csv_text import (
    CsvBlock,
    RaggedRow,
    RowSpan,
    check_quotes,
    find_rows,
    open_csv_text,
    read_blocks,
    read_first_rows,
    read_rows,
    replace_rows,
)

NAMES = ["a", "b", "c"]


def columns(data: bytes, skip: int = 1, coded: frozenset[str] = frozenset(), **limits: int):
    """Every column as a list, and the odd rows, over all blocks."""
    text = open_csv_text(data, limits=FileLimits(**limits))
    found: dict[str, list[str]] = {name: [] for name in NAMES}
    ragged: list[RaggedRow] = []
    for block in read_blocks(text, skip, NAMES, coded, FileLimits(**limits)):
        for name in NAMES:
            found[name] += block.columns[name].cast(pa.string()).to_pylist()
        ragged += block.ragged
    return found, ragged


def refusal(
    data: bytes, coded: frozenset[str] = frozenset(), **limits: int
) -> tuple[str, int, object]:
    with pytest.raises(FileFormatError) as refused:
        columns(data, 1, coded, **limits)
    return refused.value.code, refused.value.line, dict(refused.value.values)


@pytest.mark.parametrize("coded", [frozenset(), frozenset({"a", "c"})])
def test_cells_stand_one_below_the_other_as_text(coded: frozenset[str]) -> None:
    data = "a,b,c\n007,NA,宁波市\n,null,\n1e5,'=1,x y\n".encode()
    found, ragged = columns(data, coded=coded)
    assert found == {
        "a": ["007", "", "1e5"],
        "b": ["NA", "null", "=1"],
        "c": ["宁波市", "", "x y"],
    }
    assert ragged == []


def test_a_column_of_few_words_takes_them_once() -> None:
    text = open_csv_text(b"a,b,c\n" + b"x,y,z\n" * 3)
    (block,) = read_blocks(text, 1, NAMES, frozenset({"b"}))
    assert pa.types.is_dictionary(block.columns["b"].type)
    assert not pa.types.is_dictionary(block.columns["a"].type)
    assert block.first == 2


def test_odd_rows_are_named_with_their_number_and_left_out() -> None:
    data = b"a,b,c\n1,2,3\n4,5\n\n6,7,8\n9,10,11,12\n13,14,15\n16\n"
    found, ragged = columns(data)
    assert found == {
        "a": ["1", "", "6", "13"], "b": ["2", "", "7", "14"], "c": ["3", "", "8", "15"],
    }  # fmt: skip
    assert [(odd.row, odd.width, odd.text) for odd in ragged] == [
        (3, 2, "4,5"), (6, 4, "9,10,11,12"), (8, 1, "16"),
    ]  # fmt: skip


def test_an_odd_row_is_told_in_part() -> None:
    _, (odd,) = columns(b"a,b,c\n1,2,3\n" + b"x" * 300 + b"\n")
    assert odd.text == "x" * 200


def in_blocks(data: bytes, size: int, monkeypatch: pytest.MonkeyPatch) -> Iterator[CsvBlock]:
    monkeypatch.setattr(csv_text, "_BLOCK_SIZE", size)
    return read_blocks(open_csv_text(data), 1, NAMES)


def test_blocks_follow_each_other_with_their_first_row(monkeypatch: pytest.MonkeyPatch) -> None:
    """Odd rows at the end of one, at the beginning of the next, and after the last."""
    lines = [f"{n},{n},{n}" for n in range(40)]
    for at in (3, 11, 12, 25, 38):
        lines[at] = f"{at},odd"
    lines.append("end,odd")
    data = "a,b,c\n" + "".join(f"{line}\n" for line in lines)
    found = list(in_blocks(data.encode(), 64, monkeypatch))
    assert len(found) > 4
    rows_of: dict[int, str] = {}
    for block in found:
        row = block.first
        odd = {each.row for each in block.ragged}
        for cell in block.columns["a"].to_pylist():
            while row in odd:
                row += 1
            rows_of[row] = cell
            row += 1
    assert rows_of == {n + 2: str(n) for n in range(40) if "odd" not in lines[n]}
    told = [each.row for block in found for each in block.ragged]
    assert told == [5, 13, 14, 27, 40, 42]


def test_as_many_rows_columns_cells_and_letters_as_are_taken_and_no_more() -> None:
    data = b"a,b,c\n1,2,3\n4,5,6\n"
    for limits in ({"rows": 3}, {"rows": 2}, {"columns": 3}, {"cells": 6}, {"cells": 9}):
        assert columns(data, **limits)[0]["a"] == ["1", "4"]
    assert refusal(data, rows=1) == ("too_many_rows", 2, {"limit": 1})
    assert refusal(data, columns=2) == ("too_many_columns", 1, {"limit": 2, "found": 3})
    assert refusal(data, cells=5) == ("too_many_cells", 1, {"limit": 5})
    long = "a,b,c\n1,2,3\nx\n\n1,甲乙,3\n".encode()
    assert columns(long, cell_text=6)[0]["b"] == ["2", "", "甲乙"]
    assert refusal(long, cell_text=5) == ("cell_too_long", 5, {"limit": 5, "row": 5})
    assert refusal(long, frozenset({"b"}), cell_text=5)[:2] == ("cell_too_long", 5)
    assert refusal(b"a,b,c\n1,2,3\n1,2,456\n", cell_text=2)[:2] == ("cell_too_long", 3)


def test_with_quotes_lines_are_no_rows_and_rows_are_not_counted_by_them() -> None:
    data = b'a,b,c\n"1\n1",2,3\n4,5,6\n'
    assert columns(data, rows=2)[0] == {"a": ["1\n1", "4"], "b": ["2", "5"], "c": ["3", "6"]}


@pytest.mark.parametrize(
    ("data", "encoding", "start"),
    [
        ("a,b\n宁,1\n".encode(), "utf-8", 0),
        ("a,b\n宁,1\n".encode("utf-8-sig"), "utf-8-sig", 3),
        ("a,b\n宁波市,1\n".encode("gb18030"), "gb18030", 0),
        ("a,b\n宁,1\n".encode("utf-16"), "utf-16", 0),
        ("a,b\n宁,1\n".encode("utf-16-le"), "utf-16-le", 0),
    ],
)
def test_the_text_is_utf_8_whatever_it_was(data: bytes, encoding: str, start: int) -> None:
    text = open_csv_text(data)
    assert (text.encoding, text.start, text.separator) == (encoding, start, ",")
    assert text.data[text.start :].decode().startswith("a,b\n宁")
    assert text.head[0] == ["a", "b"]
    assert text.lines == 2
    assert read_rows(text)[0] == ["a", "b"]
    assert text.has_regular_quotes


def test_a_told_encoding_is_taken() -> None:
    assert open_csv_text("地,1\n".encode("big5"), encoding="big5").head == [["地", "1"]]
    for encoding in ("utf-8", "utf-8-sig"):
        assert open_csv_text(b"\xef\xbb\xbfa,1\n", encoding=encoding).head == [["a", "1"]]
    with pytest.raises(FileFormatError, match="encoding_wrong"):
        open_csv_text(b"\xff\xfe\xff", encoding="ascii")


def test_old_line_ends_and_wrapped_codes_are_what_they_stand_for() -> None:
    assert open_csv_text(b"a,b\r1,2\r").data == b"a,b\n1,2\n"
    assert open_csv_text(b"a,b\r\n1,2\r\n").head == [["a", "b"], ["1", "2"]]
    wrapped = open_csv_text(b'a,b\n="330203",="1"\n"=""330205""",x="1"\n')
    assert wrapped.data == b'a,b\n"330203","1"\n"330205",x="1"\n'
    assert columns(b'a,b,c\n="007",1,="x"\n')[0] == {"a": ["007"], "b": ["1"], "c": ["x"]}


def test_a_file_that_is_too_large_or_holds_no_text_is_named() -> None:
    with pytest.raises(FileFormatError) as large:
        open_csv_text(b"a,b\n1\n", limits=FileLimits(size=5))
    assert (large.value.code, large.value.values) == ("too_large", {"limit": 5, "found": 6})
    assert open_csv_text(b"a,b\n1", limits=FileLimits(size=5)).separator == ","
    with pytest.raises(FileFormatError) as nul:
        open_csv_text(b"a,b\n1,2\n3,\x004\n")
    assert (nul.value.code, nul.value.line) == ("nul_character", 3)


@pytest.mark.parametrize(
    ("data", "regular"),
    [
        (b"a,b\n1,2\n", True),
        (b'a,b\n"1",2\n', True),
        (b'a,b\n"1,2\n', False),
        (b'a,b\n1,2"3"4\n', False),
        (b'a,b\n1,"2""3"\n', True),
        (b'a;b\n"1";2\n', True),
    ],
)
def test_quotes_that_stand_oddly_are_left_to_who_names_them(data: bytes, regular: bool) -> None:
    assert open_csv_text(data).has_regular_quotes is regular


def test_the_first_rows_are_shown_sixty_at_most_and_none_cut_in_half() -> None:
    many = "".join(f"{n},x\n" for n in range(100)).encode()
    head = open_csv_text(many).head
    assert (len(head), head[0], head[-1]) == (60, ["0", "x"], ["59", "x"])
    long = ("宁" * 8000 + ",1\n").encode() * 4
    assert [len(row[0]) for row in open_csv_text(long).head] == [8000, 8000]
    # One line that is longer than what is looked at is shown as far as it was.
    assert len(open_csv_text(("宁" * 30_000 + ",1\n").encode()).head) == 1


def test_a_misplaced_quote_is_named_by_going_through_the_rows() -> None:
    text = open_csv_text(b'a,b\n1,"2"3\n')
    for look in (check_quotes, read_rows):
        with pytest.raises(FileFormatError) as refused:
            look(text)
        assert (refused.value.code, refused.value.line) == ("quote_misplaced", 2)
    assert check_quotes(open_csv_text(b"a,b\n1,2\n")) is None
    with pytest.raises(FileFormatError, match="too_many_rows"):
        check_quotes(open_csv_text(b"a,b\n1,2\n"), FileLimits(rows=1))
    with pytest.raises(FileFormatError, match="too_many_rows"):
        read_rows(open_csv_text(b"a,b\n1,2\n"), FileLimits(rows=1))


def test_what_the_fast_reader_cannot_cut_is_named_as_such(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A row that is longer than what is cut at once."""
    data = b"a,b,c\n1,2,3\n" + b"x" * 200 + b",2,3\n"
    with pytest.raises(FileFormatError) as refused:
        list(in_blocks(data, 64, monkeypatch))
    assert (refused.value.code, refused.value.line) == ("csv_unreadable", 0)


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_both_ways_read_the_same(separator: str) -> None:
    cells = [["a", "b", "c"], ["甲", "'=1", ""], ["'tis", "-5", 'x"y'], ["l\nm", " p ", separator]]
    data = csv.write_csv([*cells], separator=separator)
    text = open_csv_text(data)
    assert text.separator == separator
    assert read_rows(text) == cells
    found, ragged = columns(data)
    assert [list(row) for row in zip(*found.values(), strict=True)] == cells[1:]
    assert ragged == []


def test_rows_are_found_with_their_places_and_the_lines_within_their_cells() -> None:
    text = open_csv_text('\ufeff甲,b\r\n"1\n2",x\r\n3,"=y"\r\n4,z'.encode())
    assert text.start == 3
    spans = find_rows(text, {1, 2, 4})
    assert spans == {
        1: RowSpan(0, 5, ("甲", "b")),
        2: RowSpan(5, 14, ("1\n2", "x")),
        4: RowSpan(22, 25, ("4", "z")),
    }
    assert find_rows(text, {5}) == {}
    assert find_rows(text, set()) == {}


def test_replaced_rows_leave_all_others_and_every_line_end_as_they_were() -> None:
    text = open_csv_text('\ufeff甲,b\r\n"1\n2",x\r\n3,y\r\n4,z'.encode())
    spans = find_rows(text, {2, 4})
    found = replace_rows(text, {spans[2]: ["10", 'q"r'], spans[4]: ["a,b", "12345"]})
    assert found.data.decode() == '甲,b\r\n10,"q""r"\r\n3,y\r\n"a,b",12345'
    assert (found.start, found.separator, found.encoding) == (0, ",", text.encoding)
    assert found.head == [["甲", "b"], ["10", 'q"r'], ["3", "y"], ["a,b", "12345"]]
    assert found.has_regular_quotes
    assert replace_rows(text, {}).data.decode() == text.data[3:].decode()
    tabs = open_csv_text(b"a\tb\n1\t2\n")
    assert replace_rows(tabs, {find_rows(tabs, {2})[2]: ["x,y", "3"]}).data == b"a\tb\nx,y\t3\n"


def test_the_first_rows_of_a_long_file_are_as_many_as_asked_for() -> None:
    many = open_csv_text("".join(f"{n},'=x\n" for n in range(200)).encode())
    rows = read_first_rows(many, 100)
    assert (len(rows), rows[0], rows[99]) == (100, ["0", "=x"], ["99", "=x"])
    assert len(read_first_rows(many, 1000)) == 200
    assert read_first_rows(many, 0) == []
    # Beyond what the head holds, but no more than a megabyte.
    line = "x" * 999 + "\n"
    long = open_csv_text((line * 2000).encode())
    assert len(read_first_rows(long, 5000)) == 2**20 // 1000
