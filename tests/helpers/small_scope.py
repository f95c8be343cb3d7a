"""A city with ten counties: nine have reported September, five October, one lacks two things."""

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from file_formats import yaml
from tests.helpers.releases import codes as code_lists
from tests.helpers.releases import figures_of, publish
from tests.helpers.report_copy import CONFIG

COUNTIES = ["甲县", "乙县", "丙县", "丁县", "戊县", "己县", "庚县", "辛县", "壬县", "癸县"]
CODES = [f"33021{n}" for n in range(10)]
CITY = "330200"
AREAS = [
    ("100000", "全国", "China", "", "country", ""),
    ("330000", "浙江省", "Zhejiang Province", "100000", "province", ""),
    (CITY, "宁波市", "Ningbo", "330000", "prefecture", ""),
    *((c, n, f"County {c}", CITY, "county", "") for c, n in zip(CODES, COUNTIES, strict=True)),
    ("ORG-X", "市教育工会", "Teachers' union", "100000", "organisation", CITY),
    ("340000", "安徽省", "Anhui Province", "100000", "province", ""),
    ("340100", "合肥市", "Hefei", "340000", "prefecture", ""),
    ("340101", "甲县", "County A", "340100", "county", ""),
    ("500000", "重庆市", "Chongqing", "100000", "province", ""),
]
ROWS = {
    **{f"visits..{c}..2025-{m:02d}": "5人" for c in CODES for m in range(1, 9)},
    **{f"funds..{c}..2025-08": "5元" for c in CODES[:9]},
    **{f"funds..{c}..2025-07": "5元" for c in CODES},
    **{f"honours..{c}..2025-07": "5人" for c in CODES},
    **{f"honours..{c}..2025-08": "5人" for c in CODES[:9]},
    **{f"visits..{c}..2025-09": "5人" for c in CODES[:9]},
    **{f"visits..{c}..2025-10": "5人" for c in CODES[:5]},
    "visits..340101..2025-06": "5人",
    "visits_target..330000..2025": "700人",
}


def city_of_ten(folder: Path, gone: Mapping[str, tuple[str, str]] | None = None) -> Path:
    """Publish the city in a folder; a county of another city has the name of one of its own.

    `gone` are counties that were abolished: the last month of each, and what it was merged into.
    """
    columns = ["code", "name_zh", "name_en", "parent", "level", "reports_to"]
    areas = pd.DataFrame(AREAS, columns=columns)
    tiles = areas["level"].map({"province": "1"}).fillna("")  # where provinces stand in their grid
    areas = areas.assign(tile_row=tiles, tile_col=tiles)
    for column, name in enumerate(("until", "merged_into")):
        areas[name] = [(gone or {}).get(code, ("", ""))[column] for code in areas["code"]]
    publish(folder / "store", figures_of(ROWS), code_lists(areas=areas))
    config = yaml.load_yaml(CONFIG.read_bytes()) | {"home_area": CITY}
    config["overview"] |= {"cards": [], "charts": [], "tiles": "visits.ranking"}
    config["topics"] = [config["topics"][0] | {"topic": "supervision", "charts": []}]
    (folder / "config.yaml").write_bytes(yaml.dump_yaml(config))
    return folder
