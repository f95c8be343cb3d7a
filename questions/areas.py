"""The areas that a question names: of one name several, unless a word for what holds them says."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from questions.chips import Chip, PlacedChip, join_texts, place_chip
from questions.pieces import Piece
from questions.vocabulary import Vocabulary


@dataclass
class _Named:
    """An area that a question names: its words and the codes that they may mean together."""

    start: int
    codes: list[str]
    texts: list[str] = field(default_factory=list)


def find_areas(pieces: Sequence[Piece], vocabulary: Vocabulary, here: str) -> Iterator[PlacedChip]:
    """Yield a chip for each area that a question names; 宁波市 鄞州区 is one, the district.

    Areas with figures count before others of the same name. 全市 is the city that holds the area
    looked at (`here`); where none does, it is unknown.
    """
    named: list[_Named] = []
    for piece in pieces:
        if piece.kind == "area":
            _add_area(named, piece, piece.codes("area"), vocabulary)
        elif piece.kind == "enclosing":
            levels = piece.codes("enclosing")
            above = [c for c in vocabulary.list_path_to(here) if vocabulary.levels.get(c) in levels]
            if above:
                _add_area(named, piece, above[:1], vocabulary)
            else:
                yield PlacedChip(piece.start, piece.text, None)
    chips: dict[tuple[str, ...], PlacedChip] = {}
    for name in named:
        reported = [code for code in name.codes if code in vocabulary.reported]
        codes = tuple(reported or name.codes)
        others = tuple(code for code in name.codes if code not in codes)
        chip = Chip("area", join_texts(name.texts), codes, others)
        chips.setdefault(codes, place_chip(name.start, chip))
    yield from chips.values()


def _add_area(named: list[_Named], piece: Piece, codes: list[str], vocabulary: Vocabulary) -> None:
    """Add the area of a word: inside one that is named already, around it, or one more."""
    for name in named:
        inside = _list_inside(codes, name.codes, vocabulary)
        if narrowed := inside or _list_inside(name.codes, codes, vocabulary):
            name.codes = narrowed
            name.texts.append(piece.text)
            return
    named.append(_Named(piece.start, codes, [piece.text]))


def _list_inside(codes: list[str], around: list[str], vocabulary: Vocabulary) -> list[str]:
    """Return those of some areas that are inside one of others."""
    return [code for code in codes if not {*vocabulary.list_path_to(code)[1:]}.isdisjoint(around)]
