"""Names of areas as reports write them, found in running text.

A county's short name (桐城) counts only beside its parent (安徽桐城) or before 工会; names that
are also words (日照, 来宾) likewise. Ambiguous names (鼓楼区) are settled by what stands around.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import NamedTuple

import pandas as pd

from extraction.word_lists import word_list
from quantities.characters import fold_characters

_PEOPLE = re.compile("(?:" + "|".join(sorted(word_list("peoples"), key=len, reverse=True)) + ")+$")
_AUTONOMOUS = re.compile(r"自治(?:区|州|县|旗)$")
_SUFFIX = re.compile(r"(?:特别行政区|自治区|地区|林区|特区|新区|矿区|省|市|盟|县|区|旗|州)$")
_WORDLIKE = frozenset(word_list("wordlike"))
_EVERYDAY = frozenset(word_list("everyday"))
PROVINCES = dict(pair.split("=") for pair in word_list("provinces"))
_COMMON = frozenset(["城区", "郊区", "矿区"])
_NAMELESS = frozenset(["市辖区", "县", "全国"])
_STREET = re.compile(
    r"(?:[东南西北中]?(?:路|街|大道|胡同)|[东南西北]?站(?!点)|话|菜|籍|元|币|人(?![民社才大员工力]))"
)
_UNION = re.compile(
    r"(?:省|市|县|区|州|旗|自治州|自治县)?(?:总工会|总(?![数量额人体投])|工会|产业工会|职工|工人)"
)
HONOUR = re.compile(f"(?:省|市|县|区)?(?:{'|'.join(word_list('honours'))})")


class AreaName(NamedTuple):
    """A name of an area in a text: its codes, most of them one; `near` asks for confirmation."""

    start: int
    end: int
    codes: tuple[str, ...]
    near: bool = False


class Gazetteer:
    """Finds areas by their names; made of the table of areas (code, name_zh, parent, level)."""

    def __init__(self, areas: pd.DataFrame) -> None:
        rows = areas[["code", "name_zh", "parent", "level"]].astype(str)
        self.name: dict[str, str] = dict(zip(rows["code"], rows["name_zh"], strict=True))
        self.parent: dict[str, str] = dict(zip(rows["code"], rows["parent"], strict=True))
        self.level: dict[str, str] = dict(zip(rows["code"], rows["level"], strict=True))
        self._chains: dict[str, list[str]] = {}
        self._surfaces: dict[str, list[tuple[str, bool, tuple[str, ...]]]] = {}
        strong: dict[str, list[str]] = defaultdict(list)
        weak: dict[str, list[str]] = defaultdict(list)
        for code, name in self.name.items():
            for surface, near in _spellings(name, self.level[code]):
                (weak if near else strong)[surface].append(code)
        for surface in strong.keys() | weak.keys():
            near = surface not in strong
            codes = tuple(weak[surface] if near else strong[surface])
            self._surfaces.setdefault(surface[:2], []).append((surface, near, codes))
        for entries in self._surfaces.values():
            entries.sort(key=lambda entry: -len(entry[0]))
        firsts, seconds = (
            _character_class(key[i : i + 1] for key in self._surfaces) for i in (0, 1)
        )
        self._beginning = re.compile(f"{firsts}(?={seconds})")

    @cached_property
    def provinces(self) -> frozenset[str]:
        """Codes of the provinces."""
        return frozenset(code for code, level in self.level.items() if level == "province")

    def chain(self, code: str) -> list[str]:
        """Give an area and what it lies in, up to the country."""
        if code not in self._chains:
            found, above = [], code
            while above and above not in found:
                found.append(above)
                above = self.parent.get(above, "")
            self._chains[code] = found
        return self._chains[code]

    def short(self, char: str) -> str:
        """Give the province of a single character, 湘 or 渝."""
        name = PROVINCES.get(char, "")
        return next(
            (c for c in sorted(self.provinces) if name and self.name[c].startswith(name)), ""
        )

    def inside(self, code: str, other: str) -> bool:
        """Tell whether an area lies in another or is it."""
        return other in self.chain(code)

    def mentions(self, text: str) -> Iterator[AreaName]:
        """Find the names in a folded text, longest first, none inside another."""
        done = 0
        for beginning in self._beginning.finditer(text):
            place = beginning.start()
            if place < done:
                continue
            for surface, near, codes in self._surfaces.get(text[place : place + 2], ()):
                if text.startswith(surface, place):
                    done = place + len(surface)
                    if not _STREET.match(text, done):
                        yield AreaName(place, done, codes, near)
                    break

    def above(self, code: str, kind: str) -> str:
        """Give the nearest area of a kind (省, 市, 县, 区, 州, 旗) at or above a code, else ""."""
        for area in self.chain(code):
            name, level = self.name.get(area, ""), self.level.get(area, "")
            if kind == "省" and level == "province":
                return area
            if kind == "区" and name.endswith("自治区"):
                return area
            if level in ("prefecture", "county", "province") and name.endswith(kind):
                if kind == "区" and level != "county":
                    continue
                return area
        return ""


def followed_by_federation(text: str, end: int) -> bool:
    """Tell whether 总工会 follows at once, which even a short county name may bear."""
    return text.startswith("总工会", end)


def followed_by_union(text: str, end: int) -> bool:
    """Tell whether a name is that of a union: 宁波市总, 余姚市总工会, 新疆工会."""
    return bool(_UNION.match(text, end))


def _character_class(chars: Iterable[str]) -> str:
    """Give the pattern of any of some characters, or of none at all."""
    found = "".join(sorted(set(chars)))
    return f"[{re.escape(found)}]" if found else "(?!)"


def _spellings(name: str, level: str) -> Iterator[tuple[str, bool]]:
    """Give the spellings of a name and whether each needs confirmation."""
    name = fold_characters(name)
    if name in _NAMELESS or "直辖" in name:
        return
    yield name, name in _COMMON
    if level == "organisation":
        short = re.sub(r"^(?:中国石油|中石油|中石化|中国|国家)", "", name)
        bare = re.sub(r"(?:分公司|有限公司|集团公司|集团|公司|总工会)$", "", short)
        for form in dict.fromkeys((short, bare)):
            if 4 <= len(form) < len(name):
                yield form, False
        return
    base = _SUFFIX.sub("", _AUTONOMOUS.sub("", name))
    if _AUTONOMOUS.search(name):
        bare = _PEOPLE.sub("", base)
        base = bare if len(bare) >= 2 else base  # 内蒙古 is no 内
        if name[-1] in "县旗州" and len(base) >= 2:
            yield base + name[-1], False
    if len(base) < 2 or base == name or (level == "county" and base in _EVERYDAY):
        return
    autonomous = level == "county" and bool(_AUTONOMOUS.search(name)) and len(base) == 2
    plain = level == "province" or (level == "prefecture" and base not in _WORDLIKE)
    yield base, not (plain or (autonomous and base not in _WORDLIKE))
