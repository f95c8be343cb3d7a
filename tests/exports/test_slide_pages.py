"""What stands around a drawing on a slide, where it stands, and that nothing lies on another."""

import io
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from pptx import Presentation
from pptx.oxml.ns import qn
from pptx.util import Inches

from charts.chart import Chart, Form
from exports import Look, Order, make
from exports.look import SIZES
from exports.slides.text import cut, fitting, lines_of
from locales import LANGUAGES, Words
from tests.helpers.export_charts import chart, row
from tests.helpers.opened_slides import Shape, Slide, slides_of
from tests.helpers.small_marks import above, below, missing

LINK = "http://127.0.0.1:8501/present?charts=all"
TWO = (row("甲市", 3), row("乙市", 2))
PAPERS = ["wide", "classic", "a4", "a4_landscape"]


def slides(*subjects: Chart, **values: Any) -> list[Slide]:
    words = Words(values.pop("language", "zh"))
    return slides_of(make(Order(subjects, words, **values), "pptx").data)


def page(subject: Chart, **values: Any) -> Slide:
    return slides(subject, **values)[0]


def sides(shape: Shape) -> list[float]:
    return [round(s, 2) for s in (shape.left, shape.top, shape.width, shape.height)]


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
    with_source, without = page(subject, link=LINK), page(subject, look=Look(source_line=False))
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


def apart(slide: Slide) -> None:
    """Nothing stands outside the slide or on something else, and every text has room."""
    shapes = [shape for shape in slide.shapes if shape.name not in ("Mark", "Line")]
    for shape in slide.shapes:
        assert shape.left >= 0, shape
        assert shape.top >= 0, shape
        assert shape.width > 0, shape
        assert shape.height > 0, shape
        assert shape.right <= slide.width + 0.001, shape
        assert shape.bottom <= slide.height + 0.001, shape
        assert not shape.text or shape.needed <= shape.height + 0.001, shape
    for one, other in combinations(shapes, 2):
        if one.cells and other.cells:
            continue  # parts of one grid of squares
        beside = one.right <= other.left + 0.005 or other.right <= one.left + 0.005
        below = one.bottom <= other.top + 0.005 or other.bottom <= one.top + 0.005
        assert beside or below, (one, other)


