"""Synthetic national figures for measuring: every county, month after month, many indicators.

Nothing here was ever reported: each indicator is named 合成指标 and each figure's source is
`synthetic`. The same number of rows and seed always give the same figures.

    figures, codes = national(1_000_000)
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

AREAS = Path(__file__).parent.parent / "datasets" / "areas.csv"
UNITS = (("人", "people"), ("件", "cases"), ("元", "yuan"), ("家", "enterprises"))
FIRST_YEAR = 2020
NESTED = 10  # every tenth indicator is reported by prefectures and provinces as well
TEXT = ("indicator", "programme", "ref_area", "breakdown", "time_period", "as_reported")


@dataclass(frozen=True)
class Design:
    """How many of each are crossed: areas × months × indicators."""

    counties: list[str]
    above: list[str]
    months: list[str]
    indicators: list[str]


def design(rows: int) -> tuple[Design, pd.DataFrame]:
    """Choose so many months and indicators that the counties alone give `rows` figures."""
    areas = pd.read_csv(AREAS, dtype=str, keep_default_na=False)
    counties = areas.loc[areas["level"] == "county", "code"].tolist()
    above = areas.loc[areas["level"].isin(["province", "prefecture"]), "code"].tolist()
    cells = max(-(-rows // len(counties)), 1)
    months = min(60, cells)
    periods = [f"{FIRST_YEAR + month // 12}-{month % 12 + 1:02}" for month in range(months)]
    names = [f"synthetic_{number:03}" for number in range(-(-cells // months))]
    return Design(counties, above, periods, names), areas


def national(rows: int, seed: int = 2024) -> tuple[pa.Table, dict[str, Any]]:
    """Give `rows` figures as an Arrow table, area after area, and the code lists they stand on."""
    plan, areas = design(rows)
    random = np.random.default_rng(seed)
    number, place, month = _cells(plan, rows)
    values = np.round(random.lognormal(5, 1.5, len(number)))
    codes = [*plan.counties, *plan.above]
    columns = _numerals(values, number, random) | {
        "indicator": _taken(plan.indicators, number),
        "programme": _taken([""], np.zeros_like(number)),
        "ref_area": _taken(codes, place),
        "breakdown": _taken([""], np.zeros_like(number)),
        "time_period": _taken(plan.months, month),
        "obs_status": _taken(["A", "V"], (random.random(len(number)) < 0.02).astype(int)),
        "source": _taken(["synthetic"], np.zeros_like(number)),
        "locator": _taken([f"sheet {code}" for code in codes], place),
        "note": _taken(["", "合成数据"], (random.random(len(number)) < 0.05).astype(int)),
    }
    return pa.table(columns), _codes(plan, areas)


def _cells(plan: Design, rows: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Number the cells that are filled: counties everywhere, areas above for some indicators."""
    counties, above, months = len(plan.counties), len(plan.above), len(plan.months)
    wide = np.arange(0, len(plan.indicators), NESTED)
    extra = np.arange(len(wide) * above * months)[: rows // 100]
    base = np.arange(rows - len(extra))
    cells = (
        np.concatenate([base // (counties * months), wide[extra // (above * months)]]),
        np.concatenate([base // months % counties, counties + extra // months % above]),
        np.concatenate([base % months, extra % months]),
    )
    # As uploads come: one workbook after the other, each an area's own.
    order = np.argsort(cells[1].astype(np.uint16), kind="stable")
    return cells[0][order], cells[1][order], cells[2][order]


def _numerals(
    values: np.ndarray, number: np.ndarray, random: np.random.Generator
) -> dict[str, pa.Array]:
    """Word the values: most are exact, some 余, some 以上."""
    kind = random.choice(3, len(values), p=[0.9, 0.07, 0.03])
    step = np.maximum(10 ** np.floor(np.log10(np.maximum(values, 1))), 1)
    values = np.where(kind == 1, np.maximum(np.floor(values / step), 1) * step, values)
    high = np.where(kind == 0, values, np.where(kind == 1, values + step, np.nan))
    unit = np.array([zh for zh, _ in UNITS])[number % len(UNITS)]
    digits = pa.array(values.astype(np.int64)).cast(pa.string()).to_numpy(zero_copy_only=False)
    tail = np.array(["", "余", ""])[kind] + unit + np.array(["", "", "以上"])[kind]
    return {
        "as_reported": pa.array(digits + tail.astype(object), pa.string()),
        "value": pa.array(values),
        "value_low": pa.array(values),
        "value_high": pa.array(high, from_pandas=True),
        "qualifier": _taken(["exact", "and_more", "at_least"], kind),
    }


def _taken(words: list[str], numbers: np.ndarray) -> pa.Array:
    return pa.array(words, pa.string()).take(pa.array(numbers))


def _codes(plan: Design, areas: pd.DataFrame) -> dict[str, Any]:
    def indicator(index: int, code: str) -> dict[str, Any]:
        zh, en = UNITS[index % len(UNITS)]
        return {
            "code": code,
            "name": {"zh": f"合成指标{index}", "en": f"Synthetic indicator {index}"},
            "definition": {"zh": "合成数据，并非统计结果。", "en": "Synthetic; not statistics."},
            "unit": {"zh": zh, "en": en},
            "classifiers": [zh],
            "topic": ("supervision", "contests", "recuperation")[index % 3],
            "kind": "flow",
            "aggregation": "sum",
        }

    source = {"id": "synthetic", "title": {"zh": "合成数据", "en": "Synthetic data"}}
    return {
        "indicators": [indicator(index, code) for index, code in enumerate(plan.indicators)],
        "programmes": [],
        "sources": [source],
        "areas": areas,
    }
