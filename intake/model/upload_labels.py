"""Labels in an upload: their matches and suggestions, and people's earlier answers about them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

from chinese_text.characters import comparison_form

LabelKind = Literal["indicator", "area"]
ANY_TABLE = "*"
"""The context of an answer that was remembered without one: it counts in any table."""
_FOOTNOTE_MARKS = re.compile(r"[①-⑳*＊#＃†‡¹²³⁴-⁹]+|\[\d+\]|\(注?\d*\)$")
_NUMBERING = re.compile(
    r"^(?:[一二三四五六七八九十]+、|[(（][一二三四五六七八九十\d]+[)）]|\d+(?:\.\d+)*[、.．]\s*)"
)
_OF_WHICH = re.compile(r"^(?:其\s*中|按.{1,8}分)\s*[:：,，]?\s*")
_MAX_CACHED_LENGTH = 64
"""Characters of labels that are cleaned once and kept: each figure of a table asks for its own."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One possible meaning of a label: a code, or `indicator.breakdown`."""

    code: str
    score: float
    answer: str = ""
    """The key of the person's answer that says so; "" if the label was compared with names."""
    refused: str = ""
    """The code of an answer that was not followed, because the label is a published name."""


@dataclass(frozen=True)
class LabelMatch:
    """A label of a table with the code that it means or, if that is not sure, its suggestions.

    `unit` is the unit printed with the label, `figures` the number of figures that have the label.
    `file`, `sheet`, `row` (from 1) and `column` (a letter) are the place where it occurs first.
    """

    kind: LabelKind
    text: str
    code: str
    suggestions: tuple[Suggestion, ...] = ()
    unit: str = ""
    figures: int = 0
    sure: bool = False
    """The meaning is certain. If `code` is "", a person chose to ignore the label."""
    context: str = ""
    """Where an answer about the label counts again: for an indicator in tables with the same
    `TableContext.common_title`, for an area inside the same larger area."""
    is_file_name: bool = False
    """The label is the name of a file or sheet; an answer about it counts for one upload only."""
    file: str = ""
    sheet: str = ""
    row: int = 0
    column: str = ""

    @property
    def key(self) -> str:
        """The key of answers about the label; labels with equal keys are one question."""
        return label_key(self.text)

    @property
    def answer(self) -> str:
        """The key of the person's answer that the match follows; "" if it follows from names."""
        followed = self.sure and self.suggestions and not self.suggestions[0].refused
        return self.suggestions[0].answer if followed else ""


@dataclass(frozen=True)
class RememberedLabels:
    """Answers about labels, by `label_key`: the code that each label means, "" to ignore it.

    An indicator's code may have a breakdown after a dot: `members.women`. A key with a tab has the
    context of the label before the tab. Keys without a tab are answers about this upload.
    """

    indicators: Mapping[str, str] = field(default_factory=dict)
    areas: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Replace the labels by their keys."""
        for name in ("indicators", "areas"):
            answers = getattr(self, name).items()
            object.__setattr__(self, name, {label_key(label): code for label, code in answers})

    def __or__(self, other: "RememberedLabels") -> "RememberedLabels":
        """Return both sets of answers; for a label in both, the answer of `other` counts."""
        return RememberedLabels(
            {**self.indicators, **other.indicators}, {**self.areas, **other.areas}
        )


def find_answer(
    answers: Mapping[str, str], label: str, context: str = "", *, partial: str = ""
) -> str:
    """Return the key of the answer that counts for a label in a context; "" if there is none.

    The first of these counts: an answer about this upload for the whole label; an answer about this
    upload for the label's last part (`partial`); an answer remembered in the same context; an
    answer remembered for any table.
    """
    key = label_key(label)
    keys = (key, label_key(partial), f"{context}\t{key}", f"{ANY_TABLE}\t{key}")
    return next((key for key in keys if key and key in answers), "")


def clean_label(label: str) -> str:
    """Return a label without numbering, 其中： ("of which") and footnote marks.

    1. 其中：女性① → 女性.
    """
    return _cached_label(label) if len(label) <= _MAX_CACHED_LENGTH else _clean_label(label)


def _clean_label(label: str) -> str:
    """Return a label without numbering, 其中： and footnote marks, without looking it up."""
    label = _FOOTNOTE_MARKS.sub("", "".join(label.split()))
    return _OF_WHICH.sub("", _NUMBERING.sub("", label)).strip(":：")


_cached_label = lru_cache(maxsize=10_000)(_clean_label)


def is_sub_item(label: str) -> bool:
    """Return whether a label is that of a sub-item: 其中：女性 ("of which: women") or #女性."""
    return bool(_OF_WHICH.match("".join(label.split()))) or label.strip()[:1] in ("#", "＃")


def join_label_path(path: Sequence[str]) -> str:
    """Join the labels of a path by slashes: (会员人数, 其中：女性) → 会员人数/女性.

    A slash in a label becomes a wide one.
    """
    return "/".join(clean_label(label).replace("/", "／") for label in path)


def label_key(label: str) -> str:
    """Return the key under which answers about a label are stored, so that spelling is ignored.

    会员人数/其中：Ａ类① → 会员人数/a类. A label may be a path joined by slashes. A context before a
    tab is kept unchanged. The key of a key is the key itself.
    """
    context, tab, path = label.rpartition("\t")
    return f"{context}{tab}{'/'.join(map(_make_part_key, path.split('/')))}"


def _make_part_key(label: str) -> str:
    """Return the key of one label of a path of labels: 其中：Ａ类① → a类.

    The label is cleaned again until nothing changes, so that the key of a key is the key itself. A
    label that would be empty without its numbering and footnote marks keeps them.
    """
    key, shorter = "", label
    while shorter != key:
        key, shorter = shorter, comparison_form(clean_label(shorter) or shorter)
    return key
