"""What a question is understood as: chips, each a part of it with the codes that it means."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, NamedTuple

ChipKind = Literal["area", "period", "than", "indicator", "against", "page"]


@dataclass(frozen=True)
class Chip:
    """A part of a question that was understood: its kind, its words, and what they mean.

    `codes` are those of areas, indicators, forms or topics; of a period its month and since when
    (`2025-09 month`), of the one that it is compared with (`than`) its month. Several codes are a
    choice that the reader has to make. `others` are codes that the same words could mean less
    exactly.
    """

    kind: ChipKind
    text: str
    codes: tuple[str, ...]
    others: tuple[str, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether the reader has to choose."""
        return len(self.codes) > 1


class Found(NamedTuple):
    """A chip, or None for words that nothing is known of, and where its first word begins."""

    start: int
    text: str
    chip: Chip | None


def find_chip(start: int, chip: Chip) -> Found:
    """Return a chip with the place where its first word begins."""
    return Found(start, chip.text, chip)


def join_texts(texts: Iterable[str]) -> str:
    """Return words of a question beside each other with blanks, each once."""
    return " ".join(dict.fromkeys(texts))
