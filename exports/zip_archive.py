"""ZIP archives with the same bytes for the same content."""

import io
import zipfile
from collections.abc import Mapping
from datetime import datetime


def zip_files(files: Mapping[str, bytes], at: datetime | None = None) -> bytes:
    """Return a ZIP of files by name, each dated `at`, so that equal files make an equal ZIP.

    The default is the first date that a ZIP can have.
    """
    at = at or datetime(1980, 1, 1)
    date_time = (at.year, at.month, at.day, at.hour, at.minute, at.second)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            entry = zipfile.ZipInfo(name, date_time)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16  # permissions of an unpacked file: rw-r--r--
            archive.writestr(entry, data)
    return out.getvalue()
