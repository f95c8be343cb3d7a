"""Place, period, indicator and article of what a report's text proposes."""

from datetime import date

import pandas as pd
import pytest

from extraction import (
    ProposedFigure,
    ReportReader,
    TextTooLongError,
    compare_with_published,
    extract_figures,
    extract_from_report,
)
from file_formats import yaml
from tests.helpers.marked_passages import areas, indicators, reader
from tests.helpers.report_copy import REPORT

DAY = date(2024, 11, 5)


def read(text: str, day: date = DAY) -> list[ProposedFigure]:
    return extract_figures(reader(), text, day)


PERIODS = [
    ("今年以来，全市培训职工300人。", "2024-01/2024-11"),
    ("截至9月底，共发出提示函300份。", "2024-01/2024-09"),
    ("截至9月底，共有会员300人。", "2024-09"),
    ("截至2024年10月，全国共有志愿者300人。", "2024-10"),
    ("截至目前，累计实施项目300项。", "2024-11"),
    ("近日，工会慰问职工300人。", "2024-11"),
    ("工会现有会员300人。", "2024-11"),
    ("11月3日，比赛举行，300人参赛。", "2024-11-03"),
    ("11月2日至4日，300人参赛。", "2024-11-02/2024-11-04"),
    ("今年5月，工会新建驿站300个。", "2024-05"),
    ("2023年以来，培训职工300人。", "2023-01/2024-11"),
    ("2015年6月，脱钩改革启动以来，共有协会300家完成脱钩。", "2015-06/2024-11"),
    ("2023年，发放助学金300元。", "2023"),
    ("去年，发放助学金300元。", "2023"),
    ("今年1—9月，发放助学金300元。", "2024-01/2024-09"),
    ("前三季度，发放助学金300元。", "2024-01/2024-09"),
    ("上半年，发放助学金300元。", "2024-01/2024-06"),
    ("二季度，发放助学金300元。", "2024-04/2024-06"),
    ("今年前10个月，发放助学金300元。", "2024-01/2024-10"),
    ("要求今年底前覆盖300人。", "2024"),
    ("到2027年，培训职工300人。", "2027"),
    ("“十四五”期间，培训职工300人。", "2021/2025"),
    ("2021—2025年，培训职工300人。", "2021/2025"),
    ("2023年末，共有会员300人。", "2023-12"),
    ("12月，工会慰问职工300人。", "2023-12"),
    ("二〇二三年十月，工会慰问职工300人。", "2023-10"),
    ("“五一”以来，工会慰问职工300人。", "2024-05/2024-11"),
    ("“十三五”末，有技能人才300人。", "2020-12"),
    ("前10月，工会慰问职工300人。", "2024-01/2024-10"),
    ("6月下旬至7月中旬，工会慰问职工300人。", "2024-06/2024-07"),
    ("2023年全年，工会慰问职工300人。", "2023"),
    ("平台2021年上线，会员300人。", "2024-11"),
    ("书屋成立于2021年，现有藏书300册。", "2024-11"),
    ("市总工会8月开班，当月培训职工300人。", "2024-08"),
    ("按2024年第4期简报，工会慰问职工300人。", "2024-11"),
]


@pytest.mark.parametrize(("text", "period"), PERIODS)
def test_the_period_of_a_figure(text, period):
    assert [p.time_period for p in read(text)] == [period]


@pytest.mark.parametrize(
    ("title", "body", "period"),
    [
        ("上半年工作情况", "新建驿站30家，慰问职工300人。", "2024-01/2024-06"),
        ("2023年工作要览", "新建驿站30家，慰问职工300人。", "2023"),
        ("2023年十件大事", "新建驿站30家，慰问职工300人。", "2023"),
        ("10月份工作通报", "新建驿站30家，慰问职工300人。", "2024-10"),
        ("五年工作掠影（2019—2023年）", "新建驿站30家，慰问职工300人。", "2019/2023"),
    ],
)
def test_a_title_says_the_period(title, body, period):
    assert {p.time_period for p in read(f"宁波市总工会{title}\n{body}")} == {period}


def test_a_share_of_a_years_target_is_of_the_time_told_of():
    found = read("今年1—9月，全省新增就业30万人，完成全年目标的72%，占上年末总数的5%。")
    assert {p.time_period for p in found} == {"2024-01/2024-09"}


def test_what_flowed_past_a_years_end_is_the_whole_years():
    text = "2023年，全市培训职工300人。年末在册会员30万人。新增就业5万人。"
    found = read(text, date(2024, 3, 5))
    assert [p.time_period for p in found] == ["2023", "2023-12", "2023"]


