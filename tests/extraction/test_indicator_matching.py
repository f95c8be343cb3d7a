"""The words, units and scores by which a quantity finds its indicator and its breakdown."""

from typing import Any

import pytest

from extraction.indicator_words import (
    LEAST_SCORE,
    LEAST_SUPPORT,
    IndicatorWords,
    QuantityContext,
    character_pairs,
    get_chinese_text,
    group_indicators_by_unit,
    match_breakdown,
    match_indicator,
    score_indicator,
)


def words(code: str = "talks", **entry: Any) -> IndicatorWords:
    return IndicatorWords.from_entry({"code": code, **entry})


def around(
    head: str = "", tail: str = "", article: str = "", phrase: str = "3场", target: bool = False
) -> QuantityContext:
    return QuantityContext(
        head, phrase, tail, head + phrase + tail, character_pairs(article), target
    )


@pytest.mark.parametrize("text", ["", "工", "工会", "工会会", "工会会员", "工会会员数", "会会会会"])
def test_a_text_has_a_pair_for_every_two_neighbours(text: str) -> None:
    pairs = {ord(text[i]) + (ord(text[i + 1]) << 32) for i in range(len(text) - 1)}
    assert character_pairs(text) == pairs


def test_half_a_surrogate_is_a_character_too() -> None:
    assert character_pairs("\ud800工") == {0xD800 + (ord("工") << 32)}


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"zh": "工会", "en": "union"}, "工会"),
        ({"en": "union"}, ""),
        ("勞動", "劳动"),
        ({"zh": "１２"}, "12"),
        (None, ""),
        (12, "12"),
    ],
)
def test_the_chinese_of_a_text_in_two_languages_is_folded(value: Any, text: str) -> None:
    assert get_chinese_text(value) == text


def test_an_entry_gives_its_units_terms_and_breakdowns() -> None:
    entry = words(
        "models",
        name={"zh": "勞動模範"},
        definition={"zh": "受表彰"},
        unit={"zh": "名"},
        classifiers=["戶", "千米"],
        kind="stock",
        terms=["先进工作者", 12],
        breakdowns=[
            {"code": 1, "name": {"zh": "全国劳动模范"}},
            {"code": "city", "name": "市级", "terms": ["浙江省劳动模范"]},
        ],
    )
    assert (entry.code, entry.kind) == ("models", "stock")
    assert entry.units == {"名", "人", "户", "千米", "公里"}
    assert entry.terms == ("劳动模范", "劳模", "先进工作者", "12")
    assert entry.breakdowns == (
        ("1", ("全国劳动模范", "全国劳模")),
        ("city", ("市级", "浙江省劳动模范", "浙江省劳模")),
    )
    assert entry.breakdown_terms == (
        "全国劳动模范",
        "全国劳模",
        "市级",
        "浙江省劳动模范",
        "浙江省劳模",
    )
    assert entry.about == character_pairs("劳动模范受表彰")


def test_an_entry_without_most_of_its_keys_is_read() -> None:
    entry = words(7)  # type: ignore[arg-type]
    assert (entry.code, entry.kind, entry.terms, entry.breakdowns) == ("7", "", ("",), ())
    assert (entry.units, entry.about) == ({""}, frozenset())
    assert not entry.any_term.search("工会")


SHORT_FORMS = {
    "工匠": (),
    "省劳模": (),
    "劳动模范": ("劳模",),
    "省劳动模范": (),
    "全国劳动模范": ("全国劳模",),
    "浙江省劳动模范": ("浙江省劳模",),
    "全国工会劳动模范": (),
}


@pytest.mark.parametrize("word", SHORT_FORMS)
def test_words_of_four_six_and_seven_characters_have_a_short_form(word: str) -> None:
    assert words(name=word).terms == (word, *SHORT_FORMS[word])


def test_words_of_any_report_are_no_specific_terms() -> None:
    assert words(name="服务", terms=["宣讲", "职工"]).specific_terms == ("宣讲",)


def test_indicators_stand_by_their_units_and_without_one_where_a_bare_number_may_mean_them() -> (
    None
):
    entries = [
        words("talks", unit="场", classifiers=["次"]),
        words("people", unit="名"),
        words("share", unit="%"),
        words("ratio", unit=":"),
        words("money", unit="元"),
    ]
    index = group_indicators_by_unit(entries)
    assert {unit: [entry.code for entry in found] for unit, found in index.items()} == {
        "": ["talks", "people"],
        "场": ["talks"],
        "次": ["talks"],
        "名": ["people"],
        "人": ["people"],
        "%": ["share"],
        ":": ["ratio"],
        "元": ["money"],
    }


