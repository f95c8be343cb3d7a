"""Questions in two languages: the page, its parameters, what is to be chosen, what is unknown."""

import random
from typing import Any

import pytest

from questions import UnderstoodQuestion, list_choices, write_unambiguous_words
from tests.helpers.asked_city import NEWEST, Reader, ask

# A question, and the address that it means.
SETTLED = [
    (
        "鄞州区 今年9月 发展会员 同比",
        "explore?area=330212&through=2025-09&since=month&indicator=new_members&against=last_year",
    ),
    (
        "鄞州区 9月 发展会员 环比",
        "explore?area=330212&through=2025-09&since=month&indicator=new_members&against=previous",
    ),
    (
        "发展会员 较上月 同比",
        "explore?indicator=new_members&against=previous&against=last_year",
    ),
    ("women members vs last month", "explore?indicator=women_members&against=previous"),
    (
        "new members Cixi 2025 trend",
        "explore?area=330282&through=2025-09&since=year&indicator=new_members&form=trend",
    ),
    ("慈溪经费收缴进度", "progress?area=330282&indicator=union_dues"),
    ("谁没报8月", "reporting?through=2025-08&since=month"),
    ("北仑区和镇海区 职工入会率", "compare?area=330206&area=330211&indicator=membership_rate"),
    (
        "上半年全市送温暖排名",
        "explore?area=330200&through=2025-06&since=half-year&indicator=warmth_households"
        "&form=ranking",
    ),
    ("Yinzhou District overview", "overview?area=330212"),
    (
        "last year Q1 legal aid cases Haishu",
        "explore?area=330203&through=2024-03&since=quarter&indicator=legal_aid_cases",
    ),
    ("women members vs last year", "explore?indicator=women_members&against=last_year"),
    (
        "余姚市1-6月技能培训人次走势",
        "explore?area=330281&through=2025-06&since=year&indicator=workers_trained&form=trend",
    ),
    (
        "disputes settled ranking August 2025",
        "explore?through=2025-08&since=month&indicator=disputes_settled&form=ranking",
    ),
    ("ninghai", "area?area=330226"),
    (
        "宁海县 象山县 对比 农民工会员 今年",
        "compare?area=330226&area=330225&through=2025-09&since=year"
        "&indicator=migrant_worker_members",
    ),
    (
        "工会年度 爱心驿站数",
        "explore?through=2025-09&since=union-year&indicator=outdoor_service_stations",
    ),
    ("2023年 职工书屋", "explore?through=2023-12&since=year&indicator=reading_rooms"),
    ("上个月 12351热线", "explore?through=2025-08&since=month&indicator=hotline_calls"),
    ("reporting status Fenghua this month", "reporting?area=330213&through=2025-09&since=month"),
    (
        "海曙今年新增会员多少，比去年呢",
        "explore?area=330203&through=2025-09&since=year&indicator=new_members&against=last_year",
    ),
    ("哪些区县还没报九月份数据？", "reporting?through=2025-09&since=month"),
    ("which county has the most union members", "explore?indicator=union_members&form=ranking"),
    (
        "Cixi versus Yuyao: wages recovered, first half of 2025",
        "compare?area=330282&area=330281&through=2025-06&since=half-year&indicator=wages_recovered",
    ),
    (
        "宁波市鄞州区总工会2024年经费收缴完成率",
        "progress?area=330212&through=2024-12&since=year&indicator=union_dues",
    ),
    (
        "beilun q2 progress union dues",
        "progress?area=330206&through=2025-06&since=quarter&indicator=union_dues",
    ),
    ("fazhanhuiyuan yinzhou", "explore?area=330212&indicator=new_members"),
    (
        "2024年和2025年职工书屋对比",
        "explore?through=2025-09&since=year&indicator=reading_rooms&against=last_year",
    ),
    ("杭州市 进度", "progress?area=330100"),
    ("组织建设", "organisation?"),
    (
        "新就业形态劳动者入会 排名 上月",
        "explore?through=2025-08&since=month&indicator=platform_workers_joined&form=ranking",
    ),
    ("鄞州區 發展會員", "explore?area=330212&indicator=new_members"),
    ("入会率最高的是哪个区", "explore?indicator=membership_rate&form=ranking"),
    (
        "宁海和象山的爱心驿站数 截至8月底",
        "compare?area=330226&area=330225&through=2025-08&since=year"
        "&indicator=outdoor_service_stations",
    ),
    # Written after the rules, without a look at them.
    (
        "８月　北仑区　法律援助人次",
        "explore?area=330206&through=2025-08&since=month&indicator=legal_aid_workers",
    ),
    ("农民工 会员人数", "explore?indicator=migrant_worker_members"),
    (
        "前三季度提示函，全省各市",
        "explore?area=330000&through=2025-09&since=year&indicator=supervision_notices&form=ranking",
    ),
    (
        "Year to date: Members Recruited by county",
        "explore?through=2025-09&since=year&indicator=new_members&form=ranking",
    ),
    (
        "奉化 9月 会员人数 入会率",
        "compare?area=330213&through=2025-09&since=month"
        "&indicator=union_members&indicator=membership_rate",
    ),
    (
        "去年同期 调解成功率 余姚",
        "explore?area=330281&indicator=dispute_settlement_rate&against=last_year",
    ),
    ("去年9月 累计 追回欠薪", "explore?through=2024-09&since=year&indicator=wages_recovered"),
    ("慈溪市", "area?area=330282"),
    ("cixi city, yuyao city", "compare?area=330282&area=330281"),
    ("本季度", "?through=2025-09&since=quarter"),
    ("经费", "funds?"),
    (
        "JIANGBEI DISTRICT Sept 2024 reading rooms",
        "explore?area=330205&through=2024-09&since=month&indicator=reading_rooms",
    ),
    ("象山报送情况", "reporting?area=330225"),
    ("2025-08 培训监督员", "explore?through=2025-08&since=month&indicator=supervisors_trained"),
    (
        "8月 6月 提示函 对比",
        "compare?through=2025-08&since=month&than=2025-06&indicator=supervision_notices",
    ),
    ("supervision notices ranking", "explore?indicator=supervision_notices&form=ranking"),
    (
        "工会会员人数 女会员人数",
        "compare?indicator=union_members&indicator=women_members",
    ),
    ("New Employment", "new_employment?"),
    ("驿站数 目标", "progress?indicator=outdoor_service_stations"),  # the target has no page
    (
        "Yinzhou new members September year on year",
        "explore?area=330212&through=2025-09&since=month&indicator=new_members&against=last_year",
    ),
    (
        "January to March women members",
        "explore?through=2025-03&since=year&indicator=women_members",
    ),
    ("June progress of union dues", "progress?through=2025-06&since=month&indicator=union_dues"),
    ("9月份，江北", "area?area=330205&through=2025-09&since=month"),  # an everyday word elsewhere
    ("Beilun's reading rooms", "explore?area=330206&indicator=reading_rooms"),
    (
        "宁波 2025 1—9月 经费收缴 完成任务情况",
        "progress?area=330200&through=2025-09&since=year&indicator=union_dues",
    ),
    ("总览 第二季度", "overview?through=2025-06&since=quarter"),
]


