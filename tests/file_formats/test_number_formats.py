"""What the format of a cell says of its number: percentages, parts of dates, indentation."""

from typing import Any

import pytest

from file_formats import xlsx
from file_formats.spreadsheets.xlsx_reader import read_styles
from tests.helpers.read_workbooks import read, written

DAY = 45_350.0  # 28 February 2024


def of_cells(rows: list[list[object]], formats: dict[tuple[int, int], str]) -> dict[str, Any]:
    """One sheet of cells, some in a number format."""

    def fill(book: Any) -> None:
        sheet = book.add_worksheet("表")
        for row, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                told = formats.get((row, column))
                sheet.write(
                    row, column, cell, book.add_format({"num_format": told}) if told else None
                )

    (found,) = read(written(fill))
    return found


@pytest.mark.parametrize(
    ("shown", "percent"),
    [
        ("0%", True),
        ("0.00%", True),
        ("0.0%;-0.0%", True),
        ("[Red]0%", True),
        ('0.0"%"', False),  # 12.5 shown as 12.5%
        ("0.0\\%", False),
        ('"%"0', False),
        ("0.00", False),
    ],
)
def test_a_percentage_is_one_by_its_format_and_not_by_a_sign_beside_it(shown, percent) -> None:
    found = of_cells([["a", 12.5], ["b", 0.125]], {(0, 1): shown})
    assert found["percents"] == ([(0, 1)] if percent else [])
    (sheet,) = xlsx.read_xlsx(written(lambda book: book.add_worksheet().write(
        0, 0, 0.5, book.add_format({"num_format": shown}))))  # fmt: skip
    assert (sheet.percents == {(0, 0)}) is percent


@pytest.mark.parametrize(
    ("shown", "letters"),
    [
        ("yyyy", 4),
        ('yyyy"年"', 4),
        ('yyyy"年"m"月"', 7),
        ("YYYY-MM", 7),
        ("mmm-yy", 7),
        ("yyyy-mm-dd", 0),
        ("yyyy-mm-dd hh:mm", 0),
        ('yyyy"d"', 4),
        ("[$-804]yyyy\\d", 4),
        ("mm-dd", 0),
        ("h:mm", 0),
        ("0.00", 0),
    ],
)
def test_a_date_shows_as_much_as_its_format_says(shown: str, letters: int) -> None:
    found = of_cells([[DAY, DAY]], {(0, 1): shown})
    assert found["dates"] == ([(0, 1, letters)] if letters else [])


def styled(formats: str, cells: str) -> bytes:
    return (
        f"<styleSheet><numFmts>{formats}</numFmts><cellStyleXfs><xf numFmtId='9'/></cellStyleXfs>"
        f"<cellXfs count='9'>{cells}</cellXfs></styleSheet>"
    ).encode()


@pytest.mark.parametrize("number", ["9", "10"])
def test_built_in_percentages_are_known(number: str) -> None:
    assert read_styles(styled("", f'<xf numFmtId="0"/><xf numFmtId="{number}"/>')).percents == {1}


@pytest.mark.parametrize("number", ["17", "27", "36", "50", "52", "57"])
def test_built_in_months_are_known(number: str) -> None:
    assert read_styles(styled("", f'<xf numFmtId="{number}"/><xf numFmtId="14"/>')).dates == {0: 7}


def test_styles_are_counted_as_they_stand_among_the_cells_own() -> None:
    formats = (
        '<numFmt numFmtId="164" formatCode="0.0%"/>'
        '<numFmt numFmtId="165" formatCode="yyyy&quot;年&quot;"/>'
    )
    cells = (
        '<xf numFmtId="164" fontId="0"><alignment indent="2"/></xf><xf numFmtId="165"/>'
        '<xf numFmtId="0"><alignment horizontal="left" indent="0"/></xf><xf fontId="1"/>'
        '<xf numFmtId="9"><alignment indent="10"/></xf>'
    )
    found = read_styles(styled(formats, cells))
    assert (found.percents, found.indents, found.dates) == ({0, 4}, {0: 2, 4: 10}, {1: 4})
    nothing = read_styles(b"")
    assert (nothing.percents, nothing.indents, nothing.dates) == (set(), {}, {})
