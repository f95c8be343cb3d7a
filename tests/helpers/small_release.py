"""A few figures and areas, small enough to know by heart."""

from typing import Any

import pandas as pd

import quantities.figure_keys
from ledger.storage.data_files import COLUMNS

AREAS = """100000,全国,China,,country,,
330000,浙江省,Zhejiang,100000,province,4,6
330200,宁波市,Ningbo,330000,prefecture,,
330203,海曙区,Haishu,330200,county,,
330205,江北区,Jiangbei,330200,county,,
340000,安徽省,Anhui,100000,province,4,5
340200,芜湖市,Wuhu,340000,prefecture,,
ORG-A,甲企业,Company A,330203,organisation,,"""


def figure(key: str, value: float | None, **more: Any) -> dict[str, Any]:
    """One row of a figures table: exact and reviewed unless `more` says otherwise."""
    row = quantities.figure_keys.split_key(key) | {
        "as_reported": "" if value is None else f"{value:g}件",
        "value": value,
        "value_low": value,
        "value_high": value,
        "qualifier": "exact",
        "obs_status": "A",
        "source": "s",
        "locator": "¶1",
        "note": "",
    }
    return row | more


def table(*rows: dict[str, Any]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    numbers = ["value", "value_low", "value_high"]
    return frame.astype({name: "float64" if name in numbers else "str" for name in COLUMNS})


def indicator(code: str, aggregation: str = "sum", unit: str = "件") -> dict[str, Any]:
    return {
        "code": code,
        "name": {"zh": f"名{code}", "en": code},
        "unit": {"zh": unit, "en": "pieces"},
        "topic": "supervision",
        "kind": "flow" if aggregation == "sum" else "stock",
        "aggregation": aggregation,
    }
