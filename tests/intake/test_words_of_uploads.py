"""Words of an upload: headings, names, qualifiers, statuses, periods, units and definitions."""

import pytest

from intake.model.upload_labels import RememberedLabels, Suggestion
from intake.values import indicator_matching, printed_units, similar_names
from periods import (
    find_leading_period,
    parse_heading,
    parse_period,
    read_title,
    year_after,
    year_before,
)
from tests.helpers.made_uploads import codes, figures, known, row, the, tidy, upload

HEADERS = [
    "指标 工作项目 地区 分组 报告期 原文数值 数值 下限 上限 限定词 数据状态 数据来源 原文位置 备注",
    "指标代码 项目 地区代码 分组代码 时间 原文 数据 数值下限 数值上限 限定 状态 来源 位置 说明",
    "指标名称 项目名称 行政区划代码 分类 年份 上报数 指标值 最小值 最大值 限定 观测状态 资料来源"
    " 出处 附注",
    "指标编码 工作项目代码 区划 类别 统计时间 填报数 数值 下限 上限 限定词 状态 来源 原文出处 备注",
    "指标* 项目 地区名称 分组 年度： 原文表述 数值 下限 上限 限定词 状态 来源 位置 备注",
    "指标 项目 行政区划 分组 报告期别 原文 数值 下限 上限 限定词 状态 来源 位置 备注",
    "指标 项目 地区 分组 期间 原文 数值 下限 上限 限定词 状态 来源 位置 备注",
    "Indicator programme ref_area breakdown time_period as_reported value value_low value_high"
    " qualifier obs_status source locator note",
    "indicator_code project region category year wording obs_value low high qualifier status"
    " source locator notes",
    "indicator program area breakdown PERIOD reported value lower upper qualifier status source"
    " locator comment",
    "indicator program reference_area breakdown period reported value low high qualifier status"
    " source locator comment",
]


@pytest.mark.parametrize("header", HEADERS)
def test_every_heading_that_staff_use_is_taken_for_its_column(header: str) -> None:
    line = ["members", "ningbo-supervision", "330203", "women", "2022", "近5人", "5", "", "5"]
    line += ["nearly", "A", "yearbook-2023", "2页", "快报"]
    text = ",".join(header.split()) + "\n" + ",".join(line) + "\n"
    checked = upload(("t.csv", text.encode()))
    assert checked.problems == ()
    (found,) = checked.figures.fillna(-1).to_numpy().tolist()
    assert found == [*line[:6], 5.0, -1.0, 5.0, *line[9:]]


@pytest.mark.parametrize("heading", ["单位", "计量单位", "unit", "Units*"])
def test_a_column_of_units_counts_the_numbers_beside_it(heading: str) -> None:
    text = f"指标,地区,报告期,数值,{heading}\nfunds,330203,2022,1.5,万元\nfunds,330205,2022,2,元\n"
    checked = upload(("t.csv", text.encode()))
    assert [one[4] for one in figures(checked)] == [15_000, 2]
    assert checked.problems == ()


QUALIFIERS = {
    "确数": ("exact", 600, 600),
    "exact": ("exact", 600, 600),
    "余": ("and_more", 600, 700),
    "多": ("and_more", 600, 700),
    "AND_MORE": ("and_more", 600, 700),
    "以上": ("at_least", 600, None),
    "不少于": ("at_least", 600, None),
    "超": ("more_than", 600, None),
    "超过": ("more_than", 600, None),
    "近": ("nearly", None, 600),
    "接近": ("nearly", None, 600),
    "不足": ("below", None, 600),
    "约": ("about", None, None),
    "左右": ("about", None, None),
    "概数": ("several", None, None),
}


@pytest.mark.parametrize("written", QUALIFIERS)
def test_every_qualifier_that_staff_write_bounds_its_value(written: str) -> None:
    checked = tidy(row(value="600", qualifier=written))
    (found,) = checked.figures[["qualifier", "value_low", "value_high"]].to_numpy().tolist()
    assert [None if cell != cell else cell for cell in found] == list(QUALIFIERS[written])
    assert checked.problems == ()


