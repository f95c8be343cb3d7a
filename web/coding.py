"""Which compressed form of an answer a browser takes."""

import gzip
from dataclasses import dataclass

import brotli


def accepted(header: str) -> set[str]:
    """Read the codings that an Accept-Encoding header takes (those of weight 0 it does not)."""
    taken = set()
    for item in header.split(","):
        coding, _, weight = item.strip().partition(";")
        if weight.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000"):
            taken.add(coding.strip().lower())
    return taken


@dataclass(frozen=True)
class Coded:
    """A short answer that stays the same while the server runs, in every form it is asked for."""

    plain: bytes
    br: bytes
    gzip: bytes

    @classmethod
    def of(cls, plain: bytes) -> "Coded":
        """Compress an answer for good."""
        return cls(plain, brotli.compress(plain, quality=9), gzip.compress(plain, 9, mtime=0))

    def pick(self, accept_encoding: str) -> tuple[bytes, dict[str, str]]:
        """Give the smallest form that the browser takes and the headers that name it."""
        taken = accepted(accept_encoding)
        for coding, data in (("br", self.br), ("gzip", self.gzip)):
            if coding in taken:
                return data, {"Content-Encoding": coding, "Vary": "Accept-Encoding"}
        return self.plain, {"Vary": "Accept-Encoding"}
