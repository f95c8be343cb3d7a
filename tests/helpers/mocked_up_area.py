"""What the mock-up of an area's page prints of one district, January to September 2025.

A row an indicator: code, its number of September, of January to September and of the year before,
growth, completion, target, place and places gained since August; in the line above: the number by
which areas are compared, the average, and which way the area leans.
"""

from typing import NamedTuple

AREA, ABOVE, THROUGH = "990102", "990100", "2025-09"


class Row(NamedTuple):
    """One row of the mock-up's table, and the line of its chart."""

    code: str
    month: str
    span: str
    before: str
    growth: str
    completion: str
    target: str
    place: str
    gained: str
    own: str
    average: str
    lean: str


TABLE = """new_members 548 4397 3970 ▲10.8% 77.1% 5700 4/9 — 77.1% 73.9% ahead
new_grassroots_unions 16 125 126 ▼0.8% 73.5% 170 6/9 — 73.5% 75.1% behind
platform_workers_joined 246 2104 1677 ▲25.5% 84.2% 2500 1/9 — 84.2% 78.5% ahead
union_dues 811 7585 7140 ▲6.2% 76.6% 9900 3/9 — 76.6% 75.3% ahead
workers_trained 1008 7521 7360 ▲2.2% 71.6% 10500 5/8 ▲1 71.6% 72.5% behind
supervisors_trained 56 451 567 ▼20.5% 59.3% 760 8/9 — 59.3% 67.9% behind
union_members — 145959 141964 ▲2.8% — — 3/9 — +2.8% +2.5% even
workers_covered — 91797 90570 ▲1.4% — — 3/9 — +1.4% +0.9% even
supervision_notices 15 105 111 ▼5.4% — — 8/9 ▲1 −5.4% +4.8% even
dispute_settlement_rate 79.3 79.5 79.3 ▲0.2个百分点 — — 9/9 — 79.5% 85.7% behind
cool_workers 2593 27874 24595 ▲13.3% — — 2/8 ▼1 +13.3% +6.8% ahead"""
ROWS = tuple(Row(*line.split()) for line in TABLE.splitlines())
