"""Numbers, headings and rows as offices type them: 21（场）, 12'345, 入会率%, unions by trade."""

import pytest

from quantities import UnreadableQuantityError, parse_quantity
from tests.helpers.made_uploads import codes, figures, known, the, upload

WOMEN = (
    "\n- {code: women, name: {zh: 女会员人数, en: Women}, unit: {zh: 人, en: p}}\n"
    "- {code: rate, name: {zh: 入会率, en: Rate}, unit: {zh: '%', en: '%'}, kind: ratio}\n"
)


@pytest.mark.parametrize(
    ("printed", "value", "unit"),
    [
        ("21（场）", 21, "场"),
        ("3[个]", 3, "个"),
        ("310.5（万元）", 3_105_000, "元"),
        ("2300万（元）", 23_000_000, "元"),
        ("12'345", 12_345, ""),
        ("1’234’567.5人", 1_234_567.5, "人"),
    ],
)
def test_units_in_brackets_and_thousands_by_apostrophes(printed, value, unit) -> None:
    quantity = parse_quantity(printed)
    assert (quantity.value, quantity.unit, quantity.wording) == (value, unit, printed)


@pytest.mark.parametrize(
    "printed", ["12'34", "1'2345", "20(3)", "21（含）", "50(其中女)", "5（预计）", "（12）"]
)
def test_other_brackets_and_apostrophes_are_no_number(printed) -> None:
    with pytest.raises(UnreadableQuantityError):
        parse_quantity(printed)


def test_such_cells_are_figures_of_a_table() -> None:
    head = "宁波市2024年\n地区,提示函份数（份）,工会会员人数\n"
    text = f"{head}海曙区,21（份）,12'345\n江北区,3(份),9’876\n"
    checked = upload(("1.csv", text.encode()))
    assert [(row[0], row[1], row[4]) for row in figures(checked)] == [
        ("notices", "330203", 21),
        ("members", "330203", 12_345),
        ("notices", "330205", 3),
        ("members", "330205", 9_876),
    ]
    assert codes(checked, "error") == []


def test_a_share_behind_a_heading_is_its_unit() -> None:
    text = "宁波市2024年\n地区,入会率%,工会会员人数（人）\n海曙区,91.5,100\n"
    checked = upload(("1.csv", text.encode()), base=known(extra=WOMEN))
    assert figures(checked)[0] == ("rate", "330203", "", "2024", 91.5)
    assert checked.problems == ()


def test_the_subject_of_the_title_completes_a_heading() -> None:
    rows = "地区,人数\n海曙区,180\n"
    women = upload(("1.csv", f"宁波市2024年女会员情况\n{rows}".encode()), base=known(extra=WOMEN))
    assert [(row[0], row[4]) for row in figures(women)] == [("women", 180)]
    assert codes(women, "error") == []
    # A title that names nothing leaves the heading open, and so does a heading in another unit.
    other = upload(("1.csv", f"宁波市2024年女工情况\n{rows}".encode()), base=known(extra=WOMEN))
    assert [label.sure for label in other.labels] == [False]
    money = f"宁波市2024年女会员情况\n{rows}".replace("人数", "人数（万元）")
    assert [
        row[0] for row in figures(upload(("1.csv", money.encode()), base=known(extra=WOMEN)))
    ] == [""]


def test_unions_of_trades_alone_are_asked_by_row() -> None:
    text = (
        "2024年情况\n单位,工会会员人数（人）,提示函份数（份）\n省交通工会,30,3\n省教育工会,20,2\n"
    )
    checked = upload(("1.csv", text.encode()))
    assert codes(checked, "error") == ["area_unmatched", "area_unmatched"]
    assert [(label.kind, label.text) for label in checked.labels if not label.sure] == [
        ("area", "省交通工会"),
        ("area", "省教育工会"),
    ]


def test_of_dissolved_areas_of_one_name_the_one_of_the_city_counts() -> None:
    text = "宁波市2024年\n地区,工会会员人数（人）\n海曙区,3\n江东区,5\n"
    asked = the(upload(("1.csv", text.encode())), "area_unconfirmed")
    assert (asked.value, asked.expected) == ("江东区", "330212")
