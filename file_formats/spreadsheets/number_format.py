"""Read number formats of cells: whether a number is a percentage, part of a date, its decimals.

A workbook stores 0.853 and a format with which the cell shows 85.3%; the figure is what it shows.
"""

import re
from dataclasses import dataclass

BUILT_IN_FORMATS = {
    **{1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 17: "mmm-yy"},
    **dict.fromkeys((37, 38, 41, 42), "#,##0"),
    **dict.fromkeys((39, 40, 43, 44), "#,##0.00"),
    **dict.fromkeys((27, 36, 50, 52, 57), 'yyyy"年"m"月"'),
}
"""Number formats that workbooks refer to by number only; 27 to 57 are those of a Chinese Excel."""
# Texts shown beside the number: "年", \d, [Red], _) (a gap as wide as the sign), *x (a filling).
_BESIDE_NUMBER = re.compile(r'"[^"]*"|[\\_*].|\[[^\]]*\]')
_DIGITS = re.compile(r"[0#?](?:[0#?,]*[0#?])?(?:\.(?P<decimals>[0#?]+))?(?P<scaled>,?)")


@dataclass(frozen=True)
class CellFormat:
    """How a cell shows its number.

    `date_length` is the number of characters of an ISO date that the cell shows (4: a year, 7: a
    month, 0: the whole date, or no date). `decimals` is None for a format without a fixed number of
    decimals, such as General.
    """

    percent: bool = False
    date_length: int = 0
    decimals: int | None = None


def read_number_format(code: str) -> CellFormat:
    """Read a format code as Excel writes it, such as 0.0% or yyyy"年"m"月".

    A quoted sign (`0.0"%"`) does not multiply the number, so that the format is no percentage.
    Formats of times, fractions and powers of ten, and those in thousands (`0,`), have no fixed
    decimals.
    """
    code = _BESIDE_NUMBER.sub("", code).lower()
    if "y" in code:
        is_full_date = "d" in code or "h" in code
        return CellFormat(date_length=0 if is_full_date else 7 if "m" in code else 4)
    number = _DIGITS.search(code.partition(";")[0])  # before ; is the format of positive numbers
    if not number or number["scaled"] or re.search("[e/hms!]", code):
        return CellFormat("%" in code)
    return CellFormat("%" in code, decimals=len(number["decimals"] or ""))
