"""The figures of the invented city: those of months.csv as they stand, others from a fixed seed.

What they show of real streams, such as a late county, is listed in cases.yaml.
"""

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from file_formats import csv, yaml
from periods import last_month

TABLES = Path(__file__).parent
CASES: dict[str, dict[str, Any]] = yaml.load_yaml((TABLES / "cases.yaml").read_bytes())
"""The content of cases.yaml."""
MONTHS = tuple(f"{year}-{month:02d}" for year in (2024, 2025) for month in range(1, 13))[:21]
CITY = "990100"
COUNTIES = tuple(f"9901{number}" for number in ("02", "03", "04", "05", "06", "07", "22", "23"))
COUNTIES += ("990181", "990182")
UNITS = tuple(f"ORG-DEMO-{name}" for name in ("EDUCATION", "TRANSPORT", "CONSTRUCTION", "PORT"))
ORGANISATION = "ORG-DEMO-METRO"
UNIT_SHARE = 0.03
"""The size of each unit and the organisation, as a share of the city's."""
SOURCE, LOCATOR = "demonstration-monthly", "演示数据 | Demonstration data"
SEED = 990100
SEASONS = {
    "summer": (0.6, 0.6, 0.8, 0.9, 1.1, 1.4, 1.6, 1.6, 1.2, 0.9, 0.7, 0.6),
    "winter": (2.6, 1.9, 0.6, 0.5, 0.5, 0.5, 0.5, 0.5, 0.6, 0.7, 1.0, 2.1),
    "autumn": (0.1, 0.1, 0.2, 0.2, 0.3, 0.6, 1.9, 4.2, 3.3, 0.6, 0.3, 0.2),
    "even": (0.9, 0.7, 1.0, 1.0, 1.1, 1.1, 1.0, 1.0, 1.1, 1.0, 1.0, 1.1),
}
"""What the months of a year are to their average; other streams have no season."""


class Row(NamedTuple):
    """One figure as a unit writes it: the columns of figures.csv that are not computed."""

    indicator: str
    ref_area: str
    time_period: str
    as_reported: str
    obs_status: str = "A"
    note: str = ""
    source: str = SOURCE
    locator: str = LOCATOR

    @property
    def last_month(self) -> str:
        """The month in which the period ends; a year ends in its December."""
        return last_month(self.time_period)

    def is_of(self, figure: list[str]) -> bool:
        """Return whether it is the figure with this indicator, area and period."""
        return list(self[:3]) == figure


def list_rows() -> list[Row]:
    """Return all figures of the demonstration, in a fixed order, as they are at its end."""
    return [*_printed_rows(), *_Streams().rows(), *_rows_of_other_cities()]


def _read_table(name: str) -> list[dict[str, str]]:
    """Return the rows of one of this room's tables."""
    return csv.read_records((TABLES / name).read_bytes())


def _read_printed(indicator: str) -> list[dict[str, str]]:
    """Return the rows of an indicator in months.csv, one for each area."""
    return [row for row in _read_table("months.csv") if row["indicator"] == indicator]


def _printed_rows() -> Iterator[Row]:
    """Yield the figures of months.csv, the yearly targets among them, as they stand there."""
    for row in _read_table("months.csv"):
        code, area, unit = row["indicator"], row["ref_area"], row["unit"]
        if row["target_2025"]:
            yield Row(f"{code}_target", area, "2025", f"{row['target_2025']}{unit}")
        for month in MONTHS:
            if row[month]:
                yield Row(code, area, month, f"{row[month]}{unit}")


def _rows_of_other_cities() -> Iterator[Row]:
    """Yield totals of a second city, and an indicator of a district of a third with a known name.

    All are shares of the city's own sums.
    """
    noise = random.Random(SEED)  # noqa: S311 - figures, no secrets
    for case in (CASES["other_city"], CASES["namesake"]):
        for code in case["indicators"]:
            rows = _read_printed(code)
            for month in MONTHS[:-1]:
                total = sum(int(row[month]) for row in rows) * noise.uniform(0.97, 1.03)
                size = round(total * float(case["size"]))
                yield Row(code, case["area"], month, f"{size}{rows[0]['unit']}")