@pytest.mark.parametrize("size", PAPERS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_lies_outside_or_on_something_else(language: str, size: str, ordered: Any) -> None:
    order = ordered(language, title="关于2024年第三季度劳动法律监督工作情况的图表", occasion="例会")
    found = slides_of(make(replace(order, look=Look(size=SIZES[size])), "pptx").data)
    assert len(found) > 20
    for slide in found:
        apart(slide)


LONG = "全市各级工会劳动法律监督组织共发出提示函和意见书" * 12
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
    slide = page(chart(Form.BAR, *TWO, **much), look=Look(size=SIZES[size]), link=LINK)
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
    assert [lines_of("a" * n, 11, wide) for n in (0, 1, 10, 11, 20, 21)] == [1, 1, 1, 2, 2, 3]
    assert [lines_of("工" * n, 11, wide) for n in (1, 5, 6, 10, 11)] == [1, 1, 2, 2, 3]
    assert lines_of("工\n会\n", 11, wide) == 3
    assert [lines_of("a" * 10, size, wide) for size in (11, 12, 22)] == [1, 2, 2]
    assert lines_of("工会", 11, 0) == 4


def test_a_text_is_cut_where_the_last_line_ends() -> None:
    wide = round(10 * 10 * 0.55 * 12700)
    assert cut("a" * 20, 10, wide, 2) == "a" * 20
    assert cut("a" * 21, 10, wide, 2) == "a" * 18 + "…"  # an ellipsis takes two letters' room
    assert cut("工" * 30, 10, wide, 1) == "工" * 4 + "…"


def test_the_first_size_that_fits_is_taken() -> None:
    wide, high = round(10 * 10 * 0.55 * 12700), round(2 * 10 * 1.3 * 12700)
    assert fitting("a" * 20, wide, high, (10.0, 5.0)) == ("a" * 20, 10)
    assert fitting("a" * 21, wide, high, (10.0, 5.0)) == ("a" * 21, 5)
    assert fitting("a" * 90, wide, high, (10.0, 5.0)) == ("a" * 78 + "…", 5)
    assert fitting("工会", wide, 0, (10.0,)) == ("工会", 10)


# Templates of a house, and the cover.


def template(folder: Path, *layouts: int, own: Any = lambda deck: None) -> Path:
    """A template with some of the library's layouts, changed by `own`."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = Inches(12), Inches(9)
    listed = deck.slide_master.slide_layouts
    for number, layout in reversed(list(enumerate(listed))):
        if number not in layouts:
            listed.remove(layout)
    own(deck)
    deck.save(str(folder / "house.pptx"))
    return folder / "house.pptx"


def without_title(deck: Any) -> None:
    for layout in deck.slide_layouts:
        for holder in list(layout.placeholders):
            if holder.placeholder_format.idx == 0:
                holder._element.getparent().remove(holder._element)


TITLE, CONTENT, ONLY, BLANK, PICTURE = 0, 1, 5, 6, 8


def holders(data: bytes) -> list[list[tuple[int, str]]]:
    """The placeholders of each slide: number and text."""
    deck = Presentation(io.BytesIO(data))
    return [
        [(p.placeholder_format.idx, p.text_frame.text) for p in slide.placeholders]
        for slide in deck.slides
    ]


def housed(path: Path, *, title: str = "第三季度", occasion: str = "例会", **more: Any) -> bytes:
    subject = chart(Form.BAR, *TWO)
    order = Order((subject,), Words("zh"), title=title, occasion=occasion, template=path, **more)
    return make(order, "pptx").data


def test_a_template_fills_its_own_placeholders(tmp_path: Path) -> None:
    data = housed(template(tmp_path, TITLE, CONTENT, ONLY), link=LINK)
    cover, slide = slides_of(data)
    assert (cover.layout, slide.layout) == ("Title Slide", "Title Only")
    assert holders(data) == [
        [(0, "第三季度"), (1, "例会\n数据版本：第1版")],
        [(0, "提示函")],
    ]
    assert [shape.text for shape in cover.shapes] == ["第三季度", "例会\n数据版本：第1版"]
    assert cover.shapes[0].lines[0].size == 0  # as the template has it
    title = slide.shapes[0]
    assert (title.left, title.width) == (0.5, 9)
    finding = slide.named("共若干份。")
    assert (finding.left, finding.top) == (title.left, pytest.approx(title.bottom, abs=0.001))
    assert "Mark" not in [shape.name for shape in (*cover.shapes, *slide.shapes)]
    apart(slide)


@pytest.mark.parametrize("layouts", [(BLANK,), (BLANK, PICTURE), (PICTURE, BLANK), (CONTENT,)])
def test_layouts_without_a_title_get_one_all_the_same(
    layouts: tuple[int, ...], tmp_path: Path
) -> None:
    path = template(tmp_path, *layouts, own=without_title)
    cover, slide = slides_of(housed(path, link=LINK))
    head = cover.named("第三季度")
    assert (sides(head), head.lines[0][2:5]) == ([0.95, 2.3, 10.1, 1.5], (38, "tx1", True))
    below_it = cover.named("例会\n数据版本：第1版")
    assert sides(below_it) == [0.95, 3.8, 10.1, 1.3]
    title = slide.named("提示函")
    assert (sides(title), title.anchor) == ([0.62, 0.42, 10.76, 0.62], "ctr")
    assert title.lines[0][2:5] == (28, "tx1", True)
    apart(cover)
    apart(slide)
    assert [len(each) for each in holders(housed(path))] == [int(layouts == (CONTENT,)), 0]


def test_a_layout_of_another_kind_leaves_no_empty_placeholder(tmp_path: Path) -> None:
    data = housed(template(tmp_path, CONTENT, PICTURE))
    cover, slide = slides_of(data)
    assert (cover.layout, slide.layout) == ("Title and Content", "Title and Content")
    assert holders(data) == [[(0, "第三季度"), (1, "例会\n数据版本：第1版")], [(0, "提示函")]]
    apart(slide)
    pictured = housed(template(tmp_path, PICTURE))
    assert holders(pictured) == [[(0, "第三季度"), (2, "例会\n数据版本：第1版")], [(0, "提示函")]]


def test_the_first_layout_with_a_title_is_taken_where_none_is_of_the_kind(tmp_path: Path) -> None:
    def blank_first(deck: Any) -> None:
        listed = deck.slide_master.slide_layouts._sldLayoutIdLst
        listed.insert(0, listed[-1])

    path = template(tmp_path, CONTENT, PICTURE, BLANK, own=blank_first)
    assert [slide.layout for slide in slides_of(housed(path))] == ["Picture with Caption"] * 2


def test_a_title_low_on_its_layout_is_moved_up_to_leave_room(tmp_path: Path) -> None:
    def lower(deck: Any) -> None:
        deck.slide_height = Inches(7.5)

    low = slides_of(housed(template(tmp_path, TITLE, own=lower)))[1]
    assert low.layout == "Title Slide"
    assert (low.shapes[0].text, low.shapes[0].top) == ("提示函", pytest.approx(0.42, abs=0.001))
    apart(low)

    def half(deck: Any) -> None:
        (layout,) = deck.slide_layouts
        (title,) = [p for p in layout.placeholders if p.placeholder_format.idx == 0]
        title.left, title.width, title.height = Inches(0.5), Inches(4), Inches(1)
        title.top = Inches(3.5)  # it ends in the very middle

    slide = slides_of(housed(template(tmp_path, ONLY, own=half)))[1]
    assert sides(slide.shapes[0]) == [0.5, 3.5, 4, 1]
    finding = slide.named("共若干份。")
    assert (finding.left, round(finding.top, 2)) == (pytest.approx(0.62, abs=0.001), 4.5)
    apart(slide)


def test_old_slides_of_a_template_are_gone(tmp_path: Path) -> None:
    def old(deck: Any) -> None:
        for text in ("旧页一", "旧页二"):
            deck.slides.add_slide(deck.slide_layouts[0]).shapes.title.text = text

    data = housed(template(tmp_path, TITLE, ONLY, own=old))
    assert [slide.shapes[0].text for slide in slides_of(data)] == ["第三季度", "提示函"]
    assert "旧页" not in str(holders(data))


def test_a_template_with_a_chinese_face_keeps_it(tmp_path: Path) -> None:
    def songti(deck: Any) -> None:
        rels = deck.slide_master.part.rels.values()
        theme = next(r.target_part for r in rels if r.reltype.endswith("/theme"))
        theme._blob = theme.blob.replace(b'<a:ea typeface=""/>', '<a:ea typeface="宋体"/>'.encode())

    def faces(path: Path) -> set[str]:
        deck = Presentation(io.BytesIO(housed(path)))
        found = deck.slides[1].shapes._spTree.iter(qn("a:ea"), qn("a:latin"))
        return {face.get("typeface") for face in found}

    assert faces(template(tmp_path, TITLE, ONLY, own=songti)) == {"+mn-ea", "+mn-lt"}
    assert faces(template(tmp_path, TITLE, ONLY)) == {"Microsoft YaHei", "+mn-lt"}


def test_the_cover_of_the_own_deck() -> None:
    order = {"title": "第三季度图表", "occasion": "例会", "link": LINK}
    cover, slide = slides(chart(Form.BAR, *TWO), **order)
    assert (cover.layout, slide.layout) == ("Title Slide", "Title Only")
    assert [(shape.text, sides(shape)) for shape in cover.shapes] == [
        ("第三季度图表", [0.95, 2.3, 11.43, 1.5]),
        ("例会\n数据版本：第1版", [0.95, 3.8, 11.43, 1.3]),
        ("", [0.95, 2.0, 0.9, 0.07]),
        (LINK, [0.95, 6.6, 11.43, 0.4]),
    ]
    title, lines, mark, address = cover.shapes
    assert title.lines[0][1:5] == ("l", 38, "tx1", True)
    assert [line[1:] for line in lines.lines] == [("l", 18, "tx2", False, 4)] * 2
    assert (mark.fill, address.lines[0][1:5], address.anchor) == (
        "accent6",
        ("l", 11, "tx2", False),
        "b",
    )
    assert cover.links == [(LINK, LINK)]


def test_a_cover_without_occasion_or_address() -> None:
    cover = slides(chart(Form.BAR, *TWO), title="第三季度")[0]
    assert [shape.text for shape in cover.shapes] == ["第三季度", "数据版本：第1版", ""]
    assert len(slides(chart(Form.BAR, *TWO))) == 1


@pytest.mark.parametrize("size", PAPERS)
def test_a_long_title_and_address_have_room_on_the_cover(size: str) -> None:
    link = LINK + "&x=" + "长x" * 300
    order = {"title": LONG, "occasion": LONG, "link": link, "look": Look(size=SIZES[size])}
    cover = slides(chart(Form.BAR, *TWO), **order)[0]
    apart(cover)
    assert cover.shapes[0].text.startswith(LONG[:40])
    ((shown, followed),) = cover.links
    assert (followed, shown[-1], shown[:-1]) == (link, "…", link[: len(shown) - 1])


@pytest.mark.parametrize(
    ("letters", "size"), [(39, 38), (40, 32), (46, 32), (47, 26), (84, 26), (87, 22)]
)
def test_the_title_of_the_cover_is_as_large_as_it_has_room(letters: int, size: float) -> None:
    cover = slides(chart(Form.BAR, *TWO), title="题" * letters)[0]
    assert (cover.shapes[0].text, cover.shapes[0].lines[0].size) == ("题" * letters, size)


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
    data = make(
        Order((chart(Form.BAR, *TWO),), Words("zh"), look=Look(size=SIZES[size])), "pptx"
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


# How charts are cut into slides.


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
        order = Order((chart(Form.BAR, *TWO),), Words("zh"), look=Look(theme=theme), title="题")
        data = make(order, "pptx").data
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
    deck = Presentation(io.BytesIO(make(Order((chart(Form.BAR, *TWO),), Words("zh")), "pptx").data))
    assert not [r for r in deck.part.rels.values() if r.reltype.endswith("/printerSettings")]


def test_open_sides_are_named_below_once(ordered: Any) -> None:
    marks = (above("甲", 2), above("乙", 3), below("丙", 4))
    slide = page(chart(Form.BAR, *marks))
    assert slide.named("▷ 未报告上限；◁ 未报告下限")
