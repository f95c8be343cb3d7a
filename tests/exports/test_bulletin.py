"""The bulletin opened again: its sentences, tables, charts, form, and what it says it lacks."""

import io
import re
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.shared import Mm, Pt
from pypdf import PdfReader

import settings
from exports import SENTENCES, Bulletin, ExportError, build_bulletin, find_topics, run_export
from exports.bulletins import sentences as sentences_bulletins
from locales import LANGUAGES, catalogue
from tests.helpers.office_pages import converted, pages_of
from tests.helpers.report_copy import CONFIG, SHIPPED_CONFIG

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def _opened(order: Any) -> Any:
    return Document(io.BytesIO(run_export(order, "docx").data))


def _rows(table: Any) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in table.rows]


def test_sentences_tell_counts_rates_and_what_is_missing(bulletin: Bulletin, words: Any) -> None:
    assert sentences_bulletins.write_paragraphs(bulletin, words["zh"]) == [
        "2024年1—9月，宁波市劳动法律监督提示函累计177份，同比增长18%，全年目标未报告。"
        "2024年1—9月，海曙区劳动法律监督提示函累计40份（去年同期未报告），全年目标未报告，"
        "在2个已报告地区中列第1位。"
        "2024年1—9月，江北区劳动法律监督提示函累计30份，同比下降25%，全年目标未报告，"
        "在2个已报告地区中列第2位。",
        "宁波市解决的典型问题缺1月、3月、4月、5月、6月、7月、8月和9月数据，累计数未列。",
        "2024年1—9月，宁波市培训劳动法律监督员累计4300多人，同比增长约10%，全年目标未报告。",
    ]


def test_sentences_come_from_settings_where_they_are_given(bulletin: Bulletin, words: Any) -> None:
    own = replace(bulletin, sentences={"count": "{area}{name}{amount}", "no_target": ""})
    first = sentences_bulletins.write_paragraphs(own, words["zh"])[0]
    assert first.startswith("宁波市劳动法律监督提示函177份，同比增长18%。海曙区")


