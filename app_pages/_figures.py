"""Parts of pages that are written once a release and language: cards, tables, counts."""

from dataclasses import dataclass

import pandas as pd

from app_pages import _explored, _release
from app_pages._kept import kept
from app_pages._table import completeness_table, figures_table
from charts.chart import Material
from charts.marks import figure_name, wording_of
from locales import Language
from metrics.coverage import province_of
from metrics.figures import choose, reported
from metrics.table import records
from metrics.trend import latest
from settings import Card


@dataclass(frozen=True)
class Headline:
    """A headline figure in words; `key` is empty where nothing is reported."""

    name: str
    number: str
    area: str = ""
    period: str = ""
    key: str = ""


@dataclass(frozen=True)
class Extent:
    """How much a release holds, and the month its figures reach."""

    figures: int
    indicators: int
    areas: int
    programmes: int
    last_month: str


@kept(16)
def extent(number: int) -> Extent:
    """Count what a release holds."""
    material = _release.material_in(number, "zh")
    figures = material.figures
    ends = [period.split("/")[-1][:7] for period in figures["time_period"].unique()]
    return Extent(
        figures=len(figures),
        indicators=figures["indicator"].nunique(),
        areas=figures["ref_area"].nunique(),
        programmes=len(material.programmes),
        last_month=max(ends, default=""),
    )


@kept(16)
def province_indicators(number: int) -> list[str]:
    """List the indicators of which some province reports a value for the whole of it."""
    material = _release.material_in(number, "zh")
    areas = material.areas
    provinces = areas.loc[areas["level"] == "province", "code"]
    found = set(material.figures.loc[material.figures["ref_area"].isin(provinces), "indicator"])
    return [i["code"] for i in material.indicators if i["code"] in found]


@kept(256)
def headline(number: int, language: Language, wanted: Card) -> Headline:
    """Word the newest figure that a card asks for."""
    material = _release.material_in(number, language)
    words = material.words
    where = {name: value for name, value in wanted.model_dump().items() if value is not None}
    rows = records(reported(latest(choose(material.figures, **where))))
    if not rows:
        name = words.name("indicator", wanted.indicator)
        return Headline(name, words.say("charts.not_reported"))
    row = rows[0]
    key = row["figures"][0]
    return Headline(
        figure_name(key, words),
        wording_of(row, words),
        words.name("area", row["ref_area"]),
        words.period(row["time_period"]),
        key,
    )


@kept(64)
def topic_table(number: int, language: Language, topic: str) -> str:
    """Write the table of a topic's figures with its sources; empty if there is none."""
    material = _release.material_in(number, language)
    figures, words = choose(material.figures, topic=topic), material.words
    if figures.empty:
        return ""
    title = words.say("pages.topic_table", name=words.name("topic", topic))
    sources = [words.name("source", code) for code in sorted(figures["source"].unique())]
    return figures_table(material, figures, title, sources=words.listing(sources))


@kept(64)
def explored_table(number: int, language: Language, code: str) -> str:
    """Write the table of the figures that a code of Explore chooses."""
    chosen = _explored.read(code).of(_release.material_in(number, language))
    words = chosen.words
    name = words.name("indicator", _explored.read(code).address.rpartition(".")[0])
    return figures_table(chosen, chosen.figures, words.say("pages.topic_table", name=name))


@kept(64)
def province_table(number: int, language: Language, province: str) -> str:
    """Write the table of the figures of a province and of everywhere inside it."""
    material = _release.material_in(number, language)
    title = material.words.say("pages.province_figures", name=material.words.name("area", province))
    return figures_table(material, inside_province(material, province), title)


@kept(8)
def completeness(number: int, language: Language) -> str:
    """Write which indicator is reported where and when."""
    return completeness_table(_release.material_in(number, language))


def inside_province(material: Material, province: str) -> pd.DataFrame:
    """Keep the figures of a province and of everywhere inside it."""
    home = province_of(material.areas)
    return material.figures[material.figures["ref_area"].map(home) == province]