class _Streams:
    """Computes the figures of streams.csv, one indicator after another, from one seed.

    A value is the base of the whole city (or a multiple of another indicator's value), times the
    unit's share, the growth since January 2024, the season and some noise.
    """

    def __init__(self) -> None:
        """Take the size of each county from its members in the first month."""
        self.noise = random.Random(SEED)  # noqa: S311 - figures, no secrets
        part = CASES["rate"]["part"]
        members = {
            (row["ref_area"], month): int(row[month] or 0)
            for row in _read_printed(part)
            for month in MONTHS
        }
        whole = sum(members[county, MONTHS[0]] for county in COUNTIES)
        self.shares = {county: members[county, MONTHS[0]] / whole for county in COUNTIES}
        self.shares |= dict.fromkeys((*UNITS, ORGANISATION), UNIT_SHARE)
        self.values: dict[str, dict[tuple[str, str], int]] = {part: members}

    def rows(self) -> Iterator[Row]:
        """Yield the figures of all streams, then the rates."""
        late, missing = CASES["late"], CASES["missing"]
        unreported = [(case["area"], case["month"]) for case in (late, missing)]
        for stream in _read_table("streams.csv"):
            values = self.values[stream["indicator"]] = self._compute_values(stream)
            for (unit, month), value in values.items():
                if (unit, month) not in unreported:
                    yield from self._report_month(stream, unit, month, value)
        rate = CASES["rate"]
        part, whole = self.values[rate["part"]], self.values[rate["whole"]]
        for county in (*rate["without_whole"], rate["with_whole"]):
            for month in MONTHS:
                if (county, month) not in unreported:
                    share = 100 * part[county, month] / whole[county, month]
                    yield Row(rate["indicator"], county, month, f"{share:.1f}%")

    def _compute_values(self, stream: dict[str, str]) -> dict[tuple[str, str], int]:
        """Return the value of each unit and month, what is not reported of it included."""
        values = {}
        season, base, broken = SEASONS.get(stream["season"]), float(stream["base"]), CASES["break"]
        spread = 0.08 if season else 0.002
        for unit in (*COUNTIES, *((*UNITS, ORGANISATION) if stream["units"] else ())):
            size = base * self.noise.uniform(0.93, 1.07)
            for number, month in enumerate(MONTHS):
                value = size * self.noise.uniform(1 - spread, 1 + spread)
                if stream["of"]:
                    whole = self.values[stream["of"]][unit, month]
                    value *= whole
                    if base < 1:
                        value = min(value, whole)
                else:
                    growth = float(stream["yearly"]) ** (number / 12)
                    value *= self.shares[unit] * growth * (season[number % 12] if season else 1)
                if stream["indicator"] == broken["indicator"] and month >= broken["month"]:
                    value *= float(broken["times"])
                values[unit, month] = round(value)
        return values

    def _report_month(
        self, stream: dict[str, str], unit: str, month: str, value: int
    ) -> Iterator[Row]:
        """Yield what a unit reports of one month: its number, or a count since January, or both."""
        code, printed_unit = stream["indicator"], stream["unit"]
        rate, since, both = CASES["rate"], CASES["since_january"], CASES["both"]
        broken = CASES["break"]
        if code == rate["whole"] and unit in rate["without_whole"]:
            return
        if [code, unit, month] == CASES["nil"]["figure"]:
            yield Row(code, unit, month, f"0{printed_unit}", note=CASES["nil"]["note"])
            return
        is_january = month.endswith("-01")
        is_since = code in since["indicators"] and unit in since["areas"]
        if is_january or not is_since:
            is_break = (code, month) == (broken["indicator"], broken["month"])
            status = ("B", broken["note"]) if is_break else ("A", "")
            yield Row(code, unit, month, self._word_number(stream, value), *status)
        if not is_january and (is_since or [code, unit] == both["series"]):
            year = (m for m in MONTHS if m[:4] == month[:4] and m <= month)
            count = sum(self.values[code][unit, m] for m in year)
            count += int(both["excess"]) if not is_since and month >= both["month"] else 0
            yield Row(code, unit, f"{month[:4]}-01/{month}", f"{count}{printed_unit}")

    def _word_number(self, stream: dict[str, str], value: int) -> str:
        """Return a number as it is reported: of a `rounded` stream often with 余, 近 or 约."""
        unit, step = stream["unit"], 10 ** max(len(str(value)) - 2, 0)
        if stream["wording"] != "rounded" or step == 1 or value % step == 0:
            return f"{value}{unit}"
        low = value // step * step
        return self.noise.choice(
            [f"{value}{unit}"] * 3
            + [f"{low}余{unit}", f"近{low + step}{unit}", f"约{round(value / step) * step}{unit}"]
        )
