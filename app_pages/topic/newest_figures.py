"""The newest figures of a topic or indicator as a table, with a link to all of them."""

from html import escape

from app_pages.components.links import render_page_link
from app_pages.state import release
from app_pages.state.cache import NewRelease, memoize
from app_pages.state.charts import get_topics
from app_pages.state.scope import get_default_scope
from exports.html_tables import render_figures_table
from locales import Language
from metrics.figure_queries import counts_by_value, filter_lazy, within_area
from metrics.newest_first import read_newest_rows
from metrics.reporting_units import REPORTED_KINDS

MAX_FIGURES = 12
"""Figures that the table lists."""


def _list_default_arguments(new: NewRelease) -> list[tuple[int, Language, str, bool, str, str]]:
    """Return the arguments of `render_newest` with which the pages of topics open."""
    scope = get_default_scope(new.number)
    return [
        (new.number, new.language, scope.area, False, "topic", topic)
        for topic in get_topics(new.number, new.language)
    ]


@memoize(max_results=256, warm=_list_default_arguments)
def render_newest(
    release_number: int, language: Language, area: str, is_open: bool, column: str, code: str
) -> str:
    """Return the HTML of a folded table of the newest figures of an area and all below it; cached.

    The figures have `code` in `column`, which is "topic" or "indicator". A link leads to all of
    them on the Data page. Targets are listed only if there is nothing else. Without figures the
    HTML is "".
    """
    data = release.get_chart_data(release_number, language)
    figures = filter_lazy(within_area(data.figures, area), **{column: code})
    words = data.words
    count = sum(counts_by_value(figures, "time_period").values())
    if not count:
        return ""
    rows = read_newest_rows(filter_lazy(figures, kind=REPORTED_KINDS), MAX_FIGURES)
    if rows.empty:
        rows = read_newest_rows(figures, MAX_FIGURES)
    table = render_figures_table(data, rows, "")
    label = words.say("topic.all_figures", count=count)
    link = render_page_link(label, "data", words, **{column: code}, area=area)
    title = escape(words.say("topic.newest", count=len(rows)))
    return (
        f'<section class="newest"><details{" open" if is_open else ""}><summary><h2>{title}</h2>'
        f'</summary>{table}</details><p class="side">{link}</p></section>'
    )
