"""Every property of cells, exactly: Excel's XML, OpenDocument and web pages made by hand."""

import pytest

from file_formats import LIMITS, FileFormatError, FileLimits, Sheet
from file_formats.spreadsheets.excel_xml import read_excel_xml
from file_formats.spreadsheets.html_tables import read_html
from file_formats.spreadsheets.ods import read_ods
from file_formats.spreadsheets.row_collector import CollectedSize, RowCollector
from tests.helpers.made_spreadsheets import packed_ods

SPACE = "urn:schemas-microsoft-com:office:spreadsheet"
STYLES = (
    '<Style ss:ID="Default"/>'
    '<Style ss:ID="p"><NumberFormat ss:Format="Percent"/><Alignment ss:Indent="2"/></Style>'
    '<Style ss:ID="c" ss:Parent="p"><NumberFormat ss:Format="0.0"/></Style>'
    '<Style ss:ID="m"><NumberFormat ss:Format="yyyy\\-mm"/></Style>'
    '<Style ss:ID="far"><Alignment ss:Indent="99"/></Style>'
)


def excel_xml(table: str, more: str = "") -> bytes:
    return (
        f'<?xml version="1.0"?><Workbook xmlns="{SPACE}" xmlns:ss="{SPACE}">'
        f"<Styles>{STYLES}</Styles>{more}"
        f'<Worksheet ss:Name="表"><Table>{table}</Table></Worksheet></Workbook>'
    ).encode()


def data(text: str, kind: str = "String", attributes: str = "") -> str:
    return f'<Cell {attributes}><Data ss:Type="{kind}">{text}</Data></Cell>'


def test_excel_xml_cells_have_kinds_formats_and_places() -> None:
    rows = (
        "<Row>"
        + data("甲")
        + data("0.5", "Number", 'ss:StyleID="p"')
        + data("2", "Number", 'ss:Index="5" ss:StyleID="c"')
        + data("乙", attributes='ss:MergeAcross="1" ss:MergeDown="2"')
        + data("丙")
        + '</Row><Row ss:Index="4" ss:Span="1">'
        + data("1", "Boolean")
        + data("0", "Boolean")
        + data("2024-09-01T00:00:00.000", "DateTime", 'ss:StyleID="m"')
        + data("#N/A", "Error")
        + data("INF", "Number")
        + data("x", attributes='ss:StyleID="far"')
        + "</Row>"
    )
    (sheet,) = read_excel_xml(excel_xml(rows), LIMITS)
    below = [True, False, "2024-09-01", "#N/A", "INF", "x"]
    assert sheet == Sheet(
        "表",
        [["甲", 0.5, "", "", 2.0, "乙", "", "丙"], [], [], below, below],
        merged=((0, 5, 2, 6),),
        percents=frozenset({(0, 1)}),
        dates={(3, 2): 7, (4, 2): 7},
        indents={(0, 1): 2, (0, 4): 2, (3, 5): 15, (4, 5): 15},
        decimals={(0, 1): 2, (0, 4): 1},
        error_texts={(3, 3): "#N/A", (4, 3): "#N/A"},
    )


def test_excel_xml_columns_and_rows_have_styles_where_cells_have_none() -> None:
    columns = '<Column ss:StyleID="p"/><Column ss:Index="3" ss:Span="1" ss:StyleID="c"/>'
    numbers = "".join(data("1", "Number") for _ in range(5))
    (sheet,) = read_excel_xml(
        excel_xml(f'{columns}<Row>{numbers}</Row><Row ss:StyleID="p">{numbers}</Row>'), LIMITS
    )
    assert sheet.percents == {(0, 0), *((1, column) for column in range(5))}
    assert sheet.decimals == {
        **{(0, 0): 2, (0, 2): 1, (0, 3): 1},
        **{(1, column): 2 for column in range(5)},
    }


def test_excel_xml_hidden_sheets_come_last_without_rows() -> None:
    options = f'<x:WorksheetOptions xmlns:x="{SPACE}"><x:Visible>SheetHidden</x:Visible>'
    hidden = (
        f'<Worksheet ss:Name="旧"><Table><Row>{data("a")}</Row></Table>'
        f"{options}</x:WorksheetOptions></Worksheet>"
    )
    sheets = read_excel_xml(excel_xml(f"<Row>{data('b')}</Row>", hidden), LIMITS)
    assert sheets == [Sheet("表", [["b"]]), Sheet("旧", [], hidden=True)]
    with pytest.raises(FileFormatError, match="too_many_sheets") as refused:
        read_excel_xml(excel_xml("", hidden), FileLimits(sheets=1))
    assert dict(refused.value.values) == {"limit": 1, "found": 2}


