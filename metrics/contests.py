"""Skills contests: prizes, shares, and what stands behind each competitor."""

import pandas as pd

from metrics.combine import ratio_table, sums
from metrics.figures import Figures, reported

SIDE_BY_SIDE = ("contest_events", "competing_teams", "competing_enterprises", "competitors")


def prizes_by_class(figures: Figures) -> pd.DataFrame:
    """Show the winners of individual prizes by class, as reported, in 人."""
    return reported(figures, indicator="prize_winners")


def prize_winners(figures: Figures) -> pd.DataFrame:
    """Add up the prize winners of each contest over the classes, in 人."""
    return sums(figures, "prize_winners")


def prize_share(figures: Figures) -> pd.DataFrame:
    """Give the prize winners as a share of the competitors of the same contest, as a quotient."""
    return ratio_table(figures, "prize_winners", "competitors")


def competitors_per_team(figures: Figures) -> pd.DataFrame:
    """Give the competitors per team of each contest that reports both, in 人/支."""
    return ratio_table(figures, "competitors", "competing_teams")


def competitors_per_enterprise(figures: Figures) -> pd.DataFrame:
    """Give the competitors per enterprise of each contest that reports both, in 人/家."""
    return ratio_table(figures, "competitors", "competing_enterprises")


def side_by_side(figures: Figures) -> pd.DataFrame:
    """Set the contests beside each other: events, teams, enterprises, competitors, as reported.

    Their sizes are compared, never added: one is national, the other a district's.
    """
    return reported(figures, indicator=SIDE_BY_SIDE)


def organisations_awarded(figures: Figures) -> pd.DataFrame:
    """Show the organisations given an award, by award, as reported, in 家."""
    return reported(figures, indicator="awarded_organisations")
