"""Two years of monthly visits of three cities, with a gap, a span, a zero and a zero target."""

import pandas as pd

from metrics.metric_table import to_records


def months(area: str, year: int, numbers: dict[int, int]) -> dict[str, str]:
    """Monthly visits of an area."""
    return {f"visits..{area}..{year}-{m:02d}": f"{n}人" for m, n in numbers.items()}


def year() -> dict[str, str]:
    """Two years of three cities, with a gap, a span, a zero and an open bound."""
    return {
        **months("330100", 2023, dict.fromkeys(range(1, 13), 100)),
        **months("330100", 2024, {m: 100 + m for m in range(1, 13) if m != 5}),
        **months("330200", 2023, dict.fromkeys(range(1, 13), 0)),
        **months("330200", 2024, dict.fromkeys(range(1, 13), 200)),
        "visits..340200..2023-01/2023-09": "500人",
        "visits..340200..2024-01/2024-06": "300余人",
        **months("340200", 2024, {7: 50, 8: 50, 9: 50}),
        "visits_target..330200..2024": "2000人",
        "visits_target..340200..2024": "0人",
    }


def row_of(metric: pd.DataFrame, **where: str) -> dict[str, object]:
    """The only row with these values."""
    for name, value in where.items():
        metric = metric[metric[name] == value]
    assert len(metric) == 1
    return to_records(metric)[0]
