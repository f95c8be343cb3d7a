"""The list of areas: search by code or by the names that offices use, and what areas consist of.

Also the area that a total (合计, 全市) in a table is the number of.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from operator import attrgetter
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from chinese_text.characters import comparison_form, fold_characters
from chinese_text.names import PEOPLES_AT_END, is_unlisted_label
from file_formats import csv

_WHOLE_AREAS = ("全国", "全省", "全市", "全区", "全县")
_TOTAL_LABELS = frozenset(
    [area + total for area in ("", *_WHOLE_AREAS) for total in ("合计", "总计")]
    + ["总数", "小计", "全部", *_WHOLE_AREAS, "total"]
)
"""Labels of rows that are the total of the table's area (合计 "total", 全市 "whole city")."""
_MAX_NAME_LENGTH = 15
"""Characters of the longest name of an area: 积石山保安族东乡族撒拉族自治县."""
_MIN_SIMILARITY = 0.3
"""Share of common characters from which another area's name is suggested for a misspelt one."""
_LEVEL_CHARACTERS = frozenset("省市县区")
"""Province, city, county, district: too frequent in names to make two of them similar."""
_UNION_ENDING = re.compile(r"(?:地区|市直)?(?:总工会|工会联合会|工会|总工联|总公司工会)$")
_AREA_ENDING = (
    r"(?:特别行政区|(?:壮族|回族|维吾尔)?自治区|自治[州县旗]|[省市县区旗盟州]|地区|林区|新区)$"
)
_ENGLISH_LEVEL = re.compile(r"\s+(?:Province|City|District|County|Prefecture|League|Banner)$")

# 330106, the same for its statistics (330106000, 330106000000), with a name before or after it.
_CODE_AND_NAME = re.compile(
    r"(?P<before>\D*?)[(\[【]?(?P<code>\d{6})(?:0{3}|0{6})?[)\]】]?(?P<after>\D*)"
)
# A part of an area that is in no list of areas: a zone, a subdistrict, a town.
_UNLISTED_PART = re.compile(
    r"(?!各|全|所有|下辖)[\u4e00-\u9fff]{0,6}?(?:高新(?:技术产业开发)?区|经开区|开发区|保税区|新区|"
    r"[\u4e00-\u9fff]街道|(?<!乡)镇(?!江|海|原|平|坪|宁|雄|巴|赉|远|安|康|沅|村))"
)
_SUBTOTAL = re.compile("(?<=.)(?:小计|合计|总计)$")
_TOTAL_OF_PERIODS = re.compile(
    "(?:[一二两三四五六七八九十0-9]{1,3}个?)?[年季月](?:度|份)?(?:小计|合计|总计)"
)
_GROUPS = ("市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划")
"""Names of entries between a municipality or province and its counties, which are no areas."""
_COUNTRY = "100000"
_NOT_IN_NATIONAL_TABLES = ("710000", "810000", "820000")
WHOLE_AREAS = {"全国": "国", "全省": "省", "全市": "市", "全区": "区", "全县": "县"}
"""Labels of a whole area (全市 "whole city"), and the last character of such an area's name."""


class FormerArea(NamedTuple):
    """A name or code that an area had until a year, as in the issues of GB/T 2260 from 1980 on.

    `area` is the code of the same area today, "" if it was dissolved. `parts_of` are the codes of
    the areas that a dissolved area was merged into or divided among, as far as they are known.
    """

    code: str
    name: str
    last_year: str
    area: str
    parts_of: tuple[str, ...]


@cache
def read_former_areas() -> tuple[FormerArea, ...]:
    """Return the names and codes that areas of the country had in earlier years."""
    rows = csv.read_records((Path(__file__).parent / "former_areas.csv").read_bytes())
    return tuple(
        FormerArea(
            row["code"], row["name"], row["last_year"], row["area"], tuple(row["parts_of"].split())
        )
        for row in rows
    )


