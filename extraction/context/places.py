"""The place of a figure: named in its sentence, or in its article."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from extraction.context import naming
from extraction.context.gazetteer import (
    HONOUR,
    AreaName,
    Gazetteer,
    followed_by_federation,
    followed_by_union,
)
from extraction.numbers.spans import Spans
from extraction.text.pages import Article
from quantities.keys import COUNTRY


class AreaMention(NamedTuple):
    """An area named in a paragraph."""

    start: int
    end: int
    code: str


class PlaceReader:
    """Settles the places of one article, remembering what has been named so far."""

    def __init__(self, gazetteer: Gazetteer, article: Article) -> None:
        self._gazetteer = gazetteer
        self._seen: set[str] = set()
        self._mentions: dict[str, list[AreaName]] = {}
        self._venue = self.own = ""
        headings = "。".join(p.text for p in article.paragraphs if p.heading)
        body = [p.text for p in article.paragraphs if not p.heading] or [headings]
        lead = body[0].split("。")[0]
        national = naming.CONTEST.search(lead)
        self._contest = bool(national and naming.HELD.search(lead, national.end()))
        self.own = COUNTRY if self._contest else ""
        self._venue = "" if self._contest else self._held_in(lead)
        self.own = self.own or self._venue or self._owner(headings, body, article)
        self._seen = set(gazetteer.chain(self.own)) - {COUNTRY}

    @property
    def held(self) -> bool:
        """Tell whether the article is of a contest, whose place is its own."""
        return self._contest or bool(self._venue)

    def _held_in(self, lead: str) -> str:
        """Give the area where the contest of a lead was held, "" if it tells of none."""
        if not naming.MATCH.search(lead):
            return ""
        places = self._named(lead)
        held = [p for p in places if lead[p.start - 1] == "在" and naming.VENUE.match(lead, p.end)]
        return held[0].code if held else ""

    def _owner(self, headings: str, body: list[str], article: Article) -> str:
        """Choose the article's own area: of its headings, of the union it tells of most, ..."""
        named = self._named(headings)
        if not named and naming.NATIONAL.search(headings):
            return COUNTRY
        issuer = naming.ISSUER.search(headings + body[0][:200])
        if not named and issuer:
            return self._gazetteer.short(issuer[1])
        if named:
            unions = [place for place in named if followed_by_union(headings, place.end)]
            return (unions or named)[0].code
        counted: Counter[str] = Counter()
        lead: list[AreaMention] = []
        for i, text in enumerate(body):
            places = self._named(text)
            lead += places if i < 2 else []
            counted.update(p.code for p in places if followed_by_union(text, p.end))
            counted.update(COUNTRY for _ in naming.NATIONAL.finditer(text))
        if naming.OURS.search("".join(body[:2])):
            counted.pop(COUNTRY, None)
        if counted:
            return counted.most_common(1)[0][0]
        lead = lead or self._named(headings + body[0], honours=True)
        if lead:
            return lead[0].code
        whole = "".join(body)
        among = self._around(article)
        if among:
            return among
        spoken = naming.SPOKEN.search(whole)
        if spoken:
            return next(code for words, code in naming.SELF if spoken[0] in words)
        meant = {match.lastgroup for match in naming.MEANT.finditer(whole)}
        if not meant & {"kind", "union"} or "nation" in meant:
            return COUNTRY
        return self._meant_by(whole)

    def _meant_by(self, whole: str) -> str:
        """Give the area that 全市 or 全省 can mean by the areas named further on, else ""."""
        kinds = [match["kind"] or match["union"] for match in naming.MEANT.finditer(whole)]
        kind = next(filter(None, kinds))
        above = (self._gazetteer.above(place.code, kind) for place in self._named(whole))
        return next(filter(None, above), "")

    def _around(self, article: Article) -> str:
        """Give the least area that holds those of a table's rows, "" if it names less than two."""
        names = [row[0].text for p in article.paragraphs if p.table for row in p.table.rows]
        codes = [code for code in self.rows(names) if code]
        chains = [self._gazetteer.chain(code)[1:] for code in codes]
        if len(codes) < 2:
            return ""
        return next((a for a in chains[0] if all(a in chain for chain in chains)), "")

    def places(self, text: str) -> list[AreaMention]:
        """Find the areas that a paragraph speaks of, in order."""
        marks: list[tuple[int, AreaMention | re.Match[str]]] = []
        marks += [(place.start, place) for place in self._named(text)]
        marks += [(match.start(), match) for match in naming.MEANT.finditer(text)]
        found: list[AreaMention] = []
        for _, mark in sorted(marks, key=lambda pair: pair[0]):
            place = mark if isinstance(mark, AreaMention) else self._meant(mark, text, found)
            if place:
                found.append(place)
        return found

    def rows(self, names: Sequence[str]) -> list[str]:
        """Give the areas that rows of a table are named by, "" for names that are none.

        A name that several areas bear is settled by the article's place, then by the others.
        """
        found = [self._row(name) for name in names]
        sure = Counter(codes[0][:2] for codes in found if len(codes) == 1 and codes[0] != COUNTRY)
        most = sure.most_common(1)[0][0] if sure else ""
        chosen = []
        for codes in found:
            near = [code for code in codes if code[:2] == most] if len(codes) > 1 else codes
            chosen.append(near[0] if len(near) == 1 else "")
        return chosen

    def listed(self, places: Sequence[AreaMention]) -> bool:
        """Tell whether the areas of a sentence stand side by side, so that none is its topic."""
        inside = self._gazetteer.inside
        return any(not inside(place.code, places[0].code) for place in places[1:])

    def _row(self, name: str) -> list[str]:
        """Give the areas that may be meant by a row's name as a whole."""
        if naming.WHOLE.fullmatch(name):
            return [COUNTRY] if name.startswith("全国") else [self.own] if self.own else []
        name = naming.OF_UNION.sub("", name)
        for mention in self._gazetteer.mentions(name):
            if (mention.start, mention.end) != (0, len(name)):
                return []
            inside = [c for c in mention.codes if self._gazetteer.inside(c, self.own)]
            inside = [] if self.own == COUNTRY else inside
            if mention.near and not inside:
                return []
            return inside if len(inside) == 1 else list(mention.codes)
        return []

    def _meant(
        self, match: re.Match[str], text: str, found: list[AreaMention]
    ) -> AreaMention | None:
        """Give the area that 全国, 全市 or 各级 means where it stands."""
        start, end = match.span()
        last = found[-1] if found else None
        if naming.MEASURE.search(text, max(0, start - 4), start):
            return None  # 占全国的18.8%, 获全总推广: a yardstick, no place
        if match["nation"]:
            praise = HONOUR.match(text, end) or naming.RANKED.match(text, end)
            contest = text[start:end] == "全国" and naming.NAMED_CONTEST.match(text, end)
            return None if praise or contest else AreaMention(start, end, COUNTRY)
        if match["general"]:
            told = last and start - 3 <= last.end <= start
            return None if told else AreaMention(start, end, self.own)
        kind = match["kind"] or match["union"]
        if self._venue and match["kind"] and naming.FROM_ALL.match(text, end):
            return None  # 全省22支代表队: where they come from, not where the contest was
        kind = "区" if kind == "自治区" else kind
        above = self._gazetteer.above
        near = self.own if not last or self._sideways(found) else last.code
        code = above(near, kind) or above(self.own, kind)
        praise = HONOUR.match(text, end) or naming.RANKED.match(text, end)
        if praise and code != self.own and self._gazetteer.inside(self.own, code):
            return None
        return AreaMention(start, end, code) if code else None

    def _named(self, text: str, honours: bool = False) -> list[AreaMention]:
        if text not in self._mentions:
            self._mentions[text] = list(self._gazetteer.mentions(text))
        mentions = self._mentions[text]
        if not mentions:
            return []
        beside = self._beside(text, mentions)
        datelines = Spans([match.span() for match in naming.DATELINE.finditer(text)])
        found: list[AreaMention] = []
        for mention in mentions:
            if datelines.end_over(mention.start, mention.end):
                continue
            before = found[-1] if found and _narrows(text, found[-1].end, mention.start) else None
            code = beside.get(mention.start) or self._settle(mention, before, text)
            if not code:
                continue
            if before and self._gazetteer.inside(code, before.code):
                found[-1] = AreaMention(before.start, mention.end, code)
            else:
                found.append(AreaMention(mention.start, mention.end, code))
            self._seen.update(self._gazetteer.chain(code))
        return [
            place
            for run in _runs(text, found)
            for place in run
            if honours or not self._passing(place, text)
        ]

    def _beside(self, text: str, mentions: Sequence[AreaName]) -> dict[int, str]:
        """Give the areas of short names that stand in a list of one city's: 义乌、永康、东阳."""
        found: dict[int, str] = {}
        for one, other in pairwise(mentions):
            if one.near and other.near and naming.JOIN.fullmatch(text, one.end, other.start):
                cities = {self._gazetteer.parent[code]: code for code in one.codes}
                for code in other.codes:
                    city = self._gazetteer.parent[code]
                    if city in cities:
                        found |= {one.start: cities[city], other.start: code}
        return found

    def _settle(self, mention: AreaName, before: AreaMention | None, text: str) -> str:
        """Choose among the areas of one name; "" if none can be meant."""
        chain, codes = self._gazetteer.chain, mention.codes
        if before:
            inner = [code for code in codes if before.code in chain(code)[1:]]
            if inner:
                return inner[0]
        if mention.near:
            known = [code for code in codes if code in self._seen or self._within(code)]
            if not known and not followed_by_federation(text, mention.end):
                return ""
            codes = tuple(known) or codes
        if len(codes) == 1:
            return codes[0]
        ranked = sorted(codes, key=lambda code: -len(set(chain(code)[1:-1]) & self._seen))
        first, second = (set(chain(code)[1:-1]) & self._seen for code in ranked[:2])
        if len(first) > len(second) or ranked[0] in self._seen:
            return ranked[0]
        levels = {self._gazetteer.level[code] for code in codes}
        return ranked[0] if len(levels) > 1 else ""

    def _sideways(self, found: Sequence[AreaMention]) -> bool:
        """Tell whether the last areas stand side by side: 全市 after them is not the last's."""
        return len(found) > 1 and not self._gazetteer.inside(found[-1].code, found[-2].code)

    def _within(self, code: str) -> bool:
        """Tell whether an area lies in the article's own city."""
        own = self._gazetteer.level.get(self.own, "")
        return own == "prefecture" and self._gazetteer.inside(code, self.own)

    def _passing(self, place: AreaMention, text: str) -> bool:
        """Tell whether a name is only met in passing: an honour's, a company's, a venue.

        What a province's union does in its capital is the province's; a contest is its venue's.
        """
        if HONOUR.match(text, place.end) or naming.COMPANY.match(text, place.end):
            return True
        if text.endswith(("地处", "位于"), 0, place.start):
            return True
        if naming.AMONG.match(text, place.end) and not followed_by_union(text, place.end):
            return True
        if text[place.start - 1 : place.start] == "从" and naming.LEAVES.match(text, place.end):
            return True
        at = text[place.start - 1 : place.start] == "在" and naming.VENUE.match(text, place.end)
        if not at or self._contest or self._venue:
            return self._contest and bool(at)
        wider = self._gazetteer.chain(place.code)[1:]
        return bool(self.own) and self.own != COUNTRY and self.own in wider


def _narrows(text: str, end: int, start: int) -> bool:
    """Tell whether a name goes on where another ended: 青岛西海岸新区(黄岛区)."""
    return start == end or (start - end < 9 and bool(naming.ALSO.fullmatch(text, end, start)))


def _runs(text: str, places: Sequence[AreaMention]) -> Iterator[list[AreaMention]]:
    """Group places that stand in a list; lists that end in 等地 are where people came from."""
    run: list[AreaMention] = []
    for place in places:
        if run and not naming.JOIN.fullmatch(text, run[-1].end, place.start):
            yield from _kept(text, run)
            run = []
        run.append(place)
    if run:
        yield from _kept(text, run)


def _kept(text: str, run: list[AreaMention]) -> Iterator[list[AreaMention]]:
    end = run[-1].end
    if (
        len(run) < 2
        or not naming.AND_SO_ON.match(text, end)
        or text.find("分别", end, end + 16) >= 0
    ):
        yield run
