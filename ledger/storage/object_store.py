"""File storage of a store: a local folder, or a bucket and prefix at `s3://…`.

In both, a file is written completely or not at all.
"""

import errno
import os
from pathlib import Path
from stat import S_ISREG
from typing import Protocol

import pyarrow.fs
from deltalake._internal import DeltaFileSystemHandler

from ledger.errors import CorruptFileError, StoreError, wrap_storage_errors
from ledger.release import sha256_hex
from private_files import make_private_folder, write_partial_file

# Codes of a StoreError that mean, when reading, that this file is unreadable: no permission, a
# broken sector, a folder in the place of the file.
UNREADABLE_CODES = ("read_only", "device", "unreadable")


class ObjectStore(Protocol):
    """File operations that a store needs; file names are relative and use `/`."""

    uri: str
    options: dict[str, str]

    def put(self, name: str, data: bytes) -> None:
        """Write a file, replacing an existing one of that name."""

    def get(self, name: str) -> bytes:
        """Return the content of a file. Raises FileNotFoundError if it does not exist."""

    def size(self, name: str) -> int | None:
        """Return the size of a file in bytes; None if it does not exist."""

    def state(self, name: str) -> object:
        """Return a value that changes whenever the file changes, without reading the file."""

    def names(self, folder: str = "") -> list[str]:
        """Return the names of all files in a folder and its subfolders, sorted; [] if none."""


def open_object_store(uri: str, options: dict[str, str]) -> ObjectStore:
    """Return a LocalStore for a path or `file://`, a BucketStore for any other scheme."""
    if uri.startswith("file://"):
        return LocalStore(uri.removeprefix("file://"))
    return BucketStore(uri, options) if "://" in uri else LocalStore(uri)


class LocalStore:
    """Files in a folder of this machine, which may be mounted."""

    def __init__(self, uri: str) -> None:
        """Take the path of the folder, which need not exist yet."""
        self.root = Path(uri).absolute()
        self.uri = str(self.root)
        self.options: dict[str, str] = {}

    def put(self, name: str, data: bytes) -> None:
        """Write a file: first under a temporary name, which is replaced when it is on the disk.

        Missing folders are created for their owner alone. Raises StoreError.
        """
        target = self.root / name
        with wrap_storage_errors(str(target)):
            make_private_folder(target.parent)
            partial = write_partial_file(target, data)
            try:
                partial.replace(target)
            except OSError:
                partial.unlink(missing_ok=True)
                raise
            self.sync(name)

    def sync(self, name: str) -> None:
        """Flush a file and its folder to the disk, so that a power failure loses neither.

        The folder has the file's name. Raises StoreError.
        """
        for path in (self.root / name, (self.root / name).parent):
            with wrap_storage_errors(str(path)):
                descriptor = os.open(path, os.O_RDONLY)
                try:
                    os.fsync(descriptor)
                finally:
                    os.close(descriptor)

    def get(self, name: str) -> bytes:
        """Return the content of a file in the store's folder.

        Raises FileNotFoundError, CorruptFileError (a folder has its name, or it is a link to
        itself), StoreError.
        """
        with wrap_storage_errors(str(self.root / name)):
            try:
                return (self.root / name).read_bytes()
            except OSError as error:
                if error.errno not in (errno.EISDIR, errno.ENOTDIR, errno.ELOOP):
                    raise
                raise CorruptFileError("unreadable", name) from error

    def size(self, name: str) -> int | None:
        """Return the size of a file in bytes; None if there is no file of that name.

        Raises StoreError.
        """
        try:
            with wrap_storage_errors(str(self.root / name)):
                status = (self.root / name).stat()
        except FileNotFoundError:
            return None
        except StoreError as error:  # a link to itself
            if isinstance(error.__cause__, OSError) and error.__cause__.errno == errno.ELOOP:
                return None
            raise
        return status.st_size if S_ISREG(status.st_mode) else None

    def state(self, name: str) -> object:
        """Return inode, size and modification time, one of which changes if the file changes."""
        with wrap_storage_errors(str(self.root / name)):
            stat = (self.root / name).stat()
        return stat.st_ino, stat.st_size, stat.st_mtime_ns

    def names(self, folder: str = "") -> list[str]:
        """Return the names of all files in a folder and in its subfolders, sorted.

        A name is the path from the store's root; a missing folder has no files.
        """
        paths: list[str] = []
        with wrap_storage_errors(str(self.root / folder)):
            for parent, _, files in os.walk(self.root / folder, onerror=_raise_unless_missing):
                paths += [(Path(parent) / file).relative_to(self.root).as_posix() for file in files]
        return sorted(paths)

    def path(self, name: str) -> str:
        """Return the absolute path of a file, for a query engine."""
        return str(self.root / name)