def _simplify_name(name: str) -> str:
    """Return a name of an area in simplified characters: 臺州市 → 台州市.

    乾 is kept, since it is an area's own character (乾县), and not only the traditional form of 干.
    """
    return "乾".join(map(fold_characters, name.split("乾")))


@dataclass(frozen=True)
class ReferenceArea:
    """One area of the list."""

    code: str
    name: str
    english: str
    parent: str
    level: str


@dataclass(frozen=True)
class AreaList:
    """The list of areas; a name may belong to several of them."""

    by_code: dict[str, ReferenceArea] = field(default_factory=dict)

    @classmethod
    def from_table(cls, table: pd.DataFrame) -> "AreaList":
        """Build the list from the columns of areas.csv: code, name_zh, name_en, parent, level."""
        columns = ["code", "name_zh", "name_en", "parent", "level"]
        rows = table[columns].astype(str).itertuples(index=False, name=None)
        return cls({code: ReferenceArea(code, *attributes) for code, *attributes in rows})

    def find(self, name: str, within: str = "") -> list[str]:
        """Return the codes of the areas that the name of an area or of its union may mean.

        海曙区总工会 is the trade union of the district 海曙区, and 宁波市海曙区 is this district in
        the city 宁波市. A full name counts before a short one, a present name before a former one.
        A code beside the name of another area may mean both. If some of the areas are in the area
        `within`, only those are returned; [] for an unknown name.
        """
        name = _simplify_name(comparison_form(name))
        if coded := _CODE_AND_NAME.fullmatch(name):
            return self._find_coded(coded["code"], coded["before"] or coded["after"])
        area_name = _UNION_ENDING.sub("", name)
        codes = self._codes_by_name.get(name) or self._codes_by_name.get(area_name) or []
        codes = codes or self._find_below(area_name)
        codes = [code for code in codes if within in self.parents(code)] or codes
        # 吉林 is a province (220000, with four zeros) and a city in it: the province is meant.
        provinces = [code for code in codes if code.endswith("0000")]
        return provinces if len(provinces) == 1 else list(codes)

    def find_area_in_text(self, text: str, within: str = "") -> str:
        """Return the code of the first area that a title or a file name mentions.

        If some of its possible areas are in the area `within`, only those count. If the text
        mentions no area, or several are possible, the result is "".
        """
        codes = self.find_areas_in_text(text, within)
        return codes[0] if len(codes) == 1 else ""

    def find_areas_in_text(self, text: str, within: str = "") -> list[str]:
        """Return the codes of all areas that the first area name in a text may mean.

        宁波市海曙区 is the district 海曙区 in 宁波市. If some areas are in the area `within`, only
        those are returned; [] if the text names none.
        """
        text = _simplify_name(comparison_form(text))
        for start in range(len(text)):
            # The longest name first: 南京市 before 南京; no name has a single character.
            for end in range(min(len(text), start + _MAX_NAME_LENGTH), start + 1, -1):
                codes = self._codes_by_name_in_text.get(text[start:end])
                if codes is not None:
                    codes = [code for code in codes if within in self.parents(code)] or codes
                    following_text = text[end:]
                    inner_codes = [
                        inner
                        for code in codes
                        for inner in self._find_areas_inside(code, following_text)
                    ]
                    return list(dict.fromkeys(inner_codes))
        return []

    def find_dissolved(self, name: str, within: str = "") -> FormerArea | None:
        """Return the dissolved area that had a name or a code; None for any other name or code.

        Of several that had the name it is the one that was in the city `within`, if there is one.
        """
        name = _UNION_ENDING.sub("", _simplify_name(comparison_form(name)))
        coded = _CODE_AND_NAME.fullmatch(name)
        in_city = (
            former
            for former in read_former_areas()
            if former.name == name and not former.area and former.code[:4] == within[:4]
        )
        dissolved_area = self._dissolved.get(coded["code"] if coded else name)
        if dissolved_area and not coded:
            dissolved_area = next(in_city, dissolved_area)
        if dissolved_area or coded:
            return dissolved_area
        # 杭州市下城区: the name of the area that contains it stands before its own.
        starts = (start for start in range(2, len(name) - 1) if self.find(name[:start]))
        inner_areas = (self._dissolved.get(name[start:]) for start in starts)
        return next(filter(None, inner_areas), None)

    def _find_coded(self, code: str, name: str) -> list[str]:
        """Return the codes of the areas that a cell with a code and perhaps a name may mean.

        If the name belongs to other areas than the code, all of them are returned.
        """
        code = self._codes_by_former_code.get(code, code)
        if code not in self.by_code:
            return []
        named = self.find(name) if name else [code]
        return [code] if code in named or not named else [code, *named]

    def _find_below(self, name: str) -> list[str]:
        """Return the codes of the areas whose name follows that of a larger area: 宁波市海曙区.

        `name` is in comparison form. Areas between the two may be left out of it. [] if the text
        is not made of two such names.
        """
        for end in range(2, min(len(name) - 1, _MAX_NAME_LENGTH + 1)):
            outer = set(self._codes_by_name.get(name[:end], ()))
            if not outer:
                continue
            inner = self._codes_by_name.get(name[end:]) or self._find_below(name[end:])
            if codes := [code for code in inner if outer.intersection(self.parents(code))]:
                return codes
        return []

    def parents(self, code: str) -> list[str]:
        """Return the codes of the areas that contain `code`, from the smallest to the largest.

        `code` itself is not among them; [] for the country and for an unknown code.
        """
        parents: list[str] = []
        area = self.by_code.get(code)
        # In a faulty list areas may contain each other.
        while area and area.parent and area.parent not in parents:
            parents.append(area.parent)
            area = self.by_code.get(area.parent)
        return parents

    def children(self, code: str) -> list[str]:
        """Return the codes of the areas directly below `code`."""
        return list(self._children.get(code, ()))

    def suggest_area_codes(self, name: str, within: str = "") -> str:
        """Return the codes of up to three areas with similar names, joined by ", "; "" for none.

        They are shown beside the problem of an unknown area. Similar names have characters in
        common; the score is their share of all characters of both names. Areas in `within` come
        first; for them one common character is enough. For a dissolved area they are those that it
        went to. For a wrong code they are the first codes of the same city: 330299 → 330200,
        330203, 330205.
        """
        name = _simplify_name(comparison_form(name))
        if (dissolved := self.find_dissolved(name, within)) and dissolved.parts_of:
            return ", ".join(code for code in dissolved.parts_of if code in self.by_code)
        if name.isdigit():
            # The first four digits of an area code are those of its province and city.
            return ", ".join([code for code in self.by_code if code[:4] == name[:4]][:3])
        characters = set(_UNION_ENDING.sub("", name)) - _LEVEL_CHARACTERS
        common_counts = Counter(
            code for character in characters for code in self._codes_by_character.get(character, ())
        )
        scores: dict[str, float] = {}
        for code, common in common_counts.items():
            is_inside = within in self.parents(code)
            if is_inside or common > 1:
                area_count = len(set(self.by_code[code].name) - _LEVEL_CHARACTERS)
                # All distinct characters of both names.
                scores[code] = common / (len(characters) + area_count - common) + is_inside
        codes = [code for code, score in scores.items() if score > _MIN_SIMILARITY]
        return ", ".join(sorted(codes, key=lambda code: (-scores[code], code))[:3])

    def _find_areas_inside(self, code: str, following_text: str) -> list[str]:
        """Return the codes of the areas inside `code` that the text after its name may begin with.

        For 宁波市海曙区, `code` is that of 宁波市 and the following text is 海曙区; the text after
        that is searched in the same way. If the text begins with no such area, the result is `code`
        itself. If it begins with a part that is not in the list, or no longer (宁波市高新区,
        上海市闸北区), the result is [].
        """
        for end in range(min(len(following_text), _MAX_NAME_LENGTH), 1, -1):
            codes_of_name = self._codes_by_name_in_text.get(following_text[:end])
            inner_codes = [each for each in codes_of_name or () if code in self.parents(each)]
            if inner_codes:
                rest = following_text[end:]
                found = (self._find_areas_inside(inner, rest) for inner in inner_codes)
                return [innermost for codes in found for innermost in codes]
            # The name of a dissolved area has no codes.
            if codes_of_name == []:
                return []
        return [] if _UNLISTED_PART.match(following_text) else [code]

    @cached_property
    def _codes_by_character(self) -> dict[str, list[str]]:
        """Codes of the areas whose name has a character, without those of levels (省, 市)."""
        codes: dict[str, list[str]] = {}
        for area in self.by_code.values():
            for character in set(area.name) - _LEVEL_CHARACTERS:
                codes.setdefault(character, []).append(area.code)
        return codes

    @cached_property
    def _children(self) -> dict[str, list[str]]:
        """Codes of the areas directly below each area."""
        children: dict[str, list[str]] = {}
        for area in self.by_code.values():
            children.setdefault(area.parent, []).append(area.code)
        return children

    @cached_property
    def _codes_by_name_in_text(self) -> dict[str, list[str]]:
        """Codes by full area name and, for areas larger than a county, also by short name.

        Short names of counties are left out: many of them are ordinary words in running text.
        Former names are included; those of dissolved areas have no codes ([]).
        """
        codes: dict[str, list[str]] = {name: [] for name in self._dissolved if not name.isdigit()}
        codes |= self._codes_by_former_name
        for area in self.by_code.values():
            short_name = "" if area.level == "county" else _shorten_area_name(area.name)
            for name in {comparison_form(area.name), short_name}:
                if len(name) > 1:
                    codes.setdefault(name, []).append(area.code)
        return codes

    @cached_property
    def _codes_by_name(self) -> dict[str, list[str]]:
        """Codes of areas by full, English and short name.

        If one area's short name is another area's full name, it means the latter. A former name
        that an area has today means the area of today.
        """
        full: dict[str, list[str]] = {}
        short: dict[str, list[str]] = {}
        for area in self.by_code.values():
            for name in {comparison_form(area.name), comparison_form(area.english)} - {""}:
                full.setdefault(name, []).append(area.code)
            for name in {_shorten_area_name(area.name), _shorten_english_name(area.english)} - {""}:
                short.setdefault(name, []).append(area.code)
        return {**self._codes_by_former_name, **short, **full}

    @cached_property
    def _codes_by_former_name(self) -> dict[str, list[str]]:
        """Codes of areas by the names that they had in earlier years."""
        codes: dict[str, list[str]] = {}
        # The last one that had a name counts: 莱芜市 was a county, then a city that was dissolved.
        last_year_by_name = {
            former_area.name: former_area.last_year
            for former_area in sorted(read_former_areas(), key=attrgetter("last_year"))
        }
        for former in read_former_areas():
            if former.last_year == last_year_by_name[former.name]:
                codes.setdefault(former.name, []).append(former.area)
        distinct = {name: list(dict.fromkeys(areas)) for name, areas in codes.items()}
        # A name of a dissolved area ("") or of one outside this list is left out.
        return {name: areas for name, areas in distinct.items() if self.by_code.keys() >= {*areas}}

    @cached_property
    def _codes_by_former_code(self) -> dict[str, str]:
        """Codes of areas by the codes that they had in earlier years, for tables of those years."""
        return {former.code: former.area for former in read_former_areas() if former.area}

    @cached_property
    def _dissolved(self) -> dict[str, FormerArea]:
        """Dissolved areas by name and by code, without names and codes that areas have today."""
        names = {area.name for area in self.by_code.values()} | set(self._codes_by_former_name)
        gone = [former for former in read_former_areas() if not former.area]
        by_name = {former.name: former for former in gone if former.name not in names}
        codes = {former.code: former for former in gone if former.code not in self.by_code}
        return by_name | {
            code: former for code, former in codes.items() if code not in self._codes_by_former_code
        }


