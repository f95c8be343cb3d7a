"""A release: the numbered, immutable state of figures and code lists, as its commit records it."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal, NamedTuple

Kind = Literal["publish", "restore"]


class DataFile(NamedTuple):
    """One data file: the figures of a run of indicators, sorted by key."""

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
    """A published state, as its commit describes it.

    `sha256` seals everything else here; `previous` is the sha256 of the log entry before this
    one, so that the entries form a chain.
    """

    number: int
    parent: int
    at: datetime
    author: str
    reason: str
    kind: Kind
    restored: int | None
    source_sha256: str
    parts: tuple[DataFile, ...]
    codes: Mapping[str, str]
    proofs: Mapping[str, str] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)
    request: str = ""
    previous: str = ""
    sha256: str = ""

    @property
    def files(self) -> tuple[tuple[str, str], ...]:
        """Name and sha256 of each data file."""
        return tuple((part.name, part.sha256) for part in self.parts)

    @property
    def rows(self) -> int:
        """How many figures the release holds."""
        return sum(part.rows for part in self.parts)


def to_dict(release: Release) -> dict[str, Any]:
    """Write a release as plain JSON values, sealed."""
    plain: dict[str, Any] = {
        name: getattr(release, name) for name in Release.__slots__ if name not in ("at", "sha256")
    }
    plain["at"] = release.at.astimezone(UTC).isoformat(timespec="microseconds")
    plain["parts"] = [list(part) for part in release.parts]
    for name in ("codes", "proofs", "notes"):
        plain[name] = dict(plain[name])
    plain["sha256"] = content_hash(plain)
    return plain


def from_dict(plain: Mapping[str, Any]) -> Release:
    """Read a release from its commit; KeyError, TypeError or ValueError if it is none."""
    values = {name: plain[name] for name in Release.__slots__}
    values["at"] = datetime.fromisoformat(plain["at"])
    values["parts"] = tuple(DataFile(*part) for part in plain["parts"])
    return Release(**values)


def content_hash(plain: Mapping[str, Any]) -> str:
    """Hash everything that plain values say but their own `sha256`."""
    sealed = {name: value for name, value in plain.items() if name != "sha256"}
    return sha256_hex(json.dumps(sealed, sort_keys=True, ensure_ascii=False).encode())


def sha256_hex(data: bytes | memoryview) -> str:
    """Hash bytes (SHA-256, hexadecimal)."""
    return hashlib.sha256(data).hexdigest()
