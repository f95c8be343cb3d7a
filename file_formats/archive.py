"""Unpack and check a ZIP container (XLSX, DOCX, Data Package) before a parser sees its contents.

The sizes in its directory are checked first. Then every part is unpacked within the limits and its
checksum compared, so that the parser gets exactly the contents that were checked.
"""

import io
import re
import zipfile
import zlib

from file_formats.errors import FileFormatError
from file_formats.limits import FileLimits, check_size

_HARMLESS_SIZE = 64 * 1024
"""Bytes up to which the compression ratio of a part does not matter."""
_ENCRYPTED_FLAG = 1
"""Bit of an entry's general purpose flags (APPNOTE 4.4.4)."""
_RELATIONSHIP = re.compile(rb"<(?:\w+:)?Relationship\b[^>]*>")
# A formula that starts another program by Dynamic Data Exchange: cmd|'/c calc'!A1.
_DDE_FORMULA = re.compile(rb"<f\b[^>]*>[^<]*\|[^<]*!")
_UTF16_STARTS = (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<")


def unpack_archive(
    data: bytes, limits: FileLimits, endings: tuple[str, ...] = (".xml", ".rels")
) -> dict[str, bytes]:
    """Return the parts of the container by name; those without one of `endings` are empty bytes.

    No parser reads these others, such as pictures, nor parts in a folder `media`. Raises
    FileFormatError: too_large, archive_damaged, encrypted, too_many_members, member_too_large,
    unpacked_too_large, packed_too_tightly, macros, external_links, xml_doctype, xml_encoding, dde.
    """
    check_size(data, limits)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            _check_directory(entries, limits)
            parts = {
                entry.filename: archive.read(entry) if _is_parsed(entry, endings) else b""
                for entry in entries
            }
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError):
        raise FileFormatError("archive_damaged") from None
    except RuntimeError:  # zipfile raises this for a part with a password
        raise FileFormatError("encrypted") from None
    for name, part in parts.items():
        if name.endswith((".xml", ".rels")):
            _check_part(name, part)
    return parts


def pack_archive(parts: dict[str, bytes]) -> bytes:
    """Return an uncompressed ZIP container of parts (name → content).

    It is given to parsers instead of the uploaded file, since it has only the checked parts.
    """
    container = io.BytesIO()
    with zipfile.ZipFile(container, "w", zipfile.ZIP_STORED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return container.getvalue()


def _check_directory(entries: list[zipfile.ZipInfo], limits: FileLimits) -> None:
    """Raise FileFormatError for too many or too large entries in a ZIP container's directory.

    Two entries with one name are an error, too: a parser might read the one that was not checked.
    """
    if len(entries) > limits.members:
        raise _build_limit_error("too_many_members", limits.members, len(entries))
    if len({entry.filename for entry in entries}) < len(entries):
        raise FileFormatError("archive_damaged")
    unpacked_size = sum(entry.file_size for entry in entries)
    if unpacked_size > limits.unpacked_size:
        raise _build_limit_error("unpacked_too_large", limits.unpacked_size, unpacked_size)
    for entry in entries:
        _check_entry(entry, limits)


def _check_entry(entry: zipfile.ZipInfo, limits: FileLimits) -> None:
    """Raise FileFormatError for a large or encrypted ZIP entry, a macro or an external link.

    An entry that unpacks to many times its packed size (a ZIP bomb) counts as large.
    """
    name = entry.filename.lower()
    if entry.file_size > limits.member_size:
        raise _build_limit_error("member_too_large", limits.member_size, entry.file_size)
    if entry.file_size > max(limits.ratio * entry.compress_size, _HARMLESS_SIZE):
        ratio = entry.file_size // (entry.compress_size or 1)  # 0 may be stated
        raise _build_limit_error("packed_too_tightly", limits.ratio, ratio)
    if entry.flag_bits & _ENCRYPTED_FLAG:
        raise FileFormatError("encrypted")
    if name.endswith(("vbaproject.bin", "vbadata.xml")) or "macrosheets/" in name:
        raise FileFormatError("macros")
    if "externallinks/" in name:
        raise FileFormatError("external_links")


def _is_parsed(entry: zipfile.ZipInfo, endings: tuple[str, ...]) -> bool:
    """Return whether a parser will read an entry of a ZIP container: no picture or other media."""
    return entry.filename.lower().endswith(endings) and "/media/" not in entry.filename


def _check_part(name: str, part: bytes) -> None:
    """Raise FileFormatError for an XML part with unsafe constructs: DTDs, macros, links, DDE.

    These may expand without limit (DTD), run code, or load other files when this one is opened.
    """
    if part.startswith(_UTF16_STARTS):  # the searches below would find nothing in UTF-16
        raise FileFormatError("xml_encoding", value=name[:80])
    if b"<!DOCTYPE" in part or b"<!ENTITY" in part:
        raise FileFormatError("xml_doctype", value=name[:80])
    if name == "[Content_Types].xml" and b"macroEnabled" in part:
        raise FileFormatError("macros")
    if name.endswith(".rels"):
        for link in _RELATIONSHIP.findall(part):
            # Hyperlinks open on a click, all others load with the document.
            if b"External" in link and b"/hyperlink" not in link:
                raise FileFormatError("external_links")
    elif _DDE_FORMULA.search(part):
        raise FileFormatError("dde", value=name[:80])


def _build_limit_error(code: str, limit: int, found: int) -> FileFormatError:
    """Return the error for a number `found` in a ZIP container that is above the `limit`."""
    return FileFormatError(code, values={"limit": limit, "found": found})
