"""The figures and programmes that ship, followed one by one to where they come from.

Nothing here counts rows: whatever is added has to keep to the same rules.
"""

import csv
import re
from typing import Any

import pytest

import quantities
from tests.helpers.dataset_tables import events, table
from tests.helpers.report_copy import REPORT

PAGE = "page-2024-11-05"
PARAGRAPHS = {
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
"""The articles of the printed page and how many paragraphs each has."""
PRINTED = ("as_reported", "indicator", "ref_area", "breakdown", "time_period")
FIGURES = table("figures")
REPORTED = [row for row in FIGURES if row["source"] == PAGE]
UNITS = {unit["code"]: unit["classifiers"] for unit in table("indicators")}
PROGRAMMES = {row["id"]: row for row in table("programmes")}
COUNTS_PROJECTS = ("service_projects", "contest_events")


def article_of(locator: str) -> str:
    """The article that a locator of the report names; the paragraph has to be there."""
    article, paragraph = locator.split(" ¶")
    assert 1 <= int(paragraph) <= PARAGRAPHS[article], locator
    return article


def test_every_figure_of_the_report_stands_as_it_was_printed() -> None:
    published = {tuple(row[name] for name in PRINTED) for row in REPORTED}
    with (REPORT / "figures.csv").open(encoding="utf-8") as file:
        printed = {tuple(row[name] for name in PRINTED) for row in csv.DictReader(file)}
    assert printed - published == set()


@pytest.mark.parametrize("row", FIGURES, ids=lambda row: quantities.figure_key(row))
def test_a_wording_has_its_value_its_bounds_and_a_unit_of_its_indicator(
    row: dict[str, str],
) -> None:
    read = quantities.parse_quantity(row["as_reported"])
    assert read.value == float(row["value"])
    assert read.low == (float(row["value_low"]) if row["value_low"] else None)
    assert read.high == (float(row["value_high"]) if row["value_high"] else None)
    assert read.qualifier == row["qualifier"]
    assert read.unit in {"", *UNITS[row["indicator"]]}


def test_a_figure_of_the_report_belongs_to_a_programme_of_its_article() -> None:
    for row in REPORTED:
        article = article_of(row["locator"])
        if row["programme"]:
            assert article_of(PROGRAMMES[row["programme"]]["locator"]) == article, row


def test_what_can_be_computed_from_the_report_is_no_row() -> None:
    assert not {"58名", "156名"} & {row["as_reported"] for row in REPORTED}


def test_every_article_has_its_programme_and_every_programme_its_article() -> None:
    (report,) = [row for row in table("sources") if row["id"] == PAGE]
    assert {article["id"] for article in report["articles"]} == set(PARAGRAPHS)
    reported = [row for row in table("programmes") if row["source"] == PAGE]
    assert {article_of(row["locator"]) for row in reported} == set(PARAGRAPHS)
    dated = [event["locator"] for _, event in events() if event["source"] == PAGE]
    assert {article_of(locator) for locator in dated} <= set(PARAGRAPHS)


def test_a_programme_lists_as_many_projects_as_it_counts() -> None:
    counted: dict[str, set[int]] = {}
    for row in FIGURES:
        if row["indicator"] in COUNTS_PROJECTS and "projects" in PROGRAMMES[row["programme"]]:
            counted.setdefault(row["programme"], set()).add(int(row["value"]))
    assert {"xinjiang-service-projects", "tyre-contest-2024"} <= counted.keys()
    for identity, values in counted.items():
        programme: dict[str, Any] = PROGRAMMES[identity]
        assert len(programme["projects"]) + int(programme.get("unnamed", 0)) in values, identity


def test_a_notice_says_who_sent_it_to_which_sector_and_why() -> None:
    notices = [event for _, event in events() if event["kind"] == "notice"]
    assert notices
    assert [event for event in notices if not event.keys() >= {"issuer", "sector", "hazard"}] == []


def test_the_survey_of_social_work_names_no_union_as_its_organiser() -> None:
    assert "非工会" in PROGRAMMES["social-work-survey"]["organiser"]["zh"]


def test_events_stand_in_order_and_none_after_its_source() -> None:
    for row in table("programmes"):
        dates = [event["date"] for event in row.get("events", [])]
        assert dates == sorted(dates), row["id"]
    printed = {row["id"]: row["date_published"] for row in table("sources")}
    assert [event for _, event in events() if event["date"] > printed[event["source"]]] == []


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
