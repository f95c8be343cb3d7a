"""Hostile charts through every format: nothing runs, nothing is fetched, text is text."""

import io
import re
import zipfile
from contextlib import suppress
from dataclasses import replace
from functools import cache
from time import monotonic
from typing import Any
from xml.etree import ElementTree

import pytest

from charts.chart import Form
from exports import ExportError, ExportOptions, PictureSize, run_export
from exports.pictures import chart_image as image_pictures
from exports.pictures import picture_layout
from exports.pictures.sanitize import require_safe_svg, sanitize_drawing
from exports.truncate import MAX_CHARACTERS, MAX_MARKS, truncate_chart
from file_formats import xlsx
from tests.helpers.export_charts import HOSTILE, chart, hostile, row
from tests.helpers.html_outline import outline

SMALL = ExportOptions(size=PictureSize("small", 760, 428))
FORMULAS = (  # eight at a time: a slide has room for no more
    ("=1+1", "+1", "-1+cmd|' /C calc'!A0", "@SUM(A1)", "\t=1", "\r=1", "\n=1", '""=1'),
    ("|calc", "%x", " =1", "＝1", "'=1"),
)
SCRIPT = re.compile(rb"<script|javascript:|vbscript:|\son\w+\s*=\s*[\"'\w]", re.IGNORECASE)
BY_BROWSER = pytest.param("svg", marks=pytest.mark.browser)
NAN, INFINITE = float("nan"), float("inf")


@cache
def many() -> list[dict[str, Any]]:
    """More marks than anything holds."""
    return [row(f"地区{n}" + "长" * 100, n, series=f"系列{n % 1000}") for n in range(50_000)]


def _parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _xml_text(part: bytes) -> str:
    return "".join(ElementTree.fromstring(part).itertext())


@pytest.mark.parametrize("form", list(Form))
@pytest.mark.parametrize("kind", ["pptx", "docx", "xlsx"])
def test_hostile_text_in_an_office_file_is_text(
    kind: Any, form: Form, ordered: Any, no_chromium: None
) -> None:
    subject = replace(hostile(form), language="zh")
    order = replace(ordered("zh", subject, options=SMALL), link="javascript:alert(1)")
    parts = _parts(run_export(order, kind).data)
    for name, part in parts.items():
        if name.endswith((".xml", ".rels")):
            assert b"<!DOCTYPE" not in part
            for element in ElementTree.fromstring(part).iter():
                assert element.tag.rpartition("}")[2].lower() not in ("script", "iframe", "object")
        if name.endswith(".rels"):
            assert b"External" not in part
            assert b"javascript" not in part
        assert not name.endswith((".bin", ".js", ".vml")), name
    everything = "".join(_xml_text(p) for n, p in parts.items() if n.endswith(".xml"))
    assert "<script>window.__xss=1</script>" in everything
    assert "\u202e" not in everything


@pytest.mark.browser
@pytest.mark.parametrize("form", list(Form))
def test_hostile_text_in_a_picture_is_text(form: Form, ordered: Any) -> None:
    svg = run_export(ordered("zh", hostile(form), options=SMALL), "svg").data
    elements = {element.tag.rpartition("}")[2] for element in ElementTree.fromstring(svg).iter()}
    assert elements & {"script", "image", "a", "iframe", "foreignObject", "use"} == set()
    assert b"javascript" not in re.sub(rb">[^<]*<", b"><", svg)


def test_hostile_text_in_the_page_runs_nothing_even_without_its_policy(
    ordered: Any, browser: Any, tmp_path: Any
) -> None:
    order = ordered("zh", *(hostile(form, at) for at, form in enumerate(Form)), title=HOSTILE[0])
    data = run_export(order, "html").data
    found = outline(data)
    assert {tag for tag, _ in found.elements} & {"a", "img", "iframe", "svg", "object"} == set()
    assert not [name for _, attrs in found.elements for name in attrs if name.startswith("on")]
    bare = re.sub(rb'<meta http-equiv="Content-Security-Policy"[^>]*>', b"", data)
    assert bare != data
    for number, content in enumerate((data, bare)):
        (tmp_path / f"{number}.html").write_bytes(content)
        page = browser.new_page()
        asked: list[str] = []
        page.on("request", lambda request, asked=asked: asked.append(request.url))
        page.on("dialog", lambda dialog, asked=asked: asked.append(dialog.message))
        page.goto(f"file://{tmp_path}/{number}.html")
        page.wait_for_function(
            "document.querySelectorAll('.drawing .main-svg').length >= document"
            ".querySelectorAll('.drawing').length"
        )
        for drawing in page.locator(".drawing").all():
            drawing.hover()
        assert page.evaluate("window.__xss") is None
        assert page.locator("a[href], .drawing image").count() == 0
        page.close()
        assert asked == [f"file://{tmp_path}/{number}.html"]


@pytest.mark.parametrize("formulas", FORMULAS)
@pytest.mark.parametrize("kind", ["pptx", "xlsx"])
def test_formula_like_text_stays_text_and_comes_back(
    kind: Any, formulas: tuple[str, ...], ordered: Any
) -> None:
    rows = [
        row(text, n, wording=text, detail=text, formula=text) for n, text in enumerate(formulas)
    ]
    data = run_export(ordered("zh", chart(Form.BAR, *rows, unit="=2")), kind).data
    books = [data]
    if kind == "pptx":
        books = [part for name, part in _parts(data).items() if name.endswith(".xlsx")]
    for book in books:
        sheets = {n: p for n, p in _parts(book).items() if "worksheets/sheet" in n}
        assert not [p for p in sheets.values() if b"<f>" in p or b"<f " in p or b"hyperlink" in p]
        texts = {
            str(cell) for sheet in xlsx.read_xlsx(book) for line in sheet.rows for cell in line
        }
        assert {text.strip() for text in formulas} <= {text.strip() for text in texts}
        styles = _parts(book)["xl/styles.xml"]
        assert b'quotePrefix="1"' in styles


