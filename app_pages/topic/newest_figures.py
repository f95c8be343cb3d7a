"""The newest figures of a topic or chart as a table, and a link to all of them on the Data page."""

from html import escape

from app_pages.components.links import render_page_link
from app_pages.state import release
from app_pages.state.cache import NewRelease, memoize
from app_pages.state.charts import get_topics
from app_pages.state.scope import usual_scope
from exports.html_tables import render_figures_table
from locales import Language
from metrics.figure_queries import counts_by_value, filter_lazy, within_area
from metrics.newest_figures import read_newest_rows
from metrics.reporting_units import REPORTED_KINDS

NEWEST = 12
"""Figures of the table."""


def _topics_of_usual_area(new: NewRelease) -> list[tuple[int, Language, str, bool, str, str]]:
    """Return the arguments of `render_newest` for the topics, as their pages open."""
    scope = usual_scope(new.number)
    return [
        (new.number, new.language, scope.area, False, "topic", topic)
        for topic in get_topics(new.number, new.language)
    ]


@memoize(max_results=256, warm=_topics_of_usual_area)
def render_newest(
    number: int, language: Language, area: str, is_open: bool, column: str, code: str
) -> str:
    """Return the newest figures of an area and all below it as a table that folds, cached.

    They are those with a code in a column, topic or indicator. A link leads to all of them on the
    Data page; "" without any. Targets are left out where there is anything else.
    """
    data = release.get_chart_data(number, language)
    figures = filter_lazy(within_area(data.figures, area), **{column: code})
    words = data.words
    count = sum(counts_by_value(figures, "time_period").values())
    if not count:
        return ""
    rows = read_newest_rows(filter_lazy(figures, kind=REPORTED_KINDS), NEWEST)
    if rows.empty:
        rows = read_newest_rows(figures, NEWEST)
    table = render_figures_table(data, rows, "")
    label = words.say("topic.all_figures", count=count)
    link = render_page_link(label, "data", words, **{column: code}, area=area)
    title = escape(words.say("topic.newest", count=len(rows)))
    return (
        f'<section class="newest"><details{" open" if is_open else ""}><summary><h2>{title}</h2>'
        f'</summary>{table}</details><p class="side">{link}</p></section>'
    )