def _raise_unless_missing(error: OSError) -> None:
    """Raise an error of `os.walk`, unless it is about a missing folder."""
    if not isinstance(error, FileNotFoundError):
        raise error


class BucketStore:
    """Files under a prefix in an object store, with the same client that Delta Lake uses.

    `options` are storage options of deltalake (AWS_ENDPOINT_URL, AWS_REGION, …); other options come
    from the environment. Commits are conditional puts.
    """

    def __init__(self, uri: str, options: dict[str, str]) -> None:
        """Create the client. Raises StoreError for an unknown URL scheme."""
        self.uri = uri.rstrip("/")
        self.options = {"aws_conditional_put": "etag"} | options
        with wrap_storage_errors(self.uri):  # raises for an unknown scheme
            self._files = DeltaFileSystemHandler(self.uri, self.options)

    def put(self, name: str, data: bytes) -> None:
        """Upload a file, replacing one of that name; it exists once its stream is closed."""
        with wrap_storage_errors(f"{self.uri}/{name}"):
            stream = self._files.open_output_stream(name)
            stream.write(data)
            stream.close()  # type: ignore[attr-defined]  # the stub forgets it

    def get(self, name: str) -> bytes:
        """Download a file of the bucket."""
        with wrap_storage_errors(f"{self.uri}/{name}"):
            file = self._files.open_input_file(name)
            return bytes(file.read(file.size()))

    def size(self, name: str) -> int | None:
        """Return the size of a file in bytes; None if it does not exist."""
        with wrap_storage_errors(f"{self.uri}/{name}"):
            info = self._files.get_file_info([name])[0]
        return info.size if info.type == pyarrow.fs.FileType.File else None

    def state(self, name: str) -> object:
        """Return the size, which suffices because objects are never modified in place."""
        return self.size(name)

    def names(self, folder: str = "") -> list[str]:
        """Return the names of all files whose names begin with a prefix, sorted."""
        with wrap_storage_errors(f"{self.uri}/{folder}"):
            # allow_not_found (a missing folder has no files), recursive
            infos = self._files.get_file_info_selector(folder, True, True)
        return sorted(info.path for info in infos if info.type == pyarrow.fs.FileType.File)


def read_stored_file(object_store: ObjectStore, name: str, release_number: int) -> bytes:
    """Read a stored file; errors name the release `release_number`, which needs it.

    Raises CorruptFileError (missing; unreadable: see UNREADABLE_CODES), StoreError if the storage
    fails.
    """
    try:
        return object_store.get(name)
    except FileNotFoundError:
        raise CorruptFileError("missing", name, release_number) from None
    except StoreError as error:
        if error.code in UNREADABLE_CODES:
            raise CorruptFileError("unreadable", name, release_number) from error
        raise


def read_verified_file(
    object_store: ObjectStore, name: str, sha256: str, release_number: int
) -> bytes:
    """Read a stored file and compare its SHA-256; errors name the release `release_number`.

    Raises CorruptFileError (missing, unreadable; "altered": the content has another hash).
    """
    data = read_stored_file(object_store, name, release_number)
    if sha256_hex(data) != sha256:
        raise CorruptFileError("altered", name, release_number)
    return data