SCORES = [
    # head, tail, article, target → score of 宣讲 or 井下 (a breakdown), defined as 甲乙丙丁戊己
    ("宣讲", "", "", False, 2 + 0.5),
    ("", "宣讲", "", False, 2.2 + 0.5),
    ("宣讲", "", "", True, 2 - 0.5),
    ("工会宣讲", "", "", False, 4 + 0.5),
    ("工会宣讲", "宣讲", "", False, 4 + 0.5),
    ("宣讲", "工会宣讲", "", False, 4.4 + 0.5),
    ("宣讲", "", "甲乙丙丁戊己", False, 2 + 2.5 + 0.5),
    ("宣讲", "", "甲乙丙", False, 2 + 1 + 0.5),
    ("宣讲甲乙丙", "", "", False, 2 + 0.3 + 0.5),
    ("深入井下", "", "", False, 4 - 0.8 + 0.5),
    ("", "深入井下", "", False, 4.4 - 0.8 + 0.5),
    ("宣讲", "深入井下", "", False, 4.4 - 0.8 + 0.5),
    ("服务", "", "", False, 0.0),
    ("服务", "", "甲乙", False, 0.0),
    ("服务", "", "甲乙丙", False, 2 + 1 + 0.5),
    ("服务", "井下", "甲乙", False, 2.2 - 0.8 + 0.5 + 0.5),
]


@pytest.mark.parametrize(("head", "tail", "article", "target", "score"), SCORES)
def test_a_score_adds_words_near_by_to_words_of_the_article(
    head: str, tail: str, article: str, target: bool, score: float
) -> None:
    entry = words(
        definition="甲乙丙丁戊己",
        terms=["宣讲", "工会宣讲", "服务"],
        breakdowns=[{"code": "mines", "name": "深入井下", "terms": ["井下"]}],
    )
    assert score_indicator(around(head, tail, article, target=target), entry) == pytest.approx(
        score
    )


def test_a_goal_counts_for_an_indicator_of_goals() -> None:
    entry = words(terms=["宣讲"], kind="target")
    assert score_indicator(around("宣讲", target=True), entry) == 2.5
    assert score_indicator(around("宣讲", target=False), entry) == 1.5


def test_the_first_of_two_words_of_one_length_settles_where_it_stands() -> None:
    place = around("宣讲", "讲座")
    assert score_indicator(place, words(terms=["宣讲", "讲座"])) == 2.5
    assert score_indicator(place, words(terms=["讲座", "宣讲"])) == 2.7


def test_the_least_score_and_the_least_support_are_enough() -> None:
    assert (LEAST_SCORE, LEAST_SUPPORT) == (2.7, 0.4)
    by_unit = group_indicators_by_unit([words(unit="场", terms=["宣讲"], kind="flow")])
    assert match_indicator(around(tail="宣讲"), "场", by_unit) == ("talks", "", "flow")
    assert match_indicator(around("宣讲"), "场", by_unit) == ("", "", "")
    five = [words(unit="场", definition="甲乙丙丁戊己", terms=["服务"])]
    found = [
        match_indicator(around(tail="服务", article=article), "场", group_indicators_by_unit(five))[
            0
        ]
        for article in ("甲乙丙", "甲乙")
    ]
    assert found == ["talks", ""]


@pytest.mark.parametrize(
    ("first", "second", "chosen"),
    [
        (["宣讲"], ["宣讲"], "first"),
        (["宣讲"], ["工会宣讲"], "second"),
        (["工会宣讲"], ["宣讲"], "first"),
        (["讲座"], ["宣讲"], "second"),
        (["讲座"], ["比赛"], ""),
    ],
)
def test_the_best_indicator_is_chosen_and_the_first_of_two_as_good(
    first: list[str], second: list[str], chosen: str
) -> None:
    entries = [words("first", unit="场", terms=first), words("second", unit="场", terms=second)]
    by_unit = group_indicators_by_unit(entries)
    assert match_indicator(around(tail="工会宣讲"), "场", by_unit)[0] == chosen


@pytest.mark.parametrize(
    ("phrase", "unit", "code"),
    [
        ("3人", "人", "people"),
        ("3名", "名", "people"),
        ("3位", "位", "people"),
        ("3", "", "people"),
        ("3元", "元", "money"),
        ("3家", "家", ""),
        ("1:3", "", "ratio"),
    ],
)
def test_only_indicators_of_the_unit_are_asked(phrase: str, unit: str, code: str) -> None:
    entries = [
        words("people", unit="名", terms=["模范工匠"]),
        words("money", unit="元", terms=["模范工匠"]),
        words("ratio", unit=":", terms=["模范工匠"]),
    ]
    by_unit = group_indicators_by_unit(entries)
    assert match_indicator(around(tail="模范工匠", phrase=phrase), unit, by_unit)[0] == code


@pytest.mark.parametrize(
    ("head", "tail", "sentence", "code"),
    [
        ("一等奖", "二等奖", "三等奖", "2"),
        ("一等奖", "", "三等奖", "1"),
        ("", "", "三等奖", "3"),
        ("", "", "", ""),
        ("一等奖和二等奖", "", "", "2"),
        ("二等奖和一等奖", "", "", "1"),
        ("一等奖、二等奖、一等奖", "", "", "1"),
        ("特别一等奖和二等奖", "", "", "0"),
    ],
)
def test_a_breakdown_is_the_longest_and_last_that_is_named_nearest(
    head: str, tail: str, sentence: str, code: str
) -> None:
    entry = words(
        breakdowns=[
            {"code": "0", "name": "特别一等奖"},
            {"code": "1", "name": "一等奖"},
            {"code": "2", "name": "二等奖"},
            {"code": "3", "name": "三等奖"},
        ]
    )
    context = QuantityContext(head, "3名", tail, sentence, frozenset())
    assert match_breakdown(context, entry) == code
