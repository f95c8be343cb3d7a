"""What is made of an order: names of files, the page, the workbook, citations, notes, the ZIP."""

import base64
import io
import json
import re
import zipfile
from dataclasses import replace
from hashlib import sha256
from importlib import import_module
from typing import Any

import pandas as pd
import pytest

from charts.chart import Chart, Form
from exports import FORMATS, SIZES, Format, Look, Order, Refused, make, refusal
from exports import html as html_page
from exports.cited import COLUMNS, behind, lines, places_of
from exports.footnotes import SIGNED, footnotes, label, open_sides
from exports.names import file_name
from exports.order import LARGEST, MOST_LETTERS, MOST_MARKS, bounded, short
from exports.pictures import probe
from exports.xlsx import sheet_names
from locales import Words
from tests.helpers.export_charts import chart, row
from tests.helpers.opened_slides import slides_of
from tests.helpers.opened_workbooks import sheets_of, title_of
from tests.helpers.small_marks import OPEN, about, above, below, between, exact, missing
from tests.helpers.written_pages import lines_of, parsed

made_by = import_module("exports.make")  # the name `exports.make` is that of the function
ZH, EN = Words("zh"), Words("en")
LINK = "http://127.0.0.1:8501/present"
BARS = chart(Form.BAR, above("甲市", 2), row("乙市", 1), missing("丙市"), notes=("注：一。",))
TREND = chart(Form.TREND, row("2023年", 1), row("2024年", 2), title="趋势", period="", unit="")


def order(*subjects: Chart, **values: Any) -> Order:
    return Order(subjects or (BARS, TREND), ZH, **values)


WORDED = (
    *("title", "occasion", "chart title", "finding", "unit", "source", "note"),
    *("category", "series", "wording", "detail"),
)
"""Where words of a picture come from."""


# Names and types.


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
        make(each, kind).name
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
    assert make(order(), kind).media_type == media_type


