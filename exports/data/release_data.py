"""What a download is made from: a release's figures and code lists."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

import pandas as pd


class ReleaseInfo(Protocol):
    """Which release it is."""

    @property
    def number(self) -> int:
        """Count releases from 1."""

    @property
    def at(self) -> datetime:
        """Tell when it was published."""


class ReleaseData(Protocol):
    """Figures (columns of figures.csv and `unit`) and code lists of one release."""

    @property
    def release(self) -> ReleaseInfo:
        """Say which release."""

    @property
    def figures(self) -> pd.DataFrame:
        """Give the figures, or those of them that were chosen."""

    @property
    def indicators(self) -> Sequence[Mapping[str, Any]]:
        """Give the indicators."""

    @property
    def programmes(self) -> Sequence[Mapping[str, Any]]:
        """Give the programmes."""

    @property
    def sources(self) -> Sequence[Mapping[str, Any]]:
        """Give the sources."""

    @property
    def areas(self) -> pd.DataFrame:
        """Give the areas."""


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
