"""Names of areas, towns, enterprises and institutions: what `names.txt` says of their ends."""

import re
from pathlib import Path


def _read_lists() -> dict[str, list[str]]:
    """Return the words of `names.txt` by the name of their list."""
    lists: dict[str, list[str]] = {}
    for line in Path(__file__).with_name("names.txt").read_text("utf-8").splitlines():
        if not line.startswith("#"):
            name, _, words = line.partition(":")
            lists.setdefault(name, []).extend(words.split())
    return lists


_LISTS = _read_lists()


def _join_words(*names: str) -> str:
    """Return the words of some lists as alternatives of a pattern, the longest first."""
    words = [word for name in names for word in _LISTS[name]]
    return "|".join(sorted(words, key=len, reverse=True))


PEOPLES_AT_END = re.compile(f"(?:{_join_words('peoples')})+$")
"""The peoples that the name of an autonomous area ends with, when 自治县 is cut off."""


def _compile_unlisted_name(towns: tuple[str, ...], bodies: tuple[str, ...]) -> re.Pattern[str]:
    """Return the pattern of a name that ends with a word of these lists, office and union aside."""
    ends = f"[一-龥](?:{_join_words(*towns)})|{_join_words(*bodies)}"
    follows = f"(?:{_join_words('offices')})?(?:{_join_words('unions')})?"
    return re.compile(f".{{1,24}}(?:{ends}){follows}")


_UNLISTED_LABEL = _compile_unlisted_name(("towns", "label_towns"), ("bodies", "label_bodies"))
_UNLISTED_IN_REPORT = _compile_unlisted_name(("towns",), ("bodies", "report_bodies"))


def is_unlisted_label(label: str) -> bool:
    """Return whether the label of an upload, folded, names what no list of areas has.

    Towns, enterprises and institutions: 附海镇, 白沙路街道, 平湖石化有限责任公司工会.
    """
    return bool(_UNLISTED_LABEL.fullmatch(label))


def is_unlisted_in_report(name: str) -> bool:
    """Return whether a name in a report's table, folded, is of what no list of areas has.

    As `is_unlisted_label`, with departments (市教育局) and without villages and communities.
    """
    return bool(_UNLISTED_IN_REPORT.fullmatch(name))
