"""The section of an area's units: the choice of indicator and measure, the ranking, the tiles."""

from collections.abc import Sequence
from html import escape
from urllib.parse import urlencode

from app_pages.components.area_marks import link_area
from app_pages.components.area_words import title_by_unit
from app_pages.overview.cockpit import NO_LEVEL, Cockpit
from app_pages.overview.ranking import render_ranking
from app_pages.overview.tiles import render_tiles
from app_pages.overview.units import UnitRanking, choose_units, list_choices


def render_units(cockpit: Cockpit, code: str, measure: str) -> str:
    """Render the section of an area's units; one sentence if it has none.

    `code` is the chosen indicator; if no unit reports it, the first that units report is shown.
    """
    choices = list_choices(cockpit)
    if not choices:
        return _render_no_units(cockpit)
    ranking = choose_units(cockpit, code if code in choices else choices[0], measure)
    if ranking is None:
        return ""
    return (
        f'<section class="ov-units"><div class="ov-hd">{_render_head(ranking, choices)}</div>'
        f'<div class="ov-side-by-side">{render_ranking(ranking)}'
        f"{render_tiles(ranking)}</div></section>"
    )


def _render_no_units(cockpit: Cockpit) -> str:
    """Return a sentence that no unit below the area reports, with a link to the area's page.

    "" where units are expected: the page says above which of them have not reported.
    """
    if cockpit.expected or not cockpit.shown:
        return ""
    area, code = cockpit.area_name, cockpit.overview.area
    text = escape(cockpit.say("no_units_here", area=area))
    link = link_area(cockpit.words, code, cockpit.say("area_page", area=area))
    return f'<p class="ov-no-units ov-quiet">{text}{link}</p>'


def _render_head(ranking: UnitRanking, choices: Sequence[str]) -> str:
    """Return the heading with the choice of the indicator and the switch of the measure."""
    cockpit, words = ranking.cockpit, ranking.cockpit.words
    level = "" if cockpit.level == NO_LEVEL else cockpit.level
    title = title_by_unit(words, level, cockpit.say("situation"))
    links = "".join(
        f'<a href="?{urlencode({"indicator": code})}" data-here'
        f"{' aria-current=true' if code == ranking.indicator.code else ''}>"
        f"{escape(words.name('indicator', code))}</a>"
        for code in choices
    )
    label = escape(cockpit.say("choose_indicator"))
    links_to_measures = "".join(
        f'<a href="?{urlencode({"measure": measure})}" data-here'
        f"{' aria-current=true' if measure == ranking.measure else ''}>"
        f"{escape(cockpit.words.say(f'overview.measure_{measure}'))}</a>"
        for measure in ranking.offered
    )
    group = escape(cockpit.say("choose_measure"))
    switch = f'<p class="ov-switch" role="group" aria-label="{group}">{links_to_measures}</p>'
    return (
        f'<h2>{escape(title)}</h2><details class="ov-choose"><summary aria-label="{label}">'
        f"<span>{escape(ranking.name)}</span></summary>"
        f'<div class="sheet">{links}</div></details><span class="ov-gap"></span>'
        f"{switch if len(ranking.offered) > 1 else ''}"
    )
