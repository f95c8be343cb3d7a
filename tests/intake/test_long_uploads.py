"""Long files: read by columns, faults still named by row, and bounds to what is read at all."""

import importlib
import random

import pytest

from file_formats import Cell, Sheet, csv_text
from intake.check import check_files
from intake.model.batch import CHUNK_ROWS
from intake.tables import wide_tables
from intake.tables.open_file import ROWS_AT_ONCE, format_cells, format_columns
from tests.helpers.made_uploads import HEADER, areas, codes, figures, known, row, tidy, upload

module = importlib.import_module("intake.check")


def lines(count: int) -> list[str]:
    counties = [area.code for area in areas().by_code.values() if area.level == "county"][:200]
    chance = random.Random(3)
    return [
        row(
            ref_area=counties[at % 200],
            time_period=f"{1925 + at // 200 % 100}-{at // 20_000 % 12 + 1:02}",
            as_reported=f"{chance.randint(1, 99_999)}人",
        )
        for at in range(count)
    ]


def test_faults_far_down_are_named_by_their_row_and_pieces_are_checked_together() -> None:
    made = lines(CHUNK_ROWS + 2_000)
    made[10] = row(indicator="x", value="1", ref_area="330203")
    made[CHUNK_ROWS - 1] = "members,330200\n"
    made[CHUNK_ROWS + 1] = made[5]
    made[CHUNK_ROWS + 500] = row(ref_area="330205", as_reported="12a")
    made[CHUNK_ROWS + 1_500] = row(ref_area="330206", as_reported="7人", value="8")
    checked = tidy(*made)
    assert [(p.code, p.row) for p in checked.problems] == [
        ("unknown_indicator", 12),
        ("row_width", CHUNK_ROWS + 1),
        ("duplicate_key", CHUNK_ROWS + 3),
        ("number_unreadable", CHUNK_ROWS + 502),
        ("wording_disagrees", CHUNK_ROWS + 1_502),
    ]
    assert checked.problems[2].hints["other_row"] == 7
    assert checked.count == CHUNK_ROWS + 1_999
    assert checked.figures["ref_area"].str.len().eq(6).all()
    assert checked.places["row"].tolist()[-1] == CHUNK_ROWS + 2_001


def test_a_long_file_with_a_quote_left_open_is_refused_with_its_line(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "_LARGE_CSV", 10)
    text = HEADER + row(value="1") + row(note='"left open', ref_area="330203") + row(value="2")
    (problem,) = upload(("t.csv", text.encode())).problems
    assert (problem.code, problem.row, problem.domain) == ("quote_unclosed", 3, "files")


def test_quotes_in_a_long_file_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_LARGE_CSV", 10)
    text = HEADER + row(as_reported="1,088", note='"a ""b"" c\nd"')
    checked = upload(("t.csv", text.encode()))
    assert (checked.figures["value"][0], checked.figures["note"][0]) == (1_088, 'a "b" c\nd')


