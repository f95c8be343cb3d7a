"""Eight charts of the curated figures as a tutorial makes them: the same work for every peer."""

from pathlib import Path

import pandas as pd
import plotly.express as px
import plotly.graph_objects as go
import yaml

DATASETS = Path(__file__).parents[2] / "datasets"
LANGUAGES = ("zh", "en")


def figures() -> tuple[pd.DataFrame, pd.DataFrame, dict[str, dict]]:
    """Read figures and areas, and the indicators by their code."""
    figures = pd.read_csv(DATASETS / "figures.csv", dtype={"ref_area": str})
    areas = pd.read_csv(DATASETS / "areas.csv", dtype=str).set_index("code")
    indicators = yaml.safe_load((DATASETS / "indicators.yaml").read_text("utf-8"))
    return figures, areas, {each["code"]: each for each in indicators}


def eight(language: str) -> list[go.Figure]:
    """Draw the eight indicators with the most figures, named in a language."""
    table, areas, indicators = figures()
    codes = table["indicator"].value_counts().index[:8]
    drawn = []
    for code in codes:
        own = table[table["indicator"] == code]
        places = own["ref_area"].map(areas[f"name_{language}"]) + " " + own["time_period"]
        title = indicators[code]["name"][language]
        drawn.append(px.bar(x=own["value"], y=places, title=title, text=own["as_reported"]))
    return drawn
