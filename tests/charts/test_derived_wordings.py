"""How a number that no report prints is worded: its range, never narrower than it is."""

import pytest

from charts.catalogue import make_chart
from tests.helpers.releases import PROGRAMMES
from tests.helpers.small_material import material


def ratio(above: str, below: str, language: str = "zh") -> str:
    """The wording of competitors by team."""
    rows = {"competitors.p.330100..2024": above, "competing_teams.p.330100..2024": below}
    chart = make_chart("competitors_per_group", material(rows, language, programmes=PROGRAMMES))
    return str(chart.table["wording"].iloc[-1])


@pytest.mark.parametrize(
    ("above", "below", "chinese", "english"),
    [
        # Both ends stand on the place that gives the lower one three digits, rounded outwards.
        ("2000多人", "3支", "666—1000人/支", "666–1,000 per team"),
        ("100000余人", "3支", "3.33万—6.67万人/支", "33,300–66,700 per team"),
        ("40多人", "6余支", "5.71—8.34人/支", "5.71–8.34 per team"),
        ("1余人", "7支", "0.142—0.286人/支", "0.142–0.286 per team"),
        # An end that lies on its place stays there.
        ("3余人", "10支", "0.3—0.4人/支", "0.3–0.4 per team"),
        ("近11人", "10支", "0—1.1人/支", "0–1.1 per team"),
        ("100余人", "1支", "100—200人/支", "100–200 per team"),
        # Ends that are the same are one number, and so is what is open on one side.
        ("72人", "20支", "3.6人/支", "3.6 per team"),
        ("1人", "1支", "1人/支", "1 per team"),
        ("超40人", "8支", "超过5人/支", "more than 5 per team"),
        ("约40人", "8支", "约5人/支", "about 5 per team"),
        # Nothing by something is nothing; something by nothing is no number.
        ("0人", "8支", "0人/支", "0 per team"),
        ("8人", "0支", "—", "—"),
    ],
)
def test_a_derived_number_is_worded_by_its_bounds(
    above: str, below: str, chinese: str, english: str
):
    assert ratio(above, below) == chinese
    assert ratio(above, below, "en") == english


def test_a_share_is_worded_in_percent_without_a_space():
    where = "tyre-contest-2024.100000"
    rows = {f"competitors.{where}..2024": "100人", f"prize_winners.{where}.first.2024": "20余人"}
    findings = {
        language: make_chart("prize_winners", material(rows, language)).finding
        for language in ("zh", "en")
    }
    assert findings["zh"] == "100人选手中20余人获个人奖，占20—30%（推算）。"
    assert "20–30%" in findings["en"]


@pytest.mark.parametrize(
    ("wording", "chinese", "english"),
    [("1人", "1人", "1 person"), ("2人", "2人", "2 people"), ("近1人", "近1人", "nearly 1 person")],
)
def test_a_reported_number_is_printed_as_it_was_and_counted_in_english(
    wording: str, chinese: str, english: str
):
    rows = {"visits..330100..2024": wording}
    assert list(make_chart("visits.bar", material(rows)).table["wording"]) == [chinese]
    assert list(make_chart("visits.bar", material(rows, "en")).table["wording"]) == [english]