def address(understood: UnderstoodQuestion) -> str:
    """The address that a question means: page, area, period, indicator, comparison, form."""
    names = ("area", "through", "since", "than", "indicator", "against", "form")
    assert understood.params.keys() <= {*names}
    pairs = [f"{name}={value}" for name in names for value in understood.params.get(name, ())]
    return f"{understood.page}?{'&'.join(pairs)}"


@pytest.mark.parametrize(("text", "expected"), SETTLED, ids=[text for text, _ in SETTLED])
def test_a_question_is_the_address_of_a_page(text: str, expected: str) -> None:
    understood = ask(text)
    assert address(understood) == expected
    assert (understood.unknown, understood.is_open) == ((), False)


# A question, what is to be chosen by kind, and the words that are named as unknown.
UNSETTLED: list[tuple[str, dict[str, set[str]], list[str]]] = [
    ("朝阳区 会员人数", {"area": {"110105", "220104"}}, []),
    ("Chaoyang District", {"area": {"110105", "220104", "440513"}}, []),  # 朝阳区, 潮阳区
    ("雨伞 鄞州", {}, ["雨伞"]),
    (
        "劳动争议 奉化 第三季度",
        {"indicator": {"disputes_taken", "disputes_settled", "dispute_settlement_rate"}},
        [],
    ),
    ("法律援助", {"indicator": {"legal_aid_cases", "legal_aid_workers"}}, []),
    ("女职工 2025.1-9", {"indicator": {"women_posts", "women_agreements", "women_members"}}, []),
    ("方差 送清凉 7月", {}, ["方差"]),
    ("3-5月 象山 送温暖", {}, ["3-5月"]),
    ("9月5日 象山", {}, ["9月5日"]),
    ("趋势 排名 提示函", {"page": {"trend", "ranking"}}, []),
    ("8月 6月 提示函", {"period": {"2025-08 month", "2025-06 month"}}, []),
    ("全县 提示函", {}, ["全县"]),
    ("weather in Cixi tomorrow", {}, ["weather", "tomorrow"]),
    ("mapping topology", {}, ["mapping", "topology"]),  # neither a map nor the top
    ("XX区 提示函", {}, ["XX区"]),
    ("多少？", {}, []),
    ("", {}, []),
    ("！！！ --- <b>", {}, ["b"]),
]


@pytest.mark.parametrize(
    ("text", "choices", "unknown"), UNSETTLED, ids=[text for text, *_ in UNSETTLED]
)
def test_what_is_ambiguous_is_offered_and_what_is_unknown_named(
    text: str, choices: dict[str, set[str]], unknown: list[str]
) -> None:
    understood = ask(text)
    assert {c.kind: {*c.codes} for c in understood.chips if c.is_open} == choices
    assert [*understood.unknown] == unknown
    open_params: dict[str, Any] = {"area": "area", "indicator": "indicator", "page": "form"}
    if "page" in choices:
        assert understood.page == ""
    assert not {open_params.get(kind, "through") for kind in choices} & understood.params.keys()


