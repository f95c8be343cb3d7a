"""Turn a question in words into the URL of a page, and into chips for the parts understood."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from questions.areas import find_areas
from questions.chips import (
    Chip,
    ChipKind,
    PlacedChip,
    join_texts,
    place_chip,
    write_unambiguous_words,
)
from questions.indicators import find_indicators
from questions.pieces import Piece, cut_question
from questions.spans import find_periods
from questions.vocabulary import Vocabulary

PARAMS: Mapping[ChipKind, tuple[str, ...]] = {
    "area": ("area",),
    "period": ("through", "since"),
    "than": ("than",),
    "indicator": ("indicator",),
    "against": ("against",),
    "page": ("form",),
}
"""The parameters of a URL that a chip of each kind sets."""
CHART_FORMS = ("trend", "ranking", "tiles")
"""Forms of the chart on the page explore; any other form is a page of its own."""
MAX_LENGTH = 200
"""Characters of a question that are read; the rest counts as unknown words."""


class ReadersScope(Protocol):
    """The scope of the page on which a reader asks: area, last month, and the union's own year.

    Words such as 全市 (the whole city) and 上月 (last month) are understood by it.
    """

    @property
    def area(self) -> str:
        """The code of the area."""

    @property
    def through(self) -> str:
        """The last month (2025-09); "" if the page has none."""

    @property
    def union_year(self) -> int:
        """The month in which the union's own year begins: 10 for October."""


