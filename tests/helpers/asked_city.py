"""The words of questions about a city: all areas of the country, thirty indicators, who reports."""

from functools import cache
from typing import NamedTuple

import pandas as pd

from file_formats import csv, yaml
from questions import FORM_WORDS, UnderstoodQuestion, Vocabulary, build_vocabulary, compose_url
from tests.helpers.report_copy import REPORT, ROOT

CITY, NEWEST = "330200", "2025-09"
COUNTIES = ("203", "205", "206", "211", "212", "213", "225", "226", "281", "282")
REPORTING = {"100000", "330000", CITY, *(f"330{county}" for county in COUNTIES)}
TOPICS = {
    "organisation": {"zh": "组织建设", "en": "Organisation"},
    "funds": {"zh": "经费", "en": "Funds"},
    "supervision": {"zh": "劳动法律监督", "en": "Supervision"},
    "new_employment": {"zh": "新就业形态", "en": "New forms of employment"},
}


class Reader(NamedTuple):
    """Who asks: the area and month that they look at."""

    area: str = CITY
    through: str = NEWEST
    union_year: int = 10


@cache
def words_of_the_city() -> Vocabulary:
    """The words of a release in which the city and its ten counties report."""
    indicators = yaml.load_yaml((ROOT / "tests/data/asked/indicators.yaml").read_bytes())
    without = {"mediation_committees"}
    return build_vocabulary(
        indicators,
        pd.DataFrame(csv.read_records((REPORT / "areas.csv").read_bytes())),
        reported=REPORTING | {entry["code"] for entry in indicators} - without,
        pages=FORM_WORDS,
        topics=TOPICS,
        newest_month=NEWEST,
    )


def ask(text: str, reader: Reader | None = None) -> UnderstoodQuestion:
    """What a question means to somebody who looks at the city in September 2025."""
    return compose_url(text, words_of_the_city(), reader or Reader())