def test_the_words_of_any_order_mean_the_same() -> None:
    first = address(ask("鄞州区 今年9月 发展会员 同比 趋势"))
    assert address(ask("趋势 同比 发展会员 今年9月 鄞州区")) == first
    assert address(ask("9月同比鄞州区今年发展会员趋势")) == first


def test_periods_are_told_from_the_month_looked_at() -> None:
    earlier = Reader(through="2024-03")
    assert ask("上月", earlier).params["through"] == ("2024-02",)
    assert ask("去年 四季度", earlier).params["through"] == ("2023-12",)
    assert ask("今年", earlier).params["through"] == ("2024-12",)  # the year is over
    assert ask("今年").params["through"] == ("2025-09",)  # and this one is not


def test_the_area_around_the_one_looked_at() -> None:
    assert ask("全市", Reader("330212")).params["area"] == ("330200",)
    assert ask("全省 全市").params["area"] == ("330200",)  # the city in its province
    assert ask("全县", Reader("330225")).params["area"] == ("330225",)


def test_an_area_with_figures_counts_before_others_of_its_name() -> None:
    (chip,) = ask("江北区").chips
    assert (chip.codes, chip.others) == (("330205",), ("500105",))
    for text in ("重庆 江北区", "江北区 重庆", "chongqing jiangbei"):
        (other,) = ask(text).chips
        assert other.codes == ("500105",)


@pytest.mark.parametrize("text", [text for text, *_ in (*SETTLED, *UNSETTLED)])
def test_a_question_in_full_means_the_same_in_any_scope(text: str) -> None:
    understood = ask(text)
    again = ask(understood.rephrase(), Reader(through="2023-02"))
    assert (again.page, again.params) == (understood.page, understood.params)
    assert again.unknown == understood.unknown


def test_a_long_question_is_read_up_to_its_limit() -> None:
    understood = ask("鄞州区 " + "啊" * 300)
    assert understood.params["area"] == ("330212",)
    assert sum(map(len, understood.unknown)) == 300


def test_a_chip_is_dropped_or_changed_by_asking_again() -> None:
    understood = ask("雨伞 鄞州区 今年9月 发展会员 趋势")
    area, period, indicator, form = understood.chips
    assert understood.unknown == ("雨伞",)
    assert address(ask(understood.rephrase(area))) == address(ask("今年9月 发展会员 趋势"))
    assert address(ask(understood.rephrase(form))) == address(ask("鄞州区 今年9月 发展会员"))
    for chip, code, expected in (
        (area, "330206", "北仑区 9月 发展会员 趋势"),
        (period, "2025-09 year", "鄞州区 1-9月 发展会员 趋势"),
        (indicator, "recruiting_completion", "鄞州区 9月 发展会员完成年度任务比例 趋势"),
        (form, "progress", "鄞州区 9月 发展会员 进度"),
    ):
        again = ask(understood.rephrase(chip, write_unambiguous_words(chip.kind, code, NEWEST)))
        assert address(again) == address(ask(expected))


def test_a_choice_between_two_areas_leads_to_each() -> None:
    understood = ask("朝阳区 会员人数 排名")
    (area,) = (chip for chip in understood.chips if chip.is_open)
    for code in area.codes:
        again = ask(understood.rephrase(area, write_unambiguous_words("area", code, NEWEST)))
        assert address(again) == f"explore?area={code}&indicator=union_members&form=ranking"


def test_what_a_chip_may_be_changed_to() -> None:
    period, indicator, form = ask("9月 发展会员 趋势").chips
    assert list_choices(period, ()) == ("2025-09 month", "2025-09 year", "2024-09 month")
    assert list_choices(indicator, ()) == ("new_members", "recruiting_completion")
    assert list_choices(form, ("compare", "trend")) == ("trend", "compare")


@pytest.mark.parametrize("since", ["month", "year", "quarter", "half-year", "union-year"])
@pytest.mark.parametrize("through", ["2024-01", "2024-03", "2024-06", "2024-10", "2025-08"])
def test_every_span_of_a_page_has_words_that_mean_it(through: str, since: str) -> None:
    words = write_unambiguous_words("period", f"{through} {since}", NEWEST)
    assert ask(words).params == {"through": (through,), "since": (since,)}


def test_anything_may_be_typed() -> None:
    made = random.Random(19)
    for _ in range(300):
        letters = (
            made.choice("İßŉ①²½㎡\u200b\x00'_#% 　年月日季至—~19上本鄞州区会员Q") for _ in range(40)
        )
        text = "".join(letters)
        understood = ask(text)
        named = "".join((*understood.unknown, *(chip.text for chip in understood.chips)))
        assert len(named) <= 3 * len(text)
