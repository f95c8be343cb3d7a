"""The chips of a question: each is a part that was understood, with the codes that it means."""

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


class PlacedChip(NamedTuple):
    """A chip with the position of its first word; no chip (None) for words of unknown meaning."""

    start: int
    text: str
    chip: Chip | None


def place_chip(start: int, chip: Chip) -> PlacedChip:
    """Return a chip with the position in the question where its first word begins."""
    return PlacedChip(start, chip.text, chip)


def join_texts(texts: Iterable[str]) -> str:
    """Join words of a question with blanks, each word once."""
    return " ".join(dict.fromkeys(texts))
