"""The one form in which labels of tables are asked about, stored and looked up."""

import re
from collections.abc import Sequence

from intake.model.text_normalization import comparison_form

ANY_TABLE = "*"
"""The context of an answer that was remembered without one: it counts in any table."""
_FOOTNOTE_MARKS = re.compile(r"[①-⑳*＊#＃†‡¹²³⁴-⁹]+|\[\d+\]|\(注?\d*\)$")
_NUMBERING = re.compile(
    r"^(?:[一二三四五六七八九十]+、|[(（][一二三四五六七八九十\d]+[)）]|\d+(?:\.\d+)*[、.．]\s*)"
)
_OF_WHICH = re.compile(r"^(?:其\s*中|按.{1,8}分)\s*[:：,，]?\s*")


def clean_label(label: str) -> str:
    """Return a label without numbering, 其中： ("of which") and footnote marks.

    1. 其中：女性① → 女性.
    """
    label = _FOOTNOTE_MARKS.sub("", "".join(label.split()))
    return _OF_WHICH.sub("", _NUMBERING.sub("", label)).strip(":：")


def is_sub_item(label: str) -> bool:
    """Return whether a label is that of a sub-item: 其中：女性 ("of which: women") or #女性."""
    return bool(_OF_WHICH.match("".join(label.split()))) or label.strip()[:1] in ("#", "＃")


def join_label_path(path: Sequence[str]) -> str:
    """Join the labels of a path by slashes: (会员人数, 其中：女性) → 会员人数/女性.

    A slash in a label becomes a wide one.
    """
    return "/".join(clean_label(label).replace("/", "／") for label in path)


def label_key(label: str) -> str:
    """Return the form in which labels are compared: 会员人数/其中：Ａ类① → 会员人数/a类.

    A label may be a path joined by slashes, and may stand after its context and a tab, which stays
    as it is. The key of a key is the key itself.
    """
    context, tab, path = label.rpartition("\t")
    return f"{context}{tab}{'/'.join(map(_part_key, path.split('/')))}"


def _part_key(label: str) -> str:
    """Return the key of one label of a path; a label of signs alone keeps them."""
    key, shorter = "", label
    while shorter != key:
        key, shorter = shorter, comparison_form(clean_label(shorter) or shorter)
    return key
