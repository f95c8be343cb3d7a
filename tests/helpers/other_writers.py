"""The table of tests/data/workbooks, as programs and hands write it, and what is read of it."""

import io
import re
import zipfile
from collections.abc import Callable

from tests.helpers.source_tree import ROOT

FOLDER = ROOT / "tests" / "data" / "workbooks"
SHOWN = [
    ["2025年3月各市工会工作情况表", "", "", "", ""],
    ["地区", "新建工会（个）", "参加率", "填报月份", "人均经费（元）"],
    ["台州市", "1234", "76.4%", "2025-03", "136.37"],
    ["其中：临海市", "56", "7%", "2025-04", ""],
    ["丽水市", "1.5", "100%", "2025-05", "96.25"],
]
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT = {
    MAIN: "http://purl.oclc.org/ooxml/spreadsheetml/main",
    RELATIONS: "http://purl.oclc.org/ooxml/officeDocument/relationships",
}
SHEET, BOOK, LINKS = "xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
_HTML = """<html><head><meta charset="gb2312"><title>导出</title></head><body>
<table border=1><tr><td colspan=5 rowspan=1>2025年3月各市工会工作情况表
<tr><th>地区<th>新建工会<br>（个）<th>参加率<th>填报月份<th>人均经费（元）
<tr><td>台州市<td x:num>1234<td x:num="0.764">76.4%<td>2025-03<td>136.37</tr>
<tr><td>其中：临海市</td><td>&nbsp;56</td><td>7%</td><td>2025-04</td><td></td></tr>
<tr><td><font>丽</font>水市<td>1.5<td>100%<td>2025-05<td>96.25</table>
<script>var x="<td>";</script></body></html>"""


