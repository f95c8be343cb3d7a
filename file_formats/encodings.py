"""Decode text files in the encodings of Chinese offices; a doubtful encoding is never guessed.

GB 18030 decodes nearly any pair of bytes, so that success proves nothing: the resulting characters
must also be common ones (GB 2312's first level and its punctuation).
"""

import codecs
import re

from file_formats.errors import FileFormatError, UnclearEncodingError

_BOMS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_CANDIDATES = ("gb18030", "big5hkscs", "shift_jis", "cp1252")
_UTF8_HAN = re.compile(rb"(?:[\xe3-\xe9][\x80-\xbf]{2}){2}")
_LEAST_COMMON_SHARE = 0.8
"""Least share of common characters in Chinese text; misread Big5 or UTF-8 has under a half."""
_SAMPLE_SIZE = 2**18


def decode_text(data: bytes, encoding: str = "") -> tuple[str, str]:
    """Return the text of `data` and its encoding.

    With `encoding`, which a person has chosen, nothing is detected. Raises UnclearEncodingError
    (encoding_unclear, with previews) and FileFormatError (encoding_mixed, encoding_wrong).
    """
    if encoding:
        return _decode_as(data, encoding), encoding
    for mark, name in _BOMS:
        if data.startswith(mark):
            return _decode_as(data, name), name
    if name := _detect_utf16(data):
        return _decode_as(data, name), name
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as fault:
        first_wrong = fault.start
    _check_single_encoding(data, first_wrong)
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        raise _unclear_encoding_error(data) from None
    if _common_share(text) < _LEAST_COMMON_SHARE:
        raise _unclear_encoding_error(data)
    return text, "gb18030"


def find_utf8_start(data: bytes) -> int:
    """Return the index where the text of UTF-8 `data` begins: 3 after a byte order mark, else 0.

    -1 if it is not UTF-8. The data is decoded in pieces, so that a file of 100 MB is not copied.
    """
    start = 3 if data.startswith(b"\xef\xbb\xbf") else 0
    if not start and (data.startswith((b"\xff\xfe", b"\xfe\xff")) or _detect_utf16(data)):
        return -1
    decoder = codecs.getincrementaldecoder("utf-8")()
    view = memoryview(data)
    try:
        for at in range(start, len(data), _SAMPLE_SIZE):
            decoder.decode(view[at : at + _SAMPLE_SIZE], final=at + _SAMPLE_SIZE >= len(data))
    except UnicodeDecodeError:
        return -1
    return start


def _decode_as(data: bytes, encoding: str) -> str:
    """Decode data in one encoding. Raises FileFormatError (encoding_wrong, encoding_unknown)."""
    try:
        return data.decode(encoding).removeprefix("\ufeff")
    except UnicodeDecodeError as fault:
        line = data.count(b"\n", 0, fault.start) + 1
        raise FileFormatError("encoding_wrong", line, values={"encoding": encoding}) from None
    except LookupError:
        raise FileFormatError("encoding_unknown", value=encoding[:50]) from None


def _detect_utf16(data: bytes) -> str:
    """Return the UTF-16 variant of data without a byte order mark; "" for other data.

    In UTF-16 the zero bytes of ASCII characters are all at even or all at odd positions.
    """
    sample = data[:_SAMPLE_SIZE]
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if len(data) % 2 or max(even, odd) < 2 or min(even, odd) > max(even, odd) // 100:
        return ""
    name = "utf-16-le" if odd > even else "utf-16-be"
    units = max(len(sample) // 2, 1)
    endings = [ending.encode(name) for ending in ("\n", "\r")]
    has_lines = any(ending in sample for ending in endings)
    return name if has_lines or max(even, odd) / units > 0.3 else ""


def _check_single_encoding(data: bytes, first_wrong: int) -> None:
    """Raise FileFormatError (encoding_mixed) if some lines are UTF-8 and others are not.

    This happens if two files are pasted together. `first_wrong` is the index of the first byte that
    is not UTF-8.
    """
    for match in _UTF8_HAN.finditer(data):
        start = max(data.rfind(b"\n", 0, match.start()), data.rfind(b"\r", 0, match.start())) + 1
        end = data.find(b"\n", match.end())
        line = data[start : end if end >= 0 else len(data)]
        try:
            line.decode("utf-8")
        except UnicodeDecodeError:
            continue
        at = data.count(b"\n", 0, max(start, first_wrong)) + 1
        raise FileFormatError("encoding_mixed", at)


def _common_share(text: str) -> float:
    """Return the share of common characters among the non-ASCII ones (0 to 1)."""
    characters = [each for each in text[:_SAMPLE_SIZE] if each > "\x7f"]
    if not characters:
        return 1.0
    return sum(map(_is_common, characters)) / len(characters)


def _is_common(character: str) -> bool:
    """Return whether a character is in GB 2312's first level or punctuation, or has four bytes.

    Four-byte sequences do not occur by accident.
    """
    code = character.encode("gb18030", "replace")
    if len(code) == 4:
        return character >= "\u3400" and not "\ue000" <= character <= "\uf8ff"
    return (
        len(code) == 2 and (0xB0 <= code[0] <= 0xD7 or 0xA1 <= code[0] <= 0xA3) and code[1] > 0xA0
    )


def _unclear_encoding_error(data: bytes) -> UnclearEncodingError:
    """Return the error with a preview for each possible encoding."""
    previews = []
    for name in _CANDIDATES:
        try:
            previews.append((name, _preview_text(data.decode(name))))
        except UnicodeDecodeError:
            continue
    return UnclearEncodingError("encoding_unclear", previews=tuple(previews))


def _preview_text(text: str) -> str:
    """Return the first lines with non-ASCII characters, in which encodings differ."""
    lines = [line for line in text[:_SAMPLE_SIZE].splitlines() if not line.isascii()]
    return "\n".join(line[:80] for line in lines[:5])