def cell(kind: str, text: str, attributes: str = "") -> str:
    opened = f'<table:table-cell office:value-type="{kind}" {attributes}>'
    return f"{opened}<text:p>{text}</text:p></table:table-cell>"


def ods(rows: str, before: str = "") -> bytes:
    return packed_ods(f'{before}<table:table table:name="表">{rows}</table:table>')


def test_open_document_cells_have_kinds_formats_and_places() -> None:
    long = 'office:value="0.333333333"'
    row = (
        "<table:table-row>"
        + cell("string", "甲", 'table:number-columns-spanned="2" table:number-rows-spanned="3"')
        + "<table:covered-table-cell/>"
        + cell("percentage", "50%", 'office:value="0.5" table:number-columns-repeated="2"')
        + cell("float", "0.33", long)
        + cell("float", "1", 'office:value="1"')
        + cell("float", "坏", 'office:value="nan"')
        + cell("boolean", "WAHR", 'office:boolean-value="true"')
        + cell("date", "2025年3月", 'office:date-value="2025-03-01T00:00:00"')
        + cell("date", "2025", 'office:date-value="2025-01-01"')
        + cell("date", "2025/3/1", 'office:date-value="2025-03-01"')
        + cell("string", "#DIV/0!", 'table:formula="of:=1/0"')
        + cell("string", "#DIV/0!")
        + cell("string", "shown", 'office:string-value="stored"')
        + "</table:table-row>"
    )
    empty = '<table:table-row table:number-rows-repeated="2"><table:table-cell/></table:table-row>'
    text = "<text:p>一<text:s text:c='2'/>二<text:tab/>三<text:line-break/>四"
    text += "<text:span>五</text:span>六</text:p><text:p>七</text:p>"
    last = f"<table:table-row><table:table-cell>{text}</table:table-cell></table:table-row>"
    (sheet,) = read_ods(ods(row + empty + last), LIMITS)
    dates = ["2025-03-01", "2025-01-01", "2025-03-01"]
    assert sheet == Sheet(
        "表",
        [
            ["甲", "", 0.5, 0.5, 0.333333333, 1.0, "坏", True, *dates, "", "#DIV/0!", "stored"],
            *[[], [], ["一  二\t三\n四五六\n七"]],
        ],
        merged=((0, 0, 2, 1),),
        percents=frozenset({(0, 2), (0, 3)}),
        dates={(0, 8): 7, (0, 9): 4},
        decimals={(0, 4): 2},
        error_texts={(0, 11): "#DIV/0!"},
    )


def test_open_document_hides_rows_columns_and_repeats_them() -> None:
    columns = (
        '<table:table-column table:number-columns-repeated="2"/>'
        '<table:table-column table:visibility="collapse" table:number-columns-repeated="2"/>'
        '<table:table-column/><table:table-column table:visibility="filter"/>'
    )
    one = cell("float", "1", 'office:value="1"')
    rows = (
        f"<table:table-row>{one}</table:table-row>"
        f'<table:table-row table:visibility="filter" table:number-rows-repeated="2">{one}'
        f"</table:table-row><table:table-row>{one}</table:table-row>"
    )
    (sheet,) = read_ods(ods(columns + rows), LIMITS)
    assert sheet == Sheet(
        "表", [[1.0]] * 4, hidden_rows=frozenset({1, 2}), hidden_columns=frozenset({2, 3, 5})
    )


def read_page(page: str) -> Sheet:
    (sheet,) = read_html(f"<html><meta charset=utf-8>{page}</html>".encode(), LIMITS)
    return sheet


def test_a_page_has_the_texts_around_its_tables_and_a_blank_row_after_each() -> None:
    table = "<table><tr><td>a<td>b</tr><tr><td>c</td></tr></table>"
    page = f"<h1>标题</h1><p>一<script>x</script>行<br>下行</p>{table}<p>间</p>{table}"
    rows = [["a", "b"], ["c"]]
    assert read_page(page).rows == [["标题"], ["一行"], ["下行"], *rows, [], ["间"], *rows]


def test_cells_of_a_page_span_rows_and_columns_and_keep_their_lines() -> None:
    page = (
        "<table><tr><th rowspan=2>甲<th colspan=2>乙<th rowspan=3 colspan=2>丙</tr>"
        "<tr><td>1<td>2</tr><tr><td>&nbsp;&nbsp;丁<td> 3 <br> 4 <td colspan=0>5</tr>"
        "<tr><td>6<td>7<td>8<td>9</tr></table>"
    )
    sheet = read_page(page)
    assert sheet.rows == [
        ["甲", "乙", "", "丙"],
        ["", "1", "2"],
        ["  丁", "3\n4", "5"],
        ["6", "7", "8", "9"],
    ]
    assert sheet.merged == ((0, 0, 1, 0), (0, 1, 0, 2), (0, 3, 2, 4))


