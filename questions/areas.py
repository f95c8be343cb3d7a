"""Find the areas that a question names; a name may mean several areas."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from questions.chips import Chip, PlacedChip, join_texts, place_chip
from questions.pieces import Piece
from questions.vocabulary import Vocabulary


@dataclass
class _NamedArea:
    """An area that a question names: its words (`texts`) and the codes that they may mean.

    `start` is the position of the first word in the question.
    """

    start: int
    codes: list[str]
    texts: list[str] = field(default_factory=list)


def find_areas(pieces: Sequence[Piece], vocabulary: Vocabulary, here: str) -> Iterator[PlacedChip]:
    """Yield a chip for each area that a question names; 宁波市 鄞州区 is one area, the district.

    A name of several areas gives a chip with several codes, between which the reader chooses. Areas
    with figures count before others of the same name. `here` is the code of the area that the page
    shows: 全市 (whole city) means the city that contains it. If there is no such city, the word is
    unknown.
    """
    named: list[_NamedArea] = []
    for piece in pieces:
        if piece.kind == "area":
            _add_area(named, piece, piece.codes("area"), vocabulary)
        elif piece.kind == "enclosing":
            levels = piece.codes("enclosing")
            containing = [
                code
                for code in vocabulary.list_path_to(here)
                if vocabulary.levels.get(code) in levels
            ]
            if containing:
                _add_area(named, piece, containing[:1], vocabulary)
            else:
                yield PlacedChip(piece.start, piece.text, None)
    chips: dict[tuple[str, ...], PlacedChip] = {}
    for area in named:
        reported = [code for code in area.codes if code in vocabulary.reported]
        codes = tuple(reported or area.codes)
        others = tuple(code for code in area.codes if code not in codes)
        chip = Chip("area", join_texts(area.texts), codes, others)
        chips.setdefault(codes, place_chip(area.start, chip))
    yield from chips.values()


def _add_area(
    named: list[_NamedArea], piece: Piece, codes: list[str], vocabulary: Vocabulary
) -> None:
    """Add the word of an area to `named`; `codes` are the areas that the word may mean.

    A word for an area inside or around a named one is a further word for it: 宁波市 鄞州区.
    """
    for area in named:
        inside = _list_inside(codes, area.codes, vocabulary)
        if narrowed := inside or _list_inside(area.codes, codes, vocabulary):
            area.codes = narrowed
            area.texts.append(piece.text)
            return
    named.append(_NamedArea(piece.start, codes, [piece.text]))


def _list_inside(codes: list[str], around: list[str], vocabulary: Vocabulary) -> list[str]:
    """Return those of the areas `codes` that are inside one of the areas `around`."""
    return [code for code in codes if not {*vocabulary.list_path_to(code)[1:]}.isdisjoint(around)]
