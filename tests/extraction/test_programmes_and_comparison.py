"""Which programme a figure may belong to, and how a figure compares with others."""

from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from extraction import (
    ArticleResult,
    ComparedFigure,
    ProposedFigure,
    PublicationStatus,
    TextTooLongError,
    compare_with_published,
    find_body_figure,
)
from extraction.context.programme_suggestion import LEAST_SHARE, ProgrammeWords, suggest_programme
from extraction.indicator_words import character_pairs
from tests.helpers.marked_passages import reader


def programme(**entry: Any) -> ProgrammeWords:
    return ProgrammeWords.from_entry({"id": "p", "ref_area": "330200", **entry})


def test_an_entry_gives_the_pairs_of_its_name_and_of_its_texts() -> None:
    found = ProgrammeWords.from_entry(
        {
            "id": 7,
            "ref_area": 330200,
            "name": {"zh": "職工驛站"},
            "summary": {"zh": "甲乙"},
            "themes": [{"zh": "丙丁"}],
            "projects": ["戊己", "庚辛"],
            "steps": [{"zh": "壬癸"}],
            "channels": [{"zh": "子丑"}],
        }
    )
    assert (found.id, found.area) == ("7", "330200")
    assert found.name == character_pairs("职工驿站")
    assert found.about == character_pairs("甲乙丙丁戊己庚辛壬癸子丑")


def test_an_entry_with_a_name_alone_is_read() -> None:
    found = ProgrammeWords.from_entry({"id": "p"})
    assert found == ProgrammeWords("p", "", frozenset(), frozenset())


def suggested(
    *programmes: ProgrammeWords, article: str, sentence: str = "", area: str = "330200"
) -> str:
    return suggest_programme(
        programmes, reader().gazetteer, area, character_pairs(article), character_pairs(sentence)
    )


@pytest.mark.parametrize(("article", "found"), [("甲乙丙", "p"), ("甲乙", ""), ("", "")])
def test_two_fifths_of_a_name_are_enough(article: str, found: str) -> None:
    assert LEAST_SHARE == 0.4
    assert suggested(programme(name="甲乙丙丁戊己"), article=article) == found


@pytest.mark.parametrize(
    ("area", "found"),
    [("330200", "p"), ("330203", "p"), ("330000", "p"), ("100000", "p"), ("330300", ""), ("", "")],
)
def test_a_programme_is_of_an_area_around_or_inside(area: str, found: str) -> None:
    assert suggested(programme(name="甲乙"), article="甲乙", area=area) == found


def test_a_programme_without_a_name_or_an_area_is_never_suggested() -> None:
    assert suggested(programme(), article="甲乙") == ""
    assert suggested(ProgrammeWords.from_entry({"id": "p", "name": "甲乙"}), article="甲乙") == ""


ABOUT = {"name": "甲乙丙", "summary": "子丑寅"}
RIVALS = [
    # two programmes, article, sentence → the one suggested
    ({"name": "甲乙丙"}, {"name": "甲乙丙"}, "甲乙丙", "", "first"),
    ({"name": "甲乙己"}, {"name": "甲乙丙"}, "甲乙丙", "", "second"),
    ({"name": "甲乙丙"}, {"name": "甲乙己"}, "甲乙丙", "", "first"),
    ({"name": "甲乙丙"}, {"name": "丁戊己"}, "甲乙丙,丁戊己", "戊己", "second"),
    ({"name": "甲乙丙"}, {"name": "丁戊己"}, "甲乙丙,丁戊己", "乙丙", "first"),
    ({"name": "甲乙丙"}, ABOUT, "甲乙丙,丑寅", "", "second"),
    (ABOUT, {"name": "甲乙丙"}, "甲乙丙,丑寅", "", "first"),
    ({"name": "甲乙丙", "summary": "子丑寅卯辰"}, ABOUT, "甲乙丙,丑寅", "", "second"),
    ({"name": "甲乙丙丁"}, {"name": "甲乙"}, "甲乙,子", "", "second"),
]


@pytest.mark.parametrize(("first", "second", "article", "sentence", "found"), RIVALS)
def test_the_programme_is_most_like_the_article_and_the_sentence(
    first: dict, second: dict, article: str, sentence: str, found: str
) -> None:
    rivals = programme(**first, id="first"), programme(**second, id="second")
    assert suggested(*rivals, article=article, sentence=sentence) == found


