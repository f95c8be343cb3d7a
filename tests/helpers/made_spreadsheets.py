"""Small spreadsheets in the formats that are only read: `.xls` as xlwt has written it, `.ods`."""

import io
import zipfile
from collections.abc import Sequence
from xml.sax.saxutils import escape

from tests.helpers.source_tree import ROOT

_OASIS = "urn:oasis:names:tc:opendocument:xmlns"
_CELL = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'


def old_workbook(name: str) -> bytes:
    """A workbook with one long table: notices of Haishu, or visits."""
    return (ROOT / "tests" / "data" / "old_workbooks" / f"{name}.xls").read_bytes()


def packed_ods(tables: str, **parts: bytes) -> bytes:
    """A spreadsheet with these tables, and parts besides; __ stands for a slash."""
    names = ("office", "table", "text", "style")
    spaces = "".join(f' xmlns:{name}="{_OASIS}:{name}:1.0"' for name in names)
    content = (
        f"<office:document-content{spaces}><office:body><office:spreadsheet>{tables}"
        "</office:spreadsheet></office:body></office:document-content>"
    ).encode()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        for name, part in ({"content.xml": content} | parts).items():
            archive.writestr(name.replace("__", "/"), part)
    return out.getvalue()


def ods_of(rows: Sequence[Sequence[str]]) -> bytes:
    """A spreadsheet of one sheet of texts."""
    cells = (
        f"<table:table-row>{''.join(_CELL.format(escape(cell)) for cell in row)}</table:table-row>"
        for row in rows
    )
    return packed_ods(f'<table:table table:name="数据">{"".join(cells)}</table:table>')
