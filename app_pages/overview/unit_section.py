"""The section of the Overview page on an area's units: a choice of indicator, ranking and tiles."""

from collections.abc import Sequence
from html import escape
from urllib.parse import urlencode

from app_pages.components.area_marks import link_area
from app_pages.components.area_words import format_title_by_unit
from app_pages.overview.month_view import NO_LEVEL, MonthView
from app_pages.overview.ranking import render_ranking
from app_pages.overview.tiles import render_tiles
from app_pages.overview.units import UnitRanking, list_unit_indicators, rank_units


def render_units(view: MonthView, code: str, measure: str) -> str:
    """Return the HTML of the section of an area's units; one sentence if the area has none.

    `code` and `measure` are the indicator and the number by which the reader compares the units. If
    no unit reports that indicator, the first one that units report is shown.
    """
    codes = list_unit_indicators(view)
    if not codes:
        return _render_no_units(view)
    ranking = rank_units(view, code if code in codes else codes[0], measure)
    if ranking is None:
        return ""
    return (
        f'<section class="ov-units"><div class="ov-hd">{_render_head(ranking, codes)}</div>'
        f'<div class="ov-side-by-side">{render_ranking(ranking)}'
        f"{render_tiles(ranking)}</div></section>"
    )


def _render_no_units(view: MonthView) -> str:
    """Return the HTML of a sentence that no unit below the area reports, with a link to its page.

    It is "" if units should report: the top of the page says which of them have not.
    """
    if view.expected or not view.shown_indicators:
        return ""
    area, code = view.area_name, view.overview.area
    text = escape(view.say("no_units_here", area=area))
    link = link_area(view.words, code, view.say("area_page", area=area))
    return f'<p class="ov-no-units ov-quiet">{text}{link}</p>'


def _render_head(ranking: UnitRanking, indicator_codes: Sequence[str]) -> str:
    """Return the HTML heading of the units' section: a menu of indicators, a switch of measures.

    With only one measure to choose there is no switch.
    """
    view, words = ranking.view, ranking.view.words
    level = "" if view.unit_level == NO_LEVEL else view.unit_level
    title = format_title_by_unit(words, level, view.say("situation"))
    indicator_links = "".join(
        f'<a href="?{urlencode({"indicator": code})}" data-here'
        f"{' aria-current=true' if code == ranking.indicator.code else ''}>"
        f"{escape(words.name('indicator', code))}</a>"
        for code in indicator_codes
    )
    menu_label = escape(view.say("choose_indicator"))
    measure_links = "".join(
        f'<a href="?{urlencode({"measure": measure})}" data-here'
        f"{' aria-current=true' if measure == ranking.measure else ''}>"
        f"{escape(view.words.say(f'overview.measure_{measure}'))}</a>"
        for measure in ranking.offered_measures
    )
    switch_label = escape(view.say("choose_measure"))
    switch = f'<p class="ov-switch" role="group" aria-label="{switch_label}">{measure_links}</p>'
    return (
        f'<h2>{escape(title)}</h2><details class="ov-choose"><summary aria-label="{menu_label}">'
        f"<span>{escape(ranking.indicator_name)}</span></summary>"
        f'<div class="sheet">{indicator_links}</div></details><span class="ov-gap"></span>'
        f"{switch if len(ranking.offered_measures) > 1 else ''}"
    )
