"""Check that Chromium and fonts for the text are installed, before a picture is rendered."""

import shutil
import subprocess
import sys
from collections.abc import Iterable
from functools import cache

from exports.errors import ExportError

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
_FIRST_CJK = 0x2E80
"""From this code point on (radicals, kana, Han, full-width forms) text needs a CJK font."""


def require_chromium(texts: Iterable[str]) -> str:
    """Return the path of a browser that can render these texts.

    Raises ExportError `chromium_missing`, or `font_missing` with the first letters that no
    installed font has: Chromium would show a box for each of them without an error.
    """
    path = find_chromium()
    if not path:
        raise ExportError("chromium_missing")
    if missing := find_missing_letters("".join(texts)):
        raise ExportError("font_missing", {"letters": missing[:10]})
    return path


def find_chromium() -> str:
    """Return the path of the system's Chromium or Chrome; "" if there is none."""
    return next((path for name in CHROMIUM_NAMES if (path := shutil.which(name))), "")


def find_missing_letters(text: str) -> str:
    """Return the East Asian letters of `text` that no installed font has.

    Only Linux is checked, with fontconfig; macOS and Windows come with Chinese fonts.
    """
    wanted = {letter for letter in text if ord(letter) >= _FIRST_CJK}
    if not wanted or not sys.platform.startswith("linux"):
        return ""
    if letters := _find_uncovered(wanted, _read_font_coverage()):
        _read_font_coverage.cache_clear()  # a font may have been installed since
        letters = _find_uncovered(wanted, _read_font_coverage())
    return letters


def _find_uncovered(wanted: set[str], covered: tuple[range, ...]) -> str:
    """Return the wanted letters that are outside all of the ranges, sorted."""
    return "".join(sorted(c for c in wanted if not any(ord(c) in part for part in covered)))


@cache
def _read_font_coverage() -> tuple[range, ...]:
    """Return the ranges of code points that fonts cover, from fc-list: `20-7e a0 2e80-2e99`."""
    program = shutil.which("fc-list")
    if not program:
        return ()
    listed = subprocess.run(  # noqa: S603  (fontconfig's own program, no shell)
        [program, "--format", "%{charset}\n"], capture_output=True, text=True, timeout=20
    ).stdout
    bounds = {part.partition("-")[::2] for part in listed.split()}
    spans = sorted((int(low, 16), int(high or low, 16)) for low, high in bounds)
    return tuple(_merge_ranges(span for span in spans if span[1] >= _FIRST_CJK))


def _merge_ranges(spans: Iterable[tuple[int, int]]) -> list[range]:
    """Return ranges of code points from sorted (first, last) pairs, overlapping ones merged."""
    merged: list[range] = []
    for low, high in spans:
        if merged and low <= merged[-1].stop:
            merged[-1] = range(merged[-1].start, max(merged[-1].stop, high + 1))
        else:
            merged.append(range(low, high + 1))
    return merged
