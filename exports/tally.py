"""What a bulletin tells: the Progress table of a month, and the sentences it is told in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import pandas as pd


@dataclass(frozen=True)
class Tally:
    """The Progress table (metrics/progress.py) through `month` of `year`, and how to tell it.

    `sentences` are templates with {placeholders}, by what is known of a row; see
    exports/bulletin/sentences.py. `topic` and `organiser` are names in the reader's language,
    `day` is the bulletin's date.
    """

    progress: pd.DataFrame = field(compare=False)
    year: int
    month: int
    day: date
    topic: str = ""
    organiser: str = ""
    sentences: Mapping[str, str] = field(default_factory=dict)
