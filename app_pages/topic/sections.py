"""The drawn part of a topic's page as HTML, computed once for a release, scope and language."""

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from urllib.parse import urlencode

from app_pages.components.area_words import (
    count_units,
    find_unit_level,
    format_span_without_year,
    name_whole_area,
    title_by_unit,
)
from app_pages.components.number_scale import NumberScale, choose_scale
from app_pages.components.table_downloads import DownloadTable
from app_pages.state import release
from app_pages.state.cache import NewRelease, memoize
from app_pages.state.charts import get_topics
from app_pages.state.overviews import get_unit_tree
from app_pages.state.scope import Scope, get_units, name_area, usual_scope
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
class SectionData:
    """An indicator with all that the sections of the page need to show it."""

    unit_months: MonthsOfUnits
    indicator: AreaIndicator
    scale: NumberScale
    names: Mapping[str, str]
    words: Words
    level: str

    @property
    def period(self) -> str:
        """The span of the indicator's total: 2025年1—9月."""
        return self.words.period(self.indicator.total.period)

    @property
    def span(self) -> str:
        """The same without the year, where a column has no room: 1—9月."""
        return format_span_without_year(
            self.words, self.indicator.total.period, self.unit_months.months[-1][:4]
        )

    @property
    def name(self) -> str:
        """The indicator's name."""
        return self.words.name("indicator", self.unit_months.code)

    @property
    def has_units(self) -> bool:
        """Whether any unit has a number of the span."""
        return any(unit.total == unit.total for unit in self.unit_months.units)


def _read_section(number: int, scope: Scope, indicator: AreaIndicator, words: Words) -> SectionData:
    """Read the months, scale and names of an indicator of a topic's page.

    `level` is that of all units, "" where they have several, as counties and an industry's union.
    """
    unit_months = get_months(number, scope, indicator.code)
    rows = (unit_months.whole, *unit_months.units)
    values = [n for row in rows for n in (*row.now, row.total, row.base)]
    units = [unit.area for unit in unit_months.units]
    levels = get_unit_tree(number).level
    return SectionData(
        unit_months=unit_months,
        indicator=indicator,
        scale=choose_scale(values, words, indicator.code),
        names=words.areas(units),
        words=words,
        level=find_unit_level(units, levels) if len({levels[u] for u in units}) == 1 else "",
    )


def _topics_of_usual_area(new: NewRelease) -> list[tuple[int, Language, Scope, str, str]]:
    """Return the arguments of what is drawn of the topics, as their pages open."""
    scope = usual_scope(new.number)
    topics = get_topics(new.number, new.language)
    return [(new.number, new.language, scope, topic, "") for topic in topics if scope.through]


@memoize(max_results=128, warm=_topics_of_usual_area)
def render_topic(number: int, language: Language, scope: Scope, topic: str, asked: str) -> str:
    """Render the drawn part of a topic's page, cached; "" where its indicators have no numbers.

    It has a paragraph, the months as a line, the list of indicators, and the units as bars and
    pairs. `number` is the release's; `asked` is the indicator that the address names.
    """
    numbers = find_topic_numbers(number, scope, topic, asked)
    if numbers is None:
        return ""
    words = release.get_chart_data(number, language).words
    main = _read_section(number, scope, numbers.main, words)
    second = numbers.second
    beside = _read_section(number, scope, second, words) if second else None
    opening = write_opening(
        numbers.main, second, main.unit_months, main.names, words, level=main.level
    )
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
    """Return the change of each stock since last year's end, by indicator, in its base unit.

    Both numbers are sums of the same units. Only indicators that the list has room for are in it.
    """
    changes = {}
    for indicator in sort_indicators(numbers.overview.indicators)[:MAX_SHOWN]:
        if indicator.kind != "stock" or indicator.total.quantity is None:
            continue
        whole = get_months(number, scope, indicator.code).whole
        change = whole.total - whole.before[-1]
        if change == change:  # both are numbers
            changes[indicator.code] = change
    return changes


def render_copy_button(words: Words) -> str:
    """Return the button that copies the page's paragraph."""
    label, done = (escape(words.say(f"topic.{name}")) for name in ("copy", "copied"))
    return (
        f'<div class="takeaway"><button type="button" data-copy=".para" data-done="{done}">'
        f"{label}</button></div>"
    )