def _shorten_area_name(name: str) -> str:
    """Return an area's name without its level and ethnic groups: 彭水苗族土家族自治县 → 彭水.

    The groups are kept if fewer than two characters would be left: 东乡族自治县 → 东乡族. "" if the
    name has no level, or if only one character would be left (沙市).
    """
    name = comparison_form(name)
    without_level = re.sub(_AREA_ENDING, "", name)
    without_groups = PEOPLES_AT_END.sub("", without_level)
    short_name = without_groups if len(without_groups) > 1 else without_level
    return short_name if len(short_name) > 1 and short_name != name else ""


def _shorten_english_name(name: str) -> str:
    """Return an English name in comparison form without its level: Jiaojiang District → jiaojiang.

    "" if the name has no level.
    """
    short_name = comparison_form(_ENGLISH_LEVEL.sub("", name))
    return short_name if short_name != comparison_form(name) else ""


def is_total_label(label: str) -> bool:
    """Return whether a row's label means the total of the table's area: 合计 (total), 全市."""
    return _simplify_name(comparison_form(label)).strip(":") in _TOTAL_LABELS


def is_subtotal_label(label: str) -> bool:
    """Return whether a label is the total of some rows: 市区小计, 本页小计, 县（市）合计."""
    return bool(_SUBTOTAL.search(_simplify_name(comparison_form(label)).strip(":")))