def test_what_is_only_compared_with_is_no_period():
    text = "2023年，培训职工300人，比上年增加20人，增长7.1%，比2019年翻了3倍。"
    assert {p.time_period for p in read(text)} == {"2023"}


def test_the_same_period_of_last_year_is_a_year_earlier():
    found = read("今年1—9月，接待来访300人次。去年同期接待280人次。")
    assert [p.time_period for p in found] == ["2024-01/2024-09", "2023-01/2023-09"]


def test_times_are_shared_out():
    found = read("2021年、2022年和2023年，湖北省新建驿站分别为30个、40个和50个，共投入1亿元。")
    assert [p.time_period for p in found][:3] == ["2021", "2022", "2023"]


def test_a_span_of_years_is_shared_out_year_by_year():
    found = read("2021年至2023年，全省新增会员分别为30万人、40万人和50万人，共培训职工3人。")
    assert [p.time_period for p in found] == ["2021", "2022", "2023", "2021/2023"]


PLACES = [
    ("江苏省无锡市总工会培训职工300人。", "320200"),
    ("宁波象山县有企业300家。", "330225"),
    ("上海普陀区有企业300家。", "310107"),
    ("重庆市彭水苗族土家族自治县总工会慰问职工300人。彭水中学有教师20名。", "500243"),
    ("安徽桐城有企业300家。", "340881"),
    ("新疆生产建设兵团总工会慰问职工300人。", "ORG-XPCC"),
    ("我国新就业群体达300人。", "100000"),
    ("广東省惠州市總工會慰問職工300人。", "441300"),
    ("山东省三台县没有，四川省三台县有企业300家。", "510722"),
    ("2023年全市有企业300家。\n年末，宁波市有驿站30家。", "330200"),
    ("工會訪問本港僱員300名。", "810000"),
    ("近日，云南交投集团、玉溪技师学院等4家单位获云南省总工会授牌。", "530000"),
    ("近日，义乌、永康、东阳工会联合举办招聘会300场。", "330783"),
    ("六盘水市地处贵州西部，有企业300家。", "520200"),
    ("本市工会慰问职工300人，受到全国总工会肯定。\n宁波市有驿站30家。", "330200"),
]


@pytest.mark.parametrize(("text", "place"), PLACES)
def test_the_place_of_a_figure(text, place):
    assert {p.ref_area for p in read(text)} == {place}


def test_the_whole_city_is_the_city_of_what_was_named():
    found = read("宁波市总工会介绍，象山县有企业30家，全市有企业300家。")
    assert [p.ref_area for p in found] == ["330225", "330200"]


def test_an_honour_is_no_place():
    text = "宁波市总工会慰问重庆五一劳动奖章获得者14名、全国劳模3名，组成志愿队5支。"
    assert {p.ref_area for p in read(text)} == {"330200"}


def test_where_people_come_from_is_no_place():
    text = "浙江省宁波市总工会举办大赛。来自江苏、河南、辽宁等地的31支代表队参赛。"
    assert [p.ref_area for p in read(text)] == ["330200"]


def test_a_national_contest_is_everywhere():
    text = "近日，2024全国橡胶行业职业技能竞赛在山东省东营市举办。竞赛有31支代表队参赛。"
    assert [p.ref_area for p in read(text)] == ["100000"]


def test_places_are_shared_out():
    found = read("湖北省武汉市武昌区、汉阳区、江夏区分别投放12辆、10辆、8辆。")
    assert [p.ref_area for p in found] == ["420106", "420105", "420115"]


PAGE = """甘肃：为骑手送头盔3000顶
本报讯 截至10月底，甘肃省总工会共为骑手发放头盔3000顶，开展培训百余场。
（本报记者 王力）
青海：120家企业招工
本报讯 11月1日，青海省总工会举办招聘会，120余家企业提供岗位500个。
"""


def test_articles_are_told_apart_and_headlines_listed_once():
    found = read(PAGE)
    assert [(p.as_reported, p.ref_area[:2], p.headline) for p in found] == [
        ("3000顶", "62", False),
        ("百余场", "62", False),
        ("120家", "63", True),
        ("120余家", "63", False),
        ("500个", "63", False),
    ]
    assert [p.locator for p in found][1:4] == [
        "甘肃：为骑手送头盔3000顶 ¶1",
        "青海：120家企业招工",
        "青海：120家企业招工 ¶1",
    ]


def test_indicator_and_breakdown_are_matched():
    text = "今年以来，宁波市总工会发出劳动法律监督提示函177份。大赛决出一等奖32名、二等奖52名。"
    found = [(p.indicator, p.breakdown) for p in read(text)]
    assert found == [
        ("supervision_notices", ""),
        ("prize_winners", "first"),
        ("prize_winners", "second"),
    ]


