"""The sections of a topic's page as HTML, computed once for a release, scope and language."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from urllib.parse import urlencode

from app_pages.components.area_words import (
    find_unit_level,
    format_span_without_year,
    format_title_by_unit,
    format_unit_count,
    name_whole_area,
)
from app_pages.components.folded_table import fold_part
from app_pages.components.number_scale import NumberScale, choose_scale
from app_pages.components.table_downloads import DownloadTable
from app_pages.state import release
from app_pages.state.cache import NewRelease, memoize
from app_pages.state.charts import get_topics
from app_pages.state.overviews import get_unit_tree
from app_pages.state.scope import Scope, get_area_name, get_default_scope, get_reporting_units
from app_pages.topic.indicator_list import MAX_FULL, render_indicators, sort_indicators
from app_pages.topic.month_line import has_consecutive_months, render_month_line
from app_pages.topic.month_table import (
    build_download_table,
    list_units_with_row,
    render_month_table,
    render_shade_legend,
)
from app_pages.topic.opening import write_line_finding, write_opening, write_table_note
from app_pages.topic.topic_numbers import TopicNumbers, find_topic_numbers, get_unit_months
from app_pages.topic.unit_rows import render_bars, render_pairs
from locales import Language, Words
from metrics.rollup.area_results import AreaIndicator
from metrics.rollup.months_of_units import MonthsOfUnits


@dataclass(frozen=True)
class SectionData:
    """An indicator with all that a section of the page needs to show it.

    `names` are the units' names by code; `level` is their common level, "" if they have several.
    """

    unit_months: MonthsOfUnits
    indicator: AreaIndicator
    scale: NumberScale
    names: Mapping[str, str]
    words: Words
    level: str

    @property
    def period(self) -> str:
        """The span of the indicator's total in words: 2025年1—9月."""
        return self.words.period(self.indicator.total.period)

    @property
    def span(self) -> str:
        """The span without its year, for narrow columns: 1—9月."""
        return format_span_without_year(
            self.words, self.indicator.total.period, self.unit_months.months[-1][:4]
        )

    @property
    def name(self) -> str:
        """The name of the indicator."""
        return self.words.name("indicator", self.unit_months.code)

    @property
    def has_units(self) -> bool:
        """Whether any unit has a number for the span."""
        return not all(math.isnan(unit.total) for unit in self.unit_months.units)


def _read_section(
    release_number: int, scope: Scope, indicator: AreaIndicator, words: Words
) -> SectionData:
    """Read all that a section needs to show one indicator: months, scale of numbers, units' names.

    One scale fits all numbers, so that they are shown in the same unit: 人 or 万人.
    """
    unit_months = get_unit_months(release_number, scope, indicator.code)
    rows = (unit_months.whole, *unit_months.units)
    values = [value for row in rows for value in (*row.now, row.total, row.base)]
    units = [unit.area for unit in unit_months.units]
    levels = get_unit_tree(release_number).level
    return SectionData(
        unit_months=unit_months,
        indicator=indicator,
        scale=choose_scale(values, words, indicator.code),
        names=words.areas(units),
        words=words,
        level=find_unit_level(units, levels) if len({levels[u] for u in units}) == 1 else "",
    )


def _list_default_arguments(new: NewRelease) -> list[tuple[int, Language, Scope, str, str]]:
    """Return the arguments of `render_topic` with which the pages of topics open.

    There are none if the release has no month.
    """
    scope = get_default_scope(new.number)
    topics = get_topics(new.number, new.language)
    return [(new.number, new.language, scope, topic, "") for topic in topics if scope.through]


