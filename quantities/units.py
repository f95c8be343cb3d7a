"""Units that Chinese reports print after a number: money, measures, time, classifiers."""

import re
from collections import defaultdict
from pathlib import Path


def _read_units_by_kind() -> dict[str, set[str]]:
    """Read units.txt and return the units of each kind: money → 元, 美元 …; time → 年, 个月 …."""
    units_by_kind: defaultdict[str, set[str]] = defaultdict(set)
    for line in Path(__file__).with_name("units.txt").read_text("utf-8").splitlines():
        if not line.startswith("#"):
            kind, _, units = line.partition(":")
            units_by_kind[kind].update(units.split())
    return dict(units_by_kind)


UNITS_BY_KIND = _read_units_by_kind()
# Longer units first: a pattern must try 平方米 before 米.
UNITS = tuple(sorted(set().union(*UNITS_BY_KIND.values()), key=lambda unit: (-len(unit), unit)))
UNIT_PATTERN = "|".join(re.escape(unit) for unit in UNITS)

UNIT_SYNONYMS = {
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
    """Return whether two printed units mean the same: 名 and 位 are both 人; 人次 is different."""
    return UNIT_SYNONYMS.get(one, one) == UNIT_SYNONYMS.get(other, other)
