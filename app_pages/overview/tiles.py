"""An area's units as tiles, each one link to the unit's page, as HTML."""

import math
from html import escape
from urllib.parse import urlencode

from app_pages.overview.units import UnitRanking, UnitRow, word_missing

TILE_CLASSES = (0.8, 0.9, 1.0, 16 / 15)
"""Where the tones of completion tiles begin, as shares of the time elapsed: 60, 67.5, 75, 80 %."""
HEAT = (-20, -5, 5, 20)
"""Where the tones of growth tiles begin, in percent or points."""


def render_tiles(ranking: UnitRanking) -> str:
    """Return the units as tiles, each one link; where areas.csv places them, in its grid."""
    cockpit = ranking.cockpit
    rows = [*ranking.ranked, *ranking.others]
    order = {unit: at for at, unit in enumerate(cockpit.unit_names)}
    rows.sort(key=lambda row: order.get(row.unit, 0))
    placed = len(rows) > 1 and all(row.unit in cockpit.places for row in rows)
    tiles = "".join(_render_tile(ranking, row, placed) for row in rows)
    message = "tiles_of_value" if ranking.measure == "value" else "tiles"
    title = cockpit.say(message, name=ranking.name, measure=ranking.measure_name)
    note = cockpit.words.say(f"overview.tiles_{ranking.measure}")
    unit = cockpit.words.say("charts.unit", unit=_tile_unit(ranking))
    return (
        f'<div class="ov-spread"><div class="ov-hd"><h3>{escape(title)}</h3>'
        '<span class="ov-gap"></span>'
        f'<span class="ov-quiet">{escape(unit)}</span></div><p class="ov-quiet">{escape(note)}</p>'
        f'<div class="ov-tiles{" placed" if placed else ""}">{tiles}</div></div>'
    )


def _tile_unit(ranking: UnitRanking) -> str:
    """Return the unit of the tiles' numbers."""
    if ranking.measure == "value":
        return ranking.scale.unit
    is_points = ranking.measure == "growth" and ranking.is_share
    return ranking.cockpit.say("points") if is_points else "%"


def _render_tile(ranking: UnitRanking, row: UnitRow, placed: bool) -> str:
    """Return one tile: name and number; of a unit without one a hatch with the words."""
    cockpit = ranking.cockpit
    name = cockpit.unit_names.get(row.unit, row.unit)
    short = cockpit.words.name("short_area", row.unit) if placed else name
    style = ""
    if placed:
        at_row, column = cockpit.places[row.unit]
        style = f' style="grid-area:{at_row}/{column}"'
    number = row.number(ranking.measure)
    if math.isnan(number):
        content, css = f"<small>{escape(word_missing(ranking, row))}</small>", "ov-hatch"
    else:
        content = f"<b>{escape(ranking.write(row, ranking.measure))}</b>"
        css = f"ov-tone {_find_tone_class(ranking, number)}"
    href = escape(f"area?{urlencode({'area': row.unit})}")
    label = "" if short == name else f' title="{escape(name)}"'
    name = f"<span>{escape(short)}</span>"
    return f'<a class="ov-tile {css}" href="{href}"{style}{label}>{name}{content}</a>'


def _find_tone_class(ranking: UnitRanking, number: float) -> str:
    """Return the CSS class of a tile's tone: tile-1 to tile-5, of changes heat-up and heat-down."""
    if ranking.measure == "growth":
        names = ("ov-heat-down-2", "ov-heat-down-1", "ov-even", "ov-heat-up-1", "ov-heat-up-2")
        far_down, down, up, far_up = HEAT
        at = (number > far_down) + (number > down) + (number >= up) + (number >= far_up)
        return names[at]
    if ranking.elapsed is not None:
        cuts = [share * ranking.elapsed for share in TILE_CLASSES]
    else:
        low, high = sorted(ranking.ranked[at].number(ranking.measure) for at in (0, -1))
        cuts = [low + share * (high - low) for share in (0.2, 0.4, 0.6, 0.8)]
    return f"ov-tile-{1 + sum(number >= cut - 1e-9 for cut in cuts)}"
