"""A release: a published state of figures and code lists, numbered and immutable."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal, NamedTuple

Kind = Literal["publish", "restore"]


class DataFile(NamedTuple):
    """One Parquet file: figures of the indicators from `first` to `last`, sorted by key."""

    name: str
    sha256: str
    size: int
    rows: int
    first: str
    last: str


@dataclass(frozen=True, slots=True)
class Provenance:
    """Who publishes a release and why, with what is stored beside its figures.

    `source_sha256` is the hash of the uploaded file; a second publish with the same `request`
    returns the first one's release; `notes` are short texts by name (explanations of warnings, who
    accepted it, the newest row of the audit trail); `proofs` are attached files by name.
    """

    author: str
    reason: str
    source_sha256: str = ""
    request: str = ""
    notes: Mapping[str, str] = field(default_factory=dict)
    proofs: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Release:
    """A published state as its log entry describes it.

    `codes` has the version of each code list, `proofs` the sha256 of each attached file. `sha256`
    is the hash of all other fields; `previous` is the sha256 of the log entry before this one, so
    that the entries form a hash chain. `restored` is the number of the release that this one
    restores, `request` identifies the request that published it.
    """

    number: int
    parent: int
    at: datetime
    author: str
    reason: str
    kind: Kind
    restored: int | None
    source_sha256: str
    data_files: tuple[DataFile, ...]
    codes: Mapping[str, str]
    proofs: Mapping[str, str] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)
    request: str = ""
    previous: str = ""
    sha256: str = ""

    @property
    def files(self) -> tuple[tuple[str, str], ...]:
        """Return name and sha256 of each data file."""
        return tuple((file.name, file.sha256) for file in self.data_files)

    @property
    def rows(self) -> int:
        """Return the number of figures."""
        return sum(file.rows for file in self.data_files)


def to_dict(release: Release) -> dict[str, Any]:
    """Return a release as JSON values with their hash, as a log entry stores it."""
    values = {name: getattr(release, name) for name in _STORED_AS_THEY_ARE}
    values["at"] = release.at.astimezone(UTC).isoformat(timespec="microseconds")
    values["parts"] = [list(file) for file in release.data_files]
    for name in ("codes", "proofs", "notes"):
        values[name] = dict(values[name])
    values["sha256"] = content_hash(values)
    return values


def from_dict(values: Mapping[str, Any]) -> Release:
    """Return the release of a log entry. Raises KeyError, TypeError or ValueError if malformed."""
    return Release(
        **{name: values[name] for name in _STORED_AS_THEY_ARE},
        at=datetime.fromisoformat(values["at"]),
        data_files=tuple(DataFile(*file) for file in values["parts"]),
        sha256=values["sha256"],
    )


_STORED_AS_THEY_ARE = [n for n in Release.__slots__ if n not in ("at", "data_files", "sha256")]


def content_hash(values: Mapping[str, Any]) -> str:
    """Return the sha256 of JSON values without their own `sha256`."""
    hashed = {name: value for name, value in values.items() if name != "sha256"}
    return sha256_hex(json.dumps(hashed, sort_keys=True, ensure_ascii=False).encode())


def sha256_hex(data: bytes | memoryview) -> str:
    """Return the SHA-256 of bytes in hexadecimal."""
    return hashlib.sha256(data).hexdigest()
