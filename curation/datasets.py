"""The curated tables of datasets/ as figures and code lists, ready to be published."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from files import csv, yaml

LISTS = ("indicators", "programmes", "sources")
NUMBERS = ("value", "value_low", "value_high")


@dataclass(frozen=True, eq=False)
class Datasets:
    """A whole state of figures and code lists."""

    figures: pd.DataFrame
    codes: dict[str, Any]


def read(folder: Path) -> Datasets:
    """Read the five tables of a folder.

    Raises FileNotFoundError for a missing table, files.Refused for an unreadable one.
    """
    figures = pd.DataFrame(csv.records((folder / "figures.csv").read_bytes()), dtype="str")
    for name in NUMBERS:
        figures[name] = pd.to_numeric(figures[name].where(figures[name] != ""), errors="raise")
    codes: dict[str, Any] = {
        name: yaml.load((folder / f"{name}.yaml").read_bytes()) for name in LISTS
    }
    codes["areas"] = pd.DataFrame(csv.records((folder / "areas.csv").read_bytes()), dtype="str")
    return Datasets(figures, codes)
