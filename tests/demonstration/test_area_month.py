"""The overview of the invented city says word by word what its mock-up prints."""

from dataclasses import replace
from datetime import date

import pytest

from app_pages.overview.attention import Correction, choose_corrections, render_attention
from app_pages.overview.cards import render_card, render_cards
from app_pages.overview.month_view import MonthView
from app_pages.overview.paragraph import render_lead, write_absence, write_paragraph
from app_pages.overview.rank_units import rank_units, write_finding
from app_pages.overview.ranking import render_units
from ledger import Snapshot
from tests.helpers.area_months import blocks, cockpit_of, texts
from tests.helpers.mocked_up_overview import CARDS

CODES = [card.code for card in CARDS]
PHRASES = {"supervision_notices": "发出劳动法律监督提示函", "union_dues": "收缴工会经费"}
TODAY = date(2025, 10, 17)
# The order is that of config.yaml; beside the mock-up's words the completion of 培训 is told, too.
PARAGRAPH = (
    "2025年1—9月，全市（已报9个区县，缺沙溪县）新发展会员至少2.98万人，比去年同期增长8.4%，完成全年任务的73.9%；"
    "新建基层工会至少822个，增长2.9%，完成全年任务的75.1%；"
    "新就业形态劳动者入会至少1.24万人，增长17.7%，完成全年任务的78.5%；"
    "收缴工会经费至少4.94亿元，增长3.4%，完成全年任务的75.3%；"
    "培训劳动法律监督员至少3262人，下降8.9%，完成全年任务的67.9%；"
    "发出劳动法律监督提示函至少714份，增长4.8%。"
    "劳动争议调解成功率85.7%，提高1.1个百分点。"
    "9月末，工会会员至少92.16万人，集体合同覆盖职工至少57.78万人。"
    "增长率、完成率按已报的9个区县（市）计算。"
)
# Name, coverage, number, change, and the four texts below the line of months.
CARD_TEXTS = [
    ("新发展会员人数", "9/10", "至少 2.98万人", "▲ 增长8.4%", "完成率 73.9%",
     "落后序时进度1.1个百分点", "最高 江湾区 79.5%", "最低 平岗县 55.5%"),
    ("新建基层工会数", "9/10", "至少 822个", "▲ 增长2.9%", "完成率 75.1%",
     "快于序时进度0.1个百分点", "最高 江湾区 80.0%", "最低 平岗县 63.1%"),
    ("新就业形态劳动者入会人数", "9/10", "至少 1.24万人", "▲ 增长17.7%", "完成率 78.5%",
     "快于序时进度3.5个百分点", "最高 东湖区 84.2%", "最低 柳源市 65.5%"),
    ("工会经费收缴金额", "9/10", "至少 4.94亿元", "▲ 增长3.4%", "完成率 75.3%",
     "快于序时进度0.3个百分点", "最高 西岭区 81.4%", "最低 新川区 71.2%"),
    ("职业技能培训人次", "8/10", "至少 4.24万人次", "▲ 增长4.8%", "完成率 72.5%",
     "落后序时进度2.5个百分点", "最高 永澄市 80.7%", "最低 北桥区 66.6%"),
    ("培训劳动法律监督员", "9/10", "至少 3262人", "▼ 下降8.9%", "完成率 67.9%",
     "落后序时进度7.1个百分点", "最高 新川区 79.0%", "最低 西岭区 53.4%"),
    ("工会会员人数（9月末）", "9/10", "至少 92.16万人", "▲ 增长2.5%", "比上年末增加1.65万人",
     "比8月末增加1687人", "同比最高 北桥区 +4.0%", "最低 西岭区 +1.7%"),
    ("集体合同覆盖职工人数（9月末）", "9/10", "至少 57.78万人", "▲ 增长0.9%", "比上年末增加4227人",
     "比8月末增加331人", "同比最高 柳源市 +1.7%", "最低 北桥区 −0.1%"),
    ("劳动法律监督提示函", "9/10", "至少 714份", "▲ 增长4.8%", "9月91份",
     "去年9月87份", "同比最高 永澄市 +20.3%", "最低 柳源市 −6.3%"),
    ("劳动争议调解成功率", "9/10", "85.7%", "▲ 提高1.1个百分点", "受理4257件",
     "调解成功3647件", "最高 新川区 90.0%", "最低 东湖区 79.5%"),
    ("送清凉慰问职工人次", "8/10", "至少 15.06万人次", "▲ 增长6.8%", "9月1.48万人次",
     "去年9月1.42万人次", "同比最高 江湾区 +13.4%", "最低 西岭区 −2.1%"),
    ("12351热线受理件数", "本级上报", "1.84万件", "▲ 增长4.9%", "9月2369件",
     "去年9月2169件", "由本级统一报送，下级单位不报"),
]  # fmt: skip
RANKING = [
    ["已报9个", "73.9%", "29810", "▲ 8.4%"],
    ["江湾区", "79.5%", "4492", "▲ 20.9%"],
    ["新川区", "79.4%", "3572", "▲ 8.2%"],
    ["永澄市", "78.0%", "3781", "▲ 15.7%"],
    ["东湖区", "77.1%", "4397", "▲ 10.8%"],
    ["南浦区", "72.5%", "4097", "▲ 10.0%"],
    ["柳源市", "71.6%", "2398", "▲ 2.3%"],
    ["西岭区", "71.5%", "3218", "▲ 7.4%"],
    ["北桥区", "66.6%", "2662", "▼ 1.4%"],  # 66.55%: half up, as GB/T 8170 has it
    ["平岗县", "55.5%", "1193", "▼ 20.1%"],
    ["沙溪县", "9月未报"],
]