FIGURE = ProposedFigure(
    "120家", "120家", 120, 120, 120, "exact", "家", "企业", "330200", "2024", 3, 7, "firms",
    article="要闻", paragraph=2,
)  # fmt: skip


def test_a_figure_tells_where_it_is() -> None:
    assert FIGURE.locator == "要闻 ¶2"
    assert replace(FIGURE, paragraph=0).locator == "要闻"
    assert replace(FIGURE, paragraph=1).locator == "要闻 ¶1"


def test_a_figure_is_a_dictionary_of_its_fields() -> None:
    found = FIGURE.as_dict()
    assert list(found)[:3] == ["phrase", "as_reported", "value"]
    assert (found["start"], found["end"], found["headline"]) == (3, 7, False)
    assert ProposedFigure(**found) == FIGURE
    assert ArticleResult("要闻", 0, 9, (FIGURE,)).proposals == (FIGURE,)


def test_a_text_that_is_too_long_has_its_size_and_the_limit() -> None:
    error = TextTooLongError(5, 3)
    assert (error.domain, error.code, error.size, error.limit) == (
        "curation",
        "text_too_long",
        5,
        3,
    )
    assert error.values == {"limit": 3, "found": 5}


BODY = [
    # what differs from the headline's figure → whether it is the same figure
    ({}, True),
    ({"value": 130}, True),
    ({"indicator": ""}, True),
    ({"value": 130, "indicator": ""}, False),
    ({"value": 130, "indicator": "others"}, False),
    ({"unit": "个"}, False),
    ({"headline": True}, False),
]


@pytest.mark.parametrize(("difference", "same"), BODY)
def test_a_headline_is_the_same_figure_by_unit_and_by_indicator_or_value(
    difference: dict[str, Any], same: bool
) -> None:
    headline = replace(FIGURE, headline=True)
    other = replace(FIGURE, **difference)
    assert find_body_figure(headline, [other]) == (other if same else None)
    assert find_body_figure(FIGURE, [other]) is None


def test_two_words_for_one_unit_are_one_unit() -> None:
    headline = replace(FIGURE, unit="名", headline=True)
    others = [replace(FIGURE, unit=unit) for unit in ("家", "人次", "位", "人")]
    assert find_body_figure(headline, others) == others[2]
    assert find_body_figure(replace(headline, unit="人"), others[:2]) is None


def test_a_figure_without_an_indicator_is_found_by_its_value_alone() -> None:
    headline = replace(FIGURE, indicator="", headline=True)
    assert find_body_figure(headline, [replace(FIGURE, value=130, indicator="")]) is None


ROW = {
    "indicator": "firms", "programme": "a", "ref_area": "330200", "breakdown": "",
    "time_period": "2024", "value": 120.0, "value_low": 120.0, "value_high": 120.0,
}  # fmt: skip
KEY = "firms.a.330200..2024"
COMPARED = [
    # what differs in the proposal, in the row → status
    ({}, {}, "known"),
    ({"value": 130}, {}, "contradicts"),
    ({"value_low": None}, {}, "contradicts"),
    ({"value_high": None}, {}, "contradicts"),
    ({"value_low": None}, {"value_low": None}, "known"),
    ({"value_high": None}, {"value_high": None}, "known"),
    ({"ref_area": "330300"}, {}, "new"),
    ({"time_period": "2023"}, {}, "new"),
    ({"breakdown": "big"}, {}, "new"),
    ({"indicator": "others"}, {}, "new"),
    ({"indicator": ""}, {"indicator": ""}, "new"),
    ({"programme": "a"}, {}, "known"),
    ({"programme": "b"}, {}, "new"),
]


@pytest.mark.parametrize(("difference", "of_row", "status"), COMPARED)
def test_a_figure_is_new_or_known_or_contradicts(
    difference: dict[str, Any], of_row: dict[str, Any], status: str
) -> None:
    (found,) = compare_with_published(
        [replace(FIGURE, **difference)], pd.DataFrame([{**ROW, **of_row}])
    )
    key = "" if status == "new" else KEY
    assert found == ComparedFigure(PublicationStatus(status), key)


def test_of_several_published_figures_the_equal_one_or_the_first_is_named() -> None:
    rows = pd.DataFrame([{**ROW, "programme": "b", "value": 130.0}, ROW])
    figures = [FIGURE, replace(FIGURE, value=150)]
    found = compare_with_published(figures, rows)
    assert [(one.status, one.key) for one in found] == [
        ("known", KEY),
        ("contradicts", "firms.b.330200..2024"),
    ]
