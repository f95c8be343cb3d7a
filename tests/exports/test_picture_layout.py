"""How one picture is laid out, without a browser: sizes, scales, margins, covers."""

import json
import re
from dataclasses import replace
from typing import Any

import pytest

from charts.chart import Chart, Form
from charts.render.plotly import draw_chart
from exports import SIZES, ExportError, ExportOptions, PictureSize
from exports.chart_json import DOWNLOAD_SIZE, serialize_chart
from exports.pictures import (
    chart_image,
    chromium_availability,
    cover_image,
    pdf_and_long_image,
    sanitize,
)
from exports.pictures import picture_layout as layout_pictures
from exports.pictures.pdf_and_long_image import (
    ImageFrame,
    prefix_ids,
    render_long_image,
    render_pdf,
)
from tests.helpers.asked_browser import Kept
from tests.helpers.export_charts import chart, row
from tests.helpers.small_marks import KINDS
from tests.helpers.written_pages import parsed

BARS = chart(Form.BAR, row("甲", 3), row("乙", 2), notes=("注：一。",))


SVG = b'<svg class="main-svg" xmlns="http://www.w3.org/2000/svg" width="760" height="300"/>'


class Asked:
    """Stands where the browser is asked, and keeps what it was asked for."""

    def __init__(self, answer: bytes = SVG) -> None:
        self.answer = answer
        self.requests: list[dict[str, Any]] = []

    def render(self, chromium: str, request: dict[str, Any]) -> bytes:
        """Answer a request."""
        assert chromium
        self.requests.append(request)
        return self.answer


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Asked:
    found = Asked()
    monkeypatch.setattr(chromium_availability, "find_chromium", lambda: "/usr/bin/chromium")
    monkeypatch.setattr(
        chromium_availability,
        "_read_font_coverage",
        Kept(lambda: (range(0x2E80, 0xE000), range(0xF900, 0xFFF0))),
    )
    monkeypatch.setattr(chart_image, "CHROMIUM_POOL", found)
    monkeypatch.setattr(pdf_and_long_image, "CHROMIUM_POOL", found)
    return found


@pytest.mark.parametrize(
    ("size", "natural", "width", "height", "scale", "spare"),
    [
        ("wide", 300, 760, 427.5, 1080 / 427.5, 127.5),
        ("wide", 427.5, 760, 427.5, 1080 / 427.5, 0),
        ("wide", 428, 1920 / (1080 / 428), 428, 1080 / 428, 0),
        ("wide_4k", 300, 760, 427.5, 2160 / 427.5, 127.5),
        ("classic", 1140, 1520, 1140, 1200 / 1140, 0),
        ("square", 300, 760, 760, 1080 / 760, 460),
        ("a4", 300, 760, 760 * 3508 / 2480, 2480 / 760, 760 * 3508 / 2480 - 300),
        ("wechat_cover", 766, 1800, 766, 0.5, 0),
        ("long", 300, 760, 300, 1080 / 760, 0),
        ("long", 9000, 760, 9000, 1080 / 760, 0),
    ],
)
def test_a_drawing_is_fitted_without_being_stretched(
    size: str, natural: float, width: float, height: float, scale: float, spare: float
) -> None:
    place = layout_pictures.fit_picture(SIZES[size], natural)
    found = (place.width, place.height, place.scale, place.spare)
    assert found == pytest.approx((width, height, scale, spare))
    if SIZES[size].height:
        pixels = (place.width * place.scale, place.height * place.scale)
        assert pixels == pytest.approx((SIZES[size].width, SIZES[size].height))


@pytest.mark.parametrize(
    ("size", "width", "height"),
    [
        ("wide", 960, 540),
        ("wide_4k", 960, 540),
        ("classic", 720, 540),
        ("a4", 595.18, 841.89),
        ("a4_landscape", 842.1, 595.28),
        ("wechat_cover", 675, 287.25),
        ("square", 540, 540),
    ],
)
def test_a_page_on_paper_has_the_proportions_of_the_picture(
    size: str, width: float, height: float
) -> None:
    assert SIZES[size].page == pytest.approx((width, height), abs=0.1)