@pytest.fixture(scope="module")
def september(snapshot: Snapshot) -> MonthView:
    """The city's January to September."""
    return cockpit_of(snapshot, "990100", "2025-09", CODES, phrases=PHRASES)


def told(markup: str) -> list[list[str]]:
    """The rows of the list of what to look at."""
    return [texts(row) for row in blocks(markup, "<li>")]


def test_the_paragraph_tells_the_numbers_of_the_cards_in_union_wording(september) -> None:
    assert write_paragraph(september) == PARAGRAPH


def test_the_paragraph_in_english(snapshot: Snapshot) -> None:
    cockpit = cockpit_of(snapshot, "990100", "2025-09", CODES, language="en")
    assert write_paragraph(cockpit).startswith(
        "January–September 2025, Yunchuan City (9 counties reporting, without Shaxi County):"
        " Members recruited: at least 29,800 people, up 8.4% on the same period last year,"
        " 73.9% of the year's task; Grassroots unions set up: at least 822 unions, up 2.9%,"
    )


@pytest.mark.parametrize("at", range(12), ids=CODES)
def test_a_card_has_the_texts_of_the_mock_up(september: MonthView, at: int) -> None:
    found = texts(render_card(september, september.overview.indicators[at]))
    name, coverage, number, *rest = CARD_TEXTS[at]
    assert found == [name, coverage, *number.split(), *rest]


def test_a_whole_card_is_one_link_to_what_its_number_is_made_of(september: MonthView) -> None:
    section = render_cards(september)
    cards = blocks(section, '<a class="total ov-card"')
    assert len(cards) == 12
    assert cards[0].startswith('<a class="total ov-card" href="?total=new_members" data-here>')
    assert [card.count("<a ") for card in cards] == [1] * 12
    assert texts(section)[:5] == [
        "主要指标",
        "2025年1—9月累计；小图为2024年1月—2025年9月逐月",
        "推算：已报单位相加，“9/10”为已报单位数；同比、完成率只比这些单位",
        "序时进度 75.0%",
        "新发展会员人数",
    ]


def test_what_is_five_points_behind_is_marked(september: MonthView) -> None:
    marked = [at for at in range(12) if 'class="warn"' in card_of(september, at)]
    assert marked == [CODES.index("supervisors_trained")]


def card_of(cockpit: MonthView, at: int) -> str:
    """One card as HTML."""
    return render_card(cockpit, cockpit.overview.indicators[at])


