"""The place of a figure: named in its sentence, or in its article."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

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

_MEANT = re.compile(
    r"""(?=[全该我本这省市县区州自各有相中])(?:
    (?P<nation>全国(?:各地|各级)?|我国|中华全国总工会|全总(?![额数])|各地区|全国总工会)
    |(?P<general>各级|各地|有关部门|相关部门)
    |(?:全|该|我|本|这个)(?P<kind>自治区|省|市|县|区|州|旗)(?![级面委域])
    |(?:(?<![一-龥])|(?<=[从据由在与和向经让是]))(?P<union>自治区|省|市|县|区|州)(?:总工会|总(?![数量额人体投]))
    )""",
    re.VERBOSE,
)
_NATIONAL = re.compile(r"我国|中华全国总工会|全国总工会|全总(?![额数])|全国各级工会")
_OURS = re.compile("[本全我](?:省|市|县|区|州|自治区)(?![级面委域])")
# What only Hong Kong, Macao and Taiwan call themselves and their money.
_SELF = (
    ("本港全港港九港元港币", "810000"),
    ("本澳全澳澳门元", "820000"),
    ("全台新台币", "710000"),
)
_SPOKEN = re.compile("[本全][港澳](?![口元])|港九|全台(?![账套])|港元|港币|澳门元|新台币")
_AND_SO_ON = re.compile(
    r"(?:等|这)?[\d两二三四五六七八九十]+(?:座城市|个?(?:省|市|地|县|区))|等(?:地|省|市|省份|省市|城市|省区市|[\d一二三四五六七八九十]+(?:个|省|市))"
)
_VENUE = re.compile(
    r"(?:市|县|区|省)?(?:[^,。;]{0,8})(?:举办|举行|开幕|闭幕|落幕|落下帷幕|开赛|收官|启幕|打响|启动|召开|开展|开讲)"
)
_CONTEST = re.compile(r"(?:20\d\d年?)?(?:中国|全国)[^,。;“”]{0,24}(?:大赛|竞赛|比赛|技能赛|锦标赛)")
_HELD = re.compile(r"举办|举行|[开闭落启]幕|帷幕|[开决]赛|收官|打响|启动|鸣锣|圆满")
_NAMED_CONTEST = re.compile(r"[^,。;“”0-9]{0,16}?(?:[大竞决]赛|锦标赛|运动会)")
_MATCH = re.compile(r"大赛|竞赛|比赛|技能赛|锦标赛|运动会|比武")
_COMPANY = re.compile(r"\)(?:有限|股份|集团)")
_DATELINE = re.compile(r"(?:新华社|中新社|本报|新华网)[^,。;]{0,14}?[电讯]")
_RANKED = re.compile(
    r"(?:工会)?(?:十大|首|第|前|领先|唯一|率先|性|先进|人大|政协|知名|有名|闻名|范围内推)"
)
# 湘工发〔2024〕12号: a document's number begins with its province.
_ISSUER = re.compile(
    r"(?<![一-龥])([京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川黔滇藏陕甘青宁新])(?=[一-龥]{1,5}[〔\[(]\s*20\d\d)"
)
_FROM_ALL = re.compile(r"(?:的|各地)?(?:[\d一二两三四五六七八九十]|各|选手|职工选手|参赛)")
_WHOLE = re.compile(r"(?:全[国省市县区州旗])?(?:总计|合计|共计|总数)?(?<=.)")
_OF_UNION = re.compile(r"(?:总工会|工会)$")
_MEASURE = re.compile(
    r"(?:占|高于|低于|优于|快于|超过|超|比|较|居|列|获|被|受|入选|根据|按照|贯彻|落实|传达)$"
)
_ALSO = re.compile(r"[^,。;、:在的与和从]{0,6}\(")
# 玉溪技师学院等4家: the last of several institutions, not where it happened.
_AMONG = re.compile(r"[^,。;、]{1,16}等[0-9一二两三四五六七八九十]{1,4}余?[家所个]")
_LEAVES = re.compile(r"[^,。;]{0,3}(?:出发|启程|返回)")
_JOIN = re.compile(r"(?:、|,|和|与|及|以及)")


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
        national = _CONTEST.search(lead)
        self._contest = bool(national and _HELD.search(lead, national.end()))
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
        if not _MATCH.search(lead):
            return ""
        places = self._named(lead)
        held = [p for p in places if lead[p.start - 1] == "在" and _VENUE.match(lead, p.end)]
        return held[0].code if held else ""

    def _owner(self, headings: str, body: list[str], article: Article) -> str:
        """Choose the article's own area: of its headings, of the union it tells of most, ..."""
        named = self._named(headings)
        if not named and _NATIONAL.search(headings):
            return COUNTRY
        issuer = _ISSUER.search(headings + body[0][:200])
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
            counted.update(COUNTRY for _ in _NATIONAL.finditer(text))
        if _OURS.search("".join(body[:2])):
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
        spoken = _SPOKEN.search(whole)
        if spoken:
            return next(code for words, code in _SELF if spoken[0] in words)
        meant = {match.lastgroup for match in _MEANT.finditer(whole)}
        if not meant & {"kind", "union"} or "nation" in meant:
            return COUNTRY
        return self._meant_by(whole)

    def _meant_by(self, whole: str) -> str:
        """Give the area that 全市 or 全省 can mean by the areas named further on, else ""."""
        kinds = [match["kind"] or match["union"] for match in _MEANT.finditer(whole)]
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
        marks += [(match.start(), match) for match in _MEANT.finditer(text)]
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
        if _WHOLE.fullmatch(name):
            return [COUNTRY] if name.startswith("全国") else [self.own] if self.own else []
        name = _OF_UNION.sub("", name)
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
        if _MEASURE.search(text, max(0, start - 4), start):
            return None  # 占全国的18.8%, 获全总推广: a yardstick, no place
        if match["nation"]:
            praise = HONOUR.match(text, end) or _RANKED.match(text, end)
            contest = text[start:end] == "全国" and _NAMED_CONTEST.match(text, end)
            return None if praise or contest else AreaMention(start, end, COUNTRY)
        if match["general"]:
            told = last and start - 3 <= last.end <= start
            return None if told else AreaMention(start, end, self.own)
        kind = match["kind"] or match["union"]
        if self._venue and match["kind"] and _FROM_ALL.match(text, end):
            return None  # 全省22支代表队: where they come from, not where the contest was
        kind = "区" if kind == "自治区" else kind
        above = self._gazetteer.above
        near = self.own if not last or self._sideways(found) else last.code
        code = above(near, kind) or above(self.own, kind)
        praise = HONOUR.match(text, end) or _RANKED.match(text, end)
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
        datelines = Spans([match.span() for match in _DATELINE.finditer(text)])
        found: list[AreaMention] = []
        for mention in mentions:
            if datelines.end_over(mention.start, mention.end):
                continue
            before = (
                found[-1] if found and _is_continued(text, found[-1].end, mention.start) else None
            )
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
            for run in _split_lists(text, found)
            for place in run
            if honours or not self._passing(place, text)
        ]

    def _beside(self, text: str, mentions: Sequence[AreaName]) -> dict[int, str]:
        """Give the areas of short names that stand in a list of one city's: 义乌、永康、东阳."""
        found: dict[int, str] = {}
        for one, other in pairwise(mentions):
            if one.near and other.near and _JOIN.fullmatch(text, one.end, other.start):
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
        if HONOUR.match(text, place.end) or _COMPANY.match(text, place.end):
            return True
        if text.endswith(("地处", "位于"), 0, place.start):
            return True
        if _AMONG.match(text, place.end) and not followed_by_union(text, place.end):
            return True
        if text[place.start - 1 : place.start] == "从" and _LEAVES.match(text, place.end):
            return True
        at = text[place.start - 1 : place.start] == "在" and _VENUE.match(text, place.end)
        if not at or self._contest or self._venue:
            return self._contest and bool(at)
        wider = self._gazetteer.chain(place.code)[1:]
        return bool(self.own) and self.own != COUNTRY and self.own in wider


def _is_continued(text: str, end: int, start: int) -> bool:
    """Tell whether a name goes on where another ended: 青岛西海岸新区(黄岛区)."""
    return start == end or (start - end < 9 and bool(_ALSO.fullmatch(text, end, start)))


def _split_lists(text: str, places: Sequence[AreaMention]) -> Iterator[list[AreaMention]]:
    """Group places that stand in a list; lists that end in 等地 are where people came from."""
    run: list[AreaMention] = []
    for place in places:
        if run and not _JOIN.fullmatch(text, run[-1].end, place.start):
            yield from _without_origins(text, run)
            run = []
        run.append(place)
    if run:
        yield from _without_origins(text, run)


def _without_origins(text: str, run: list[AreaMention]) -> Iterator[list[AreaMention]]:
    end = run[-1].end
    if len(run) < 2 or not _AND_SO_ON.match(text, end) or text.find("分别", end, end + 16) >= 0:
        yield run
