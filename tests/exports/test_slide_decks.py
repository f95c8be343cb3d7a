"""Decks as a whole: sizes, how charts are cut into slides, colours, what they carry along."""

import io
from typing import Any

import pytest
from pptx import Presentation

from charts.chart import Form
from exports import ExportOptions, ExportRequest, run_export
from exports.export_options import SIZES
from locales import Words
from tests.helpers.export_charts import chart, row
from tests.helpers.opened_slides import slides_of
from tests.helpers.slide_pages import TWO, page, slides
from tests.helpers.small_marks import above, below


@pytest.mark.parametrize(
    ("size", "width", "height"),
    [
        ("wide", 13.333, 7.5),
        ("square", 13.333, 7.5),
        ("classic", 10, 7.5),
        ("a4_landscape", 11.69, 8.27),
        ("a4", 7.5, 10.61),
    ],
)
def test_slides_have_the_size_that_was_asked_for(size: str, width: float, height: float) -> None:
    data = run_export(
        ExportRequest(
            (chart(Form.BAR, *TWO),), Words("zh"), options=ExportOptions(size=SIZES[size])
        ),
        "pptx",
    ).data
    (slide,) = slides_of(data)
    assert (slide.width, slide.height) == pytest.approx((width, height), abs=0.001)
    deck = Presentation(io.BytesIO(data))
    for layout in deck.slide_layouts:
        for holder in layout.placeholders:
            assert (holder.left + holder.width) / 914400 <= width + 0.001
            assert (holder.top + holder.height) / 914400 <= height + 0.001
    title = next(p for p in deck.slide_master.placeholders if p.placeholder_format.idx == 0)
    assert title.width / 914400 == pytest.approx(width * 0.9, abs=0.001)
    assert title.top / 914400 == pytest.approx(height * 0.04, abs=0.001)


def test_more_marks_than_a_slide_holds_go_on_in_order() -> None:
    for form, most in ((Form.BAR, 12), (Form.DOTS, 12), (Form.RANKING, 20)):
        marks = [row(f"地区{n}", n) for n in range(2 * most + 1)]
        found = slides(chart(form, *marks[: 2 * most]), chart(form, *marks))
        names = [slide.charts[0][1].categories for slide in found]
        assert [len(each) for each in names] == [most, most, most, most, 1]
        assert [name for part in names[2:] for name in part] == [m["category"] for m in marks]
        again = "提示函（续）"
        assert [s.shapes[0].text for s in found] == ["提示函", again, "提示函", again, again]


def test_seven_events_fit_a_slide_and_the_eighth_goes_on() -> None:
    events = [row(f"事件{n}", wording=f"2024年{n}月") for n in range(1, 9)]
    found = slides(chart(Form.TIMELINE, *events))
    texts = [[shape.text for shape in slide.shapes] for slide in found]
    assert ["事件7" in each for each in texts] == [True, False]
    assert ["事件8" in each for each in texts] == [False, True]


def test_a_chart_of_nothing_has_its_words_and_no_drawing() -> None:
    (slide,) = slides(chart(Form.BAR))
    assert slide.charts == []
    assert [shape.text for shape in slide.shapes[:3]] == ["提示函", "", "共若干份。"]


def test_a_dark_deck_is_light_on_dark_in_the_colours_of_the_charts() -> None:
    for theme in ("light", "dark"):
        order = ExportRequest(
            (chart(Form.BAR, *TWO),), Words("zh"), options=ExportOptions(theme=theme), title="题"
        )
        data = run_export(order, "pptx").data
        deck = Presentation(io.BytesIO(data))
        rels = deck.slide_master.part.rels.values()
        xml = next(r.target_part for r in rels if r.reltype.endswith("/theme")).blob.decode()
        used = {
            name: xml.split(f"<a:{name}>")[1].split('val="')[1][:6]
            for name in ("dk1", "lt1", "dk2", "lt2", "accent1", "accent5", "accent6", "hlink")
        }
        mapped = deck.slide_master._element.find("{*}clrMap").attrib
        shown = {name: used[mapped[name]] for name in ("bg1", "tx1", "bg2", "tx2")}
        assert (
            shown
            == {
                "light": {"bg1": "FFFFFF", "tx1": "1F2328", "bg2": "E3E6EA", "tx2": "5F6670"},
                "dark": {"bg1": "141517", "tx1": "E8EAED", "bg2": "2C323A", "tx2": "A2A9B4"},
            }[theme]
        )
        series = {"light": ("2F6690", "3F444D", "B5121B"), "dark": ("7DB4DC", "D5D9DF", "FF6B70")}
        assert (used["accent1"], used["accent5"], used["accent6"]) == series[theme]
        assert used["hlink"] == used["accent1"]
        assert '<a:latin typeface="Arial"/>' in xml
        assert (
            'typeface="Calibri"' not in xml.split("<a:minorFont>")[0].split("<a:majorFont>")[1][:60]
        )
        assert deck.core_properties.title == "题"
        assert deck.core_properties.author == ""


def test_no_printer_of_the_librarys_author_is_asked() -> None:
    deck = Presentation(
        io.BytesIO(run_export(ExportRequest((chart(Form.BAR, *TWO),), Words("zh")), "pptx").data)
    )
    assert not [r for r in deck.part.rels.values() if r.reltype.endswith("/printerSettings")]


def test_open_sides_are_named_below_once(ordered: Any) -> None:
    marks = (above("甲", 2), above("乙", 3), below("丙", 4))
    slide = page(chart(Form.BAR, *marks))
    assert slide.named("▷ 未报告上限；◁ 未报告下限")