def test_a_line_of_months_is_made_of_the_nine_that_are_in_the_total(september: MonthView) -> None:
    members = september.overview.indicators[CODES.index("union_members")]
    values = [point.value for point in september.list_line_months(members)]
    assert (len(values), values[-1] - values[-2], values[-1] - values[11]) == (21, 1_687, 16_507)
    assert members.months[-2].value > members.months[-1].value  # of ten, then of nine
    rate = september.overview.indicators[CODES.index("dispute_settlement_rate")]
    assert september.list_line_months(rate)[-1].value == pytest.approx(rate.months[-1].value)


def test_what_to_look_at_is_the_mock_ups_list_and_the_correction(september: MonthView) -> None:
    corrected = Correction("workers_trained..990123..2025-05", "323人次 → 332人次")
    rows = told(render_attention(september, TODAY, [corrected]))
    assert rows == [
        ["西岭区", "培训劳动法律监督员", "完成53.4%，", "落后序时21.6个百分点"],
        ["平岗县", "新发展会员人数", "完成55.5%，", "落后序时19.5个百分点"],
        ["东湖区", "培训劳动法律监督员", "比去年同期", "▼ 下降20.5%"],
        ["沙溪县", "9月全部11项", "未报，已逾期7天"],
        ["柳源市", "职业技能培训等2项", "缺项"],
        ["沙溪县", "5月职业技能培训人次", "订正：323人次 → 332人次"],
    ]


def test_each_row_of_what_to_look_at_is_a_link_and_days_count_from_the_tenth(september) -> None:
    markup = render_attention(september, date(2025, 10, 10))
    assert told(markup)[3] == ["沙溪县", "9月全部11项", "未报"]
    links = [row.split('href="')[1].split('"')[0] for row in blocks(markup, "<li>")]
    assert links == [
        f"area?area={code}" for code in ("990103", "990122", "990102", "990123", "990182")
    ]
    assert told(render_attention(september, date(2025, 10, 11)))[3][-1] == "未报，已逾期1天"


def test_corrections_are_those_of_the_areas_in_the_year_shown(september: MonthView) -> None:
    keys = ("new_members..990200..2025-05", "new_members..990102..2024-05",
            "new_members..990102..2025-10", "new_members..990102..2025-05",
            "new_members..990100..2025-01/2025-06", "new_members..990103..2025-01")  # fmt: skip
    chosen = choose_corrections(september, [{"key": key} for key in keys], 2)
    assert [row["key"] for row in chosen] == [keys[3], keys[4]]


def test_the_ranking_has_the_rows_of_the_mock_up(september: MonthView) -> None:
    section = render_units(september, "", "")
    ranking, tiles = section.split('<div class="ov-spread">')
    ranking, folded = ranking.split("</table>")
    assert [texts(row) for row in blocks(ranking, "<tr")[1:]] == RANKING
    assert texts(folded) == ["其余5项"]  # on a phone
    assert "已报9个区县（市）中4个达到序时进度，平岗县落后最多。" in texts(ranking)
    assert texts(blocks(ranking, "<tr")[0]) == [
        *("单位", "0", "50%", "100%", "序时 75%", "完成率", "累计", "同比"),
    ]
    shown = dict(zip(*[iter(texts(tiles)[3:-1])] * 2, strict=True))
    assert shown == {row[0]: row[1] for row in RANKING[1:]}
    tones = {texts(tile)[0]: tile.split('"')[1] for tile in blocks(tiles, '<a class="ov-tile')}
    assert tones["平岗县"] == "ov-tile ov-tone ov-tile-1"
    assert (tones["江湾区"], tones["南浦区"]) == (
        "ov-tile ov-tone ov-tile-4",
        "ov-tile ov-tone ov-tile-3",
    )
    assert tones["沙溪县"] == "ov-tile ov-hatch"


def test_every_number_of_the_ranking_leads_to_its_operands(september: MonthView) -> None:
    rows = blocks(render_units(september, "", ""), "<tr")
    assert rows[1].count('href="?total=new_members"') == 3
    assert rows[2].count('href="?total=new_members%40990106"') == 3
    assert 'href="area?area=990106"' in rows[2]


