"""The bulletin as Word has it: order of paragraphs, faces, sizes, numbers, cells and widths."""

import io
import re
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from docx import Document
from docx.shared import Mm
from PIL import Image

from charts.chart import Form
from exports import Bulletin, ExportRequest, run_export
from exports.bulletins import bulletin_writer
from exports.bulletins.word_document import BulletinDocument, BulletinFonts
from exports.errors import ExportError
from ledger import Snapshot
from locales import Words
from tests.helpers.export_charts import chart, row
from tests.helpers.opened_documents import Grid, Line, grids_of, lines_of, opened
from tests.helpers.small_marks import above, below, missing
from tests.helpers.small_progress import release_of, told_of, words_of

pytestmark = pytest.mark.usefixtures("no_chromium")
LINK = "http://127.0.0.1:8501/present"
BODY, NOTE = 28.95, 16


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("paper")


@pytest.fixture(scope="module")
def release(folder: Path) -> Snapshot:
    return release_of(folder)


@pytest.fixture(scope="module")
def about(folder: Path) -> Bulletin:
    return told_of(folder)


def written(order: ExportRequest) -> bytes:
    return run_export(order, "docx").data


def of_charts(*subjects: Any, language: Any = "zh", **values: Any) -> bytes:
    return written(ExportRequest(subjects, Words(language), **values))


BARS = chart(Form.BAR, above("甲市", 2), row("乙市", 1), missing("丙市"), title="提示函")


def test_a_bulletin_runs_from_its_title_to_its_day(about: Bulletin, release: Snapshot) -> None:
    order = ExportRequest(
        (BARS,), words_of(release), figures=release.figures, link=LINK, bulletin=about
    )
    texts = [
        each.text if isinstance(each, Line) else f"<{len(each.rows)}×{len(each.rows[0])}>"
        for each in opened(written(order))
    ]
    assert [text if len(text) < 60 else text[:20] for text in texts] == [
        "关于2024年1—9月劳动法律监督工作情况的通报",
        "",
        "一、进度情况",
        "现将2024年1—9月劳动法律监督工作情况通报如下，数据取自第1版。",
        "2024年1—9月，杭州市指标6累计12",
        "2024年1—9月，杭州市指标11累计3",
        "表1　2024年1—9月指标6情况",
        "单位：人",
        "<6×7>",
        "表2　2024年1—9月指标11情况",
        "单位：人",
        "<3×7>",
        "注：地区按行政区划代码排列；“—”表示不适用；约数推算的比率标“约”，分项与合计因四舍五入可能不等。",
        "二、分项情况",
        "（一）提示函",
        "共若干份。",
        "表3　2024年 提示函",
        "单位：份",
        "<4×2>",
        "▷ 未报告上限",
        "数据来源：某报 · 第1版",
        "三、数据来源和说明",
        "数据来源：某报2024年11月5日 · 第1版",
        "图表和数据见：http://127.0.0.1:8501/present",
        "本机未装Chromium，图未能生成，以表代图。",
        "注：标题以宋体加粗代方正小标宋，正文用仿宋；字号、行距、页边距依GB/T 9704—2012。",
        "",
        "市总工会",
        "2024年11月5日",
    ]


def test_progress_alone_names_its_release_and_its_sources(
    about: Bulletin, release: Snapshot
) -> None:
    order = ExportRequest((), words_of(release), figures=release.figures, bulletin=about)
    texts = [line.text for line in lines_of(written(order))]
    assert "现将2024年1—9月劳动法律监督工作情况通报如下，数据取自第7版。" in texts
    assert texts[texts.index("二、数据来源和说明") + 1] == "数据来源：某报2024年11月5日 · 第7版"
    assert "二、分项情况" not in texts
    assert "以表代图" not in str(texts)  # nothing was to be painted


