"""Which compressed form of an answer a browser takes."""

import gzip
from dataclasses import dataclass
from functools import cached_property

import brotli


def accepted_codings(header: str) -> set[str]:
    """Read the codings that an Accept-Encoding header takes (those of weight 0 it does not)."""
    taken = set()
    for item in header.split(","):
        coding, _, weight = item.strip().partition(";")
        if weight.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000"):
            taken.add(coding.strip().lower())
    return taken


@dataclass(frozen=True)
class PrecompressedBody:
    """A short answer that stays the same while the server runs, in every form it is asked for.

    It is compressed when first asked for in a form, once.
    """

    plain: bytes

    @cached_property
    def br(self) -> bytes:
        """The answer as brotli has it."""
        return bytes(brotli.compress(self.plain, quality=9))

    @cached_property
    def gzip(self) -> bytes:
        """The answer as gzip has it."""
        return gzip.compress(self.plain, 9, mtime=0)

    def pick(self, accept_encoding: str) -> tuple[bytes, dict[str, str]]:
        """Give the smallest form that the browser takes and the headers that name it."""
        taken = accepted_codings(accept_encoding)
        for coding in ("br", "gzip"):
            if coding in taken:
                return getattr(self, coding), {
                    "Content-Encoding": coding,
                    "Vary": "Accept-Encoding",
                }
        return self.plain, {"Vary": "Accept-Encoding"}
