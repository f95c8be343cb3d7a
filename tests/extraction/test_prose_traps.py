"""What is a quantity in running prose and what is not, sentence by sentence."""

import pytest
from hypothesis import strategies as st

from chinese_text.characters import fold_characters, remove_spaces
from extraction.numbers.quantity_finder import find_quantities
from extraction.text.articles import split_articles
from tests.helpers.examples import given


def printed(text: str) -> list[str]:
    """Give the wordings of the quantities of a text."""
    return [
        remove_spaces("".join(text[slice(*paragraph.span(item.start, item.end))]))
        for article in split_articles(text)
        for paragraph in article.paragraphs
        for item in find_quantities(paragraph.text)
    ]


def bounds(text: str) -> list[tuple[float, float | None, float | None]]:
    """Give value and bounds of the quantities of one paragraph."""
    return [
        (item.quantity.value, item.quantity.low, item.quantity.high)
        for item in find_quantities(fold_characters(text))
    ]


NOTHING = [
    "2024年11月5日上午9:30，第三届职工运动会在体育馆开幕。",
    "拨打12351职工服务热线或12345政务热线，电话0574-87654321。",
    "“五一”前夕，“一函两书”制度推广，“十件实事”逐项落实，宣传加入工会十大好处。",
    "三年行动、五年规划、“十四五”规划、“百千万工程”和“万人助万企”活动。",
    "近五年来，近年来，三年间，300多年前，半年后，每月5日、20日。",
    "党的二十大和二十届三中全会精神，贯彻“两个维护”，落实中央八项规定。",
    "首份提示函、第八届“匠人杯”、第1版、第四十三条、〔2024〕15号、前三名、全国500强。",
    "一个人、一些企业、一座城、一份心意、一系列活动、再一次。",
    "获评一等奖、三级工匠、二级教授、4A级景区、5G直播、A3展厅、2.0版。",
    "24小时开放，实行8小时工作制，三班两运转，58岁的老王干了近20年。",
    "市、区两级工会，三次产业，二次分配，两节期间，五险一金，三农工作。",
    "十分重要，千万不要，万一，百年大计，千方百计，成千累万，百般照顾。",
    "1、加强领导；2、落实责任；3、严格考核。",
    "分获二、三名，男子100米冠军成绩为11秒42，110千伏变电站，2单元501室。",
    "入会3年的老会员，35岁以下，单位：场、万人次，为期8周，上万里行程。",
    "讨论了数据、指数和人数，几乎人人参加，这几天、前几年、好几年。",
]

FOUND = [
    ("签约100家、预约300人次、节约50万元", ["100家", "300人次", "50万元"]),
    ("仪式上百余名职工参加", ["百余名"]),
    ("参加人数百余人", ["百余人"]),
    ("上百家企业、数十家单位、十几名选手", ["上百家", "数十家", "十几名"]),
    ("三家多为小微企业", ["三家"]),
    ("20余家余姚企业", ["20余家"]),
    ("有3000多名职工，300多为女性", ["3000多名", "300多"]),
    ("近七成为货车司机", ["近七成"]),
    ("三成员工参加，五成立项", ["三成"]),
    ("技术突破30项，销售额突破3亿元", ["30项", "突破3亿元"]),
    ("附近5家企业，最近的3个站点，将近5万人", ["5家", "3个", "将近5万人"]),
    ("一等奖、二等奖、三等奖分别为32、52和72名", ["32", "52", "72名"]),
    ("分别投入3、5.5和8万元", ["3", "5.5", "8万元"]),
    ("3至5名，10—20家，30%到40%，5～10公里", ["3至5名", "10—20家", "30%到40%", "5～10公里"]),
    ("从50家到80家，由15天到5天", ["50家", "80家", "15天", "5天"]),
    ("按1：1配套，按照3:2比例", ["1：1", "3:2"]),
    ("不少于15课时，不超过30人，至少5名", ["不少于15课时", "不超过30人", "至少5名"]),
    (
        "五千三百人、两万户、一百二十家、三十多个",
        ["五千三百人", "两万户", "一百二十家", "三十多个"],
    ),
    (
        "百分之五十以上，千分之三，5‰，2.1个百分点",
        ["百分之五十以上", "千分之三", "5‰", "2.1个百分点"],
    ),
    ("增长1.5倍，打八折，占九成以上", ["1.5倍", "八折", "九成以上"]),
    ("１，０８８名、4．5万人、9８％", ["１，０８８名", "4．5万人", "9８％"]),
    ("達3000餘名，逾兩萬人次", ["3000餘名", "逾兩萬人次"]),
    ("10部门联合发文，覆盖3000职工", ["10部门", "3000"]),
    ("2.37亿注册志愿者，人数达188.9万，", ["2.37亿", "188.9万"]),
    ("2024全国职工技能大赛有31支代表队", ["31支"]),
    ("12351热线共受理诉求18346件", ["18346件"]),
    ("排名第三，120家企业", ["120家"]),
    ("增速为-0.6‰，下降−1.2%", ["-0.6‰", "−1.2%"]),
    ("发放慰问金38万元（其中市级20万元）", ["38万元", "20万元"]),
    ("3亿2000多万元，1万5千名", ["3亿2000多万元", "1万5千名"]),
    ("约合20533美元，未超过50%", ["约合20533美元", "未超过50%"]),
    ("每3人一组，每10万人拥有5家", ["5家"]),
    ("为期3天的培训，近3天，3天内办结，三天来", ["3天"]),
    ("四分之三以上的班组，近1/5的职工，2023/2024年度，11/5版", ["四分之三以上", "近1/5"]),
    ("组织千名职工、百家企业参加，千家万户", ["千名", "百家"]),
    ("万名职工大宣讲活动，以下五项工作，共六章二十条", []),
    ("五一劳动奖章30名，平均年龄37.4岁", ["30名", "37.4岁"]),
    ("扩大1.5倍至300万元，有工人上百万，人数：3.6万。", ["1.5倍", "300万元", "上百万", "3.6万"]),
    (
        "由1/5提高到1/3，产值破10亿元，提前15天，降至-12℃",
        ["1/5", "1/3", "破10亿元", "15天", "-12℃"],
    ),
    ("受僱員工748萬7,000人，研发人力25.6万人年", ["748萬7,000人", "25.6万人年"]),
    ("301分公司仅花费2.8万元，前两位职工", ["2.8万元"]),
    ("百分之五十二年逾五十岁，十件实事", ["百分之五十二"]),
    ("三十六班学员，1,208件次之，比上年提高0.6岁", ["三十六班", "1,208件", "0.6岁"]),
    ("师生比达1∶12，下调25个基点", ["1∶12", "25个基点"]),
]


