"""Notes, sources, signatures and footnote marks around the figures of a table."""

import re

_NOTE = re.compile(
    r"^[(（【\[*＊]?\s*(?:注|说\s*明|备\s*注|附\s*注|(?:数据|资料)?来\s*源|资料|单位负责人|负责人|填\s*表|"
    r"填\s*报|制\s*表|审\s*核|复\s*核|统计负责人|联系|报出日期|报送|分管|note|source)"
    r"[^:：]{0,8}[:：.、\d①-⑳)]",
    re.IGNORECASE,
)
_SOURCE = re.compile(
    r"^(?:数据|资料)?来\s*源\s*[:：]\s*(.+)$|^source\s*[:：]\s*(.+)$", re.IGNORECASE
)
_LEADING_MARK = re.compile(r"^(?:[①-⑳*＊†]|\[注?\d{1,2}\])")
_TRAILING_MARKS = re.compile(
    r"(?<=\S)(?:\s*(?:[①-⑳*＊†‡]|[\[［【]注?\d{1,2}[\]］】]|[(（]注\d{0,2}[)）]))+$"
)
_CONTINUED = re.compile(r"续\s*表|接\s*上\s*表|[(（]\s*续\s*\d*[)）]|^continued", re.IGNORECASE)
_LONGEST = 40


def is_note(text: str) -> bool:
    """Return whether a line is a note below (or above) a table."""
    line = text.strip()
    return bool(_NOTE.match(line)) or (bool(_LEADING_MARK.match(line)) and len(line) > 8)


def is_continuation(text: str) -> bool:
    """Return whether a line is the title of a continued table, such as 续表."""
    return len(text) <= _LONGEST and bool(_CONTINUED.search(text.strip()))


def find_source(text: str) -> str:
    """Return the source that a line names, as in 资料来源：…; "" if it names none."""
    match = _SOURCE.match(text.strip())
    return (match.group(1) or match.group(2)).strip() if match else ""


def strip_footnote_marks(text: str) -> str:
    """Remove the footnote marks at the end of a label or a number: 2022年①, 100*, 会员[1]."""
    return _TRAILING_MARKS.sub("", text)
