"""Finds the areas that an article and its sentences name or describe: the places of figures."""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from extraction.context import contests
from extraction.context.gazetteer import (
    HONOUR,
    AreaName,
    Gazetteer,
    is_followed_by_federation,
    is_followed_by_union,
)
from extraction.numbers.merged_spans import Spans
from extraction.text.articles import Article
from quantities.figure_keys import COUNTRY

_DESCRIBED = re.compile(
    r"""(?=[全该我本这省市县区州自各有相中])(?:
    (?P<nation>全国(?!级)(?:各地|各级)?|我国|中华全国总工会|全总(?![额数])|各地区|全国总工会)
    |(?P<general>各级|各地|有关部门|相关部门)
    |(?:全|该|我|本|这个)(?P<kind>自治区|省|市|县|区|州|旗)(?![级面委域])
    |(?:(?<![一-龥])|(?<=[从据由在与和向经让是]))(?P<union>自治区|省|市|县|区|州)(?:总工会|总(?![数量额人体投]))
    )""",
    re.VERBOSE,
)
_NATIONAL = re.compile(r"我国|中华全国总工会|全国总工会|全总(?![额数])|全国各级工会")
# Bodies of the whole country, where no area is named: 人社部等十部门, 中国职工发展基金会.
_NATIONAL_BODY = re.compile(
    r"国务院|人社部|人力资源(?:和)?社会保障部|国家[一-龥]{2,6}局|[一-龥]{1,8}部等[一二三四五六七八九十\d]+部门"
    r"|中国[一-龥]{2,10}(?:基金会|协会|学会|联合会)"
)
_OWN_AREA = re.compile("[本全我](?:省|市|县|区|州|自治区)(?![级面委域])")
# What only Hong Kong, Macao and Taiwan call themselves and their money, with their codes.
_CODES_BY_OWN_NAME = (
    dict.fromkeys(("本港", "全港", "港九", "港元", "港币"), "810000")
    | dict.fromkeys(("本澳", "全澳", "澳门元"), "820000")
    | dict.fromkeys(("全台", "新台币"), "710000")
)
_OWN_NAME = re.compile("[本全][港澳](?![口元])|港九|全台(?![账套])|港元|港币|澳门元|新台币")
_AND_SO_ON = re.compile(
    r"(?:等|这)?[\d两二三四五六七八九十]+(?:座城市|个?(?:省|市|地|县|区))|等(?:地|省|市|省份|省市|城市|省区市|[\d一二三四五六七八九十]+(?:个|省|市))"
)
_COMPANY = re.compile(r"\)(?:有限|股份|集团)")
_DATELINE = re.compile(r"(?:新华社|中新社|本报|新华网)[^,。;]{0,14}?[电讯]")
_PRAISE = re.compile(
    r"(?:工会)?(?:十大|首|第|前|领先|唯一|率先|性|先进|人大|政协|知名|有名|闻名|范围内推)"
)
# 湘工发〔2024〕12号: the number of a document begins with its province.
_ISSUER = re.compile(
    r"(?<![一-龥])([京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川黔滇藏陕甘青宁新])(?=[一-龥]{1,5}[〔\[(]\s*20\d\d)"
)
_TOTAL = re.compile(r"(?:全[国省市县区州旗])?(?:总计|合计|共计|总数)?(?<=.)")
_OF_UNION = re.compile(r"(?:总工会|工会)$")
# 占全国的18.8%, 获全总推广: an area after these is compared with or an authority, no place.
_BEFORE_YARDSTICK = (
    "占", "高于", "低于", "优于", "快于", "超过", "超", "比", "较", "居", "列", "获", "被", "受",
    "入选", "根据", "按照", "贯彻", "落实", "传达",
)  # fmt: skip
_ALSO_KNOWN_AS = re.compile(r"[^,。;、:在的与和从]{0,6}\(")
# 玉溪技师学院等4家: the last of several institutions, no place of the figure.
_LAST_OF_SEVERAL = re.compile(r"[^,。;、]{1,16}等[0-9一二两三四五六七八九十]{1,4}余?[家所个]")
_LEAVES = re.compile(r"[^,。;]{0,3}(?:出发|启程|返回)")
_COUNTED = re.compile(r"(?:市|县|区)?(?:等|这|共)?[\d一二两三四五六七八九十]+(?:个|家|座|地)")
# 各乡镇和县直单位, 工会和县总工会: the conjunction and what follows it are not 和县.
_CONJUNCTION_AND_COUNTY = re.compile(
    r"(?<=[一-龥])(?<!安徽)(?<!安徽省)(?<!马鞍山)(?<!马鞍山市)和县"
)
# 向省总工会申请贷款: the union above is asked, and no place.
_ASKED = re.compile(r"[^,。;]{0,4}(?:申请|争取|上报|报送|报告|推荐|请示|反映|报[备批])")
_CONJUNCTION = re.compile(r"(?:、|,|和|与|及|以及)")


