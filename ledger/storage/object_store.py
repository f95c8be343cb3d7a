"""Where a store's bytes lie: a local folder, or a bucket and prefix at `s3://…`.

Both write a file whole or not at all: a reader never sees half of one.
"""

import os
import uuid
from pathlib import Path
from typing import Protocol

import pyarrow.fs
from deltalake._internal import DeltaFileSystemHandler

from ledger.errors import wrap_storage_errors

PART_PREFIX = ".part-"  # what an interrupted write leaves behind starts so


class ObjectStore(Protocol):
    """The little that a store asks of its storage; names are relative and use `/`."""

    uri: str
    options: dict[str, str]

    def put(self, name: str, data: bytes) -> None:
        """Write a file whole, replacing one of that name."""

    def get(self, name: str) -> bytes:
        """Read a file whole; FileNotFoundError if there is none."""

    def size(self, name: str) -> int | None:
        """Give the size of a file in bytes; None if there is none."""

    def state(self, name: str) -> object:
        """Give a value that changes when the file changes, without reading it."""

    def names(self, below: str = "") -> list[str]:
        """List every file below a folder, sorted; empty if there is no such folder."""


def open_object_store(uri: str, options: dict[str, str]) -> ObjectStore:
    """Choose by the address: anything with a scheme but `file://` is an object store."""
    if uri.startswith("file://"):
        return LocalStore(uri.removeprefix("file://"))
    return BucketStore(uri, options) if "://" in uri else LocalStore(uri)


class LocalStore:
    """A folder of this machine or a mounted one."""

    def __init__(self, uri: str) -> None:
        self.root = Path(uri).absolute()
        self.uri = str(self.root)
        self.options: dict[str, str] = {}

    def put(self, name: str, data: bytes) -> None:
        """Write beside the target, force it to the disk, then rename onto it."""
        target = self.root / name
        with wrap_storage_errors(str(target)):
            target.parent.mkdir(parents=True, exist_ok=True)
            part = target.parent / f"{PART_PREFIX}{uuid.uuid4().hex}"
            try:
                with part.open("xb") as file:
                    file.write(data)
                    file.flush()
                    os.fsync(file.fileno())
                part.replace(target)
            except OSError:
                part.unlink(missing_ok=True)
                raise
            self.sync(name)

    def sync(self, name: str) -> None:
        """Force a file and its folder's list of names to the disk."""
        path = self.root / name
        for place in (path, path.parent):
            with wrap_storage_errors(str(place)):
                handle = os.open(place, os.O_RDONLY)
                try:
                    os.fsync(handle)
                finally:
                    os.close(handle)

    def get(self, name: str) -> bytes:
        """Read a file whole."""
        with wrap_storage_errors(str(self.root / name)):
            return (self.root / name).read_bytes()

    def size(self, name: str) -> int | None:
        """Give the size of a file in bytes."""
        try:
            with wrap_storage_errors(str(self.root / name)):
                return (self.root / name).stat().st_size
        except FileNotFoundError:
            return None

    def state(self, name: str) -> object:
        """Give inode, size and time of change."""
        with wrap_storage_errors(str(self.root / name)):
            stat = (self.root / name).stat()
        return stat.st_ino, stat.st_size, stat.st_mtime_ns

    def names(self, below: str = "") -> list[str]:
        """List every file below a folder."""
        found: list[str] = []
        with wrap_storage_errors(str(self.root / below)):
            for place, _, files in os.walk(self.root / below, onerror=_raise_unless_missing):
                found += [(Path(place) / file).relative_to(self.root).as_posix() for file in files]
        return sorted(found)

    def path(self, name: str) -> str:
        """Give the path of a file, for an engine to read."""
        return str(self.root / name)


def _raise_unless_missing(error: OSError) -> None:
    """A folder that does not exist is empty; one that cannot be read is a fault."""
    if not isinstance(error, FileNotFoundError):
        raise error


class BucketStore:
    """A prefix in an object store, through the same client that Delta uses.

    `options` are deltalake's storage options (AWS_ENDPOINT_URL, AWS_REGION, …); keys that stand
    in the environment need not be repeated. Commits are conditional puts.
    """

    def __init__(self, uri: str, options: dict[str, str]) -> None:
        self.uri = uri.rstrip("/")
        self.options = {"aws_conditional_put": "etag"} | options
        with wrap_storage_errors(self.uri):  # a scheme that there is not
            self._files = DeltaFileSystemHandler(self.uri, self.options)

    def put(self, name: str, data: bytes) -> None:
        """Upload a file; it appears when the upload is completed."""
        with wrap_storage_errors(f"{self.uri}/{name}"):
            stream = self._files.open_output_stream(name)
            stream.write(data)
            stream.close()  # type: ignore[attr-defined]  # the stub forgets it

    def get(self, name: str) -> bytes:
        """Download a file whole."""
        with wrap_storage_errors(f"{self.uri}/{name}"):
            file = self._files.open_input_file(name)
            return bytes(file.read(file.size()))

    def size(self, name: str) -> int | None:
        """Give the size of a file in bytes."""
        with wrap_storage_errors(f"{self.uri}/{name}"):
            info = self._files.get_file_info([name])[0]
        return info.size if info.type == pyarrow.fs.FileType.File else None

    def state(self, name: str) -> object:
        """Give the size: an object is never written in place."""
        return self.size(name)

    def names(self, below: str = "") -> list[str]:
        """List every file below a prefix."""
        with wrap_storage_errors(f"{self.uri}/{below}"):
            found = self._files.get_file_info_selector(below, True, True)
        return sorted(info.path for info in found if info.type == pyarrow.fs.FileType.File)