@pytest.mark.parametrize(
    ("written", "status"),
    [("待复核", "V"), ("未复核", "V"), ("已复核", "A"), ("a", "A"), ("P", "P"), ("", "V")],
)
def test_statuses_are_letters_of_the_code_list_or_words(written: str, status: str) -> None:
    checked = tidy(row(value="6", obs_status=written))
    assert (checked.figures["obs_status"][0], checked.problems) == (status, ())


def test_choices_are_named_where_a_word_is_none_of_them() -> None:
    checked = tidy(row(value="6", qualifier="大概", obs_status="复核"))
    assert the(checked, "unknown_qualifier").expected == (
        "exact, and_more, at_least, more_than, nearly, below, about, several"
    )
    assert the(checked, "unknown_status").expected == (
        "A, B, D, E, F, G, I, J, K, L, M, N, O, P, Q, S, U, V"
    )


def test_names_stand_for_codes_and_codes_may_come_with_their_names() -> None:
    checked = tidy(
        row(indicator="工会会员人数", ref_area="宁波市", value="1", source="宁波工会年鉴"),
        row(
            indicator="会员数", ref_area="海曙", value="2", programme="一函两书", source="Yearbook"
        ),
        row(indicator="union MEMBERS", ref_area="HUAIROU  district", value="3", programme="scheme"),
        row(
            indicator="members 工会会员人数",
            ref_area="330206 北仑区",
            value="4",
            breakdown="women 女会员",
            programme="ningbo-supervision 一函两书",
            source="yearbook-2023 宁波工会年鉴",
        ),
        row(ref_area="镇海区总工会", value="5", breakdown="女性"),
        row(ref_area="鄞州区", value="6", breakdown="Women"),
    )
    found = checked.figures
    assert set(found["indicator"]) == {"members"}
    assert found["ref_area"].tolist() == [
        "330200", "330203", "110116", "330206", "330211", "330212",
    ]  # fmt: skip
    assert found["programme"].tolist() == ["", *["ningbo-supervision"] * 3, "", ""]
    assert found["source"].tolist() == ["yearbook-2023"] * 2 + ["", "yearbook-2023", "", ""]
    assert found["breakdown"].tolist() == ["", "", "", "women", "women", "women"]
    assert checked.problems == ()


def test_full_width_codes_are_read_and_said_to_be_so() -> None:
    checked = tidy(row(ref_area="３３０２０３", time_period="２０２２", value="1"))
    assert figures(checked) == [("members", "330203", "", "2022", 1)]
    found = [(p.code, p.level, p.column, p.value, p.expected) for p in checked.problems]
    assert found == [
        ("normalised", "notice", "C", "３３０２０３", "330203"),
        ("normalised", "notice", "E", "２０２２", "2022"),
    ]


def test_suggestions_are_made_for_the_first_hundred_wrong_words() -> None:
    lines = [row(indicator=f"membrs{at}", value="1", ref_area="330203") for at in range(102)]
    found = [p.expected for p in tidy(*lines).problems if p.code == "unknown_indicator"]
    assert found[:100] == ["members"] * 100
    assert found[100:] == ["", ""]


@pytest.mark.parametrize(
    ("cells", "code", "expected"),
    [
        ({"indicator": "会员"}, "unknown_indicator", "members"),
        ({"programme": "一函"}, "unknown_programme", "ningbo-supervision"),
        ({"source": "宁波年鉴"}, "unknown_source", "yearbook-2023"),
        ({"ref_area": "海署区"}, "unknown_area", ""),
        ({"ref_area": "330299"}, "unknown_area", "330200, 330203, 330205"),
        ({"breakdown": "男"}, "unknown_breakdown", "women, migrants"),
        ({"time_period": "1899"}, "period_unreadable", "2024, 2024-09, 2024-01/2024-09"),
        ({"time_period": "1899-12"}, "period_unreadable", "1900–2100"),
        ({"time_period": "2101-01"}, "period_unreadable", "1900–2100"),
        ({"time_period": "2100-12"}, "period_in_future", "2024-11-05"),
    ],
)
def test_what_may_have_been_meant_is_named(cells, code, expected) -> None:
    problem = the(tidy(row(value="1", **cells)), code)
    assert problem.expected == expected


