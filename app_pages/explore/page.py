"""The Explore page: a chart of one indicator, for areas of one level and spans of one kind."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

import streamlit as st

from app_pages.components import chart_card, url_widgets
from app_pages.components.notices import show_empty
from app_pages.explore.choice_in_words import (
    describe_kind,
    describe_level,
    list_left_out,
    render_choice,
    render_comparisons,
    write_drawn,
)
from app_pages.explore.comparable_choice import (
    choose_first_indicator,
    list_drawn_areas,
    list_indicators,
)
from app_pages.explore.forms import list_forms
from app_pages.state import release, url
from app_pages.state.chart_query import COMPARED_FORMS, ChartQuery
from app_pages.state.scope import AGAINST, get_current_scope
from app_pages.topic.newest_figures import render_newest
from charts.figures_of_area import find_base
from metrics.comparable_figures import Comparable
from periods import comparable_period, parse_period

chart_data = release.get_current_chart_data()
words, release_number, scope = chart_data.words, release.get_release_number(), get_current_scope()


def select_code(
    label: str, name: str, options: Sequence[str], format_code: Callable[[str], str], first: str
) -> str:
    """Show a selectbox bound to the URL, and return the selected code, at first `first`."""
    return url_widgets.show_param_selectbox(
        words.say(label), name, options, format_code, first=first
    )


def find_requested_level() -> str:
    """Return the level of areas that the URL asks for, or that of its first area; "" for none."""
    levels_of_areas = [chart_data.levels.get(area, "") for area in url.get_params("areas")]
    return url.get_param("level") or next(iter(levels_of_areas), "")


def ask_query(indicator: str) -> tuple[ChartQuery, Comparable]:
    """Show Explore's choices of level, kind of span and form.

    Each choice restricts what the next one offers: a level has certain kinds of span, and these
    certain forms. Return the query for all three, and which figures it can show.
    """
    requested = ChartQuery(
        f"{indicator}.bar",
        under=scope.area,
        level=find_requested_level(),
        span=url.get_param("span"),
        until=scope.through,
    )
    level_column, span_column, form_column = columns[1:]
    comparable = requested.find_comparable(release_number)
    with level_column:
        level = select_code(
            "explore.level",
            "level",
            [*comparable.levels],
            partial(describe_level, words),
            comparable.level,
        )
    comparable = replace(requested, level=level).find_comparable(release_number)
    with span_column:
        span = select_code(
            "explore.span",
            "span",
            [*comparable.kinds],
            partial(describe_kind, words),
            comparable.kind,
        )
    query = replace(requested, level=level, span=span)
    comparable = query.find_comparable(release_number)
    with form_column:
        forms = list_forms(comparable, len(list_drawn_areas(release_number, query)))
        form = select_code(
            "pages.form", "form", forms, lambda form: words.say(f"pages.form_{form}"), forms[0]
        )
    return replace(query, address=f"{indicator}.{form}"), comparable


def ask_areas_and_periods(query: ChartQuery, comparable: Comparable) -> ChartQuery:
    """Show the choices of areas and periods (one, unless the form is a trend); return the query."""
    left, right = st.columns(2)
    with left:
        areas = url_widgets.show_param_multiselect(
            words.say("pages.column_area"),
            "areas",
            comparable.areas,
            words.areas(comparable.areas).__getitem__,
            words.say("pages.all_areas"),
        )
    # The URL may spell a period differently from the figures.
    period_by_meaning = {comparable_period(period): period for period in comparable.periods}
    label = words.say("pages.column_period")
    with right:
        if query.form == "trend":
            every = words.say("pages.all_periods")
            periods = url_widgets.show_param_multiselect(
                label,
                "periods",
                comparable.periods,
                words.period,
                every,
                lambda text: period_by_meaning.get(parse_period(text), ""),
            )
        else:
            requested_periods = [
                period_by_meaning.get(parse_period(text), "") for text in url.get_params("periods")
            ]
            first = next(filter(None, requested_periods), "") or comparable.find_period(
                scope.through
            )
            periods = [
                select_code(
                    "pages.column_period", "period", comparable.periods, words.period, first
                )
            ]
    return replace(query, areas=tuple(areas), periods=tuple(periods))


def ask_comparisons(query: ChartQuery, comparable: Comparable) -> ChartQuery:
    """Show switches for the earlier periods with which the marks of one period can be compared.

    Return the query with the comparisons that the URL asks for (`scope.against`), as far as they
    are offered: only earlier periods with figures are. Forms that are not in COMPARED_FORMS, or
    show several periods, have no switches.
    """
    known_periods = {comparable_period(period) for period in comparable.periods}
    drawn_periods = query.choose_periods(comparable)
    if query.form not in COMPARED_FORMS or len(drawn_periods) != 1:
        return query
    bases = {earlier: find_base(drawn_periods[0], comparable.kind, earlier) for earlier in AGAINST}
    offered = [
        earlier for earlier, base in bases.items() if comparable_period(base) in known_periods
    ]
    if not offered:
        return query
    st.html(render_comparisons(offered, scope.against, comparable.kind, words))
    return replace(query, against=tuple(earlier for earlier in offered if earlier in scope.against))


def show_what_is_drawn(query: ChartQuery, comparable: Comparable) -> None:
    """Show the sentences on what is drawn, which areas are missing, and what is left out."""
    drawn = list_drawn_areas(release_number, query)
    selected_areas = [area for area in comparable.areas if not query.areas or area in query.areas]
    sentence = write_drawn(
        comparable,
        query.choose_periods(comparable),
        drawn,
        [area for area in selected_areas if area not in drawn],
        words,
        name=words.name("indicator", query.indicator),
        place=scope.area,
    )
    st.html(render_choice(sentence, list_left_out(comparable, words, query.indicator), words))


st.title(words.say("pages.explore"))
indicators = list_indicators(release_number, scope.area)
if not indicators:
    show_empty(words.say("explore.nothing", place=words.name("area", scope.area)))
    st.stop()
columns = st.columns([3, 2, 2, 2])
with columns[0]:
    name_indicator = partial(words.name, "indicator")
    first = choose_first_indicator(release_number, scope)
    indicator = select_code("pages.column_figure", "indicator", indicators, name_indicator, first)
query, found = ask_query(indicator)
query = ask_comparisons(ask_areas_and_periods(query, found), found)
show_what_is_drawn(query, found)
chart_card.show_chart_query(query)
if newest := render_newest(
    release_number, words.language, scope.area, False, "indicator", indicator
):
    st.html(f'<div class="topic">{newest}</div>')
