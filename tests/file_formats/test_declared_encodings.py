"""Parts of workbooks that declare an encoding that XML does not have: refused, never a crash."""

import io
import re
import zipfile

import pytest

from file_formats import LIMITS, FileFormatError
from intake.tables.open_file import open_file
from tests.helpers.other_writers import PROGRAMS

WORKBOOKS = [name for name in PROGRAMS if name.endswith(("xlsx", "ods"))]


def declare(data: bytes, encoding: str) -> list[bytes]:
    """The workbook once for each XML part, with another encoding declared there."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    declaration = f'<?xml version="1.0" encoding="{encoding}"?>'.encode()
    changed = []
    for name in (name for name, part in parts.items() if part.lstrip().startswith(b"<")):
        other = declaration + re.sub(rb"^\s*<\?xml[^>]*\?>", b"", parts[name])
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            for each, content in parts.items():
                archive.writestr(each, other if each == name else content)
        changed.append(out.getvalue())
    return changed


def read(name: str, data: bytes) -> str:
    """The code of the refusal; "" if the file is read."""
    try:
        open_file(name, data, LIMITS)
    except FileFormatError as error:
        return error.code
    return ""


@pytest.mark.parametrize("name", WORKBOOKS)
@pytest.mark.parametrize("encoding", ["UTF-9", "gb18030"])
def test_an_unknown_encoding_of_any_part_is_a_damaged_file(name: str, encoding: str) -> None:
    codes = {read(name, data) for data in declare(PROGRAMS[name], encoding)}
    assert codes - {""} == {"archive_damaged"}
