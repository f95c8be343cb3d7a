"""AreaList found by code or by the names that offices use for them."""

import re
from dataclasses import dataclass, field
from functools import cached_property

import pandas as pd

from intake.model.characters import comparison_form

_WHOLES = ("全国", "全省", "全市", "全区", "全县")
TOTALS = frozenset(
    [
        where + what
        for where in ("", "全国", "全省", "全市", "全区", "全县")
        for what in ("合计", "总计")
    ]
    + ["总数", "小计", "全部", "全国", "全省", "全市", "全区", "全县", "total"]
)
"""Rows that stand for the whole of the table's area."""

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
    """The list of areas, asked by code or by name."""

    by_code: dict[str, ReferenceArea] = field(default_factory=dict)

    @classmethod
    def of(cls, table: pd.DataFrame) -> "AreaList":
        """Take the list as areas.csv has it (code, name_zh, name_en, parent, level)."""
        columns = ["code", "name_zh", "name_en", "parent", "level"]
        rows = table[columns].astype(str).itertuples(index=False, name=None)
        return cls({row[0]: ReferenceArea(*row) for row in rows})

    def find(self, name: str, within: str = "") -> list[str]:
        """Return the codes that `name` may mean, those below `within` alone if there are any."""
        text = comparison_form(name)
        codes = self._names.get(text) or self._names.get(_UNION_ENDING.sub("", text)) or ()
        inside = [code for code in codes if within in self.parents(code)] if within else []
        return self._highest(inside or list(codes))

    def area_in_text(self, text: str, within: str = "") -> str:
        """Return the area that a title or a file's name speaks of; "" if none or several."""
        codes = self.areas_in_text(text, within)
        return codes[0] if len(codes) == 1 else ""

    def areas_in_text(self, text: str, within: str = "") -> list[str]:
        """Return every area that the first name of an area in a line of text may mean."""
        line = comparison_form(text)
        for start in range(len(line)):
            for end in range(min(len(line), start + 15), start + 1, -1):
                codes = self._full_names.get(line[start:end], [])
                if codes:
                    inside = [code for code in codes if within in self.parents(code)] or codes
                    return list(dict.fromkeys(self._deeper(code, line[end:]) for code in inside))
        return []

    def parents(self, code: str) -> list[str]:
        """Return the areas that hold `code`, from near to far."""
        found: list[str] = []
        area = self.by_code.get(code)
        while area and area.parent and area.parent not in found:
            found.append(area.parent)
            area = self.by_code.get(area.parent)
        return found

    def children(self, code: str) -> list[str]:
        """Return the areas directly below `code`."""
        return list(self._below.get(code, ()))

    def closest(self, name: str, within: str = "") -> str:
        """Return the codes of up to three areas whose names share letters with `name`.

        Those below `within` come first; one letter in common is enough for them alone.
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
        best = sorted((one for one in scored if one[0] > 0.3), key=lambda one: (-one[0], one[1]))
        return ", ".join(code for _, code in best[:3])

    def _highest(self, codes: list[str]) -> list[str]:
        """Of a province and a city of one name (吉林) the province is meant."""
        highest = [code for code in codes if code.endswith("0000")]
        return highest if len(highest) == 1 else codes

    def _deeper(self, code: str, rest: str) -> str:
        """Go on to a smaller area named right after: 宁波市海曙区."""
        for end in range(min(len(rest), 12), 1, -1):
            for inner in self._full_names.get(rest[:end], ()):
                if code in self.parents(inner):
                    return self._deeper(inner, rest[end:])
        return code

    @cached_property
    def _below(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for area in self.by_code.values():
            found.setdefault(area.parent, []).append(area.code)
        return found

    @cached_property
    def _full_names(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for area in self.by_code.values():
            for name in {comparison_form(area.name), _short_name(area.name)} - {""}:
                if len(name) > 1 and (name == comparison_form(area.name) or area.level != "county"):
                    found.setdefault(name, []).append(area.code)
        return found

    @cached_property
    def _names(self) -> dict[str, list[str]]:
        """Full names first; a short name counts only where no full name reads the same."""
        full: dict[str, list[str]] = {}
        short: dict[str, list[str]] = {}
        for area in self.by_code.values():
            for name in {comparison_form(area.name), comparison_form(area.english)} - {""}:
                full.setdefault(name, []).append(area.code)
            if brief := _short_name(area.name):
                short.setdefault(brief, []).append(area.code)
        return {**short, **full}


def _short_name(name: str) -> str:
    """Shorten a name: 宁波市 is 宁波, 彭水苗族土家族自治县 is 彭水; "" if one letter is left."""
    text = re.sub(_AREA_ENDING, "", comparison_form(name))
    bare = _ETHNIC_GROUPS.sub("", text)
    text = bare if len(bare) > 1 else text
    return text if len(text) > 1 and text != comparison_form(name) else ""


def is_total(label: str) -> bool:
    """Say whether a row's label stands for the whole of the table's area."""
    return comparison_form(label).strip(":") in TOTALS
