"""The container of old Office files (OLE compound file): a small file system within a file."""

import struct

from file_formats.errors import FileFormatError

START = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LAST_SECTOR = 0xFFFFFFFA
"""Sector numbers above this are marks: free, end of a chain."""
_ROOT = 5
"""Kind of the directory's first entry, whose stream has the small streams in it."""
_ENTRY = struct.Struct("<64sHBB12x16x4x16xIQ")
"""An entry of the directory: name, its length, kind, colour, first sector, size."""


class CompoundFile:
    """The streams of an old Office file, by name; `names` are those of its storages as well."""

    def __init__(self, data: bytes) -> None:
        """Read the directory. Raises FileFormatError (archive_damaged)."""
        self._data = data
        try:
            shift, small_shift = struct.unpack_from("<HH", data, 30)
            if shift not in (9, 12) or small_shift != 6:
                raise FileFormatError("archive_damaged")
            self._size = 1 << shift
            first_entry, small_limit, first_small = struct.unpack_from("<I4xII", data, 48)
            self._table = self._read_table()
            entries = _ENTRY.iter_unpack(self._whole_entries(self._chain(first_entry)))
            self._entries = {
                name[: max(length - 2, 0)].decode("utf-16-le", "replace"): (kind, first, size)
                for name, length, kind, _, first, size in entries
                if kind
            }
            self._small_limit = small_limit
            self._small_table = _sector_numbers(self._chain(first_small))
        except struct.error:
            raise FileFormatError("archive_damaged") from None
        if all(kind != _ROOT for kind, _, _ in self._entries.values()):
            raise FileFormatError("archive_damaged")
        self.names = frozenset(self._entries)

    def read(self, name: str) -> bytes:
        """Return the content of a stream. Raises FileFormatError (archive_damaged)."""
        _, first, size = self._entries[name]
        size &= 0xFFFFFFFF
        if size >= self._small_limit:
            return self._chain(first)[:size]
        _, first_container, _ = next(entry for entry in self._entries.values() if entry[0] == _ROOT)
        container = self._chain(first_container)
        sectors = _follow(first, self._small_table)
        return b"".join(container[at * 64 : at * 64 + 64] for at in sectors)[:size]

    def _read_table(self) -> list[int]:
        """Return the table that names the next sector of each sector."""
        sectors = list(struct.unpack_from("<109I", self._data, 76))
        (next_sector,) = struct.unpack_from("<I", self._data, 68)
        seen = set()
        while next_sector < _LAST_SECTOR and next_sector not in seen:
            seen.add(next_sector)
            *more, next_sector = _sector_numbers(self._sector(next_sector)) or [_LAST_SECTOR]
            sectors += more
        return _sector_numbers(b"".join(self._sector(at) for at in sectors if at < _LAST_SECTOR))

    def _chain(self, first: int) -> bytes:
        """Return the content of a chain of sectors."""
        return b"".join(map(self._sector, _follow(first, self._table)))

    def _sector(self, number: int) -> bytes:
        """Return a sector; a file that ends before it gives what there is."""
        start = (number + 1) * self._size
        return self._data[start : start + self._size]

    @staticmethod
    def _whole_entries(directory: bytes) -> bytes:
        """Return the directory without a last entry that is cut off."""
        return directory[: len(directory) // _ENTRY.size * _ENTRY.size]


def _sector_numbers(content: bytes) -> list[int]:
    """Return the sector numbers of which a table consists."""
    return [number for (number,) in struct.iter_unpack("<I", content[: len(content) // 4 * 4])]


def _follow(first: int, table: list[int]) -> list[int]:
    """Return the sectors of a chain. Raises FileFormatError (archive_damaged) if it is endless."""
    sectors = []
    while first < len(table):
        sectors.append(first)
        if len(sectors) > len(table):
            raise FileFormatError("archive_damaged")
        first = table[first]
    return sectors
