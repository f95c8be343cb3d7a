"""Each text of a drawing keeps to the width that it has: one letter more and it breaks.

Widths are in Latin letters; a Chinese character takes two. `LETTERS` breaks at its spaces alone.
"""

from collections.abc import Callable
from typing import Any

import pytest

from charts.chart import Form
from tests.helpers.drawn_marks import of_row
from tests.helpers.drawn_texts import Drawing, drawn
from tests.helpers.export_charts import chart, row

LETTERS = "aaaa " * 40


def letters(count: int) -> str:
    """A text of so many letters, the last of them no space."""
    return LETTERS[:count].rstrip().ljust(count, "b")


def label(at: int) -> Callable[[Drawing], str]:
    """The words of a label."""
    return lambda drawing: str(drawing["layout"]["annotations"][at]["text"])


def hover(drawing: Drawing) -> str:
    return str(of_row(drawing, 0)["hovertext"][0])


def tick(drawing: Drawing) -> str:
    return str(drawing["layout"]["xaxis"]["ticktext"][0])


def tile(drawing: Drawing) -> str:
    return str(drawing["data"][1]["text"][0])


MARKS = [
    (Form.BAR, "category", 36, label(0)),
    (Form.BAR, "wording", 34, label(1)),
    (Form.DOTS, "category", 36, label(0)),
    (Form.BULLET, "wording", 34, label(1)),
    (Form.MULTIPLES, "series", 60, label(0)),
    (Form.BAR, "category", 44, hover),
    (Form.TREND, "wording", 44, hover),
    (Form.TREND, "series", 24, label(0)),
    (Form.TREND, "wording", 14, label(0)),
    (Form.TREND, "category", 14, tick),
    (Form.TIMELINE, "wording", 40, label(0)),
    (Form.TIMELINE, "category", 40, label(0)),
    (Form.TIMELINE, "detail", 48, label(0)),
    (Form.WAFFLE, "category", 36, label(0)),
    (Form.WAFFLE, "wording", 30, label(1)),
    (Form.STACKED, "category", 40, label(0)),
    (Form.STACKED, "wording", 30, label(1)),
    (Form.FLOW, "category", 40, label(0)),
    (Form.FLOW, "wording", 40, label(0)),
    (Form.FLOW, "detail", 40, label(0)),
    (Form.TILES, "series", 58, tile),
    (Form.TILES, "detail", 58, tile),
]


@pytest.mark.parametrize(("form", "column", "width", "text"), MARKS)
def test_words_of_a_mark_break_where_they_reach_their_width(
    form: Form, column: str, width: int, text: Callable[[Drawing], str]
):
    def shown(count: int) -> int:
        mark = row("甲", 1, series="乙", wording="1份") | {column: letters(count)}
        return text(drawn(chart(form, mark))).count("<br>")

    assert shown(width + 1) == shown(width) + 1
    assert shown(width) == shown(width - 6)


FRAME = [
    ("title", 60, -4),
    ("finding", 92, -3),
    ("source", 120, -1),
    ("notes", 120, -1),
]


@pytest.mark.parametrize(("name", "width", "at"), FRAME)
def test_words_of_a_frame_break_where_they_reach_their_width(name: str, width: int, at: int):
    def shown(count: int) -> int:
        text: Any = (letters(count),) if name == "notes" else letters(count)
        return label(at)(drawn(chart(Form.BAR, row("甲"), **{name: text}), framed=True)).count(
            "<br>"
        )

    assert shown(width + 1) == shown(width) + 1
    assert shown(width) == shown(width - 6)


@pytest.mark.parametrize(("name", "room"), [("一" * 12, 16), ("一" * 13, 14), ("一" * 18, 14)])
def test_a_detail_has_what_the_wording_leaves_and_never_less_than_seven_characters(
    name: str, room: int
):
    """24 letters of wording leave 16 of 40; 26 leave 14, and so do 36."""
    wording = name
    mark = row("甲" * 16, 1, wording=wording, detail="二" * 40)
    name_and_detail = label(0)(drawn(chart(Form.BAR, mark)))
    longest = max(line.count("二") for line in name_and_detail.split("<br>"))
    assert longest == room // 2
