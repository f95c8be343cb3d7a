"""Figures as SDMX-CSV 2.0 (sdmx-twg/sdmx-csv, data message; aligned with SDMX 3.0).

Structure: dataflow UNION:FIGURES(1.0.0), action I (information). Dimensions:

FREQ          A a year, S half a year, Q a quarter, M a month, D a day, _O another span (CL_FREQ)
INDICATOR     the indicator's code
PROGRAMME     the programme's id; _Z where a figure belongs to none
REF_AREA      the area's code (GB/T 2260, or ORG-…)
BREAKDOWN     the breakdown's code; _T where the figure is not broken down
TIME_PERIOD   2024, 2024-S1, 2024-Q3, 2024-09, 2024-11-03; another span as start and duration:
              2024-01-01/P9M

Measure OBS_VALUE in base units. Attributes: OBS_STATUS (CL_OBS_STATUS), UNIT_MEASURE (PS persons,
CNY, PT percent, else the unit's English name in capitals), UNIT_MULT 0, AS_REPORTED, VALUE_LOW and
VALUE_HIGH (empty where open), QUALIFIER, SOURCE, LOCATOR, COMMENT_OBS. The column RELEASE has the
number of the release. Text that a spreadsheet would run as a formula has an apostrophe.
"""

import re
from collections.abc import Mapping

import pyarrow as pa

from exports.data.arrow_columns import map_unique, repeat_value, to_arrow, write_csv
from exports.data.release_data import FIGURE_COLUMNS, ReleaseData
from periods import canonical_period, period_bounds

STRUCTURE = ("dataflow", "UNION:FIGURES(1.0.0)", "I")
COLUMNS = (
    "STRUCTURE",
    "STRUCTURE_ID",
    "ACTION",
    "FREQ",
    "INDICATOR",
    "PROGRAMME",
    "REF_AREA",
    "BREAKDOWN",
    "TIME_PERIOD",
    "OBS_VALUE",
    "OBS_STATUS",
    "UNIT_MEASURE",
    "UNIT_MULT",
    "AS_REPORTED",
    "VALUE_LOW",
    "VALUE_HIGH",
    "QUALIFIER",
    "SOURCE",
    "LOCATOR",
    "COMMENT_OBS",
    "RELEASE",
)
_UNIT_CODES = {"人": "PS", "元": "CNY", "%": "PT"}
_FREQUENCY_CODES = {4: "A", 7: "M", 10: "D"}
"""CL_FREQ codes by the length of a period: 2024, 2024-09, 2024-11-03."""
_PARTS_OF_YEAR = {"S": 6, "Q": 3}
"""CL_FREQ codes of the parts of a year, which TIME_PERIOD has too: their months."""


def write_sdmx_csv(release_data: ReleaseData) -> bytes:
    """Return the figures as SDMX-CSV, UTF-8 without a byte order mark."""
    return write_csv(dict(zip(COLUMNS, _build_columns(release_data), strict=True)))


def find_frequency_code(period: str) -> str:
    """Return the CL_FREQ code of a period: A for 2024, M for 2024-09, Q for 2024-01/2024-03."""
    period = canonical_period(period)
    if "/" in period:
        return _find_part_of_year(period)[:1] or "_O"
    return _FREQUENCY_CODES[len(period)]


def _find_part_of_year(period: str) -> str:
    """Return which half-year or quarter a period is: 2024-07/2024-12 → S2; "" for others.

    A half-year begins in January or July, a quarter in January, April, July or October.
    """
    first, last = period_bounds(period)
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    for letter, length in _PARTS_OF_YEAR.items():
        if len(period) == len("2024-01/2024-03") and months == length:
            parts_before, months_into_part = divmod(first.month - 1, length)
            return "" if months_into_part else f"{letter}{parts_before + 1}"
    return ""


def format_time_period(period: str) -> str:
    """Return a period in SDMX form: 2024-01/2024-09 → 2024-01-01/P9M, 2022/2024 → 2022-01-01/P3Y.

    Quarters and half-years become 2024-Q1 and 2024-S1; years, months and days are unchanged.
    """
    period = canonical_period(period)
    start, separator, _ = period.partition("/")
    if not separator:
        return period
    if part := _find_part_of_year(period):
        return f"{start[:4]}-{part}"
    first, last = period_bounds(period)
    if len(start) == 4:  # years; 7: months
        length = f"{last.year - first.year + 1}Y"
    elif len(start) == 7:
        length = f"{(last.year - first.year) * 12 + last.month - first.month + 1}M"
    else:
        length = f"{(last - first).days + 1}D"
    return f"{first.isoformat()}/P{length}"


def build_unit_code(unit: Mapping[str, str]) -> str:
    """Return the code of a unit: from CL_UNIT if it has one, else its English name in capitals.

    Examples: 人 → PS, 人/队 ("people per team") → PEOPLE_PER_TEAM. A unit without a name in Latin
    letters gets the code points of its characters: 支 → U652F.
    """
    zh, en = unit.get("zh", ""), unit.get("en", "")
    name = re.sub(r"[^A-Z0-9]+", "_", en.upper()).strip("_")
    return (
        _UNIT_CODES.get(zh) or name or "".join(f"U{ord(character):04X}" for character in zh or en)
    )


def _build_columns(release_data: ReleaseData) -> list[pa.Array]:
    """Return the columns of the SDMX-CSV in the order of COLUMNS.

    An empty programme is _Z (not applicable), an empty breakdown _T (total). The unit of an
    indicator that is not in the code list is "".
    """
    figures = {name: to_arrow(release_data.figures[name]) for name in FIGURE_COLUMNS}
    units = {row["code"]: build_unit_code(row["unit"]) for row in release_data.indicators}
    count = len(release_data.figures)
    return [
        *(repeat_value(value, count) for value in STRUCTURE),
        map_unique(figures["time_period"], find_frequency_code),
        figures["indicator"],
        map_unique(figures["programme"], lambda code: code or "_Z"),
        figures["ref_area"],
        map_unique(figures["breakdown"], lambda code: code or "_T"),
        map_unique(figures["time_period"], format_time_period),
        figures["value"],
        figures["obs_status"],
        map_unique(figures["indicator"], lambda code: units.get(code, "")),
        repeat_value(0, count),  # UNIT_MULT: values are times 10 to the power of 0
        figures["as_reported"],
        figures["value_low"],
        figures["value_high"],
        *(figures[name] for name in ("qualifier", "source", "locator", "note")),
        repeat_value(release_data.release.number, count),
    ]