@memoize(max_results=128, warm=_list_default_arguments)
def render_topic(
    release_number: int, language: Language, scope: Scope, topic: str, asked_code: str
) -> str:
    """Return the HTML of a topic's paragraph, lines, list of indicators and bars; cached.

    The HTML is "" if no indicator has a number. `asked_code` is the indicator in the URL, or "".
    """
    numbers = find_topic_numbers(release_number, scope, topic, asked_code)
    if numbers is None:
        return ""
    words = release.get_chart_data(release_number, language).words
    section = _read_section(release_number, scope, numbers.main, words)
    second = numbers.second
    second_section = _read_section(release_number, scope, second, words) if second else None
    opening = write_opening(
        numbers.main, second, section.unit_months, section.names, words, level=section.level
    )
    indicators = render_indicators(
        numbers.overview.indicators,
        numbers.main.code,
        words,
        numbers.overview.elapsed,
        _list_since_december(release_number, scope, numbers),
    )
    return (
        f'<p class="para">{escape(opening)}</p><div class="topic-top">{_render_line(section)}'
        f"{indicators}</div>{_render_units(release_number, scope, section, second_section)}"
    )


def _list_since_december(
    release_number: int, scope: Scope, numbers: TopicNumbers
) -> dict[str, float]:
    """Return, by indicator, how much each number at a date has changed since the end of last year.

    Both numbers are sums of the same units, in the base unit. Only indicators that the list shows
    in full are included.
    """
    changes = {}
    for indicator in sort_indicators(numbers.overview.indicators)[:MAX_FULL]:
        if indicator.kind != "stock" or indicator.total.quantity is None:
            continue
        whole = get_unit_months(release_number, scope, indicator.code).whole
        change = whole.total - whole.before[-1]  # the last month of the year before
        if not math.isnan(change):
            changes[indicator.code] = change
    return changes


def render_copy_button(words: Words) -> str:
    """Return the HTML of the button that copies the page's paragraph."""
    label, done = (escape(words.say(f"topic.{name}")) for name in ("copy", "copied"))
    return (
        f'<div class="takeaway"><button type="button" data-copy=".para" data-done="{done}">'
        f"{label}</button></div>"
    )


def _render_head(title: str, finding: str, unit: str, words: Words) -> str:
    """Return the HTML head of a topic's section: title, unit at the right, finding below."""
    unit_note = escape(words.say("topic.unit", unit=unit)) if unit else ""
    below = f'<p class="finding">{escape(finding)}</p>' if finding else ""
    side = f'<span class="side">{unit_note}</span>'
    return f'<div class="hd"><h2>{escape(title)}</h2>{side}</div>{below}'


def _render_line(section: SectionData) -> str:
    """Return the HTML section with the lines of months, or with a sentence why there are none."""
    words, is_flow = section.words, section.indicator.kind == "flow"
    title = words.say("topic.by_month" if is_flow else "topic.by_month_end", name=section.name)
    breaks = [point.period for point in section.indicator.months if point.is_break]
    line = render_month_line(
        section.unit_months, section.scale, words, from_zero=is_flow, breaks=breaks
    )
    finding = write_line_finding(section.unit_months, words, level=section.level) if line else ""
    if not line:
        line = f'<p class="empty">{escape(words.say("topic.no_line"))}</p>'
    elif section.indicator.growth.reason == "broken":
        finding = words.say("topic.not_comparable")
    return f"<section>{_render_head(title, finding, section.scale.unit, words)}{line}</section>"


def _render_units(
    release_number: int, scope: Scope, main: SectionData, second: SectionData | None
) -> str:
    """Return the HTML of the units: bars of the main indicator, pairs of dots of the second one.

    A pair is last year's and this year's number. Without units, or numbers of them, it is a
    sentence that says so.
    """
    words = main.words
    if not main.unit_months.units:
        return _render_no_units(release_number, scope, words)
    if not main.has_units:
        units = format_unit_count(words, main.level, len(main.unit_months.units))
        whole = name_whole_area(words, main.unit_months.whole.area)
        text = words.say("topic.units_silent", units=units, whole=whole)
        return f'<p class="empty">{escape(text)}</p>'
    bars = render_bars(main.unit_months, main.scale, main.names, words, main.span)
    finding = words.say("topic.bars_finding", period=main.period)
    title = format_title_by_unit(words, main.level, main.name)
    sections = f"<section>{_render_head(title, finding, main.scale.unit, words)}{bars}</section>"
    if second and second.has_units:
        pairs = render_pairs(second.unit_months, second.scale, second.names, words)
        title = format_title_by_unit(words, second.level, second.name)
        finding = words.say("topic.pairs_finding", period=second.period)
        sections += (
            f"<section>{_render_head(title, finding, second.scale.unit, words)}{pairs}</section>"
        )
    return f'<div class="topic-units">{sections}</div>'