def _render_head(title: str, finding: str, unit: str, words: Words) -> str:
    """Return the heading of a section: title, unit at its right, and the finding below it."""
    unit_note = escape(words.say("topic.unit", unit=unit)) if unit else ""
    below = f'<p class="finding">{escape(finding)}</p>' if finding else ""
    side = f'<span class="side">{unit_note}</span>'
    return f'<div class="hd"><h2>{escape(title)}</h2>{side}</div>{below}'


def _render_line(section: SectionData) -> str:
    """Render the section with the line of months, or a sentence that says why there is none."""
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


def _render_units(number: int, scope: Scope, main: SectionData, beside: SectionData | None) -> str:
    """Render the units as bars, those of a second indicator as pairs; or say why there are none."""
    words = main.words
    if not main.unit_months.units:
        return _render_no_units(number, scope, words)
    if not main.has_units:
        units = count_units(words, main.level, len(main.unit_months.units))
        whole = name_whole_area(words, main.unit_months.whole.area)
        text = words.say("topic.units_silent", units=units, whole=whole)
        return f'<p class="empty">{escape(text)}</p>'
    bars = render_bars(main.unit_months, main.scale, main.names, words, main.span)
    finding = words.say("topic.bars_finding", period=main.period)
    title = title_by_unit(words, main.level, main.name)
    sections = f"<section>{_render_head(title, finding, main.scale.unit, words)}{bars}</section>"
    if beside and beside.has_units:
        pairs = render_pairs(beside.unit_months, beside.scale, beside.names, words)
        title = title_by_unit(words, beside.level, beside.name)
        finding = words.say("topic.pairs_finding", period=beside.period)
        sections += (
            f"<section>{_render_head(title, finding, beside.scale.unit, words)}{pairs}</section>"
        )
    return f'<div class="topic-units">{sections}</div>'


def _render_no_units(number: int, scope: Scope, words: Words) -> str:
    """Return a sentence for an area without units, with a link to the page of the area above."""
    *above, _ = get_units(number).path_to(scope.area) or [""]
    if not above:
        return ""
    name, parent = name_area(words, scope.area), name_area(words, above[-1])
    text = escape(words.say("topic.no_units", name=name, parent=parent))
    link = f'<a href="?{escape(urlencode({"area": above[-1]}))}" data-here>'
    label = escape(words.say("topic.look_at", name=parent))
    return f'<p class="empty">{text} {link}{label}</a></p>'


@memoize(max_results=128, warm=_topics_of_usual_area)
def render_table_section(
    number: int, language: Language, scope: Scope, topic: str, asked: str
) -> str:
    """Render the section with the table of units by month, cached; "" without two months in a row.

    The parameters are those of `render_topic`.
    """
    numbers = find_topic_numbers(number, scope, topic, asked)
    if numbers is None:
        return ""
    section = _read_section(
        number, scope, numbers.main, release.get_chart_data(number, language).words
    )
    rows = (section.unit_months.whole, *section.unit_months.units)
    if not any(has_run(row.now) for row in rows):
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
    if list_shown(section.unit_months):
        name = title_by_unit(words, section.level, name)
    title = words.say("topic.table_title", period=section.period, title=name)
    shades = render_shades(words, is_share=section.scale.unit in ("%", "‰"))
    note = escape(write_table_note(section.unit_months, section.names, words, level=section.level))
    below = f'<p class="foot">{note}</p>' if note else ""
    head = _render_head(title, "", section.scale.unit, words)
    return f"<section>{head}{shades}{table}{below}</section>"


def make_tables(
    number: int, language: Language, scope: Scope, topic: str, asked: str
) -> list[DownloadTable]:
    """Return the table of units by month for a workbook; the parameters are those of the page."""
    numbers = find_topic_numbers(number, scope, topic, asked)
    if numbers is None:
        return []
    words = release.get_chart_data(number, language).words
    tables = []
    for indicator in (numbers.main, numbers.second):
        if indicator is not None:
            section = _read_section(number, scope, indicator, words)
            period = section.span
            tables.append(
                list_rows(
                    section.unit_months, section.names, words, level=section.level, period=period
                )
            )
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