def is_total_of_periods(label: str) -> bool:
    """Return whether a label is the total of the periods beside it: 三年合计, 季度合计."""
    return bool(_TOTAL_OF_PERIODS.fullmatch(comparison_form(label)))


def is_unlisted_part(label: str) -> bool:
    """Return whether a label names a town, an enterprise or the like, which no list of areas has.

    附海镇, 白沙路街道, 平湖石化有限责任公司工会.
    """
    return is_unlisted_label(_simplify_name(comparison_form(label)))


def resolve_county_group(code: str, areas: AreaList) -> str:
    """Return the area that a code stands for: itself, or the parent of a group of counties.

    A group is an entry of the list that is no area of its own. 市辖区 ("districts") of Shanghai,
    310100 → 310000: its districts belong to Shanghai itself.
    """
    area = areas.by_code.get(code)
    return area.parent if area and area.name in _GROUPS else code


def find_common_parent(codes: Sequence[str], areas: AreaList) -> str:
    """Return the area that more than half of the areas `codes` are directly in; "" without one.

    Ambiguous names of a table then mean areas inside it.
    """
    parents = (
        resolve_county_group(parent, areas) for code in codes for parent in areas.parents(code)[:1]
    )
    parent_counts = Counter(parents)
    parent, count = parent_counts.most_common(1)[0] if parent_counts else ("", 0)
    return parent if 2 * count > parent_counts.total() else ""


