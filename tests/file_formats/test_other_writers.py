"""The same table from every program and hand: no share shifts by 100, a month stays a month."""

import re

import pytest

from file_formats import LIMITS, Sheet, csv_text
from intake.tables.grid import CellGrid
from intake.tables.open_file import open_file
from tests.helpers.made_spreadsheets import packed_ods
from tests.helpers.made_workbooks import rebuilt
from tests.helpers.other_writers import MADE, MAIN, PROGRAMS, SHOWN
from tests.helpers.source_tree import ROOT

FILES = MADE | {
    name: (".xls" if name.endswith("html") else name[name.index(".") :], data)
    for name, data in PROGRAMS.items()
}


def opened(ending: str, data: bytes) -> list[Sheet]:
    read = open_file(f"a{ending}", data, LIMITS)
    if read.text is not None:
        return [Sheet("", [list(row) for row in csv_text.read_rows(read.text)])]
    return list(read.sheets)


def shown(sheet: Sheet) -> list[list[str]]:
    """What is read of a sheet's cells, with errors blank and dates as the page words them."""
    cells = CellGrid.from_sheet(sheet).cells
    plain = {"2025年3月": "2025-03", "2025年4月": "2025-04", "2025年5月": "2025-05"}
    plain |= {"#DIV/0!": "", "100.00%": "100%", "新建工会\n（个）": "新建工会（个）", " 56": "56"}
    return [[plain.get(cell, cell) for cell in row] for row in cells]


@pytest.mark.parametrize("name", FILES)
def test_a_table_is_read_alike_whoever_wrote_it(name: str) -> None:
    first, *others = opened(*FILES[name])
    assert shown(first) == SHOWN
    assert [(each.name, each.hidden) for each in others] in ([], [("旧表", True)])
    if name not in ("tabs",):
        assert first.merged == ((0, 0, 0, 4),)


@pytest.mark.parametrize("name", sorted(PROGRAMS.keys() - {"odfpy.ods", "libreoffice.html"}))
def test_indents_and_errors_are_told_by_every_program(name: str) -> None:
    sheet = opened(*FILES[name])[0]
    assert sheet.indents == {(3, 0): 1}
    told = {} if name == "xlwt.xls" else {(3, 4): "=" if name == "openpyxl.xlsx" else "#DIV/0!"}
    assert sheet.error_texts == told


@pytest.mark.parametrize("name", ["hidden.xls", "hidden.ods"])
def test_hidden_rows_are_told_of_every_kind_of_workbook(name: str) -> None:
    path = ROOT / "tests" / "data" / "old_workbooks" / name
    (sheet,) = opened(path.suffix, path.read_bytes())
    assert (len(sheet.rows), sheet.hidden_rows) == (6, {2})


def test_hidden_sheets_and_columns_of_an_open_document() -> None:
    cells = "".join(
        f'<table:table-cell office:value-type="string"><text:p>{letter}</text:p></table:table-cell>'
        for letter in "abcd"
    )
    columns = (
        '<table:table-column table:number-columns-repeated="2"/><table:table-column-group>'
        '<table:table-column table:visibility="collapse" table:number-columns-repeated="2"/>'
        '</table:table-column-group><table:table-column table:number-columns-repeated="1020"/>'
    )
    table = '<table:table table:name="{}" table:style-name="{}">{}<table:table-row>{}'
    end = "</table:table-row></table:table>"
    tables = (
        table.format("旧", "no", "", cells) + end + table.format("表", "", columns, cells) + end
    )
    hide = (
        '<style:style style:name="no" style:family="table"><style:table-properties '
        'table:display="false"/></style:style>'
    )
    found = opened(".ods", packed_ods(hide + tables))
    assert [(one.name, one.hidden, one.rows) for one in found] == [
        ("表", False, [list("abcd")]),
        ("旧", True, [list("abcd")]),
    ]
    assert [one.hidden_columns for one in found] == [{2, 3}, set()]


STRINGS = (
    f'<sst xmlns="{MAIN}"><si><t>甲</t></si><si><r><rPr><b/></rPr><t>乙</t></r><r><t xml:space='
    '"preserve"> 丙</t></r></si><si><t>丁</t><rPh sb="0" eb="1"><t>ding</t></rPh><phoneticPr '
    'fontId="1"/></si><si><t/></si><si/></sst>'
)
CELLS = {
    '<c r="A1" t="s"><v>0</v></c>': "甲",
    '<c r="A1" t="s"><v>1</v></c>': "乙 丙",
    '<c r="A1" t="s"><v>2</v></c>': "丁",
    '<c r="A1" t="s"><v>3</v></c>': "",
    '<c r="A1" t="s"><v>4</v></c>': "",
    '<c r="A1" t="inlineStr"><is><t>戊</t></is></c>': "戊",
    '<c r="A1" t="inlineStr"><is><r><t>己</t></r><r><t>庚</t></r></is></c>': "己庚",
    '<c r="A1" t="inlineStr"><is><t>辛</t><rPh sb="0" eb="1"><t>xin</t></rPh></is></c>': "辛",
    '<c r="A1" t="str"><f>A2&amp;"人"</f><v>5人</v></c>': "5人",
    '<c r="A1" t="str"><v>&#x5355;位</v></c>': "单位",
    '<c r="A1" t="b"><v>1</v></c>': "TRUE",
    '<c r="A1" t="b"><v>0</v></c>': "FALSE",
    '<c r="A1" t="n"><v>1.5E3</v></c>': "1500",
    '<c r="A1"><f>1+1</f><v>2</v></c>': "2",
    '<c r="A1" t="d"><v>2025-03-01</v></c>': "2025-03-01",
    '<c r="A1" t="d" s="1"><v>2025-03-01T00:00:00</v></c>': "2025-03",
    '<c r="A1" s="1"><v>45717</v></c>': "2025-03",
    '<c r="A1" s="2"><v>0.764</v></c>': "76.4%",
    '<c r="A1" s="2"><f>B1/C1</f><v>0.76400000000000001</v></c>': "76.4%",
    '<c r="A1" s="3"><v>136.3709677419355</v></c>': "136.37",
    '<c r="A1" s="0"><v>136.3709677419355</v></c>': "136.37",
}
STYLES = (
    f'<styleSheet xmlns="{MAIN}"><numFmts><numFmt numFmtId="165" formatCode="0.0%"/></numFmts>'
    '<cellXfs><xf numFmtId="0"/><xf numFmtId="57"/><xf numFmtId="165"/><xf numFmtId="2"/>'
    "</cellXfs></styleSheet>"
)


@pytest.mark.parametrize("prefix", ["", "x:"])
@pytest.mark.parametrize("cell", CELLS)
def test_a_cell_is_read_in_every_form_in_which_it_may_be_written(cell: str, prefix: str) -> None:
    texts = {
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{MAIN}"><sheetData><row r="1">{cell}'
        "</row></sheetData></worksheet>",
        "xl/sharedStrings.xml": STRINGS,
        "xl/styles.xml": STYLES,
    }
    if prefix:
        texts = {
            name: re.sub(r"<(/?)(?=\w)", rf"<\1{prefix}", text).replace("xmlns=", "xmlns:x=")
            for name, text in texts.items()
        }
    data = rebuilt({name: text.encode() for name, text in texts.items()})
    (sheet,) = opened(".xlsx", data)
    assert (CellGrid.from_sheet(sheet).cells or [[""]])[0][0] == CELLS[cell]
