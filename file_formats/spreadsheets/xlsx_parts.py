"""Find the parts of an XLSX workbook, and normalise their XML.

Programs that write workbooks differ in prefixes (`<x:c>`), namespaces (of the strict variant),
names of parts, apostrophes, and in whether cells have references. Other modules read one form only.
"""

import posixpath
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import unquote
from xml.etree import ElementTree
from xml.sax.saxutils import escape, quoteattr

from file_formats import archive
from file_formats.errors import XML_ERRORS, FileFormatError
from file_formats.sheet import column_index, column_letters

MAIN_NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_STRICT_MAIN = b"http://purl.oclc.org/ooxml/spreadsheetml/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_ROOT = re.compile(rb"<(?:(?P<prefix>[A-Za-z_][\w.-]*):)?[A-Za-z][\w.-]*[^>]*>")
_CELL = re.compile(rb"<c[\s/>]")
_PLAIN_CELL = re.compile(rb'<c\s(?:[^>\']*\s)?r="[^>\']*>')
_REFERENCE = re.compile(r"(?P<column>[A-Z]{1,3})(?P<row>[0-9]{1,7})")
_KEPT_ATTRIBUTES = {"r", "s", "t", "ref", "hidden", "spans", "customFormat"}


@dataclass
class WorkbookParts:
    """A workbook's sheets as normalised XML by name, the names of hidden ones, other parts."""

    sheets: dict[str, bytes] = field(default_factory=dict)
    hidden: set[str] = field(default_factory=set)
    strings: bytes = b""
    styles: bytes = b""
    dates_from_1904: bool = False

    def pack(self) -> bytes:
        """Return an XLSX file with only these parts, under the names that Excel gives them.

        It is for calamine, which so gets nothing but checked and normalised XML. Hidden sheets are
        visible in it; empty parts are left out.
        """
        sheets, links = [], []
        for number, name in enumerate(self.sheets, 1):
            sheets.append(f'<sheet name={quoteattr(name)} sheetId="{number}" r:id="s{number}"/>')
            target = f"worksheets/sheet{number}.xml"
            links.append(_write_link(f"s{number}", "worksheet", target))
        if self.strings:
            links.append(_write_link("strings", "sharedStrings", "sharedStrings.xml"))
        if self.styles:
            links.append(_write_link("styles", "styles", "styles.xml"))
        properties = '<workbookPr date1904="1"/>' if self.dates_from_1904 else ""
        workbook = (
            f'<workbook xmlns="{MAIN_NAMESPACE}" xmlns:r="{_RELATIONS}">{properties}'
            f"<sheets>{''.join(sheets)}</sheets></workbook>"
        )
        root_link = _write_link("workbook", "officeDocument", "xl/workbook.xml")
        parts = {
            "_rels/.rels": _write_links_part([root_link]),
            "xl/workbook.xml": workbook.encode(),
            "xl/_rels/workbook.xml.rels": _write_links_part(links),
            "xl/sharedStrings.xml": self.strings,
            "xl/styles.xml": self.styles,
        }
        parts |= {
            f"xl/worksheets/sheet{n}.xml": xml for n, xml in enumerate(self.sheets.values(), 1)
        }
        return archive.pack_archive({name: part for name, part in parts.items() if part})


def find_workbook_parts(parts: Mapping[str, bytes]) -> WorkbookParts:
    """Return the parts of an unpacked workbook (name → content) that are read, normalised.

    If no relationship names the workbook's part, it is looked for where Excel writes it.

    Raises FileFormatError: not_a_workbook, archive_damaged.
    """
    by_name = {_normalize_name(name): part for name, part in parts.items()}
    links = _read_links(by_name.get("_rels/.rels", b""), "")
    path = next((part for kind, part in links.values() if kind == "officeDocument"), "")
    path = path if path in by_name else "xl/workbook.xml"
    if path not in by_name:
        raise FileFormatError("not_a_workbook")
    folder, name = posixpath.split(path)
    if (links_part := f"{folder}/_rels/{name}.rels".lstrip("/")) not in by_name:
        raise FileFormatError("archive_damaged")
    links = _read_links(by_name[links_part], folder)
    found = WorkbookParts()
    for kind, part in links.values():
        if kind == "sharedStrings":
            found.strings = normalize_xml(by_name.get(part, b""))
        elif kind == "styles":
            found.styles = normalize_xml(by_name.get(part, b""))
    workbook = _parse(by_name[path])
    if _strip_namespace(workbook.tag) != "workbook":
        raise FileFormatError("not_a_workbook")
    for element in workbook.iter():
        if _strip_namespace(element.tag) == "workbookPr":
            found.dates_from_1904 = element.get("date1904") in ("1", "true", "on")
        elif _strip_namespace(element.tag) == "sheet":
            _add_sheet(element, links, by_name, found)
    return found


def normalize_xml(part: bytes) -> bytes:
    """Return a part with elements without prefix, and a reference in double quotes on each cell.

    `<x:c r='A1'>` becomes `<c r="A1">`. XML that has this form already is returned unchanged.
    Raises FileFormatError (archive_damaged).
    """
    part = part.replace(_STRICT_MAIN, MAIN_NAMESPACE.encode())
    # The root element stands at the beginning; without one the part is empty.
    root = next((each for each in _ROOT.finditer(part[:65536])), None)
    if root is None:
        return part
    if prefix := root["prefix"]:
        declared = re.sub(rb"\sxmlns\s*=\s*([\"']).*?\1", b"", root[0])
        declared = re.sub(rb"\bxmlns:%s\s*=" % re.escape(prefix), b"xmlns=", declared)
        part = part[: root.start()] + declared + part[root.end() :]
        part = re.sub(rb"<(/?)%s:" % re.escape(prefix), rb"<\1", part)
    return part if _has_plain_cells(part) else _rewrite(part)


