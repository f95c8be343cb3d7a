"""Pictures of every chart: decoded, compared with blank ones and with boxes for letters."""

import io
import unicodedata
import zipfile
from dataclasses import replace
from typing import Any
from xml.etree import ElementTree

import pytest
from pypdf import PdfReader

from charts.chart import Chart, Form
from charts.render.plotly import draw_chart
from exports import FORMATS, SIZES, ExportOptions, ExportRequest, PictureSize, run_export
from exports.export_formats import _WRITERS, MEDIA_TYPES
from exports.pictures import chart_image, pdf_and_long_image
from exports.pictures.chromium_availability import find_chromium
from exports.pictures.chromium_pool import CHROMIUM_POOL
from exports.pictures.picture_layout import fit_picture
from locales import LANGUAGES
from tests.helpers.export_charts import chart, differing, ink, picture_of, row

SMALL = ExportOptions(size=PictureSize("small", 760, 0))
BOX = "\ue000"
"""A letter of private use: no font has it, so Chromium paints its box."""


BOXES = str.maketrans({code: BOX for code in range(0x2E80, 0xA000)})


def _translated(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _translated(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_translated(part) for part in value]
    return value.translate(BOXES) if isinstance(value, str) else value


def _boxed(subject: Chart) -> bytes:
    """Paint a chart as a machine without a Chinese font would: boxes for letters."""
    drawing = _translated(draw_chart(subject, framed=True))
    layout = drawing["layout"]
    layout |= {"width": 760.01, "height": layout["height"] + 0.01, "autosize": False}
    options = {"format": "png", "width": layout["width"], "height": layout["height"], "scale": 1}
    return CHROMIUM_POOL.render(find_chromium(), {"drawing": drawing, "options": options})


def _solid(text: str) -> str:
    """A text without white space; a PDF gives some letters as their radicals (⼯ for 工)."""
    return "".join(unicodedata.normalize("NFKC", text).split())


@pytest.mark.browser
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_chart_is_painted_with_its_letters(
    language: str, charts: dict[str, tuple[Chart, ...]]
) -> None:
    boxed: set[Form] = set()
    for each in charts[language]:
        painted = picture_of(chart_image.render_chart(each, SMALL, "png"))
        assert painted.width == 760
        assert ink(painted) > 0.005, each.title
        if language == "zh" and each.form not in boxed:
            boxed.add(each.form)
            boxes = picture_of(_boxed(each))
            assert boxes.size == painted.size
            assert differing(painted, boxes) > 0.005, each.title
    assert language == "en" or boxed == set(Form)


@pytest.mark.browser
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_chart_is_an_inert_svg_and_a_page_of_the_pdf(
    language: str, charts: dict[str, tuple[Chart, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[bytes] = []

    def noted(*what: object, **how: object) -> bytes:
        drawn.append(chart_image.render_chart(*what, **how))  # type: ignore[arg-type]
        return drawn[-1]

    monkeypatch.setattr(pdf_and_long_image, "render_chart", noted)
    pages = PdfReader(
        io.BytesIO(pdf_and_long_image.render_pdf(charts[language], ExportOptions()))
    ).pages
    assert len(pages) == len(drawn) == len(charts[language])
    for each, page, svg in zip(charts[language], pages, drawn, strict=True):
        assert [round(float(side)) for side in page.mediabox[2:]] == [960, 540]
        assert list(page.images) == [], each.title  # lines and letters alone, sharp on paper
        assert _solid(each.title) in _solid(page.extract_text())
        texts = _solid("".join(ElementTree.fromstring(svg).itertext()))
        assert _solid(each.title) in texts
        shown = "series" if each.form is Form.TILES else "wording"
        assert _solid(each.table[shown].iloc[-1])[:4] in texts
        assert not [bad for bad in (b"<script", b"href", b"<image", b"<a ") if bad in svg]


@pytest.mark.browser
@pytest.mark.parametrize("size", [name for name in SIZES if name != "long"])
def test_a_picture_has_exactly_the_size_that_was_asked_for(
    size: str, charts: dict[str, tuple[Chart, ...]]
) -> None:
    look = ExportOptions(size=SIZES[size])
    painted = picture_of(chart_image.render_chart(charts["zh"][2], look, "png"))
    assert painted.size == (SIZES[size].width, SIZES[size].height)
    assert ink(painted) > 0.002


def test_nothing_is_stretched_and_spare_room_is_left_over() -> None:
    assert fit_picture(SIZES["wide"], 300).spare == pytest.approx(760 * 9 / 16 - 300)
    assert fit_picture(SIZES["wide"], 900).height == 900
    assert fit_picture(SIZES["wide"], 900).spare == 0
    assert fit_picture(SIZES["long"], 900).scale == pytest.approx(1080 / 760)


@pytest.mark.browser
def test_dark_transparent_and_without_a_source(charts: dict[str, tuple[Chart, ...]]) -> None:
    subject = charts["zh"][2]
    dark = picture_of(chart_image.render_chart(subject, replace(SMALL, theme="dark"), "png"))
    assert max(dark.getpixel((0, 0))) < 40
    from PIL import Image

    clear = chart_image.render_chart(subject, replace(SMALL, transparent=True), "png")
    assert Image.open(io.BytesIO(clear)).convert("RGBA").getpixel((0, 0))[3] == 0
    with_source = chart_image.render_chart(subject, SMALL, "svg").decode()
    without = chart_image.render_chart(subject, replace(SMALL, source_line=False), "svg").decode()
    assert "数据来源" in with_source
    assert "数据来源" not in without


@pytest.mark.browser
def test_several_pictures_come_in_order_as_one_zip(ordered, charts) -> None:  # type: ignore[no-untyped-def]
    order: ExportRequest = ordered("zh", *charts["zh"][2:4], title="第三季度", options=SMALL)
    steps: list[tuple[int, int]] = []
    made = run_export(order, "svg", lambda done, of: steps.append((done, of)))
    assert (made.name, made.media_type) == ("第三季度.zip", "application/zip")
    assert steps == [(1, 2), (2, 2)]
    names = zipfile.ZipFile(io.BytesIO(made.data)).namelist()
    assert [name[:3] for name in names] == ["01_", "02_"]
    alone: ExportRequest = ordered("zh", charts["zh"][2], options=SMALL)
    assert run_export(alone, "svg").name == "宁波市2024年11月劳动法律监督组织.svg"


@pytest.mark.browser
def test_a_long_picture_ends_with_its_address_as_a_qr_code(ordered, charts) -> None:  # type: ignore[no-untyped-def]
    order: ExportRequest = ordered(
        "zh", *charts["zh"][2:5], title="第三季度", options=ExportOptions(size=SIZES["long"])
    )
    made = run_export(order, "png")
    painted = picture_of(made.data)
    assert made.name == "第三季度.png"
    assert painted.width == 1080
    assert painted.height > 1100
    corner = painted.crop((880, painted.height - 260, 1060, painted.height - 20)).convert("L")
    dark = sum(corner.histogram()[:80]) / (corner.width * corner.height)
    assert 0.15 < dark < 0.6
    plain = picture_of(run_export(replace(order, link=""), "png").data)
    empty = plain.crop((880, plain.height - 60, 1060, plain.height - 20)).convert("L")
    assert sum(empty.histogram()[:80]) == 0


@pytest.mark.browser
def test_a_cover_too_small_for_the_marks_says_the_finding(charts) -> None:  # type: ignore[no-untyped-def]
    tall = chart(Form.BAR, *(row(f"地区{n}", n + 1) for n in range(20)), finding="共二十个地区。")
    svg = chart_image.render_chart(tall, ExportOptions(size=SIZES["wechat_cover"]), "svg").decode()
    assert "共二十个地区。" in svg
    assert "地区19" not in svg


def test_every_format_is_made_and_has_its_type() -> None:
    assert [kind for kind in FORMATS if kind not in _WRITERS] == []
    assert [kind for kind in FORMATS if kind not in MEDIA_TYPES] == []
