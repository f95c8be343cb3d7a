"""Reads the figures in a report's text: every quantity with its unit, area, period and indicator.

`ReportReader` prepares the code lists once; the functions named `extract_…` read a text with it.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

import pandas as pd

from chinese_text.characters import fold_characters, remove_spaces, replace_radicals
from extraction.context import counted_nouns, doubts, figure_periods
from extraction.context.figure_periods import PeriodReader
from extraction.context.figure_places import AreaMention, PlaceReader
from extraction.context.gazetteer import Gazetteer
from extraction.context.named_bodies import NamedBodies
from extraction.context.programme_suggestion import ProgrammeWords, suggest_programme
from extraction.context.respective_lists import assign_respectively, list_single_years
from extraction.context.time_expression import TimeExpression, format_span
from extraction.indicator_words import (
    TARGET,
    IndicatorWords,
    QuantityContext,
    character_pairs,
    group_indicators_by_unit,
    has_own_term,
    match_indicator,
    prepare_indicators,
)
from extraction.numbers.quantity_finder import find_quantities
from extraction.proposed_figures import ArticleResult, ProposedFigure, TextTooLongError
from extraction.text.articles import Article, Paragraph, split_articles
from extraction.text.sentences import Sentence, split_by_sentence
from extraction.text.table_cells import read_cells
from extraction.text.table_finder import TextTable
from quantities import Quantity
from quantities.units import UNIT_SYNONYMS, UNITS_BY_KIND

LIMIT = 200 * 1024
"""The largest report in bytes of UTF-8."""
READER_VERSION = 3
"""The version of the reader, stored with the decisions on its figures.

