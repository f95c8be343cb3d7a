"""A question in words becomes the address of a page, and chips of what was understood of it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from periods import year_before
from periods.asked import AskedSpan
from periods.spans import SINCE
from questions.areas import find_areas
from questions.chips import Chip, ChipKind, PlacedChip, join_texts, place_chip
from questions.indicators import find_indicators
from questions.pieces import Piece, cut_question
from questions.spans import find_periods, word_span
from questions.vocabulary import Vocabulary
from questions.words import FORM_WORDS

PARAMS: Mapping[ChipKind, tuple[str, ...]] = {
    "area": ("area",),
    "period": ("through", "since"),
    "than": ("than",),
    "indicator": ("indicator",),
    "against": ("against",),
    "page": ("form",),
}
"""The parameters of an address that a chip sets."""
DRAWN_FORMS = ("trend", "ranking", "tiles")
"""Forms of the page of one chart; any other form is a page of its own."""
MAX_LENGTH = 200
"""Characters of a question that are read; what follows is named as unknown."""


class ReadersScope(Protocol):
    """What the reader sees: an area, the month through which (2025-09), the union's own year."""

    @property
    def area(self) -> str:
        """The code of the area."""

    @property
    def through(self) -> str:
        """The month, "" without any."""

    @property
    def union_year(self) -> int:
        """The month in which the union's own year begins."""


