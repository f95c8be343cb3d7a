"""Pages of the newest figures: periods by their end, targets last, two spellings as one period."""

from collections.abc import Callable

import pandas as pd
import pytest

from metrics.newest_first import read_newest_rows, sort_newest_first

KEYS = {
    "visits..330100..2023": "9人",
    "visits..330100..2024-01": "1人",
    "visits..330100..2024-02": "2人",
    "visits..330200..2024-02": "3人",
    "visits..330100..2024-01/2024-02": "3人",
    "visits_target..330100..2024": "20人",
    "members..330200..2023-01/2023-12": "8人",
}
NEWEST = [
    "visits..330100..2024-01/2024-02",
    "visits..330100..2024-02",
    "visits..330200..2024-02",
    "visits..330100..2024-01",
    "members..330200..2023-01/2023-12",
    "visits..330100..2023",
    "visits_target..330100..2024",
]


@pytest.fixture
def rows(figures: Callable[[dict[str, str]], pd.DataFrame]) -> pd.DataFrame:
    return figures(KEYS)


def test_the_newest_period_comes_first_and_targets_last(rows: pd.DataFrame) -> None:
    assert list(read_newest_rows(rows, 50)["key"]) == NEWEST


@pytest.mark.parametrize("size", [1, 2, 3, 4, 7])
def test_pages_give_every_figure_once(rows: pd.DataFrame, size: int) -> None:
    pages = [list(read_newest_rows(rows, size, start)["key"]) for start in range(0, 7, size)]
    assert [len(page) for page in pages[:-1]] == [size] * (len(pages) - 1)
    assert [key for page in pages for key in page] == NEWEST


def test_beyond_the_last_there_is_nothing(rows: pd.DataFrame) -> None:
    assert read_newest_rows(rows, 5, 7).empty
    assert list(read_newest_rows(rows, 5, 7).columns) == list(rows.columns)
    assert read_newest_rows(rows[rows["indicator"] == "none"], 5).empty


def test_a_period_is_listed_in_its_shortest_spelling() -> None:
    periods = ["2023-01/2023-12", "2024-01/2024-02", "2023", "2024-02", "2024-02-01/2024-02-29"]
    assert sort_newest_first(periods) == ["2024-01/2024-02", "2024-02", "2023"]
