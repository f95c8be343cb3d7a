"""Lines of a table that are no figures: notes, sources, signatures."""

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
_STRAY = re.compile(r"^[①-⑳*＊†]")


def is_note(text: str) -> bool:
    """Say whether a line is a note below (or above) a table."""
    line = text.strip()
    return bool(_NOTE.match(line)) or (bool(_STRAY.match(line)) and len(line) > 8)


def source_of(text: str) -> str:
    """Return what a line names as the table's source; "" if it names none."""
    found = _SOURCE.match(text.strip())
    return (found.group(1) or found.group(2)).strip() if found else ""
