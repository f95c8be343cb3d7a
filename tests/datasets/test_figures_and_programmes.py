"""The figures and programmes of the report, counted and followed one by one."""

import re

import pytest

import quantities
from tests.helpers.dataset_tables import column, events, table

ARTICLES = {
    "ningbo-supervision": 9,
    "anhui-craftsman-college": 5,
    "pengshui-model-workers": 3,
    "tyre-contest": 3,
    "xinjiang-new-employment": 5,
    "huizhou-recuperation": 2,
    "lianyungang-little-craftsmen": 2,
    "huairou-forklift": 1,
    "social-work": 23,
    "huabei-oilfield": 5,
}
PROGRAMMES = [
    "ningbo-supervision",
    "anhui-craftsman-college",
    "wuhu-ai-craftsman-college",
    "pengshui-volunteer-teams",
    "tyre-contest-2024",
    "xinjiang-service-projects",
    "xinjiang-remote-clinic",
    "huizhou-recuperation-fund",
    "lianyungang-little-craftsmen",
    "huairou-forklift-contest",
    "social-work-survey",
    "huabei-three-questions",
]
REPORT = "page-2024-11-05"
REPORTED = [row for row in table("figures") if row["source"] == REPORT]


def programme(identity: str) -> dict[str, list[dict[str, str]]]:
    return next(row for row in table("programmes") if row["id"] == identity)


def zh(items: list[dict[str, str]]) -> list[str]:
    return [item["zh"] for item in items]


def assert_in_the_report(locator: str) -> None:
    article, paragraph = locator.split(" ¶")
    assert 1 <= int(paragraph) <= ARTICLES[article], locator


def test_the_report_gives_49_figures() -> None:
    assert len(REPORTED) == 49


@pytest.mark.parametrize("row", REPORTED, ids=lambda row: quantities.figure_key(row))
def test_a_figure_says_where_it_stands_and_what_its_wording_bounds(row: dict[str, str]) -> None:
    assert_in_the_report(row["locator"])
    read = quantities.read(row["as_reported"])
    assert read.value == float(row["value"])
    assert read.low == (float(row["value_low"]) if row["value_low"] else None)
    assert read.high == (float(row["value_high"]) if row["value_high"] else None)
    assert read.qualifier == row["qualifier"]
    units = {unit["code"]: unit["classifiers"] for unit in table("indicators")}
    assert read.unit in {"", *units[row["indicator"]]}


def test_the_wordings_of_the_report_are_all_here() -> None:
    printed = [row["as_reported"] for row in REPORTED]
    assert {"2300万余元", "628万元", "1：1", "10部门", "188.9万", "50%以上", "超万人"} <= set(
        printed
    )
    assert printed.count("10余家") == 1
    assert not {"58名", "156名"} & set(printed), "what can be computed is a metric"


def test_every_article_has_its_programme_and_every_programme_its_article() -> None:
    reported = [row for row in table("programmes") if row["source"] == REPORT]
    assert [row["id"] for row in reported] == PROGRAMMES
    locators = [row["locator"] for row in reported]
    dated = [event["locator"] for _, event in events() if event["source"] == REPORT]
    for locator in locators + dated:
        assert_in_the_report(locator)
    assert {locator.split(" ¶")[0] for locator in locators} == set(ARTICLES)


def test_every_figure_belongs_to_a_programme_of_its_article() -> None:
    articles = {row["id"]: row["locator"].split(" ¶")[0] for row in table("programmes")}
    for row in REPORTED:
        assert articles[row["programme"]] == row["locator"].split(" ¶")[0], row


def test_every_topic_of_an_indicator_has_a_programme() -> None:
    assert set(column("programmes", "topic")) >= set(column("indicators", "topic"))


def test_ningbo_has_five_channels_three_steps_and_four_notices() -> None:
    ningbo = programme("ningbo-supervision")
    assert zh(ningbo["channels"]) == ["事前监督", "协商调解", "劳动监察", "司法审理", "公益诉讼"]
    assert zh(ningbo["steps"]) == ["发出提示函", "整改", "回访"]
    notices = [event for event in ningbo["events"] if event["kind"] == "notice"]
    assert [(event["date"], event["ref_area"], "outcome" in event) for event in notices] == [
        ("2024-05", "330200", False),
        ("2024-07", "330225", False),
        ("2024-07", "330281", False),
        ("2024-08", "330203", True),
    ]
    assert all(event.keys() >= {"issuer", "sector", "hazard"} for event in notices)


def test_xinjiang_names_ten_of_eleven_projects() -> None:
    xinjiang = programme("xinjiang-service-projects")
    reported = next(row for row in REPORTED if row["indicator"] == "service_projects")
    assert len(xinjiang["projects"]) == 10
    assert len(xinjiang["projects"]) + int(str(xinjiang["unnamed"])) == int(reported["value"])


def test_the_oilfield_loop_has_three_sources_and_five_stages() -> None:
    huabei = programme("huabei-three-questions")
    assert [name[:2] for name in zh(huabei["channels"])] == ["点题", "报题", "征题"]
    assert zh(huabei["steps"]) == ["征集难题", "研究立项", "专班办理", "办结反馈", "考核评价"]


def test_the_tyre_contest_names_as_many_events_as_it_counts() -> None:
    counted = next(row for row in REPORTED if row["indicator"] == "contest_events")
    assert len(programme("tyre-contest-2024")["projects"]) == int(counted["value"])


def test_the_colleges_tell_lecturer_from_student() -> None:
    for identity in ("anhui-craftsman-college", "wuhu-ai-craftsman-college"):
        assert zh([role["name"] for role in programme(identity)["roles"]]) == ["讲师", "学员"]
    assert programme("wuhu-ai-craftsman-college")["part_of"] == "anhui-craftsman-college"


def test_social_work_has_five_themes_and_no_union_as_its_organiser() -> None:
    survey = programme("social-work-survey")
    assert len(survey["themes"]) == 5
    assert "非工会" in survey["organiser"]["zh"]


def test_events_stand_in_order_and_none_after_its_report() -> None:
    for row in table("programmes"):
        dates = [event["date"] for event in row.get("events", [])]
        assert dates == sorted(dates), row["id"]
    assert all(event["date"] <= "2024-11-05" for _, event in events() if event["source"] == REPORT)


def test_english_text_is_english_and_chinese_text_has_chinese() -> None:
    for name in ("indicators", "programmes", "sources"):
        for place, text in texts(table(name)):
            chinese = re.search(r"[\u3400-\u9fff]", text)
            if place == "en":
                assert not chinese, text
                assert not re.search(r"[\u3000-\u303f\uff00-\uffef]", text), text
            elif text != "%":
                assert chinese, text


def texts(value: object) -> list[tuple[str, str]]:
    if isinstance(value, list):
        return [pair for item in value for pair in texts(item)]
    if not isinstance(value, dict):
        return []
    here = [(place, value[place]) for place in ("zh", "en") if isinstance(value.get(place), str)]
    return here + [pair for item in value.values() for pair in texts(item)]
