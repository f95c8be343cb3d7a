"""Content codings (brotli, gzip): which ones a browser accepts, and a body compressed with them."""

import gzip
from dataclasses import dataclass
from functools import cached_property

import brotli


def parse_accepted_codings(header: str) -> set[str]:
    """Return the codings that an Accept-Encoding header allows: "br, gzip;q=0" → {"br"}."""
    codings = set()
    for coding_with_weight in header.split(","):
        coding, _, weight = coding_with_weight.strip().partition(";")
        if weight.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000"):
            codings.add(coding.strip().lower())
    return codings


@dataclass(frozen=True)
class PrecompressedBody:
    """A constant response body, compressed once for each content coding, on first use."""

    plain: bytes

    @cached_property
    def br(self) -> bytes:
        """The body compressed with brotli."""
        return bytes(brotli.compress(self.plain, quality=9))

    @cached_property
    def gzip(self) -> bytes:
        """The body compressed with gzip."""
        return gzip.compress(self.plain, compresslevel=9, mtime=0)

    def pick(self, accept_encoding: str) -> tuple[bytes, dict[str, str]]:
        """Return the smallest form of the body that the browser accepts, and the headers for it.

        `accept_encoding` is the request's header Accept-Encoding, "" if it has none: then the body
        is not compressed.
        """
        accepted = parse_accepted_codings(accept_encoding)
        for coding in ("br", "gzip"):
            if coding in accepted:
                headers = {"Content-Encoding": coding, "Vary": "Accept-Encoding"}
                return getattr(self, coding), headers  # the attribute `br` or `gzip`
        return self.plain, {"Vary": "Accept-Encoding"}
