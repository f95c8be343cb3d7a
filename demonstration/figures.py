"""The invented figures of the demonstration's city.

Those of months.csv are taken as they are; those of the indicators in series.csv are generated with
a fixed seed. Special cases, such as a county that is late, are added as cases.yaml lists them, so
that the dashboard's ways to show them can be seen.
"""

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from file_formats import csv, yaml
from periods import last_month

TABLES = Path(__file__).parent
SPECIAL_CASES: dict[str, dict[str, Any]] = yaml.load_yaml((TABLES / "cases.yaml").read_bytes())
"""The content of cases.yaml, by the name of the case."""
MONTHS = tuple(f"{year}-{month:02d}" for year in (2024, 2025) for month in range(1, 13))[:21]
"""The months of the demonstration: January 2024 to September 2025."""
CITY = "990100"
COUNTIES = tuple(f"9901{number}" for number in ("02", "03", "04", "05", "06", "07", "22", "23"))
COUNTIES += ("990181", "990182")
UNITS = tuple(f"ORG-DEMO-{name}" for name in ("EDUCATION", "TRANSPORT", "CONSTRUCTION", "PORT"))
ORGANISATION = "ORG-DEMO-METRO"
UNIT_SHARE = 0.03
"""The numbers of each unit and of the organisation as a share of the city's."""
SOURCE, LOCATOR = "demonstration-monthly", "演示数据 | Demonstration data"
SEED = 990100
SEASONS = {
    "summer": (0.6, 0.6, 0.8, 0.9, 1.1, 1.4, 1.6, 1.6, 1.2, 0.9, 0.7, 0.6),
    "winter": (2.6, 1.9, 0.6, 0.5, 0.5, 0.5, 0.5, 0.5, 0.6, 0.7, 1.0, 2.1),
    "autumn": (0.1, 0.1, 0.2, 0.2, 0.3, 0.6, 1.9, 4.2, 3.3, 0.6, 0.3, 0.2),
    "even": (0.9, 0.7, 1.0, 1.0, 1.1, 1.1, 1.0, 1.0, 1.1, 1.0, 1.0, 1.1),
}
"""The months of a year as multiples of their average, by season; other series have none."""
NEW_DEFINITION, NORMAL = "B", "A"
"""Observation statuses of SDMX: the first figure of a new definition, and any other figure."""


class Row(NamedTuple):
    """One figure as a unit writes it: the columns of figures.csv that are not computed."""

    indicator: str
    ref_area: str
    time_period: str
    as_reported: str
    obs_status: str = NORMAL
    note: str = ""
    source: str = SOURCE
    locator: str = LOCATOR

    @property
    def last_month(self) -> str:
        """The month in which the period ends; a year ends in its December."""
        return last_month(self.time_period)

    def is_figure(self, figure: list[str]) -> bool:
        """Return whether this is the figure with an indicator, area and period of cases.yaml."""
        return list(self[:3]) == figure


def list_rows() -> list[Row]:
    """Return all figures of the newest release of the demonstration, in a fixed order."""
    return [
        *_iterate_printed_rows(),
        *_SeriesGenerator().generate_rows(),
        *_generate_rows_of_other_cities(),
    ]


def _read_table(name: str) -> list[dict[str, str]]:
    """Return the rows of a CSV file of this folder."""
    return csv.read_records((TABLES / name).read_bytes())


def _read_printed(indicator: str) -> list[dict[str, str]]:
    """Return the rows of an indicator in months.csv, one for each area."""
    return [row for row in _read_table("months.csv") if row["indicator"] == indicator]


def _iterate_printed_rows() -> Iterator[Row]:
    """Yield the figures of months.csv and their annual targets as they are in the file."""
    for row in _read_table("months.csv"):
        code, area, unit = row["indicator"], row["ref_area"], row["unit"]
        if row["target_2025"]:
            yield Row(f"{code}_target", area, "2025", f"{row['target_2025']}{unit}")
        for month in MONTHS:
            if row[month]:
                yield Row(code, area, month, f"{row[month]}{unit}")


def _generate_rows_of_other_cities() -> Iterator[Row]:
    """Yield figures of a second city, and of a third city's district.

    The district has the name of one of the invented city's counties, to show how areas of one name
    are told apart. The figures are the sums of the invented city times the case's `size`, varied by
    up to 3 %.
    """
    noise = random.Random(SEED)  # noqa: S311 - figures, no secrets
    for case in (SPECIAL_CASES["other_city"], SPECIAL_CASES["namesake"]):
        for code in case["indicators"]:
            rows = _read_printed(code)
            for month in MONTHS[:-1]:  # the newest month is not reported yet
                total = sum(int(row[month]) for row in rows) * noise.uniform(0.97, 1.03)
                size = round(total * float(case["size"]))
                yield Row(code, case["area"], month, f"{size}{rows[0]['unit']}")


