"""Cut a question into words that mean something, and what is left: the fewest words, no gap."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

from periods.asked import AskedPeriod, read_asked
from periods.folding import fold_period
from questions.vocabulary import Meaning, Vocabulary, find_stem, fold_question

_COST_OF_WORD, _COST_OF_FILLER, _COST_OF_PART, _COST_OF_UNKNOWN = 10, 11, 13, 40
_NO_WAY = 10**9
"""What a piece costs; the cheapest way to cut a text counts. Unknown: each character or word."""

_WORDS_OF_PERIOD = 6
"""English words and numbers of a period at most: 1 January to 31 March 2025."""
_PERIOD_BEGINS = re.compile(
    "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|[qh][1-4]|first|second|third|fourth|this|last"
    "|previous|year|ytd|cumul|sofar|since|quarter|month|union|until|through|upto|asof"
)
"""Letters that periods and words for since when begin with: most words are left out at once."""


class Piece(NamedTuple):
    """A word of a question as it was typed, from `start` to `end` of the folded text.

    `meanings` are all that it may mean, `asked` is the period that it is, `stem` that of an English
    word of an indicator's name. Without any it is unknown.
    """

    text: str
    start: int
    end: int
    meanings: tuple[Meaning, ...] = ()
    asked: AskedPeriod | None = None
    stem: str = ""

    @property
    def kind(self) -> str:
        """What a piece means: period, filler, page …, or unknown."""
        if self.asked:
            return "period"
        if not self.meanings:
            return "unknown"
        return next(
            (meaning for meaning in self.meanings if meaning.is_whole), self.meanings[0]
        ).kind

    def codes(self, kind: str, *, whole: bool = False) -> list[str]:
        """Return the codes of a kind that it may mean, with `whole` only those of whole names."""
        same = (meaning for meaning in self.meanings if meaning.kind == kind)
        return list(
            dict.fromkeys(meaning.code for meaning in same if meaning.is_whole or not whole)
        )


@dataclass(frozen=True)
class _Question:
    """A text without blanks in lower case, and where a word in Latin letters may begin or end."""

    text: str
    printed: str
    positions: list[int]

    def is_break(self, place: int) -> bool:
        """Return whether no word of Latin letters and no number goes on over a place."""
        if place in (0, len(self.text)):
            return True
        before, after = self.text[place - 1], self.text[place]
        if self.positions[place] - self.positions[place - 1] > 1:
            return True
        same = (before.isdigit() and after.isdigit()) or (_is_latin(before) and _is_latin(after))
        return not same

    def print(self, start: int, end: int) -> str:
        """Return a part as it was typed."""
        return self.printed[self.positions[start] : self.positions[end - 1] + 1]


def _is_latin(char: str) -> bool:
    """Return whether a character is a Latin letter, or the apostrophe inside a word."""
    return char.isascii() and (char.isalpha() or char in "'_")


def cut_question(text: str, vocabulary: Vocabulary, month: str) -> list[Piece]:
    """Return the pieces of a question in order, so that as much as possible means something.

    鄞州区今年9月发展会员 → 鄞州区, 今年, 9月, 发展会员. Of several ways the one with the fewest
    pieces counts, whole names before parts. `month` is the one that 上月 is told from (2025-09).
    """
    folded = fold_period(fold_question(text))
    lower = "".join(char.lower() if len(char.lower()) == 1 else char for char in folded.text)
    question = _Question(lower, text, [*folded.positions])
    length = len(question.text)
    best: list[tuple[int, Piece | None]] = [(0, None), *[(_NO_WAY, None)] * length]
    for start in range(length):
        for piece, cost in _list_pieces(question, start, vocabulary, month):
            if best[start][0] + cost < best[piece.end][0]:
                best[piece.end] = best[start][0] + cost, piece
    pieces: list[Piece] = []
    while last := best[length][1]:
        pieces.append(last)
        length = last.start
    return _join_unknown(pieces[::-1], question)


def _list_pieces(
    question: _Question, start: int, vocabulary: Vocabulary, month: str
) -> Iterator[tuple[Piece, int]]:
    """Yield the pieces that begin at a place of a question, each with its cost."""
    text = question.text
    following = next(end for end in range(start + 1, len(text) + 1) if question.is_break(end))
    is_mark = not text[start].isalnum()
    end = start + 1 if is_mark or not question.is_break(start) else following
    yield Piece(question.print(start, end), start, end), 0 if is_mark else _COST_OF_UNKNOWN
    if not question.is_break(start):
        return
    if asked := _read_period(question, start, month):
        printed = question.print(start, asked.end)
        yield Piece(printed, start, asked.end, asked=asked), _COST_OF_WORD
    stem = find_stem(text[start:following])
    parts = tuple(
        Meaning("indicator", code, is_whole=False) for code in vocabulary.stems.get(stem, ())
    )
    for end in range(start + 1, max(following, min(len(text), start + vocabulary.longest)) + 1):
        meanings = vocabulary.meanings.get(text[start:end], ())
        if end == following and parts:
            meanings += parts
        if meanings and question.is_break(end):
            piece = Piece(question.print(start, end), start, end, meanings)
            is_word = end == following and bool(parts)
            yield _with_cost(piece._replace(stem=stem) if is_word else piece)


def _read_period(question: _Question, start: int, month: str) -> AskedPeriod | None:
    """Return the longest period at a place that ends with a word: September before members."""
    text = question.text
    ends = [len(text)]
    if _is_latin(text[start]):
        if not _PERIOD_BEGINS.match(text, start):
            return None
        breaks = (end for end in range(start + 1, len(text) + 1) if question.is_break(end))
        ends = [*islice(breaks, _WORDS_OF_PERIOD)]
    readings = (read_asked(text[:end], start, month) for end in ends)
    whole = (reading for reading in readings if reading and question.is_break(reading.end))
    return max(whole, key=lambda each: each.end, default=None)


def _with_cost(piece: Piece) -> tuple[Piece, int]:
    """Return a piece of words of the vocabulary with its cost."""
    if piece.kind == "filler":
        return piece, _COST_OF_FILLER
    is_whole = any(meaning.is_whole for meaning in piece.meanings)
    return piece, _COST_OF_WORD if is_whole else _COST_OF_PART


def _join_unknown(pieces: list[Piece], question: _Question) -> list[Piece]:
    """Join neighbouring pieces that mean nothing known, and drop those of punctuation alone."""
    joined: list[Piece] = []
    for piece in pieces:
        if piece.kind == "unknown" and not any(map(str.isalnum, piece.text)):
            continue
        last = joined[-1] if joined else None
        touches = last and last.end == piece.start and not _is_apart(question, piece.start)
        if last and touches and piece.kind == last.kind == "unknown":
            joined[-1] = Piece(question.print(last.start, piece.end), last.start, piece.end)
        else:
            joined.append(piece)
    return joined


def _is_apart(question: _Question, place: int) -> bool:
    """Return whether a blank was typed before a place."""
    return place > 0 and question.positions[place] - question.positions[place - 1] > 1
