"""The indicators that a question names, whole or by parts of their names in any order."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from questions.chips import Chip, PlacedChip, join_texts, place_chip
from questions.pieces import Piece
from questions.vocabulary import Vocabulary


@dataclass
class _Named:
    """An indicator that a question names: its words, and the codes that they may mean together.

    `codes` have all of the words in their names, of `whole` the words are the whole name.
    """

    start: int
    codes: list[str]
    whole: list[str]
    texts: list[str] = field(default_factory=list)
    stems: set[str] = field(default_factory=set)


def find_indicators(pieces: Sequence[Piece], vocabulary: Vocabulary) -> Iterator[PlacedChip]:
    """Yield a chip for each indicator that a question names.

    Words that one name has together mean it (农民工 会员人数, disputes settled); two whole names
    are two indicators. A whole name counts before parts of others, indicators with figures before
    those without.
    """
    named: list[_Named] = []
    for piece in pieces:
        if piece.kind != "indicator":
            continue
        new = _Named(piece.start, piece.codes("indicator"), piece.codes("indicator", whole=True))
        new.texts, new.stems = [piece.text], {piece.stem} - {""}
        if not (named and _join_to_named(named[-1], new)):
            named.append(new)
    for name in named:
        codes = _choose_meanings(name, vocabulary)
        others = tuple(c for c in name.codes if c in vocabulary.reported and c not in codes)
        chip = Chip("indicator", join_texts(name.texts), codes, others)
        yield place_chip(name.start, chip)


def _join_to_named(last: _Named, new: _Named) -> bool:
    """Add further words to an indicator that has all of them; return whether one had."""
    common = [code for code in last.codes if code in new.codes]
    if not common or (last.whole and new.whole and not {*last.whole} & {*new.whole}):
        return False
    last.codes = common
    last.whole = [code for code in common if code in (*last.whole, *new.whole)]
    last.texts += new.texts
    last.stems |= new.stems
    return True


def _choose_meanings(named: _Named, vocabulary: Vocabulary) -> tuple[str, ...]:
    """Return the code of an indicator's words, or several to choose from."""
    whole = [
        code
        for code in named.codes
        if code in named.whole or named.stems in vocabulary.words_of.get(code, ())
    ]
    candidates = whole or named.codes
    return tuple(code for code in candidates if code in vocabulary.reported) or tuple(candidates)
