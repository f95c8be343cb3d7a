"""Report text becomes proposed figures: every quantity with its unit, place, period, indicator."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

import pandas as pd

from extraction.context import periods, subjects
from extraction.context.gazetteer import Gazetteer
from extraction.context.periods import PeriodReader
from extraction.context.places import Place, PlaceReader
from extraction.context.programmes import Programme, suggest
from extraction.context.time_expression import When
from extraction.matching import TARGET, Context, Indicator, best, by_unit, pairs_of
from extraction.numbers.distribution import each_year, shared_out
from extraction.numbers.quantity_finder import Found, quantities_in
from extraction.proposals import Piece, Proposal, TooLong
from extraction.text.pages import Article, Paragraph, articles
from extraction.text.sentences import Sentence, split
from extraction.text.table_cells import entries
from extraction.text.tables import Table
from quantities import Quantity
from quantities.characters import bare, fold, unradical
from quantities.units import KINDS, SAME

LIMIT = 200 * 1024
OCCASIONS = frozenset(["人次", "场次", "件次", "户次", "家次", "班次", "车次"])
_SENTENCE = re.compile(r"[。!?;](?![”’])|[!?。][”’]|……|$")
Remembered = Mapping[tuple[str, str], tuple[str, str]]


@dataclass(frozen=True)
class Reader:
    """What reading needs besides the text: made once, used for many reports."""

    gazetteer: Gazetteer
    indicators: Sequence[Indicator]
    remembered: Remembered = field(default_factory=dict)
    programmes: Sequence[Programme] = ()

    @cached_property
    def fitting(self) -> Mapping[str, Sequence[Indicator]]:
        """The indicators by the units that mean theirs."""
        return by_unit(self.indicators)

    @classmethod
    def of(
        cls,
        areas: pd.DataFrame,
        indicators: Iterable[Mapping[str, Any]],
        remembered: Remembered | None = None,
        programmes: Iterable[Mapping[str, Any]] = (),
    ) -> "Reader":
        """Make a reader of the code lists as they are stored."""
        return cls(
            Gazetteer(areas),
            tuple(Indicator.of(entry) for entry in indicators),
            remembered or {},
            tuple(Programme.of(entry) for entry in programmes),
        )


def read_report(
    text: str,
    day: date,
    areas: pd.DataFrame,
    indicators: Iterable[Mapping[str, Any]],
    remembered: Remembered | None = None,
    programmes: Iterable[Mapping[str, Any]] = (),
    limit: int = LIMIT,
) -> list[Proposal]:
    """Propose the figures of a report in text order, each with `phrase == text[start:end]`.

    `day` is the report's date; `areas` the frame of areas.csv; `indicators` the entries of
    indicators.yaml; `remembered` maps (subject, unit) as once accepted to (indicator, breakdown);
    `programmes` are the entries of programmes.yaml, one of which may be suggested.
    Raises TooLong for more than `limit` bytes of UTF-8.
    """
    size = len(text.encode("utf-8", "surrogatepass"))
    if size > limit:
        raise TooLong(size, limit)
    return read_with(Reader.of(areas, indicators, remembered, programmes), text, day)


def read_with(reader: Reader, text: str, day: date) -> list[Proposal]:
    """Propose the figures of a report with a reader that is at hand; no limit of length."""
    found = (proposal for piece in read_pieces(reader, text, day) for proposal in piece.proposals)
    return sorted(found, key=lambda proposal: proposal.start)


def read_pieces(reader: Reader, text: str, day: date) -> list[Piece]:
    """Propose figures article by article; the articles together are the whole text."""
    found = articles(text, lambda heading: _area_of(reader.gazetteer, heading))
    starts = [0, *(article.paragraphs[0].there[0] for article in found[1:])]
    pieces = []
    for article, start, end in zip(found, starts, [*starts[1:], len(text)], strict=False):
        read = _ArticleReader(reader, article, text, day).proposals()
        ordered = tuple(sorted(read, key=lambda proposal: proposal.start))
        pieces.append(Piece(article.title, start, end, ordered))
    return pieces


def _area_of(gazetteer: Gazetteer, text: str) -> str:
    return next((m.codes[0] for m in gazetteer.mentions(text) if not m.near), "")


class _ArticleReader:
    """Reads one article, paragraph by paragraph."""

    def __init__(self, reader: Reader, article: Article, source: str, day: date) -> None:
        self.reader, self.article, self.source = reader, article, source
        headings = "。".join(p.text for p in article.paragraphs if p.heading)
        whole = "".join(p.text for p in article.paragraphs)
        self.periods = PeriodReader(day, headings, re.split("[,。;]", whole[:60])[0])
        self.places = PlaceReader(reader.gazetteer, article)
        self._whole = whole

    @cached_property
    def pairs(self) -> frozenset[int]:
        """The pairs of neighbouring characters of the article."""
        return pairs_of(self._whole)

    def proposals(self) -> list[Proposal]:
        body: list[Proposal] = []
        headings: list[Proposal] = []
        for paragraph in self.article.paragraphs:
            if paragraph.table:
                body.extend(self._table(paragraph.table, paragraph.number))
                continue
            (headings if paragraph.heading else body).extend(self._paragraph(paragraph))
        known = {_same(proposal) for proposal in body}
        for proposal in headings:
            if _same(proposal) not in known:
                known.add(_same(proposal))
                body.append(proposal)
        return body

    def _paragraph(self, paragraph: Paragraph) -> list[Proposal]:
        text = paragraph.text
        named = self.places.places(text)
        found = quantities_in(text, [(place.start, place.end) for place in named])
        whens = self.periods.paragraph(text)
        if not found and not whens:
            return []
        ends = [mark.end() for mark in _SENTENCE.finditer(text)]
        parts = zip(
            [0, *ends[:-1]],
            ends,
            split(named, ends),
            split(found, ends),
            split(whens, ends),
            strict=True,
        )
        done: list[Proposal] = []
        topic = ""
        for start, end, here, items, times in parts:
            if times:
                self.periods.sentence(text, start, times)
            if items:
                sentence = Sentence(paragraph, start, end, here, items, times)
                done += self._sentence(sentence, topic)
            if here and not self.places.held and not self.places.listed(here):
                topic = here[0].code
        return done

    def _sentence(self, sentence: Sentence, topic: str) -> Iterator[Proposal]:
        text, items = sentence.paragraph.text, sentence.items
        bounds = sentence.start, sentence.end
        shared_places: dict[int, Place] = {}
        shared_times: dict[int, When] = {}
        if len(items) > 1 and "分别" in text:
            shared_places = shared_out(text, bounds, sentence.places, items)
            shared_times = shared_out(text, bounds, sentence.times, items) or shared_out(
                text, bounds, each_year(sentence.times), items
            )
        flow = self.periods.annual and not any(when.closing for when in sentence.times)
        for i, item in enumerate(items):
            floor = items[i - 1].end if i else sentence.start
            limit = items[i + 1].start if i + 1 < len(items) else sentence.end
            context = self._context(sentence, item, floor, limit)
            unit = item.quantity.unit
            name = subjects.subject(context.head, context.tail)
            indicator, breakdown, kind = self._match(context, name, unit)
            if unit not in KINDS["percent"] and not periods.is_change(context.head):
                told = periods.is_flow(context.head)
                told = periods.is_flow(context.after) if told is None else told
                told = True if unit in OCCASIONS else told
                flow = told if told is not None else (kind == "flow" if kind else flow)
            period = self.periods.settle(text, sentence.start, item.start, sentence.times, flow)
            if i in shared_times:
                period = self.periods.period(shared_times[i], flow)
            place = sentence.place(item.start, self.places.own) or topic or self.places.own
            if i in shared_places:
                place = shared_places[i].code
            programme = self._programme(place, context) if indicator else ""
            row = (place, period, indicator, breakdown, programme)
            span = sentence.paragraph.span(item.start, item.end)
            where = sentence.paragraph.number, sentence.paragraph.heading
            yield self._proposal(item.quantity, span, where, name, row)

    def _programme(self, place: str, context: Context) -> str:
        reader = self.reader
        if not reader.programmes:
            return ""
        pairs = pairs_of(context.sentence)
        return suggest(reader.programmes, reader.gazetteer, place, self.pairs, pairs)

    def _match(self, context: Context, name: str, unit: str) -> tuple[str, str, str]:
        kept = self.reader.remembered.get((name, unit))
        if kept:
            kinds = {indicator.code: indicator.kind for indicator in self.reader.indicators}
            return (*kept, kinds.get(kept[0], ""))
        return best(context, unit, self.reader.fitting)

    def _context(self, sentence: Sentence, item: Found, floor: int, limit: int) -> Context:
        text = sentence.paragraph.text
        head = subjects.before(text, item.start, floor)
        target = sentence.ahead or any(word in head for word in TARGET)
        return Context(
            head,
            text[item.start : item.end],
            subjects.after(text, item.end, limit),
            text[max(sentence.start, item.start - 120) : min(sentence.end, item.end + 60)],
            self.pairs,
            target,
        )

    def _table(self, table: Table, number: int) -> Iterator[Proposal]:
        """Propose the cells of a table; its heads and title are the words around them."""
        title = "".join(table.captions)
        for entry in entries(table, self.places, self.periods):
            target = any(word in title for word in TARGET)
            context = Context(
                f"{title},{entry.subject}", entry.cell.text, "", title, self.pairs, target
            )
            indicator, breakdown, _ = self._match(context, entry.subject, entry.quantity.unit)
            programme = self._programme(entry.place, context) if indicator else ""
            row = (entry.place, entry.period, indicator, breakdown, programme)
            span = entry.cell.start, entry.cell.end
            place = (number, False)
            yield self._proposal(entry.quantity, span, place, entry.subject, row)

    def _proposal(
        self,
        quantity: Quantity,
        span: tuple[int, int],
        where: tuple[int, bool],
        name: str,
        row: tuple[str, str, str, str, str],
    ) -> Proposal:
        """Make a proposal of a quantity at a place of the source.

        `where` is the paragraph's number and whether it is a heading; `row` is area, period,
        indicator, breakdown, programme.
        """
        phrase = self.source[slice(*span)]
        return Proposal(
            phrase,
            bare(phrase),
            quantity.value,
            quantity.low,
            quantity.high,
            quantity.qualifier.value,
            printed_unit(quantity.unit, bare(phrase)),
            name,
            *row[:2],
            *span,
            *row[2:],
            article=self.article.title,
            paragraph=where[0],
            headline=where[1],
        )


def printed_unit(unit: str, phrase: str) -> str:
    """Give a unit as the phrase prints it: 個 for 个; signs in their usual form."""
    place = fold(phrase).rfind(unit) if unit else -1
    return (
        unradical(phrase[place : place + len(unit)]) if place >= 0 and unit[0] >= "\u4e00" else unit
    )


def _same(proposal: Proposal) -> tuple[float, float | None, float | None, str]:
    return (
        proposal.value,
        proposal.value_low,
        proposal.value_high,
        SAME.get(proposal.unit, proposal.unit),
    )
