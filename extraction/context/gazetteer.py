"""Finds names of areas in running text, as reports spell them.

A county's short name (桐城) and a name that is also an ordinary word (日照, 来宾) are `unsure`:
they count only where the context confirms them. A name of several areas (鼓楼区) has all their
codes.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from functools import cached_property
from typing import NamedTuple

import pandas as pd

from chinese_text.characters import fold_characters
from chinese_text.names import PEOPLES_AT_END
from extraction.word_lists import get_words

_AUTONOMOUS = re.compile(r"自治(?:区|州|县|旗)$")
_SUFFIX = re.compile(r"(?:特别行政区|自治区|地区|林区|特区|新区|矿区|省|市|盟|县|区|旗|州)$")
_WORDLIKE = frozenset(get_words("wordlike"))
_EVERYDAY = frozenset(get_words("everyday"))
PROVINCES = dict(pair.split("=") for pair in get_words("provinces"))
_COMMON_NAMES = frozenset(["城区", "郊区", "矿区"])
_NO_NAMES = frozenset(["市辖区", "全国"])
_STREET = re.compile(
    r"(?:[东南西北中]?(?:路|街|大道|胡同)|[东南西北]?站(?!点)|湾(?!区?总?工会)|新区|话|菜|籍|元|币|人(?![民社才大员工力]))"
)
_UNION = re.compile(
    r"(?:省|市|县|区|州|旗|自治州|自治县)?(?:总工会|总(?![数量额人体投])|工会|产业工会|职工|工人)"
)
HONOUR = re.compile(f"(?:省|市|县|区)?(?:{'|'.join(get_words('honours'))})")


class AreaName(NamedTuple):
    """An area's name in a text, from `start` to `end`, and the codes of the areas it may mean.

    An `unsure` name may also be an ordinary word, and counts only if the context confirms it.
    """

    start: int
    end: int
    codes: tuple[str, ...]
    unsure: bool = False


class Gazetteer:
    """The areas of areas.csv (code, name_zh, parent, level) by all spellings of their names."""

    def __init__(self, areas: pd.DataFrame) -> None:
        """Index the spellings of all names by their first two characters, longer ones first.

        If a spelling is sure for some areas, it means these alone, not those for which it is
        unsure.
        """
        rows = areas[["code", "name_zh", "parent", "level"]].astype(str)
        self.names: dict[str, str] = dict(zip(rows["code"], rows["name_zh"], strict=True))
        self.parents: dict[str, str] = dict(zip(rows["code"], rows["parent"], strict=True))
        self.levels: dict[str, str] = dict(zip(rows["code"], rows["level"], strict=True))
        self._lineages: dict[str, list[str]] = {}
        sure: dict[str, list[str]] = defaultdict(list)
        unsure: dict[str, list[str]] = defaultdict(list)
        for code, name in self.names.items():
            for spelling, needs_confirmation in list_area_spellings(name, self.levels[code]):
                (unsure if needs_confirmation else sure)[spelling].append(code)
        self._by_start: dict[str, list[AreaSpelling]] = {}
        for text in sure.keys() | unsure.keys():
            entry = AreaSpelling(text, tuple(sure.get(text) or unsure[text]), text not in sure)
            self._by_start.setdefault(text[:2], []).append(entry)
        for spellings in self._by_start.values():
            spellings.sort(key=lambda spelling: -len(spelling.text))
        # A pattern for the first two characters finds the places where a name may begin.
        first, second = (_character_class(key[i : i + 1] for key in self._by_start) for i in (0, 1))
        self._start = re.compile(f"{first}(?={second})")

    @cached_property
    def provinces(self) -> frozenset[str]:
        """Return the codes of the provinces."""
        return frozenset(code for code, level in self.levels.items() if level == "province")

    def list_lineage(self, code: str) -> list[str]:
        """Return the codes of an area and those that contain it, up to the country; [] for "".

        The list ends before an area that is, by mistake, its own ancestor.
        """
        if code not in self._lineages:
            codes, area = list[str](), code
            while area and area not in codes:
                codes.append(area)
                area = self.parents.get(area, "")
            self._lineages[code] = codes
        return self._lineages[code]

    def find_abbreviated_province(self, character: str) -> str:
        """Return the province that a single character abbreviates: 湘 → Hunan's code; else ""."""
        name = PROVINCES.get(character, "")
        codes = (c for c in sorted(self.provinces) if name and self.names[c].startswith(name))
        return next(codes, "")

    def is_inside(self, code: str, other: str) -> bool:
        """Return whether the area `code` is equal to `other` or inside it."""
        return other in self.list_lineage(code)

    def lacks_parts(self, area: str, codes: Collection[str]) -> bool:
        """Return whether some parts of an area, but not all, are among the codes of a list.

        Parts are the areas directly below it; a mere group of districts (市辖区) is replaced by the
        districts in it.
        """
        parts = {code for code, parent in self.parents.items() if parent == area != ""}
        groups = {code for code in parts if self.names[code] in _NO_NAMES}
        in_groups = {code for code, parent in self.parents.items() if parent in groups}
        parts = (parts - groups) | in_groups
        return not parts.isdisjoint(codes) and not parts <= set(codes)

    def find_names(self, text: str) -> Iterator[AreaName]:
        """Yield the names in a folded text, the longest at each position, without overlaps.

        A name that is part of that of a street, station, dialect or the like (南京路) is left out.
        """
        end = 0
        for match in self._start.finditer(text):
            start = match.start()
            if start < end:
                continue
            for spelling in self._by_start.get(text[start : start + 2], ()):
                if text.startswith(spelling.text, start):
                    end = start + len(spelling.text)
                    if not _STREET.match(text, end):
                        yield AreaName(start, end, spelling.codes, spelling.unsure)
                    break

    def find_enclosing_area(self, code: str, kind: str) -> str:
        """Return the nearest area of a kind (省, 市, 县, 区, 州, 旗) around an area; else "".

        It may be the area itself. The kind is the end of its name; 省 is any province, 区 a
        district or an autonomous region.
        """
        for area in self.list_lineage(code):
            name, level = self.names.get(area, ""), self.levels.get(area, "")
            if kind == "省" and level == "province":
                return area
            if kind == "区" and name.endswith("自治区"):
                return area
            if level in ("prefecture", "county", "province") and name.endswith(kind):
                if kind == "区" and level != "county":
                    continue
                return area
        return ""


