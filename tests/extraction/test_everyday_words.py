"""The everyday indicators in reports: 20 phrases that mean one, 20 that mean none of them."""

import csv
from collections import Counter
from datetime import date
from functools import cache

import pytest

from extraction import ReportReader, extract_figures
from quantities.annual_targets import with_annual_targets
from tests.helpers.dataset_tables import table
from tests.helpers.marked_passages import PASSAGES, areas, passages, rates, readings, score

MEANT = {
    "截至6月底，全市基层工会组织数达到1.2万个。": ["grassroots_unions"],
    "全区工会会员人数为86.3万人。": ["union_members"],
    "上半年，全县新建基层工会46家。": ["new_grassroots_unions"],
    "今年以来，新发展会员5200人。": ["new_members"],
    "全市现有专职工会干部310名。": ["full_time_cadres"],
    "新增1800名网约配送员入会，工作推进有力。": ["delivery_riders_joined"],
    "全市已建成户外劳动者服务站点268个。": ["outdoor_service_stations"],
    "前三季度，签订工资专项集体合同1.3万份。": ["wage_agreements"],
    "1至8月，全市受理劳动争议案件920件。": ["disputes_taken"],
    "为职工追回欠薪630万元。": ["wages_recovered"],
    "办理法律援助案件75件。": ["legal_aid_cases"],
    "排查安全隐患1360处，已全部落实到人。": ["hazards_found"],
    "目前，在档困难职工家庭还有430户。": ["households_on_file"],
    "两节期间，走访慰问困难职工家庭2600户。": ["warmth_households"],
    "发放助学金85万元。": ["student_funds"],
    "举办专场招聘会32场。": ["job_fairs"],
    "全省建成爱心妈妈小屋5200间。": ["mother_rooms"],
    "征集职工合理化建议4.7万条。": ["suggestions"],
    "全市现有劳模创新工作室190个。": ["innovation_studios"],
    "收缴工会经费2.4亿元。": ["union_dues"],
}
"""What stands in a report, and the indicator of its only figure."""
NOT_MEANT = [
    "工会组织60名职工参观红色教育基地。",
    "120家企业参加了座谈会。",
    "活动现场为300名骑手送上头盔。",
    "80名快递员参加了交通安全培训。",
    "50名货车司机代表走进直播间。",
    "市总工会机关共有在编人员42人。",
    "表彰了12名优秀工会会员。",
    "省内200名产业工人走上讲台。",
    "15名农民工子女登台演出。",
    "设立分会场6个，布置展板120块。",
    "培训班邀请专家8人授课。",
    "全市制造业企业1.5万家复工。",
    "为职工发放电影票3000张。",
    "热线员38人轮流值守。",
    "改造职工宿舍620间。",
    "活动中心占地2.3万平方米。",
    "举办讲座18场，印发手册2万册。",
    "项目总投资3.6亿元。",
    "工会女干部占38%。",
    "某高校有学生1.2万人，教师900人。",
]
"""What stands in a report and is no everyday indicator, whatever of its words may sound alike."""
DAY = date(2025, 9, 30)


@cache
def reader() -> ReportReader:
    """A reader with the lists that ship, targets of the year among them."""
    return ReportReader.from_code_lists(areas(), with_annual_targets(table("indicators")))


def indicators_in(text: str) -> list[str]:
    return [each.indicator for each in extract_figures(reader(), text, DAY)]


@pytest.mark.parametrize("phrase", MEANT)
def test_an_everyday_figure_finds_its_indicator(phrase: str) -> None:
    assert indicators_in(phrase) == MEANT[phrase]


@pytest.mark.parametrize("phrase", NOT_MEANT)
def test_no_word_steals_what_has_no_indicator(phrase: str) -> None:
    found = indicators_in(phrase)
    assert found
    assert set(found) == {""}


@pytest.mark.parametrize(
    ("text", "indicator"),
    [
        ("今年新建基层工会年度任务为500家。", "new_grassroots_unions_target"),
        ("今年新建基层工会500家。", "new_grassroots_unions"),
        ("送温暖资金全年目标3000万元。", "warmth_funds_target"),
    ],
)
def test_a_task_is_the_target_of_its_indicator(text: str, indicator: str) -> None:
    assert indicators_in(text) == [indicator]


def test_the_page_of_the_report_gives_what_it_gave() -> None:
    (page,) = passages("report")
    found = extract_figures(reader(), page.text, page.day)
    assert [(each.indicator, each.breakdown, each.time_period) for each in found] == [
        (label.indicator, label.breakdown, label.period) for label in page.labels
    ]


def test_the_passages_are_read_as_well_with_the_lists_that_ship() -> None:
    with (PASSAGES / "floors.csv").open(encoding="utf-8") as file:
        wanted = {row.pop("batch"): row for row in csv.DictReader(file)}
    for half in ("tune", "held"):
        counted: Counter[str] = Counter()
        for passage in passages(half):
            figures = extract_figures(reader(), passage.text, passage.day)
            counted.update(score(passage, readings(figures)))
        found = rates(counted)
        floors = {name: float(floor) for name, floor in wanted[half].items()}
        assert {name: found[name] for name in floors if found[name] < floors[name]} == {}
