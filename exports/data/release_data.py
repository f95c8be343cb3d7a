"""Protocols of the data that a download needs: a release's figures and code lists."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

import pandas as pd


class ReleaseInfo(Protocol):
    """The number and date of a release."""

    @property
    def number(self) -> int:
        """The release number, counted from 1."""

    @property
    def at(self) -> datetime:
        """The time at which the release was published."""


class ReleaseData(Protocol):
    """The figures (columns of figures.csv and `unit`) and code lists of one release."""

    @property
    def release(self) -> ReleaseInfo:
        """The number and date of the release."""

    @property
    def figures(self) -> pd.DataFrame:
        """The figures, or a selection of them."""

    @property
    def indicators(self) -> Sequence[Mapping[str, Any]]:
        """The entries of the code list of indicators."""

    @property
    def programmes(self) -> Sequence[Mapping[str, Any]]:
        """The entries of the code list of programmes."""

    @property
    def sources(self) -> Sequence[Mapping[str, Any]]:
        """The entries of the code list of sources."""

    @property
    def areas(self) -> pd.DataFrame:
        """The table of areas, with the columns of areas.csv."""


FIGURE_COLUMNS = (
    "indicator",
    "programme",
    "ref_area",
    "breakdown",
    "time_period",
    "as_reported",
    "value",
    "value_low",
    "value_high",
    "qualifier",
    "obs_status",
    "source",
    "locator",
    "note",
)
"""The columns of figures.csv in their order."""
