"""The spellings of areas' names, where they are found in a text, and what lies in what."""

import pandas as pd
import pytest

from extraction.context.gazetteer import (
    HONOUR,
    AreaName,
    Gazetteer,
    is_followed_by_federation,
    is_followed_by_union,
)
from tests.helpers.marked_passages import reader


def gazetteer(*rows: tuple[str, str, str, str]) -> Gazetteer:
    return Gazetteer(pd.DataFrame(rows, columns=["code", "name_zh", "parent", "level"]))


SPELLINGS = [
    # name, level → spellings that are sure, and those that may be other words
    ("宁波市", "prefecture", "宁波市 宁波", ""),
    ("廣州市", "prefecture", "广州市 广州", ""),
    ("日照市", "prefecture", "日照市", "日照"),
    ("浙江省", "province", "浙江省 浙江", ""),
    ("香港特别行政区", "province", "香港特别行政区 香港", ""),
    ("象山县", "county", "象山县", "象山"),
    ("浦东新区", "county", "浦东新区", "浦东"),
    ("神农架林区", "county", "神农架林区", "神农架"),
    ("雄县", "county", "雄县", ""),
    ("东山县", "county", "东山县", ""),
    ("大兴安岭地区", "prefecture", "大兴安岭地区 大兴安岭", ""),
    ("锡林郭勒盟", "prefecture", "锡林郭勒盟 锡林郭勒", ""),
    # autonomous areas
    ("内蒙古自治区", "province", "内蒙古自治区 内蒙古", ""),
    ("新疆维吾尔自治区", "province", "新疆维吾尔自治区 新疆", ""),
    ("延边朝鲜族自治州", "prefecture", "延边朝鲜族自治州 延边州 延边", ""),
    ("红河哈尼族彝族自治州", "prefecture", "红河哈尼族彝族自治州 红河州", "红河"),
    ("彭水苗族土家族自治县", "county", "彭水苗族土家族自治县 彭水县 彭水", ""),
    (
        "积石山保安族东乡族撒拉族自治县",
        "county",
        "积石山保安族东乡族撒拉族自治县 积石山县",
        "积石山",
    ),
    ("互助土族自治县", "county", "互助土族自治县 互助县", ""),
    ("鄂伦春自治旗", "county", "鄂伦春自治旗 鄂伦春旗", "鄂伦春"),
    # names of many areas, and of none
    ("城区", "county", "", "城区"),
    ("矿区", "county", "", "矿区"),
    ("郊区", "county", "", "郊区"),
    ("市辖区", "prefecture", "", ""),
    ("县", "prefecture", "", ""),
    ("全国", "country", "", ""),
    ("省直辖县级行政区划", "prefecture", "", ""),
    # organisations
    ("中石化江汉油田分公司", "organisation", "中石化江汉油田分公司 江汉油田分公司 江汉油田", ""),
    (
        "中国石油江汉油田分公司",
        "organisation",
        "中国石油江汉油田分公司 江汉油田分公司 江汉油田",
        "",
    ),
    ("国家电网公司", "organisation", "国家电网公司 电网公司", ""),
    ("中国海员工会", "organisation", "中国海员工会 海员工会", ""),
    ("全国铁路总工会", "organisation", "全国铁路总工会 全国铁路", ""),
    ("中国船舶集团公司", "organisation", "中国船舶集团公司 船舶集团公司", ""),
    ("江汉油田", "organisation", "江汉油田", ""),
]


@pytest.mark.parametrize(("name", "level", "sure", "unsure"), SPELLINGS)
def test_a_name_has_spellings_of_which_some_may_be_other_words(
    name: str, level: str, sure: str, unsure: str
) -> None:
    found = gazetteer(("1", name, "", level))
    for spellings, doubt in ((sure, False), (unsure, True)):
        for text in spellings.split():
            assert list(found.find_names(text)) == [AreaName(0, len(text), ("1",), doubt)]
    others = {name[:2], name[:3], name[:4], name, name[:-1], name[:2] + name[-1], name[2:]}
    for text in others - set(sure.split()) - set(unsure.split()):
        whole = [one for one in found.find_names(text) if one.end - one.start == len(text)]
        assert whole == []


