"""Areas that report at random: gaps, counts since January, quarters, own figures, open bounds."""

import random
from dataclasses import dataclass
from typing import Any

import pandas as pd

from quantities import parse_quantity
from tests.helpers.plain_totals import Unit

FIRST, LAST = 2023 * 12 + 6, 2025 * 12 + 8
"""July 2023 to September 2025."""
WAYS = {
    "joined": ("sum", "sum"),
    "members": ("sum", "last"),
    "calls": ("none", "sum"),
    "settled": ("sum", "sum"),
    "taken": ("sum", "sum"),
    "share": ("none", "none"),
    "joined_target": ("none", "none"),
}
KINDS = {"members": "stock", "share": "ratio", "joined_target": "target"}
SPELLINGS = {"joined": "sum", "members": "last", "share": "none", "joined_target": "none"}


def indicators() -> list[dict[str, Any]]:
    """Entries of indicators.yaml, some with the long spelling of `aggregation`."""
    entries = []
    for code, (areas, time) in WAYS.items():
        entry: dict[str, Any] = {
            "code": code,
            "name": {"zh": f"指标{code}", "en": code},
            "definition": {"zh": "试验", "en": "test"},
            "unit": {"zh": "%", "en": "%"} if code == "share" else {"zh": "人", "en": "people"},
            "classifiers": ["人"],
            "topic": "organisation",
            "kind": KINDS.get(code, "flow"),
            "aggregation": SPELLINGS.get(code, {"areas": areas, "time": time}),
        }
        if code == "share":
            entry |= {"numerator": "settled", "denominator": "taken"}
        if code == "joined_target":
            entry["target_for"] = "joined"
        entries.append(entry)
    return entries


@dataclass
class Reports:
    """Areas as a code list and as units, and what they have reported."""

    areas: pd.DataFrame
    units: list[Unit]
    figures: pd.DataFrame
    broken: set[tuple[str, str, str]]


def month(number: int) -> str:
    return f"{number // 12:04d}-{number % 12 + 1:02d}"


def random_reports(seed: int) -> Reports:
    """A province with cities, counties and unions of industries, two years of their reports."""
    chance = random.Random(seed)
    units = [Unit("100000", "", "country"), Unit("330000", "100000", "province")]
    for city in range(chance.randint(1, 3)):
        code = f"330{city + 1}00"
        units.append(Unit(code, "330000", "prefecture"))
        for county in range(chance.randint(0, 5)):
            unit = Unit(f"{code[:4]}{county + 2:02d}", code)
            if chance.random() < 0.1:
                unit.since = chance.randint(FIRST, LAST)
            elif chance.random() < 0.1:
                unit.until = chance.randint(FIRST, LAST)
            units.append(unit)
        if chance.random() < 0.5:
            units.append(Unit(f"ORG-{city}", code, "organisation"))
    rows: dict[tuple[str, str, str], dict[str, Any]] = {}
    broken: set[tuple[str, str, str]] = set()
    for unit in units[1:]:
        for code in WAYS:
            for row in _series(chance, unit, code):
                rows[code, unit.code, row["time_period"]] = row
                if row["obs_status"] == "B":
                    broken.add((code, unit.code, row["time_period"]))
    figures = pd.DataFrame(list(rows.values()), columns=list(COLUMNS))
    return Reports(_area_list(units), units, figures.astype(COLUMNS), broken)


COLUMNS = {
    **dict.fromkeys(("indicator", "programme", "ref_area", "breakdown", "time_period"), "str"),
    "as_reported": "str",
    **dict.fromkeys(("value", "value_low", "value_high"), "float64"),
    **dict.fromkeys(("qualifier", "obs_status", "source", "locator", "note"), "str"),
}


def _series(chance: random.Random, unit: Unit, code: str) -> list[dict[str, Any]]:
    """What a unit reports of an indicator: regularly, now and then, or never."""
    is_parent = unit.level in ("province", "prefecture")
    if chance.random() < (0.75 if is_parent else 0.1):
        return []
    if unit.level == "organisation" and chance.random() < 0.5:
        return []
    if code == "joined_target":
        years = [str(year) for year in (2024, 2025) if chance.random() < 0.8]
        return [_row(chance, code, unit, year, 12_000) for year in years]
    kept = chance.choice([1.0, 1.0, 0.97, 0.8])
    numbers = [each for each in range(FIRST, LAST + 1) if chance.random() < kept]
    if chance.random() < 0.2:
        numbers = [each for each in numbers if each < LAST]
    style = chance.choice(["months", "months", "months", "since", "both", "quarters", "years"])
    periods = [month(each) for each in numbers]
    if code in ("joined", "calls", "settled", "taken"):
        since = [f"{each // 12}-01/{month(each)}" for each in numbers if each % 12]
        quarters = [f"{month(each - 2)}/{month(each)}" for each in numbers if each % 3 == 2]
        if style == "since":
            periods = since + [each for each in periods if each.endswith("-01")]
        elif style == "both":
            periods += chance.sample(since, len(since) // 2)
        elif style == "quarters":
            periods = quarters + chance.sample(periods, len(periods) // 2)
        elif style == "years":
            periods += ["2024", "2023", "2025-01/2025-06"]
    elif code == "share":
        periods = chance.sample([*periods, "2025-01/2025-09", "2024-01/2024-09"], 4)
    return [_row(chance, code, unit, period, 900) for period in dict.fromkeys(periods)]


def _row(chance: random.Random, code: str, unit: Unit, period: str, size: int) -> dict[str, Any]:
    """One figure: mostly exact, now and then with 余, 近, 约 or 以上."""
    value, sign = chance.randint(0, size), "%" if code == "share" else "人"
    value = min(value, 100) if code == "share" else value
    wording = f"{value}{sign}"
    if chance.random() < 0.1 and value >= 100 and code != "share":
        value -= value % 100
        around = [f"{value}余{sign}", f"近{value}{sign}", f"约{value}{sign}", f"{value}{sign}以上"]
        wording = chance.choice(around)
    number = parse_quantity(wording)
    return {
        "indicator": code,
        "programme": "",
        "ref_area": unit.code,
        "breakdown": "",
        "time_period": period,
        "as_reported": wording,
        "value": number.value,
        "value_low": float("nan") if number.low is None else number.low,
        "value_high": float("nan") if number.high is None else number.high,
        "qualifier": number.qualifier.value,
        "obs_status": "B" if chance.random() < 0.005 else "A",
        "source": "s",
        "locator": "",
        "note": "",
    }


def _area_list(units: list[Unit]) -> pd.DataFrame:
    """The code list of areas: unions of industries are the country's, and answer to their city."""
    rows = []
    for unit in units:
        is_union = unit.level == "organisation"
        rows.append(
            {
                "code": unit.code,
                "name_zh": f"名{unit.code}",
                "name_en": unit.code,
                "parent": "100000" if is_union else unit.above,
                "level": unit.level,
                "tile_row": "",
                "tile_col": "",
                "reports_to": unit.above if is_union else "",
                "since": month(unit.since) if unit.since else "",
                "until": month(unit.until) if unit.until < 99_999 else "",
            }
        )
    return pd.DataFrame(rows).astype("str")