@pytest.mark.parametrize("text", NOTHING)
def test_what_counts_nothing_is_left_alone(text):
    assert printed(text) == []


@pytest.mark.parametrize(("text", "wordings"), FOUND)
def test_quantities_are_found_as_printed(text, wordings):
    assert printed(text) == wordings


def test_a_list_lends_its_unit_and_its_scale():
    items = find_quantities("分别投入3、5.5和8万元")
    assert [(i.quantity.value, i.quantity.unit) for i in items] == [
        (30000, "元"),
        (55000, "元"),
        (80000, "元"),
    ]
    assert bounds("奖励32、52和72名") == [(32, 32, 32), (52, 52, 52), (72, 72, 72)]


def test_a_ratio_may_be_bounded():
    assert bounds("配套比例不低于1:1") == [(1, 1, None)]


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("不得少于72学时", (72, None)),
        ("不得超过3万元", (None, 30000)),
        ("未达到60%", (None, 60)),
        ("约占3%", (None, None)),
    ],
)
def test_what_must_not_be_gone_below_or_above_bounds(text, ends):
    assert [found[1:] for found in bounds(text)] == [ends]


def test_near_before_a_span_of_time_bounds_nothing():
    assert bounds("近五年发放救助金近500万元") == [(5e6, None, 5e6)]


def wrapped(text: str, width: int, between: str) -> str:
    """Break a text into a newspaper column."""
    return between.join(text[i : i + width] for i in range(0, len(text), width))


@pytest.mark.parametrize("width", range(8, 16))
@pytest.mark.parametrize("between", ["\n", "\n\n", " \n\n"])
def test_a_column_may_break_anywhere(width, between):
    text = (
        "今年以来，全市各级工会共培训职工1535人次，发放救助金2300万余元，覆盖率达98.5%以上。"
        "目前，已建成驿站1200余个，服务户外劳动者近三十万人次，调解劳动争议五千三百件。"
    )
    wordings = ["1535人次", "2300万余元", "98.5%以上", "1200余个", "近三十万人次", "五千三百件"]
    assert printed(wrapped(text, width, between)) == wordings


LETTERS = "0123456789一二三十百千万亿近超约余多几数上个名家元%成年月日、，。“”：:-—至到第前\n 的有"


@given(st.text(alphabet=LETTERS) | st.text())
def test_no_text_makes_the_reader_raise(text):
    for article in split_articles(text):
        for paragraph in article.paragraphs:
            for item in find_quantities(paragraph.text):
                start, end = paragraph.span(item.start, item.end)
                assert fold_characters(text[start : start + 1]) == paragraph.text[item.start]
                assert fold_characters(text[end - 1 : end]) == paragraph.text[item.end - 1]
                low, high = item.quantity.bounds
                assert low is None or low <= item.quantity.value
                assert high is None or high >= item.quantity.value
