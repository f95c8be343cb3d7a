"""The drawn part of a topic's page as HTML, computed once for a release, scope and language."""

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from urllib.parse import urlencode

from app_pages.components.area_words import (
    count_units,
    find_unit_level,
    title_by_unit,
    word_span,
    word_whole,
)
from app_pages.components.number_scale import NumberScale, choose_scale
from app_pages.components.table_downloads import TableToTake
from app_pages.state import release
from app_pages.state.cache import memoize
from app_pages.state.overviews import get_unit_tree
from app_pages.state.scope import Scope, get_units, word_area
from app_pages.topic.indicator_list import MAX_SHOWN, render_indicators, sort_indicators
from app_pages.topic.month_line import has_run, render_month_line
from app_pages.topic.month_table import (
    list_rows,
    list_shown,
    render_month_table,
    render_shades,
)
from app_pages.topic.opening import write_line_finding, write_opening, write_table_note
from app_pages.topic.topic_numbers import TopicNumbers, find_topic_numbers, get_months
from app_pages.topic.unit_rows import render_bars, render_pairs
from locales import Language, Words
from metrics.rollup.area_results import AreaIndicator
from metrics.rollup.months_of_units import MonthsOfUnits


@dataclass(frozen=True)
class Told:
    """What the sections are made of: an indicator, its months, its scale, and the words for it."""

    found: MonthsOfUnits
    of: AreaIndicator
    scale: NumberScale
    names: Mapping[str, str]
    words: Words
    level: str

    @property
    def period(self) -> str:
        """The span of the indicator's total: 2025年1—9月."""
        return self.words.period(self.of.total.period)

    @property
    def span(self) -> str:
        """The same without the year, where a column has no room: 1—9月."""
        return word_span(self.words, self.of.total.period, self.found.months[-1][:4])

    @property
    def name(self) -> str:
        """The indicator's name."""
        return self.words.name("indicator", self.found.code)

    @property
    def has_units(self) -> bool:
        """Whether any unit has a number of the span."""
        return any(unit.total == unit.total for unit in self.found.units)


def _tell(number: int, scope: Scope, of: AreaIndicator, words: Words) -> Told:
    """Return what is told of an indicator of a topic's page.

    Units of several levels, as counties and an industry's union, are called units.
    """
    found = get_months(number, scope, of.code)
    rows = (found.whole, *found.units)
    values = [n for row in rows for n in (*row.now, row.total, row.base)]
    units = [unit.area for unit in found.units]
    levels = get_unit_tree(number).level
    return Told(
        found=found,
        of=of,
        scale=choose_scale(values, words, of.code),
        names=words.areas(units),
        words=words,
        level=find_unit_level(units, levels) if len({levels[u] for u in units}) == 1 else "",
    )


@memoize(max_results=128, warm=None)
def render_topic(number: int, language: Language, scope: Scope, topic: str, asked: str) -> str:
    """Return the drawn part of a topic's page, cached; "" where its indicators have no numbers.

    `asked` is the indicator that the address names. What it has: a paragraph, months and
    completion, the units as bars and pairs, the table of units by month.
    """
    numbers = find_topic_numbers(number, scope, topic, asked)
    if numbers is None:
        return ""
    words = release.get_chart_data(number, language).words
    main = _tell(number, scope, numbers.main, words)
    second = numbers.second
    beside = _tell(number, scope, second, words) if second else None
    opening = write_opening(numbers.main, second, main.found, main.names, words, level=main.level)
    indicators = render_indicators(
        numbers.overview.indicators,
        numbers.main.code,
        words,
        numbers.overview.elapsed,
        _list_since_december(number, scope, numbers),
    )
    return (
        f'<p class="para">{escape(opening)}</p><div class="topic-top">{_render_line(main)}'
        f"{indicators}</div>{_render_units(number, scope, main, beside)}"
    )


def _list_since_december(number: int, scope: Scope, numbers: TopicNumbers) -> dict[str, float]:
    """Return by how much numbers at a date have changed since last year's end, of the same units.

    Of those that the list has room for; in the indicator's base unit.
    """
    changes = {}
    for each in sort_indicators(numbers.overview.indicators)[:MAX_SHOWN]:
        if each.kind != "stock" or each.total.quantity is None:
            continue
        whole = get_months(number, scope, each.code).whole
        change = whole.total - whole.before[-1]
        if change == change:  # both are numbers
            changes[each.code] = change
    return changes


def render_copy_button(words: Words) -> str:
    """Return the button that copies the page's paragraph."""
    label, done = (escape(words.say(f"topic.{name}")) for name in ("copy", "copied"))
    return (
        f'<div class="takeaway"><button type="button" data-copy=".para" data-done="{done}">'
        f"{label}</button></div>"
    )


def _head(title: str, finding: str, unit: str, words: Words) -> str:
    """Return the head of a section: title, unit at its right, and what is seen below it."""
    said = escape(words.say("topic.unit", unit=unit)) if unit else ""
    below = f'<p class="finding">{escape(finding)}</p>' if finding else ""
    return f'<div class="hd"><h2>{escape(title)}</h2><span class="side">{said}</span></div>{below}'


