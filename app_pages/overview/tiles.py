"""An area's units as coloured tiles in HTML, each a link to the unit's page."""

import math
from html import escape
from urllib.parse import urlencode

from app_pages.components.folded_table import fold_part
from app_pages.overview.rank_units import UnitRanking, UnitRow, describe_missing

COMPLETION_BOUNDS = (0.8, 0.9, 1.0, 16 / 15)
"""Bounds between the tones of completion tiles, as shares of the time elapsed.

In September, when 75 % of the year have elapsed, they are 60, 67.5, 75 and 80 %.
"""
GROWTH_BOUNDS = (-20, -5, 5, 20)
"""Bounds between the tones of growth tiles, in percent or percentage points."""


def render_tiles(ranking: UnitRanking) -> str:
    """Return the HTML of the units' tiles, coloured by the ranking's measure.

    They lie in the tile grid of areas.csv, a rough map, if it has a place for each of them; else
    one after the other.
    """
    view = ranking.view
    rows = [*ranking.ranked, *ranking.others]
    position_by_unit = {unit: position for position, unit in enumerate(view.unit_names)}
    rows.sort(key=lambda row: position_by_unit.get(row.unit, 0))
    is_grid = len(rows) > 1 and all(row.unit in view.tile_places for row in rows)
    tiles = "".join(_render_tile(ranking, row, is_grid) for row in rows)
    message = "tiles_of_value" if ranking.measure == "value" else "tiles"
    title = view.say(message, name=ranking.indicator_name, measure=ranking.measure_name)
    note = view.words.say(f"overview.tiles_{ranking.measure}")
    unit = view.words.say("charts.unit", unit=_format_tile_unit(ranking))
    tiles = (
        f'<div class="ov-spread"><div class="ov-hd"><h3>{escape(title)}</h3>'
        '<span class="ov-gap"></span>'
        f'<span class="ov-quiet">{escape(unit)}</span></div><p class="ov-quiet">{escape(note)}</p>'
        f'<div class="ov-tiles{" placed" if is_grid else ""}">{tiles}</div></div>'
    )
    return fold_part(tiles, title)


def _format_tile_unit(ranking: UnitRanking) -> str:
    """Return the unit of the numbers on the tiles."""
    if ranking.measure == "value":
        return ranking.scale.unit
    is_points = ranking.measure == "growth" and ranking.is_share
    return ranking.view.say("points") if is_points else "%"


def _render_tile(ranking: UnitRanking, row: UnitRow, is_grid: bool) -> str:
    """Return the HTML of one unit's tile: its name with its number, or hatched with the reason.

    In the grid the tile has the unit's short name, and its whole name as a tooltip.
    """
    view = ranking.view
    name = view.unit_names.get(row.unit, row.unit)
    short = view.words.name("short_area", row.unit) if is_grid else name
    style = ""
    if is_grid:
        row_number, column_number = view.tile_places[row.unit]
        style = f' style="grid-area:{row_number}/{column_number}"'
    number = row.get_number(ranking.measure)
    if math.isnan(number):
        content, css = f"<small>{escape(describe_missing(ranking, row))}</small>", "ov-hatch"
    else:
        content = f"<b>{escape(ranking.format_number(row, ranking.measure))}</b>"
        css = f"ov-tone {_find_tone_class(ranking, number)}"
    href = escape(f"area?{urlencode({'area': row.unit})}")
    tooltip = "" if short == name else f' title="{escape(name)}"'
    name = f"<span>{escape(short)}</span>"
    return f'<a class="ov-tile {css}" href="{href}"{style}{tooltip}>{name}{content}</a>'


def _find_tone_class(ranking: UnitRanking, number: float) -> str:
    """Return the CSS class of a tile's tone, one of five from low to high.

    - changes: ov-heat-down-2 for a large fall to ov-heat-up-2, ov-even if nearly unchanged
    - completions: ov-tile-1 to ov-tile-5, by COMPLETION_BOUNDS
    - values: the same classes, by fifths of the span from the lowest to the highest value; so, too,
      completions for which the time elapsed is unknown
    """
    if ranking.measure == "growth":
        # A change equal to a bound has the deeper of the two tones, whether it is a fall or a rise.
        names = ("ov-heat-down-2", "ov-heat-down-1", "ov-even", "ov-heat-up-1", "ov-heat-up-2")
        far_down, down, up, far_up = GROWTH_BOUNDS
        position = (number > far_down) + (number > down) + (number >= up) + (number >= far_up)
        return names[position]
    if ranking.elapsed is not None:
        bounds = [share * ranking.elapsed for share in COMPLETION_BOUNDS]
    else:
        # The first and the last ranked unit have the extremes; which is higher depends on whether
        # less is better.
        low, high = sorted(
            ranking.ranked[position].get_number(ranking.measure) for position in (0, -1)
        )
        bounds = [low + share * (high - low) for share in (0.2, 0.4, 0.6, 0.8)]
    # 1e-9: a number equal to a bound reaches it in spite of rounding.
    return f"ov-tile-{1 + sum(number >= bound - 1e-9 for bound in bounds)}"