def _render_no_units(release_number: int, scope: Scope, words: Words) -> str:
    """Return the HTML of a sentence for an area without units, with a link to the area above.

    The HTML is "" for an area at the top.
    """
    *above, _ = get_reporting_units(release_number).list_path_to(scope.area) or [""]
    if not above:
        return ""
    name, parent = get_area_name(words, scope.area), get_area_name(words, above[-1])
    text = escape(words.say("topic.no_units", name=name, parent=parent))
    link = f'<a href="?{escape(urlencode({"area": above[-1]}))}" data-here>'
    label = escape(words.say("topic.look_at", name=parent))
    return f'<p class="empty">{text} {link}{label}</a></p>'


@memoize(max_results=128, warm=_list_default_arguments)
def render_table_section(
    release_number: int, language: Language, scope: Scope, topic: str, asked_code: str
) -> str:
    """Return the HTML section with the table of units by month, cached.

    The HTML is "" if no area or unit has numbers of two consecutive months. The parameters are
    those of `render_topic`.
    """
    numbers = find_topic_numbers(release_number, scope, topic, asked_code)
    if numbers is None:
        return ""
    section = _read_section(
        release_number, scope, numbers.main, release.get_chart_data(release_number, language).words
    )
    rows = (section.unit_months.whole, *section.unit_months.units)
    if not any(has_consecutive_months(row.now) for row in rows):
        return ""
    words = section.words
    table = render_month_table(
        section.unit_months,
        section.scale,
        section.names,
        words,
        level=section.level,
        period=section.span,
        is_comparable=section.indicator.growth.reason != "broken",
    )
    name = words.say("topic.by_month", name=section.name)
    if list_units_with_row(section.unit_months):
        name = format_title_by_unit(words, section.level, name)
    title = words.say("topic.table_title", period=section.period, title=name)
    shades = render_shade_legend(words, is_share=section.scale.unit in ("%", "‰"))
    note = escape(write_table_note(section.unit_months, section.names, words, level=section.level))
    below = f'<p class="foot">{note}</p>' if note else ""
    head = _render_head(title, "", section.scale.unit, words)
    return fold_part(f"<section>{head}{shades}{table}{below}</section>", title)


def build_download_tables(
    release_number: int, language: Language, scope: Scope, topic: str, asked_code: str
) -> list[DownloadTable]:
    """Return the tables of units by month for a workbook; the parameters are `render_topic`'s.

    There is a table for the main indicator and one for the second, if there is one.
    """
    numbers = find_topic_numbers(release_number, scope, topic, asked_code)
    if numbers is None:
        return []
    words = release.get_chart_data(release_number, language).words
    tables = []
    for indicator in (numbers.main, numbers.second):
        if indicator is not None:
            section = _read_section(release_number, scope, indicator, words)
            period = section.span
            tables.append(
                build_download_table(
                    section.unit_months, section.names, words, level=section.level, period=period
                )
            )
    return tables


def format_table_title(
    release_number: int, language: Language, scope: Scope, topic: str, asked_code: str
) -> str:
    """Return the title of the workbook, 云川市_新发展会员人数_2025年1—9月; "" without a table."""
    numbers = find_topic_numbers(release_number, scope, topic, asked_code)
    if numbers is None:
        return ""
    words = release.get_chart_data(release_number, language).words
    name = words.name("indicator", numbers.main.code)
    area, period = words.name("area", scope.area), words.period(scope.period)
    return words.mark(f"{area}_{name}_{period}")