def test_a_table_within_a_cell_comes_before_its_row_and_what_is_open_is_ended() -> None:
    inner = "<table><tr><td>内</td></tr></table>"
    for before, after, text in (("外", "", "外"), ("外", "后", "外\n后"), ("", "后", "后")):
        page = f"<table><tr><td>{before}{inner}{after}</td><td>b</td></tr></table>"
        assert read_page(page).rows == [["内"], [text, "b"]]
    assert read_page(f"<table><tr><td>外{inner}</td><td>b").rows == [["内"], ["外", "b"]]
    assert read_page("<table><tr><td>外<table><tr><td>内").rows == [["内"], ["外"]]
    with pytest.raises(FileFormatError, match="empty_file"):
        read_page("<style>x</style><table></table>")
    deep = "<table>" * 21
    assert read_page(f"{deep}<tr><td>x").rows == [["x"]]
    with pytest.raises(FileFormatError, match="too_many_cells"):
        read_page(f"<table>{deep}<tr><td>x")


def test_a_cell_of_three_rows_moves_the_cells_of_both_rows_below_it() -> None:
    cells = "<td>2<td>3</tr>"
    page = f"<table><tr><td rowspan=3>甲<td>1<td>2</tr><tr>{cells}<tr>{cells}<tr>{cells}</table>"
    sheet = read_page(page)
    assert sheet.rows == [["甲", "1", "2"], ["", "2", "3"], ["", "2", "3"], ["2", "3"]]
    assert sheet.merged == ((0, 0, 2, 0),)
    assert read_page("<table><tr><td><br>一<br><br>二<br></table>").rows == [["一\n\n二"]]


def indented(margin: str, family: str = "table-cell") -> dict[tuple[int, int], int]:
    """The indents of a cell whose style has this margin."""
    spaces = 'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"'
    spaces += ' xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"'
    style = (
        f'<style:style {spaces} style:name="s" style:family="{family}">'
        f'<style:paragraph-properties fo:margin-left="{margin}"/></style:style>'
    )
    styled = cell("string", "x", 'table:style-name="s"')
    return read_ods(ods(f"<table:table-row>{styled}</table:table-row>", style), LIMITS)[0].indents


@pytest.mark.parametrize(
    ("margin", "level"),
    [
        *[("4.9pt", 0), ("5pt", 0), ("6pt", 1), ("10pt", 1), ("20pt", 2), ("999pt", 15)],
        *[("1in", 7), ("1cm", 3), ("10mm", 3), ("0.5cm", 1), ("10px", 0), ("10", 0), ("", 0)],
    ],
)
def test_ten_points_of_margin_are_one_level_of_indentation(margin: str, level: int) -> None:
    assert indented(margin) == ({(0, 0): level} if level else {})
    assert indented(margin, "paragraph") == {}


def test_a_number_without_a_value_is_what_the_cell_shows() -> None:
    row = "".join(cell(kind, "1.5") for kind in ("float", "percentage", "currency"))
    (sheet,) = read_ods(ods(f"<table:table-row>{row}</table:table-row>"), LIMITS)
    assert (sheet.rows, sheet.decimals) == ([["1.5"] * 3], {})


def collected(limits: FileLimits, *rows: tuple[int, str, int]) -> RowCollector:
    """Collect rows of one cell or none: its column, its text, repetitions of the row."""
    collector = RowCollector("表", CollectedSize(limits))
    for column, text, repeated in rows:
        if text:
            collector.add_cell(column, text)
        collector.end_row(repeated)
    return collector


def refused(limits: FileLimits, *rows: tuple[int, str, int]) -> tuple[str, int, str, object]:
    """What is said of rows of which there are too many."""
    with pytest.raises(FileFormatError) as error:
        collected(limits, *rows)
    return error.value.code, error.value.line, error.value.sheet, dict(error.value.values)


