"""Errors of the release store.

StoreError                    anything below: code, path, detail
├── ReleaseConflictError      somebody else's release came in between: head
├── CorruptReleaseError       what is stored is not what was published: code, path, release
└── UnknownReleaseError       the release asked for does not exist: number
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

# What an operating system says, and what a person can do about it.
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
# Classes known by name: what deltalake panics with where it cannot even get a thread or a file for
# itself is not to be imported, and DuckDB need not be loaded to tell that it said nothing.
STORAGE_EXCEPTION_NAMES = {"PanicException", "IOException"}


class StoreError(UserError):
    """A store could not do what was asked.

    Codes: disk_full, read_only, too_many_files, device, unreachable, gone, not_empty, not_a_backup,
    missing_column, wrong_type, duplicate_key, not_named, no_spark, plus those of the subclasses.
    """

    domain = "curation"

    def __init__(
        self, code: str, path: str = "", detail: str = "", **values: str | int | float
    ) -> None:
        super().__init__(code, {"path": path, "detail": detail, **values})
        self.path = path
        self.detail = detail

    @property
    def message_id(self) -> str:
        """Return the id of the message: `curation.store_<code>`."""
        return f"{self.domain}.store_{self.code}"

    def __str__(self) -> str:
        """Return code, path and detail, for logs."""
        return f"{self.code}: {self.path} {self.detail}".strip()


class ReleaseConflictError(StoreError):
    """Somebody else published in between: `head` says who, when and which number."""

    def __init__(self, head: "Release") -> None:
        super().__init__(
            "conflict",
            detail=f"release {head.number} by {head.author}",
            number=head.number,
            author=head.author,
            at=head.at.astimezone().strftime("%Y-%m-%d %H:%M"),
        )
        self.head = head


class CorruptReleaseError(StoreError):
    """A stored file is not what was published.

    Codes: altered, missing, unreadable, foreign (a commit that is no release).
    """

    def __init__(self, code: str, path: str, release: int | None = None) -> None:
        super().__init__(code, path)
        self.release = release


class UnknownReleaseError(StoreError):
    """The release asked for does not exist."""

    def __init__(self, number: int | None) -> None:
        super().__init__("no_release", detail=str(number or ""))
        self.number = number


@dataclass(frozen=True, slots=True)
class VerifyFinding:
    """One finding of `verify`: what, where, and the first release that is touched by it.

    A `warning` harms no release: a file that an interrupted publish left behind.
    """

    code: str
    path: str
    release: int | None = None
    level: Literal["error", "warning"] = "error"


@contextmanager
def wrap_storage_errors(path: str) -> Iterator[None]:
    """Turn what the operating system or the object store says into a StoreFault.

    That a file does not exist is left to the caller.
    """
    try:
        yield
    except FileNotFoundError:
        raise
    except (OSError, DeltaError) as error:
        raise StoreError(_error_code(error), path, str(error)) from error
    except BaseException as error:  # deltalake panics with a class of its own that is no Exception
        if not STORAGE_EXCEPTION_NAMES & {each.__name__ for each in type(error).__mro__}:
            raise
        raise StoreError(_error_code(error), path, str(error)) from error


def _error_code(error: BaseException) -> str:
    """Find the code; deltalake gives the number only in its words, DuckDB gives words alone."""
    if isinstance(error, OSError) and error.errno is not None:
        return ERRNO_CODES.get(error.errno, "unreachable")
    if told := re.search(r"os error (\d+)|Os \{ code: (\d+)", str(error)):
        return ERRNO_CODES.get(int(told[1] or told[2]), "unreachable")
    worded = (code for number, code in ERRNO_CODES.items() if os.strerror(number) in str(error))
    return next(worded, "unreachable")