def test_pictures_are_named_in_their_order_and_packed_where_there_are_several(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[tuple[str, str]] = []

    def paint(subject: Chart, look: Look, kind: str) -> bytes:
        asked.append((subject.title, kind))
        return kind.encode()

    monkeypatch.setattr(made_by, "picture", paint)
    heard: list[tuple[int, int]] = []
    made = make(order(), "png", lambda done, of: heard.append((done, of)))
    with zipfile.ZipFile(io.BytesIO(made.data)) as archive:
        assert archive.namelist() == ["01_提示函_2024年.png", "02_趋势.png"]
        assert archive.read("02_趋势.png") == b"png"
    assert (made.name, made.media_type) == ("提示函_2024年等.zip", "application/zip")
    assert (asked, heard) == ([("提示函", "png"), ("趋势", "png")], [(1, 2), (2, 2)])
    single = make(order(TREND, title="报告"), "svg")
    assert (single.name, single.media_type, single.data) == ("报告.svg", "image/svg+xml", b"svg")
    assert make(order(BARS), "png").media_type == "image/png"


def test_a_long_picture_has_title_occasion_release_and_address_around_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[Any] = []

    def paint(subjects: Any, look: Any, frame: Any, progress: Any) -> bytes:
        asked.append((subjects, look.size.name, frame))
        return b"long"

    monkeypatch.setattr(made_by, "long_picture", paint)
    look = Look(size=SIZES["long"])
    made = make(order(title="报告", occasion="例会", link=LINK, look=look), "png")
    assert (made.name, made.data) == ("报告.png", b"long")
    subjects, size, frame = asked[0]
    assert ([each.title for each in subjects], size) == (["提示函", "趋势"], "long")
    assert (frame.title, frame.occasion, frame.lines, frame.link) == (
        *("报告", "例会", ("数据版本：第1版", LINK), LINK),
    )
    for letters, shown in ((120, 120), (121, 120)):
        make(order(link="h" * letters, look=look), "png")
        told = asked[-1][2]
        assert (len(told.lines[1]), told.lines[1][-1] == "…") == (shown, letters > 120)
        assert told.link == "h" * letters


def test_a_pdf_has_every_chart(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []

    def paint(subjects: Any, look: Any, progress: Any) -> bytes:
        asked.append([each.title for each in subjects])
        return b"pdf"

    monkeypatch.setattr(made_by, "pictures_pdf", paint)
    made = make(order(title="报告"), "pdf")
    assert (made.name, made.media_type, made.data) == ("报告.pdf", "application/pdf", b"pdf")
    assert asked == [["提示函", "趋势"]]


@pytest.mark.parametrize("kind", FORMATS)
def test_nothing_is_made_of_nothing(kind: Format) -> None:
    with pytest.raises(Refused) as refused:
        make(Order((), ZH, title="报告"), kind)
    assert (refused.value.code, dict(refused.value.values)) == ("nothing_chosen", {})
    told = refusal(Order((), ZH), kind)
    assert told is not None
    assert told.code == "nothing_chosen"


def test_the_zip_has_each_format_and_tells_how_far_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(made_by, "picture", lambda subject, look, kind: kind.encode())
    monkeypatch.setattr(made_by, "pictures_pdf", lambda subjects, look, progress: b"pdf")
    monkeypatch.setattr("exports.docx.picture", lambda *what, **how: PNG)
    heard: list[tuple[int, int]] = []
    made = make(order(title="报告"), "zip", lambda done, of: heard.append((done, of)))
    assert (made.name, made.media_type) == ("报告.zip", "application/zip")
    with zipfile.ZipFile(io.BytesIO(made.data)) as archive:
        assert archive.namelist() == [
            *("png/01_提示函_2024年.png", "png/02_趋势.png"),
            *("svg/01_提示函_2024年.svg", "svg/02_趋势.svg"),
            *("报告.pdf", "报告.pptx", "报告.docx", "报告.html", "报告.xlsx"),
        ]
    assert heard == [(n, 7) for n in range(1, 8)]
    with zipfile.ZipFile(io.BytesIO(make(order(BARS, title="报告"), "zip").data)) as archive:
        assert archive.namelist()[:3] == ["报告.png", "报告.svg", "报告.pdf"]


PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8AAAAASUVORK5CYII="
)


def test_the_zip_says_why_pictures_are_missing_and_stops_for_nothing_else(
    monkeypatch: pytest.MonkeyPatch, no_chromium: None, tmp_path: Any
) -> None:
    made = make(order(BARS, title="报告"), "zip")
    with zipfile.ZipFile(io.BytesIO(made.data)) as archive:
        assert archive.namelist() == [
            *("未能生成图片的原因.txt", "报告.pptx", "报告.docx", "报告.html", "报告.xlsx"),
        ]
        said = archive.read("未能生成图片的原因.txt").decode()
    assert said == "未找到Chromium，无法生成PNG、SVG和PDF；其他格式仍可导出。"
    with pytest.raises(Refused, match="template_unreadable"):
        make(order(BARS, template=tmp_path / "none.pptx"), "zip")


@pytest.mark.parametrize("kind", ["png", "svg", "pdf"])
@pytest.mark.parametrize("given", WORDED)
def test_a_letter_that_no_font_has_is_found_before_anything_is_painted(
    kind: Format, given: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    odd = "\ue000"
    monkeypatch.setattr(probe, "chromium", lambda: "chromium")
    monkeypatch.setattr(probe, "_covered", Covered(range(0x2E80, 0xE000), range(0xFE00, 0x10000)))
    marks = [row("甲", **({given: odd} if given in ("series", "wording", "detail") else {}))]
    marks += [row(odd if given == "category" else "乙")]
    around = {"chart title": "title", "finding": "finding", "unit": "unit", "source": "source"}
    told = {around[given]: odd} if given in around else {}
    subject = chart(Form.BAR, *marks, notes=(odd,) if given == "note" else (), **told)
    own = {given: odd} if given in ("title", "occasion") else {}
    plain = chart(Form.BAR, row("甲"))
    assert refusal(order(plain, title="报告"), kind) is None
    found = refusal(order(plain, subject, **own), kind)
    assert found is not None
    assert (found.code, dict(found.values)) == ("font_missing", {"letters": odd})
    assert refusal(order(subject, **own), "pptx") is None


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
    assert file_name(title, "png") == name.replace("\t", "_")


# What an order is cut to.


def test_texts_are_cut_and_lose_what_hides_or_breaks_them() -> None:
    assert short("工" * MOST_LETTERS) == "工" * MOST_LETTERS
    assert short("工" * (MOST_LETTERS + 1)) == "工" * (MOST_LETTERS - 1) + "…"
    for letter in "\x00\x08\x0b\x1f\x7f\x9f\u200b\u200f\u202a\u202e\u2060\u206f\ufeff\ufffe\ud800":
        assert short(f"甲{letter}乙") == "甲乙"
    for letter in "\t\n \xa0é\u2010\u2029\u202f\u2070\ufffd😀":
        assert short(f"甲{letter}乙") == f"甲{letter}乙"


@pytest.mark.parametrize("kind", ["pptx", "docx", "html", "xlsx"])
def test_what_readers_and_lists_word_breaks_no_file(kind: Format, no_chromium: None) -> None:
    odd = "第\x0b三\u202e季\x00度"
    subject = replace(BARS, title=odd, unit=odd, period=odd, finding=odd, source=odd, notes=(odd,))
    made = make(order(subject, title=odd, occasion=odd), kind)
    assert made.name == f"第三季度.{kind}"
    if kind == "pptx":
        texts = [shape.text for shape in slides_of(made.data)[0].shapes]
        assert texts[:2] == ["第三季度", "第三季度\n数据版本：第1版"]


def test_a_chart_is_cut_to_its_first_marks_and_the_rest_is_counted() -> None:
    marks = [row(f"区{n}", n) for n in range(MOST_MARKS + 1)]
    whole = bounded(chart(Form.BAR, *marks[:-1], notes=("注。",)), ZH)
    assert (len(whole.table), whole.notes) == (MOST_MARKS, ("注。",))
    cut = bounded(chart(Form.BAR, *marks, notes=("注。",)), ZH)
    assert list(cut.table["category"]) == [f"区{n}" for n in range(MOST_MARKS)]
    assert cut.notes == ("注。", "仅列前400项，其余1项见数据页。")
    assert list(cut.table.index) == list(range(MOST_MARKS))


def test_numbers_without_a_name_are_unknown_and_keep_their_wording() -> None:
    marks = [row("甲", LARGEST, wording="很多"), row("乙", -LARGEST), row("丙", LARGEST / 10)]
    marks += [between("丁", 5, float("-inf"), float("inf"))]
    table = bounded(chart(Form.BAR, *marks), ZH).table
    assert [value == value for value in table["value"]] == [False, False, True, True]
    assert [value == value for value in table["value_low"]] == [False, False, True, False]
    assert [value == value for value in table["value_high"]] == [False, False, True, False]
    assert table["wording"][0] == "很多"


# Notes and citations.


@pytest.mark.parametrize(
    ("mark", "signs"),
    [
        (exact("甲", 1), ""),
        (above("甲", 1), "▷"),
        (below("甲", 1), "◁"),
        (about("甲", 1), "◁▷"),
        (above("甲", 1, status="target"), "▷"),
        (above("甲", 1, status="derived"), ""),
        (missing("甲"), ""),
        (row("甲", OPEN), ""),
    ],
)
def test_open_bounds_have_signs(mark: dict[str, Any], signs: str) -> None:
    assert open_sides(mark) == signs
    assert label(mark) == f"{mark['wording']} {signs}".strip()


def test_notes_explain_each_sign_once_and_each_formula_once() -> None:
    marks = [
        above("甲", 1),
        above("乙", 1),
        below("丙", 1),
        row("丁", 1, status="derived", formula="甲 ÷ 乙"),
        row("戊", 1, status="derived", formula="甲 ÷ 乙"),
        row("己", 1, status="derived", formula="甲 + 丙"),
        row("庚", 1, status="derived"),
        row("辛", 1, formula="不是推算"),
    ]
    told = footnotes(chart(Form.BAR, *marks, notes=("注。",)), ZH)
    assert told == [
        "注。",
        "▷ 未报告上限；◁ 未报告下限；空心为推算；推算：甲 ÷ 乙；推算：甲 + 丙",
    ]
    assert footnotes(chart(Form.BAR, row("甲"), notes=("注。",)), ZH) == ["注。"]
    assert footnotes(chart(Form.BAR, below("甲", 1)), ZH) == ["◁ 未报告下限"]


@pytest.mark.parametrize("form", list(Form))
def test_signs_stand_only_in_files_that_explain_them(form: Form, no_chromium: None) -> None:
    assert (form in SIGNED) == (form not in (Form.TILES, Form.FLOW, Form.TIMELINE))
    subject = chart(form, above("甲", 2, series="甲", detail="详"), row("乙", 1, column=1))
    for kind in ("docx", "html", "xlsx"):
        data = make(order(subject), kind).data
        if kind == "html":
            text = data.decode().split("<details>")[1]
        else:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                text = "".join(
                    archive.read(n).decode() for n in archive.namelist() if n[-4:] == ".xml"
                )
        signs, told = "▷" in text, "▷ 未报告上限" in text
        assert signs == told == (form in SIGNED), kind


FIGURES = pd.DataFrame(
    [
        ("teams.p.330200..2024", "330200", "2024", "3支", "s", "¶1"),
        ("teams.p.330100..2023", "330100", "2023", "近2支", "t", "art ¶2"),
        ("teams.p.330203..2022", "330203", "2022", "1支", "u", "¶3"),
    ],
    columns=list(COLUMNS),
)
KEYS = list(FIGURES["key"])


def test_figures_behind_marks_are_cited_once_in_the_order_of_the_marks() -> None:
    marks = pd.DataFrame({"figures": [(KEYS[1], "unknown"), (KEYS[0], KEYS[1]), ()]})
    places = places_of(FIGURES, KEYS[:2])
    assert list(places) == KEYS[:2]
    assert places[KEYS[1]] == dict(zip(COLUMNS, FIGURES.loc[1], strict=True))
    assert [each["key"] for each in behind(marks["figures"], places)] == [KEYS[1], KEYS[0]]
    assert lines(marks, places, ZH) == [
        "teams（330100，2023年）：近2支。出处：t，art ¶2。",
        "teams（330200，2024年）：3支。出处：s，¶1。",
    ]
    assert places_of(FIGURES.head(0), KEYS) == {}


def test_an_order_cites_what_its_charts_show() -> None:
    subject = chart(Form.BAR, row("甲", figures=(KEYS[0],)), row("乙", figures=(KEYS[2],)))
    given = order(subject, figures=FIGURES)
    assert list(given.places) == [KEYS[0], KEYS[2]]
    assert (given.release, Order((), ZH).release) == (1, 0)


# The workbook.


def test_a_workbook_lists_its_charts_then_holds_each_and_the_places() -> None:
    one = replace(BARS, table=BARS.table.assign(figures=[(KEYS[0],), (KEYS[1], KEYS[0]), ()]))
    given = order(one, TREND, figures=FIGURES, link=LINK, links=(f"{LINK}/1", ""), title="报告")
    data = make(given, "xlsx").data
    contents, first, second, places = sheets_of(data)
    assert [s.name for s in (contents, first, second, places)] == ["目录", "提示函", "趋势", "出处"]
    assert title_of(data) == "报告"
    source = "数据来源：某报 · 第1版"
    assert contents.rows == [
        ["工作表", "要点", "报告期", "计量单位", "数据版本", "数据来源", "网址"],
        ["提示函", "共若干份。", "2024年", "份", 1, source, f"{LINK}/1"],
        ["趋势", "共若干份。", "", "", 1, source, LINK],
    ]
    assert first.rows == [
        ["分组", "名称", "数值", "表述", "下限", "上限", "状态", "说明", "推算公式"],
        ["", "甲市", 2, "超2份", 2, "", "报告", "", ""],
        ["", "乙市", 1, "1份", 1, 1, "报告", "", ""],
        ["", "丙市", "", "未报告", "", "", "未报告", "", ""],
        [""] * 9,
        ["注：一。", *[""] * 8],
        ["▷ 未报告上限", *[""] * 8],
        [source, *[""] * 8],
    ]
    assert [each[1] for each in second.rows[1:3]] == ["2023年", "2024年"]
    assert places.rows == [
        ["指标", "地区", "报告期", "原文数值", "数据来源", "原文位置", "数据项代码"],
        ["teams", "330200", "2024年", "3支", "s", "¶1", KEYS[0]],
        ["teams", "330100", "2023年", "近2支", "t", "art ¶2", KEYS[1]],
    ]


def test_sheets_have_widths_frozen_heads_and_typed_columns() -> None:
    one = replace(BARS, table=BARS.table.assign(figures=[(KEYS[0],)] * 3))
    contents, first, places = sheets_of(make(order(one, figures=FIGURES), "xlsx").data)
    widths = [
        [round(width - 0.71) for n, width in sorted(each.widths.items())]
        for each in (contents, first, places)
    ]
    assert widths == [
        [28, 60, 24, 10, 8, 40, 40],
        [20, 30, 14, 18, 12, 12, 10, 24, 30],
        [28, 16, 18, 18, 30, 24, 40],
    ]
    assert [each.frozen for each in (contents, first, places)] == [1, 1, 1]
    assert [each.wraps for each in (contents, first, places)] == [True, False, False]
    assert [each.texts for each in (contents, first, places)] == [set(), set(), set(range(7))]


def test_a_workbook_without_known_figures_has_no_sheet_of_places() -> None:
    assert [s.name for s in sheets_of(make(order(), "xlsx").data)] == ["目录", "提示函", "趋势"]


def test_the_workbook_in_a_slide_has_its_title_widths_and_places() -> None:
    one = replace(BARS, table=BARS.table.assign(figures=[(KEYS[0],)] * 3), title="提示函")
    slide = slides_of(make(order(one, figures=FIGURES), "pptx").data)[0]
    chart_book = slide.charts[0][1].book
    assert [sheet.name for sheet in chart_book] == ["Sheet1", "出处"]
    assert {n: round(w - 0.71) for n, w in chart_book[0].widths.items()} == {0: 28, 2: 18}
    assert len(chart_book[1].rows) == 2


@pytest.mark.parametrize(
    ("titles", "names"),
    [
        (["甲", "乙"], ["甲", "乙"]),
        (["甲", "甲", "甲"], ["甲", "甲 2", "甲 3"]),
        (["A 3", "B", "A", "a"], ["A 3", "B", "A", "a 4"]),
        (["A 2", "A", "A"], ["A 2", "A", "A 3"]),
        (["A 3", "A", "A"], ["A 3", "A", "A 4"]),
        (["目录", "出处"], ["目录 1", "出处 2"]),
        (["a/b:c*[d]?\\e"], ["a b c  d   e"]),
        (["'q'", " x "], ["q", "x"]),
        (["", "'"], ["1", "2"]),
        (["x" * 31, "x" * 32, "y" * 30 + "'z"], ["x" * 31, "x" * 29 + " 2", "y" * 30]),
    ],
)
def test_sheets_have_names_of_their_own_that_excel_takes(
    titles: list[str], names: list[str]
) -> None:
    assert sheet_names(titles, ZH) == names
    subjects = [replace(TREND, title=title) for title in titles]
    sheets = sheets_of(make(order(*subjects), "xlsx").data)
    assert [sheet.name for sheet in sheets][1:] == names


# The page.


def page_of(*subjects: Chart, **values: Any) -> str:
    return make(order(*subjects, **values), "html").data.decode()


def test_a_page_runs_from_its_title_to_its_release_and_address() -> None:
    page = page_of(BARS, TREND, title="报告", occasion="例会", link=LINK, links=("", f"{LINK}/2"))
    source = "p.quiet: 数据来源：某报 · 第1版"
    assert lines_of(page.encode()) == [
        "h1: 报告",
        "p.quiet: 例会",
        "h2: 提示函",
        "p: 共若干份。",
        "p.quiet: 单位：份",
        "summary: 数据表",
        "p.quiet: 注：一。",
        "p.quiet: ▷ 未报告上限",
        source,
        "h2: 趋势",
        "p: 共若干份。",
        "summary: 数据表",
        source,
        f"p.quiet: {LINK}/2",
        f"footer.quiet: 数据版本：第1版 · {LINK}",
    ]
    assert lines_of(page_of(BARS).encode())[-1] == "footer.quiet: 数据版本：第1版"
    assert "数据来源" not in page_of(BARS, look=Look(source_line=False)).split("</script>")[-2]


def test_a_page_has_its_title_language_and_policy() -> None:
    root = parsed(page_of(BARS).encode())
    assert root.findtext(".//title") == "提示函 2024年"
    assert root.get("lang") == "zh-CN"
    english = parsed(make(Order((BARS,), EN), "html").data)
    assert english.get("lang") == "en"
    metas = {e.get("http-equiv") or e.get("name"): e.get("content") for e in root.iter("meta")}
    assert metas["viewport"] == "width=device-width,initial-scale=1"
    scripts = [e for e in root.iter("script") if not e.get("type")]
    hashes = [base64.b64encode(sha256((e.text or "").encode()).digest()).decode() for e in scripts]
    assert metas["Content-Security-Policy"] == (
        f"default-src 'none'; script-src 'sha256-{hashes[0]}' 'sha256-{hashes[1]}'; "
        "style-src 'unsafe-inline'; img-src data: blob:; base-uri 'none'; form-action 'none'"
    )


def test_each_chart_on_a_page_has_its_own_drawing() -> None:
    page = page_of(BARS, chart(Form.BAR, title="空"), TREND)
    root = parsed(page.encode())
    places = root.find_class("drawing")
    assert [place.get("data-drawn") for place in places] == ["drawn-0", "drawn-2"]
    assert [place.get("aria-label") for place in places] == ["提示函 共若干份。", "趋势 共若干份。"]
    assert {place.get("role") for place in places} == {"img"}
    for place in places:
        drawn = json.loads(root.get_element_by_id(place.get("data-drawn")).text)
        assert place.get("style") == f"height:{drawn['layout']['height']}px"
    first = json.loads(root.get_element_by_id("drawn-0").text)
    assert first["data"][0]["x"] == [2]
    silent = parsed(page_of(replace(BARS, finding="")).encode()).find_class("drawing")[0]
    assert silent.get("aria-label") == "提示函"


def test_the_table_under_a_chart_has_the_columns_that_hold_something() -> None:
    def cells(subject: Chart) -> list[list[str]]:
        (table,) = parsed(page_of(subject).encode()).iter("table")
        return [[cell.text_content() for cell in line] for line in table.iter("tr")]

    assert cells(BARS) == [
        ["名称", "表述"],
        ["甲市", "超2份 ▷"],
        ["乙市", "1份"],
        ["丙市", "未报告"],
    ]
    full = chart(
        Form.BAR,
        row("甲", series="男", detail="2024年", formula="乙 ÷ 丙", status="derived"),
        row("乙", series="女"),
    )
    assert cells(full) == [
        ["分组", "名称", "表述", "说明", "推算公式"],
        ["男", "甲", "1份", "2024年", "乙 ÷ 丙"],
        ["女", "乙", "1份", "", ""],
    ]
    events = chart(Form.TIMELINE, row("发出", wording="3月"))
    assert cells(events) == [["名称", "时间"], ["发出", "3月"]]


def test_a_page_is_in_the_colours_of_its_theme() -> None:
    for theme, ground, text in (("light", "#FFFFFF", "#1F2328"), ("dark", "#141517", "#E8EAED")):
        page = page_of(BARS, look=Look(theme=theme))
        assert f":root{{color-scheme:{theme}}}" in page
        assert f"background:{ground};color:{text}" in page
        drawn = json.loads(parsed(page.encode()).get_element_by_id("drawn-0").text)
        assert drawn["layout"]["font"]["color"] == text


def test_the_script_of_a_page_ends_where_its_element_ends() -> None:
    script = html_page.plotly()
    assert len(script) > 1_000_000
    assert "</script" not in script
    odd = page_of(chart(Form.BAR, row("</script><b>&", 1)))
    block = re.search(r'id="drawn-0">(.*?)</script>', odd, re.DOTALL)
    assert block
    assert not re.search("[<>&]", block[1])


def test_a_refusal_says_its_code_and_values() -> None:
    refused = Refused("too_many_rows", {"limit": 1, "found": 2})
    assert str(refused) == "too_many_rows, limit 1, found 2"
    assert refused.args == ("too_many_rows", {"limit": 1, "found": 2})
    assert str(Refused("nothing_chosen")) == "nothing_chosen"
