"""Words at the border of what counts, each beside its sister that does or does not."""

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from chinese_text.characters import fold_characters
from extraction import (
    ProposedFigure,
    PublicationStatus,
    ReportReader,
    compare_with_published,
    extract_figures,
    find_body_figure,
)
from extraction.context.programme_suggestion import ProgrammeWords
from extraction.numbers.non_quantities import find_non_quantities
from extraction.numbers.quantity_finder import find_quantities
from tests.helpers.marked_passages import reader

DAY = date(2024, 11, 5)


def read(text: str) -> list[ProposedFigure]:
    return extract_figures(reader(), text, DAY)


def found(text: str) -> list[tuple[str, float, float | None, float | None, str]]:
    folded = fold_characters(text)
    return [
        (
            folded[item.start : item.end],
            item.quantity.value,
            item.quantity.low,
            item.quantity.high,
            item.quantity.unit,
        )
        for item in find_quantities(folded)
    ]


def wordings(text: str) -> list[str]:
    return [item[0] for item in found(text)]


PAIRS = [
    # one after the other: a word that counts, and the same that does not
    ("签约100家", ["100家"]),
    ("约100家", ["约100家"]),
    ("附近5家", ["5家"]),
    ("近5家", ["近5家"]),
    ("超高100米", ["100米"]),
    ("技术突破30项", ["30项"]),
    ("产量突破30项", ["突破30项"]),
    ("突破3项关键技术", ["3项"]),
    ("不到30人", ["不到30人"]),
    ("找不到30人", ["30人"]),
    ("参加人数百余人", ["百余人"]),
    ("有数百人", ["数百人"]),
    ("会上百余名", ["百余名"]),
    ("有上百名", ["上百名"]),
    ("数以百计的职工", ["数以百计"]),
    ("这几个人", []),
    ("有几个驿站", ["几个"]),
    ("有几亩地", []),
    # what follows a number
    ("三家组织", ["三家"]),
    ("三组选手", ["三组"]),
    ("三组织", []),
    ("3件次之", ["3件"]),
    ("3人次", ["3人次"]),
    ("45人日前到会", ["45人"]),
    ("45人日", ["45人日"]),
    ("3名单身职工", ["3名"]),
    ("5个多月", []),
    ("5个多次", ["5个"]),
    ("3家多为小企业", ["3家"]),
    ("3亩多地", ["3亩多"]),
    ("九成多来自农村", ["九成多"]),
    ("九成为工人", ["九成"]),
    ("九成员工", ["九成"]),
    ("三成立项", []),
    ("300多名", ["300多名"]),
    ("其中300来自外地", []),
    ("其中三百来自外地", []),
    ("20来个", ["20来个"]),
    ("二十来个", ["二十来个"]),
    ("人数为50以上海为主", []),
    ("50人以上", ["50人以上"]),
    ("30人左右手", ["30人"]),
    ("30人左右", ["30人左右"]),
    ("30人以下简称", ["30人"]),
    ("30人以下", ["30人以下"]),
    ("30人上下班", ["30人"]),
    ("3至5名", ["3至5名"]),
    ("从3名至5名", ["3名", "5名"]),
    ("3场——5月", ["3场"]),
    ("3名至5家", ["3名", "5家"]),
    # units that name and do not count
    ("3级台阶", ["3级"]),
    ("30里路", []),
    ("第3版", []),
    ("3版", []),
    ("旋转360度", []),
    ("转了360度", []),
    ("气温30度", ["30度"]),
    ("3位数", []),
    ("3位职工", ["3位"]),
    ("110千伏变电站", []),
    ("110千伏", ["110千伏"]),
    ("3分之", []),
    ("得98分", ["98分"]),
    ("3期工程", []),
    ("3期培训", ["3期"]),
    ("20届三中全会", []),
    ("20届毕业生", ["20届"]),
    # stretches of time
    ("近3天", []),
    ("历时3天", ["3天"]),
    ("3天内", []),
    ("提前3天", ["3天"]),
    ("前3天", []),
    ("3小时工作制", []),
    ("服务3小时", ["3小时"]),
    ("42岁", []),
    ("平均年龄42岁", ["42岁"]),
    ("提高0.6岁", ["0.6岁"]),
    ("近3年", []),
    # small Chinese numerals
    ("一个人", []),
    ("两个人", []),
    ("两个驿站", ["两个"]),
    ("两人", []),
    ("三人", ["三人"]),
    ("三级工匠", []),
    ("三方面", []),
    ("三项规定", []),
    ("三项制度", ["三项"]),
    ("四支队伍", []),
    ("四支代表队", ["四支"]),
    ("十件实事", []),
    ("十件作品", ["十件"]),
    ("二十四节气", []),
    ("二十四节课", []),
    ("二十四名", ["二十四名"]),
    ("办了十八届", ["十八届"]),
    ("一百零五人", ["一百零五人"]),
    ("一百里", []),
    ("九十九级", []),
    ("一点五倍", ["一点五倍"]),
    ("三个一等奖", ["三个"]),
    ("三支一扶", []),
    ("两个100%", ["100%"]),
    ("一倍", ["一倍"]),
    ("少于一家", ["少于一家"]),
    # round ones
    ("千名职工", ["千名"]),
    ("千名职工大宣讲活动", []),
    ("万元", []),
    ("百万元", ["百万元"]),
    ("千万元", ["千万元"]),
    ("近万人", ["近万人"]),
    ("近万职工", ["近万"]),
    ("近万次", ["近万次"]),
    ("上万职工", ["上万"]),
    ("上万里", []),
    ("人数上百万。", ["上百万"]),
    ("上百万里", []),
    ("万一", []),
    ("千家万户", []),
    # bare numbers
    ("人数为300。", ["300"]),
    ("人数为300余。", ["300余"]),
    ("编号300", []),
    ("300职工", ["300"]),
    ("3.5职工", []),
    ("2024职工", []),
    ("2024名职工", ["2024名"]),
    ("共计2,024名", ["2,024名"]),
    ("奖励3、5和8名", ["3", "5", "8名"]),
    ("1、奖励8名", ["8名"]),
    ("。2、奖励8名", ["8名"]),
    ("达300之多", ["300"]),
    ("房间300号", []),
    ("12:30", []),
    # shares and ratios
    ("三分之二", ["三分之二"]),
    ("近1/3", ["近1/3"]),
    ("2023/2024", []),
    ("A1/3", []),
    ("按1:3配套", ["1:3"]),
    ("比分1:3", []),
    ("比例不低于1:3", ["不低于1:3"]),
    ("师生比为1:12", ["1:12"]),
    ("1:2:3", []),
    ("占百分之五", ["百分之五"]),
    ("百分之五十二年逾五十", ["百分之五十二"]),
    ("增长-0.6%", ["-0.6%"]),
    ("5-0.6%", []),
    ("每10万人", []),
    ("每人3份", ["3份"]),
    ("以下五项", []),
    ("五项", ["五项"]),
    ("以下150项", ["150项"]),
    ("20届三中全会", []),
    ("举办20届职工运动会", ["20届"]),
]