def test_a_table_too_large_to_be_laid_out_by_hand_is_refused() -> None:
    text = "甲,乙\n" + "一,2\n" * (wide_tables.MAX_CELLS // 2 + 1)
    checked = upload(("t.csv", text.encode()))
    assert codes(checked) == ["table_too_large"]


def test_the_columns_of_a_long_sheet_say_what_its_cells_say() -> None:
    """Rows of any width, columns of whole numbers, of others, and of both with words between."""
    chance = random.Random(5)
    whole: list[Cell] = [28.0, -3.0, 0.0, -0.0, 4e14]
    kinds: list[list[Cell]] = [whole, [*whole, 0.1 + 0.2, 1e16], [7.0, "", "一", 1e-7, 2.5]]
    rows = [[chance.choice(kind) for kind in kinds] for _ in range(2 * ROWS_AT_ONCE + 7)]
    for at in range(ROWS_AT_ONCE, ROWS_AT_ONCE + 30):
        del rows[at][chance.randint(1, 3) :]
    rows[-ROWS_AT_ONCE:] = [row[:2] for row in rows[-ROWS_AT_ONCE:]]
    sheet = Sheet("figures", rows, percents=frozenset({(1, 1), (ROWS_AT_ONCE, 0)}))
    shown = format_cells(sheet)
    for at, column in enumerate(format_columns(sheet, 1)):
        assert column.to_pylist() == [(row + [""] * 3)[at] for row in shown[1:]]


def test_many_words_without_meaning_are_not_all_looked_up() -> None:
    checked = tidy(*(row(indicator=f"x{at}", value="1") for at in range(25_000)))
    found = [problem for problem in checked.problems if problem.code == "unknown_indicator"]
    assert len(found) == 1_000
    assert checked.problems[-1].hints["total"] == 25_000


def test_one_long_file_tells_how_far_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.import_module("intake.model.batch"), "CHUNK_ROWS", 100)
    told: list[tuple[str, float, str]] = []
    data = (HEADER + "".join(lines(1_000))).encode()
    checked = check_files([("t.csv", data)], known(), progress=lambda *done: told.append(done))
    assert checked.count == 1_000
    assert [stage for stage, _, _ in told] == ["read", *["rows"] * 10, "compare"]
    shares = [share for _, share, _ in told]
    assert shares == sorted(set(shares))
    assert shares[0] == 0
    assert shares[-1] < 1


def test_rows_are_counted_over_the_blocks_that_a_file_is_read_in(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Odd and blank rows stand at the beginning, in the middle, side by side and at the end."""
    made = lines(3_000)
    for at in (0, 1, 700, 701, 702, 1_500, 2_998, 2_999):
        made[at] = "members,330200\n"
    made[1_000] = ",\n"
    made[2_997] = row(ref_area="330205", as_reported="12a")
    whole = tidy(*made)
    assert [p.row for p in whole.problems] == [
        2,
        3,
        702,
        703,
        704,
        1_002,
        1_502,
        *range(2999, 3002),
    ]
    monkeypatch.setattr(csv_text, "_BLOCK_SIZE", 2_000)
    read = tidy(*made)
    assert read.problems == whole.problems
    assert read.places.equals(whole.places)
    assert read.figures.equals(whole.figures)
    assert read.shapes == whole.shapes


def test_a_file_that_cannot_be_read_to_its_end_gives_no_figures(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(csv_text, "_BLOCK_SIZE", 200_000)
    made = lines(10_000)
    made[3] = row(indicator="x", value="1", ref_area="330203")
    made[9_000] = row(note="注" * 40_000, value="1", ref_area="330203")
    other = (HEADER + row(value="12a")).encode()
    checked = upload(("t.csv", (HEADER + "".join(made)).encode()), ("other.csv", other))
    assert [(p.file, p.code, p.row) for p in checked.problems] == [
        ("t.csv", "cell_too_long", 9_002),
        ("other.csv", "number_unreadable", 2),
    ]
    assert checked.count == 1
    assert [shape.file for shape in checked.shapes] == ["other.csv"]


def test_a_file_that_cannot_be_read_takes_no_fault_of_its_namesake_along() -> None:
    wrong = HEADER + row(indicator="x", value="1", ref_area="330203")
    long = HEADER + "members\n" * 3 + row(note="注" * 40_000, value="1", ref_area="330203")
    checked = upload(("t.csv", wrong.encode()), ("t.csv", long.encode()))
    found = [(problem.code, problem.row) for problem in checked.problems]
    assert found == [("unknown_indicator", 2), ("cell_too_long", 5)]


@pytest.mark.parametrize(("area", "code"), [("110000", "110105"), ("220100", "220104")])
def test_of_two_areas_of_one_name_the_one_inside_the_chosen_area_is_meant(area, code) -> None:
    text = "地区,指标,报告期,数值,单位\n朝阳区,会员人数,2023,5,人\n"
    assert codes(upload(("1.csv", text.encode()))) == ["area_ambiguous"]
    checked = upload(("1.csv", text.encode()), area=area)
    assert figures(checked) == [("members", code, "", "2023", 5)]
    assert checked.problems == ()
