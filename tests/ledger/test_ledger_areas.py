"""The tree of areas: what lies above and within, rings, levels, and the form it is kept in."""

import json

import pandas as pd

from ledger import Provenance, TotalsRequest
from ledger.area_tree import AreaTree
from ledger.code_lists import areas_to_frame, encode_code_list
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