def test_a_name_of_two_indicators_is_asked_about_with_both() -> None:
    extra = "\n- {code: households, name: {zh: 户数, en: H}, unit: {zh: 户, en: h}}"
    extra += "\n- {code: homes, name: {zh: 家数, en: W}, unit: {zh: 户, en: h}, terms: [户数]}\n"
    problem = the(
        tidy(row(indicator="户数", value="1"), base=known(extra=extra)), "unknown_indicator"
    )
    assert problem.expected == "households, homes"


@pytest.mark.parametrize(
    ("period", "found"),
    [
        ("2024-11-05", []),
        ("2024-11-06", ["period_in_future"]),
        ("2024-11", []),
        ("2024-12", ["period_in_future"]),
        ("2024-10/2024-12", []),
    ],
)
def test_a_period_is_of_the_future_from_its_first_day(period: str, found: list[str]) -> None:
    checked = tidy(row(time_period=period, value="1"))
    assert codes(checked) == found
    assert [p.expected for p in checked.problems] == ["2024-11-05"] * len(found)
    assert checked.figures["time_period"][0] == period


PERIODS = {
    "2023年": "2023",
    "2023年度": "2023",
    "2023年底": "2023",
    "2023年末": "2023",
    "截至2023年底": "2023",
    "2023年全年": "2023",
    "2023 年": "2023",
    "（2023年）": "2023",
    "202309": "2023-09",
    "2023年9月": "2023-09",
    "2023.9": "2023-09",
    "2023/9": "2023-09",
    "2023年9月末": "2023-09",
    "2023年1—9月": "2023-01/2023-09",
    "2023年1月至9月": "2023-01/2023-09",
    "2023年1-9月累计": "2023-01/2023-09",
    "2022年10月—2023年3月": "2022-10/2023-03",
    "2022.10-2023.3": "2022-10/2023-03",
    "2023年9月30日": "2023-09-30",
    "2023-09-30": "2023-09-30",
    "2023年上半年": "2023-01/2023-06",
    "2023年下半年": "2023-07/2023-12",
    "2023年前三季度": "2023-01/2023-09",
    "2023年一季度": "2023-01/2023-03",
    "2023年第2季度": "2023-04/2023-06",
    "2023Q3": "2023-07/2023-09",
    "2023年四季度": "2023-10/2023-12",
    "2021—2023年": "2021/2023",
    "2021年至2023年": "2021/2023",
    "二〇二三年": "2023",
    "一九九八年": "1998",
    "2023年13月": "",
    "2023年9—1月": "",
    "2023年9—9月": "2023-09",
    "2023年2月30日": "",
    "九月": "",
}


@pytest.mark.parametrize("written", PERIODS)
def test_a_period_is_read_as_offices_write_it(written: str) -> None:
    assert parse_period(written) == PERIODS[written]


@pytest.mark.parametrize(
    ("heading", "around", "period"),
    [
        ("本期", "2024-01/2024-09", "2024-01/2024-09"),
        ("本年累计", "2024-09", "2024-01/2024-09"),
        ("累计", "2024-07/2024-09", "2024-01/2024-09"),
        ("累计", "2024", "2024"),
        ("去年累计", "2024-09", "2023-01/2023-09"),
        ("上年同期", "2024-01/2024-09", "2023-01/2023-09"),
        ("上年末", "2024", "2023"),
        ("本月", "2024-01/2024-09", "2024-09"),
        ("当月数", "2024-09", "2024-09"),
        ("8月", "2024", "2024-08"),
        ("1—8月", "2024-12", "2024-01/2024-08"),
        ("上半年", "2024", "2024-01/2024-06"),
        ("三季度", "2024", "2024-07/2024-09"),
        ("全年", "2024", "2024"),
        ("2022年", "2024", "2022"),
        ("8月", "", ""),
        ("会员", "2024", ""),
    ],
)
def test_a_heading_is_read_in_the_period_around_it(heading, around, period) -> None:
    assert parse_heading(heading, around) == period


