"""Long tables with names that nothing has: asked about, answered; areas, periods, notes, words."""

import pytest

from intake.model.upload_labels import RememberedLabels
from tests.helpers.made_uploads import codes, figures, known, upload

HOMES = "\n- {code: homes, name: {zh: 职工之家, en: Homes}, unit: {zh: 个, en: n}}\n"
TABLE = "{}{},年份,指标,数值,单位\n宁波市,2022,驿站(户外),10,个\n海曙区,2022,驿站(户外),3,个\n"


def test_an_unknown_indicator_of_a_long_table_is_asked_about_once() -> None:
    checked = upload(("t.csv", TABLE.format("", "地区").encode()))
    (label,) = checked.labels
    assert (label.text, label.unit, label.figures, label.sure) == ("驿站(户外)", "个", 2, False)
    assert (label.row, label.column) == (2, "C")
    assert codes(checked) == ["unknown_indicator"]
    answers = RememberedLabels({"驿站（户外）": "homes"})
    answered = upload(
        ("t.csv", TABLE.format("", "地区").encode()), base=known(extra=HOMES), remembered=answers
    )
    assert figures(answered) == [
        ("homes", "330200", "", "2022", 10.0),
        ("homes", "330203", "", "2022", 3.0),
    ]
    assert (answered.problems, answered.labels[0].answer) == ((), "驿站(户外)")


def test_a_label_of_a_long_table_is_a_part_of_an_indicator_or_left_out() -> None:
    data = TABLE.format("", "地区").replace("海曙区,2022,驿站(户外),3,个", "海曙区,2022,女的,3,人")
    answers = RememberedLabels({"驿站(户外)": "", "女的": "members.women"})
    checked = upload(("t.csv", data.encode()), remembered=answers)
    assert figures(checked) == [("members", "330203", "women", "2022", 3.0)]
    assert checked.problems == ()


def test_an_answer_about_a_long_table_counts_again_below_the_same_title() -> None:
    remembered = RememberedLabels({"职工驿站情况\t驿站(户外)": "homes"})
    for title, errors in (("宁波市2022年职工驿站情况", 0), ("宁波市2022年工地驿站情况", 1)):
        table = TABLE.format(f"{title}\n", "地区").encode()
        checked = upload(("t.csv", table), base=known(extra=HOMES), remembered=remembered)
        assert len(checked.errors) == errors, title


@pytest.mark.parametrize(
    "heading", ["省份", "城市", "区县", "县（市、区）", "市州", "Province", "区 县"]
)
def test_every_heading_for_an_area_is_one(heading: str) -> None:
    table = TABLE.format("", heading).replace("驿站(户外)", "工会会员人数").replace("个", "人")
    assert [row[1] for row in figures(upload(("t.csv", table.encode())))] == ["330200", "330203"]


def test_an_area_that_nothing_is_called_is_asked_about() -> None:
    table = (
        TABLE.format("", "区县").replace("海曙区", "高新园").replace("驿站(户外)", "工会会员人数")
    )
    table = table.replace("个", "人")
    checked = upload(("t.csv", table.encode()))
    assert [(each.kind, each.text, each.sure) for each in checked.labels] == [
        ("area", "高新园", False)
    ]
    answers = RememberedLabels(areas={"高新园": "330212"})
    answered = upload(("t.csv", table.encode()), remembered=answers)
    assert [row[1] for row in figures(answered)] == ["330200", "330212"]


def test_a_word_beside_a_number_and_a_day_until_which_it_counts() -> None:
    table = (
        "地区,截至,指标,近/超,数值,单位\n"
        "宁波市,2023年末,工会会员人数,近,500,人\n"
        "宁波市,2022年末,工会会员人数,超,400,人\n"
        "宁波市,截至2021年底,工会会员人数,余,300,人\n"
        "宁波市,2020年,工会会员人数,,200,人\n"
    )
    checked = upload(("t.csv", table.encode()))
    assert checked.problems == ()
    read = checked.figures[["time_period", "as_reported", "value_low", "value_high"]].fillna(-1)
    assert read.to_numpy().tolist() == [
        ["2023", "近500人", -1, 500],
        ["2022", "超400人", 400, -1],
        ["2021", "300余人", 300, 400],
        ["2020", "200人", 200, 200],
    ]


@pytest.mark.parametrize(
    "notes",
    [
        "注：不含退休人员。\n",
        "注：不含退休人员。,,,,\n数据来源：市总工会,,,,\n",
        "注：1.不含退休人员。\n2.不含企业。\n",
        "填表人：张三,,审核人：李四,,\n",
        ",,,,\n说明：本表为快报数。,,,,\n联系电话：0574,,,,\n",
    ],
)
def test_notes_below_a_long_table_are_no_data(notes: str) -> None:
    table = TABLE.format("", "地区").replace("驿站(户外)", "工会会员人数").replace("个", "人")
    checked = upload(("t.csv", (table + notes).encode()))
    assert (checked.count, checked.problems) == (2, ())


def test_a_title_above_a_long_table_says_area_and_period() -> None:
    table = "宁波市2023年工会情况\n指标,类别,数值,单位\n工会会员人数,,5,人\n工会会员人数,女,2,人\n"
    checked = upload(("t.csv", table.encode()))
    assert [row[:4] for row in figures(checked)] == [
        ("members", "330200", "", "2023"),
        ("members", "330200", "women", "2023"),
    ]


def test_units_behind_the_names_of_a_long_table_are_units() -> None:
    table = (
        "地区,时间,指标,数值,单位\n宁波市,2022,工会会员人数（万人）,3.5,\n"
        "宁波市,2022,驿站(个),10,\n宁波市,2023,工会会员人数（人）,4,万人\n"
    )
    checked = upload(("t.csv", table.encode()))
    assert figures(checked) == [
        ("members", "330200", "", "2022", 35_000),
        ("", "330200", "", "2022", 10),
        ("members", "330200", "", "2023", 40_000),
    ]
    assert [(label.text, label.unit) for label in checked.labels] == [("驿站", "个")]


@pytest.mark.parametrize("title", ["宁波市2022年工会情况\n", ""])
def test_a_name_of_several_areas_is_that_of_the_title_or_of_the_areas_beside_it(title) -> None:
    table = (
        f"{title}地区,时间,指标,数值,单位\n海曙区,2022,会员人数,5,人\n江北区,2022,会员人数,3,人\n"
    )
    checked = upload(("t.csv", table.encode()))
    assert [row[1] for row in figures(checked)] == ["330203", "330205"]
    assert checked.problems == ()
    elsewhere = upload(("t.csv", table.replace("江北区", "鼓楼区").encode()))
    assert codes(elsewhere) == ["area_ambiguous"]