def test_each_source_is_named_once(release: Snapshot) -> None:
    frame = release.figures.copy()
    keys = list(frame["key"])
    twice = chart(Form.BAR, row("甲", figures=(keys[0], keys[1])), row("乙", figures=(keys[0],)))
    frame.loc[frame.index[1], "source"] = "t"
    texts = [line.text for line in lines_of(of_charts(twice, figures=frame))]
    assert texts[texts.index("二、数据来源和说明") + 1] == "数据来源：s和t · 第1版"
    none = [line.text for line in lines_of(of_charts(BARS))]
    assert none[none.index("二、数据来源和说明") + 1].startswith("本机未装")


def form(line: Line) -> tuple[Any, ...]:
    return (line.fonts, line.size, line.bold, line.side, line.first, line.apart, line.kept)


def test_every_kind_of_paragraph_has_its_face_size_place_and_lines(
    about: Bulletin, release: Snapshot
) -> None:
    order = ExportRequest((BARS,), words_of(release), link=LINK, bulletin=about)
    lines = {line.text: line for line in lines_of(written(order))}
    assert form(lines["关于2024年1—9月劳动法律监督工作情况的通报"]) == (
        *("宋体", 22, True, "center", 0, 36, False),
    )
    assert form(lines["一、进度情况"]) == ("黑体", 16, False, "left", 32, BODY, True)
    assert form(lines["（一）提示函"]) == ("楷体", 16, False, "left", 32, BODY, True)
    assert form(lines["共若干份。"]) == ("仿宋", 16, False, "justify", 32, BODY, False)
    assert form(lines["表3　2024年 提示函"]) == ("黑体", 12, False, "center", 0, 22, True)
    assert form(lines["单位：份"]) == ("宋体", 10.5, False, "right", 0, 18, True)
    assert form(lines["▷ 未报告上限"]) == ("宋体", 10.5, False, "left", 0, NOTE, False)
    assert form(lines["数据来源：某报 · 第1版"]) == ("宋体", 10.5, False, "left", 0, NOTE, False)
    assert {line.space for line in lines.values()} == {0}
    blank = lines_of(written(order))[-3]
    assert (blank.text, blank.kept, blank.apart) == ("", True, BODY)
    signed = lines["市总工会"], lines["2024年11月5日"]
    assert [form(line)[:4] for line in signed] == [("仿宋", 16, False, "right")] * 2
    assert [line.right for line in signed] == [64, 64]
    assert [line.kept for line in signed] == [True, False]
    assert lines[f"图表和数据见：{LINK}"].kept  # what stands before the signature stays with it
    assert lines["一、进度情况"].style == "Heading 1"
    assert lines["（一）提示函"].style == "Heading 2"


def test_notes_stay_with_a_signature_only_where_there_is_one() -> None:
    lines = {line.text: line for line in lines_of(of_charts(BARS, link=LINK))}
    assert not lines[f"图表和数据见：{LINK}"].kept
    assert list(lines)[-1].startswith("注：标题以宋体加粗")


def test_latin_letters_and_digits_have_their_own_face() -> None:
    document: Any = Document(io.BytesIO(of_charts(BARS)))
    runs = [run for paragraph in document.paragraphs for run in paragraph.runs]
    runs += [r for t in document.tables for c in t._cells for p in c.paragraphs for r in p.runs]
    assert {run.font.name for run in runs} == {"Times New Roman"}
    assert {str(run.font.color.rgb) for run in runs} == {"000000"}


def test_other_faces_are_used_and_named(about: Bulletin, release: Snapshot) -> None:
    own = replace(about, title_font="方正小标宋", body_font="仿宋_GB2312")
    lines = lines_of(written(ExportRequest((BARS,), words_of(release), bulletin=own)))
    assert (lines[0].fonts, lines[3].fonts) == ("方正小标宋", "仿宋_GB2312")
    assert any("以方正小标宋加粗" in line.text and "仿宋_GB2312" in line.text for line in lines)


