"""Decode text files in the encodings of Chinese offices; an unclear encoding is never guessed.

GB 18030 decodes nearly any pair of bytes, so that success proves nothing: the resulting characters
must also be common ones (GB 2312's first level and its punctuation).
"""

import codecs
import re
from contextlib import suppress

from file_formats.errors import FileFormatError, UnclearEncodingError

_BOMS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_CANDIDATES = ("gb18030", "big5hkscs", "shift_jis", "cp1252")
_TWO_IDEOGRAPHS_IN_UTF8 = re.compile(rb"(?:[\xe3-\xe9][\x80-\xbf]{2}){2}")
_MIN_COMMON_SHARE = 0.8
"""Least share of common characters in Chinese text; misread Big5 or UTF-8 has less than half."""
_SAMPLE_SIZE = 2**18
"""Bytes or characters from which an encoding is detected, and bytes decoded at once."""


def decode_text(data: bytes, encoding: str = "") -> tuple[str, str]:
    """Return the text of `data` and its encoding.

    `encoding` is the one that a person chose, "" to detect it. Then these are tried in order: the
    one of a byte order mark, UTF-16, UTF-8, and GB 18030 if its text has common characters. Raises
    UnclearEncodingError (encoding_unclear, with previews) and FileFormatError (encoding_mixed,
    encoding_wrong).
    """
    if encoding:
        return _decode_as(data, encoding), encoding
    for byte_order_mark, marked_encoding in _BOMS:
        if data.startswith(byte_order_mark):
            return _decode_as(data, marked_encoding), marked_encoding
    if utf16 := _detect_utf16(data):
        return _decode_as(data, utf16), utf16
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        _check_single_encoding(data, error.start)
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        raise _build_unclear_encoding_error(data) from None
    if _measure_common_share(text) < _MIN_COMMON_SHARE:
        raise _build_unclear_encoding_error(data)
    return text, "gb18030"


def find_utf8_start(data: bytes) -> int:
    """Return the index where the text of UTF-8 `data` begins: 3 after a byte order mark, else 0.

    -1 if it is not UTF-8. The data is checked in pieces, so that a file of 100 MB is not copied.
    """
    start = 3 if data.startswith(b"\xef\xbb\xbf") else 0
    if not start and (data.startswith((b"\xff\xfe", b"\xfe\xff")) or _detect_utf16(data)):
        return -1
    decoder = codecs.getincrementaldecoder("utf-8")()
    view = memoryview(data)
    try:
        for index in range(start, len(data), _SAMPLE_SIZE):
            end = index + _SAMPLE_SIZE
            decoder.decode(view[index:end], final=end >= len(data))
    except UnicodeDecodeError:
        return -1
    return start


def _decode_as(data: bytes, encoding: str) -> str:
    """Return data decoded in one encoding, without a byte order mark.

    Raises FileFormatError (encoding_wrong, encoding_unknown).
    """
    try:
        return data.decode(encoding).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise FileFormatError("encoding_wrong", line, values={"encoding": encoding}) from None
    except LookupError:
        # Cut for the message.
        raise FileFormatError("encoding_unknown", value=encoding[:50]) from None


def _detect_utf16(data: bytes) -> str:
    """Return the UTF-16 variant of data without a byte order mark; "" for other data.

    In UTF-16 the zero bytes of ASCII characters are all at even or all at odd positions. One in a
    hundred may be at the other positions, as the low byte of a character such as 一 (U+4E00).
    """
    sample = data[:_SAMPLE_SIZE]
    even_zeros, odd_zeros = sample[0::2].count(0), sample[1::2].count(0)
    fewer_zeros, more_zeros = sorted((even_zeros, odd_zeros))
    if len(data) % 2 or more_zeros < 2 or fewer_zeros > more_zeros // 100:
        return ""
    encoding = "utf-16-le" if odd_zeros > even_zeros else "utf-16-be"
    has_lines = any(line_end.encode(encoding) in sample for line_end in ("\n", "\r"))
    # Other data has zero bytes, too: of a text without lines more than 30% must be ASCII.
    return encoding if has_lines or more_zeros / (len(sample) // 2) > 0.3 else ""


def _check_single_encoding(data: bytes, first_wrong: int) -> None:
    """Raise FileFormatError (encoding_mixed) if some lines are UTF-8 and others are not.

    This happens if files in two encodings are pasted together. `first_wrong` is the index of the
    first byte that is not UTF-8.
    """
    # A line that could be Chinese in UTF-8, and can be decoded, is one; the file as a whole cannot.
    for match in _TWO_IDEOGRAPHS_IN_UTF8.finditer(data):
        start = max(data.rfind(b"\n", 0, match.start()), data.rfind(b"\r", 0, match.start())) + 1
        end = data.find(b"\n", match.end())
        line = data[start : end if end >= 0 else len(data)]
        try:
            line.decode("utf-8")
        except UnicodeDecodeError:
            continue
        line_number = data.count(b"\n", 0, max(start, first_wrong)) + 1
        raise FileFormatError("encoding_mixed", line_number)


def _measure_common_share(text: str) -> float:
    """Return the share of common characters among the non-ASCII ones (0 to 1; 1 if all is ASCII).

    It is high only if the text was decoded in its own encoding.
    """
    characters = [character for character in text[:_SAMPLE_SIZE] if not character.isascii()]
    return sum(map(_is_common, characters)) / len(characters) if characters else 1.0


def _is_common(character: str) -> bool:
    """Return whether a character is common in Chinese text, or proves the encoding GB 18030.

    Common are the first level and the punctuation of GB 2312. An ideograph that has four bytes in
    GB 18030, or a later character, proves the encoding: such bytes do not occur by accident in
    other text. Those for private use prove nothing.
    """
    encoded = character.encode("gb18030", "replace")
    if len(encoded) == 4:
        # U+3400 is the first ideograph of four bytes, U+E000 to U+F8FF are for private use.
        return character >= "\u3400" and not "\ue000" <= character <= "\uf8ff"
    if len(encoded) != 2:
        return False
    row, cell = encoded  # rows A1 to A3 have punctuation, B0 to D7 the first level
    return (0xB0 <= row <= 0xD7 or 0xA1 <= row <= 0xA3) and cell > 0xA0


def _build_unclear_encoding_error(data: bytes) -> UnclearEncodingError:
    """Return the error with a preview of the data in each possible encoding.

    A preview has the first lines that are not ASCII, since the encodings differ only in these.
    """
    previews = []
    for encoding in _CANDIDATES:
        with suppress(UnicodeDecodeError):
            lines = data.decode(encoding)[:_SAMPLE_SIZE].splitlines()
            preview = [line[:80] for line in lines if not line.isascii()][:5]  # to be looked at
            previews.append((encoding, "\n".join(preview)))
    return UnclearEncodingError("encoding_unclear", previews=tuple(previews))