def test_sizes_are_those_that_readers_choose_from() -> None:
    assert {name: (size.width, size.height) for name, size in SIZES.items()} == {
        "wide": (1920, 1080),
        "wide_4k": (3840, 2160),
        "classic": (1600, 1200),
        "a4": (2480, 3508),
        "a4_landscape": (3508, 2480),
        "wechat_cover": (900, 383),
        "square": (1080, 1080),
        "long": (1080, 0),
    }
    assert {name == size.name for name, size in SIZES.items()} == {True}
    look = ExportOptions()
    assert (look.theme, look.size.name, look.transparent, look.source_line) == (
        *("light", "wide"),
        *(False, True),
    )


def test_spare_room_goes_above_and_below_the_drawing() -> None:
    drawing = draw_chart(BARS, framed=True)
    before = drawing["layout"]["margin"]
    place = layout_pictures.fit_picture(SIZES["square"], drawing["layout"]["height"])
    layout = chart_image.prepare_drawing(drawing, place, ExportOptions())["layout"]
    assert (layout["width"], layout["height"]) == (760.01, 760.01)
    assert layout["autosize"] is False
    assert layout["margin"]["t"] == pytest.approx(before["t"] + place.spare * 0.45)
    assert layout["margin"]["b"] == pytest.approx(before["b"] + place.spare * 0.55)
    assert (layout["margin"]["l"], layout["margin"]["r"]) == (before["l"], before["r"])
    assert "width" not in drawing["layout"]  # the drawing itself is left as it was
    assert drawing["layout"]["margin"] == before
    bare = chart_image.prepare_drawing(
        {"data": [], "layout": {"height": 100}},
        layout_pictures.fit_picture(SIZES["wide"], 100),
        ExportOptions(),
    )
    assert bare["layout"]["margin"] == pytest.approx({"t": 327.5 * 0.45, "b": 327.5 * 0.55})


def test_a_transparent_picture_has_no_ground_behind_paper_plot_and_labels() -> None:
    drawing = draw_chart(BARS, framed=True)
    drawing["layout"]["annotations"][0]["bgcolor"] = "#ABCDEF"
    place = layout_pictures.fit_picture(SIZES["wide"], drawing["layout"]["height"])
    opaque = chart_image.prepare_drawing(drawing, place, ExportOptions())["layout"]
    clear = chart_image.prepare_drawing(drawing, place, ExportOptions(transparent=True))["layout"]
    assert (opaque["paper_bgcolor"], clear["paper_bgcolor"]) == ("#FFFFFF", "rgba(0,0,0,0)")
    assert clear["plot_bgcolor"] == "rgba(0,0,0,0)"
    grounds = [label.get("bgcolor") for label in clear["annotations"]]
    assert grounds[:4] == ["#ABCDEF", *["rgba(0,0,0,0)"] * 3]
    assert [label.get("bgcolor") for label in opaque["annotations"]][1:4] == ["#FFFFFF"] * 3
    marks = chart_image.prepare_drawing(drawing, place, ExportOptions(transparent=True))["data"]
    assert [m["marker"] for m in marks] == [
        m["marker"] for m in sanitize.sanitize_drawing(drawing)["data"]
    ]


@pytest.mark.parametrize(("kind", "scale"), [("png", 1080 / 427.5), ("svg", 1)])
def test_the_browser_is_asked_for_the_size_and_kind(kind: Any, scale: float, asked: Asked) -> None:
    assert chart_image.render_chart(BARS, ExportOptions(), kind) == SVG
    (request,) = asked.requests
    assert request["options"] == {
        "format": kind,
        "width": pytest.approx(760.01),
        "height": pytest.approx(427.51),
        "scale": pytest.approx(scale),
    }
    assert request["drawing"]["layout"]["width"] == pytest.approx(760.01)
    asked.answer = b"<svg><script/></svg>"
    if kind == "svg":
        with pytest.raises(ExportError, match="picture_failed"):
            chart_image.render_chart(BARS, ExportOptions(), kind)
    else:
        assert chart_image.render_chart(BARS, ExportOptions(), kind) == asked.answer


