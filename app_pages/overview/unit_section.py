"""The section of an area's units: the choice of indicator and measure, the ranking, the tiles."""

from collections.abc import Sequence
from html import escape
from urllib.parse import urlencode

from app_pages.components.area_words import title_by_unit
from app_pages.overview.cockpit import NO_LEVEL, Cockpit
from app_pages.overview.ranking import render_ranking
from app_pages.overview.tiles import render_tiles
from app_pages.overview.units import UnitsShown, choose_units, list_choices


def render_units(cockpit: Cockpit, code: str, measure: str) -> str:
    """Return the section of an area's units; "" if no unit has a number of any indicator.

    `code` is the chosen indicator, of what there is none of the first that units have.
    """
    choices = list_choices(cockpit)
    if not choices:
        return ""
    shown = choose_units(cockpit, code if code in choices else choices[0], measure)
    if shown is None:
        return ""
    return (
        f'<section class="units"><div class="hd">{_render_head(shown, choices)}</div>'
        f'<div class="side-by-side">{render_ranking(shown)}{render_tiles(shown)}</div></section>'
    )


def _render_head(shown: UnitsShown, choices: Sequence[str]) -> str:
    """Return the heading with the choice of the indicator and the switch of the measure."""
    cockpit, words = shown.cockpit, shown.cockpit.words
    level = "" if cockpit.level == NO_LEVEL else cockpit.level
    title = title_by_unit(words, level, cockpit.say("situation"))
    links = "".join(
        f'<a href="?{urlencode({"indicator": each})}" data-here'
        f"{' aria-current=true' if each == shown.found.code else ''}>"
        f"{escape(words.name('indicator', each))}</a>"
        for each in choices
    )
    label = escape(cockpit.say("choose_indicator"))
    switch = "".join(
        f'<a href="?{urlencode({"measure": each})}" data-here'
        f"{' aria-current=true' if each == shown.measure else ''}>"
        f"{escape(cockpit.say(f'measure_{each}'))}</a>"
        for each in shown.offered
    )
    return (
        f'<h2>{escape(title)}</h2><details class="choose"><summary aria-label="{label}">'
        f"<span>{escape(shown.name)}</span></summary>"
        f'<div class="sheet">{links}</div></details><span class="gap"></span>'
        f'<p class="switch" role="group" aria-label="{escape(cockpit.say("choose_measure"))}">'
        f"{switch}</p>"
    )