@pytest.mark.parametrize(("text", "expected"), PAIRS)
def test_one_word_makes_it_a_quantity_or_none(text: str, expected: list[str]) -> None:
    assert wordings(text) == expected


LISTS = [
    ("奖励3、5和8万元", [(30_000, "元"), (50_000, "元"), (80_000, "元")]),
    ("奖励3，5及8万元", [(30_000, "元"), (50_000, "元"), (80_000, "元")]),
    ("奖励30000和8万元", [(30_000, "元"), (80_000, "元")]),
    ("奖励9999与8万元", [(99_990_000, "元"), (80_000, "元")]),
    ("奖励3以及8千名", [(3_000, "名"), (8_000, "名")]),
    ("奖励3，另有8万元", [(80_000, "元")]),
    ("奖励3或8名", [(3, "名"), (8, "名")]),
    *((f"已办结{mark}3、8万元发给职工", [(80_000, "元")]) for mark in "。；：（"),
    ("3、8万元发给职工", [(80_000, "元")]),
]


@pytest.mark.parametrize(("text", "expected"), LISTS)
def test_a_list_lends_what_its_last_number_has(text, expected) -> None:
    assert [(item[1], item[4]) for item in found(text)] == expected


MASKED = [
    "2024年11月5日", "2024-11-05", "2024.11.5", "11月5日至7日", "5日至7日", "上午9:30", "9:30:15",
    "下午3点半", "15时30分", "三点钟", "第三季度", "前三季度", "前10个月", "星期三", "周五",
    "“十四五”期间", "二十大报告", "二十届三中全会", "第3、4版", "〔2024〕15号", "0574-87654321",
    "400-123-4567", "13812345678", "12351热线", "热线12351", "热线号码是96880", "拨打96880",
    "12345", "A3", "5G", "XJ-200型", "1+6", "3+N", "2.0版", "3楼", "500强", "30路车", "获二、三名",
    "前三名", "前3", "11秒42", "男子100米", "100米决赛", "24小时", "7×24小时", "版本3.2",
    "单位:万人次、户", "3级", "《三年行动》", "“一函两书”", "“三题”", "“1+1”", "“50个家”",
    "‘两个维护’",
]  # fmt: skip