def words_in(drawing: dict[str, Any]) -> list[str]:
    return [label["text"] for label in drawing["layout"]["annotations"]]


def test_a_picture_has_title_finding_unit_and_source_unless_they_stand_elsewhere() -> None:
    framed, _ = chart_image.compose_chart(BARS, ExportOptions())
    assert words_in(framed)[-4:] == [
        *("<b>提示函</b>", "共若干份。", "单位：份", "注：一。<br>数据来源：某报 · 第1版"),
    ]
    without, _ = chart_image.compose_chart(BARS, ExportOptions(source_line=False))
    assert words_in(without)[-1] == "注：一。"
    bare, place = chart_image.compose_chart(BARS, ExportOptions(), framed=False)
    assert words_in(bare) == words_in(framed)[:4]
    assert place == layout_pictures.fit_picture(SIZES["wide"], bare["layout"]["height"])
    dark, _ = chart_image.compose_chart(BARS, ExportOptions(theme="dark"))
    assert dark["layout"]["paper_bgcolor"] == "#141517"


def test_only_a_small_cover_whose_marks_could_not_be_read_has_words_alone() -> None:
    def drawn(rows: int, size: str) -> tuple[float, bool]:
        subject = chart(Form.BAR, *(row(f"地区{n}", n) for n in range(rows)))
        natural = draw_chart(subject, framed=True)["layout"]["height"]
        drawing, _ = chart_image.compose_chart(subject, ExportOptions(size=SIZES[size]))
        return natural, "地区0" in words_in(drawing)

    heights = [drawn(rows, "wechat_cover") for rows in range(2, 12)]
    assert {height <= 383 / 0.75 for height, _ in heights} == {True, False}
    assert all(marks == (height <= 383 / 0.75) for height, marks in heights)
    assert all(drawn(20, size)[1] for size in SIZES if size != "wechat_cover")
    _, place = chart_image.compose_chart(
        chart(Form.BAR, *KINDS), ExportOptions(size=SIZES["wechat_cover"])
    )
    assert (place.height, place.spare) == (324, pytest.approx(0, abs=1))


def test_a_cover_of_words_has_title_finding_and_source_below_each_other() -> None:
    subject = chart(Form.BAR, title="题" * 30, finding="述" * 40)
    drawing = cover_image.draw_cover(subject, "light")
    labels = drawing["layout"]["annotations"]
    assert [(label["x"], label["y"], label["font"]) for label in labels] == [
        (40, 262, {"size": 34, "color": "#1F2328"}),
        (40, 170, {"size": 20, "color": "#5F6670"}),
        (40, 44, {"size": 13, "color": "#5F6670"}),
    ]
    assert [label["text"] for label in labels] == [
        f"<b>{'题' * 18}<br>{'题' * 12}</b>",
        f"{'述' * 32}<br>{'述' * 8}",
        "数据来源：某报 · 第1版",
    ]
    anchors = {(e["xanchor"], e["yanchor"], e["align"], e["showarrow"]) for e in labels}
    assert anchors == {("left", "top", "left", False)}
    layout = drawing["layout"]
    assert (layout["height"], layout["xaxis"]["range"], layout["yaxis"]["range"]) == (
        *(324, [0, 760]),
        [0, 324],
    )
    assert layout["margin"] == {"l": 0, "r": 0, "t": 0, "b": 0}
    assert (layout["xaxis"]["visible"], layout["yaxis"]["visible"]) == (False, False)
    (bar,) = layout["shapes"]
    assert [bar[name] for name in ("type", "x0", "y0", "x1", "y1", "fillcolor")] == [
        *("rect", 0, 0, 10, 324, "#B5121B"),
    ]
    assert bar["line"] == {"width": 0}
    (trace,) = drawing["data"]
    assert (trace["type"], trace["opacity"]) == ("scatter", 0)
    tops = [label["y"] for label in labels]
    lines = [label["text"].count("<br>") + 1 for label in labels]
    sizes = [label["font"]["size"] for label in labels]
    for at in range(2):  # no text runs into the one below
        assert tops[at] - lines[at] * sizes[at] * 1.3 >= tops[at + 1]
    dark = cover_image.draw_cover(subject, "dark")["layout"]
    assert (dark["paper_bgcolor"], dark["plot_bgcolor"]) == ("#141517", "#141517")


