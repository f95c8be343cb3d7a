"""Services for workers inside an enterprise."""

import pandas as pd

from metrics.figures import Figures, reported


def built(figures: Figures) -> pd.DataFrame:
    """Show upgrade projects and health stations, as reported; two different units."""
    return reported(figures, indicator=("upgrade_projects", "health_stations"))
