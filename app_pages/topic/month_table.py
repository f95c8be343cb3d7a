"""An indicator by unit and month as an HTML table, shaded by the change against the year before.

A shade says how a month has changed, not how large its number is; otherwise large districts would
always look best. The same table can be downloaded as a workbook.
"""

import math
from collections.abc import Mapping
from html import escape

from app_pages.components.area_marks import link_area, link_total, render_change
from app_pages.components.area_words import format_unit_count_briefly, name_whole_area
from app_pages.components.number_scale import NumberScale
from app_pages.components.table_downloads import DownloadTable
from file_formats.sheet import Cell
from locales import Words
from metrics.rollup.months_of_units import AreaMonths, MonthsOfUnits

LIGHT, DEEP = 5.0, 20.0
"""Changes in percent from which a cell is shaded light and deep."""
SHARE_LIGHT, SHARE_DEEP = 1.0, 5.0
"""The same for indicators that are shares, whose changes are in percentage points."""
MAX_UNITS = 40
"""Units with a row on the page; the workbook has all."""
SHADES = ("down-2", "down-1", "up-1", "up-2")


def find_shade(now: float, before: float, *, is_share: bool = False) -> str:
    """Return the shade of the change from `before` to `now`: "up-2", "down-1", "" ….

    Changes from 5 and 20 percent are shaded, for shares from 1 and 5 percentage points. There is no
    shade ("") for a smaller change, if a number is NaN, or if a percentage cannot be computed as
    the earlier number is zero or less.

    Example: find_shade(293, 241) is "up-2" (+21.6 %).
    """
    if math.isnan(now) or math.isnan(before) or (before <= 0 and not is_share):
        return ""
    change = now - before if is_share else (now - before) / before * 100
    size = round(abs(change), 9)  # 105 against 100 is 5 % and no less
    light, deep = (SHARE_LIGHT, SHARE_DEEP) if is_share else (LIGHT, DEEP)
    if size < light:
        return ""
    return f"{'up' if change > 0 else 'down'}-{2 if size >= deep else 1}"


def list_units_with_row(unit_months: MonthsOfUnits) -> list[AreaMonths]:
    """Return the units that have a row in the table, in the order of areas.csv.

    If at least half of the units have any number, all units have a row, so that the few silent ones
    are seen. Otherwise only units with a number have one, as the others are not expected to report.
    """
    known = [
        unit
        for unit in unit_months.units
        if not all(map(math.isnan, (*unit.now, *unit.before, unit.total, unit.base)))
    ]
    return list(unit_months.units) if len(known) * 2 >= len(unit_months.units) else known


def _render_area_name(unit_months: MonthsOfUnits, words: Words, level: str) -> str:
    """Return the HTML name of the whole area's row: 全市, or ○ 全市（9个区县（市）） for a sum.

    `level` is the level of its units ("county"), which names them.
    """
    area_name = escape(name_whole_area(words, unit_months.whole.area))
    if not unit_months.whole.is_sum:
        return area_name
    counted = escape(format_unit_count_briefly(words, level, unit_months.compared.reporting))
    return f'<i class="ring"></i>{words.told_apart(area_name, counted)}'


def list_headings(unit_months: MonthsOfUnits, words: Words, period: str) -> list[str]:
    """Return the headings of the table: area, months, the span, the same span last year, change.

    `period` names the span of the totals: 1—9月.
    """
    months = [words.say(f"scope.month_{int(month[5:])}") for month in unit_months.months]
    rest = ("topic.last_year_span", "topic.change")
    return [words.say("totals.column_area"), *months, period, *map(words.say, rest)]


