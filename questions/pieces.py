"""Cut a question into pieces: as few as possible, each a word or period with a meaning.

A question is what a reader types into the search; Chinese has no blanks between words.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

from periods.asked import AskedPeriod, read_asked
from periods.folding import fold_period
from questions.vocabulary import Meaning, Vocabulary, find_stem, fold_question

_COST_OF_WORD, _COST_OF_FILLER, _COST_OF_PART, _COST_OF_UNKNOWN = 10, 11, 13, 40
"""Costs of pieces; a question is cut in the way with the lowest sum.

A part is one of an indicator's name; an unknown piece is a Chinese character or a word.
"""
_NOT_REACHED = 10**9
"""Cost of a position in the question that no way of cutting has reached yet."""
_MAX_WORDS_OF_PERIOD = 6
"""English words and numbers that a period has at most: 1 January to 31 March 2025."""
_PERIOD_START = re.compile(
    "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|[qh][1-4]|first|second|third|fourth|this|last"
    "|previous|year|ytd|cumul|sofar|since|quarter|month|union|until|through|upto|asof"
)
"""Letters with which English periods begin, so that other words need not be tried."""


class Piece(NamedTuple):
    """A part of a question: its text as typed, and its start and end in the folded text.

    `meanings` are all that it may mean. `asked` is the period if it is one. `stem` is that of an
    English word of an indicator's name, else "". A piece without meanings and period is unknown.
    """

    text: str
    start: int
    end: int
    meanings: tuple[Meaning, ...] = ()
    asked: AskedPeriod | None = None
    stem: str = ""

    @property
    def kind(self) -> str:
        """The kind of the piece: period, unknown, or the kind of its first whole meaning."""
        if self.asked:
            return "period"
        if not self.meanings:
            return "unknown"
        return next(
            (meaning for meaning in self.meanings if meaning.is_whole), self.meanings[0]
        ).kind

    def codes(self, kind: str, *, whole: bool = False) -> list[str]:
        """Return the codes of a kind that it may mean; with `whole`, only those of whole names."""
        meanings = (meaning for meaning in self.meanings if meaning.kind == kind)
        return list(
            dict.fromkeys(meaning.code for meaning in meanings if meaning.is_whole or not whole)
        )


@dataclass(frozen=True)
class _Question:
    """A question: `text` is without blanks and in lower case, `typed` as the reader typed it.

    `positions` has for each character of `text` its position in `typed`.
    """

    text: str
    typed: str
    positions: list[int]

    def is_break(self, position: int) -> bool:
        """Return whether a piece may begin or end before the character at `position` of the text.

        It may not inside a word of Latin letters or a number.
        """
        if position in (0, len(self.text)) or self.has_blank_before(position):
            return True
        before, after = self.text[position - 1], self.text[position]
        is_inside_number = before.isdigit() and after.isdigit()
        return not (is_inside_number or (_is_latin(before) and _is_latin(after)))

    def has_blank_before(self, position: int) -> bool:
        """Return whether a blank was typed before the character at `position` of the text."""
        return position > 0 and self.positions[position] - self.positions[position - 1] > 1

    def get_typed(self, start: int, end: int) -> str:
        """Return the part of the question from `start` to `end` of the text, as it was typed."""
        return self.typed[self.positions[start] : self.positions[end - 1] + 1]


def _is_latin(char: str) -> bool:
    """Return whether a character belongs to an English word: a letter, an apostrophe or _."""
    return char.isascii() and (char.isalpha() or char in "'_")


def cut_question(text: str, vocabulary: Vocabulary, month: str) -> list[Piece]:
    """Return the pieces of a question in order, so that as much as possible has a meaning.

    鄞州区今年9月发展会员 → 鄞州区, 今年, 9月, 发展会员. Of several ways to cut it, the one with the
    lowest sum of costs (see `_list_pieces`) counts: few pieces, and whole names rather than parts.
    `month` (2025-09) is the last month of the page that the reader sees: 上月 is the month before
    it.

    From the first position of the text to the last, the cheapest way to reach it is kept with the
    piece that ends there. From the end these pieces lead back to the beginning.
    """
    folded = fold_period(fold_question(text))
    # A letter with two characters in lower case is kept, since each has a position in `text`.
    lower = "".join(char.lower() if len(char.lower()) == 1 else char for char in folded.text)
    question = _Question(lower, text, [*folded.positions])
    length = len(question.text)
    # For each position the lowest cost to reach it, and the last piece before it.
    best: list[tuple[int, Piece | None]] = [(0, None), *[(_NOT_REACHED, None)] * length]
    for start in range(length):
        for piece, cost in _list_pieces(question, start, vocabulary, month):
            if best[start][0] + cost < best[piece.end][0]:
                best[piece.end] = best[start][0] + cost, piece
    pieces: list[Piece] = []
    end = length
    while piece_before := best[end][1]:
        pieces.append(piece_before)
        end = piece_before.start
    return _join_unknown(pieces[::-1], question)


def _list_pieces(
    question: _Question, start: int, vocabulary: Vocabulary, month: str
) -> Iterator[tuple[Piece, int]]:
    """Yield the possible pieces that begin at a position of a question, each with its cost.

    They are, in this order: the character or English word alone as unknown (a punctuation mark
    costs nothing), a period, and all words of the vocabulary.
    """
    text = question.text
    # The end of the English word or number that begins here, or of a single Chinese character.
    word_end = next(end for end in range(start + 1, len(text) + 1) if question.is_break(end))
    is_mark = not text[start].isalnum()
    end = start + 1 if is_mark or not question.is_break(start) else word_end
    yield Piece(question.get_typed(start, end), start, end), 0 if is_mark else _COST_OF_UNKNOWN
    if not question.is_break(start):
        return
    if asked := _read_period(question, start, month):
        typed = question.get_typed(start, asked.end)
        yield Piece(typed, start, asked.end, asked=asked), _COST_OF_WORD
    stem = find_stem(text[start:word_end])
    parts = tuple(
        Meaning("indicator", code, is_whole=False) for code in vocabulary.stems.get(stem, ())
    )
    last_end = max(word_end, min(len(text), start + vocabulary.max_length))
    for end in range(start + 1, last_end + 1):
        meanings = vocabulary.meanings.get(text[start:end], ())
        if end == word_end and parts:
            meanings += parts
        if meanings and question.is_break(end):
            piece = Piece(question.get_typed(start, end), start, end, meanings)
            has_stem = end == word_end and bool(parts)
            yield _add_cost(piece._replace(stem=stem) if has_stem else piece)


def _read_period(question: _Question, start: int, month: str) -> AskedPeriod | None:
    """Return the longest period that begins at a position and ends with a word; None if none does.

    It is September, not Sep, in "September members". An English one has at most
    _MAX_WORDS_OF_PERIOD words.
    """
    text = question.text
    ends = [len(text)]
    if _is_latin(text[start]):
        if not _PERIOD_START.match(text, start):
            return None
        breaks = (end for end in range(start + 1, len(text) + 1) if question.is_break(end))
        ends = [*islice(breaks, _MAX_WORDS_OF_PERIOD)]
    readings = (read_asked(text[:end], start, month) for end in ends)
    whole = (reading for reading in readings if reading and question.is_break(reading.end))
    return max(whole, key=lambda each: each.end, default=None)


def _add_cost(piece: Piece) -> tuple[Piece, int]:
    """Return a piece that the vocabulary knows together with its cost.

    A whole name is cheaper than a filler, and that is cheaper than a part of a name.
    """
    if piece.kind == "filler":
        return piece, _COST_OF_FILLER
    is_whole = any(meaning.is_whole for meaning in piece.meanings)
    return piece, _COST_OF_WORD if is_whole else _COST_OF_PART


def _join_unknown(pieces: list[Piece], question: _Question) -> list[Piece]:
    """Join unknown pieces that were typed without a blank between them; drop punctuation."""
    joined: list[Piece] = []
    for piece in pieces:
        if piece.kind == "unknown" and not any(map(str.isalnum, piece.text)):
            continue
        last = joined[-1] if joined else None
        is_adjacent = (
            last and last.end == piece.start and not question.has_blank_before(piece.start)
        )
        if last and is_adjacent and piece.kind == last.kind == "unknown":
            joined[-1] = Piece(question.get_typed(last.start, piece.end), last.start, piece.end)
        else:
            joined.append(piece)
    return joined
