"""Walking the tree of areas: breadcrumb, and what lies below."""

import pandas as pd
import streamlit as st

from app_pages import _session
from charts.chart import Material

COUNTRY = "100000"


def inside(figures: pd.DataFrame, area: str) -> pd.Series:
    """Mark the figures of an area and of everything below it; of the country, all of them."""
    if area == COUNTRY:
        return pd.Series(True, index=figures.index)
    below = figures["parents"].str.split("/").map(lambda parents: area in parents)
    return (figures["ref_area"] == area) | below


def path_to(material: Material, area: str) -> list[str]:
    """List the areas from the country down to `area`."""
    parent = dict(zip(material.areas["code"], material.areas["parent"], strict=True))
    path = [area]
    while parent.get(path[0]):
        path.insert(0, parent[path[0]])
    return path


def breadcrumb(material: Material, area: str) -> None:
    """Show the way from the country to the area, each step a way back."""
    path = path_to(material, area)
    with st.container(horizontal=True, key="breadcrumb", gap="xsmall"):
        for step in path:
            st.button(
                material.words.name("area", step),
                key=f"crumb-{step}",
                type="tertiary",
                disabled=step == area,
                on_click=_session.ask,
                args=("under", "" if step == COUNTRY else step),
            )


def children_with_figures(figures: pd.DataFrame, material: Material, area: str) -> dict[str, int]:
    """Count the figures at and below each area right below `area`, in GB/T 2260 order."""
    chains = (figures["ref_area"] + "/" + figures["parents"]).str.split("/")
    parent = dict(zip(material.areas["code"], material.areas["parent"], strict=True))
    steps = chains.map(lambda chain: next((c for c in chain if parent.get(c) == area), ""))
    counts = steps[steps != ""].value_counts()
    return {str(code): int(counts[code]) for code in sorted(counts.index)}
