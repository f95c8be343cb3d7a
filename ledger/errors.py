"""Errors of the release store.

StoreError                    base of the others: code, path, detail
├── ReleaseConflictError      another release was published in the meantime: head
├── CorruptFileError       a stored file differs from what was published: code, path, release
└── UnknownReleaseError       a release does not exist: number
"""

import errno
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from deltalake.exceptions import DeltaError

from errors import UserError

if TYPE_CHECKING:
    from ledger.release import Release

# Codes for errors of the operating system; one code has one remedy.
ERRNO_CODES = {
    errno.ENOSPC: "disk_full",
    errno.EDQUOT: "disk_full",
    errno.EFBIG: "disk_full",
    errno.EROFS: "read_only",
    errno.EACCES: "read_only",
    errno.EPERM: "read_only",
    errno.EMFILE: "too_many_files",
    errno.ENFILE: "too_many_files",
    errno.EIO: "device",
}
# Names of exception classes: deltalake's PanicException (no thread or file available) cannot be
# imported, and DuckDB should not be loaded just for its IOException.
STORAGE_EXCEPTION_NAMES = {"PanicException", "IOException"}


class StoreError(UserError):
    """An operation of the store failed; `path` is the file concerned, `detail` text for logs.

    Codes: disk_full, read_only, too_many_files, device, unreachable, gone, gone_by_trail, lost,
    not_empty, not_a_backup, missing_column, wrong_type, duplicate_key, not_named, no_spark, and the
    subclasses' codes.
    """

    domain = "curation"

    def __init__(
        self, code: str, path: str = "", detail: str = "", **values: str | int | float
    ) -> None:
        """Take the code, the file concerned, text for logs and further values for the message."""
        super().__init__(code, {"path": path, "detail": detail, **values})
        self.path = path
        self.detail = detail

    @property
    def message_id(self) -> str:
        """The id of the message: `curation.store_<code>`."""
        return f"{self.domain}.store_{self.code}"

    def __str__(self) -> str:
        """Return code, path and detail, for logs."""
        return f"{self.code}: {self.path} {self.detail}".strip()


class ReleaseConflictError(StoreError):
    """Another release was published in the meantime; `head` is now the newest release."""

    def __init__(self, head: "Release") -> None:
        """Take the newest release, which the message names with its time in this machine's zone."""
        super().__init__(
            "conflict",
            detail=f"release {head.number} by {head.author}",
            number=head.number,
            author=head.author,
            at=head.at.astimezone().strftime("%Y-%m-%d %H:%M"),
        )
        self.head = head


class CorruptFileError(StoreError):
    """A stored file differs from what was published; `release` is a release's number or None.

    Codes: missing, unreadable, altered (its hash or content differs from what the release says),
    foreign (a Delta commit that contains no release, made by another program).
    """

    def __init__(self, code: str, path: str, release: int | None = None) -> None:
        """Take the code, the file, and the number of a release that has the file."""
        super().__init__(code, path)
        self.release = release


class UnknownReleaseError(StoreError):
    """The release with this number does not exist; with None, the store has no release at all."""

    def __init__(self, number: int | None) -> None:
        """Take the number of the missing release, None for the newest release."""
        super().__init__("no_release", detail=str(number or ""))
        self.number = number


@dataclass(frozen=True, slots=True)
class VerifyFinding:
    """One finding of `verify`: a code, a file, and the number of the first release with the file.

    `release` is None if no release has the file. A warning is about a file that an interrupted
    publish has left and no release needs.
    """

    code: str
    path: str
    release: int | None = None
    level: Literal["error", "warning"] = "error"


@contextmanager
def wrap_storage_errors(path: str) -> Iterator[None]:
    """Raise StoreError in place of errors of the operating system, deltalake and DuckDB.

    `path` is the file to name in the error. FileNotFoundError is not replaced, because callers
    handle it.
    """
    try:
        yield
    except FileNotFoundError:
        raise
    except (OSError, DeltaError) as error:
        raise StoreError(_find_storage_error_code(error), path, str(error)) from error
    except BaseException as error:  # deltalake's PanicException is no Exception
        if not STORAGE_EXCEPTION_NAMES & {base.__name__ for base in type(error).__mro__}:
            raise
        raise StoreError(_find_storage_error_code(error), path, str(error)) from error


def _find_storage_error_code(error: BaseException) -> str:
    """Return the StoreError code for an error of the operating system, deltalake or DuckDB.

    The code is in ERRNO_CODES, such as ENOSPC → disk_full, else it is "unreachable". deltalake has
    the errno in its message, DuckDB only the operating system's text.
    """
    if isinstance(error, OSError) and error.errno is not None:
        return ERRNO_CODES.get(error.errno, "unreachable")
    if match := re.search(r"(?:os error |Os \{ code: )(?P<errno>\d+)", str(error)):
        return ERRNO_CODES.get(int(match["errno"]), "unreachable")
    codes = (code for errno_, code in ERRNO_CODES.items() if os.strerror(errno_) in str(error))
    return next(codes, "unreachable")