def _render_line(told: Told) -> str:
    """Return the section of the months, or in words why there is no line."""
    words, is_flow = told.words, told.of.kind == "flow"
    title = words.say("topic.by_month" if is_flow else "topic.by_month_end", name=told.name)
    breaks = [point.period for point in told.of.months if point.is_break]
    line = render_month_line(told.found, told.scale, words, from_zero=is_flow, breaks=breaks)
    finding = write_line_finding(told.found, words, level=told.level) if line else ""
    if not line:
        line = f'<p class="empty">{escape(words.say("topic.no_line"))}</p>'
    elif told.of.growth.reason == "broken":
        finding = words.say("topic.not_comparable")
    return f"<section>{_head(title, finding, told.scale.unit, words)}{line}</section>"


def _render_units(number: int, scope: Scope, main: Told, beside: Told | None) -> str:
    """Return the units as bars, those of a second indicator as pairs; or why there are none."""
    words = main.words
    if not main.found.units:
        return _render_no_units(number, scope, words)
    if not main.has_units:
        units = count_units(words, main.level, len(main.found.units))
        whole = word_whole(words, main.found.whole.area)
        text = words.say("topic.units_silent", units=units, whole=whole)
        return f'<p class="empty">{escape(text)}</p>'
    bars = render_bars(main.found, main.scale, main.names, words, main.span)
    finding = words.say("topic.bars_finding", period=main.period)
    title = title_by_unit(words, main.level, main.name)
    sections = f"<section>{_head(title, finding, main.scale.unit, words)}{bars}</section>"
    if beside and beside.has_units:
        pairs = render_pairs(beside.found, beside.scale, beside.names, words)
        title = title_by_unit(words, beside.level, beside.name)
        finding = words.say("topic.pairs_finding", period=beside.period)
        sections += f"<section>{_head(title, finding, beside.scale.unit, words)}{pairs}</section>"
    return f'<div class="topic-units">{sections}</div>'


def _render_no_units(number: int, scope: Scope, words: Words) -> str:
    """Return where an area without units stands beside its peers: on the page of the area above."""
    *above, _ = get_units(number).path_to(scope.area) or [""]
    if not above:
        return ""
    name, parent = word_area(words, scope.area), word_area(words, above[-1])
    text = escape(words.say("topic.no_units", name=name, parent=parent))
    link = f'<a href="?{escape(urlencode({"area": above[-1]}))}" data-here>'
    label = escape(words.say("topic.look_at", name=parent))
    return f'<p class="empty">{text} {link}{label}</a></p>'


@memoize(max_results=128, warm=None)
def render_table_section(
    number: int, language: Language, scope: Scope, topic: str, asked: str
) -> str:
    """Return the table of units by month with its head and note, cached; "" where no months follow.

    The parameters are those of `render_topic`.
    """
    numbers = find_topic_numbers(number, scope, topic, asked)
    if numbers is None:
        return ""
    told = _tell(number, scope, numbers.main, release.get_chart_data(number, language).words)
    rows = (told.found.whole, *told.found.units)
    if not any(has_run(row.now) for row in rows):
        return ""
    words = told.words
    table = render_month_table(
        told.found,
        told.scale,
        told.names,
        words,
        level=told.level,
        period=told.span,
        is_comparable=told.of.growth.reason != "broken",
    )
    name = words.say("topic.by_month", name=told.name)
    if list_shown(told.found):
        name = title_by_unit(words, told.level, name)
    title = words.say("topic.table_title", period=told.period, title=name)
    shades = render_shades(words, is_share=told.scale.unit in ("%", "‰"))
    note = escape(write_table_note(told.found, told.names, words, level=told.level))
    below = f'<p class="foot">{note}</p>' if note else ""
    return f"<section>{_head(title, '', told.scale.unit, words)}{shades}{table}{below}</section>"


def make_tables(
    number: int, language: Language, scope: Scope, topic: str, asked: str
) -> list[TableToTake]:
    """Return the table of units by month for a workbook; the parameters are those of the page."""
    numbers = find_topic_numbers(number, scope, topic, asked)
    if numbers is None:
        return []
    words = release.get_chart_data(number, language).words
    tables = []
    for of in (numbers.main, numbers.second):
        if of is not None:
            told = _tell(number, scope, of, words)
            period = told.span
            tables.append(list_rows(told.found, told.names, words, level=told.level, period=period))
    return tables


def title_of_table(number: int, language: Language, scope: Scope, topic: str, asked: str) -> str:
    """Return the name of the workbook: 云川市_新发展会员人数_2025年1—9月; "" without a table."""
    numbers = find_topic_numbers(number, scope, topic, asked)
    if numbers is None:
        return ""
    words = release.get_chart_data(number, language).words
    name = words.name("indicator", numbers.main.code)
    area, period = words.name("area", scope.area), words.period(scope.period)
    return words.mark(f"{area}_{name}_{period}")