NAMES = gazetteer(
    ("1", "宁波市", "", "prefecture"),
    ("2", "彭水苗族自治县", "", "county"),
    ("3", "彭水区", "", "county"),
    ("4", "吉林省", "", "province"),
    ("5", "吉林市", "4", "prefecture"),
    ("6", "南山区", "", "county"),
    ("7", "南山县", "", "county"),
)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("在宁波市和宁波", [(1, 4, ("1",)), (5, 7, ("1",))]),
        ("宁波宁波市", [(0, 2, ("1",)), (2, 5, ("1",))]),
        ("彭水", [(0, 2, ("2",))]),
        ("彭水区", [(0, 3, ("3",))]),
        ("吉林", [(0, 2, ("4", "5"))]),
        ("吉林省吉林市", [(0, 3, ("4",)), (3, 6, ("5",))]),
        ("南山", []),
        ("南山区", [(0, 3, ("6",))]),
        ("宁", []),
        ("", []),
        *((f"宁波{word}", []) for word in (
            "路", "东路", "中街", "大道", "胡同", "站", "南站", "话", "菜", "籍", "元", "币", "人",
        )),
        *((f"宁波{word}", [(0, 2, ("1",))]) for word in (
            "站点", "人民", "人社", "人才", "人大", "人员", "人工", "人力", "道", "的路",
        )),
        ("宁波路宁波", [(3, 5, ("1",))]),
        ("宁波市人", []),
    ],
)  # fmt: skip
def test_the_longest_name_is_found_at_each_position(text: str, names: list) -> None:
    assert [(one.start, one.end, one.codes) for one in NAMES.find_names(text)] == names


ENCLOSING = [
    ("330203", "省", "330000"),
    ("330203", "市", "330200"),
    ("330203", "区", "330203"),
    ("330203", "县", ""),
    ("330225", "县", "330225"),
    ("330225", "区", ""),
    ("330200", "区", ""),
    ("330200", "市", "330200"),
    ("110116", "市", "110000"),
    ("110116", "省", "110000"),
    ("152500", "区", "150000"),
    ("222400", "州", "222400"),
    ("150723", "旗", "150723"),
    ("150723", "区", "150000"),
    ("232700", "区", ""),
    ("653100", "区", "650000"),
    ("810000", "区", ""),
    ("100000", "省", ""),
    ("none", "市", ""),
]


@pytest.mark.parametrize(("code", "kind", "area"), ENCLOSING)
def test_an_area_has_an_area_of_a_kind_around_it(code: str, kind: str, area: str) -> None:
    assert reader().gazetteer.find_enclosing_area(code, kind) == area


def test_a_lineage_goes_up_to_the_top_and_round_no_circle() -> None:
    found = gazetteer(("1", "甲市", "2", "prefecture"), ("2", "乙省", "1", "province"))
    assert found.list_lineage("1") == ["1", "2"]
    assert found.list_lineage("2") == ["2", "1"]
    assert found.list_lineage("3") == ["3"]
    assert found.list_lineage("") == []
    assert found.provinces == {"2"}


CHARACTERS = {
    "京": "110000", "沪": "310000", "浙": "330000", "湘": "430000", "粤": "440000",
    "蒙": "150000", "新": "650000", "渝": "500000", "甲": "", "浙江": "", "": "",
}  # fmt: skip


@pytest.mark.parametrize("character", CHARACTERS)
def test_a_character_stands_for_a_province(character: str) -> None:
    assert reader().gazetteer.find_abbreviated_province(character) == CHARACTERS[character]


@pytest.mark.parametrize(
    ("following", "union", "federation"),
    [
        ("总工会", True, True),
        ("工会", True, False),
        ("产业工会", True, False),
        ("职工", True, False),
        ("工人", True, False),
        ("总介绍", True, False),
        *((f"总{word}", False, False) for word in "数量额人体投"),
        *((f"{kind}总工会", True, False) for kind in ("省", "市", "县", "区", "州", "旗")),
        ("自治州工会", True, False),
        ("自治县工会", True, False),
        ("的工会", False, False),
        ("", False, False),
    ],
)
def test_a_union_may_follow_a_name(following: str, union: bool, federation: bool) -> None:
    text = f"宁波{following}"
    assert (is_followed_by_union(text, 2), is_followed_by_federation(text, 2)) == (
        union,
        federation,
    )
    assert not is_followed_by_federation(f"总工会{following}", 1)


@pytest.mark.parametrize("word", ["五一劳动奖章", "省劳动模范", "市工匠", "最美职工", "区优秀员工"])
def test_an_honour_may_follow_a_name(word: str) -> None:
    assert HONOUR.match(f"浙江{word}", 2)


@pytest.mark.parametrize("word", ["工匠学院", "职工", "的劳模", ""])
def test_other_words_are_no_honours(word: str) -> None:
    assert not HONOUR.match(f"浙江{word}", 2)
