"""Recognise notes around a table: footnotes, sources, signatures, 续表 ("continued"), marks."""

import re

_NOTE_START = re.compile(
    r"^[(（【\[*＊]?\s*(?:注|说\s*明|备\s*注|附\s*注|(?:数据|资料)?来\s*源|资料|单位负责人|负责人|填\s*表|"
    r"填\s*报|制\s*表|审\s*核|复\s*核|统计负责人|联系|报出日期|报送|分管|note|source)"
    r"[^:：]{0,8}[:：.、\d①-⑳)]",
    re.IGNORECASE,
)
_SOURCE = re.compile(r"^(?:(?:数据|资料)?来\s*源|source)\s*[:：]\s*(?P<source>.+)$", re.IGNORECASE)
_LEADING_MARK = re.compile(r"^(?:[①-⑳*＊†]|\[注?\d{1,2}\])")
_TRAILING_MARKS = re.compile(
    r"(?<=\S)(?:\s*(?:[①-⑳*＊†‡]|[\[［【](?:注\d{0,2}|\d{1,2})[\]］】]|[(（]注\d{0,2}[)）]))+$"
)
_CONTINUED = re.compile(r"续\s*表|接\s*上\s*表|[(（]\s*续\s*\d*[)）]|^continued", re.IGNORECASE)
_PAGE_MARK = re.compile(
    r"^[-—(（]?\s*(?:第\s*[\d一二三四五六七八九十]+\s*页|共\s*\d+\s*页|page\s*\d+|\d+\s*/\s*\d+)[\s,，、/]*"
    r"(?:共\s*\d+\s*页|of\s*\d+)?\s*[-—)）]?$",
    re.IGNORECASE,
)
_SECTION = re.compile(
    r"^\s*(?:[（(][一二三四五六七八九十]{1,3}[)）]|[一二三四五六七八九十]{1,3}[、.．])"
)
_MAX_CONTINUATION_LENGTH = 40
"""Characters above which a line with 续表 is a sentence, not a title."""
_MIN_MARKED_NOTE_LENGTH = 9
"""Characters from which a text that begins with a footnote mark is a note, not a label."""


def is_note(text: str) -> bool:
    """Return whether a text in a sheet is a note below or above a table: 注：不含退休人员.

    A note begins with a word of `_NOTE_START` and a colon or number (注1, 资料来源：), as does a
    signature below a form (填表人：, filled in by). A text that begins with a footnote mark is a
    note if it is longer than a label: ① alone is none.
    """
    text = text.strip()
    is_marked = bool(_LEADING_MARK.match(text)) and len(text) >= _MIN_MARKED_NOTE_LENGTH
    return bool(_NOTE_START.match(text)) or is_marked


def is_continuation(text: str) -> bool:
    """Return whether a text is the title of a table's continuation, such as 续表."""
    return len(text) <= _MAX_CONTINUATION_LENGTH and bool(_CONTINUED.search(text.strip()))


def is_page_mark(text: str) -> bool:
    """Return whether a text only numbers a page, as one printed above a repeated header: 第2页."""
    return bool(_PAGE_MARK.match(text.strip()))


def is_section_title(text: str) -> bool:
    """Return whether a text is the numbered title of a part of its sheet: 二、帮扶服务."""
    return bool(_SECTION.match(text))


def find_source(text: str) -> str:
    """Return the source that a note names: 资料来源：统计年鉴 → 统计年鉴; "" if it names none."""
    match = _SOURCE.match(text.strip())
    return match["source"].strip() if match else ""


def strip_footnote_marks(text: str) -> str:
    """Remove the footnote marks at the end of a label or a number: 2022年①, 100*, 会员[1].

    A text that is nothing but a mark is returned unchanged: * → *.
    """
    return _TRAILING_MARKS.sub("", text)