def test_the_page_is_a4_with_the_margins_of_the_standard() -> None:
    document: Any = Document(io.BytesIO(of_charts(BARS)))
    section = document.sections[0]
    sides = ("page_width", "page_height", "top_margin", "bottom_margin", "left_margin")
    sides += ("right_margin", "footer_distance")
    found = {name: round(getattr(section, name) / Mm(1)) for name in sides}
    assert list(found.values()) == [210, 297, 37, 35, 28, 26, 28]
    assert section.orientation.name == "PORTRAIT"


def test_page_numbers_stand_outside_on_either_side() -> None:
    data = of_charts(BARS)
    document: Any = Document(io.BytesIO(data))
    section = document.sections[0]
    assert document.settings.odd_and_even_pages_header_footer
    for footer, side in ((section.footer, "RIGHT"), (section.even_page_footer, "LEFT")):
        (paragraph,) = footer.paragraphs
        assert paragraph.alignment.name == side
        assert [run.text for run in paragraph.runs] == ["— ", "", " —"]
        assert {run.font.size.pt for run in paragraph.runs} == {14}
        field = paragraph.runs[1]._element
        parts = [e.tag.rpartition("}")[2] for e in field if "rPr" not in e.tag]
        assert parts[-3:] == ["fldChar", "instrText", "fldChar"]
        kinds = [e.get(k) for e in field for k in e.attrib if k.endswith("fldCharType")]
        assert kinds == ["begin", "end"]
        assert [e.text for e in field if e.tag.endswith("instrText")] == ["PAGE"]


def test_the_document_is_titled_and_signed_by_nobody() -> None:
    document: Any = Document(io.BytesIO(of_charts(BARS, title="第三季度")))
    about = document.core_properties
    assert (about.title, about.author, about.comments) == ("第三季度", "", "")
    long = of_charts(BARS, title="长" * 300)
    assert Document(io.BytesIO(long)).core_properties.title == "长" * 255


@pytest.mark.parametrize(
    ("kind", "title"),
    [
        ("title", "第三季度"),
        ("bulletin", "关于2024年1—9月劳动法律监督工作情况的通报"),
        ("chart", "提示函 2024年"),
        ("charts", "提示函 2024年等"),
    ],
)
def test_a_bulletin_is_titled_by_what_is_known(
    kind: str, title: str, about: Bulletin, release: Snapshot
) -> None:
    order = {
        "title": ExportRequest((BARS,), words_of(release), title="第三季度", bulletin=about),
        "bulletin": ExportRequest((BARS,), words_of(release), bulletin=about),
        "chart": ExportRequest((BARS,), Words("zh")),
        "charts": ExportRequest((BARS, BARS), Words("zh")),
    }[kind]
    assert lines_of(written(order))[0].text == title
    assert run_export(order, "docx").name == title.replace(" ", "_") + ".docx"


def test_headings_tables_and_items_are_numbered_as_they_come() -> None:
    many = [chart(Form.BAR, row("甲"), title=f"图{n}") for n in range(12)]
    texts = [line.text for line in lines_of(of_charts(*many))]
    items = [text for text in texts if text.startswith("（")]
    assert items[:3] == ["（一）图0", "（二）图1", "（三）图2"]
    assert items[9:] == ["（十）图9", "（11）图10", "（12）图11"]
    named = [text for text in texts if re.match(r"表\d+　", text)]
    assert named == [f"表{n + 1}　2024年 图{n}" for n in range(12)]
    english = [line.text for line in lines_of(of_charts(*many[:2], language="en"))]
    assert [text for text in english if text and text[0] in "12("] == [
        *("1. In detail", "(1) 图0", "(2) 图1", "2. Sources and notes"),
    ]
    assert [t for t in english if t.startswith("Table")] == [
        *("Table 1. 2024年 图0", "Table 2. 2024年 图1"),
    ]


def test_an_english_bulletin_is_not_set_in_and_names_no_chinese_faces() -> None:
    lines = lines_of(of_charts(BARS, language="en"))
    assert {line.first for line in lines} == {0}
    assert not [line.text for line in lines if "宋" in line.text]


# Tables.


