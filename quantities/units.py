"""Units that Chinese reports print after a number: money, measures, time, classifiers."""

import re
from pathlib import Path


def _read_kinds() -> dict[str, frozenset[str]]:
    """Return the units of each kind (money, time …), read from the file units.txt."""
    kinds: dict[str, frozenset[str]] = {}
    for line in Path(__file__).with_name("units.txt").read_text("utf-8").splitlines():
        if not line.startswith("#"):
            kind, _, words = line.partition(":")
            kinds[kind] = kinds.get(kind, frozenset()) | set(words.split())
    return kinds


KINDS = _read_kinds()
UNITS = tuple(sorted(frozenset().union(*KINDS.values()), key=lambda unit: (-len(unit), unit)))
UNIT = "|".join(re.escape(unit) for unit in UNITS)

SAME = {
    "名": "人",
    "位": "人",
    "个人": "人",
    "百分点": "个百分点",
    "千米": "公里",
    "㎡": "平方米",
    "平米": "平方米",
    "m²": "平方米",
    "公斤": "千克",
    "日": "天",
}


def same_unit(one: str, other: str) -> bool:
    """Whether two printed units count the same thing: 名 and 位 are both 人; 人次 is different."""
    return SAME.get(one, one) == SAME.get(other, other)