A change that moves a figure's span or reads it differently raises it: decisions are made again.
"""
OCCASIONS = frozenset(["人次", "场次", "件次", "户次", "家次", "班次", "车次"])
"""Units that count events."""
_SENTENCE_END = re.compile(r"[。!?;](?![”’])|[!?。][”’]|……|$")
_CONTEXT_BEFORE, _CONTEXT_AFTER = 120, 60  # characters of a sentence around a quantity
_LONGEST_TITLE = 60  # characters of an article that may be its title, where it has no heading
RememberedSubjects = Mapping[tuple[str, str], tuple[str, str]]
"""The (indicator, breakdown) that a person chose for a (subject, unit)."""


@dataclass(frozen=True)
class ReportReader:
    """The code lists, prepared for reading any number of reports.

    `gazetteer` has the names of areas, `indicators` and `programmes` the words of their entries,
    `remembered` what persons chose for earlier figures.
    """

    gazetteer: Gazetteer
    indicators: Sequence[IndicatorWords]
    remembered: RememberedSubjects = field(default_factory=dict)
    programmes: Sequence[ProgrammeWords] = ()

    @cached_property
    def indicators_by_unit(self) -> Mapping[str, Sequence[IndicatorWords]]:
        """The indicators by each unit in which they are counted."""
        return group_indicators_by_unit(self.indicators)

    @classmethod
    def from_code_lists(
        cls,
        areas: pd.DataFrame,
        indicators: Iterable[Mapping[str, Any]],
        remembered: RememberedSubjects | None = None,
        programmes: Iterable[Mapping[str, Any]] = (),
    ) -> "ReportReader":
        """Build a reader for areas.csv and the entries of indicators.yaml and programmes.yaml."""
        return cls(
            gazetteer=Gazetteer(areas),
            indicators=prepare_indicators(indicators),
            remembered=remembered or {},
            programmes=tuple(ProgrammeWords.from_entry(entry) for entry in programmes),
        )


def extract_from_report(
    text: str,
    day: date,
    areas: pd.DataFrame,
    indicators: Iterable[Mapping[str, Any]],
    remembered: RememberedSubjects | None = None,
    programmes: Iterable[Mapping[str, Any]] = (),
    limit: int = LIMIT,
) -> list[ProposedFigure]:
    """Return the figures of a single report with the date `day`, in text order.

    The code lists are those of `ReportReader.from_code_lists`; they are prepared with every call.
    Raises TextTooLongError for more than `limit` bytes of UTF-8.
    """
    size = len(text.encode("utf-8", "surrogatepass"))
    if size > limit:
        raise TextTooLongError(size, limit)
    return extract_figures(
        ReportReader.from_code_lists(areas, indicators, remembered, programmes), text, day
    )


def extract_figures(reader: ReportReader, text: str, day: date) -> list[ProposedFigure]:
    """Return the figures of a report in text order; its length is not checked."""
    articles = extract_by_article(reader, text, day)
    proposals = [proposal for article in articles for proposal in article.proposals]
    return sorted(proposals, key=lambda proposal: proposal.start)


def extract_by_article(reader: ReportReader, text: str, day: date) -> list[ArticleResult]:
    """Return the figures of a text by article; `day` is the report's date.

    The articles together are the whole text: each ends where the first paragraph of the next one
    begins. A text without paragraphs has no articles.
    """
    articles = split_articles(text, lambda heading: _find_first_area(reader.gazetteer, heading))
    starts = [0, *(article.paragraphs[0].source_starts[0] for article in articles[1:])]
    ends = [*starts[1:], len(text)]
    results = []
    for article, start, end in zip(articles, starts, ends, strict=False):
        proposals = _ArticleReader(reader, article, text, day).read_proposals()
        ordered = tuple(sorted(proposals, key=lambda proposal: proposal.start))
        results.append(ArticleResult(article.title, start, end, ordered))
    return results


def _find_first_area(gazetteer: Gazetteer, text: str) -> str:
    """Return the code of the first area that a text surely names; "" if it names none.

    A name that may also be an ordinary word (日照) does not count. Articles are told apart by it.
    """
    return next((name.codes[0] for name in gazetteer.find_names(text) if not name.unsure), "")


class _CountedThing(NamedTuple):
    """What a quantity counts, where and when: the fields of a figure beside its value."""

    subject: str
    ref_area: str
    time_period: str
    indicator: str
    breakdown: str
    programme: str


class _ArticleReader:
    """Reads the figures of one article, paragraph by paragraph."""

    def __init__(self, reader: ReportReader, article: Article, source: str, day: date) -> None:
        """Find the period and the area that the article is about.

        `source` is the text that contains the article, `day` the report's date. In an article
        without headings the first clause may be its title.
        """
        self.reader, self.article, self.source = reader, article, source
        headings = "。".join(p.text for p in article.paragraphs if p.heading)
        self._text = "".join(p.text for p in article.paragraphs)
        first_clause = re.split("[,。;]", self._text[:_LONGEST_TITLE])[0]
        self.periods = PeriodReader(day, headings, first_clause)
        self.places = PlaceReader(reader.gazetteer, article)
        self.bodies = NamedBodies(reader.gazetteer)

    @cached_property
    def pairs(self) -> frozenset[int]:
        """The pairs of neighbouring characters of the article, see `character_pairs`."""
        return character_pairs(self._text)

    def read_proposals(self) -> list[ProposedFigure]:
        """Return the figures of the body, then those that only headings contain.

        A heading's figure is left out if one of the body has the same value, bounds and unit.
        """
        body: list[ProposedFigure] = []
        headings: list[ProposedFigure] = []
        for paragraph in self.article.paragraphs:
            if paragraph.table:
                body.extend(self._read_table(paragraph.table, paragraph.number))
                continue
            (headings if paragraph.heading else body).extend(self._read_paragraph(paragraph))
        amount_keys = {_build_amount_key(proposal) for proposal in body}
        for proposal in headings:
            if _build_amount_key(proposal) not in amount_keys:
                amount_keys.add(_build_amount_key(proposal))
                body.append(proposal)
        return body

    def _read_paragraph(self, paragraph: Paragraph) -> list[ProposedFigure]:
        """Return the figures of a paragraph, sentence by sentence.

        A sentence without a place is about the first place of the last sentence that has one, but
        not if that one lists several places, or if the article is about a contest of many places.
        """
        text = paragraph.text
        places = self.places.find_places(text)  # a number in the name of a place is no quantity
        quantities = find_quantities(text, [(place.start, place.end) for place in places])
        self.bodies.start_paragraph(text, [place.start for place in places])
        times = self.periods.start_paragraph(text)
        ends = [match.end() for match in _SENTENCE_END.finditer(text)]
        sentences = zip(
            [0, *ends[:-1]],
            ends,
            split_by_sentence(places, ends),
            split_by_sentence(quantities, ends),
            split_by_sentence(times, ends),
            strict=True,
        )
        proposals: list[ProposedFigure] = []
        topic = ""  # the area that the sentences before are about
        for sentence_fields in sentences:
            sentence = Sentence(paragraph, *sentence_fields)
            self.periods.start_sentence(text, sentence.start, sentence.times)
            proposals += self._read_sentence(sentence, topic)
            areas = sentence.places
            if areas and not self.places.is_contest and not self.places.are_listed(areas):
                topic = areas[0].code
        return proposals

    def _read_sentence(self, sentence: Sentence, topic: str) -> Iterator[ProposedFigure]:
        """Yield the figures of a sentence; `topic` is the area of the sentences before it, or "".

        The place of a quantity is the one that 分别 (respectively) assigns to it, else the last one
        named before it, else `topic`, else the article's own. Whether a quantity counts events in a
        period (a flow) or a state is kept for the shares and changes that follow it, whose words
        do not show it.
        """
        text, quantities = sentence.paragraph.text, sentence.quantities
        assigned_places, assigned_times = _assign_places_and_times(sentence)
        flow = self.periods.is_about_past and not any(when.span_end for when in sentence.times)
        contexts = [self._build_context(sentence, index) for index in range(len(quantities))]
        subjects = _find_subjects(contexts)
        periods: list[str] = []
        report_month = self.periods.calendar.month
        for index, found in enumerate(quantities):
            context, subject, unit = contexts[index], subjects[index], found.quantity.unit
            indicator, breakdown, kind = self._match(context, subject, unit)
            if unit not in UNITS_BY_KIND["percent"] and not figure_periods.is_change(context.head):
                flow = _is_flow(context, unit, kind, flow)
            where = text, sentence.start, found.start, sentence.times
            stated_period = self.periods.find_stated_period(*where, flow)
            if index in assigned_times:
                stated_period = self.periods.resolve_period(assigned_times[index], flow)
            named_place = sentence.find_place_before(found.start, self.places.own)
            place = (topic or self.places.own) if named_place is None else named_place
            if index in assigned_places:
                place = assigned_places[index].code
            programme = self._suggest_programme(place, context) if indicator else ""
            period = _find_period_of_change(subject, stated_period or report_month, periods)
            periods.append(period)
            thing = _CountedThing(subject, place, period, indicator, breakdown, programme)
            span = sentence.paragraph.span(found.start, found.end)
            yield replace(
                self._propose(found.quantity, span, sentence.paragraph, thing),
                planned=context.planned or period[:7] > report_month,
                stated=bool(stated_period and (flow or period != report_month[:4]))
                and self._is_named(context, thing, unit)
                and not self._is_doubtful(sentence, index, thing, topic),
            )

    def _read_table(self, table: TextTable, number: int) -> Iterator[ProposedFigure]:
        """Yield the figures of a table, with its headings and title as the words around them.

        `number` is the paragraph's number. If the title names a target, all figures of the table
        are still to be reached.
        """
        title = "".join(table.captions)
        target = any(word in title for word in TARGET)
        for found in read_cells(table, self.places, self.periods):
            cell, quantity, subject, place, period, is_of_part = found
            head = f"{title},{subject}"
            planned = any(word in head for word in ("计划", "目标", "任务")) and "完成" not in head
            context = QuantityContext(head, cell.text, "", title, self.pairs, target, planned)
            indicator, breakdown, _ = self._match(context, subject, quantity.unit)
            programme = self._suggest_programme(place, context) if indicator else ""
            thing = _CountedThing(subject, place, period, indicator, breakdown, programme)
            proposal = self._propose(
                quantity,
                (cell.start, cell.end),
                Paragraph(text="", text_starts=(), source_starts=(), number=number),
                thing,
            )
            stated = self._is_named(context, thing, quantity.unit)
            stated = stated and bool(period) and not is_of_part
            yield replace(proposal, planned=planned, stated=stated)

    def _suggest_programme(self, place: str, context: QuantityContext) -> str:
        """Return the id of the programme that a figure of `place` may belong to, or "".

        See `suggest_programme`.
        """
        reader = self.reader
        if not reader.programmes:
            return ""
        return suggest_programme(
            reader.programmes,
            reader.gazetteer,
            area=place,
            article=self.pairs,
            sentence=character_pairs(context.sentence),
        )

    def _match(self, context: QuantityContext, subject: str, unit: str) -> tuple[str, str, str]:
        """Return indicator and breakdown (codes) and kind ("flow", "stock", …) of a quantity.

        A person's earlier choice for this subject and unit is preferred to the match of words. All
        three are "" if nothing matches.
        """
        remembered = self.reader.remembered.get((subject, unit))
        if remembered:
            code, breakdown = remembered
            kinds = {indicator.code: indicator.kind for indicator in self.reader.indicators}
            return code, breakdown, kinds.get(code, "")
        return match_indicator(context, unit, self.reader.indicators_by_unit)

    def _is_named(self, context: QuantityContext, thing: _CountedThing, unit: str) -> bool:
        """Return whether the place is known, and the indicator from a term or a person's choice.

        Only such a figure may be accepted together with others.
        """
        if not thing.ref_area or not thing.indicator:
            return False
        is_remembered = (thing.subject, unit) in self.reader.remembered
        by_unit = self.reader.indicators_by_unit
        return is_remembered or has_own_term(context, thing.indicator, unit, by_unit)

    def _is_doubtful(
        self, sentence: Sentence, index: int, thing: _CountedThing, topic: str
    ) -> bool:
        """Return whether words around a quantity let its meaning, place or time be another.

        `index` is its index in the sentence, `topic` the area of the sentences before. It may be of
        a body named before, or of a larger area whose meeting the place held.
        """
        context, start = self._build_context(sentence, index), sentence.quantities[index].start
        text, place, own = sentence.paragraph.text, thing.ref_area, self.places.own
        time_starts = [when.start - sentence.start for when in sentence.times if when.start < start]
        before = text[sentence.start : start]
        words = context.head, context.tail, before, max(time_starts, default=-1), thing.time_period
        places = [mention for mention in sentence.places if mention.start < start]
        is_inside = self.reader.gazetteer.is_inside
        return (
            doubts.is_doubtful_wording(*words, self.periods.calendar.day)
            or doubts.is_doubtful_place(text, places, place, own, topic, is_inside)
            or (self.places.is_venue_of_larger and place == own)
            or self.bodies.is_last_before(start)
        )

    def _build_context(self, sentence: Sentence, index: int) -> QuantityContext:
        """Return the words around a quantity of a sentence, up to the quantities beside it.

        `index` is its index among the sentence's quantities. It is a target if the sentence has a
        future time or a word such as 力争 (strive for) stands before it.
        """
        text, quantities = sentence.paragraph.text, sentence.quantities
        start, end = quantities[index].start, quantities[index].end
        floor = quantities[index - 1].end if index else sentence.start
        limit = quantities[index + 1].start if index + 1 < len(quantities) else sentence.end
        head = counted_nouns.find_words_before(text, start, floor)
        first = max(sentence.start, start - _CONTEXT_BEFORE)
        return QuantityContext(
            head=head,
            phrase=text[start:end],
            tail=counted_nouns.find_words_after(text, end, limit),
            sentence=text[first : min(sentence.end, end + _CONTEXT_AFTER)],
            pairs=self.pairs,
            target=sentence.is_future or any(word in head for word in TARGET),
            planned=sentence.is_planned(start),
        )

    def _propose(
        self,
        quantity: Quantity,
        span: tuple[int, int],
        paragraph: Paragraph,
        thing: _CountedThing,
    ) -> ProposedFigure:
        """Return the proposal of a quantity at `span`, its start and end in the source.

        `planned` and `stated` are left False for the caller to set.
        """
        start, end = span
        phrase = self.source[start:end]
        as_reported = remove_spaces(phrase)
        return ProposedFigure(
            phrase=phrase,
            as_reported=as_reported,
            value=quantity.value,
            value_low=quantity.low,
            value_high=quantity.high,
            qualifier=quantity.qualifier.value,
            unit=find_printed_unit(quantity.unit, as_reported),
            start=start,
            end=end,
            article=self.article.title,
            paragraph=paragraph.number,
            headline=paragraph.heading,
            **thing._asdict(),
        )


def _find_period_of_change(subject: str, period: str, before: Sequence[str]) -> str:
    """Return the period of a quantity; that of a change (净增) begins at the base of the change.

    由2020年的2.6万人增加到2024年的3.5万人,净增9000人: the change is of 2020/2024. `before` are the
    periods of the quantities before it in the sentence; the last one that differs from `period` is
    that of the base. `subject` is the noun counted.
    """
    base_period = next((earlier for earlier in reversed(before) if earlier != period), "")
    is_change = subject.startswith(("净增", "净减")) and before[-1:] == [period] and base_period
    return format_span(base_period, period) if is_change and base_period < period else period


def _find_subjects(contexts: Sequence[QuantityContext]) -> list[str]:
    """Return the noun that each quantity of a sentence counts, by the words around it.

    A quantity without a noun of its own takes the noun of the quantity before it (65家和72家). Of
    two quantities after 分别 (respectively), each takes one of the two nouns before 分别.
    """
    subjects: list[str] = []
    respective_nouns: tuple[str, ...] = ()  # two, after a quantity that took the first of them
    next_phrases = [*(context.phrase for context in contexts), ""][1:]
    for context, next_phrase in zip(contexts, next_phrases, strict=True):
        noun = counted_nouns.find_counted_noun(context.head, context.tail)
        noun = counted_nouns.name_recipients(noun, context.head, context.phrase, next_phrase)
        if respective_nouns and noun in counted_nouns.CONJUNCTIONS:
            subjects.append(respective_nouns[1])
        elif respective_nouns := counted_nouns.find_respective_nouns(context.head):
            subjects.append(respective_nouns[0])
        else:
            noun_before = subjects[-1] if subjects else ""
            is_in_all = "累计" in context.head or "总数" in context.head
            subjects.append(counted_nouns.complete_noun(noun, noun_before, is_in_all))
            respective_nouns = ()
    return subjects


def _assign_places_and_times(
    sentence: Sentence,
) -> tuple[dict[int, AreaMention], dict[int, TimeExpression]]:
    """Return the places and times that 分别 (respectively) assigns, by the index of the quantity.

    In 2013年到2017年分别为… five quantities get a year each.
    """
    text, quantities = sentence.paragraph.text, sentence.quantities
    bounds = sentence.start, sentence.end
    times = assign_respectively(text, bounds, sentence.times, quantities)
    if not times:
        years = list_single_years(sentence.times)
        times = assign_respectively(text, bounds, years, quantities)
    return assign_respectively(text, bounds, sentence.places, quantities), times


def _is_flow(context: QuantityContext, unit: str, kind: str, before: bool) -> bool:
    """Return whether a quantity counts events in a period (True) or a state at its end (False).

    A number of occasions (人次) counts events. Of others the words around it decide, else the
    indicator's `kind`, else `before`, the result for the quantity before it.
    """
    if unit in OCCASIONS:
        return True
    for words in (context.head, context.after):
        flow = figure_periods.is_flow(words)
        if flow is not None:
            return flow
    return kind == "flow" if kind else before


def find_printed_unit(unit: str, phrase: str) -> str:
    """Return a unit as the report prints it in `phrase`: 个 → 個 in 三個.

    Signs such as %, and a unit for which the phrase has a synonym, are returned unchanged. Folding,
    by which the unit was read, keeps positions, so that the unit is at the same place in both.
    """
    position = fold_characters(phrase).rfind(unit) if unit else -1
    return (
        replace_radicals(phrase[position : position + len(unit)])
        if position >= 0 and unit[0] >= "\u4e00"  # the first ideograph
        else unit
    )


def _build_amount_key(proposal: ProposedFigure) -> tuple[float, float | None, float | None, str]:
    """Return value, bounds and unit, which are equal if two proposals have the same amount.

    By it a number of a heading that the body repeats is recognized.
    """
    unit = UNIT_SYNONYMS.get(proposal.unit, proposal.unit)
    return proposal.value, proposal.value_low, proposal.value_high, unit
