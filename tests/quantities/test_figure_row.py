import csv
import math

import pytest

from quantities import Qualifier, change_of_figure, parse_quantity, quantity_of_figure
from tests.helpers.report_copy import REPORT

ROW = {
    "as_reported": "2300万余元",
    "value": 23e6,
    "value_low": 23e6,
    "value_high": 24e6,
    "qualifier": "and_more",
    "unit": "元",
}
FIGURES = list(csv.DictReader((REPORT / "figures.csv").read_text("utf-8").splitlines()))


def test_a_row_becomes_a_quantity():
    assert quantity_of_figure(ROW) == parse_quantity("2300万余元")


def test_nan_means_open_and_the_rows_unit_is_taken():
    found = quantity_of_figure(
        ROW
        | {
            "as_reported": "近万名",
            "value": 1e4,
            "value_low": math.nan,
            "value_high": 1e4,
            "qualifier": "nearly",
            "unit": "人",
        }
    )
    assert (found.low, found.high, found.unit, found.wording) == (None, 1e4, "人", "近万名")


def test_an_unreadable_wording_leaves_the_rows_bounds():
    found = quantity_of_figure(ROW | {"as_reported": "若干", "qualifier": "more_than"})
    assert (found.value, found.low, found.high) == (23e6, 23e6, 24e6)
    assert (found.qualifier, found.low_exclusive, found.digits) == (Qualifier.MORE_THAN, True, 2)


@pytest.mark.parametrize("row", FIGURES, ids=lambda row: row["as_reported"])
def test_every_published_wording_agrees_with_its_bounds(row):
    printed, figure = parse_quantity(row["as_reported"]), quantity_of_figure(row)
    assert (printed.value, printed.bounds) == (figure.value, figure.bounds)
    assert printed.qualifier == figure.qualifier


def corrected(old: str, new: str) -> dict[str, object]:
    """A corrected figure: its number before and after, by their wordings; "" for a missing one."""
    row: dict[str, object] = {"key": "x"}
    for prefix, wording in (("old_", old), ("new_", new)):
        number = parse_quantity(wording) if wording else None
        row |= {
            f"{prefix}as_reported": wording,
            f"{prefix}value": number.value if number else math.nan,
            f"{prefix}value_low": number.low if number else "",
            f"{prefix}value_high": number.high if number else None,
            f"{prefix}qualifier": str(number.qualifier) if number else "exact",
            f"{prefix}unit": number.unit if number else "人",
        }
    return row


@pytest.mark.parametrize(
    ("old", "new", "change", "unit"),
    [
        *[("100人", "110人", 10, "%"), ("100人", "90人", -10, "%"), ("100人", "100人", 0, "%")],
        *[("5%", "7%", 2, "个百分点"), ("0人", "3人", 3, "人")],
        *[("", "3人", None, ""), ("3人", "", None, ""), ("", "", None, "")],
        ("100人", "110人次", None, ""),
    ],
)
def test_a_corrected_figure_has_changed_by_so_much(
    old: str, new: str, change: float | None, unit: str
) -> None:
    found = change_of_figure(corrected(old, new))
    assert (found.value, found.unit) == (change, unit) if found else change is None
