"""Report text becomes proposed figures: every quantity with its unit, place, period, indicator."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

import pandas as pd

from extraction.context import periods, subjects
from extraction.context.distribution import distribute, years_of_span
from extraction.context.gazetteer import Gazetteer
from extraction.context.periods import PeriodReader
from extraction.context.places import AreaMention, PlaceReader
from extraction.context.programmes import ProgrammeWords, suggest_programme
from extraction.context.time_expression import TimeExpression
from extraction.matching import (
    TARGET,
    IndicatorWords,
    QuantityContext,
    character_pairs,
    indicators_by_unit,
    match_indicator,
)
from extraction.numbers.quantity_finder import FoundQuantity, find_quantities
from extraction.proposals import ArticleResult, ProposedFigure, TextTooLongError
from extraction.text.pages import Article, Paragraph, split_articles
from extraction.text.sentences import Sentence, split_at
from extraction.text.table_cells import read_cells
from extraction.text.tables import TextTable
from quantities import Quantity
from quantities.characters import fold_characters, remove_spaces, replace_radicals
from quantities.units import KINDS, SAME

LIMIT = 200 * 1024  # bytes of UTF-8
READER_VERSION = 1
"""Raise it with every change that moves a figure's span or reads its number differently.

Decisions on figures keep it; those on figures that are read differently must be made again.
"""
OCCASIONS = frozenset(["人次", "场次", "件次", "户次", "家次", "班次", "车次"])
_SENTENCE = re.compile(r"[。!?;](?![”’])|[!?。][”’]|……|$")
Remembered = Mapping[tuple[str, str], tuple[str, str]]


@dataclass(frozen=True)
class ReportReader:
    """What reading needs besides the text: made once, used for many reports."""

    gazetteer: Gazetteer
    indicators: Sequence[IndicatorWords]
    remembered: Remembered = field(default_factory=dict)
    programmes: Sequence[ProgrammeWords] = ()

    @cached_property
    def fitting(self) -> Mapping[str, Sequence[IndicatorWords]]:
        """The indicators by the units that mean theirs."""
        return indicators_by_unit(self.indicators)

    @classmethod
    def of(
        cls,
        areas: pd.DataFrame,
        indicators: Iterable[Mapping[str, Any]],
        remembered: Remembered | None = None,
        programmes: Iterable[Mapping[str, Any]] = (),
    ) -> "ReportReader":
        """Make a reader of the code lists as they are stored."""
        return cls(
            Gazetteer(areas),
            tuple(IndicatorWords.of(entry) for entry in indicators),
            remembered or {},
            tuple(ProgrammeWords.of(entry) for entry in programmes),
        )


def extract_from_report(
    text: str,
    day: date,
    areas: pd.DataFrame,
    indicators: Iterable[Mapping[str, Any]],
    remembered: Remembered | None = None,
    programmes: Iterable[Mapping[str, Any]] = (),
    limit: int = LIMIT,
) -> list[ProposedFigure]:
    """Propose the figures of a report in text order, each with `phrase == text[start:end]`.

    `day` is the report's date; `areas` the frame of areas.csv; `indicators` the entries of
    indicators.yaml; `remembered` maps (subject, unit) as once accepted to (indicator, breakdown);
    `programmes` are the entries of programmes.yaml, one of which may be suggested.
    Raises TooLong for more than `limit` bytes of UTF-8.
    """
    size = len(text.encode("utf-8", "surrogatepass"))
    if size > limit:
        raise TextTooLongError(size, limit)
    return extract_figures(ReportReader.of(areas, indicators, remembered, programmes), text, day)


def extract_figures(reader: ReportReader, text: str, day: date) -> list[ProposedFigure]:
    """Propose the figures of a report with a reader that is at hand; no limit of length."""
    found = (
        proposal for piece in extract_by_article(reader, text, day) for proposal in piece.proposals
    )
    return sorted(found, key=lambda proposal: proposal.start)


def extract_by_article(reader: ReportReader, text: str, day: date) -> list[ArticleResult]:
    """Propose figures article by article; the articles together are the whole text."""
    found = split_articles(text, lambda heading: _first_area(reader.gazetteer, heading))
    starts = [0, *(article.paragraphs[0].there[0] for article in found[1:])]
    pieces = []
    for article, start, end in zip(found, starts, [*starts[1:], len(text)], strict=False):
        read = _ArticleReader(reader, article, text, day).proposals()
        ordered = tuple(sorted(read, key=lambda proposal: proposal.start))
        pieces.append(ArticleResult(article.title, start, end, ordered))
    return pieces


def _first_area(gazetteer: Gazetteer, text: str) -> str:
    return next((m.codes[0] for m in gazetteer.mentions(text) if not m.near), "")


class _ArticleReader:
    """Reads one article, paragraph by paragraph."""

    def __init__(self, reader: ReportReader, article: Article, source: str, day: date) -> None:
        self.reader, self.article, self.source = reader, article, source
        headings = "。".join(p.text for p in article.paragraphs if p.heading)
        whole = "".join(p.text for p in article.paragraphs)
        self.periods = PeriodReader(day, headings, re.split("[,。;]", whole[:60])[0])
        self.places = PlaceReader(reader.gazetteer, article)
        self._whole = whole

    @cached_property
    def pairs(self) -> frozenset[int]:
        """The pairs of neighbouring characters of the article."""
        return character_pairs(self._whole)

    def proposals(self) -> list[ProposedFigure]:
        body: list[ProposedFigure] = []
        headings: list[ProposedFigure] = []
        for paragraph in self.article.paragraphs:
            if paragraph.table:
                body.extend(self._table(paragraph.table, paragraph.number))
                continue
            (headings if paragraph.heading else body).extend(self._paragraph(paragraph))
        known = {_amount(proposal) for proposal in body}
        for proposal in headings:
            if _amount(proposal) not in known:
                known.add(_amount(proposal))
                body.append(proposal)
        return body

    def _paragraph(self, paragraph: Paragraph) -> list[ProposedFigure]:
        text = paragraph.text
        named = self.places.places(text)
        found = find_quantities(text, [(place.start, place.end) for place in named])
        whens = self.periods.paragraph(text)
        if not found and not whens:
            return []
        ends = [mark.end() for mark in _SENTENCE.finditer(text)]
        parts = zip(
            [0, *ends[:-1]],
            ends,
            split_at(named, ends),
            split_at(found, ends),
            split_at(whens, ends),
            strict=True,
        )
        done: list[ProposedFigure] = []
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

    def _sentence(self, sentence: Sentence, topic: str) -> Iterator[ProposedFigure]:
        text, items = sentence.paragraph.text, sentence.items
        bounds = sentence.start, sentence.end
        shared_places: dict[int, AreaMention] = {}
        shared_times: dict[int, TimeExpression] = {}
        if len(items) > 1 and "分别" in text:
            shared_places = distribute(text, bounds, sentence.places, items)
            shared_times = distribute(text, bounds, sentence.times, items) or distribute(
                text, bounds, years_of_span(sentence.times), items
            )
        flow = self.periods.annual and not any(when.closing for when in sentence.times)
        for i, item in enumerate(items):
            floor = items[i - 1].end if i else sentence.start
            limit = items[i + 1].start if i + 1 < len(items) else sentence.end
            context = self._context(sentence, item, floor, limit)
            unit = item.quantity.unit
            name = subjects.find_counted_noun(context.head, context.tail)
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

    def _programme(self, place: str, context: QuantityContext) -> str:
        reader = self.reader
        if not reader.programmes:
            return ""
        pairs = character_pairs(context.sentence)
        return suggest_programme(reader.programmes, reader.gazetteer, place, self.pairs, pairs)

    def _match(self, context: QuantityContext, name: str, unit: str) -> tuple[str, str, str]:
        kept = self.reader.remembered.get((name, unit))
        if kept:
            kinds = {indicator.code: indicator.kind for indicator in self.reader.indicators}
            return (*kept, kinds.get(kept[0], ""))
        return match_indicator(context, unit, self.reader.fitting)

    def _context(
        self, sentence: Sentence, item: FoundQuantity, floor: int, limit: int
    ) -> QuantityContext:
        text = sentence.paragraph.text
        head = subjects.words_before(text, item.start, floor)
        target = sentence.ahead or any(word in head for word in TARGET)
        return QuantityContext(
            head,
            text[item.start : item.end],
            subjects.words_after(text, item.end, limit),
            text[max(sentence.start, item.start - 120) : min(sentence.end, item.end + 60)],
            self.pairs,
            target,
        )

    def _table(self, table: TextTable, number: int) -> Iterator[ProposedFigure]:
        """Propose the cells of a table; its heads and title are the words around them."""
        title = "".join(table.captions)
        for entry in read_cells(table, self.places, self.periods):
            target = any(word in title for word in TARGET)
            context = QuantityContext(
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
    ) -> ProposedFigure:
        """Make a proposal of a quantity at a place of the source.

        `where` is the paragraph's number and whether it is a heading; `row` is area, period,
        indicator, breakdown, programme.
        """
        phrase = self.source[slice(*span)]
        return ProposedFigure(
            phrase,
            remove_spaces(phrase),
            quantity.value,
            quantity.low,
            quantity.high,
            quantity.qualifier.value,
            unit_as_printed(quantity.unit, remove_spaces(phrase)),
            name,
            *row[:2],
            *span,
            *row[2:],
            article=self.article.title,
            paragraph=where[0],
            headline=where[1],
        )


def unit_as_printed(unit: str, phrase: str) -> str:
    """Give a unit as the phrase prints it: 個 for 个; signs in their usual form."""
    place = fold_characters(phrase).rfind(unit) if unit else -1
    return (
        replace_radicals(phrase[place : place + len(unit)])
        if place >= 0 and unit[0] >= "\u4e00"
        else unit
    )


def _amount(proposal: ProposedFigure) -> tuple[float, float | None, float | None, str]:
    return (
        proposal.value,
        proposal.value_low,
        proposal.value_high,
        SAME.get(proposal.unit, proposal.unit),
    )