class AreaSpelling(NamedTuple):
    """One spelling of an area's name with the codes that it may mean."""

    text: str
    codes: tuple[str, ...]
    unsure: bool


def is_followed_by_federation(text: str, end: int) -> bool:
    """Return whether 总工会 (federation of trade unions) follows a name that ends at `end`.

    This confirms even a county's short name: 桐城总工会 is the union of the county of Tongcheng.
    """
    return text.startswith("总工会", end)


def is_followed_by_union(text: str, end: int) -> bool:
    """Return whether a name that ends at `end` is part of a union's: 宁波市总, 新疆工会."""
    return bool(_UNION.match(text, end))


def _character_class(characters: Iterable[str]) -> str:
    """Return a pattern for any of these characters; one that never matches if there are none.

    (东, 西) → [东西], () → (?!).
    """
    unique = "".join(sorted(set(characters)))
    return f"[{re.escape(unique)}]" if unique else "(?!)"


def list_area_spellings(name: str, level: str) -> Iterator[tuple[str, bool]]:
    """Yield the spellings of a folded name, each with whether it needs confirmation by its context.

    宁波市 gives also 宁波; 景宁畲族自治县 gives 景宁县 and 景宁. Confirmation is needed for the
    short name of a county (桐城) that is not autonomous, and for one that is also a word (日照).
    """
    name = fold_characters(name)
    if name in _NO_NAMES or "直辖" in name:
        return
    yield name, name in _COMMON_NAMES
    if level == "organisation":
        short = re.sub(r"^(?:中国石油|中石油|中石化|中国|国家)", "", name)
        bare = re.sub(r"(?:分公司|有限公司|集团公司|集团|公司|总工会)$", "", short)
        for spelling in dict.fromkeys((short, bare)):
            if 4 <= len(spelling) < len(name):  # a shorter one may be an ordinary word
                yield spelling, False
        return
    base = _SUFFIX.sub("", _AUTONOMOUS.sub("", name))
    if _AUTONOMOUS.search(name):
        bare = PEOPLES_AT_END.sub("", base)
        base = bare if len(bare) >= 2 else base  # 内蒙古 is no 内
        if name[-1] in "县旗州" and len(base) >= 2:
            yield base + name[-1], False
    if len(base) < 2 or base == name or (level == "county" and base in _EVERYDAY):
        return
    # Three kinds of short names are sure: of provinces, and, unless they are also words (日照),
    # of prefectures and of autonomous counties.
    is_autonomous = level == "county" and bool(_AUTONOMOUS.search(name)) and len(base) == 2
    is_sure = level == "province" or (level == "prefecture" and base not in _WORDLIKE)
    yield base, not (is_sure or (is_autonomous and base not in _WORDLIKE))