def test_a_progress_table_has_each_area_and_number_in_its_column(
    about: Bulletin, release: Snapshot
) -> None:
    first, second = grids_of(written(ExportRequest((), words_of(release), bulletin=about)))
    assert first.rows == [
        ["地区", "累计", "去年同期", "同比（%）", "全年目标", "完成率（%）", "位次"],
        ["杭州市", "120", "100", "20", "160", "75", "2"],
        ["宁波市", "90000", "100000", "-10", "10万余人", "约90", "1"],
        ["海曙区", "50", "50", "0", "未报告", "—", "—"],
        ["合肥市", "超100人", "未报告", "—", "0", "—", "4"],
        ["芜湖市", "120", "未报告", "—", "未报告", "—", "2"],
    ]
    assert second.rows[1:] == [
        ["杭州市", "300余人", "200", "约50", "未报告", "—", "—"],
        ["宁波市", "未报告", "未报告", "—", "未报告", "—", "—"],
    ]


def test_tables_are_ruled_above_and_below_and_their_sides_are_open(
    about: Bulletin, release: Snapshot
) -> None:
    for grid in grids_of(written(ExportRequest((BARS,), words_of(release), bulletin=about))):
        heavy, thin = (1.5, "single", "000000"), (0.5, "single", "000000")
        assert grid.rules == {"top": heavy, "bottom": heavy, "insideH": thin}
        assert grid.fixed
        assert sorted(grid.head[0]) == ["cantSplit", "tblHeader"]
        assert not [parts for parts in grid.head[1:] if parts]


def test_words_stand_left_numbers_right_and_heads_in_the_middle(
    about: Bulletin, release: Snapshot
) -> None:
    (progress, _, bars) = grids_of(
        written(ExportRequest((BARS,), words_of(release), bulletin=about))
    )
    assert {line.side for line in progress.lines[0]} == {"center"}
    assert [line.side for line in progress.lines[1]] == ["left", *["right"] * 6]
    assert [line.side for line in bars.lines[1]] == ["left", "right"]
    assert {line.size for line in progress.lines[1]} == {9}  # seven columns are narrow
    assert {line.size for line in bars.lines[1]} == {10.5}
    assert {(line.fonts, line.apart) for lines in bars.lines for line in lines} == {("宋体", 18)}


def test_the_last_column_stands_right_only_where_it_holds_numbers() -> None:
    steps = chart(
        Form.FLOW,
        row("学员", wording="学员", detail="参加培训"),
        row("讲师", wording="", detail="授课"),
    )
    (grid,) = grids_of(of_charts(steps))
    assert grid.rows == [["名称", "说明"], ["学员", "参加培训"], ["讲师", "授课"]]
    assert [line.side for line in grid.lines[1]] == ["left", "left"]
    (single,) = grids_of(of_charts(chart(Form.FLOW, row("学员", wording=""))))
    assert (single.rows, single.lines[1][0].side) == ([["名称"], ["学员"]], "left")


def test_a_chart_table_has_the_columns_that_hold_something() -> None:
    full = chart(
        Form.DOTS,
        row("甲", 1, series="男", detail="2024年"),
        above("乙", 2, series="女", detail="2023年"),
    )
    (grid,) = grids_of(of_charts(full))
    assert grid.rows == [
        ["分组", "名称", "说明", "表述"],
        ["男", "甲", "2024年", "1份"],
        ["女", "乙", "2023年", "超2份 ▷"],
    ]
    assert [line.side for line in grid.lines[1]] == ["left", "left", "left", "right"]
    same = chart(Form.DOTS, row("甲", 1, detail="1份"), row("乙", 2, detail=""))
    assert grids_of(of_charts(same))[0].rows[0] == ["名称", "表述"]