def test_what_fits_no_indicator_is_proposed_anew():
    (found,) = read("宁波市总工会发放西瓜5000公斤。")
    assert (found.indicator, found.subject, found.unit) == ("", "发放西瓜", "公斤")


def test_an_accepted_match_is_remembered():
    kept = ReportReader(
        reader().gazetteer,
        reader().indicators,
        {("发放西瓜", "公斤"): ("supervision_notices", "x")},
    )
    (found,) = extract_figures(kept, "宁波市总工会发放西瓜5000公斤。", DAY)
    assert (found.indicator, found.breakdown) == ("supervision_notices", "x")


def test_names_of_areas_are_no_numerals():
    assert read("四川省三台县、浙江省三门县、黑龙江省七台河市、山西省五台县、五家渠市。") == []


def test_the_unit_is_printed_without_its_scale():
    found = read("宁波市總工會建成驛站1200餘個，投入80萬元，服務３０００人次。")
    assert [(p.unit, p.as_reported) for p in found] == [
        ("個", "1200餘個"),
        ("元", "80萬元"),
        ("人次", "３０００人次"),
    ]


def test_too_long_a_text_is_refused_by_name():
    with pytest.raises(TextTooLongError) as refusal:
        extract_from_report("工" * 70_000, DAY, areas(), indicators())
    assert (refusal.value.code, refusal.value.size) == ("text_too_long", 210_000)


def test_the_public_function_reads_with_the_code_lists():
    (found,) = extract_from_report("宁波市总工会发出提示函177份。", DAY, areas(), indicators())
    assert found.as_dict()["phrase"] == "177份"
    assert (found.indicator, found.ref_area) == ("supervision_notices", "330200")


def test_a_count_since_some_time_ends_where_it_is_said_to():
    for text, period in (
        ("截至9月底，全市今年以来培训职工300人。", "2024-01/2024-09"),
        ("自2023年以来，截至今年9月底，全市培训职工300人。", "2023-01/2024-09"),
        ("首季培训职工300人。", "2024-01/2024-03"),
        ("培训职工300人，是去年同期的1.5倍。", "2024-11"),
    ):
        assert read(text)[-1].time_period == period, text


def test_what_is_counted_is_named_without_time_and_place():
    text = "截至9月底，全市已建成户外劳动者服务站点1200余个。今年以来全省发出提示函20份。"
    assert [one.subject for one in read(text)] == ["户外劳动者服务站点", "发出提示函"]


def test_a_documents_number_names_its_province():
    (found,) = read("关于培训的通知（湘工发〔2024〕12号）\n到2027年，全省培训职工300人。")
    assert found.ref_area == "430000"


def test_a_list_of_areas_is_nobodys_topic():
    text = "宁波市海曙区、江北区分别新建3家、4家。全年培训职工300人。\n宁波市总工会"
    assert [one.ref_area for one in read(text)] == ["330203", "330205", "330200"]


def test_nothing_comes_of_nothing():
    assert read("") == read(" \n\n") == read("。") == []


NOTICES = "宁波市总工会推行劳动法律监督“一函两书”。截至9月底，宁波工会共发出提示函{}份。"


def published() -> pd.DataFrame:
    text = {name: str for name in ("ref_area", "time_period", "breakdown", "programme")}
    figures = pd.read_csv(REPORT / "figures.csv", dtype=text, keep_default_na=False)
    for name in ("value", "value_low", "value_high"):
        figures[name] = pd.to_numeric(figures[name])
    return figures


@pytest.mark.parametrize(
    ("count", "standing"), [("177", "known"), ("180", "contradicts"), ("170余", "contradicts")]
)
def test_a_figure_is_compared_with_the_published_one(count, standing):
    programmes = yaml.load_yaml((REPORT / "programmes.yaml").read_bytes())
    text = NOTICES.format(count)
    proposals = extract_from_report(text, DAY, areas(), indicators(), programmes=programmes)
    assert [p.programme for p in proposals] == ["ningbo-supervision"]
    (found,) = compare_with_published(proposals, published())
    assert (found.status, found.key) == (
        standing,
        "supervision_notices.ningbo-supervision.330200..2024-01/2024-09",
    )


def test_a_figure_of_another_place_is_new():
    (found,) = compare_with_published(read("温州市总工会发出提示函177份。"), published())
    assert (found.status, found.key) == ("new", "")


def test_radicals_that_a_pdf_gives_for_ideographs_are_read():
    found = read("截⾄ 9 ⽉底，宁波⼯会共培训职⼯ 2016 ⼈。")
    assert [(one.value, one.unit, one.time_period) for one in found] == [
        (2016, "人", "2024-01/2024-09")
    ]
