"""Few right ones are better than many: what is planned, open or only guessed is not accepted."""

from datetime import date

import pytest

from extraction import ProposedFigure, extract_figures
from tests.helpers.marked_passages import reader


def read(text: str, day: str) -> list[ProposedFigure]:
    return extract_figures(reader(), text, date.fromisoformat(day))


def told(text: str, day: str) -> list[tuple[str, str, str]]:
    return [(found.as_reported, found.ref_area, found.time_period) for found in read(text, day)]


OPEN = [
    "镇工会全年新建企业工会14家,发展会员260人。",
    "学校工会上半年走访职工35户。",
    "某集团工会今年以来培训职工1200人,发放慰问金30万元。",
    "街道总工会慰问困难职工84户。",
    "开发区工会三季度新建工会7家。",
    "社区工会组织职工体检96人。",
]


@pytest.mark.parametrize("text", OPEN)
def test_without_a_place_named_it_stays_open(text: str) -> None:
    assert {(found.ref_area, found.stated) for found in read(text, "2024-11-28")} == {("", False)}


@pytest.mark.parametrize(
    "text",
    [
        "全国各级工会培训职工300人。",
        "我国有职工300人。",
        "人社部等十部门培训职工300人。",
        "中国职工发展基金会资助职工300人。",
    ],
)
def test_the_country_is_meant_where_the_text_speaks_of_it(text: str) -> None:
    assert read(text, "2024-11-28")[-1].ref_area == "100000"


MEMBERS = "云和县总工会上半年培训劳动法律监督员86人。"
PLANS = [
    "下一步,将培训劳动法律监督员300人。",
    "计划培训劳动法律监督员300人。",
    "力争年内培训劳动法律监督员300人。",
    "县总工会拟培训劳动法律监督员300人。",
    "预计下半年培训劳动法律监督员300人。",
    "全年目标任务为培训劳动法律监督员300人。",
    "接下来,还将组织培训劳动法律监督员300人。",
    "年底前培训劳动法律监督员300人。",
]


@pytest.mark.parametrize("plan", PLANS)
def test_what_is_planned_is_marked_and_never_matched_as_achieved(plan: str) -> None:
    done, planned = read(MEMBERS + plan, "2024-06-20")
    assert (done.indicator, done.planned, done.stated) == ("supervisors_trained", False, True)
    assert (planned.indicator, planned.planned, planned.stated) == ("", True, False)


@pytest.mark.parametrize(
    "text",
    [
        "县总工会计划培训监督员100人,实际培训劳动法律监督员120人。",
        "提前完成全年目标,培训劳动法律监督员120人。",
        "完成目标任务,累计培训劳动法律监督员120人。",
        "县总工会将劳动法律监督员120人编入小组。",
        "县总工会实施圆梦计划,培训劳动法律监督员120人。",
        "即将毕业的劳动法律监督员有120人。",
    ],
)
def test_what_is_done_is_not_taken_for_a_plan(text: str) -> None:
    assert read("云和县总工会召开会议。" + text, "2024-06-20")[-1].planned is False


def test_what_lies_in_the_future_is_planned() -> None:
    found = read("到2027年,全省建成服务站点5000个。2025年工作要点:新建工会10家。", "2024-06-20")
    assert [(each.time_period, each.planned) for each in found] == [("2027", True), ("2025", True)]