def test_a_timeline_has_dates_and_tiles_only_places_that_report() -> None:
    events = chart(Form.TIMELINE, row("发出", wording="3月1日"), row("整改", wording="4月"))
    (grid,) = grids_of(of_charts(events))
    assert grid.rows == [["名称", "时间"], ["发出", "3月1日"], ["整改", "4月"]]
    tiles = chart(
        Form.TILES,
        above("浙江省", 2, series="浙江", detail="超2份"),
        missing("安徽省", series="安徽"),
        row("江苏省", 1, series="江苏", detail="1份"),
    )
    (grid,) = grids_of(of_charts(tiles))
    assert grid.rows == [["名称", "表述"], ["浙江省", "超2份"], ["江苏省", "1份"]]
    nothing = chart(Form.TILES, missing("浙江省", series="浙江"), missing("安徽省"))
    assert len(grids_of(of_charts(nothing))[0].rows) == 3
    flow = chart(Form.FLOW, row("甲", 1), row("乙", 2, series="÷"), row("丙", 3, series="="))
    assert grids_of(of_charts(flow))[0].rows[0] == ["名称", "表述"]


def test_widths_follow_what_the_columns_hold_and_fill_the_page() -> None:
    short = chart(Form.BAR, row("甲", 1), row("乙", 2))
    long = chart(Form.BAR, row("很长的地区名称" * 3, 1), row("乙", 2))
    one, other = grids_of(of_charts(short, long))
    for grid in (one, other):
        assert sum(grid.widths) == pytest.approx(156, abs=0.2)
    assert one.widths == [
        pytest.approx(156 * 5.2 / 9.2, abs=0.1),
        pytest.approx(156 * 4 / 9.2, abs=0.1),
    ]
    assert other.widths[0] == pytest.approx(156 * 34 / 38, abs=0.1)
    wordy = chart(Form.BAR, row("甲", 1, wording="近" * 30), row("乙", 2))
    assert grids_of(of_charts(wordy))[0].widths[1] == pytest.approx(156 * 18 / 23.2, abs=0.1)


@pytest.mark.parametrize(("rows", "kept"), [(1, 1), (9, 9), (10, 10), (11, 0), (30, 0)])
def test_a_short_table_stays_on_one_page(rows: int, kept: int) -> None:
    (grid,) = grids_of(of_charts(chart(Form.BAR, *(row(f"区{n}", n) for n in range(rows)))))
    found = [all(line.kept for line in lines) for lines in grid.lines]
    assert found == [True] * kept + [False] * (rows + 1 - kept)


def test_a_table_without_a_unit_has_no_line_for_it() -> None:
    texts = [line.text for line in lines_of(of_charts(replace(BARS, unit="")))]
    at = texts.index("表1　2024年 提示函")
    assert texts[at + 1] == "▷ 未报告上限"
    bare = [line.text for line in lines_of(of_charts(replace(BARS, period="", finding="")))]
    assert bare[bare.index("（一）提示函") + 1] == "表1　提示函"


def test_a_chart_of_nothing_has_its_words_and_no_table() -> None:
    data = of_charts(chart(Form.BAR, title="空"), BARS)
    texts = [line.text for line in lines_of(data)]
    at = texts.index("（一）空")
    assert texts[at : at + 3] == ["（一）空", "共若干份。", "（二）提示函"]
    assert len(grids_of(data)) == 1


def test_own_notes_stand_between_table_and_source() -> None:
    noted = replace(BARS, notes=("注：一。", "注：二。"))
    parts = opened(of_charts(noted))
    at = next(n for n, part in enumerate(parts) if isinstance(part, Grid))
    assert [part.text for part in parts[at + 1 : at + 5] if isinstance(part, Line)] == [
        *("注：一。", "注：二。", "▷ 未报告上限", "数据来源：某报 · 第1版"),
    ]


# Pictures.


def png(width: int, height: int) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), "red").save(out, "PNG")
    return out.getvalue()


