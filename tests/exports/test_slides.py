"""Decks opened again: native charts with their workbooks, words, faces, notes; and as LibreOffice
shows them."""

import io
import re
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pptx import Presentation
from pptx.util import Inches
from pypdf import PdfReader

from charts.chart import Form
from exports import ExportError, ExportOptions, run_export
from exports.footnotes import VALUE_FORMS
from exports.slides.drawingml import CHINESE_FONT
from file_formats import xlsx
from locales import LANGUAGES
from tests.helpers.export_charts import chart, ink, picture_of, row
from tests.helpers.office_pages import converted, pages_of

A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
CJK = re.compile(r"[\u2e80-\uffef]")
NAN = float("nan")


def _opened(order: Any) -> Any:
    return Presentation(io.BytesIO(run_export(order, "pptx").data))


def _texts(slide: Any) -> str:
    return "\n".join(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)


def _charts(slide: Any) -> list[Any]:
    return [shape.chart for shape in slide.shapes if shape.has_chart]


def _labels(native: Any) -> list[str]:
    return [
        "".join(text.text for text in label.iter(f"{A}t"))
        for label in native._chartSpace.iter(f"{C}dLbl")
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_chart_is_on_a_slide_with_title_finding_source_release_and_link(
    language: str, ordered: Any, charts: Any
) -> None:
    deck = _opened(ordered(language))
    slides = list(deck.slides)
    assert len(slides) == len(charts[language])
    for slide, each in zip(slides, charts[language], strict=True):
        assert slide.shapes.title.text_frame.text == each.slide_title
        texts = _texts(slide)
        assert each.finding in texts
        assert each.source in texts
        assert all(note in texts for note in each.notes)
        links = [rel._target for rel in slide.part.rels.values() if rel.is_external]
        assert links == ["http://127.0.0.1:8501/present?charts=all&language=zh"]
        numbers = [shape.shape_id for shape in slide.shapes]
        assert len(numbers) == len(set(numbers))
        notes = slide.notes_slide.notes_text_frame.text
        assert each.finding in notes
        known = [key for keys in each.table["figures"] for key in keys]
        assert not known or "¶" in notes


@pytest.mark.parametrize("language", LANGUAGES)
def test_native_charts_hold_their_values_labels_and_an_embedded_workbook(
    language: str, ordered: Any, charts: Any
) -> None:
    deck = _opened(ordered(language))
    for slide, each in zip(deck.slides, charts[language], strict=True):
        natives = _charts(slide)
        assert bool(natives) == (each.form in VALUE_FORMS), each.title
        shown = [
            value for n in natives for plot in n.plots for s in plot.series for value in s.values
        ]
        for value in each.table.loc[each.table["status"] != "missing", "value"]:
            assert not natives or any(value == v for v in shown), each.title
        for native in natives:
            assert native._chartSpace.find(f"{C}externalData") is not None
            book = xlsx.read_xlsx(native.part.chart_workbook.xlsx_part.blob)[0]
            categories = [str(c) for c in native.plots[0].categories]
            rows_of_names = native.plots[0].categories.depth  # the years come before their months
            assert [r[rows_of_names - 1] for r in book.rows[1 : len(categories) + 1]] == categories
            for column, series in enumerate(native.plots[0].series, start=rows_of_names):
                cells = [r[column] if len(r) > column else "" for r in book.rows[1:]]
                assert [None if c == "" else c for c in cells] == list(series.values)


def test_labels_keep_the_printed_wording(ordered: Any, charts: Any) -> None:
    deck = _opened(ordered("zh"))
    by_title = {s.shapes.title.text_frame.text: s for s in deck.slides}
    labels = [text for n in _charts(by_title["2024年各项目资金"]) for text in _labels(n)]
    assert labels == ["2300万余元", "628万元", "200万元"]
    labels = [
        text
        for n in _charts(by_title[next(each for each in by_title if "行业协会商会的建议" in each)])
        for text in _labels(n)
    ]
    assert labels == ["近6.5万项 ◁", "约3.3万个 ◁▷"]


def test_open_bounds_derived_and_missing_are_said(ordered: Any) -> None:
    subject = chart(
        Form.BAR,
        row("甲", 600, value_high=NAN, wording="超600名"),
        row("乙", 1000, value_low=NAN, wording="近千名"),
        row("丙", 20, value_high=30, wording="20余名"),
        row("丁", 5, status="derived", formula="甲 ÷ 乙"),
        row("戊", NAN, value_low=NAN, value_high=NAN, wording="未报告", status="missing"),
    )
    slide = next(iter(_opened(ordered("zh", subject)).slides))
    assert "▷ 未报告上限；◁ 未报告下限；空心为推算；推算：甲 ÷ 乙" in _texts(slide)
    native = _charts(slide)[0]
    assert [str(c) for c in native.plots[0].categories] == ["甲", "乙", "丙", "丁", "戊\n未报告"]
    upper, value = native.plots[0].series
    assert list(upper.values) == [None, None, 30, None, None]
    assert list(value.values) == [600, 1000, 20, 5, None]
    assert sorted(_labels(native)) == ["20余名", "5份", "超600名 ▷", "近千名 ◁"]
    hollow = [p.find(f"{C}idx").get("val") for p in native._chartSpace.iter(f"{C}dPt")]
    assert hollow == ["0", "1", "3"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_run_with_chinese_has_a_chinese_face(language: str, ordered: Any) -> None:
    data = run_export(ordered(language, title="第三季度"), "pptx").data
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        theme = archive.read("ppt/theme/theme1.xml").decode()
        assert theme.count(f'<a:ea typeface="{CHINESE_FONT}"/>') == 2
        parts = [n for n in archive.namelist() if re.match(r"ppt/(slides|charts)/[a-z]+\d+", n)]
        assert len(parts) > 30
        from xml.etree import ElementTree

        for name in parts:
            for run in ElementTree.fromstring(archive.read(name)).iter(f"{A}r"):
                if CJK.search(run.findtext(f"{A}t") or ""):
                    face = run.find(f"{A}rPr/{A}ea")
                    assert face is not None, name
                    assert face.get("typeface") == "+mn-ea"


def test_what_does_not_fit_one_slide_goes_on_to_the_next(ordered: Any) -> None:
    many = chart(Form.RANKING, *(row(f"地区{n}", 50 - n) for n in range(45)))
    panels = chart(Form.MULTIPLES, *(row("全国", n, series=f"指标{n}") for n in range(8)))
    deck = _opened(ordered("zh", many, panels))
    titles = [slide.shapes.title.text_frame.text for slide in deck.slides]
    assert titles == ["提示函", "提示函（续）", "提示函（续）", "提示函", "提示函（续）"]
    counts = [sum(len(list(n.plots[0].categories)) for n in _charts(s)) for s in deck.slides]
    assert counts == [20, 20, 5, 6, 2]


def test_an_own_template_gives_layouts_size_and_faces(ordered: Any, tmp_path: Path) -> None:
    template = Presentation()
    template.slide_width, template.slide_height = Inches(12), Inches(9)
    template.slides.add_slide(template.slide_layouts[0]).shapes.title.text = "旧页"
    template.save(str(tmp_path / "house.pptx"))
    subject = chart(Form.BAR, row("甲", 3))
    order = ordered(
        "zh", subject, title="第三季度", occasion="例会", template=tmp_path / "house.pptx"
    )
    deck = _opened(order)
    assert (deck.slide_width, deck.slide_height) == (Inches(12), Inches(9))
    titles = [slide.shapes.title.text_frame.text for slide in deck.slides]
    assert titles == ["第三季度", "提示函"]
    assert [s.slide_layout.name for s in deck.slides] == ["Title Slide", "Title Only"]
    title = deck.slides[1].shapes.title
    assert title._element.spPr.xfrm is None
    bottom = title.top + title.height
    assert all(s.top >= bottom for s in deck.slides[1].shapes if s.shape_id != title.shape_id)
    faces = {e.get("typeface") for e in deck.slides[1].shapes._spTree.iter(f"{A}ea")}
    assert faces == {CHINESE_FONT}


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 no deck", b"<html></html>"])
def test_a_template_that_is_none_is_refused_by_name(
    content: bytes, ordered: Any, tmp_path: Path
) -> None:
    (tmp_path / "house.pptx").write_bytes(content)
    order = ordered("zh", chart(Form.BAR, row("甲")), template=tmp_path / "house.pptx")
    with pytest.raises(ExportError) as refused:
        run_export(order, "pptx")
    assert (refused.value.code, refused.value.values) == (
        "template_unreadable",
        {"file": "house.pptx"},
    )
    missing = replace(order, template=tmp_path / "none.pptx")
    with pytest.raises(ExportError, match="template_unreadable"):
        run_export(missing, "pptx")


@pytest.mark.browser
@pytest.mark.parametrize("language", LANGUAGES)
def test_libreoffice_shows_every_slide_with_its_marks_and_letters(
    language: str, ordered: Any, charts: Any, tmp_path: Path
) -> None:
    order = ordered(language, title="第三季度图表", occasion="例会")
    pdf = converted(run_export(order, "pptx").data, "pptx", tmp_path)
    pages = PdfReader(io.BytesIO(pdf)).pages
    assert len(pages) == len(charts[language]) + 1
    pictures = [picture_of(page) for page in pages_of(pdf, tmp_path)]
    assert [picture for picture in pictures[1:] if ink(picture) < 0.01] == []
    for page, each in zip(pages[1:], charts[language], strict=True):
        text = "".join(page.extract_text().split())
        assert "".join(each.slide_title.split()) in text
        if each.form is not Form.TREND and each.form is not Form.TILES:
            assert all("".join(w.split())[:4] in text for w in each.table["wording"])


def test_a_dark_deck_is_dark(ordered: Any) -> None:
    order = ordered("zh", chart(Form.BAR, row("甲")), options=ExportOptions(theme="dark"))
    with zipfile.ZipFile(io.BytesIO(run_export(order, "pptx").data)) as archive:
        master = archive.read("ppt/slideMasters/slideMaster1.xml").decode()
        theme = archive.read("ppt/theme/theme1.xml").decode()
    assert 'bg1="dk1"' in master
    assert '<a:dk1><a:srgbClr val="141517"/></a:dk1>' in theme