def _has_plain_cells(part: bytes) -> bool:
    """Return whether all cells of a part have a reference (`r="A1"`) in double quotes.

    False for a part with comments or CDATA, which may contain the text of a cell.
    """
    if b"<!--" in part or b"<![CDATA[" in part:
        return False
    cell_count = part.count(b"<c ")
    # Nearly all cells begin in the usual way, for which a plain search is much faster.
    if cell_count == part.count(b'<c r="') and not any(
        start in part for start in (b"<c>", b"<c\n")
    ):
        return True
    return len(_CELL.findall(part)) == len(_PLAIN_CELL.findall(part))


class _Rewriter:
    """A target of an XML parser that writes the elements of a sheet in normalised form.

    `row` and `column` are the numbers, from 1, of the row and the cell written last: a row or cell
    without a reference, or with a malformed one, is the next one.
    """

    def __init__(self) -> None:
        """Begin above the first row."""
        self.pieces: list[str] = []
        self.row = self.column = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Write the beginning of an element; a cell gets the reference that it lacks.

        Attributes that no reader uses are left out. The first element declares the namespace.
        """
        name = _strip_namespace(tag)
        if name == "row":
            number = attributes.get("r", "")
            self.row, self.column = int(number) if number.isdecimal() else self.row + 1, 0
            attributes = {**attributes, "r": str(self.row)}
        elif name == "c":
            reference = _REFERENCE.fullmatch(attributes.get("r", ""))
            self.column = column_index(reference["column"]) + 1 if reference else self.column + 1
            row = int(reference["row"]) if reference else self.row
            place = {"r": f"{column_letters(self.column - 1)}{row}"}
            attributes = place | attributes | place  # first, and in place of a malformed one
        kept = (
            f" {key}={_quote_attribute(value)}"
            for key, value in attributes.items()
            if key in _KEPT_ATTRIBUTES
        )
        namespace = "" if self.pieces else f' xmlns="{MAIN_NAMESPACE}"'
        self.pieces.append(f"<{name}{namespace}{''.join(kept)}>")

    def end(self, tag: str) -> None:
        """Write the end of an element."""
        self.pieces.append(f"</{_strip_namespace(tag)}>")

    def data(self, text: str) -> None:
        """Write text."""
        self.pieces.append(escape(text))

    def close(self) -> None:
        """Do nothing at the end of the sheet; a parser requires this method of its target."""

    def to_bytes(self) -> bytes:
        """Return the XML that has been written."""
        return "".join(self.pieces).encode()


def _rewrite(part: bytes) -> bytes:
    """Return a sheet's XML in normalised form; parts that are not sheets are returned unchanged.

    Raises FileFormatError (archive_damaged).
    """
    if b"sheetData" not in part:
        return part
    rewriter = _Rewriter()
    parser = ElementTree.XMLParser(target=rewriter)  # noqa: S314  (no DOCTYPE: checked)
    try:
        parser.feed(part)
        parser.close()
    except XML_ERRORS:
        raise FileFormatError("archive_damaged") from None
    return rewriter.to_bytes()


def _quote_attribute(value: str) -> str:
    """Return the value of an attribute in double quotes."""
    return '"' + escape(value, {'"': "&quot;"}) + '"'


def _add_sheet(
    sheet: ElementTree.Element,
    links: Mapping[str, tuple[str, str]],
    by_name: Mapping[str, bytes],
    found: WorkbookParts,
) -> None:
    """Add to `found` a sheet that the workbook names, unless it is a chart or its part is missing.

    `links` has kind and part of each relationship by its id, `by_name` the content of each part.
    """
    keys = (value for name, value in sheet.items() if name.endswith("relationships}id"))
    kind, path = links.get(next(keys, ""), ("", ""))
    if kind != "worksheet" or path not in by_name:
        return
    name = sheet.get("name", "")
    found.sheets[name] = normalize_xml(by_name[path])
    if sheet.get("state", "visible") != "visible":
        found.hidden.add(name)


def _read_links(part: bytes, folder: str) -> dict[str, tuple[str, str]]:
    """Return kind and target of each relationship in a part by the relationship's id.

    The kind is the end of its type ("worksheet"), the target a part's name as `_normalize_name`
    writes it; in the file it is relative to `folder`. Empty content has no relationships.
    """
    links = {}
    for link in _parse(part) if part else ():
        kind = posixpath.basename(link.get("Type", ""))
        target = unquote(link.get("Target", "")).replace("\\", "/")
        path = target if target.startswith("/") else posixpath.join("/", folder, target)
        links[link.get("Id", "")] = (kind, _normalize_name(posixpath.normpath(path)))
    return links


def _parse(part: bytes) -> ElementTree.Element:
    """Return the root of a part. Raises FileFormatError (archive_damaged)."""
    try:
        return ElementTree.fromstring(part)  # noqa: S314  (no DOCTYPE: checked)
    except XML_ERRORS:
        raise FileFormatError("archive_damaged") from None


def _normalize_name(name: str) -> str:
    """Return the name of a part in lower case, with / between folders and none at the start."""
    return name.replace("\\", "/").lstrip("/").casefold()


def _strip_namespace(tag: str) -> str:
    """Return the name of an element without its namespace."""
    return tag.rpartition("}")[2]


def _write_link(key: str, kind: str, target: str) -> str:
    """Return the XML of one relationship of the workbook."""
    return f'<Relationship Id="{key}" Type="{_RELATIONS}/{kind}" Target="{target}"/>'


def _write_links_part(links: Sequence[str]) -> bytes:
    """Return a part that consists of relationships."""
    return (
        f'<Relationships xmlns="{_PACKAGE_RELATIONS}">{"".join(links)}</Relationships>'
    ).encode()