@pytest.mark.parametrize("text", MASKED)
def test_dates_numbers_of_things_and_names_are_masked_as_a_whole(text: str) -> None:
    folded = fold_characters(f"在{text}，")
    spans = find_non_quantities(folded)
    digits = [at for at, char in enumerate(folded) if char in "0123456789一二三四五六七八九十两万"]
    assert digits
    assert all(any(start <= at < end for start, end in spans) for at in digits)
    assert wordings(f"在{text}，") == []


UNMASKED = {
    "“我们培训职工300人。”": ["300人"],
    "“三百人参加，反响很好”": ["三百人"],
    "“培训职工300人”": ["300人"],
    "3台设备": ["3台"],
    "VR3台": ["3台"],
    "5日均3人": ["3人"],
    "目前3人": ["3人"],
    "100米": ["100米"],
    "提前两名": ["两名"],
    "24小时": [],
}


@pytest.mark.parametrize("text", UNMASKED)
def test_what_only_looks_like_a_date_or_a_name_is_read(text: str) -> None:
    assert wordings(text) == UNMASKED[text]


SUBJECTS = {
    "截至目前，全市已建成户外劳动者驿站300个。": "户外劳动者驿站",
    "宁波市总工会发放西瓜5000公斤。": "发放西瓜",
    "今年以来全省发出提示函20份。": "发出提示函",
    "培训了300名一线职工。": "一线职工",
    "300名选手参加比赛。": "选手",
    "其中，女职工300名。": "女职工",
    "“匠心杯”参赛作品300件。": "匠心杯”参赛作品",
    "会员人数达到300人。": "会员人数",
    "拨付帮扶资金、慰问金300元。": "慰问金",
    "共300人。": "",
}


@pytest.mark.parametrize("text", SUBJECTS)
def test_what_is_counted_is_named_by_the_words_around_it(text: str) -> None:
    assert [one.subject for one in read(text)] == [SUBJECTS[text]]


def test_an_accepted_match_is_of_its_own_unit_and_keeps_its_kind() -> None:
    kept = {
        ("发放西瓜", "公斤"): ("supervision_notices", ""),
        ("结余", "元"): ("funds_invested", ""),
    }
    own = ReportReader(reader().gazetteer, reader().indicators, kept)
    text = "截至9月底，宁波市总工会发放西瓜5000公斤。宁波市总工会发放西瓜5000个。"
    told = [(one.indicator, one.time_period) for one in extract_figures(own, text, DAY)]
    assert told == [("supervision_notices", "2024-01/2024-09"), ("", "2024-01/2024-09")]