def test_a_picture_is_as_wide_as_the_text_and_described(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[Any, ...]] = []

    def paint(*what: Any, **how: Any) -> bytes:
        asked.append((what, how))
        return png(1600, 800)

    monkeypatch.setattr(bulletin_writer, "render_chart", paint)
    noted = replace(BARS, notes=("注。",))
    data = of_charts(noted, chart(Form.BAR, title="空"), replace(BARS, title="二", finding=""))
    document: Any = Document(io.BytesIO(data))
    shapes = document.inline_shapes
    assert [(round(s.width / Mm(1)), round(s.height / Mm(1))) for s in shapes] == [(156, 78)] * 2
    assert [s._inline.docPr.get("descr") for s in shapes] == ["提示函 共若干份。", "二"]
    lines = lines_of(data)
    at = next(n for n, line in enumerate(lines) if line.pictures)
    assert (lines[at].side, lines[at].kept, lines[at + 1].text) == ("center", True, "图1　提示函")
    assert [line.text for line in lines if line.text.startswith("图")] == ["图1　提示函", "图2　二"]
    (subject, look, kind), how = asked[0]
    assert (kind, how, look.size.width, look.size.height) == ("png", {"framed": False}, 1600, 0)
    around = (subject.title, subject.finding, subject.unit, subject.notes, subject.source)
    assert around == ("", "", "", (), "")  # they stand in the text
    assert len(asked) == 2


def test_after_one_refusal_no_other_picture_is_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []

    def refuse(*what: Any, **how: Any) -> bytes:
        asked.append(what)
        raise ExportError("picture_timeout", {"seconds": 30})

    monkeypatch.setattr(bulletin_writer, "render_chart", refuse)
    texts = [line.text for line in lines_of(of_charts(BARS, BARS, BARS))]
    assert len(asked) == 1
    assert texts.count("生成图片超时，以表代图。") == 1
    assert not [text for text in texts if text.startswith("图1")]


# The paper itself.


def test_a_table_of_one_column_and_a_signature_without_a_name() -> None:
    paper = BulletinDocument(BulletinFonts("宋体", "仿宋"), "zh", "题")
    paper.add_table("", ["名"], [["甲"]])
    paper.add_signature("", "2024年")
    parts = opened(paper.save())
    assert [part.text for part in parts if isinstance(part, Line)] == ["", "2024年"]
    grids = [part for part in parts if isinstance(part, Grid)]
    assert grids[0].widths == [156]


@pytest.mark.parametrize(("columns", "size"), [(5, 10.5), (6, 9)])
def test_a_wide_table_is_set_smaller(columns: int, size: float) -> None:
    paper = BulletinDocument(BulletinFonts("宋体", "仿宋"), "zh", "题")
    paper.add_table("", ["名"] * columns, [["甲"] * columns])
    (grid,) = grids_of(paper.save())
    assert {line.size for lines in grid.lines for line in lines} == {size}
    assert [line.side for line in grid.lines[1]] == ["left", *["right"] * (columns - 1)]


def test_borders_stand_where_word_looks_for_them() -> None:
    with zipfile.ZipFile(io.BytesIO(of_charts(BARS))) as archive:
        xml = archive.read("word/document.xml").decode()
    properties = re.search(r"<w:tblPr>.*?</w:tblPr>", xml, re.DOTALL)
    assert properties
    order = re.findall(r"<w:(tblStyle|tblW|tblBorders|tblLayout|tblLook)\b", properties[0])
    assert order == [
        name for name in ("tblStyle", "tblW", "tblBorders", "tblLayout", "tblLook") if name in order
    ]
    assert "tblBorders" in order
    assert "tblLayout" in order


def test_low_and_open_bounds_are_said_once_below() -> None:
    texts = [
        line.text for line in lines_of(of_charts(chart(Form.BAR, above("甲", 1), below("乙", 2))))
    ]
    assert texts.count("▷ 未报告上限；◁ 未报告下限") == 1


def test_an_empty_progress_is_no_part_of_its_own(about: Bulletin, release: Snapshot) -> None:
    empty = replace(about, progress=pd.DataFrame())
    texts = [
        line.text
        for line in lines_of(written(ExportRequest((BARS,), words_of(release), bulletin=empty)))
    ]
    assert texts[2] == "一、分项情况"
    assert texts[-1] == "2024年11月5日"
