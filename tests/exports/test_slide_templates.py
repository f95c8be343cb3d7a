"""Templates of a house and the cover: placeholders, layouts without a title, faces, room."""

import io
from pathlib import Path
from typing import Any

import pytest
from pptx import Presentation
from pptx.oxml.ns import qn
from pptx.util import Inches

from charts.chart import Form
from exports import ExportOptions, ExportRequest, run_export
from exports.export_options import SIZES
from locales import Words
from tests.helpers.export_charts import chart
from tests.helpers.opened_slides import slides_of
from tests.helpers.slide_pages import LINK, LONG, PAPERS, TWO, apart, sides, slides


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
    order = ExportRequest(
        (subject,), Words("zh"), title=title, occasion=occasion, template=path, **more
    )
    return run_export(order, "pptx").data


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
    ]
    title, lines, mark = cover.shapes
    assert title.lines[0][1:5] == ("l", 38, "tx1", True)
    assert [line[1:] for line in lines.lines] == [("l", 18, "tx2", False, 4)] * 2
    assert mark.fill == "accent6"
    assert cover.links == []  # the address stands on each slide


def test_a_cover_without_occasion() -> None:
    cover = slides(chart(Form.BAR, *TWO), title="第三季度")[0]
    assert [shape.text for shape in cover.shapes] == ["第三季度", "数据版本：第1版", ""]
    assert len(slides(chart(Form.BAR, *TWO))) == 1


@pytest.mark.parametrize("size", PAPERS)
def test_a_long_title_and_occasion_have_room_on_the_cover(size: str) -> None:
    order = {"title": LONG, "occasion": LONG, "options": ExportOptions(size=SIZES[size])}
    cover = slides(chart(Form.BAR, *TWO), **order)[0]
    apart(cover)
    assert cover.shapes[0].text.startswith(LONG[:40])


@pytest.mark.parametrize(
    ("letters", "size"), [(39, 38), (40, 32), (46, 32), (47, 26), (84, 26), (87, 22)]
)
def test_the_title_of_the_cover_is_as_large_as_it_has_room(letters: int, size: float) -> None:
    cover = slides(chart(Form.BAR, *TWO), title="题" * letters)[0]
    assert (cover.shapes[0].text, cover.shapes[0].lines[0].size) == ("题" * letters, size)
