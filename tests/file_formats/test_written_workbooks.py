"""Workbooks as they are written: types, formats, notes, choices, widths, what stays in place."""

import io
import re
import zipfile
from xml.etree import ElementTree

import pytest

from file_formats import xlsx
from file_formats.xlsx import SheetToWrite
from tests.helpers.made_workbooks import SHEET

SPACE = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


class Written:
    """The parts of a workbook, its first sheet and its styles among them."""

    def __init__(self, *pages: SheetToWrite, title: str = "") -> None:
        self.data = xlsx.write_xlsx(pages, title)
        with zipfile.ZipFile(io.BytesIO(self.data)) as archive:
            self.parts = {name: archive.read(name).decode() for name in archive.namelist()
                          if name.endswith((".xml", ".vml"))}  # fmt: skip
        self.sheet = ElementTree.fromstring(self.parts[SHEET])
        self.styles = ElementTree.fromstring(self.parts["xl/styles.xml"])

    def cell(self, place: str) -> ElementTree.Element:
        (found,) = (c for c in self.sheet.iter(f"{SPACE}c") if c.get("r") == place)
        return found

    def style(self, place: str) -> dict[str, str]:
        """What a cell's format says beside its defaults."""
        index = int(self.cell(place).get("s", "0"))
        return self.described(index)

    def described(self, index: int) -> dict[str, str]:
        styles = self.styles
        codes = {f.get("numFmtId"): f.get("formatCode") for f in styles.iter(f"{SPACE}numFmt")}
        given = styles.find(f"{SPACE}cellXfs")[index]
        fonts, fills, borders = (styles.find(f"{SPACE}{n}") for n in ("fonts", "fills", "borders"))
        font, fill = fonts[int(given.get("fontId"))], fills[int(given.get("fillId"))]
        border, align = borders[int(given.get("borderId"))], given.find(f"{SPACE}alignment")
        colour, ground = font.find(f"{SPACE}color"), fill.find(f"{SPACE}patternFill/{SPACE}fgColor")
        said = {
            "quoted": given.get("quotePrefix", ""),
            "text": "1" if codes.get(given.get("numFmtId")) == "@" else "",
            "bold": "1" if font.find(f"{SPACE}b") is not None else "",
            "colour": colour.get("rgb", "") if colour is not None else "",
            "ground": ground.get("rgb", "") if ground is not None else "",
            "top": border.find(f"{SPACE}top").get("style", ""),
            "bottom": border.find(f"{SPACE}bottom").get("style", ""),
            "wrap": align.get("wrapText", "") if align is not None else "",
            "stands": align.get("vertical", "") if align is not None else "",
        }
        return {name: text for name, text in said.items() if text}


HEADER = {"bold": "1", "top": "medium", "bottom": "medium"}
MARKED = {"colour": "FF9C0006", "ground": "FFFFC7CE"}


def test_each_kind_of_cell_has_its_format() -> None:
    page = SheetToWrite(
        "数据",
        [
            ["代码", "数", "备注"],
            ["330200", 1.5, "=1"],
            ["330203", -2, "x"],
            ["", None, float("nan")],
        ],
        notes={(2, 1): "太小", (3, 2): "未填"},
        text_columns=frozenset({0}),
    )
    made = Written(page)
    assert {place: made.style(place) for place in ("A1", "B1", "C1")} == dict.fromkeys(
        ("A1", "B1", "C1"), HEADER
    )
    assert made.style("A2") == made.style("A3") == {"text": "1"}
    assert made.style("B2") == {}
    assert made.style("C2") == {"quoted": "1"}
    assert made.style("B3") == made.style("C4") == MARKED
    assert made.style("C3") == {}
    places = [cell.get("r") for cell in made.sheet.iter(f"{SPACE}c")]
    assert places == ["A1", "B1", "C1", "A2", "B2", "C2", "A3", "B3", "C3", "C4"]
    (read,) = xlsx.read_xlsx(made.data)
    assert read.rows == [
        ["代码", "数", "备注"],
        ["330200", 1.5, "=1"],
        ["330203", -2, "x"],
    ]


def test_wrapped_pages_wrap_every_cell_and_others_none() -> None:
    rows = [["a", "b"], ["=1", "x"]]
    notes = {(1, 1): "n"}
    wrapped = Written(SheetToWrite("p", rows, notes=notes, text_columns=frozenset({0}), wrap=True))
    around = {"wrap": "1", "stands": "top"}
    assert wrapped.style("A1") == {**HEADER, **around}
    assert wrapped.style("A2") == {"quoted": "1", **around}
    assert wrapped.style("B2") == {**MARKED, **around}
    plain = Written(SheetToWrite("p", [*rows, ["y", 1]], wrap=True))
    assert plain.style("A3") == plain.style("B3") == around
    assert Written(SheetToWrite("p", rows)).style("B2") == {}


