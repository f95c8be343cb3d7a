"""What a question in words costs on 150 indicators and 3,200 areas, beside a plain search.

    python -m benchmarks.asking

The words of the shipped lists are indexed once a release (`build`); then each question is read
`TIMES` times. The plain way looks for every name of the lists in the question, longest first, and
knows no choice, period or unknown word. Milliseconds of CPU.
"""

import json
import resource
from collections.abc import Callable
from functools import partial
from statistics import median
from time import process_time
from typing import NamedTuple

import pandas as pd

from file_formats import csv, yaml
from questions import FORM_WORDS, Vocabulary, build_vocabulary, compose_url
from settings import DATASETS

TIMES = 20
QUESTIONS = (
    "鄞州区 今年9月 发展会员 同比",
    "new members Cixi 2025 trend",
    "宁波市鄞州区总工会2024年经费收缴完成率",
    "which county has the most union members this year",
    "朝阳区 劳动争议 法律援助 女职工 上半年 排名",
    "Cixi versus Yuyao: wages recovered, first half of 2025, compared with the same span last year",
    "哪些区县还没报九月份数据？" * 15,
    "members of unions in difficulty helped by stations " * 4,
)


class Reader(NamedTuple):
    """Who asks."""

    area: str = "330200"
    through: str = "2025-09"
    union_year: int = 10


def shipped_words() -> Vocabulary:
    """Index the names of the shipped lists; everything counts as reported."""
    indicators = yaml.load_yaml((DATASETS / "indicators.yaml").read_bytes())
    areas = pd.DataFrame(csv.read_records((DATASETS / "areas.csv").read_bytes()))
    reported = {*areas["code"], *(entry["code"] for entry in indicators)}
    return build_vocabulary(
        indicators, areas, reported=reported, pages=FORM_WORDS, topics={}, newest_month="2025-09"
    )


def look_through(text: str, names: list[str]) -> list[str]:
    """Find the names that occur in a question, the longest first, and take them out of it."""
    found, text = [], text.lower()
    for name in names:
        if name in text:
            found.append(name)
            text = text.replace(name, " ", 1)
    return found


def milliseconds(work: Callable[[str], object], text: str) -> float:
    """Do a piece of work TIMES times; gives the mean."""
    began = process_time()
    for _ in range(TIMES):
        work(text)
    return (process_time() - began) / TIMES * 1000


def main() -> None:
    """Measure, and print JSON."""
    began = process_time()
    words = shipped_words()
    build = process_time() - began
    names = sorted(words.meanings, key=len, reverse=True)
    read = partial(compose_url, vocabulary=words, scope=Reader())
    own = [milliseconds(read, text) for text in QUESTIONS]
    plain = [milliseconds(partial(look_through, names=names), text) for text in QUESTIONS]
    found = {
        "words": len(words.meanings),
        "build, s": round(build, 2),
        "median, ms": round(median(own), 2),
        "slowest, ms": round(max(own), 2),
        "plain median, ms": round(median(plain), 2),
        "plain slowest, ms": round(max(plain), 2),
        "MB": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000),
    }
    print(json.dumps(found))


if __name__ == "__main__":
    main()
