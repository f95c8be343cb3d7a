"""What stands around a drawing on a slide, where it stands, and that nothing lies on another."""

from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from charts.chart import Form
from exports import ExportOptions, run_export
from exports.export_options import SIZES
from exports.slides.text_layout import count_lines, fit_text, truncate_lines
from locales import LANGUAGES
from tests.helpers.export_charts import chart, row
from tests.helpers.opened_slides import slides_of
from tests.helpers.slide_pages import LINK, LONG, PAPERS, TWO, apart, page, sides, slides
from tests.helpers.small_marks import above, missing


def test_everything_stands_in_its_place() -> None:
    subject = chart(Form.BAR, above("甲", 2), missing("乙"), notes=("注：一。", "注：二。"))
    slide = page(subject, link=LINK)
    assert [(shape.text, sides(shape)) for shape in slide.shapes] == [
        ("提示函", [0.62, 0.42, 12.09, 0.62]),
        ("", [0, 0.42, 0.14, 0.62]),
        ("共若干份。", [0.62, 1.04, 9.69, 0.4]),
        ("单位：份", [10.31, 1.04, 2.4, 0.32]),
        ("‹#›", [12.11, 6.94, 0.6, 0.26]),
        (f"数据来源：某报 · 第1版　{LINK}", [0.62, 6.94, 11.49, 0.26]),
        ("注：一。\n注：二。\n▷ 未报告上限", [0.62, 6.31, 12.09, 0.63]),
        ("", [0.62, 2.43, 12.09, 2.5]),
    ]
    assert (slide.width, slide.height) == pytest.approx((13.333, 7.5), abs=0.001)
    mark = slide.shapes[1]
    assert (mark.fill, mark.form, mark.outline) == ("accent6", "rect", "")


def test_texts_have_their_size_colour_weight_and_side() -> None:
    subject = chart(Form.BAR, above("甲", 2), notes=("注：一。",))
    shapes = {shape.text: shape for shape in page(subject, link=LINK).shapes}
    note = "注：一。\n▷ 未报告上限"
    told = {
        text: (shapes[text].anchor, *{line[1:5] for line in shapes[text].lines})
        for text in ("提示函", "共若干份。", "单位：份", "‹#›", note)
    }
    assert told == {
        "提示函": ("ctr", ("l", 28, "tx1", True)),
        "共若干份。": ("t", ("l", 16, "tx2", False)),
        "单位：份": ("t", ("r", 12, "tx2", False)),
        "‹#›": ("b", ("r", 10, "tx2", False)),
        note: ("b", ("l", 11, "tx2", False)),
    }
    source = shapes[f"数据来源：某报 · 第1版　{LINK}"]
    assert (source.anchor, source.lines[0][1:5]) == ("b", ("l", 10, "tx2", False))


def test_without_finding_or_unit_their_places_are_free() -> None:
    full = page(chart(Form.BAR, *TWO))
    silent = page(chart(Form.BAR, *TWO, finding=""))
    plain = page(chart(Form.BAR, *TWO, unit=""))
    bare = page(chart(Form.BAR, *TWO, unit="", finding=""))
    assert [len(slide.shapes) for slide in (full, silent, plain, bare)] == [7, 6, 6, 5]
    assert plain.named("共若干份。").width == pytest.approx(12.09, abs=0.01)
    tops = {round(slide.charts[0][0].top, 3) for slide in (full, silent, plain, bare)}
    assert len(tops) == 1


def test_without_a_source_line_notes_keep_clear_of_the_number() -> None:
    subject = chart(Form.BAR, *TWO, notes=("注：" + "长" * 60,))
    with_source, without = (
        page(subject, link=LINK),
        page(subject, options=ExportOptions(source_line=False)),
    )
    assert len(with_source.shapes) == len(without.shapes) + 1
    assert without.links == []
    assert not [shape for shape in without.shapes if "数据来源" in shape.text]
    apart(without)


def test_an_address_is_followed_whole_and_shown_short() -> None:
    long = LINK + "&more=" + "x" * 60
    ends = [LINK + "x" * (n - len(LINK)) for n in (72, 73)]
    shown = [page(chart(Form.BAR, *TWO), link=link).links for link in (LINK, long, *ends)]
    assert shown == [
        [(LINK, LINK)],
        [(long[:71] + "…", long)],
        [(ends[0], ends[0])],
        [(ends[1][:71] + "…", ends[1])],
    ]
    for bad in ("javascript:alert(1)", "file:///etc/passwd", "manage.py"):
        slide = page(chart(Form.BAR, *TWO), link=bad)
        assert slide.links == []
        assert slide.named(f"数据来源：某报 · 第1版　{bad}")
    assert page(chart(Form.BAR, *TWO)).named("数据来源：某报 · 第1版")


def test_each_chart_has_its_own_address_else_that_of_the_choice() -> None:
    subjects = [chart(Form.BAR, *TWO, title=title) for title in "甲乙丙"]
    found = slides(*subjects, link=LINK, links=("http://h/1", ""))
    assert [[url for _, url in slide.links] for slide in found] == [["http://h/1"], [LINK], [LINK]]


FIGURES = pd.DataFrame(
    [
        ("teams.p.330200..2024", "330200", "2024", "3支", "s", "¶1"),
        ("teams.p.330100..2023", "330100", "2023", "近2支", "t", "art ¶2"),
    ],
    columns=["key", "ref_area", "time_period", "as_reported", "source", "locator"],
)