def test_a_note_is_as_tall_as_its_text_takes() -> None:
    notes = {(1, 0): "x" * 30, (1, 1): "y" * 240, (5, 3): "beyond every row"}
    made = Written(SheetToWrite("p", [["a", "b"], ["1", "2"]], notes=notes))
    texts = re.findall(r"<t[^>]*>([^<]+)</t>", made.parts["xl/comments1.xml"])
    assert texts == ["x" * 30, "y" * 240, "beyond every row"]
    (drawing,) = (text for name, text in made.parts.items() if name.endswith(".vml"))
    heights = [float(h) for h in re.findall(r"height:([\d.]+)pt", drawing)]
    assert len(heights) == 3
    assert heights[1] == pytest.approx(heights[0] * 4, rel=0.01)
    assert heights[0] == heights[2]
    widths = {float(w) for w in re.findall(r"width:([\d.]+)pt", drawing)}
    assert widths == {240.0}  # two and a half of the usual 96
    assert made.style("D6") == MARKED
    assert made.style("A2") == MARKED


def test_choices_hang_under_the_header_to_the_last_row_and_only_warn() -> None:
    page = SheetToWrite(
        "p", [["t"], ["a"], ["1"]], header_rows=2, choices={0: "=$Z$1:$Z$2", 2: "=$Y$1"}
    )
    rules = list(Written(page).sheet.iter(f"{SPACE}dataValidation"))
    assert [(rule.get("sqref"), rule.find(f"{SPACE}formula1").text) for rule in rules] == [
        ("A3:A1048576", "$Z$1:$Z$2"), ("C3:C1048576", "$Y$1"),
    ]  # fmt: skip
    assert {(rule.get("type"), rule.get("errorStyle")) for rule in rules} == {("list", "warning")}


@pytest.mark.parametrize(("header", "top"), [(1, "A2"), (3, "A4"), (0, None)])
def test_the_header_stays_in_place(header: int, top: str | None) -> None:
    made = Written(SheetToWrite("p", [["a"], ["b"], ["c"], ["d"]], header_rows=header))
    pane = made.sheet.find(f"{SPACE}sheetViews/{SPACE}sheetView/{SPACE}pane")
    if top is None:
        assert pane is None
    else:
        assert (pane.get("topLeftCell"), pane.get("state")) == (top, "frozen")
    bold = [cell.get("r") for cell in made.sheet.iter(f"{SPACE}c") if made.style(cell.get("r"))]
    assert bold == ["A1", "A2", "A3"][:header]


def test_widths_and_text_columns_are_those_told() -> None:
    page = SheetToWrite("p", [["a"] * 4], widths={0: 30, 2: 12.5}, text_columns=frozenset({2, 3}))
    made = Written(page)
    found = {}
    for column in made.sheet.iter(f"{SPACE}col"):
        style = made.described(int(column.get("style", "0")))
        for number in range(int(column.get("min")), int(column.get("max")) + 1):
            found[number] = (round(float(column.get("width"))), style.get("text", ""))
    assert {number: text for number, (_, text) in found.items()} == {1: "", 3: "1", 4: "1"}
    assert (found[1][0], found[3][0]) == (31, 13)


def test_a_workbook_has_its_title_and_its_pages_in_order() -> None:
    made = Written(SheetToWrite("二", [["x"]]), SheetToWrite("一", [["y"]]), title="工会 <统计>")
    core = made.parts["docProps/core.xml"]
    assert "<dc:title>工会 &lt;统计&gt;</dc:title>" in core
    assert re.findall(r'<sheet name="([^"]+)"', made.parts["xl/workbook.xml"]) == ["二", "一"]
    assert [sheet.name for sheet in xlsx.read_xlsx(made.data)] == ["二", "一"]


def test_what_looks_like_something_else_stays_text() -> None:
    cells = ["http://example.org", "007", "1e5", "2024-01-01", "TRUE", "=1", "{=1}", ""]
    made = Written(SheetToWrite("p", [cells], header_rows=0))
    (read,) = xlsx.read_xlsx(made.data)
    assert read.rows == [cells[:-1]]
    assert not [name for name in made.parts if "hyperlink" in made.parts[name]]
    assert "<f>" not in made.parts[SHEET]


def test_a_title_is_merged_over_the_columns_below_it() -> None:
    written = Written(SheetToWrite("月报", [["=某县月报"], ["指标", "数值"]], title_columns=2))
    (found,) = xlsx.read_xlsx(written.data)
    assert (found.merged, found.rows[0][0]) == (((0, 0, 0, 1),), "=某县月报")
    assert written.style("A1") == HEADER
