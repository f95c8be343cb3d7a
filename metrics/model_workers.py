"""Model workers and their volunteer teams."""

import pandas as pd

from metrics.combine import sums
from metrics.figures import Figures, reported


def by_honour(figures: Figures) -> pd.DataFrame:
    """Show the people honoured by class of honour, as reported, in 人."""
    return reported(figures, indicator="model_workers")


def honoured(figures: Figures) -> pd.DataFrame:
    """Add up the people honoured over the classes, in 人.

    One person may hold several honours: the sum counts honours, and is at most that many people.
    """
    return sums(figures, "model_workers")


def teams(figures: Figures, programme: str = "pengshui-volunteer-teams") -> pd.DataFrame:
    """Show a programme's volunteer teams and the people its talks addressed, as reported."""
    return reported(figures, programme=programme, indicator=("volunteer_teams", "talk_attendees"))