def test_the_speaker_reads_the_finding_and_where_each_figure_stands() -> None:
    keys = ("teams.p.330200..2024", "teams.p.330100..2023")
    marks = (row("甲", 3, figures=keys), row("乙", 2, figures=(keys[0], "unknown")))
    assert page(chart(Form.BAR, *marks), figures=FIGURES).notes == [
        "共若干份。",
        "· teams（330200，2024年）：3支。出处：s，¶1。",
        "· teams（330100，2023年）：近2支。出处：t，art ¶2。",
        "数据来源：某报 · 第1版",
    ]
    assert page(chart(Form.BAR, *marks, finding="")).notes == ["数据来源：某报 · 第1版"]


@pytest.mark.parametrize("size", PAPERS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_lies_outside_or_on_something_else(language: str, size: str, ordered: Any) -> None:
    order = ordered(language, title="关于2024年第三季度劳动法律监督工作情况的图表", occasion="例会")
    found = slides_of(
        run_export(replace(order, options=ExportOptions(size=SIZES[size])), "pptx").data
    )
    assert len(found) > 20
    for slide in found:
        apart(slide)


MUCH = {
    "title": LONG,
    "finding": LONG,
    "source": LONG,
    "notes": (LONG, LONG, LONG, LONG),
}


@pytest.mark.parametrize("size", PAPERS)
@pytest.mark.parametrize("given", [*MUCH, "all"])
def test_however_much_is_said_the_chart_keeps_its_room(given: str, size: str) -> None:
    much: dict[str, Any] = MUCH if given == "all" else {given: MUCH[given]}
    slide = page(chart(Form.BAR, *TWO, **much), options=ExportOptions(size=SIZES[size]), link=LINK)
    apart(slide)
    shape = slide.charts[0][0]
    assert shape.height >= 1.5
    for name in ("finding", "notes"):
        for text in [much.get(name, "")] if name == "finding" else much.get(name, ()):
            shown = any(text in each.text for each in slide.shapes)
            assert shown or text in slide.notes
    assert any("数据来源" in each.text or LONG in each.text for each in slide.shapes)


def test_notes_without_room_are_cut_and_read_by_the_speaker() -> None:
    notes = tuple(f"注{n}：" + "长" * 200 for n in range(8))
    slide = page(chart(Form.BAR, *TWO, notes=notes))
    shown = next(shape for shape in slide.shapes if shape.text.startswith("注0"))
    lines = shown.text.split("\n")
    assert lines[:-1] == list(notes[: len(lines) - 1])
    assert lines[-1].endswith("…")
    assert lines[-1][:-1] == notes[len(lines) - 1][: len(lines[-1]) - 1]
    assert slide.notes == ["共若干份。", *notes[len(lines) - 1 :], "数据来源：某报 · 第1版"]
    whole = page(chart(Form.BAR, *TWO, notes=notes[:2]))
    assert whole.notes == ["共若干份。", "数据来源：某报 · 第1版"]


@pytest.mark.parametrize(
    ("letters", "size"),
    [(28, 28), (29, 22), (35, 22), (36, 17), (92, 17), (93, 17), (94, 14), (300, 12)],
)
def test_a_title_is_written_as_large_as_it_has_room(letters: int, size: float) -> None:
    title = page(chart(Form.BAR, *TWO, title="题" * letters)).shapes[0]
    assert title.lines[0].size == size
    assert title.lines[0].bold
    assert (title.text == "题" * letters) == (letters < 300)
    assert title.needed <= title.height


@pytest.mark.parametrize(
    ("letters", "unit", "size", "height"),
    [
        (39, "份", 16, 0.4),
        (40, "份", 16, 0.72),
        (49, "", 16, 0.4),
        (50, "", 16, 0.72),
        (237, "份", 16, 2.0),
        (238, "份", 14, 1.76),
    ],
)
def test_the_chart_begins_below_the_last_line_of_the_finding(
    letters: int, unit: str, size: float, height: float
) -> None:
    slide = page(chart(Form.TREND, *TWO, finding="述" * letters, unit=unit))
    finding = slide.named("述" * letters)
    assert (finding.lines[0].size, round(finding.height, 2)) == (size, height)
    assert slide.charts[0][0].top == pytest.approx(finding.bottom + 0.12, abs=0.001)


def test_lines_are_counted_by_the_room_of_letters() -> None:
    wide = round(10 * 11 * 0.55 * 12700)  # ten Latin letters of 11 points
    assert [count_lines("a" * n, 11, wide) for n in (0, 1, 10, 11, 20, 21)] == [1, 1, 1, 2, 2, 3]
    assert [count_lines("工" * n, 11, wide) for n in (1, 5, 6, 10, 11)] == [1, 1, 2, 2, 3]
    assert count_lines("工\n会\n", 11, wide) == 3
    assert [count_lines("a" * 10, size, wide) for size in (11, 12, 22)] == [1, 2, 2]
    assert count_lines("工会", 11, 0) == 4


def test_a_text_is_cut_where_the_last_line_ends() -> None:
    wide = round(10 * 10 * 0.55 * 12700)
    assert truncate_lines("a" * 20, 10, wide, 2) == "a" * 20
    assert (
        truncate_lines("a" * 21, 10, wide, 2) == "a" * 18 + "…"
    )  # an ellipsis takes two letters' room
    assert truncate_lines("工" * 30, 10, wide, 1) == "工" * 4 + "…"


def test_the_first_size_that_fits_is_taken() -> None:
    wide, high = round(10 * 10 * 0.55 * 12700), round(2 * 10 * 1.3 * 12700)
    assert fit_text("a" * 20, wide, high, (10.0, 5.0)) == ("a" * 20, 10)
    assert fit_text("a" * 21, wide, high, (10.0, 5.0)) == ("a" * 21, 5)
    assert fit_text("a" * 90, wide, high, (10.0, 5.0)) == ("a" * 78 + "…", 5)
    assert fit_text("工会", wide, 0, (10.0,)) == ("工会", 10)