class AreaMention(NamedTuple):
    """An area named in a paragraph, with its position."""

    start: int
    end: int
    code: str


class PlaceReader:
    """Finds the areas in one article's paragraphs, by full names or names used earlier.

    `own` is the code of the area that the article is about, "" if unknown; for a contest it is that
    of the venue, not those of the participants. `is_venue_of_larger`: the contest is that of a
    whole province or city, so that a person has to say whose its numbers are. `_named_before` are
    the areas named so far with those that contain them, by which short and ambiguous names are
    understood.
    """

    def __init__(self, gazetteer: Gazetteer, article: Article) -> None:
        """Find the area that the article is about (`own`).

        It is the country for a national contest, the venue for another contest, else the area that
        headings or text name. This area and those that contain it count as named before.
        """
        self._gazetteer = gazetteer
        self._named_before: set[str] = set()
        self._mentions: dict[str, list[AreaName]] = {}
        self._venue = self.own = ""  # not known while places are looked for below
        self.is_venue_of_larger = False
        headings = "。".join(p.text for p in article.paragraphs if p.heading)
        body = [p.text for p in article.paragraphs if not p.heading] or [headings]
        lead = body[0].split("。")[0]
        self._national_contest = contests.is_national(lead)
        self.own = COUNTRY if self._national_contest else ""
        self._venue = "" if self._national_contest else self._find_venue(lead)
        self.is_venue_of_larger = bool(self._venue) and contests.is_of_whole_area(headings + lead)
        self.own = self.own or self._venue or self._find_own_area(headings, body, article)
        # Forget the areas that were recorded while the article's area was looked for.
        self._named_before = set(gazetteer.list_lineage(self.own)) - {COUNTRY}

    @property
    def is_contest(self) -> bool:
        """Return whether the article is about a contest."""
        return self._national_contest or bool(self._venue)

    def _find_venue(self, lead: str) -> str:
        """Return the area where the contest in `lead`, the first sentence, takes place; else ""."""
        if not contests.is_about_contest(lead):
            return ""
        places = self._find_named_places(lead)
        return next((place.code for place in places if _is_at_venue(place, lead)), "")

    def _find_own_area(self, headings: str, body: list[str], article: Article) -> str:
        """Return the area that an article is about, "" if unknown.

        It is looked for in this order: in the headings; in a document's number, which begins with
        the abbreviation of its province (湘工发〔2024〕12号); among the unions, of which the one
        named most often is taken; in the first two paragraphs; in the tables; in words such as 本港
        or 全市. Names of the national union count as a union, except in an article that calls an
        area its own (本市). `body` are the texts of the paragraphs that are no headings.
        """
        named = self._find_named_places(headings)
        if named:
            unions = [place for place in named if is_followed_by_union(headings, place.end)]
            return (unions or named)[0].code
        if _NATIONAL.search(headings):
            return COUNTRY
        issuer = _ISSUER.search(headings + body[0][:200])  # a document's number is at its top
        if issuer:
            return self._gazetteer.find_abbreviated_province(issuer[1])
        union_counts: Counter[str] = Counter()
        in_lead: list[AreaMention] = []
        for paragraph_index, text in enumerate(body):
            places = self._find_named_places(text)
            in_lead += places if paragraph_index < 2 else []
            union_counts.update(p.code for p in places if is_followed_by_union(text, p.end))
            union_counts.update(COUNTRY for _ in _NATIONAL.finditer(text))
        if _OWN_AREA.search("".join(body[:2])):
            union_counts.pop(COUNTRY, None)
        if union_counts:
            return max(union_counts, key=union_counts.__getitem__)
        in_lead = in_lead or self._find_named_places(headings + body[0], honours=True)
        if in_lead:
            return in_lead[0].code
        return self._find_common_area(article) or self._find_described_area("".join(body))

    def _find_described_area(self, text: str) -> str:
        """Return the area that an article describes without naming it: 本港, 全市, 全国; else "".

        全市 (the whole city) is the city that contains the first area named in the text for which
        there is one.
        """
        own_name = _OWN_NAME.search(text)
        if own_name:
            return _CODES_BY_OWN_NAME[own_name[0]]
        described = list(_DESCRIBED.finditer(text))
        group_names = {match.lastgroup for match in described}
        if "nation" in group_names or _NATIONAL_BODY.search(text):
            return COUNTRY
        if not group_names & {"kind", "union"}:
            return ""
        kind = next(filter(None, (match["kind"] or match["union"] for match in described)))
        enclosing = (
            self._gazetteer.find_enclosing_area(place.code, kind)
            for place in self._find_named_places(text)
        )
        return next(filter(None, enclosing), "")

    def _find_common_area(self, article: Article) -> str:
        """Return the smallest area that contains all areas of tables' rows; "" for fewer than two.

        A row counts only if its whole name, its first cell, is that of an area.
        """
        names = [row[0].text for p in article.paragraphs if p.table for row in p.table.rows]
        codes = [code for code in self.match_rows(names) if code]
        return self._find_smallest_area_around(codes) if len(codes) > 1 else ""

    def _find_smallest_area_around(self, codes: Sequence[str]) -> str:
        """Return the smallest area that contains all of these areas; "" if none does.

        宁波, 温州 → Zhejiang. An area does not contain itself here.
        """
        # An area's lineage begins with the area itself and rises to the country.
        areas_around = [self._gazetteer.list_lineage(code)[1:] for code in codes]
        shared = (area for area in areas_around[0] if all(area in each for each in areas_around))
        return next(shared, "")

    def find_places(self, text: str) -> list[AreaMention]:
        """Return the areas that a paragraph names or describes (全市), in order of their positions.

        Descriptions are resolved in this order, since they may refer to an area before them.
        """
        mentions: list[tuple[int, AreaMention | re.Match[str]]] = []
        mentions += [(place.start, place) for place in self._find_named_places(text)]
        mentions += [(match.start(), match) for match in _DESCRIBED.finditer(text)]
        places: list[AreaMention] = []
        for _, mention in sorted(mentions, key=lambda pair: pair[0]):
            if isinstance(mention, AreaMention):
                places.append(mention)
            elif place := self._resolve_description(mention, text, places):
                places.append(place)
        return self._join_counted_lists(text, places)

    def _join_counted_lists(self, text: str, places: list[AreaMention]) -> list[AreaMention]:
        """Return the places, each list with a count (合肥、蚌埠、阜阳3个园区) joined to one.

        The number belongs to all of them, so that the place is the smallest area that contains
        them, or "" (unknown) if that is the country. Lists before 分别 (respectively) are not
        joined, since each place has a number of its own.
        """
        joined: list[AreaMention] = []
        for listed in _group_into_lists(text, places):
            end = listed[-1].end
            counted = len(listed) > 1 and _COUNTED.match(text, end)
            if not counted or "分别" in text[end : end + 40]:  # soon after the list
                joined += listed
                continue
            common_area = self._find_smallest_area_around([place.code for place in listed])
            code = "" if common_area == COUNTRY else common_area
            joined.append(AreaMention(listed[0].start, end, code))
        return joined

    def match_rows(self, names: Sequence[str]) -> list[str]:
        """Return the area of each row (or column) of a table by its name; "" if it is no area's.

        Of several areas of one name the one in the article's area is chosen (`_find_row_areas`),
        else the one in the province of most rows whose name is that of a single area.
        """
        codes_by_row = [self._find_row_areas(name) for name in names]
        # The first two digits of an area's code are those of its province.
        row_counts = Counter(
            codes[0][:2] for codes in codes_by_row if len(codes) == 1 and codes[0] != COUNTRY
        )
        main_province = max(row_counts, key=row_counts.__getitem__, default="")
        chosen_codes = []
        for codes in codes_by_row:
            if len(codes) > 1:
                codes = [code for code in codes if code[:2] == main_province]
            chosen_codes.append(codes[0] if len(codes) == 1 else "")
        return chosen_codes

    def are_inside(self, codes: Sequence[str]) -> bool:
        """Return whether all of these areas are the article's own or inside it; "" is inside, too.

        If some are elsewhere, the total (合计) of these areas is not that of the article's area.
        """
        inside = self._gazetteer.is_inside
        return all(code in ("", self.own) or inside(code, self.own) for code in codes)

    def lacks_parts(self, codes: Sequence[str]) -> bool:
        """Return whether some parts of the article's area, but not all, are among these areas.

        The total of a table with such rows may not be that of the whole area.
        """
        return self._gazetteer.lacks_parts(self.own, codes)

    def are_listed(self, places: Sequence[AreaMention]) -> bool:
        """Return whether a sentence's areas are not all inside the first one.

        Such a sentence lists areas, and does not say which the sentences after it are about.
        """
        inside = self._gazetteer.is_inside
        return any(not inside(place.code, places[0].code) for place in places[1:])

    def _find_row_areas(self, name: str) -> list[str]:
        """Return the areas that the whole name of a row may mean; [] if it is no area's name.

        A total (合计, 全市) means the article's area. Of several areas the one inside the article's
        area is meant, unless that is the country. A name that is also an ordinary word counts only
        if one of its areas is inside the article's.
        """
        if _TOTAL.fullmatch(name):
            return [COUNTRY] if name.startswith("全国") else [self.own] if self.own else []
        name = _OF_UNION.sub("", name)
        mention = next(self._gazetteer.find_names(name), None)
        if mention is None or (mention.start, mention.end) != (0, len(name)):
            return []
        inside = [code for code in mention.codes if self._gazetteer.is_inside(code, self.own)]
        inside = [] if self.own == COUNTRY else inside
        if mention.unsure and not inside:
            return []
        return inside if len(inside) == 1 else list(mention.codes)

    def _resolve_description(
        self, match: re.Match[str], text: str, places_before: list[AreaMention]
    ) -> AreaMention | None:
        """Return the area that 全国, 全市 or 各级 means here; None if it is not a figure's place.

        `match` is a match of `_DESCRIBED`. 全市 (the whole city) is the city that contains the area
        named last before it; after a list of areas, or if there is no such city, it is the one that
        contains the article's. The result is None for an area that is only compared with
        (占全国的18.8%) or only asked (向省总工会申请), for a part of an honour's or contest's name,
        and for the area from which the participants of a contest come.
        """
        start, end = match.span()
        last = places_before[-1] if places_before else None
        if text.endswith(_BEFORE_YARDSTICK, 0, start):
            return None
        if text.endswith("向", 0, start) and _ASKED.match(text, end):
            return None
        is_praise = HONOUR.match(text, end) or _PRAISE.match(text, end)
        if match["nation"]:
            contest = match[0] == "全国" and contests.is_contest_name(text, end)
            return None if is_praise or contest else AreaMention(start, end, COUNTRY)
        if match["general"]:
            # 宁波市各级 (all levels of Ningbo): the area is named directly before.
            is_after_area = last and start - 3 <= last.end
            return None if is_after_area else AreaMention(start, end, self.own)
        if self._venue and match["kind"] and contests.take_part(text, end):
            return None  # 全省22支代表队: where they come from, not where the contest was
        kind = match["kind"] or match["union"]
        kind = "区" if kind == "自治区" else kind
        find_enclosing_area = self._gazetteer.find_enclosing_area
        nearest = self.own if not last or self._is_list_at_end(places_before) else last.code
        code = find_enclosing_area(nearest, kind) or find_enclosing_area(self.own, kind)
        if is_praise and code != self.own and self._gazetteer.is_inside(self.own, code):
            return None
        return AreaMention(start, end, code) if code else None

    def _find_named_places(self, text: str, honours: bool = False) -> list[AreaMention]:
        """Return the areas that a text names; with `honours` also those in the names of honours.

        A name directly after that of a containing area makes one place with it (浙江省宁波市).
        Areas in datelines, origins and lists that end in 等地 are left out. The areas found, with
        those around them, decide what short names mean from here on (`_named_before`).
        """
        if text not in self._mentions:
            self._mentions[text] = list(self._gazetteer.find_names(text))
        mentions = self._mentions[text]
        in_lists = self._confirm_listed_areas(text, mentions)
        datelines = Spans([match.span() for match in _DATELINE.finditer(text)])
        places: list[AreaMention] = []
        for mention in mentions:
            if datelines.find_overlapping_end(mention.start, mention.end):
                continue
            if _CONJUNCTION_AND_COUNTY.fullmatch(text, mention.start, mention.end):
                continue
            is_continuation = places and _is_continued(text, places[-1].end, mention.start)
            before = places[-1] if is_continuation else None
            code = in_lists.get(mention.start) or self._choose_area(mention, before, text)
            if not code:
                continue
            if before and self._gazetteer.is_inside(code, before.code):
                places[-1] = AreaMention(before.start, mention.end, code)
            else:
                places.append(AreaMention(mention.start, mention.end, code))
            self._named_before.update(self._gazetteer.list_lineage(code))
        places = _drop_origins(text, places)
        return [place for place in places if honours or not self._is_incidental(place, text)]

    def _confirm_listed_areas(self, text: str, mentions: Sequence[AreaName]) -> dict[int, str]:
        """Return the areas of two short names listed beside each other (义乌、永康), by position.

        Each of the two names might be an ordinary word; that areas of these names are in the same
        city (their parent) confirms that both are areas.
        """
        codes_by_start: dict[int, str] = {}
        for first, second in pairwise(mentions):
            are_unsure = first.unsure and second.unsure
            if are_unsure and _CONJUNCTION.fullmatch(text, first.end, second.start):
                first_by_city = {self._gazetteer.parents[code]: code for code in first.codes}
                for code in second.codes:
                    city = self._gazetteer.parents[code]
                    if city in first_by_city:
                        codes_by_start |= {first.start: first_by_city[city], second.start: code}
        return codes_by_start

    def _choose_area(self, mention: AreaName, before: AreaMention | None, text: str) -> str:
        """Return the code of the area that a name means here, "" if it means none.

        `before` is the area directly before the name; an area inside it is preferred. A name that
        may be an ordinary word (`unsure`) counts only if its area was named before or is in the
        article's city, or if 总工会 follows. Of several areas it is the one of which most
        containing areas were named before; if two have equally many, the one that was named before
        itself, or the first if they are of different levels.
        """
        list_lineage, codes = self._gazetteer.list_lineage, mention.codes
        if before:
            codes_inside = [code for code in codes if before.code in list_lineage(code)[1:]]
            if codes_inside:
                return codes_inside[0]
        if mention.unsure:
            confirmed_codes = [
                code
                for code in codes
                if code in self._named_before
                or self._is_in_own_city(code)
                or (self._is_sibling(code) and is_followed_by_union(text, mention.end))
            ]
            if not confirmed_codes and not is_followed_by_federation(text, mention.end):
                return ""
            codes = tuple(confirmed_codes) or codes
        if len(codes) == 1:
            return codes[0]

        def count_named_around(code: str) -> int:
            return len(set(list_lineage(code)[1:-1]) & self._named_before)  # no country

        best, second = sorted(codes, key=count_named_around, reverse=True)[:2]
        if count_named_around(best) > count_named_around(second) or best in self._named_before:
            return best
        levels = {self._gazetteer.levels[code] for code in codes}
        return best if len(levels) > 1 else ""

    def _is_list_at_end(self, places: Sequence[AreaMention]) -> bool:
        """Return whether the last two areas are a list, not one inside the other.

        After a list, 全市 (the whole city) is not the city of its last area.
        """
        return len(places) > 1 and not self._gazetteer.is_inside(places[-1].code, places[-2].code)

    def _is_in_own_city(self, code: str) -> bool:
        """Return whether an area is in the article's own city; False if that is no city."""
        own_level = self._gazetteer.levels.get(self.own, "")
        return own_level == "prefecture" and self._gazetteer.is_inside(code, self.own)

    def _is_sibling(self, code: str) -> bool:
        """Return whether an area has the same parent as the article's own: 宜兴 beside 江阴.

        The country does not count as a parent.
        """
        # [1:2] is a list of the parent alone, empty for an area without one.
        own_parent = self._gazetteer.list_lineage(self.own)[1:2]
        parent = self._gazetteer.list_lineage(code)[1:2]
        return own_parent != [COUNTRY] and own_parent == parent != []

    def _is_incidental(self, place: AreaMention, text: str) -> bool:
        """Return whether an area is not a figure's place: part of an honour, a company or a venue.

        An area is only the venue if a national contest takes place in it, or if it is inside the
        article's area: what a province's union does in its capital counts for the province.
        """
        start, end = place.start, place.end
        if (
            HONOUR.match(text, end)
            or _COMPANY.match(text, end)
            or text.endswith(("地处", "位于"), 0, start)
            or (_LAST_OF_SEVERAL.match(text, end) and not is_followed_by_union(text, end))
            or (text.endswith("从", 0, start) and _LEAVES.match(text, end))
        ):
            return True
        has_own_area = not self._venue and self.own not in ("", COUNTRY)
        is_inside_own = has_own_area and self.own in self._gazetteer.list_lineage(place.code)[1:]
        return _is_at_venue(place, text) and (self._national_contest or is_inside_own)


