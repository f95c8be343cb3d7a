"""The chips of a question: the parts that were understood, and what else a reader may choose."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, NamedTuple

from periods import year_before
from periods.asked import AskedSpan, describe_span
from periods.spans import SINCE
from questions.words import FORM_WORDS

ChipKind = Literal["area", "period", "than", "indicator", "against", "page"]
"""Kinds of chips. `than` is a period to compare with, `against` a kind of comparison (last_year),
`page` a page or chart form to show."""


@dataclass(frozen=True)
class Chip:
    """A part of a question that was understood, shown as a link below the search field.

    `text` are its words. `codes` are codes of areas, indicators, page forms or topics; the code of
    a period is its last month and where it begins (`2025-09 month`), that of a period to compare
    with (`than`) is its last month. If there are several codes, the reader has to choose. `others`
    are codes that the same words could mean less exactly.
    """

    kind: ChipKind
    text: str
    codes: tuple[str, ...]
    others: tuple[str, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether the reader has to choose one of several codes."""
        return len(self.codes) > 1


class PlacedChip(NamedTuple):
    """A chip with the position of its first word in the question; None for unknown words."""

    start: int
    text: str
    chip: Chip | None


def place_chip(start: int, chip: Chip) -> PlacedChip:
    """Return a chip with its position: the character of the question at which it begins."""
    return PlacedChip(start, chip.text, chip)


def join_texts(texts: Iterable[str]) -> str:
    """Join words of a question with blanks, equal words only once."""
    return " ".join(dict.fromkeys(texts))


def write_unambiguous_words(
    kind: ChipKind, code: str, newest_month: str, union_year: int = 10
) -> str:
    """Return words that mean only one code, by which a question is asked again after a choice.

    The links of a chip's choices contain them, since the question stands in the page's URL. Areas,
    indicators and topics are replaced by their codes, a form by a word for it, a period by its full
    name (2025年9月). `newest_month` is the last month with figures (2025-09), `union_year` the
    month in which a union's year begins (10 for October).
    """
    if kind == "period":
        through, since = code.split(" ")
        # The search narrows the text to the literal type of `since`.
        span = next(AskedSpan(through, each) for each in SINCE if each == since)
        return describe_span(span, newest_month, union_year)
    return FORM_WORDS[code][0] if kind == "page" and code in FORM_WORDS else code


def list_choices(chip: Chip, forms: Iterable[str]) -> tuple[str, ...]:
    """Return the codes that a reader may want instead of a chip's, including these.

    For a period they are the month alone, the span since January, and the same span a year before;
    for a page they are all `forms`; for an open chip its codes and `others`.
    """
    if chip.kind == "period" and not chip.is_open:
        through, since = chip.codes[0].split(" ")
        before = f"{year_before(through)} {since}"
        return tuple(dict.fromkeys((*chip.codes, f"{through} month", f"{through} year", before)))
    if chip.kind == "page" and not chip.is_open:
        return tuple(dict.fromkeys((*chip.codes, *forms)))
    return chip.codes + chip.others