def test_how_a_figure_stands_to_the_published_ones() -> None:
    def row(programme: str, value: float, low: float | None, high: float | None) -> dict:
        return {
            "indicator": "supervision_notices", "programme": programme, "ref_area": "330200",
            "breakdown": "", "time_period": "2024-01/2024-09", "value": value,
            "value_low": low, "value_high": high,
        }  # fmt: skip

    rows = [row("a", 170, 170, 180), row("b", 177, 177, 177), row("c", 200, None, 200)]
    figures = pd.DataFrame(rows)
    text = "截至9月底，宁波市总工会共发出提示函{}份。"

    def stands(count: str, programme: str = "") -> tuple[PublicationStatus, str]:
        (one,) = read(text.format(count))
        (compared,) = compare_with_published([replace(one, programme=programme)], figures)
        return compared.status, compared.key.split(".")[1] if compared.key else ""

    assert stands("177") == (PublicationStatus.KNOWN, "b")
    assert stands("170余") == (PublicationStatus.KNOWN, "a")
    assert stands("近200") == (PublicationStatus.KNOWN, "c")
    assert stands("170") == (PublicationStatus.CONTRADICTS, "a")
    assert stands("200") == (PublicationStatus.CONTRADICTS, "a")
    assert stands("177", "b") == (PublicationStatus.KNOWN, "b")
    assert stands("177", "c") == (PublicationStatus.CONTRADICTS, "c")
    assert stands("177", "d") == (PublicationStatus.NEW, "")
    assert compare_with_published([], figures) == []


def test_a_headline_is_held_against_what_its_body_says() -> None:
    def pair(head: str, body: str) -> str:
        proposals = read(f"青海省总工会{head}\n本报讯 青海省总工会{body}\n会议结束。")
        headline = next(one for one in proposals if one.headline)
        told = find_body_figure(headline, proposals)
        assert all(
            find_body_figure(one, proposals) is None for one in proposals if not one.headline
        )
        return told.as_reported if told else ""

    assert pair("组织120家企业招工", "组织120余家企业招工，岗位500个。") == "120余家"
    assert pair("组织120家企业招工", "组织500个企业招工，另有120余家。") == "120余家"
    assert pair("组织120名职工培训", "组织120余人培训。") == "120余人"
    assert pair("组织120家企业招工", "组织130余家企业招工，岗位500个。") == "130余家"
    assert pair("组织120家企业招工", "组织130余名职工培训。") == ""
    assert pair("发出提示函120份", "发出提示函130份。") == "130份"


PROGRAMMES = [
    {"id": "a", "name": {"zh": "劳动法律监督一函两书"}, "ref_area": "330200",
     "summary": {"zh": "发函整改"}, "themes": [{"zh": "建筑清欠"}]},
    {"id": "b", "name": {"zh": "劳动法律监督提示"}, "ref_area": "330000",
     "summary": {"zh": "发函"}, "projects": [{"zh": "直播行业"}], "steps": [{"zh": "回访"}]},
    {"id": "c", "name": {"zh": "职工疗休养"}, "ref_area": "330200", "channels": [{"zh": "专线"}]},
    {"id": "d", "name": {"zh": "职工疗休养"}, "ref_area": "330200",
     "summary": {"zh": "分批出省休整"}},
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("宁波市总工会推行劳动法律监督一函两书，发出提示函177份。", "a"),
        ("温州市总工会推行劳动法律监督一函两书，发出提示函177份。", "b"),
        ("江苏省总工会推行劳动法律监督一函两书，发出提示函177份。", ""),
        ("宁波市总工会推行劳动法律监督提示，面向直播行业，发出提示函177份。", "b"),
        ("宁波市总工会推行劳动法律监督提示，面向建筑清欠，整改后发出一函两书提示函177份。", "a"),
        ("宁波市总工会发出提示函177份。", ""),
        ("宁波市总工会发放西瓜177公斤，推行劳动法律监督一函两书。", ""),
        ("宁波市总工会推行职工疗休养，分批出省休整，发出提示函177份。", "d"),
        ("宁波市总工会推行职工疗休养，开通专线，发出提示函177份。", "c"),
    ],
)
def test_the_programme_nearest_by_name_and_place_is_suggested(text: str, expected: str) -> None:
    programmes = tuple(map(ProgrammeWords.from_entry, PROGRAMMES))
    own = replace(reader(), programmes=programmes)
    assert [one.programme for one in extract_figures(own, text, DAY)][:1] == [expected]