@dataclass(frozen=True)
class UnderstoodQuestion:
    """What a question means: the path of a page ("" for the one shown) and its URL's parameters.

    `chips` are the parts that were understood, in the order of the question, `unknown` the words
    that were not. Open chips, which need a choice, are not among the parameters.
    """

    page: str
    params: Mapping[str, tuple[str, ...]]
    chips: tuple[Chip, ...] = ()
    unknown: tuple[str, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether the reader has to choose before a page can be opened."""
        return any(chip.is_open for chip in self.chips)

    def rephrase(self, replaced: Chip | None = None, instead: str = "") -> str:
        """Return the words of the question with periods in full, so that it means the same later.

        The chip `replaced` is left out, or replaced by the words or code `instead`.
        """
        texts = [instead if chip is replaced else chip.text for chip in self.chips]
        return " ".join(filter(None, (*texts, *self.unknown)))


def compose_url(text: str, vocabulary: Vocabulary, scope: ReadersScope) -> UnderstoodQuestion:
    """Turn a question in Chinese or English, its words in any order, into a page's URL.

    鄞州区 今年9月 发展会员 同比 → explore, area 330212, through 2025-09, since month, indicator
    new_members, against last_year. Nothing is guessed: if two areas have one name both are offered,
    and unknown words are returned as such. Periods such as 今年 are relative to the scope's month.
    """
    month = scope.through or vocabulary.newest_month
    pieces = cut_question(text[:MAX_LENGTH], vocabulary, month)
    placed_chips = sorted(
        (
            *find_areas(pieces, vocabulary, scope.area),
            *find_periods(pieces, month, vocabulary.newest_month, scope.union_year),
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
    chips = _drop_repeated([placed.chip for placed in placed_chips if placed.chip])
    chips = _compare_periods(chips, vocabulary.newest_month, scope.union_year)
    unknown = [placed.text for placed in placed_chips if not placed.chip]
    if rest := text[MAX_LENGTH:].strip():
        unknown.append(rest)
    return UnderstoodQuestion(
        _choose_page(chips), _build_params(chips), tuple(chips), tuple(unknown)
    )


def _find_indicators_and_page(
    pieces: Sequence[Piece], vocabulary: Vocabulary
) -> Iterator[PlacedChip]:
    """Yield the chips of indicators, and one chip for the page form or topic of a question.

    Beside other words for a form or an indicator, the name of a topic is read as part of an
    indicator's name if it can be: 经费 (funds) in 经费 趋势 (trend). Between several forms or
    topics the reader has to choose.
    """
    if any(piece.kind in ("page", "indicator") for piece in pieces):
        pieces = [_read_as_indicator(piece) for piece in pieces]
    yield from find_indicators(pieces, vocabulary)
    page_pieces = [piece for piece in pieces if piece.kind in ("page", "topic")]
    if page_pieces:
        codes = dict.fromkeys(code for piece in page_pieces for code in piece.codes(piece.kind))
        text = join_texts(piece.text for piece in page_pieces)
        yield place_chip(page_pieces[0].start, Chip("page", text, tuple(codes)))


def _read_as_indicator(piece: Piece) -> Piece:
    """Return a piece that names a topic as part of an indicator's name, if it can be both."""
    meanings = tuple(meaning for meaning in piece.meanings if meaning.kind == "indicator")
    return piece._replace(meanings=meanings) if piece.kind == "topic" and meanings else piece


def _find_against(pieces: Sequence[Piece]) -> Iterator[PlacedChip]:
    """Yield a chip for each word for a comparison: 同比 (on last year), 环比 (on last month)."""
    for piece in pieces:
        if piece.kind == "against":
            yield place_chip(piece.start, Chip("against", piece.text, (*piece.codes("against"),)))


def _drop_repeated(chips: Sequence[Chip]) -> list[Chip]:
    """Return the chips without repeated ones.

    A word for the page that compares areas (对比) is dropped beside a comparison with last year,
    unless the question names two areas.
    """
    # Reversed, so that of equal chips the first one remains.
    first_chips = {(chip.kind, chip.codes): chip for chip in reversed(chips)}
    kept = [chip for chip in chips if first_chips[chip.kind, chip.codes] is chip]
    kinds = [chip.kind for chip in kept]
    if "against" in kinds and kinds.count("area") < 2:
        kept = [chip for chip in kept if chip.codes != ("compare",)]
    return kept


def _compare_periods(chips: Sequence[Chip], newest_month: str, union_year: int) -> list[Chip]:
    """Return chips with two periods as a comparison if a word asks for one: 8月 6月 对比.

    The chip of two periods to choose from becomes a chip of the later period, and one of the
    earlier period to compare with (`than`). Periods that begin differently (a month and a span
    since January) are left to choose from. `newest_month` and `union_year` are as in
    `write_unambiguous_words`.
    """
    if not any(chip.codes == ("compare",) for chip in chips):
        return [*chips]
    compared: list[Chip] = []
    for chip in chips:
        earlier, *later_codes = sorted(chip.codes)
        # The code of a period is its last month and where it begins: "2025-09 month".
        beginnings = {code.split(" ")[-1] for code in chip.codes}
        if chip.kind != "period" or len(later_codes) != 1 or len(beginnings) > 1:
            compared.append(chip)
            continue
        later = later_codes[0]
        later_words, earlier_words = (
            write_unambiguous_words("period", code, newest_month, union_year)
            for code in (later, earlier)
        )
        compared.append(Chip("period", later_words, (later,)))
        compared.append(Chip("than", earlier_words, (earlier.split(" ")[0],)))
    return compared


def _choose_page(chips: Sequence[Chip]) -> str:
    """Return the path of the page that answers a question's chips; "" for the current page.

    A word for a page form decides. Without one, several areas or indicators are compared, one
    indicator is shown as a chart, and one area on its page.
    """
    kinds = [chip.kind for chip in chips]
    for chip in chips:
        if chip.kind == "page":
            form = "" if chip.is_open else chip.codes[0]
            return "explore" if form in CHART_FORMS else form
    if kinds.count("area") > 1 or kinds.count("indicator") > 1:
        return "compare"
    if "indicator" in kinds:
        return "explore"
    return "area" if "area" in kinds else ""


def _build_params(chips: Sequence[Chip]) -> dict[str, tuple[str, ...]]:
    """Return the parameters of a URL for the chips that are not open.

    Several areas or indicators are several values of one parameter. The form of a page that is no
    chart form is in the path of the URL instead.
    """
    params: dict[str, tuple[str, ...]] = {}
    for chip in chips:
        if chip.is_open or (chip.kind == "page" and chip.codes[0] not in CHART_FORMS):
            continue
        values = chip.codes[0].split(" ") if chip.kind == "period" else chip.codes
        for name, value in zip(PARAMS[chip.kind], values, strict=True):
            params[name] = (*params.get(name, ()), value)
    return params
