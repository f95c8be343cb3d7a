"""A release: a published state of figures and code lists, numbered and immutable."""

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal, NamedTuple

Kind = Literal["publish", "restore"]


class DataFile(NamedTuple):
    """One Parquet file with the figures of the indicators from `first` to `last`, sorted by key.

    `size` is in bytes, `rows` is the number of figures.
    """

    name: str
    sha256: str
    size: int
    rows: int
    first: str
    last: str

    def may_hold(self, indicators: Collection[str]) -> bool:
        """Return whether one of some indicator codes lies between the first and the last one."""
        return any(self.first <= code <= self.last for code in indicators)


@dataclass(frozen=True, slots=True)
class Provenance:
    """Who publishes a release and why, and what is stored with it.

    `source_sha256` is the hash of the uploaded file. Publishing again with the same `request` id
    returns the first release. `notes` are short texts by name, such as explanations of warnings;
    `proofs` are attached files by name.
    """

    author: str
    reason: str
    source_sha256: str = ""
    request: str = ""
    notes: Mapping[str, str] = field(default_factory=dict)
    proofs: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Release:
    """A published state of figures and code lists, as its log entry describes it.

    `parent` is the previous release's number. `codes` and `proofs` have the SHA-256 of each code
    list and attached file by name. `sha256` is over all other fields; `previous` is the hash of the
    previous log entry, so that entries form a hash chain. `restored` is the number of the release
    that was published again (None: a new state), `request` the id of the publish request.
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
        """Name and SHA-256 of each data file."""
        return tuple((file.name, file.sha256) for file in self.data_files)

    @property
    def rows(self) -> int:
        """The number of figures."""
        return sum(file.rows for file in self.data_files)


def release_to_dict(release: Release) -> dict[str, Any]:
    """Return a release as the JSON values that its log entry stores.

    `at` is an ISO 8601 time in UTC, `parts` has the data files as lists, `sha256` is the hash over
    all other values. The others are the release's fields unchanged.
    """
    values = {name: getattr(release, name) for name in _STORED_AS_THEY_ARE}
    values["at"] = release.at.astimezone(UTC).isoformat(timespec="microseconds")
    values["parts"] = [list(file) for file in release.data_files]
    for name in ("codes", "proofs", "notes"):
        values[name] = dict(values[name])
    values["sha256"] = content_hash(values)
    return values


def release_from_dict(values: Mapping[str, Any]) -> Release:
    """Return the release of the JSON values in a log entry (see `release_to_dict`).

    Raises KeyError, TypeError or ValueError if the values are malformed.
    """
    return Release(
        **{name: values[name] for name in _STORED_AS_THEY_ARE},
        at=datetime.fromisoformat(values["at"]),
        data_files=tuple(DataFile(*file) for file in values["parts"]),
        sha256=values["sha256"],
    )


_STORED_AS_THEY_ARE = [
    name for name in Release.__slots__ if name not in ("at", "data_files", "sha256")
]


def content_hash(values: Mapping[str, Any]) -> str:
    """Return the SHA-256 over the JSON values of a release or receipt, without the key `sha256`."""
    hashed = {name: value for name, value in values.items() if name != "sha256"}
    return sha256_hex(json.dumps(hashed, sort_keys=True, ensure_ascii=False).encode())


def sha256_hex(data: bytes | memoryview) -> str:
    """Return the SHA-256 of bytes in hexadecimal."""
    return hashlib.sha256(data).hexdigest()