@pytest.mark.parametrize(
    ("text", "day", "found"),
    [
        (
            "工作组推动合肥、蚌埠、阜阳3个园区建会,3个园区新建工会57个;其中阜阳园区新建工会21个。",
            "2025-11-28",
            [
                ("3个", "340000", "2025-11"),
                ("3个", "340000", "2025-11"),
                ("57个", "340000", "2025-11"),
                ("21个", "341200", "2025-11"),
            ],
        ),
        ("杭州、宁波两地慰问职工84人。", "2024-07-09", [("84人", "", "2024-07")]),
        ("杭州、南京两市慰问职工84人。", "2024-07-09", [("84人", "", "2024-07")]),
        (
            "杭州、宁波两市分别慰问职工84人、71人。",
            "2024-07-09",
            [("84人", "330100", "2024-07"), ("71人", "330200", "2024-07")],
        ),
        (
            "三门县总工会召开会议。全县各乡镇和县直单位慰问职工480人。",
            "2024-12-20",
            [("480人", "331022", "2024-12")],
        ),
        ("马鞍山市和县慰问职工48人。", "2024-12-20", [("48人", "340523", "2024-12")]),
        (
            "江阴市总工会慰问职工84人;宜兴工会慰问71人。",
            "2024-07-09",
            [("84人", "320281", "2024-07"), ("71人", "320282", "2024-07")],
        ),
        (
            "长兴县总工会介绍,目前全县在档困难职工共65户,其中全国级18户、省级7户、市级40户。",
            "2022-11-16",
            [(f"{n}户", "330522", "2022-11") for n in (65, 18, 7, 40)],
        ),
        (
            "遂昌县总工会向省总工会申请贴息贷款12万元,支持9名职工创业。",
            "2020-08-18",
            [("12万元", "331123", "2020-08"), ("9名", "331123", "2020-08")],
        ),
    ],
)
def test_the_place_of_a_figure_is_the_one_meant(text, day, found) -> None:
    assert told(text, day)[-len(found) :] == found


PERIODS = [
    ("二十年来,服务队累计接待来访3.4万人次。", "2024-12-10", ["2005/2024"]),
    ("十五年来,累计办理案件1260件。", "2024-12-10", ["2010/2024"]),
    (
        "由2020年的2.6万人增加到3.5万人,净增9000人。",
        "2023-06-15",
        ["2020", "2023-06", "2020-01/2023-06"],
    ),
    ("追讨去年12月至2月的工资38万元。", "2023-03-10", ["2022-12/2023-02"]),
    ("去年11月至今年1月走访职工260人。", "2023-03-10", ["2022-11/2023-01"]),
    ("2022年10月至2023年1月走访职工260人。", "2023-03-10", ["2022-10/2023-01"]),
    ("11月至2月走访职工260人。", "2023-03-10", ["2022-11/2023-02"]),
    (
        "2013年,推进民主管理。全县有58家单位召开职代会,年内评议干部410人。",
        "2020-05-06",
        ["2013"] * 2,
    ),
]


@pytest.mark.parametrize(("text", "day", "periods"), PERIODS)
def test_the_period_of_a_figure_is_the_one_meant(text: str, day: str, periods: list[str]) -> None:
    assert [period for *_, period in told(text, day)] == periods


def test_the_end_of_a_count_in_a_year_named_before_is_of_that_year() -> None:
    found = told("2021年截至12月5日,累计受理工单910件,兑付工资400万元。", "2023-03-10")
    assert {period[:4] for *_, period in found} == {"2021"}


@pytest.mark.parametrize("mark", ["附表2", "附件3", "表1", "图4"])
def test_the_number_of_a_table_counts_nothing(mark: str) -> None:
    assert [found for found, *_ in told(f"{mark} 职工活动阵地。慰问职工5人。", "2022-09-01")] == [
        "5人"
    ]


def test_the_same_period_of_last_year_ends_with_its_sentence() -> None:
    text = (
        "2024年,绍兴市签订集体合同1.32万份。去年同期集体合同为1.28万份。柯桥区签订集体合同3100份。"
        "诸暨市签订集体合同2765份。"
    )
    assert told(text, "2025-02-20") == [
        ("1.32万份", "330600", "2024"),
        ("1.28万份", "330600", "2023"),
        ("3100份", "330603", "2024"),
        ("2765份", "330681", "2024"),
    ]


@pytest.mark.parametrize("body", ["该行业", "本行业", "该集团", "本公司", "该系统"])
def test_numbers_of_a_body_named_by_a_word_for_it_are_not_the_areas(body: str) -> None:
    text = f"2025年上半年,绍兴市总工会培训劳动法律监督员86人。{body}培训劳动法律监督员32人。"
    assert [found.stated for found in read(text, "2025-07-20")] == [True, False]


