"""What an upload leaves empty is filled from what is published; what then counts as reviewed."""

import pandas as pd
import pytest

from curation.releases.changes import to_table
from curation.releases.upload_review import fill_unchanged
from tests.helpers.releases import figures_of

MARCH = "visits.p.330203..2024-03"
JANUARY, FEBRUARY = "visits.q.340200..2024-01", "visits.q.340200..2024-02"
OLD = {"as_reported": "10人", "source": "s", "locator": "¶1", "note": "注", "obs_status": "A"}
EMPTY = dict.fromkeys(("as_reported", "source", "locator", "note"), "")


def one(**more: object) -> pd.DataFrame:
    return figures_of({JANUARY: "10人"}).assign(**{**OLD, **more})


def status_of(new: pd.DataFrame, old: pd.DataFrame, *, trusted: bool = False) -> str:
    (row,) = fill_unchanged(to_table(new), to_table(old), trusted=trusted).to_pylist()
    return row["obs_status"]


def test_what_is_left_empty_is_filled_where_the_number_is_the_same():
    for name in EMPTY:
        new = one(**{name: "", "obs_status": "V"})
        (row,) = fill_unchanged(to_table(new), to_table(one()), trusted=False).to_pylist()
        assert {key: row[key] for key in OLD} == OLD, name
    whole = one(**EMPTY, obs_status="V")
    other = one(value=11.0, value_low=11.0, value_high=11.0, as_reported="11人", source="")
    for number in ("value", "value_low", "value_high"):
        (row,) = fill_unchanged(
            to_table(whole.assign(**{number: 11.0})), to_table(one()), trusted=False
        ).to_pylist()
        assert {key: row[key] for key in EMPTY} == EMPTY
    (row,) = fill_unchanged(
        to_table(whole.assign(qualifier="about")), to_table(one()), trusted=False
    ).to_pylist()
    assert {key: row[key] for key in EMPTY} == EMPTY
    (row,) = fill_unchanged(to_table(other), to_table(one()), trusted=False).to_pylist()
    assert (row["as_reported"], row["source"], row["obs_status"]) == ("11人", "", "V")


@pytest.mark.parametrize("name", ["as_reported", "source", "locator", "note"])
def test_a_figure_whose_words_differ_is_no_longer_reviewed(name):
    assert status_of(one(obs_status="V"), one()) == "A"
    assert status_of(one(**{name: "别的"}, obs_status="V"), one()) == "V"
    assert status_of(one(**{name: "别的"}, obs_status="A"), one()) == "V"
    # Another wording is another figure: nothing else of it is taken over.
    if name == "as_reported":
        new = one(as_reported="十人", source="", obs_status="V")
        (row,) = fill_unchanged(to_table(new), to_table(one()), trusted=False).to_pylist()
        assert row["source"] == ""


@pytest.mark.parametrize(
    ("said", "published", "same", "trusted", "status"),
    [
        ("A", "V", True, False, "V"),
        ("A", "V", True, True, "A"),
        ("V", "A", True, False, "A"),
        ("V", "A", True, True, "A"),
        ("A", "A", False, False, "V"),
        ("A", "A", False, True, "A"),
        ("V", "A", False, True, "V"),
        ("M", "A", False, False, "M"),
        ("M", "A", True, False, "A"),
        ("", "V", True, True, "V"),
    ],
)
def test_only_who_is_trusted_says_that_a_figure_is_reviewed(said, published, same, trusted, status):
    new = one(obs_status=said) if same else one(obs_status=said, value=12.0)
    assert status_of(new, one(obs_status=published), trusted=trusted) == status


def test_of_two_figures_each_is_filled_from_its_own():
    both = figures_of({JANUARY: "10人", FEBRUARY: "20人"}).assign(locator=["¶1", "¶2"])
    new = both.iloc[::-1].assign(locator="", obs_status="V")
    filled = fill_unchanged(to_table(new), to_table(both), trusted=False).to_pylist()
    assert [(row["time_period"], row["locator"], row["obs_status"]) for row in filled] == [
        ("2024-02", "¶2", "A"),
        ("2024-01", "¶1", "A"),
    ]
    third = figures_of({MARCH: "5人"}).assign(locator="", obs_status="A")
    (row,) = fill_unchanged(to_table(third), to_table(both), trusted=False).to_pylist()
    assert (row["locator"], row["obs_status"]) == ("", "V")