@pytest.mark.parametrize(
    ("line", "period"),
    [
        ("2024年宁波市工会统计", "2024"),
        ("宁波市2024年1—9月工会统计", "2024-01/2024-09"),
        ("宁波市2024年9月工会统计", "2024-09"),
        ("统计时间：2024年9月30日", "2024-09-30"),
        ("2021—2024年宁波", "2021/2024"),
        ("2024年前三季度情况", "2024-01/2024-09"),
        ("2024年13月", "2024"),
        ("共2024.5万元，2023年", "2023"),
        ("宁波", ""),
    ],
)
def test_the_first_period_of_a_title_is_found(line: str, period: str) -> None:
    assert read_title(line) == (period, "")


def test_years_before_and_after() -> None:
    assert year_before("2024-01/2024-09") == "2023-01/2023-09"
    assert year_after("2024-09-30") == "2025-09-30"
    assert find_leading_period("2022年会员人数") == (0, 5, "2022", False)
    assert find_leading_period("会员人数2022年") is None


@pytest.mark.parametrize(
    ("unit", "split"),
    [
        ("万元", (10_000, "元")),
        ("亿元", (10**8, "元")),
        ("千万元", (10**7, "元")),
        ("百人", (100, "人")),
        ("万亿元", (10**12, "元")),
        ("十个", (10, "个")),
        ("千米", (1, "千米")),
        ("元", (1, "元")),
        ("％", (1, "%")),
        ("百分比", (1, "%")),
        ("万", (10_000, "")),
        ("", (1, "")),
    ],
)
def test_a_printed_unit_is_a_scale_and_what_it_counts(unit, split) -> None:
    assert printed_units.split_unit(unit) == split


@pytest.mark.parametrize(
    ("heading", "label", "unit"),
    [
        ("会员人数（万人）", "会员人数", "万人"),
        ("会员人数(单位：万人)", "会员人数", "万人"),
        ("会员人数[人]", "会员人数", "人"),
        ("会员人数【人】", "会员人数", "人"),
        ("会员人数/人", "会员人数", "人"),
        ("会员人数 人", "会员人数", "人"),
        ("经费（2015年，万元）", "经费", "万元"),
        ("经费（元、人）", "经费", "元、人"),
        ("经费（2015年，元，人）", "经费（2015年，元，人）", ""),
        ("企业（含分支机构）", "企业（含分支机构）", ""),
        ("海 曙 区", "海 曙 区", ""),
        ("会员人数", "会员人数", ""),
        ("人均（元/人）", "人均", "元/人"),
    ],
)
def test_a_heading_is_a_label_and_its_unit(heading, label, unit) -> None:
    assert printed_units.split_heading(heading) == (label, unit)


@pytest.mark.parametrize(
    ("line", "unit"),
    [
        ("单位：万元", "万元"),
        ("计量单位: 万人", "万人"),
        ("金额单位：元", "元"),
        ("单 位：个、万人", "个、万人"),
        ("单位：海曙区总工会", ""),
        ("2023年会员人数（万人）", "万人"),
        ("会员人数 万人", ""),
        ("填报日期", ""),
    ],
)
def test_a_line_above_a_table_may_state_its_unit(line, unit) -> None:
    assert printed_units.find_unit(line) == unit


