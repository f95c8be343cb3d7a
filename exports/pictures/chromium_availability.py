"""Check that Chromium and fonts for the texts are installed, before a picture is rendered."""

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
    """Return the East Asian letters of `text` that no font available to Chromium has, sorted.

    Only Linux is checked, with fontconfig: without its program fc-list all of them count as
    missing. macOS and Windows come with Chinese fonts.
    """
    missing = {letter for letter in text if ord(letter) >= _FIRST_CJK}  # East Asian ones
    if not missing or not sys.platform.startswith("linux"):
        return ""
    if missing := _drop_covered(missing, _read_font_coverage()):
        _read_font_coverage.cache_clear()  # a font may have been installed since
        missing = _drop_covered(missing, _read_font_coverage())
    return "".join(sorted(missing))


def _drop_covered(letters: set[str], coverage: tuple[range, ...]) -> set[str]:
    """Return those of the letters that no font has; `coverage` are the code points of all fonts."""
    return {letter for letter in letters if not any(ord(letter) in covered for covered in coverage)}


@cache
def _read_font_coverage() -> tuple[range, ...]:
    """Return the ranges of East Asian code points that the available fonts have.

    fc-list prints them in hexadecimal: `20-7e a0 2e80-2e99`. Without it the result is empty.
    """
    program = shutil.which("fc-list")
    if not program:
        return ()
    listed = subprocess.run(  # noqa: S603  (fontconfig's own program, no shell)
        [program, "--format", "%{charset}\n"], capture_output=True, text=True, timeout=20
    ).stdout
    # "20-7e" → ("20", "7e"), "a0" → ("a0", "")
    hexadecimal = {span.partition("-")[::2] for span in listed.split()}
    spans = sorted((int(first, 16), int(last or first, 16)) for first, last in hexadecimal)
    return tuple(_merge_ranges((first, last) for first, last in spans if last >= _FIRST_CJK))


def _merge_ranges(spans: Iterable[tuple[int, int]]) -> list[range]:
    """Return the code points of available fonts as ranges, merged where they overlap.

    1-4 and 3-6 -> 1-6. `spans` are pairs of the first and the last code point, sorted.
    """
    merged: list[range] = []
    for first, last in spans:
        if merged and first <= merged[-1].stop:
            merged[-1] = range(merged[-1].start, max(merged[-1].stop, last + 1))
        else:
            merged.append(range(first, last + 1))
    return merged
