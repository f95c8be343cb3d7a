"""Which compressed form of an answer a browser gets."""

import gzip

import brotli
import pytest

from server.static_files.encoding import PrecompressedBody, parse_accepted_codings

TEXT = ("工会统计看板 " * 200).encode()


@pytest.mark.parametrize(
    ("header", "taken"),
    [
        ("gzip, deflate, br, zstd", {"gzip", "deflate", "br", "zstd"}),
        ("br;q=1.0, gzip;q=0.5", {"br", "gzip"}),
        ("gzip, br;q=0", {"gzip"}),
        ("br;q=0.0, gzip; q=0.00, zstd ; q = 0.000, deflate;q=0.001", {"deflate"}),
        ("BR , GZip", {"br", "gzip"}),
        ("", {""}),
        ("identity", {"identity"}),
    ],
)
def test_what_a_browser_takes_and_what_it_refuses(header: str, taken: set[str]) -> None:
    assert parse_accepted_codings(header) == taken


@pytest.mark.parametrize(
    ("header", "coding", "unpack"),
    [
        ("gzip, br", "br", brotli.decompress),
        ("br", "br", brotli.decompress),
        ("gzip, br;q=0", "gzip", gzip.decompress),
        ("zstd", None, bytes),
        ("", None, bytes),
    ],
)
def test_the_smallest_form_that_is_taken_is_sent_and_named(header, coding, unpack) -> None:
    body, headers = PrecompressedBody(TEXT).pick(header)
    assert unpack(body) == TEXT
    assert headers.get("Content-Encoding") == coding
    assert headers["Vary"] == "Accept-Encoding"
    assert coding is None or len(body) < len(TEXT) / 10


def test_an_answer_is_compressed_once_and_always_the_same() -> None:
    coded = PrecompressedBody(TEXT)
    assert coded.pick("br")[0] is coded.pick("br")[0]
    assert coded.pick("gzip")[0] is coded.pick("gzip")[0]
    # No time stands in it: two servers send the same bytes.
    assert coded.gzip[4:8] == b"\0\0\0\0"
    assert PrecompressedBody(TEXT).gzip == coded.gzip
