"""Find the indicators that a question names, by whole names or by parts of them in any order."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from questions.chips import Chip, PlacedChip, join_texts, place_chip
from questions.pieces import Piece
from questions.vocabulary import Vocabulary


@dataclass
class _NamedIndicator:
    """An indicator that a question names: its words (`texts`) and the codes that they may mean.

    The names of all `codes` contain all of the words. For those in `whole`, one of the words is a
    whole name. `stems` are those of its English words (members → member).
    """

    start: int
    codes: list[str]
    whole: list[str]
    texts: list[str] = field(default_factory=list)
    stems: set[str] = field(default_factory=set)


def find_indicators(pieces: Sequence[Piece], vocabulary: Vocabulary) -> Iterator[PlacedChip]:
    """Yield a chip for each indicator that a question names.

    Neighbouring words that are in one indicator's name mean that indicator (农民工 会员人数,
    disputes settled), but two whole names mean two. A whole name counts before parts of other
    names, indicators with figures before those without.
    """
    named: list[_NamedIndicator] = []
    for piece in pieces:
        if piece.kind != "indicator":
            continue
        new = _NamedIndicator(
            piece.start, piece.codes("indicator"), piece.codes("indicator", whole=True)
        )
        new.texts, new.stems = [piece.text], {piece.stem} - {""}
        if not (named and _join_to_last(named[-1], new)):
            named.append(new)
    for indicator in named:
        codes = _choose_codes(indicator, vocabulary)
        others = tuple(
            code for code in indicator.codes if code in vocabulary.reported and code not in codes
        )
        chip = Chip("indicator", join_texts(indicator.texts), codes, others)
        yield place_chip(indicator.start, chip)


def _join_to_last(last: _NamedIndicator, new: _NamedIndicator) -> bool:
    """Add a further word to the last indicator if a name has both; return whether one has.

    Two whole names of different indicators are not joined, even if a third name has both.
    """
    common_codes = [code for code in last.codes if code in new.codes]
    if not common_codes or (last.whole and new.whole and not {*last.whole} & {*new.whole}):
        return False
    last.codes = common_codes
    last.whole = [code for code in common_codes if code in (*last.whole, *new.whole)]
    last.texts += new.texts
    last.stems |= new.stems
    return True


def _choose_codes(named: _NamedIndicator, vocabulary: Vocabulary) -> tuple[str, ...]:
    """Return the code that the words of an indicator mean, or several to choose from.

    Indicators of which the words are the whole name count before others, then those with figures.
    """
    wholly_named = [
        code
        for code in named.codes
        if code in named.whole or named.stems in vocabulary.name_stems.get(code, ())
    ]
    candidates = wholly_named or named.codes
    return tuple(code for code in candidates if code in vocabulary.reported) or tuple(candidates)