def test_every_text_of_a_drawing_is_looked_through_for_letters() -> None:
    value = {"a": "甲", "b": [{"c": "乙"}, ("丙", 1, None)], "d": 2.5}
    assert list(chart_image.iterate_texts(value)) == ["甲", "乙", "丙"]


def test_what_a_browser_paints_has_its_size_name_and_words() -> None:
    drawn = json.loads(serialize_chart(BARS, ExportOptions(size=DOWNLOAD_SIZE)))
    layout = drawn["layout"]
    height = draw_chart(BARS, framed=True)["layout"]["height"]
    assert (drawn["name"], drawn["alt"], drawn["ground"]) == (
        *("提示函_2024年", "提示函。共若干份。"),
        "#FFFFFF",
    )
    assert (drawn["width"], drawn["height"]) == (760.01, height + 0.01)
    assert drawn["scale"] == pytest.approx(1920 / 760, abs=1e-5)
    assert (layout["width"], layout["height"]) == (760.01, height + 0.01)
    assert {trace["hoverinfo"] for trace in drawn["data"]} == {"skip"}
    assert not [t for t in drawn["data"] if {"customdata", "hovertext"} & set(t)]
    english = json.loads(serialize_chart(replace(BARS, language="en", period=""), ExportOptions()))
    assert (english["alt"], english["name"]) == ("提示函. 共若干份。", "提示函")
    told = layout.get("template", {}).get("data", {})
    assert set(told) <= {"bar", "scatter"}


def test_what_a_browser_paints_may_stand_in_an_attribute() -> None:
    odd = chart(Form.BAR, row("<'&>", 1), title="<'&>")
    text = serialize_chart(odd, ExportOptions())
    assert not re.search("[<>&']", text)
    assert json.loads(text)["alt"].startswith("<'&>。")


def test_only_the_first_marks_are_painted() -> None:
    many = chart(Form.BAR, *(row(f"区{n}", n) for n in range(401)))
    drawn = json.loads(serialize_chart(many, ExportOptions(size=DOWNLOAD_SIZE)))
    assert "仅列前400项，其余1项见数据页。" in "".join(words_in(drawn))


def page_asked(asked: Asked) -> tuple[Any, dict[str, Any]]:
    request = asked.requests[-1]
    return parsed(request["page"].encode()), request


@pytest.mark.parametrize(
    ("size", "paper"),
    [
        ("wide", "960.00pt 540.00pt"),
        ("a4", "595.18pt 841.89pt"),
        ("long", "595.18pt 841.89pt"),
        ("square", "540.00pt 540.00pt"),
    ],
)
def test_a_pdf_has_a_page_of_its_size_for_each_chart(size: str, paper: str, asked: Asked) -> None:
    heard: list[tuple[int, int]] = []
    look = ExportOptions(size=SIZES[size], transparent=True, theme="dark")
    assert render_pdf((BARS, BARS), look, lambda done, of: heard.append((done, of))) == SVG
    assert heard == [(1, 3), (2, 3)]
    page, request = page_asked(asked)
    assert request["print"] is True
    assert len(list(page.iter("section"))) == 2
    style = page.findtext(".//style")
    width, height = paper.split()
    assert f"@page{{size:{paper};margin:0}}" in style
    assert f"section{{width:{width};height:{height};break-after:page" in style
    assert "background:#141517;color:#E8EAED" in style
    drawings = [each["drawing"]["layout"] for each in asked.requests[:2]]
    assert {each["paper_bgcolor"] for each in drawings} == {"#141517"}  # paper is not seen through
    ratio = {round(each["width"] / each["height"], 2) for each in drawings}
    assert ratio == {round(float(width[:-2]) / float(height[:-2]), 2)}


