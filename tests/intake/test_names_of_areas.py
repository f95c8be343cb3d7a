"""Areas as offices write them: with those above, in traditional characters, former, as codes."""

import pandas as pd
import pytest

from file_formats import csv
from intake.model.areas import AreaList, is_total_label
from tests.helpers.made_uploads import codes, row, the, tidy
from tests.helpers.source_tree import ROOT

COUNTRY = AreaList.from_table(
    pd.DataFrame(csv.read_records((ROOT / "datasets" / "areas.csv").read_bytes()))
)
READ = {
    "四川省成都市": "510100",
    "成都市武侯区": "510107",
    "吉林省长春市朝阳区": "220104",
    "江苏南京": "320100",
    "福州鼓楼区": "350102",
    "臺州市": "331000",
    "麗水市": "331100",
    "瀋陽市": "210100",
    "寧波市鄞州區": "330212",
    "內蒙古自治區": "150000",
    "重慶市總工會": "500000",
    "乾县": "610424",
    "萧山市": "330109",
    "浙江省萧山市": "330109",
    "建阳县": "350703",
    "襄樊市": "420600",
    "铜仁地区": "520600",
    "中甸县": "533401",
    "余杭市总工会": "330110",
    "北　京": "110000",
    "宁 波 市": "330200",
    "内蒙古": "150000",
    "330100": "330100",
    "330100000": "330100",
    "330106000000": "330106",
    "330100 杭州市": "330100",
    "330100杭州": "330100",
    "杭州市（330100）": "330100",
    "330181": "330109",
    "330181 萧山市": "330109",
}
OPEN = {
    "江苏省鼓楼区": ["320106", "320302"],
    "朝阳区": ["110105", "220104"],
    "恩施": ["422800", "422801"],
    "330106 余杭区": ["330106", "330110"],
    "330106001": [],
    "宣武区": [],
    "上海市闸北区": [],
    "莱芜市": [],
    "松滋市": ["421087"],
}


@pytest.mark.parametrize("name", READ)
def test_a_name_is_read_in_every_form_that_offices_use(name: str) -> None:
    assert COUNTRY.find(name) == [READ[name]]


@pytest.mark.parametrize("name", OPEN)
def test_what_may_mean_several_areas_or_none_of_today_is_never_guessed(name: str) -> None:
    assert COUNTRY.find(name) == OPEN[name]


TITLES = {
    "2023年江苏省鼓楼区工会情况表": "",
    "上海市闸北区工会情况表": "",
    "浙江省杭州市下城区2015年工会情况": "",
    "宁波市高新区工会情况表": "",
    "宁波市海曙区石碶街道工会": "",
    "苏州市盛泽镇工会情况": "",
    "绍兴县2010年工会情况": "330603",
    "臺州市各縣（市、區）工會情況": "331000",
    "宁波市乡镇工会情况": "330200",
    "宁波市各街道工会情况": "330200",
    "宁波市镇海区工会": "330211",
    "江苏省镇江市工会": "321100",
    "南京市鼓楼区工会": "320106",
}


@pytest.mark.parametrize("title", TITLES)
def test_a_part_that_no_list_has_is_not_taken_for_the_whole(title: str) -> None:
    assert COUNTRY.find_area_in_text(title) == TITLES[title]


@pytest.mark.parametrize("label", ["總計", "合計", "全縣", "合计："])
def test_totals_are_totals_in_traditional_characters(label: str) -> None:
    assert is_total_label(label)


def test_a_dissolved_area_says_what_became_of_it() -> None:
    former = COUNTRY.find_dissolved("上海市闸北区") or COUNTRY.find_dissolved("闸北区")
    assert former
    assert (former.last_year, former.parts_of) == ("2015", ("310106",))
    assert COUNTRY.suggest_area_codes("江干区") == "330102, 330114"
    assert COUNTRY.find_dissolved("330104000000") == COUNTRY.find_dissolved("江干区")
    checked = tidy(row(ref_area="江干区"))
    problem = the(checked, "area_dissolved")
    assert (problem.value, problem.hints["point"]) == ("江干区", "2019")
    assert "area_dissolved" in codes(checked, "error")