def _is_at_venue(place: AreaMention, text: str) -> bool:
    """Return whether something takes place in an area: 在宁波市举办."""
    return contests.is_venue(text, place.start, place.end)


def _is_continued(text: str, end: int, start: int) -> bool:
    """Return whether a name at `start` continues the one before: 青岛西海岸新区(黄岛区)."""
    return start == end or bool(_ALSO_KNOWN_AS.fullmatch(text, end, start))


def _drop_origins(text: str, places: Sequence[AreaMention]) -> list[AreaMention]:
    """Return the places that are not in a list ending in 等地 (and other places).

    Such lists mostly name where people come from, not where a figure was counted.
    """
    lists = _group_into_lists(text, places)
    return [place for listed in lists if not _is_open_list(text, listed) for place in listed]


def _group_into_lists(text: str, places: Sequence[AreaMention]) -> list[list[AreaMention]]:
    """Group places into lists: those joined by 、 or 和 are one list, any other is a list alone."""
    lists: list[list[AreaMention]] = []
    for place in places:
        if lists and _CONJUNCTION.fullmatch(text, lists[-1][-1].end, place.start):
            lists[-1].append(place)
        else:
            lists.append([place])
    return lists


def _is_open_list(text: str, places: Sequence[AreaMention]) -> bool:
    """Return whether a list of places ends in 等地 (and others), without 分别 soon after it.

    With 分别 (respectively) each place has a figure of its own.
    """
    end = places[-1].end
    is_open = len(places) > 1 and _AND_SO_ON.match(text, end)
    return bool(is_open) and "分别" not in text[end : end + 16]
