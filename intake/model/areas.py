"""The list of areas and the search in it, by code or by the names that offices use."""

import re
from dataclasses import dataclass, field
from functools import cached_property

import pandas as pd

from intake.model.text_normalization import comparison_form

TOTALS = frozenset(
    [
        where + what
        for where in ("", "全国", "全省", "全市", "全区", "全县")
        for what in ("合计", "总计")
    ]
    + ["总数", "小计", "全部", "全国", "全省", "全市", "全区", "全县", "total"]
)
"""Labels of rows that are the total of the table's area."""

_RANKS = frozenset("省市县区")
_UNION_ENDING = re.compile(r"(?:地区|市直)?(?:总工会|工会联合会|工会|总工联|总公司工会)$")
_AREA_ENDING = (
    r"(?:特别行政区|(?:壮族|回族|维吾尔)?自治区|自治[州县旗]|[省市县区旗盟州]|地区|林区|新区)$"
)
_ETHNIC_GROUPS = re.compile(
    "(?:土家族|苗族|壮族|侗族|瑶族|彝族|白族|傣族|藏族|羌族|回族|满族|蒙古族|朝鲜族|布依族|黎族|"
    "畲族|哈尼族|拉祜族|佤族|纳西族|景颇族|傈僳族|土族|撒拉族|东乡族|保安族|裕固族|哈萨克|蒙古|"
    "柯尔克孜|塔吉克|锡伯|仡佬族|水族|毛南族|仫佬族|独龙族|怒族|普米族|布朗族|达斡尔族|"
    "鄂温克族|鄂伦春|各族)+$"
)


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
        return cls({row[0]: ReferenceArea(*row) for row in rows})

    def find(self, name: str, within: str = "") -> list[str]:
        """Return the codes that `name` may mean.

        If some of them are in the area `within`, only those are returned.
        """
        text = comparison_form(name)
        names = self._codes_by_name
        codes = names.get(text) or names.get(_UNION_ENDING.sub("", text)) or ()
        inside = [code for code in codes if within in self.parents(code)] if within else []
        return self._prefer_province(inside or list(codes))

    def area_in_text(self, text: str, within: str = "") -> str:
        """Return the code of the area that a title or a file name mentions.

        If some of its possible areas are in the area `within`, only those count. If the text
        mentions no area, or several are possible, the result is "".
        """
        codes = self.areas_in_text(text, within)
        return codes[0] if len(codes) == 1 else ""

    def areas_in_text(self, text: str, within: str = "") -> list[str]:
        """Return the codes of all areas that the first area name in a text may mean.

        If some of them are in the area `within`, only those are returned.
        """
        line = comparison_form(text)
        for start in range(len(line)):
            for end in range(min(len(line), start + 15), start + 1, -1):
                codes = self._codes_by_full_name.get(line[start:end], [])
                if codes:
                    inside = [code for code in codes if within in self.parents(code)] or codes
                    return list(dict.fromkeys(self._extend(code, line[end:]) for code in inside))
        return []

    def parents(self, code: str) -> list[str]:
        """Return the codes of the areas that contain `code`, from the smallest to the largest."""
        parents: list[str] = []
        area = self.by_code.get(code)
        while area and area.parent and area.parent not in parents:
            parents.append(area.parent)
            area = self.by_code.get(area.parent)
        return parents

    def children(self, code: str) -> list[str]:
        """Return the codes of the areas directly below `code`."""
        return list(self._children.get(code, ()))

    def similar_codes(self, name: str, within: str = "") -> str:
        """Return the codes of up to three areas with similar names, joined by ", ".

        Areas in `within` come first; for them one common character is enough.
        """
        text = comparison_form(name)
        if text.isdigit():
            near = [code for code in self.by_code if code[:4] == text[:4]]
            return ", ".join(near[:3])
        letters = set(_UNION_ENDING.sub("", text)) - _RANKS
        scored = []
        for area in self.by_code.values():
            other = set(area.name) - _RANKS
            common = letters & other
            inside = bool(common) and within in self.parents(area.code)
            share = len(common) / (len(letters | other) or 1)
            if inside or len(common) > 1:
                scored.append((share + inside, area.code))
        best = sorted((-score, code) for score, code in scored if score > 0.3)
        return ", ".join(code for _, code in best[:3])

    def _prefer_province(self, codes: list[str]) -> list[str]:
        """Return only the province's code if a province and a city have the same name (吉林).

        Otherwise all codes are returned.
        """
        provinces = [code for code in codes if code.endswith("0000")]
        return provinces if len(provinces) == 1 else codes

    def _extend(self, code: str, rest: str) -> str:
        """Return the code of the area inside `code` whose name `rest` begins with; else `code`.

        For 宁波市海曙区, `code` is that of 宁波市 and `rest` is 海曙区.
        """
        for end in range(min(len(rest), 12), 1, -1):
            for inner in self._codes_by_full_name.get(rest[:end], ()):
                if code in self.parents(inner):
                    return self._extend(inner, rest[end:])
        return code

    @cached_property
    def _children(self) -> dict[str, list[str]]:
        """Codes of the areas directly below each area."""
        children: dict[str, list[str]] = {}
        for area in self.by_code.values():
            children.setdefault(area.parent, []).append(area.code)
        return children

    @cached_property
    def _codes_by_full_name(self) -> dict[str, list[str]]:
        """Codes by full name and, for areas larger than a county, also by short name."""
        codes: dict[str, list[str]] = {}
        for area in self.by_code.values():
            for name in {comparison_form(area.name), _short_name(area.name)} - {""}:
                if len(name) > 1 and (name == comparison_form(area.name) or area.level != "county"):
                    codes.setdefault(name, []).append(area.code)
        return codes

    @cached_property
    def _codes_by_name(self) -> dict[str, list[str]]:
        """Codes by full and short name.

        A short name that is another area's full name is left out.
        """
        full: dict[str, list[str]] = {}
        short: dict[str, list[str]] = {}
        for area in self.by_code.values():
            for name in {comparison_form(area.name), comparison_form(area.english)} - {""}:
                full.setdefault(name, []).append(area.code)
            if brief := _short_name(area.name):
                short.setdefault(brief, []).append(area.code)
        return {**short, **full}


def _short_name(name: str) -> str:
    """Shorten a name: 宁波市 → 宁波, 彭水苗族土家族自治县 → 彭水.

    If only one character would be left, the result is "".
    """
    text = re.sub(_AREA_ENDING, "", comparison_form(name))
    bare = _ETHNIC_GROUPS.sub("", text)
    text = bare if len(bare) > 1 else text
    return text if len(text) > 1 and text != comparison_form(name) else ""


def is_total(label: str) -> bool:
    """Return whether a label means the total of the table's area: 合计, 全市."""
    return comparison_form(label).strip(":") in TOTALS
