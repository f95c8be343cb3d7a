"""What the mock-up of the overview prints of the demonstration city, January to September 2025.

A row an indicator: code, wording, reporting and expected, growth, completion, best and weakest unit
with the number by which they are compared.
"""

from typing import NamedTuple


class Card(NamedTuple):
    """One card of the mock-up."""

    code: str
    wording: str
    value: float
    reporting: int
    expected: int
    growth: float
    completion: float | None
    best: tuple[str, float] | None
    weakest: tuple[str, float] | None


CARDS = (
    Card(
        "new_members", "至少2.98万人", 29_810, 9, 10, 8.4, 73.9, ("990106", 79.5), ("990122", 55.5)
    ),
    Card(
        *("new_grassroots_unions", "至少822个", 822, 9, 10, 2.9, 75.1),
        *(("990106", 80.0), ("990122", 63.1)),
    ),
    Card(
        *("platform_workers_joined", "至少1.24万人", 12_448, 9, 10, 17.7, 78.5),
        *(("990102", 84.2), ("990182", 65.5)),
    ),
    Card(
        *("union_dues", "至少4.94亿元", 494_320_000, 9, 10, 3.4, 75.3),
        *(("990103", 81.4), ("990107", 71.2)),
    ),
    Card(
        *("workers_trained", "至少4.24万人次", 42_452, 8, 10, 4.8, 72.5),
        *(("990181", 80.7), ("990105", 66.6)),
    ),
    Card(
        *("supervisors_trained", "至少3262人", 3_262, 9, 10, -8.9, 67.9),
        *(("990107", 79.0), ("990103", 53.4)),
    ),
    Card(
        *("union_members", "至少92.16万人", 921_661, 9, 10, 2.5, None),
        *(("990105", 4.0), ("990103", 1.7)),
    ),
    Card(
        *("workers_covered", "至少57.78万人", 577_846, 9, 10, 0.9, None),
        *(("990182", 1.7), ("990105", -0.1)),
    ),
    # The mock-up rounds -6.25% to even (−6.2%), the dashboard half up as GB/T 8170 has it.
    Card(
        *("supervision_notices", "至少714份", 714, 9, 10, 4.8, None),
        *(("990181", 20.3), ("990182", -6.3)),
    ),
    Card(
        *("dispute_settlement_rate", "85.7%", 85.670660, 9, 10, 1.1, None),
        *(("990107", 90.0), ("990102", 79.5)),
    ),
    Card(
        *("cool_workers", "至少15.06万人次", 150_691, 8, 10, 6.8, None),
        *(("990106", 13.4), ("990103", -2.1)),
    ),
    Card("hotline_calls", "1.84万件", 18_436, 1, 1, 4.9, None, None, None),
)