def test_the_union_of_an_industry_is_a_body() -> None:
    text = "2025年上半年,绍兴市建筑行业工会联合会培训劳动法律监督员86人。"
    assert [found.stated for found in read(text, "2025-07-20")] == [False]
    general = "2025年上半年,绍兴市总工会新建行业工会12家,培训劳动法律监督员86人。"
    assert [found.stated for found in read(general, "2025-07-20")][-1] is True


@pytest.mark.parametrize(("whose", "stated"), [("全省", False), ("全市", False), ("", True)])
def test_whose_a_contest_is_has_to_be_said_where_it_is_of_more_than_its_venue(
    whose: str, stated: bool
) -> None:
    text = f"10月18日,{whose}建筑职业技能大赛决赛在绍兴举行,22支代表队、132名选手参加。"
    assert [found.stated for found in read(text, "2025-10-20")] == [stated, stated]


def test_the_total_of_rows_outside_the_articles_area_is_open() -> None:
    rows = "椒江区\t56\n黄岩区\t48\n临海市\t72\n合计\t176\n"
    text = f"2024年驿站情况\n县(市、区)\t驿站数\n{rows}\n椒江区总工会2025年将建驿站20个。"
    found = read(text, "2024-10-10")
    assert [(each.as_reported, each.ref_area) for each in found] == [
        ("56", "331002"),
        ("48", "331003"),
        ("72", "331082"),
        ("176", ""),
        ("20个", "331002"),
    ]
    city = text.replace("椒江区总工会", "台州市总工会")
    assert read(city, "2024-10-10")[3].ref_area == "331000"


TRAINED = "培训劳动法律监督员"


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        # How much it grew, not how much it is.
        (f"2025年上半年,绍兴市总工会{TRAINED}增加32人。", [False]),
        (f"2025年上半年,绍兴市总工会{TRAINED}减少了近32人。", [False]),
        (f"2025年上半年,绍兴市总工会{TRAINED}32人。", [True]),
        # Numbers of several places, of a zone that no list has, and of a company's base.
        (f"2025年上半年,余姚、慈溪{TRAINED}。两地共{TRAINED}32人。", [False]),
        (f"嘉兴港区工会成立。2025年上半年{TRAINED}32人。", [False]),
        (f"2025年上半年,宁波杭州湾基地开展活动,{TRAINED}32人。", [False]),
        (f"2025年上半年,绍兴市总工会建成培训基地12个,{TRAINED}32人。", [False, True]),
        # 全年 after a rise from an earlier year is not that year, nor one that is not over.
        (f"三门县总工会全年{TRAINED}176人。", [False]),
        (f"三门县{TRAINED}由2023年的21人增加到28人,全年{TRAINED}176人。", [True, False, False]),
    ],
)
def test_growth_other_bodies_and_bases_of_a_rise_are_not_accepted_with_the_rest(
    text: str, stated: list[bool]
) -> None:
    assert [found.stated for found in read(text, "2025-07-12")] == stated


def test_the_year_before_a_rise_is_not_that_of_the_rest() -> None:
    text = f"三门县{TRAINED}由2023年的21人增加到28人,全年{TRAINED}176人。"
    found = [(each.time_period, each.stated) for each in read(text, "2025-05-12")]
    assert found == [("2023", True), ("2025-05", False), ("2023", False)]


def test_a_bay_is_not_the_city_it_is_named_after() -> None:
    text = f"2025年上半年,杭州湾{TRAINED}32人。"
    assert [found.ref_area for found in read(text, "2025-07-12")] == [""]