@dataclass(frozen=True)
class Understood:
    """What a question means: the path of a page ("" for the one shown) and its parameters.

    `chips` are the parts that were understood, in the order of the question, `unknown` the words
    that were not. While a chip is open the parameters lack it.
    """

    page: str
    params: Mapping[str, tuple[str, ...]]
    chips: tuple[Chip, ...] = ()
    unknown: tuple[str, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether something is to be chosen before a page can be opened."""
        return any(chip.is_open for chip in self.chips)

    def rephrase(self, replaced: Chip | None = None, instead: str = "") -> str:
        """Return the question again, so that it means the same in any scope: periods in full.

        Without a chip, if one is given, or with other words or a code `instead` of it.
        """
        texts = [instead if chip is replaced else chip.text for chip in self.chips]
        return " ".join(filter(None, (*texts, *self.unknown)))


def compose_address(text: str, vocabulary: Vocabulary, scope: ReadersScope) -> Understood:
    """Turn a question in Chinese or English, its words in any order, into a page's address.

    鄞州区 今年9月 发展会员 同比 → explore, area 330212, through 2025-09, since month, indicator
    new_members, against last_year. Nothing is guessed: of two areas of one name both are offered,
    what is not known is named. Periods are told from the scope's month.
    """
    month = scope.through or vocabulary.newest
    pieces = cut_question(text[:MAX_LENGTH], vocabulary, month)
    meant = sorted(
        (
            *find_areas(pieces, vocabulary, scope.area),
            *find_periods(pieces, month, vocabulary.newest, scope.union_year),
            *_find_indicators_and_page(pieces, vocabulary),
            *_find_against(pieces),
            *(
                PlacedChip(piece.start, piece.text, None)
                for piece in pieces
                if piece.kind == "unknown"
            ),
        ),
        key=lambda each: each.start,
    )
    chips = _drop_repeated([piece.chip for piece in meant if piece.chip])
    chips = _compare_periods(chips, vocabulary.newest, scope.union_year)
    unknown = [piece.text for piece in meant if not piece.chip]
    if rest := text[MAX_LENGTH:].strip():
        unknown.append(rest)
    return Understood(_choose_page(chips), _write_params(chips), tuple(chips), tuple(unknown))


def _find_indicators_and_page(
    pieces: Sequence[Piece], vocabulary: Vocabulary
) -> Iterator[PlacedChip]:
    """Yield the chips of indicators, and one of the form or topic that a question names.

    A topic's name beside other words for a form or an indicator is part of an indicator's name,
    where it can be: 经费 趋势. Of several forms the reader chooses.
    """
    others = [piece for piece in pieces if piece.kind in ("page", "indicator")]
    if others:
        pieces = [_without_topic(piece) for piece in pieces]
    yield from find_indicators(pieces, vocabulary)
    named = [piece for piece in pieces if piece.kind in ("page", "topic")]
    if named:
        codes = dict.fromkeys(code for piece in named for code in piece.codes(piece.kind))
        text = join_texts(piece.text for piece in named)
        yield place_chip(named[0].start, Chip("page", text, tuple(codes)))


def _without_topic(piece: Piece) -> Piece:
    """Return a piece as part of an indicator's name, if it is that besides a topic's."""
    meanings = tuple(meaning for meaning in piece.meanings if meaning.kind == "indicator")
    return piece._replace(meanings=meanings) if piece.kind == "topic" and meanings else piece


def _find_against(pieces: Sequence[Piece]) -> Iterator[PlacedChip]:
    """Yield a chip for each word of what a span is compared with."""
    for piece in pieces:
        if piece.kind == "against":
            yield place_chip(piece.start, Chip("against", piece.text, (*piece.codes("against"),)))


def _drop_repeated(chips: Sequence[Chip]) -> list[Chip]:
    """Return chips each once; a comparison of two years needs no page that compares areas."""
    once = {(chip.kind, chip.codes): chip for chip in reversed(chips)}
    kept = [chip for chip in chips if once[chip.kind, chip.codes] is chip]
    kinds = [chip.kind for chip in kept]
    if "against" in kinds and kinds.count("area") < 2:
        kept = [chip for chip in kept if chip.codes != ("compare",)]
    return kept


def _compare_periods(chips: Sequence[Chip], newest: str, union_year: int) -> list[Chip]:
    """Return chips with two periods made a comparison if a word asks for it: 8月 6月 对比."""
    if not any(chip.codes == ("compare",) for chip in chips):
        return [*chips]
    compared: list[Chip] = []
    for chip in chips:
        earlier, *rest = sorted(chip.codes)
        since = {code.split(" ")[-1] for code in chip.codes}
        if chip.kind != "period" or len(rest) != 1 or len(since) > 1:
            compared.append(chip)
            continue
        texts = [word_choice("period", code, newest, union_year) for code in (rest[0], earlier)]
        compared.append(Chip("period", texts[0], (rest[0],)))
        compared.append(Chip("than", texts[1], (earlier.split(" ")[0],)))
    return compared


def _choose_page(chips: Sequence[Chip]) -> str:
    """Return the path of the page that answers a question's chips, "" for the current page.

    A word for a form decides; without any, several areas or indicators are compared, one
    indicator is drawn, one area has its page.
    """
    kinds = [chip.kind for chip in chips]
    for chip in chips:
        if chip.kind == "page":
            form = "" if chip.is_open else chip.codes[0]
            return "explore" if form in DRAWN_FORMS else form
    if kinds.count("area") > 1 or kinds.count("indicator") > 1:
        return "compare"
    if "indicator" in kinds:
        return "explore"
    return "area" if "area" in kinds else ""


def _write_params(chips: Sequence[Chip]) -> dict[str, tuple[str, ...]]:
    """Return the parameters of an address for chips that are settled."""
    params: dict[str, tuple[str, ...]] = {}
    for chip in chips:
        if chip.is_open or (chip.kind == "page" and chip.codes[0] not in DRAWN_FORMS):
            continue
        values = chip.codes[0].split(" ") if chip.kind == "period" else chip.codes
        for name, value in zip(PARAMS[chip.kind], values, strict=True):
            params[name] = (*params.get(name, ()), value)
    return params


def word_choice(kind: ChipKind, code: str, newest: str, union_year: int = 10) -> str:
    """Return words that can mean only one code of a chip, to replace the chip's words.

    Areas, indicators and topics are their codes, forms a word for them, periods 2025年9月.
    """
    if kind == "period":
        through, since = code.split(" ")
        span = next(AskedSpan(through, each) for each in SINCE if each == since)
        return word_span(span, newest, union_year)
    return FORM_WORDS[code][0] if kind == "page" and code in FORM_WORDS else code


def list_choices(chip: Chip, forms: Iterable[str]) -> tuple[str, ...]:
    """Return the codes that a reader may want instead of a chip, its own among them.

    Of a period the month alone, since January, and the same a year before; of a form all `forms`.
    """
    if chip.kind == "period" and not chip.is_open:
        through, since = chip.codes[0].split(" ")
        before = f"{year_before(through)} {since}"
        return tuple(dict.fromkeys((*chip.codes, f"{through} month", f"{through} year", before)))
    if chip.kind == "page" and not chip.is_open:
        return tuple(dict.fromkeys((*chip.codes, *forms)))
    return chip.codes + chip.others