def test_a_long_picture_has_its_head_charts_and_foot_in_order(asked: Asked) -> None:
    heard: list[tuple[int, int]] = []
    frame = ImageFrame("报<告>", "例会", ("数据版本：第1版", "http://h"), "http://h")
    look = ExportOptions(transparent=True)
    render_long_image((BARS, BARS), look, frame, lambda done, of: heard.append((done, of)))
    assert heard == [(1, 3), (2, 3)]
    page, request = page_asked(asked)
    body = page.find("body")
    assert [each.tag for each in body] == ["header", "svg", "svg", "footer"]
    assert page.findtext(".//h1") == "报<告>"
    assert [p.text for p in body.iter("p")] == ["例会", "数据版本：第1版", "http://h"]
    assert (request["width"], request["scale"]) == (760, pytest.approx(1080 / 760))
    policy = next(e.get("content") for e in page.iter("meta") if e.get("http-equiv"))
    assert policy == "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
    assert {each["drawing"]["layout"]["width"] for each in asked.requests[:2]} == {760.01}
    assert {each["drawing"]["layout"]["paper_bgcolor"] for each in asked.requests[:2]} == {
        "#FFFFFF"
    }


@pytest.mark.parametrize(
    ("heights", "scale"),
    [
        ([300], 1080 / 760),
        ([10559], 1080 / 760),
        ([10560], 16000 / 11260),
        ([9000, 9000], 16000 / 18700),
    ],
)
def test_a_very_long_picture_is_made_narrower(
    heights: list[int], scale: float, asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = list(heights)

    def paint(*what: Any) -> bytes:
        return SVG.replace(b'height="300"', f'height="{left.pop(0)}"'.encode())

    monkeypatch.setattr(pdf_and_long_image, "render_chart", paint)
    render_long_image([BARS] * len(heights), ExportOptions(), ImageFrame("报告"))
    assert asked.requests[-1]["scale"] == pytest.approx(scale)
    assert asked.requests[-1]["scale"] <= 1080 / 760
    high = sum(heights) + 700
    assert high * asked.requests[-1]["scale"] <= 16000.01


def test_letters_around_a_long_picture_are_looked_for_before_it_is_shown(
    asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    for frame in (
        ImageFrame("\ue000"),
        ImageFrame("题", "\ue000"),
        ImageFrame("题", "", ("\ue000",)),
    ):
        monkeypatch.setattr(pdf_and_long_image, "render_chart", lambda *what: SVG)
        with pytest.raises(ExportError) as refused:
            render_long_image([BARS], ExportOptions(), frame)
        assert refused.value.values == {"letters": "\ue000"}
        assert asked.requests == []


@pytest.mark.parametrize(
    ("letters", "side"), [(0, 0), (20, 112), (200, 125), (300, 152), (2300, 389), (2301, 0)]
)
def test_an_address_is_a_code_whose_squares_a_phone_can_tell_apart(
    letters: int, side: int, asked: Asked
) -> None:
    render_long_image([BARS], ExportOptions(), ImageFrame("报告", link="h" * letters))
    page, _ = page_asked(asked)
    codes = page.find_class("code")
    assert [code.get("style") for code in codes] == (
        [f"width:{side}px;height:{side}px"] if side else []
    )
    for code in codes:
        (drawn,) = code.iter("svg")
        squares = float(drawn.get("viewbox").split()[2])
        assert side / squares >= 2.19 or side == 112
        assert "width" not in drawn.attrib


def test_names_inside_two_drawings_on_a_page_keep_apart() -> None:
    drawn = (
        '<svg><clipPath id="a"/><g clip-path="url(#a)" style="fill:url(\'#b\')"/>'
        '<path fill="url(&quot;#c&quot;)"/><use href="#d"/></svg>'
    )
    assert prefix_ids(drawn, 7) == (
        '<svg><clipPath id="c7-a"/><g clip-path="url(#c7-a)" style="fill:url(\'#c7-b\')"/>'
        '<path fill="url(&quot;#c7-c&quot;)"/><use href="#c7-d"/></svg>'
    )


def test_a_chart_without_marks_is_a_picture_of_its_words(asked: Asked) -> None:
    empty: Chart = chart(Form.BAR, title="空")
    assert (
        chart_image.render_chart(empty, ExportOptions(size=PictureSize("small", 760, 0)), "svg")
        == SVG
    )
    assert "<b>空</b>" in words_in(asked.requests[0]["drawing"])