def test_as_much_as_is_allowed_is_collected_and_no_more() -> None:
    limits = FileLimits(rows=3, columns=2, cells=4, cell_text=3, unpacked_size=8)
    collector = collected(limits, (1, "abc", 1), (0, "de", 1), (0, "fgh", 1))
    assert collector.rows == [["", "abc"], ["de"], ["fgh"]]
    assert (collector.size.cells, collector.size.text, collector.next_row) == (4, 8, 3)
    assert refused(limits, (0, "a", 1), (0, "", 3), (0, "b", 1)) == (
        *("too_many_rows", 4, "表"),
        {"limit": 3},
    )
    assert refused(limits, (0, "a", 4)) == ("too_many_rows", 4, "表", {"limit": 3})
    assert refused(limits, (0, "a", 1), (2, "b", 1)) == (
        *("too_many_columns", 2, "表"),
        {"limit": 2, "found": 3},
    )
    assert refused(limits, (0, "", 1), (0, "abcd", 1)) == (
        *("cell_too_long", 2, "表"),
        {"limit": 3, "row": 2},
    )
    # Empty rows above count as one cell each, a repeated row as often as it is there.
    assert refused(limits, (0, "", 1), (1, "a", 2)) == (
        *("too_many_cells", 0, "表"),
        {"limit": 4, "found": 5},
    )
    assert refused(limits, (0, "abc", 3)) == (
        *("unpacked_too_large", 0, "表"),
        {"limit": 8, "found": 9},
    )


@pytest.mark.parametrize("limit", [2, 1])
def test_as_many_sheets_as_are_allowed_and_no_more(limit: int) -> None:
    table = '<table:table table:name="{}"><table:table-row/></table:table>'
    two_tables = packed_ods(table.format("a") + table.format("b"))
    two_sheets = excel_xml("", '<Worksheet ss:Name="旧"><Table/></Worksheet>')
    for read, content in ((read_ods, two_tables), (read_excel_xml, two_sheets)):
        if limit == 2:
            assert len(read(content, FileLimits(sheets=2))) == 2
            continue
        with pytest.raises(FileFormatError, match="too_many_sheets") as error:
            read(content, FileLimits(sheets=1))
        assert dict(error.value.values) == {"limit": 1, "found": 2}


@pytest.mark.parametrize(
    ("name", "decimals", "percent"),
    [("Percent", 2, True), ("Fixed", 2, False), ("Standard", 2, False), ("0%", 0, True)],
)
def test_excel_xml_names_some_formats(name: str, decimals: int, percent: bool) -> None:
    style = f'<Style ss:ID="n"><NumberFormat ss:Format="{name}"/></Style>'
    cell_of = data("1", "Number", 'ss:StyleID="n"')
    row = f"<Row>{cell_of}</Row>"
    (sheet,) = read_excel_xml(excel_xml(row, style), LIMITS)
    assert (sheet.decimals, sheet.percents) == ({(0, 0): decimals}, {(0, 0)} if percent else set())


def test_excel_xml_may_begin_with_a_mark_and_blanks() -> None:
    content = excel_xml(f"<Row>{data('甲')}</Row>")
    for before in ("\ufeff", "\ufeff\n ", " "):
        (sheet,) = read_excel_xml(before.encode() + content, LIMITS)
        assert sheet.rows == [["甲"]]


@pytest.mark.parametrize(
    "tag", ["h1", "h2", "h3", "h4", "h5", "h6", "p", "div", "li", "center", "caption"]
)
def test_a_block_of_text_on_a_page_is_a_row(tag: str) -> None:
    assert read_page(f"一<{tag}>二</{tag}>三").rows == [["一"], ["二"], ["三"]]


@pytest.mark.parametrize(
    ("span", "last"), [("999", 998), ("1000", 999), ("1001", 999), ("99999", 999), ("1000000", 0)]
)
def test_a_cell_spans_a_thousand_columns_at_most(span: str, last: int) -> None:
    sheet = read_page(f"<table><tr><td colspan={span}>甲</tr></table>")
    assert sheet.merged == (((0, 0, 0, last),) if last else ())


def test_an_error_is_told_by_the_program_or_by_a_formula_that_shows_it() -> None:
    space = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"
    marked = f'xmlns:calcext="{space}" calcext:value-type="error"'
    cells = (
        cell("string", "#DIV/0!", marked),
        cell("string", "#N/A", 'table:formula="of:=NA()"'),
        cell("string", "Err:502", 'table:formula="of:=X()"'),
        cell("string", "#N/A"),  # somebody typed it
        cell("string", "无", 'table:formula="of:=Y()"'),
    )
    (sheet,) = read_ods(ods(f"<table:table-row>{''.join(cells)}</table:table-row>"), LIMITS)
    assert sheet.error_texts == {(0, 0): "#DIV/0!", (0, 1): "#N/A", (0, 2): "Err:502"}