class _SeriesGenerator:
    """Generates the figures of the indicators in series.csv, one after another, with one seed.

    A unit is a county, one of the unions in UNITS, or ORGANISATION. A value is the series' base for
    the whole city times the unit's share, the growth since January 2024, the season and some noise.
    If the indicator is a part or multiple `of` another one, it is that one's value times the base
    and some noise.
    """

    def __init__(self) -> None:
        """Take the share of each county in the city from its union members in the first month.

        The unions in UNITS and ORGANISATION have the same share each, UNIT_SHARE.
        """
        self.noise = random.Random(SEED)  # noqa: S311 - figures, no secrets
        members_code = SPECIAL_CASES["reported_rate"]["numerator"]
        members = {
            (row["ref_area"], month): int(row[month] or 0)
            for row in _read_printed(members_code)
            for month in MONTHS
        }
        city_members = sum(members[county, MONTHS[0]] for county in COUNTIES)
        self.shares = {county: members[county, MONTHS[0]] / city_members for county in COUNTIES}
        self.shares |= dict.fromkeys((*UNITS, ORGANISATION), UNIT_SHARE)
        self.values: dict[str, dict[tuple[str, str], int]] = {members_code: members}
        """The values by indicator, then by unit and month, including those not reported."""

    def generate_rows(self) -> Iterator[Row]:
        """Yield the figures of all series as units report them, then the reported rates.

        Months that cases.yaml lists as missing for a county are left out. Counties report a rate
        instead of, or beside, the number that it is computed from.
        """
        unreported = [
            (SPECIAL_CASES[case]["area"], SPECIAL_CASES[case]["month"])
            for case in ("newest_month_missing", "month_missing")
        ]
        for series in _read_table("series.csv"):
            values = self.values[series["indicator"]] = self._compute_values(series)
            for (unit, month), value in values.items():
                if (unit, month) not in unreported:
                    yield from self._report_month(series, unit, month, value)
        rate = SPECIAL_CASES["reported_rate"]
        numerators = self.values[rate["numerator"]]
        denominators = self.values[rate["denominator"]]
        for county in (*rate["areas_without_denominator"], rate["area_with_denominator"]):
            for month in MONTHS:
                if (county, month) not in unreported:
                    percent = 100 * numerators[county, month] / denominators[county, month]
                    yield Row(rate["indicator"], county, month, f"{percent:.1f}%")

    def _compute_values(self, series: dict[str, str]) -> dict[tuple[str, str], int]:
        """Return the value of each unit and month of a series, reported or not.

        `series` is a row of series.csv. A unit keeps its own deviation of up to 7 % from the base.
        To this comes one of up to 8 % for each month, or of 0.2 % in a series without a season,
        such as members. From the month of the case new_definition on, its indicator is larger by a
        factor.
        """
        values = {}
        season, base = SEASONS.get(series["season"]), float(series["base"])
        new_definition = SPECIAL_CASES["new_definition"]
        spread = 0.08 if season else 0.002
        for unit in (*COUNTIES, *((*UNITS, ORGANISATION) if series["units"] else ())):
            size = base * self.noise.uniform(0.93, 1.07)
            for index, month in enumerate(MONTHS):
                value = size * self.noise.uniform(1 - spread, 1 + spread)
                if series["of"]:
                    whole = self.values[series["of"]][unit, month]
                    value *= whole
                    if base < 1:  # a part is never larger than the whole
                        value = min(value, whole)
                else:
                    growth = float(series["yearly"]) ** (index / 12)
                    value *= self.shares[unit] * growth * (season[index % 12] if season else 1)
                is_defined_anew = month >= new_definition["month"]
                if series["indicator"] == new_definition["indicator"] and is_defined_anew:
                    value *= float(new_definition["factor"])
                values[unit, month] = round(value)
        return values

    def _report_month(
        self, series: dict[str, str], unit: str, month: str, value: int
    ) -> Iterator[Row]:
        """Yield the figures that a unit reports for one month of a series, with special cases.

        They are the month's number, or the count since January in its place, or both, or nothing.
        In January the two are the same. A nil report is a 0 with a note; a break is the first month
        counted by a new definition.
        """
        code, printed_unit = series["indicator"], series["unit"]
        rate, nil_report = SPECIAL_CASES["reported_rate"], SPECIAL_CASES["nil_report"]
        if code == rate["denominator"] and unit in rate["areas_without_denominator"]:
            return
        if [code, unit, month] == nil_report["figure"]:
            yield Row(code, unit, month, f"0{printed_unit}", note=nil_report["note"])
            return
        since_january, both = (
            SPECIAL_CASES[case] for case in ("since_january", "months_and_since_january")
        )
        is_january = month.endswith("-01")
        is_cumulative = code in since_january["indicators"] and unit in since_january["areas"]
        if is_january or not is_cumulative:
            new_definition = SPECIAL_CASES["new_definition"]
            is_break = (code, month) == (new_definition["indicator"], new_definition["month"])
            status = (NEW_DEFINITION, new_definition["note"]) if is_break else (NORMAL, "")
            yield Row(code, unit, month, self._format_number(series, value), *status)
        if not is_january and (is_cumulative or [code, unit] == both["series"]):
            months_so_far = (other for other in MONTHS if other[:4] == month[:4] and other <= month)
            count = sum(self.values[code][unit, other] for other in months_so_far)
            # A count that disagrees with the months beside it, so that a page warns of it.
            count += int(both["excess"]) if not is_cumulative and month >= both["month"] else 0
            yield Row(code, unit, f"{month[:4]}-01/{month}", f"{count}{printed_unit}")

    def _format_number(self, series: dict[str, str], value: int) -> str:
        """Return a number as a unit writes it: in a `rounded` series often with 余, 近 or 约.

        2345人 may become 2300余人 (2300 and more), 近2400人 (nearly 2400) or 约2300人 (about 2300).
        """
        # A number is rounded to its first two digits: the step of 2345 is 100.
        unit, step = series["unit"], 10 ** max(len(str(value)) - 2, 0)
        if series["wording"] != "rounded" or step == 1 or value % step == 0:
            return f"{value}{unit}"
        low = value // step * step
        return self.noise.choice(
            [f"{value}{unit}"] * 3  # in half of the cases in full
            + [f"{low}余{unit}", f"近{low + step}{unit}", f"约{round(value / step) * step}{unit}"]
        )
