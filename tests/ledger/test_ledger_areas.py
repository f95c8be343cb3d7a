"""The tree of areas: what lies above and within, rings, levels, and the form it is kept in."""

import json

import numpy as np
import pandas as pd

from ledger import Provenance, TotalsRequest
from ledger.area_tree import AreaTree
from ledger.code_lists import areas_to_frame, encode_code_list
from ledger.queries.area_levels import (
    find_ancestors_by_level,
    find_level_rank,
    find_nearest_reporting_ancestors,
)
from tests.helpers.small_release import figure, table

BY = {"author": "陈", "reason": "发布"}


def areas_of(*entries: tuple[str, str, str]) -> AreaTree:
    return AreaTree([{"code": code, "parent": up, "level": level} for code, up, level in entries])


def test_the_tree_of_areas():
    tree = areas_of(
        ("1", "", "country"),
        ("2", "1", "province"),
        ("3", "2", "prefecture"),
        ("4", "3", "county"),
        ("5", "9", "county"),
    )
    assert tree.country == "1"
    assert tree.above("4") == tree.above("4") == ("3", "2", "1")
    assert (tree.above("1"), tree.above("none"), tree.above("5")) == ((), (), ("9",))
    assert tree.within("2") == ["2", "3", "4"]
    assert tree.within("4") == ["4"]
    assert tree.within("none") == ["none"]
    assert AreaTree([]).country == ""


def test_a_ring_of_areas_ends_where_it_closes():
    tree = areas_of(("1", "3", "a"), ("2", "1", "b"), ("3", "2", "c"), ("4", "4", "d"))
    assert tree.above("1") == ("3", "2")
    assert tree.above("2") == ("1", "3")
    assert tree.above("4") == ()
    assert tree.within("1") == ["1", "2", "3"]


def test_trees_are_equal_where_every_area_lies_alike():
    one = areas_of(("1", "", "country"), ("2", "1", "province"))
    assert one == areas_of(("1", "", "country"), ("2", "1", "province"))
    assert one != areas_of(("1", "", "country"), ("2", "", "province"))
    assert one != areas_of(("1", "", "country"), ("2", "1", "county"))
    assert one != areas_of(("1", "", "country"))
    assert one != "areas"


def test_areas_are_the_same_whether_from_a_table_or_a_release(codes):
    first = encode_code_list(codes["areas"])
    records = [row | {"tile_row": None, "tile_col": None} for row in [{"code": "1", "parent": ""}]]
    frame = areas_to_frame(records)
    assert frame["tile_row"].isna().all()
    assert frame.columns.tolist()[-2:] == ["tile_row", "tile_col"]
    listed = json.loads(first)
    assert listed[1] == {
        "code": "330000",
        "name_zh": "浙江省",
        "name_en": "Zhejiang",
        "parent": "100000",
        "level": "province",
        "tile_row": 4,
        "tile_col": 6,
    }
    assert listed[0]["tile_row"] is None
    assert encode_code_list(areas_to_frame(listed)) == first
    assert "浙江省".encode() in first


def test_only_units_that_answer_to_an_area_say_so_in_the_list(codes):
    first = json.loads(encode_code_list(codes["areas"]))
    assert all("reports_to" not in area for area in first)
    unit = first[1] | {"code": "ORG-X", "reports_to": "330000"}
    kept = json.loads(encode_code_list(areas_to_frame([*first, unit])))
    assert kept == [*first, unit]
    assert areas_to_frame(kept)["reports_to"].tolist() == [*[""] * len(first), "330000"]


def test_a_level_that_nobody_knows_stands_below_all_others(store, codes):
    areas = pd.DataFrame(
        [
            ("1", "全国", "", "country"),
            ("2", "某省", "1", "province"),
            ("3", "某园区", "2", "park"),
            ("4", "某企业", "3", "organisation"),
        ],
        columns=["code", "name_zh", "parent", "level"],
    )
    state = [figure(f"notices..{code}..2024", int(code)) for code in ("3", "4")]
    store.write(0, table(*state), codes | {"areas": areas}, Provenance(**BY))
    assert store.roll_up(totals=TotalsRequest("province"))["value"].tolist() == [3]
    assert store.read().figures["parents"].tolist() == ["2/1", "3/2/1"]


TREE = (
    *[("C", "", "country"), ("P", "C", "province"), ("Q", "C", "province")],
    *[("F", "P", "prefecture"), ("G", "P", "prefecture")],
    *[("K", "F", "county"), ("L", "F", "county"), ("O", "K", "organisation")],
)


def test_levels_have_ranks_and_every_area_its_province_prefecture_and_county():
    tree = areas_of(*TREE, ("X", "P", "zone"))
    codes = ["C", "P", "F", "K", "O", "X", "unheard"]
    assert [find_level_rank(tree, code) for code in codes] == [0, 1, 2, 3, 4, 5, 5]
    found = find_ancestors_by_level(codes, tree)
    assert {name: column.to_pylist() for name, column in found.items()} == {
        "in_province": ["", "P", "P", "P", "P", "P", ""],
        "in_prefecture": ["", "", "F", "F", "F", "", ""],
        "in_county": ["", "", "", "K", "K", "", ""],
    }


def nearest(*rows: tuple[int, str, bool]) -> list[int]:
    """The ranks of figures given by series, area and whether they have a value."""
    codes = sorted({area for _, area, _ in rows}, reverse=True)  # in no order of the tree
    return find_nearest_reporting_ancestors(
        np.array([series for series, _, _ in rows]),
        np.array([codes.index(area) for _, area, _ in rows]),
        codes,
        np.array([has_value for _, _, has_value in rows]),
        areas_of(*TREE),
    ).tolist()


def test_a_figure_is_in_that_of_the_nearest_area_around_it_in_its_own_series():
    every = ["C", "P", "Q", "F", "G", "K", "L", "O"]
    assert nearest(*((7, code, True) for code in every)) == [-1, 0, 0, 1, 1, 2, 2, 3]
    # Without the prefecture the province is the nearest; Q contains none of them.
    assert nearest(*((7, code, True) for code in "PQKLO")) == [-1, -1, 1, 1, 3]
    # What has no value contains nothing; two series side by side.
    assert nearest((1, "P", True), (1, "F", False), (1, "K", True)) == [-1, 1, 1]
    assert nearest((1, "F", True), (1, "K", True), (0, "P", True), (0, "L", True)) == [-1, 2, -1, 1]
    assert nearest((0, "F", True), (1, "K", True), (2, "K", True)) == [-1, -1, -1]
    # A pair of series and area is not that of a neighbouring series and another area.
    assert nearest((2, "F", True), (1, "O", True), (3, "K", True), (3, "L", True)) == [-1] * 4
    assert nearest((1, "K", True), (1, "L", True)) == [-1, -1]
    assert nearest((1, "F", False), (1, "K", True)) == [-1, -1]
