"""Read the container of old Office files (OLE compound file), a small file system in one file.

The file is divided into sectors of equal size. A stream, which is a file of this file system, is a
chain of sectors: a table has for each sector the number of the next one. Small streams are chains
of sectors of 64 bytes within one stream. Positions are those of Microsoft's specification [MS-CFB].
"""

import struct

from file_formats.errors import FileFormatError

START = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LAST_SECTOR = 0xFFFFFFFA
"""Sector numbers from here on are marks: a free sector, the end of a chain."""
_ROOT = 5
"""Kind of the directory's first entry, whose stream contains the small streams."""
_ENTRY = struct.Struct("<64sHBB12x16x4x16xIQ")
"""An entry of the directory: name, its length, kind, colour, first sector, size."""


class CompoundFile:
    """The streams of an old Office file by name; `names` has those of its folders, too."""

    def __init__(self, data: bytes) -> None:
        """Read the tables of sectors and the directory. Raises FileFormatError (archive_damaged).

        The header has both sector sizes at byte 30. From byte 48 on it has the first sector of the
        directory, the size from which a stream is not small, and the first sector of the table of
        small sectors.
        """
        self._data = data
        try:
            # Sizes are exponents of two: 512 (9) or 4,096 bytes (12), and 64 (6) for small streams.
            shift, small_shift = struct.unpack_from("<HH", data, 30)
            if shift not in (9, 12) or small_shift != 6:
                raise FileFormatError("archive_damaged")
            self._size = 1 << shift
            first_of_directory, small_limit, first_of_small_table = struct.unpack_from(
                "<I4xII", data, 48
            )
            self._table = self._read_table()
            directory = self._read_chain(first_of_directory)
            entries = _ENTRY.iter_unpack(self._cut_to_entries(directory))
            self._entries = {
                # The length is in bytes and includes the zero character at the end.
                name[: max(length - 2, 0)].decode("utf-16-le", "replace"): (kind, first, size)
                for name, length, kind, _, first, size in entries
                if kind  # 0: an unused entry
            }
            self._small_limit = small_limit
            self._small_table = _read_sector_numbers(self._read_chain(first_of_small_table))
        except struct.error:
            raise FileFormatError("archive_damaged") from None
        if all(kind != _ROOT for kind, _, _ in self._entries.values()):
            raise FileFormatError("archive_damaged")
        self.names = frozenset(self._entries)

    def read(self, name: str) -> bytes:
        """Return the content of the stream with this name, one of `names`.

        Streams below a size that the header states are stored in sectors of 64 bytes inside the
        stream of the root entry, with a table of their own. Raises FileFormatError
        (archive_damaged).
        """
        _, first, size = self._entries[name]
        size &= 0xFFFFFFFF  # the upper four bytes are not set reliably
        if size >= self._small_limit:
            return self._read_chain(first)[:size]
        first_of_root = next(start for kind, start, _ in self._entries.values() if kind == _ROOT)
        small_sectors = self._read_chain(first_of_root)
        starts = (sector * 64 for sector in _follow(first, self._small_table))
        return b"".join(small_sectors[start : start + 64] for start in starts)[:size]

    def _read_table(self) -> list[int]:
        """Return the table that has for each sector the number of the next one in its chain.

        The table itself is in sectors. The numbers of the first 109 of these are in the file's
        header, from byte 76 on. Those of further ones are in sectors of which each ends with the
        number of the next one; the first of these sectors is named at byte 68.
        """
        sectors = list(struct.unpack_from("<109I", self._data, 76))
        (next_sector,) = struct.unpack_from("<I", self._data, 68)
        seen = set()
        while next_sector < _LAST_SECTOR and next_sector not in seen:
            seen.add(next_sector)
            numbers = _read_sector_numbers(self._read_sector(next_sector)) or [_LAST_SECTOR]
            *more, next_sector = numbers
            sectors += more
        contents = (self._read_sector(number) for number in sectors if number < _LAST_SECTOR)
        return _read_sector_numbers(b"".join(contents))

    def _read_chain(self, first: int) -> bytes:
        """Return the content of the chain of sectors that begins with `first`."""
        return b"".join(map(self._read_sector, _follow(first, self._table)))

    def _read_sector(self, number: int) -> bytes:
        """Return the content of a sector, which may be cut off at the end of the file."""
        start = (number + 1) * self._size  # sector 0 follows the header, which fills one sector
        return self._data[start : start + self._size]

    @staticmethod
    def _cut_to_entries(directory: bytes) -> bytes:
        """Return the directory without an incomplete last entry."""
        return directory[: len(directory) // _ENTRY.size * _ENTRY.size]


def _read_sector_numbers(content: bytes) -> list[int]:
    """Return the sector numbers in the content of a table, four bytes each."""
    return [number for (number,) in struct.iter_unpack("<I", content[: len(content) // 4 * 4])]


def _follow(first: int, table: list[int]) -> list[int]:
    """Return the sectors of the chain that begins with `first`; `table` has each next one.

    A chain ends with a number outside the table. Raises FileFormatError (archive_damaged) for an
    endless chain.
    """
    sectors = []
    sector = first
    while sector < len(table):
        sectors.append(sector)
        if len(sectors) > len(table):
            raise FileFormatError("archive_damaged")
        sector = table[sector]
    return sectors
