"""Reading takes work in proportion to the text, counted in lines of Python run, not in seconds."""

import sys
from datetime import date
from time import process_time

import pytest

from extraction import extract_figures
from tests.helpers.marked_passages import passages, reader

DAY = date(2024, 11, 5)
PIECES = {
    "a sentence without end": "今年以来培训职工3000余人，",
    "ones": "1,",
    "ones in a list": "1、",
    "digits": "1",
    "ten thousands": "万",
    "quotation marks": "“",
    "ordinals": "第",
    "colons": "1:",
    "places": "江苏省、",
    "years": "2023年",
    "shared out": "江苏省、浙江省分别建成驿站3家、4家，",
    "lines": "工会\n",
    "headings": "江苏工会新闻\n\n\n浙江会议\n",
    "sentences": "宁波市总工会发出提示函177份。",
    "passages": "\n".join(passage.text for passage in passages("tune")[:3]) + "\n\n\n",
}


def work(text: str) -> int:
    """Count the lines of Python that reading a text runs."""
    count = 0

    def local(frame, event, arg):
        nonlocal count
        count += event == "line"
        return local

    before = sys.gettrace()
    sys.settrace(lambda frame, event, arg: local)
    try:
        extract_figures(reader(), text, DAY)
    finally:
        sys.settrace(before)
    return count


@pytest.mark.parametrize("piece", PIECES.values(), ids=PIECES.keys())
def test_twice_the_text_is_twice_the_work(piece):
    size = max(4, 1200 // len(piece))
    extract_figures(reader(), piece * 4, DAY)  # character folding remembers what it met
    once, twice = work(piece * size), work(piece * size * 2)
    assert twice < 2.3 * once + 2000


@pytest.mark.parametrize("piece", ["1,", "1、", "1:", "万", "“"])
def test_the_longest_text_that_is_taken_is_read_within_two_seconds(piece):
    text = piece * (200_000 // len(piece.encode()))
    begun = process_time()
    found = extract_figures(reader(), text, DAY)
    assert process_time() - begun < 2
    assert len(found) < len(text)