def render_month_table(
    unit_months: MonthsOfUnits,
    scale: NumberScale,
    names: Mapping[str, str],
    words: Words,
    *,
    level: str,
    period: str,
    is_comparable: bool = True,
) -> str:
    """Return the HTML table: the area's own row first, then its units in the order of areas.csv.

    `names` are the units' names by code, `level` is the units' level (`find_unit_level`), `period`
    names the span. With `is_comparable` False, as after a new definition, nothing is shaded.
    """
    headings = map(escape, list_headings(unit_months, words, period))
    heads = "".join(f'<th scope="col">{heading}</th>' for heading in headings)
    is_share = scale.unit in ("%", "‰")
    area_name = _render_area_name(unit_months, words, level)
    rows = [_render_row(unit_months.whole, unit_months, scale, area_name, words, is_share=None)]
    rows += [
        _render_row(
            unit,
            unit_months,
            scale,
            link_area(words, unit.area, names[unit.area]),
            words,
            is_share=is_share if is_comparable else None,
        )
        for unit in list_units_with_row(unit_months)[:MAX_UNITS]
    ]
    label = escape(words.say("topic.table_of", name=words.name("indicator", unit_months.code)))
    return (
        f'<div class="month-table" tabindex="0" role="region" aria-label="{label}"><table><thead>'
        f"<tr>{heads}</tr></thead><tbody>{''.join(rows)}</tbody></table></div>"
    )


def _render_row(
    row: AreaMonths,
    unit_months: MonthsOfUnits,
    scale: NumberScale,
    name_html: str,
    words: Words,
    *,
    is_share: bool | None,
) -> str:
    """Return the HTML row of an area; with `is_share` None no cell is shaded (`find_shade`).

    A month without a number is hatched or, for the whole area and silent units, a dash.
    """
    cells = []
    area = "" if row is unit_months.whole else row.area
    has_any = not all(map(math.isnan, (*row.now, *row.before)))
    for now, before in zip(row.now, row.before, strict=False):
        if math.isnan(now):
            hatched = f'<td class="hatch">{escape(words.say("totals.not_reported"))}</td>'
            cells.append(hatched if area and has_any else '<td class="none">—</td>')
            continue
        css = "" if is_share is None else find_shade(now, before, is_share=is_share)
        number_html = link_total(scale.format_number(now), unit_months.code, area)
        cells.append(f"<td{f' class={css}' if css else ''}>{number_html}</td>")
    total_html = (
        "—"
        if math.isnan(row.total)
        else link_total(f"<b>{scale.format_number(row.total)}</b>", unit_months.code, area)
    )
    base = (
        "—"
        if math.isnan(row.base)
        else link_total(scale.format_number(row.base), unit_months.code, area)
    )
    change = render_change(row.change, words, unit_months.code, short=True) or "—"
    css = "" if area else ' class="whole"'
    return (
        f'<tr{css}><th scope="row">{name_html}</th>{"".join(cells)}<td>{total_html}</td>'
        f'<td class="none">{base}</td><td>{change}</td></tr>'
    )


def render_shade_legend(words: Words, *, is_share: bool) -> str:
    """Return the HTML of the shades' legend: 底色为比去年同月 下降20%以上 …

    Changes of shares (`is_share`) are in percentage points, others in percent.
    """
    kind = "points" if is_share else "percent"
    labels = {shade: escape(words.say(f"topic.{kind}_{shade}")) for shade in SHADES}
    entries = "".join(
        f'<span class="key"><i class="{shade}"></i>{text}</span>' for shade, text in labels.items()
    )
    return f'<p class="shades"><span>{escape(words.say("topic.shade_is"))}</span>{entries}</p>'


def build_download_table(
    unit_months: MonthsOfUnits, names: Mapping[str, str], words: Words, *, level: str, period: str
) -> DownloadTable:
    """Return the table of units by month for a workbook, with the area's own row first.

    Its units are those of `list_units_with_row`, here without the limit MAX_UNITS. `names` are
    their names by code, `level` is their level ("county"), `period` names the span of the totals
    (1—9月). Numbers are in the indicator's base unit; a cell without a number is empty. The change
    is in percent, or in percentage points for a share.
    """
    area_name = name_whole_area(words, unit_months.whole.area)
    if unit_months.whole.is_sum:  # the name then says how many units are in the sum
        area_name = words.told_apart(
            area_name, format_unit_count_briefly(words, level, unit_months.compared.reporting)
        )
    rows: list[list[Cell | None]] = [[*list_headings(unit_months, words, period)]]
    for row in (unit_months.whole, *list_units_with_row(unit_months)):
        name = area_name if row is unit_months.whole else names[row.area]
        numbers = [
            None if math.isnan(number) else number for number in (*row.now, row.total, row.base)
        ]
        rows.append([name, *numbers, round(row.change.value, 1) if row.change else None])
    # Excel allows the name of a sheet at most 31 characters.
    return DownloadTable(words.name("indicator", unit_months.code)[:31], rows)