def _parts() -> dict[str, bytes]:
    with zipfile.ZipFile(FOLDER / "xlsxwriter.xlsx") as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _packed(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return out.getvalue()


def _rewritten(change: Callable[[str], str], *, only: str = "xl/") -> bytes:
    parts = _parts()
    return _packed(
        {
            name: change(part.decode()).encode()
            if name.startswith(only) and name.endswith(".xml") and "theme" not in name
            else part
            for name, part in parts.items()
        }
    )


def prefixed(prefix: str) -> bytes:
    """As the Open XML SDK writes: every element with a prefix."""
    return _rewritten(
        lambda text: re.sub(r"<(/?)(?=[a-zA-Z])", rf"<\1{prefix}:", text).replace(
            f'xmlns="{MAIN}"', f'xmlns:{prefix}="{MAIN}"'
        )
    )


def strict() -> bytes:
    """As Excel saves Strict Open XML."""
    parts = _parts()
    for old, new in STRICT.items():
        parts = {name: part.replace(old.encode(), new.encode()) for name, part in parts.items()}
    return _packed(parts)


def prefixed_and_strict() -> bytes:
    """Both at once."""
    with zipfile.ZipFile(io.BytesIO(prefixed("s"))) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for old, new in STRICT.items():
        parts = {name: part.replace(old.encode(), new.encode()) for name, part in parts.items()}
    return _packed(parts)


def with_apostrophes() -> bytes:
    """Attributes in apostrophes, and on lines of their own."""
    return _rewritten(
        lambda text: re.sub(r' ([\w:]+)="([^"\']*)"', r"\n \1='\2'", text), only=SHEET
    )


def without_references() -> bytes:
    """Cells and rows that say nothing of where they are; none is left out between them."""
    return _rewritten(lambda text: re.sub(r'(<(?:c|row)) r="\w+"', r"\1", text), only=SHEET)


def with_comments() -> bytes:
    """Comments that look like cells, and texts in CDATA."""
    return _rewritten(
        lambda text: text.replace(
            "<sheetData>", '<!-- <c r="A1" s="3"><v>9</v></c> --><sheetData>'
        ),
        only=SHEET,
    )


def named_otherwise() -> bytes:
    """Parts in other places, named from the top, with other letters."""
    parts = _parts()
    book, sheet = parts.pop(BOOK), parts.pop(SHEET)
    links = parts.pop(LINKS).replace(b'"worksheets/sheet1.xml"', b'"/Data/One%20Sheet.xml"')
    links = links.replace(b'"worksheets/', b'"../xl/worksheets/').replace(
        b'"styles.xml"', b'"/xl/Styles.xml"'
    )
    links = links.replace(b'"sharedStrings.xml"', b'"..\\xl\\sharedStrings.xml"')
    top = parts.pop("_rels/.rels").replace(b'"xl/workbook.xml"', b'"/book/main.xml"')
    return _packed(
        {
            **parts,
            "book/main.xml": book,
            "Data/One Sheet.xml": sheet,
            "book/_rels/main.xml.rels": links,
            "_rels/.rels": top,
        }
    )


def html() -> bytes:
    """A web page of a reporting system, ends of cells left out, in GBK."""
    return _HTML.encode("gb18030")


def packed_html() -> bytes:
    """The same as a page in one file."""
    head = "MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n--x\n"
    told = "Content-Type: text/html; charset=gb2312\nContent-Transfer-Encoding: 8bit\n\n"
    return (head + told).encode() + html() + b"\n--x--\n"


def excel_xml() -> bytes:
    """As Excel 2003 saves XML, and many reporting systems."""
    styles = {"p": "0.0%", "q": "0%", "m": "yyyy\\年m\\月", "n": "#,##0.00", "i": ""}
    told = "".join(
        f'<Style ss:ID="{name}"><NumberFormat ss:Format="{code}"/></Style>'
        for name, code in styles.items()
    )

    def cell(kind: str, value: object, style: str = "Default") -> str:
        return f'<Cell ss:StyleID="{style}"><Data ss:Type="{kind}">{value}</Data></Cell>'

    rows = [
        f'<Row><Cell ss:MergeAcross="4"><Data ss:Type="String">{SHOWN[0][0]}</Data></Cell></Row>'
    ]
    rows.append(f"<Row>{''.join(cell('String', each) for each in SHOWN[1])}</Row>")
    for name, count, share, style, month, mean in (
        ("台州市", 1234, 0.764, "p", 3, 136.3709677419355),
        ("其中：临海市", 56, 0.07, "q", 4, None),
        ("丽水市", 1.5, 1, "Percent", 5, 96.25),
    ):
        cells = cell("String", name) + cell("Number", count) + cell("Number", share, style)
        cells += cell("DateTime", f"2025-{month:02}-01T00:00:00.000", "m")
        cells += "" if mean is None else cell("Number", mean, "n")
        rows.append(f"<Row>{cells}</Row>")
    return (
        '<?xml version="1.0" encoding="GB2312"?><?mso-application progid="Excel.Sheet"?>'
        '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
        'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Styles>'
        f'<Style ss:ID="Percent"><NumberFormat ss:Format="Percent"/></Style>{told}</Styles>'
        f'<Worksheet ss:Name="情况表"><Table>{"".join(rows)}</Table></Worksheet></Workbook>'
    ).encode("gb18030")


def tab_separated() -> bytes:
    """A text of tabs under the name of an `.xls`."""
    return "\r\n".join("\t".join(row) for row in SHOWN).encode("gb18030")


PROGRAMS = {path.name: path.read_bytes() for path in sorted(FOLDER.iterdir())}
MADE = {
    "prefix x": (".xlsx", prefixed("x")),
    "prefix ns0": (".xlsx", prefixed("ns0")),
    "strict": (".xlsx", strict()),
    "prefixed and strict": (".xlsx", prefixed_and_strict()),
    "apostrophes": (".xlsx", with_apostrophes()),
    "no references": (".xlsx", without_references()),
    "comments": (".xlsx", with_comments()),
    "other names": (".xlsx", named_otherwise()),
    "web page": (".xls", html()),
    "packed page": (".xls", packed_html()),
    "Excel 2003 XML": (".xls", excel_xml()),
    "tabs": (".xls", tab_separated()),
}
