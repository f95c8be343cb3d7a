"""Releases that tests read: the report's figures, and small ones made of wordings.

`curation` is imported only where it is needed: it takes longer than a small release.
"""

from pathlib import Path
from typing import Any

import pandas as pd

import ledger
from ledger import Provenance
from quantities import parse_quantity
from quantities.figure_keys import split_key
from tests.helpers.report_copy import REPORT, SHIPPED

AREAS = """100000,全国,China,,country,,
330000,浙江省,Zhejiang,100000,province,4,6
330100,杭州市,Hangzhou,330000,prefecture,,
330200,宁波市,Ningbo,330000,prefecture,,
330203,海曙区,Haishu,330200,county,,
340000,安徽省,Anhui,100000,province,4,5
340100,合肥市,Hefei,340000,prefecture,,
340200,芜湖市,Wuhu,340000,prefecture,,
500000,重庆市,Chongqing,100000,province,5,3
ORG-A,甲企业,Company A,330203,organisation,,"""


def _indicator(code: str, unit: str, kind: str, aggregation: str, **more: Any) -> dict[str, Any]:
    return {
        "code": code,
        "name": {"zh": f"指标{len(code)}", "en": code.replace("_", " ").capitalize()},
        "unit": {"zh": unit, "en": {"人": "people", "支": "teams", "元": "yuan"}.get(unit, unit)},
        "topic": "supervision",
        "kind": kind,
        "aggregation": aggregation,
        **more,
    }


INDICATORS = [
    _indicator("visits", "人", "flow", "sum"),
    _indicator("visits_target", "人", "target", "none", target_for="visits"),
    _indicator(
        "members",
        "人",
        "stock",
        "last",
        breakdowns=[
            {"code": "women", "name": {"zh": "女", "en": "Women"}},
            {"code": "men", "name": {"zh": "男", "en": "Men"}},
        ],
    ),
    _indicator("honours", "人", "stock", "none"),
    _indicator("competitors", "人", "flow", "sum"),
    _indicator("competing_teams", "支", "flow", "sum"),
    _indicator("funds", "元", "flow", "sum"),
    _indicator("coverage", "%", "ratio", "none"),
]
PROGRAMMES = [
    {
        "id": code,
        "name": {"zh": name, "en": f"Programme {code}"},
        "organiser": {"zh": "总工会", "en": "Union"},
        "summary": {"zh": "说明", "en": "Summary"},
        "topic": "supervision",
        "ref_area": "330200",
    }
    for code, name in (("p", "甲项目"), ("q", "乙项目"))
]
SOURCES = [
    {
        "id": "s",
        "producer": {"zh": "某报", "en": "A paper"},
        "title": {"zh": "来源", "en": "Source"},
        "date_published": "2024-11-05",
    }
]


def codes(**instead: Any) -> dict[str, Any]:
    """Small code lists, some of them replaced."""
    columns = ["code", "name_zh", "name_en", "parent", "level", "tile_row", "tile_col"]
    areas = pd.DataFrame([line.split(",") for line in AREAS.splitlines()], columns=columns)
    return {
        "indicators": INDICATORS,
        "programmes": PROGRAMMES,
        "sources": SOURCES,
        "areas": areas.astype("str"),
        **instead,
    }


def figures_of(rows: dict[str, str]) -> pd.DataFrame:
    """A figures table out of keys and their wordings."""
    records = []
    for key, wording in rows.items():
        quantity = parse_quantity(wording)
        records.append(
            split_key(key)
            | {
                "as_reported": wording,
                "value": quantity.value,
                "value_low": float("nan") if quantity.low is None else quantity.low,
                "value_high": float("nan") if quantity.high is None else quantity.high,
                "qualifier": str(quantity.qualifier),
                "obs_status": "A",
                "source": "s",
                "locator": "¶1",
                "note": "",
            }
        )
    return pd.DataFrame(records)


def publish(folder: Path, figures: pd.DataFrame, lists: dict[str, Any]) -> ledger.Snapshot:
    """Publish figures and code lists in a store of their own, and read them."""
    store = ledger.open_store(str(folder))
    store.write(0, figures, lists, Provenance(author="operator:test", reason="test"))
    return store.read()


def curated(folder: Path, tables: Path = REPORT) -> ledger.Snapshot:
    """The report's figures, or those of another folder of tables, as a first release."""
    from curation.releases.datasets import read_datasets

    state = read_datasets(tables)
    return publish(folder, state.figures, state.codes)


def started(address: str | Path) -> None:
    """Make a store with the report's figures as release 1, as a first start leaves it.

    It says that they came from datasets/: what starts on it does not compare the two each time.
    """
    from curation.releases import datasets
    from curation.releases.bootstrap import AUTHOR, hash_folder
    from curation.releases.notes import DATASETS_SHA256

    state, sha256 = datasets.read_datasets(REPORT), hash_folder(SHIPPED)
    provenance = Provenance(
        author=AUTHOR, reason="datasets/", request=sha256, notes={DATASETS_SHA256: sha256}
    )
    ledger.open_store(str(address)).write(0, state.figures, state.codes, provenance)


def small(folder: Path, rows: dict[str, str], **instead: Any) -> ledger.Snapshot:
    """A release of a few figures, given by key and wording, with small code lists."""
    return publish(folder, figures_of(rows), codes(**instead))
