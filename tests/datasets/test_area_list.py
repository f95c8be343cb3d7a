"""The reference areas: GB/T 2260 whole, in order, with readable English names and tiles."""

import csv
import re
from itertools import pairwise

import pytest

from tests.helpers.dataset_tables import table
from tests.helpers.report_copy import REPORT

AREAS = {row["code"]: row for row in table("areas")}
CODES = list(AREAS)
STANDARD = [code for code in CODES if code.isdigit() and code != "100000"]
PROVINCES = [row for row in AREAS.values() if row["level"] == "province"]

NAMES = """
110116 Huairou District|120115 Baodi District|130225 Laoting County|130726 Yuxian County
131025 Daicheng County|140302 Chengqu District|140428 Zhangzi County|140000 Shanxi Province
150000 Inner Mongolia Autonomous Region|150100 Hohhot City|150722 Morin Dawa Daur Autonomous Banner
152500 Xilingol League|210212 Lüshunkou District|230200 Qiqihar City
232700 Da Hinggan Ling Prefecture|310115 Pudong New Area|320116 Luhe District
330000 Zhejiang Province|330200 Ningbo City|330203 Haishu District|330225 Xiangshan County
330281 Yuyao City|330382 Yueqing City|340200 Wuhu City|341500 Lu'an City
341600 Bozhou City|340881 Tongcheng City
350200 Xiamen City|361124 Yanshan County|370523 Guangrao County|371481 Laoling City
371722 Shanxian County|410621 Xunxian County|411726 Biyang County|420116 Huangpi District
429021 Shennongjia Forestry District|441300 Huizhou City|441422 Dabu County|500000 Chongqing
500233 Zhongxian County|500243 Pengshui Miao and Tujia Autonomous County|511123 Qianwei County
513300 Garzê Tibetan Autonomous Prefecture|520203 Liuzhi Special District
530925 Shuangjiang Lahu, Va, Blang and Dai Autonomous County|540100 Lhasa City|540200 Xigazê City
610000 Shaanxi Province|610116 Chang'an District|621223 Tanchang County|640303 Hongsibu District
650100 Ürümqi City|652300 Changji Hui Autonomous Prefecture|652801 Korla City|652823 Yuli County
653100 Kashgar Prefecture|653200 Hotan Prefecture|654002 Yining City|710000 Taiwan Province
810000 Hong Kong Special Administrative Region|ORG-XPCC Xinjiang Production and Construction Corps
"""


def test_no_code_of_the_standard_is_lost_and_the_provinces_are_all_there() -> None:
    with (REPORT / "areas.csv").open(encoding="utf-8") as file:
        known = {row["code"] for row in csv.DictReader(file)}
    assert len(known) > 3200
    assert known - AREAS.keys() == set()
    ends = [code for code in STANDARD if code.endswith("0000")]
    assert [row["code"] for row in PROVINCES] == ends


def test_rows_stand_in_the_order_of_the_standard_with_the_country_first() -> None:
    assert CODES[0] == "100000"
    assert all(a < b for a, b in pairwise(STANDARD))
    organisations = CODES[1 + len(STANDARD) :]
    assert organisations == sorted(organisations)
    assert {"ORG-CCCME", "ORG-HUABEI-OILFIELD", "ORG-XPCC"} <= set(organisations)
    assert all(AREAS[code]["level"] == "organisation" for code in organisations)


def test_every_code_stands_below_the_one_that_its_digits_name() -> None:
    for code in STANDARD:
        county, prefecture = not code.endswith("00"), not code.endswith("0000")
        above = f"{code[:4]}00" if county else f"{code[:2]}0000" if prefecture else "100000"
        level = "county" if county else "prefecture" if prefecture else "province"
        assert (AREAS[code]["parent"], AREAS[code]["level"]) == (above, level)
    assert [row["code"] for row in AREAS.values() if not row["parent"]] == ["100000"]


def test_every_province_and_nothing_else_has_a_tile_of_its_own() -> None:
    tiles = {row["code"]: (row["tile_row"], row["tile_col"]) for row in PROVINCES}
    assert len(set(tiles.values())) == len(PROVINCES)
    assert all(row and column for row, column in tiles.values())
    assert {"710000", "810000", "820000"} <= tiles.keys()
    elsewhere = [row for row in AREAS.values() if row["level"] != "province"]
    assert {(row["tile_row"], row["tile_col"]) for row in elsewhere} == {("", "")}


@pytest.mark.parametrize(
    ("west", "east"),
    [("650000", "620000"), ("510000", "500000"), ("450000", "440000"), ("350000", "710000")],
)
def test_neighbours_stay_neighbours(west: str, east: str) -> None:
    left, right = AREAS[west], AREAS[east]
    assert left["tile_row"] == right["tile_row"]
    assert int(left["tile_col"]) + 1 == int(right["tile_col"])


def test_english_names_are_written_in_latin_letters_alone() -> None:
    for row in AREAS.values():
        assert re.fullmatch(r"[A-ZÜa-zêüā' ,-]+", row["name_en"]), row
        assert not re.search(
            r"  |^[a-z]|'$|\b[A-Z][a-z]+[A-Z]", row["name_en"].replace("PetroChina", "")
        ), row


def test_english_names_carry_the_type_of_the_unit() -> None:
    types = {"自治县": "Autonomous County", "自治州": "Autonomous Prefecture", "盟": "League"}
    types |= {
        "地区": "Prefecture",
        "自治旗": "Autonomous Banner",
        "旗": "Banner",
        "县": "County",
        "市": "City",
    }
    for code in STANDARD:
        row = AREAS[code]
        name = row["name_zh"]
        if row["level"] == "province" or name in {"市辖区", "县"}:
            continue
        ending = next((types[end] for end in types if name.endswith(end)), "")
        assert row["name_en"].endswith(ending), row
        if name.endswith("区") and not name.endswith("地区"):
            assert row["name_en"].endswith(("District", "New Area")), row


@pytest.mark.parametrize(
    "line", [name for line in NAMES.split("\n") for name in line.split("|") if name]
)
def test_a_name_with_a_trap_is_read_right(line: str) -> None:
    code, name = line.split(" ", 1)
    assert AREAS[code]["name_en"] == name
