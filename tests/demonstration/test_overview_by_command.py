"""`manage.py overview` on the demonstration: the numbers that the mock-up of the cockpit prints."""

from pathlib import Path
from typing import Any

import pytest

from tests.helpers.command_line import manage
from tests.helpers.mocked_up_overview import CARDS, Card

SCOPE = ("--area", "990100", "--through", "2025-09")


@pytest.fixture(scope="module")
def told(city: Path) -> dict[str, Any]:
    """What the command prints as JSON."""
    answer = manage(city, "overview", *SCOPE, "--json")
    assert (answer.status, answer.err) == (0, "")
    found: dict[str, Any] = answer.json
    return found


@pytest.fixture(scope="module")
def by_code(told: dict[str, Any]) -> dict[str, Any]:
    return {each["indicator"]: each for each in told["indicators"]}


def test_the_scope_is_told_and_the_cards_stand_in_the_order_of_the_settings(told) -> None:
    assert (told["area"], told["period"], told["since"]) == ("990100", "2025-01/2025-09", "year")
    assert told["elapsed"] == 75
    assert [each["indicator"] for each in told["indicators"]] == [card.code for card in CARDS]


@pytest.mark.parametrize("card", CARDS, ids=lambda card: card.code)
def test_a_card_has_the_numbers_of_the_mock_up(by_code: dict[str, Any], card: Card) -> None:
    found = by_code[card.code]
    assert found["wording"] == card.wording
    assert found["value"] == pytest.approx(card.value)
    coverage = found["coverage"]
    assert (coverage["reporting"], coverage["expected"]) == (card.reporting, card.expected)
    assert found["growth"]["value"] == card.growth
    completion = found["completion"]
    assert (completion and completion["value"]) == card.completion
    for name in ("best", "weakest"):
        unit, expected = found[name], getattr(card, name)
        assert (unit and (unit["unit"], unit["value"])) == expected


def test_who_is_missing_is_named_with_what(by_code) -> None:
    trained = by_code["workers_trained"]["coverage"]
    assert trained["missing"] == ["990123", "990182"]
    assert trained["lacking"] == {"990123": ["2025-09"], "990182": ["2025-09"]}
    assert by_code["hotline_calls"]["coverage"]["missing"] == []


def test_a_lower_bound_is_open_above_and_marked_as_computed(by_code) -> None:
    found = by_code["new_members"]
    assert [found[name] for name in ("value", "low", "high", "at_least", "derived", "unit")] == [
        *(29_810, 29_810, None),
        *(True, True, "人"),
    ]
    assert (by_code["hotline_calls"]["source"], by_code["hotline_calls"]["at_least"]) == (
        "own",
        False,
    )


def test_last_year_has_its_own_coverage_and_the_growth_that_of_both(by_code) -> None:
    found = by_code["new_members"]
    assert (found["year_before"]["value"], found["year_before"]["coverage"]["reporting"]) == (
        29_137,
        10,
    )
    assert (found["growth"]["now"], found["growth"]["before"]) == (29_810, 27_511)
    assert found["growth"]["coverage"]["missing"] == ["990123"]
    assert (found["target"]["value"], found["completion"]["of"]) == (42_650, 40_350)


def test_operands_are_the_keys_of_nine_months_of_nine_counties(by_code) -> None:
    operands = by_code["new_members"]["operands"]
    assert len(operands) == 81
    assert operands[0] == "new_members..990102..2025-01"
    assert not [key for key in operands if ".990123." in key]
    assert by_code["hotline_calls"]["operands"] == [
        f"hotline_calls..990100..2025-{month:02d}" for month in range(1, 10)
    ]


def test_the_months_of_the_small_line_end_hollow(by_code) -> None:
    months = by_code["new_members"]["months"]
    assert (len(months), months[0]["period"], months[0]["value"]) == (21, "2024-01", 1_920)
    last = months[-1]
    assert (last["value"], last["at_least"], last["reporting"]) == (3_747, True, 9)
    assert not any(month["at_least"] for month in months[:-1])


def test_a_districts_place_is_among_those_that_report(city: Path) -> None:
    told = manage(city, "overview", "--area", "990102", *SCOPE[2:], "--json").json["indicators"]
    places = {each["indicator"]: each["place"] for each in told}
    assert (places["new_members"]["place"], places["new_members"]["of"]) == (4, 9)
    assert (places["platform_workers_joined"]["place"], places["cool_workers"]["of"]) == (1, 8)
    assert places["dispute_settlement_rate"] == {"place": 9, "of": 9, "measure": "value"}
    assert places["hotline_calls"] is None


def test_other_spans_and_indicators_can_be_asked_for(city: Path) -> None:
    ask = ("--indicator", "legal_aid_cases", "--indicator", "mutual_aid_members", "--json")
    quarter = manage(city, "overview", *SCOPE, "--since", "quarter", *ask).json
    assert quarter["period"] == "2025-07/2025-09"
    aid, mutual = quarter["indicators"]
    assert (aid["coverage"]["missing"], mutual["growth"]["reason"]) == (["990123"], "broken")
    (note,) = mutual["growth"]["notes"]
    assert note.startswith("自2025年1月起含灵活就业人员")
    assert [month["period"] for month in mutual["months"] if month["is_break"]] == ["2025-01"]
    county = manage(city, "overview", "--area", "990106", *SCOPE[2:], *ask).json["indicators"][0]
    assert [(each["of"], each["difference"]) for each in county["beside"]] == [("months", 4)]


def test_a_province_without_half_of_its_cities_has_no_total(city: Path) -> None:
    told = manage(city, "overview", "--area", "990000", *SCOPE[2:], "--json").json["indicators"][0]
    assert (told["value"], told["wording"], told["source"]) == (None, None, "none")
    assert (told["coverage"]["reporting"], told["coverage"]["expected"]) == (1, 3)
    assert told["growth"]["reason"] == "not_reported"


@pytest.mark.parametrize(
    ("arguments", "zh", "en"),
    [
        (
            ("--area", "999999", "--through", "2025-09"),
            "没有代码为999999的地区。",
            "There is no area with the code 999999.",
        ),
        (
            (*SCOPE, "--indicator", "nothing"),
            "没有代码为nothing的指标。",
            "There is no indicator with the code nothing.",
        ),
        (
            ("--area", "990100", "--through", "autumn"),
            "“autumn”不是报告期。请写成2025-09、2025-01/2025-09或2025。",
            "“autumn” is no period. Write 2025-09, 2025-01/2025-09 or 2025.",
        ),
        (
            ("--area", "990100", "--through", "2031-01"),
            "2031-01还没有数据，最新的月份是2025-09。",
            "There are no figures of 2031-01 yet; the newest month is 2025-09.",
        ),
    ],
)
def test_what_is_unknown_is_said_in_words(city: Path, arguments, zh: str, en: str) -> None:
    for language, words in (("zh", zh), ("en", en)):
        answer = manage(city, "overview", *arguments, "--lang", language)
        assert (answer.status, answer.out, answer.err.strip()) == (1, "", words)


def test_people_read_a_table(city: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    told = manage(city, "overview", *SCOPE).out
    assert told.startswith("云川市　2025年1—9月\n")
    row = next(line for line in told.splitlines() if "职业技能培训人次" in line)
    cells = [cell.strip() for cell in row.strip("│").split("│")]
    assert cells == [
        "职业技能培训人次",
        "至少4.24万人次",
        "8/10",
        "+4.8%",
        "72.5%",
        "",
        "沙溪县、柳源市",
    ]
    english = manage(city, "overview", *SCOPE, "--lang", "en").out
    assert "at least 42,400 times" in english