@pytest.mark.parametrize(
    ("text", "unit", "wording"),
    [
        ("14余", "万人", "14余万人"),
        ("100以上", "万人", "100万人以上"),
        ("近6", "万人", "近6万人"),
        ("12.3", "万人", "12.3万人"),
        ("1,088", "人", "1,088人"),
        ("-5", "元", "-5元"),
        ("5人", "万人", "5人"),
        ("5万", "人", "5万"),
        ("5%", "人", "5%"),
        ("约 5", "", "约5"),
        ("待核实", "人", "待核实"),
    ],
)
def test_the_unit_stands_where_a_wording_has_its_place_for_it(text, unit, wording) -> None:
    assert printed_units.add_unit(text, unit) == wording


def test_units_of_one_kind_may_stand_for_each_other_and_no_others() -> None:
    lines = [
        ("members", "5名", True),
        ("members", "5位", True),
        ("members", "5个", False),
        ("members", "5人次", False),
        ("notices", "5件", True),
        ("notices", "5封", False),
        ("coverage", "5", True),
        ("coverage", "5‰", False),
        ("funds", "5万元", True),
        ("funds", "5美元", False),
    ]
    for indicator, wording, fits in lines:
        checked = tidy(row(indicator=indicator, as_reported=wording))
        assert (codes(checked) == [], wording) == (fits, wording)
        assert codes(checked) in ([], ["unit_differs"])


def test_labels_are_likened_to_names_best_first() -> None:
    names = {"members": ["工会会员人数"], "unions": ["基层工会组织数"], "funds": ["经费"]}
    found = similar_names.suggest_codes("会员人数", names)
    assert found == [Suggestion("members", 0.8)]
    assert similar_names.suggest_codes("工会", names) == [
        Suggestion("members", 0.7),
        Suggestion("unions", 0.686),
    ]
    assert similar_names.suggest_codes("工会会员人数", names)[0] == Suggestion("members", 1.0)
    assert similar_names.suggest_codes("基层工会会员数", names) == [
        Suggestion("members", 0.545),
        Suggestion("unions", 0.5),
    ]
    assert similar_names.suggest_codes("雨伞", names) == []


def test_a_unit_that_does_not_fit_halves_a_likeness() -> None:
    found = indicator_matching.match_indicators(
        ("全市会员人数",), "人", known(), RememberedLabels()
    )
    other = indicator_matching.match_indicators(
        ("全市会员人数",), "万元", known(), RememberedLabels()
    )
    assert (found[0].code, other[0].code) == ("members", "members")
    assert other[0].score == pytest.approx(found[0].score / 2, abs=0.001)


def test_a_sub_item_is_a_breakdown_of_what_it_stands_below() -> None:
    def match(*path: str, unit: str = "人") -> list[Suggestion]:
        return indicator_matching.match_indicators(path, unit, known(), RememberedLabels())

    assert match("工会会员人数", "其中：女性") == [Suggestion("members.women", 1.0)]
    assert match("工会会员人数", "#农民工") == [Suggestion("members.migrants", 1.0)]
    assert match("一、工会会员人数") == [Suggestion("members", 1.0)]
    assert match("2.工会会员人数①") == [Suggestion("members", 1.0)]
    assert match("工会组织", "工会会员人数") == [Suggestion("members", 1.0)]
    assert match("女性")[0].score < 1


def test_an_answer_given_before_goes_after_names_and_before_what_is_alike() -> None:
    answers = RememberedLabels({"工会会员人数/女": "unions.office", "女": "funds"}, {"甲": "1"})
    newer = answers | RememberedLabels({"女": ""}, {"乙": "2"})
    path = ("工会会员人数", "女")
    assert indicator_matching.match_indicators(path, "人", known(), newer) == [
        Suggestion("members.women", 1.0, "工会会员人数/女", "unions.office")
    ]
    assert indicator_matching.match_indicators(("会员", "女"), "人", known(), newer) == [
        Suggestion("", 1.0, answer="女")
    ]
    assert newer.areas == {"甲": "1", "乙": "2"}