def test_another_indicator_and_measure_can_be_chosen(september: MonthView) -> None:
    shown = rank_units(september, "supervision_notices", "growth")
    assert shown is not None
    assert (shown.offered_measures, shown.measure) == (("value", "growth"), "growth")
    assert [row.unit for row in shown.ranked][::8] == ["990181", "990182"]
    section = texts(render_units(september, "supervision_notices", "growth"))
    assert "劳动法律监督提示函同比排名" in section
    assert "可比9个区县（市）中7个增长，永澄市增幅最大，柳源市降幅最大。" in section
    # What there is none of is the usual one: no task, so no completion.
    usual = rank_units(september, "supervision_notices", "completion")
    assert usual is not None
    assert usual.measure == "value"
    assert rank_units(september, "hotline_calls", "") is None


def test_where_less_is_better_the_smallest_stands_first(september: MonthView) -> None:
    usual = rank_units(september, "supervision_notices", "growth")
    turned = rank_units(
        replace(september, less_is_better=("supervision_notices",)), "supervision_notices", "growth"
    )
    assert usual
    assert turned
    assert [row.unit for row in turned.ranked] == [row.unit for row in usual.ranked][::-1]
    assert write_finding(turned) == write_finding(usual)
    task = rank_units(
        replace(september, less_is_better=("new_members",)), "new_members", "completion"
    )
    assert task
    assert task.ranked[0].completion == max(row.completion for row in task.ranked)


def test_a_month_alone_is_compared_with_the_same_month(snapshot: Snapshot) -> None:
    cockpit = cockpit_of(snapshot, "990100", "2025-09", CODES, since="month")
    text = write_paragraph(cockpit)
    assert text.startswith(
        "2025年9月，全市（已报9个区县，缺沙溪县）新发展会员至少3747人，比去年同月增长9.5%，"
        "年初以来完成全年任务的73.9%；"
    )
    notices = texts(card_of(cockpit, CODES.index("supervision_notices")))
    assert notices[-3:] == ["去年9月87份", "同比最高 新川区 +40.0%", "最低 江湾区 −26.7%"]


def test_a_district_without_units_has_cards_and_a_way_to_its_page(snapshot: Snapshot) -> None:
    cockpit = cockpit_of(snapshot, "990106", "2025-09", CODES)
    assert write_paragraph(cockpit).startswith(
        "2025年1—9月，江湾区新发展会员4492人，比去年同期增长20.9%，"
    )
    assert "全市" not in write_paragraph(cockpit)
    lead = render_lead(cockpit, "<div>list</div>", "2025-09")
    assert "list" not in lead
    assert 'class="ov-cards ov-alone"' in render_cards(cockpit)
    assert texts(render_units(cockpit, "", "")) == [
        "江湾区没有下级单位报数；它在同级中的位置见",
        "江湾区一页",
    ]


def test_a_province_with_one_city_of_three_has_no_sum_but_what_was_reported(snapshot) -> None:
    cockpit = cockpit_of(snapshot, "990000", "2025-09", CODES)
    assert write_paragraph(cockpit) == ""
    assert write_absence(cockpit) == (
        "2025年1—9月，全省已报1个市（州）（共3个），不足50%，不作合计；已报单位的数见下。"
    )
    assert texts(card_of(cockpit, 0)) == ["新发展会员人数", "已报1个（共3个）", "云川市 2.981万人"]
    newest = render_lead(cockpit, "", "2025-08")
    assert 'href="?through=" data-here' in newest
    assert "看数据较全的最近月份" in texts(newest)
    assert 'href="data?lang=zh"' in render_lead(cockpit, "", "2025-09")


def test_of_many_units_the_further_ones_unfold(
    september: MonthView, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app_pages.overview.ranking.MAX_OPEN_ROWS", 4)
    section = render_units(september, "", "")
    assert "其余6个" in texts(section)
    rows = [texts(row) for row in blocks(section.split('<div class="ov-spread">')[0], "<tr")]
    assert [row[0] for row in rows[1:]] == [row[0] for row in RANKING]