@pytest.mark.browser
def test_a_drawing_is_stripped_of_what_is_fetched_or_followed(canary: Any) -> None:
    address, visits = canary
    drawing = {
        "data": [
            {"type": "bar", "x": [1], "y": [1], "text": [f"<a href='{address}/a'>甲</a>"]},
            {"type": "image", "source": f"{address}/b"},
            {"type": "choropleth", "geojson": f"{address}/c"},
            {"type": "bar", "x": [1], "marker": {"pattern": {"fgcolor": f"url({address}/d)"}}},
        ],
        "layout": {
            "height": 300,
            "images": [{"source": f"{address}/e", "x": 0, "y": 1, "sizex": 1, "sizey": 1}],
            "template": {"layout": {"images": [{"source": f"{address}/f"}]}},
            "annotations": [{"text": f"<a href='{address}/g'>乙</a>{address}", "x": 0, "y": 0}],
            "font": {"family": f"{address}/font"},
            "geo": {"visible": True},
        },
    }
    quiet = sanitize_drawing(drawing)
    assert [trace["type"] for trace in quiet["data"]] == ["bar", "bar"]
    assert quiet["data"][0]["text"] == ["甲"]
    assert quiet["layout"]["annotations"][0]["text"] == f"乙{address}"
    assert quiet["layout"]["font"]["family"] == ""
    assert "images" not in quiet["layout"] | quiet["layout"]["template"]["layout"]
    place = picture_layout.fit_picture(SMALL.size, 300)
    assert image_pictures.render_drawing(drawing, place, SMALL, "svg")
    assert image_pictures.render_drawing(drawing, place, SMALL, "png")
    assert visits == []


@pytest.mark.browser
def test_not_even_an_image_that_was_let_through_is_fetched(canary: Any) -> None:
    address, visits = canary
    from exports.pictures.chromium_availability import find_chromium
    from exports.pictures.chromium_pool import CHROMIUM_POOL

    image = {"source": f"{address}/x.png", "x": 0, "y": 1, "sizex": 1, "sizey": 1, "xref": "paper"}
    drawing = {"data": [{"type": "bar", "x": [1], "y": [1]}], "layout": {"images": [image]}}
    options = {"format": "svg", "width": 400, "height": 300}
    with suppress(ExportError):
        CHROMIUM_POOL.render(find_chromium(), {"drawing": drawing, "options": options})
    page = f'<img src="{address}/y.png"><link rel=stylesheet href="{address}/z.css">'
    CHROMIUM_POOL.render(find_chromium(), {"page": page, "print": True})
    assert visits == []


@pytest.mark.parametrize(
    "svg",
    [
        b'<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>',
        b'<svg xmlns="http://www.w3.org/2000/svg" onload="x()"/>',
        b'<svg xmlns="http://www.w3.org/2000/svg"><image href="x.png"/></svg>',
        b'<svg xmlns="http://www.w3.org/2000/svg"><rect fill="url(http://x/)"/></svg>',
        b'<!DOCTYPE svg><svg xmlns="http://www.w3.org/2000/svg"/>',
    ],
)
def test_a_picture_that_is_not_shapes_and_text_is_refused(svg: bytes) -> None:
    with pytest.raises(ExportError, match="picture_failed"):
        require_safe_svg(svg)


@pytest.mark.parametrize("form", [Form.BAR, Form.DOTS, Form.MULTIPLES, Form.RANKING, Form.TREND])
def test_too_much_is_cut_and_said(form: Form, ordered: Any) -> None:
    huge = chart(form, *many(), title="长" * 10_000)
    order = ordered("zh", huge, options=SMALL)
    started = monotonic()
    cut = truncate_chart(huge, order.words)
    assert monotonic() - started < 2
    assert len(cut.table) == MAX_MARKS
    assert len(cut.title) == MAX_CHARACTERS
    assert cut.notes[-1] == "仅列前400项，其余49600项见数据页。"
    for kind in ("html", "xlsx"):
        assert len(run_export(order, kind).data) < 8_000_000


@pytest.mark.parametrize("kind", [BY_BROWSER, "pptx", "docx", "html", "xlsx"])
@pytest.mark.parametrize("form", [form for form in Form if form is not Form.TIMELINE])
def test_strange_numbers_break_nothing(
    kind: Any, form: Form, ordered: Any, request: pytest.FixtureRequest
) -> None:
    if kind == "docx":
        request.getfixturevalue("no_chromium")
    odd = (NAN, INFINITE, -INFINITE, 1e308, -5.0, 0.0)
    rows = [
        row(f"地区{n}", value, value_high=odd[n - 1], row=n, status="reported" if n else "missing")
        for n, value in enumerate(odd)
    ]
    if form in (Form.WAFFLE, Form.STACKED):
        rows = [row("甲", 3), row("乙", 0)]
    data = run_export(ordered("zh", chart(form, *rows), options=SMALL), kind).data
    assert data
    if kind == "pptx":
        for name, part in _parts(data).items():
            if name.startswith("ppt/charts/chart"):
                assert not re.search(rb"<c:v>-?(?:nan|inf)</c:v>|val=\"-?(?:nan|inf)\"", part)
