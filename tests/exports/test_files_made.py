"""What is made of an order: names, types, packing, refusals, and what it is cut to."""

import base64
import io
import zipfile
from dataclasses import replace
from importlib import import_module
from typing import Any

import pytest

from charts.chart import Chart, Form
from exports import (
    FORMATS,
    SIZES,
    ExportError,
    ExportOptions,
    ExportRequest,
    Format,
    check_export,
    run_export,
)
from exports.filenames import build_file_name
from exports.pictures import chromium_availability
from exports.truncate import MAX_CHARACTERS, MAX_MARKS, MAX_NUMBER, truncate_chart, truncate_text
from tests.helpers.export_charts import chart, row
from tests.helpers.opened_slides import slides_of
from tests.helpers.orders import BARS, LINK, TREND, ZH, order
from tests.helpers.small_marks import between

made_by = import_module("exports.export_formats")


WORDED = (
    *("title", "occasion", "chart title", "finding", "unit", "source", "note"),
    *("category", "series", "wording", "detail"),
)
"""Where words of a picture come from."""


@pytest.mark.parametrize(
    ("kind", "media_type"),
    [
        ("pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
        ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("html", "text/html; charset=utf-8"),
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ],
)
def test_a_file_is_named_after_its_title_else_its_chart(
    kind: Format, media_type: str, no_chromium: None
) -> None:
    names = [
        run_export(each, kind).name
        for each in (order(title="第三季度 报告"), order(BARS), order(TREND), order())
    ]
    assert names == [
        *(
            f"第三季度_报告.{kind}",
            f"提示函_2024年.{kind}",
            f"趋势.{kind}",
            f"提示函_2024年等.{kind}",
        ),
    ]
    assert run_export(order(), kind).media_type == media_type


def test_pictures_are_named_in_their_order_and_packed_where_there_are_several(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[tuple[str, str]] = []

    def paint(subject: Chart, look: ExportOptions, kind: str) -> bytes:
        asked.append((subject.title, kind))
        return kind.encode()

    monkeypatch.setattr(made_by, "render_chart", paint)
    heard: list[tuple[int, int]] = []
    made = run_export(order(), "png", lambda done, of: heard.append((done, of)))
    with zipfile.ZipFile(io.BytesIO(made.data)) as archive:
        assert archive.namelist() == ["01_提示函_2024年.png", "02_趋势.png"]
        assert archive.read("02_趋势.png") == b"png"
    assert (made.name, made.media_type) == ("提示函_2024年等.zip", "application/zip")
    assert (asked, heard) == ([("提示函", "png"), ("趋势", "png")], [(1, 2), (2, 2)])
    single = run_export(order(TREND, title="报告"), "svg")
    assert (single.name, single.media_type, single.data) == ("报告.svg", "image/svg+xml", b"svg")
    assert run_export(order(BARS), "png").media_type == "image/png"


def test_a_long_picture_has_title_occasion_release_and_address_around_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[Any] = []

    def paint(subjects: Any, look: Any, frame: Any, progress: Any) -> bytes:
        asked.append((subjects, look.size.name, frame))
        return b"long"

    monkeypatch.setattr(made_by, "render_long_image", paint)
    look = ExportOptions(size=SIZES["long"])
    made = run_export(order(title="报告", occasion="例会", link=LINK, options=look), "png")
    assert (made.name, made.data) == ("报告.png", b"long")
    subjects, size, frame = asked[0]
    assert ([each.title for each in subjects], size) == (["提示函", "趋势"], "long")
    assert (frame.title, frame.occasion, frame.lines, frame.link) == (
        *("报告", "例会", ("数据版本：第1版", LINK), LINK),
    )
    for letters, shown in ((120, 120), (121, 120)):
        run_export(order(link="h" * letters, options=look), "png")
        told = asked[-1][2]
        assert (len(told.lines[1]), told.lines[1][-1] == "…") == (shown, letters > 120)
        assert told.link == "h" * letters


def test_a_pdf_has_every_chart(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []

    def paint(subjects: Any, look: Any, progress: Any) -> bytes:
        asked.append([each.title for each in subjects])
        return b"pdf"

    monkeypatch.setattr(made_by, "render_pdf", paint)
    made = run_export(order(title="报告"), "pdf")
    assert (made.name, made.media_type, made.data) == ("报告.pdf", "application/pdf", b"pdf")
    assert asked == [["提示函", "趋势"]]


@pytest.mark.parametrize("kind", FORMATS)
def test_nothing_is_made_of_nothing(kind: Format) -> None:
    with pytest.raises(ExportError) as refused:
        run_export(ExportRequest((), ZH, title="报告"), kind)
    assert (refused.value.code, dict(refused.value.values)) == ("nothing_chosen", {})
    told = check_export(ExportRequest((), ZH), kind)
    assert told is not None
    assert told.code == "nothing_chosen"


def test_the_zip_has_each_format_and_tells_how_far_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(made_by, "render_chart", lambda subject, look, kind: kind.encode())
    monkeypatch.setattr(made_by, "render_pdf", lambda subjects, look, progress: b"pdf")
    monkeypatch.setattr("exports.bulletins.bulletin_writer.render_chart", lambda *what, **how: PNG)
    heard: list[tuple[int, int]] = []
    made = run_export(order(title="报告"), "zip", lambda done, of: heard.append((done, of)))
    assert (made.name, made.media_type) == ("报告.zip", "application/zip")
    with zipfile.ZipFile(io.BytesIO(made.data)) as archive:
        assert archive.namelist() == [
            *("png/01_提示函_2024年.png", "png/02_趋势.png"),
            *("svg/01_提示函_2024年.svg", "svg/02_趋势.svg"),
            *(f"报告.{kind}" for kind in FORMATS if kind not in ("png", "svg", "zip")),
        ]
    steps = len(FORMATS) - 1
    assert heard == [(n, steps) for n in range(1, steps + 1)]
    with zipfile.ZipFile(io.BytesIO(run_export(order(BARS, title="报告"), "zip").data)) as archive:
        assert archive.namelist()[:3] == ["报告.png", "报告.svg", "报告.pdf"]


PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8AAAAASUVORK5CYII="
)


def test_the_zip_says_why_pictures_are_missing_and_stops_for_nothing_else(
    monkeypatch: pytest.MonkeyPatch, no_chromium: None, tmp_path: Any
) -> None:
    made = run_export(order(BARS, title="报告"), "zip")
    with zipfile.ZipFile(io.BytesIO(made.data)) as archive:
        assert archive.namelist() == [
            "未能生成图片的原因.txt",
            *(f"报告.{kind}" for kind in FORMATS if kind not in (*made_by.CHROMIUM_FORMATS, "zip")),
        ]
        said = archive.read("未能生成图片的原因.txt").decode()
    assert said == "未找到Chromium，无法生成PNG、SVG和PDF；其他格式仍可导出。"
    with pytest.raises(ExportError, match="template_unreadable"):
        run_export(order(BARS, template=tmp_path / "none.pptx"), "zip")


@pytest.mark.parametrize("kind", ["png", "svg", "pdf"])
@pytest.mark.parametrize("given", WORDED)
def test_a_letter_that_no_font_has_is_found_before_anything_is_painted(
    kind: Format, given: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    odd = "\ue000"
    monkeypatch.setattr(chromium_availability, "find_chromium", lambda: "chromium")
    monkeypatch.setattr(
        chromium_availability,
        "_read_font_coverage",
        Covered(range(0x2E80, 0xE000), range(0xFE00, 0x10000)),
    )
    marks = [row("甲", **({given: odd} if given in ("series", "wording", "detail") else {}))]
    marks += [row(odd if given == "category" else "乙")]
    around = {"chart title": "title", "finding": "finding", "unit": "unit", "source": "source"}
    told = {around[given]: odd} if given in around else {}
    subject = chart(Form.BAR, *marks, notes=(odd,) if given == "note" else (), **told)
    own = {given: odd} if given in ("title", "occasion") else {}
    plain = chart(Form.BAR, row("甲"))
    assert check_export(order(plain, title="报告"), kind) is None
    found = check_export(order(plain, subject, **own), kind)
    assert found is not None
    assert (found.code, dict(found.values)) == ("font_missing", {"letters": odd})
    assert check_export(order(subject, **own), "pptx") is None


class Covered:
    """What fonts cover, as the probe keeps it."""

    def __init__(self, *spans: range) -> None:
        self.spans = spans

    def __call__(self) -> tuple[range, ...]:
        return self.spans

    def cache_clear(self) -> None:
        """Nothing is kept."""


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("con.2024", "_con.2024.png"),
        ("console", "console.png"),
        ("lpt9", "_lpt9.png"),
        ("lpt10", "lpt10.png"),
        ("___", "export.png"),
        ("甲 . ", "甲.png"),
        ("甲\t乙\n丙", "甲_乙_丙.png"),
        ("x" * 120, "x" * 120 + ".png"),
        ("x" * 121, "x" * 120 + ".png"),
        ("x" * 119 + "工", "x" * 119 + ".png"),
        ("x" * 119 + ". 工", "x" * 119 + ".png"),
    ],
)
def test_names_that_systems_keep_for_themselves_are_marked(title: str, name: str) -> None:
    assert build_file_name(title, "png") == name.replace("\t", "_")


def test_texts_are_cut_and_lose_what_hides_or_breaks_them() -> None:
    assert truncate_text("工" * MAX_CHARACTERS) == "工" * MAX_CHARACTERS
    assert truncate_text("工" * (MAX_CHARACTERS + 1)) == "工" * (MAX_CHARACTERS - 1) + "…"
    for letter in "\x00\x08\x0b\x1f\x7f\x9f\u200b\u200f\u202a\u202e\u2060\u206f\ufeff\ufffe\ud800":
        assert truncate_text(f"甲{letter}乙") == "甲乙"
    for letter in "\t\n \xa0é\u2010\u2029\u202f\u2070\ufffd😀":
        assert truncate_text(f"甲{letter}乙") == f"甲{letter}乙"


@pytest.mark.parametrize("kind", ["pptx", "docx", "html", "xlsx"])
def test_what_readers_and_lists_word_breaks_no_file(kind: Format, no_chromium: None) -> None:
    odd = "第\x0b三\u202e季\x00度"
    subject = replace(BARS, title=odd, unit=odd, period=odd, finding=odd, source=odd, notes=(odd,))
    made = run_export(order(subject, title=odd, occasion=odd), kind)
    assert made.name == f"第三季度.{kind}"
    if kind == "pptx":
        texts = [shape.text for shape in slides_of(made.data)[0].shapes]
        assert texts[:2] == ["第三季度", "第三季度\n数据版本：第1版"]


def test_a_chart_is_cut_to_its_first_marks_and_the_rest_is_counted() -> None:
    marks = [row(f"区{n}", n) for n in range(MAX_MARKS + 1)]
    whole = truncate_chart(chart(Form.BAR, *marks[:-1], notes=("注。",)), ZH)
    assert (len(whole.table), whole.notes) == (MAX_MARKS, ("注。",))
    cut = truncate_chart(chart(Form.BAR, *marks, notes=("注。",)), ZH)
    assert list(cut.table["category"]) == [f"区{n}" for n in range(MAX_MARKS)]
    assert cut.notes == ("注。", "仅列前400项，其余1项见数据页。")
    assert list(cut.table.index) == list(range(MAX_MARKS))


def test_numbers_without_a_name_are_unknown_and_keep_their_wording() -> None:
    marks = [
        row("甲", MAX_NUMBER, wording="很多"),
        row("乙", -MAX_NUMBER),
        row("丙", MAX_NUMBER / 10),
    ]
    marks += [between("丁", 5, float("-inf"), float("inf"))]
    table = truncate_chart(chart(Form.BAR, *marks), ZH).table
    assert [value == value for value in table["value"]] == [False, False, True, True]
    assert [value == value for value in table["value_low"]] == [False, False, True, False]
    assert [value == value for value in table["value_high"]] == [False, False, True, False]
    assert table["wording"][0] == "很多"