@pytest.mark.parametrize("template", ["{nothing}", "{0}", "{amount.__class__.x}", "{amount"])
def test_a_sentence_that_asks_for_more_is_refused(
    template: str, bulletin: Bulletin, words: Any
) -> None:
    own = replace(bulletin, sentences={"count": template})
    with pytest.raises(ExportError) as refused:
        sentences_bulletins.write_paragraphs(own, words["zh"])
    assert (refused.value.code, refused.value.values) == (
        "sentence_placeholder",
        {"sentence": "count"},
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_our_own_sentences_use_the_placeholders_that_are_listed(language: Any) -> None:
    messages = catalogue(language, "exports")
    for part, allowed in SENTENCES.items():
        found = set(re.findall(r"\{(\w+)\}", messages[f"bulletin_{part}"]))
        assert found <= set(allowed), part


def test_the_progress_table_has_the_chinese_form(
    bulletin: Bulletin, ordered: Any, no_chromium: None
) -> None:
    document = _opened(ordered("zh", bulletin=bulletin))
    texts = [paragraph.text for paragraph in document.paragraphs]
    at = texts.index("表1　2024年1—9月劳动法律监督提示函情况")
    assert texts[at + 1] == "单位：份"
    table = document.tables[0]
    assert _rows(table) == [
        ["地区", "累计", "去年同期", "同比（%）", "全年目标", "完成率（%）", "位次"],
        ["宁波市", "177", "150", "18", "未报告", "—", "—"],
        ["海曙区", "40", "未报告", "—", "未报告", "—", "1"],
        ["江北区", "30", "40", "-25", "未报告", "—", "2"],
    ]
    rules = {
        e.tag.removeprefix(W): e.get(f"{W}sz") for e in table._tbl.tblPr.iter() if e.get(f"{W}sz")
    }
    assert rules == {"top": "12", "bottom": "12", "insideH": "4"}
    assert table.rows[0]._tr.trPr.find(f"{W}tblHeader") is not None


def test_the_document_follows_gb_t_9704(
    bulletin: Bulletin, ordered: Any, no_chromium: None
) -> None:
    document = _opened(ordered("zh", bulletin=bulletin))
    section = document.sections[0]
    sides = (section.page_width, section.page_height, section.top_margin, section.left_margin)
    assert [round(side / Mm(1)) for side in sides] == [210, 297, 37, 28]
    title = document.paragraphs[0]
    assert title.text == "关于2024年1—9月劳动法律监督工作情况的通报"
    assert title.runs[0].font.size == Pt(22)
    body = next(p for p in document.paragraphs if p.text.startswith("现将"))
    assert body.runs[0].font.size == Pt(16)
    assert body.runs[0]._element.rPr.rFonts.get(f"{W}eastAsia") == "仿宋"
    assert body.paragraph_format.first_line_indent == Pt(32)
    texts = [p.text for p in document.paragraphs]
    assert texts[-2:] == ["宁波市总工会", "2024年11月5日"]
    assert any("宋体加粗代方正小标宋" in text for text in texts)
    footer = "".join(run.text for run in section.footer.paragraphs[0].runs)
    assert footer == "—  —"
    assert document.settings.odd_and_even_pages_header_footer


def test_without_pictures_there_are_tables_and_the_reason(
    ordered: Any, charts: Any, no_chromium: None
) -> None:
    document = _opened(ordered("zh"))
    texts = "\n".join(p.text for p in document.paragraphs)
    assert "本机未装Chromium，图未能生成，以表代图。" in texts
    assert "图1" not in texts
    drawn = [each for each in charts["zh"] if not each.empty]
    assert len(document.tables) == len(drawn)
    for each, table in zip(drawn, document.tables, strict=True):
        cells = "\n".join(cell for row in _rows(table) for cell in row)
        marks = each.table[each.table["status"] != "missing"]
        assert all(name in cells for name in marks["category"]), each.title


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_chart_stands_in_the_bulletin_with_its_table(
    language: str, no_chromium: None, ordered: Any, charts: Any
) -> None:
    document = _opened(ordered(language))
    text = "".join("".join(each.text.split()) for each in document.paragraphs)
    cells = {cell for table in document.tables for row in _rows(table) for cell in row}
    for each in charts[language]:
        for part in (each.title, each.finding, each.source):
            assert "".join(part.split()) in text, each.title
        reported = each.table[each.table["status"] == "reported"]
        worded = {word for word in reported["wording"] if word}
        assert all(any(word in cell for cell in cells) for word in worded), each.title


@pytest.mark.browser
@pytest.mark.parametrize("language", LANGUAGES)
def test_libreoffice_shows_the_bulletin_with_its_charts(
    language: str, bulletin: Bulletin, ordered: Any, charts: Any, tmp_path: Path
) -> None:
    several = charts[language][:8]
    order = ordered(language, *several, bulletin=bulletin)
    data = run_export(order, "docx").data
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        pictures = [name for name in archive.namelist() if name.startswith("word/media/")]
    assert len(pictures) == len([each for each in several if not each.empty])
    pdf = converted(data, "docx", tmp_path)
    text = "".join(
        "".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages
    )
    for each in several:
        assert "".join(each.title.split()) in text
        assert "".join(each.finding.split()) in text
    assert len(pages_of(pdf, tmp_path)) > 3


def test_a_bulletin_of_progress_alone_needs_no_chart(bulletin: Bulletin, words: Any) -> None:
    from exports import ExportRequest

    order = ExportRequest((), words["zh"], title="通报", bulletin=bulletin)
    assert run_export(order, "docx").name == "通报.docx"
    with pytest.raises(ExportError, match="nothing_chosen"):
        run_export(order, "pptx")


def test_the_sentences_in_force_are_those_of_the_shipped_settings() -> None:
    told_in = settings.load_settings(SHIPPED_CONFIG).present.bulletin_texts
    for language in LANGUAGES:
        _, sentences = told_in(language)
        assert set(sentences) == set(SENTENCES)
        for part, text in sentences.items():
            assert set(re.findall(r"\{(\w+)\}", text)) <= set(SENTENCES[part])


def test_a_bulletin_tells_the_newest_months_that_are_mostly_reported(materials: Any) -> None:
    topics = settings.load_settings(CONFIG).topic_charts
    issued = ("宁波市总工会", {"title": "{topic}{period}通报"})
    wanted = find_topics(["supervision_coverage"], materials["zh"], topics)
    assert wanted == find_topics(["supervision_notices.bar"], materials["zh"], topics)
    found = build_bulletin(wanted, materials["zh"], issued, date(2024, 11, 5))
    assert found is not None
    assert (found.period, found.topic, found.organiser) == (
        "2024-01/2024-09",
        "劳动法律监督",
        "宁波市总工会",
    )
    assert found.say(materials["zh"].words, "title", topic="甲", period="乙") == "甲乙通报"


def test_charts_that_count_nothing_by_the_month_have_no_progress_to_tell(materials: Any) -> None:
    topics = settings.load_settings(CONFIG).topic_charts
    wanted = find_topics(["honours"], materials["zh"], topics)
    assert len(wanted) == 1
    assert build_bulletin(wanted, materials["zh"]) is None
    assert build_bulletin((), materials["zh"]) is None


def test_a_bulletin_is_named_as_it_is_titled(
    bulletin: Bulletin, ordered: Any, charts: Any, no_chromium: None
) -> None:
    order = ordered("zh", charts["zh"][1], bulletin=bulletin)
    assert run_export(order, "docx").name == "关于2024年1—9月劳动法律监督工作情况的通报.docx"