def list_parts(code: str, areas: AreaList) -> list[str]:
    """Return the codes of the areas that an area consists of, so that they add up to it.

    Groups of counties are replaced by their counties. Organisations, which are children of the
    country, and the areas of _NOT_IN_NATIONAL_TABLES are left out.
    """
    parts: list[str] = []
    for child in areas.children(code):
        if areas.by_code[child].name in _GROUPS:
            parts += areas.children(child)
        elif areas.by_code[child].level != "organisation":
            parts.append(child)
    return [part for part in parts if part not in _NOT_IN_NATIONAL_TABLES]


def find_whole_area(label: str, within: str, areas: AreaList) -> str:
    """Return the code of the area that 全市 (whole city) or 合计 (total) means in a table.

    `within` is the area of the table. 合计 means this area; 全省 in the table of a city means the
    city's province. "" if `within` and the areas that contain it are none of the label's kind: 全市
    in the table of a province. Only for labels that `is_total_label` accepts.
    """
    ending = WHOLE_AREAS.get(label[:2])  # 全市合计 begins with 全市
    if not ending:
        return within
    if ending == "国":
        return _COUNTRY
    # From the table's area outwards.
    codes = [within, *areas.parents(within)]
    name_by_code = {code: areas.by_code[code].name for code in codes if code in areas.by_code}
    return next((code for code, name in name_by_code.items() if name.endswith(ending)), "")