CITY = f"2025年上半年,绍兴市总工会{TRAINED}86人。"
OTHERS = [
    # What others did: offices, towns, zones, industries, enterprises.
    f"市人社局{TRAINED}32人。",
    f"上半年,全市法院{TRAINED}32人。",
    f"司法行政机关{TRAINED}32人。",
    f"江东街道{TRAINED}32人。",
    f"花桥商务城已{TRAINED}32人。",
    f"中华全国铁路总工会{TRAINED}32人。",
    f"全路{TRAINED}32人。",
    f"绍兴市古纤道新材料公司工会2025年一季度{TRAINED}32人。",
    f"自治区{TRAINED}32人。",
    # Means, what is not or not yet done, and what is a part.
    f"每个县区平均{TRAINED}32人。",
    f"日均{TRAINED}32人。",
    f"未能{TRAINED}32人。",
    f"取消{TRAINED}32人。",
    f"{TRAINED}应不少于32人。",
    f"还需{TRAINED}32人。",
    f"要{TRAINED}32人。",
    f"{TRAINED}32人正在办理。",
    f"市本级{TRAINED}32人。",
    # Years and days of its own, or of nobody knows which time.
    f"三年累计{TRAINED}32人。",
    f"往年同期{TRAINED}32人。",
    f"近年来,{TRAINED}32人。",
    f"目前已{TRAINED}32人。",
    f"会上,{TRAINED}32人。",
    # Partners, destinations, and areas that are not the article's.
    f"市总工会联合诸暨市总工会{TRAINED}32人。",
    f"市总工会到诸暨市考察,{TRAINED}32人。",
    f"浙江省有市11个;我省{TRAINED}32人。",
]


@pytest.mark.parametrize("others", OTHERS)
def test_what_may_be_of_others_or_no_count_is_not_accepted_with_the_rest(others: str) -> None:
    stated = [each.stated for each in read(CITY + others, "2025-07-20")]
    assert (stated[0], stated[-1]) == (True, False)


OWN = [
    f"市总工会{TRAINED}32人。",
    f"绍兴市总工会上半年{TRAINED}32人。",
    f"全市{TRAINED}32人。",
    f"会上通报,上半年,绍兴市总工会{TRAINED}32人。",
    f"近三年累计{TRAINED}32人。",
    f"诸暨市总工会{TRAINED}32人。",
    f"响应职工需求,{TRAINED}32人。",
]


@pytest.mark.parametrize("own", OWN)
def test_what_the_union_says_it_did_is_accepted_with_the_rest(own: str) -> None:
    assert [each.stated for each in read(CITY + own, "2025-07-20")] == [True, True]


def test_what_exists_now_is_not_of_an_earlier_year() -> None:
    text = "绍兴市总工会2022年培训劳动法律监督员86人,现有劳动法律监督组织740个。"
    found = [(each.time_period, each.stated) for each in read(text, "2025-05-22")]
    assert found == [("2022", True), ("2022", False)]


def test_a_state_of_a_year_that_is_not_over_is_open() -> None:
    text = "2025年,绍兴市劳动法律监督组织740个。"
    found = [(each.time_period, each.stated) for each in read(text, "2025-05-22")]
    assert found == [("2025", False)]


def test_a_contest_of_the_province_by_its_title_or_its_union_is_not_the_venues() -> None:
    lead = "9月26日,由省总工会主办的职工数控技能竞赛在绍兴市收官。14支代表队参加。"
    assert [each.stated for each in read(lead, "2025-09-28")] == [False]
    titled = "全省职工数控技能竞赛收官\n9月26日,数控技能竞赛在绍兴市收官。14支代表队参加。"
    assert [each.stated for each in read(titled, "2025-09-28")] == [False]


def test_a_new_zone_is_not_the_county_with_its_name() -> None:
    text = f"2025年3月15日,三江新区{TRAINED}16人。"
    assert [each.ref_area for each in read(text, "2025-03-17")] == [""]


def test_the_same_period_of_last_year_is_told_twice() -> None:
    text = (
        f"2025年上半年,绍兴市总工会{TRAINED}86人,去年同期{TRAINED}80人。"
        f"新建工会46家,上年同期新建工会41家。"
    )
    assert told(text, "2025-07-20")[1::2] == [
        ("80人", "330600", "2024-01/2024-06"),
        ("41家", "330600", "2024-01/2024-06"),
    ]


def test_events_of_the_same_period_are_of_the_span_that_ends_with_a_month_named_since() -> None:
    text = f"1至6月,绍兴市总工会{TRAINED}86人。至6月底,有会员13人。上年同期{TRAINED}80人。"
    assert told(text, "2025-07-20")[-1] == ("80人", "330600", "2024-01/2024-06")
