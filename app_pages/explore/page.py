"""The Explore page: an indicator of areas of one level and spans of one kind, in any form."""

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
from app_pages.explore.comparable_choice import list_drawn, list_indicators
from app_pages.explore.forms import list_forms
from app_pages.state import release, url
from app_pages.state.chart_query import COMPARED_FORMS, ChartQuery
from app_pages.state.overviews import list_main_indicators
from app_pages.state.scope import AGAINST, current_scope
from app_pages.topic.newest_figures import render_newest
from charts.figures_of_area import find_base
from metrics.comparable_figures import Comparable
from periods import comparable_period, parse_period

chart_data = release.get_current_chart_data()
words, number, scope = chart_data.words, release.get_release_number(), current_scope()


def choose(
    label: str, name: str, options: Sequence[str], word: Callable[[str], str], first: str
) -> str:
    """Show a selectbox bound to the address, and return the code that is chosen."""
    return url_widgets.selectbox_param(words.say(label), name, options, word, first=first)


def ask_level() -> str:
    """Return the level that the address asks for, by itself or by its areas; "" for none."""
    named = [chart_data.levels.get(area, "") for area in url.get_params("areas")]
    return url.get_param("level") or next(iter(named), "")


def ask_query(indicator: str) -> tuple[ChartQuery, Comparable]:
    """Show the choices of level, kind of span and form; return what is drawn and what could be."""
    asked = ChartQuery(
        f"{indicator}.bar",
        under=scope.area,
        level=ask_level(),
        span=url.get_param("span"),
        until=scope.through,
    )
    level_column, span_column, form_column = columns[1:]
    comparable = asked.compare(number)
    with level_column:
        level = choose(
            "explore.level",
            "level",
            [*comparable.levels],
            partial(describe_level, words),
            comparable.level,
        )
    comparable = replace(asked, level=level).compare(number)
    with span_column:
        span = choose(
            "explore.span",
            "span",
            [*comparable.kinds],
            partial(describe_kind, words),
            comparable.kind,
        )
    query = replace(asked, level=level, span=span)
    comparable = query.compare(number)
    with form_column:
        forms = list_forms(comparable, len(list_drawn(number, query)))
        form = choose(
            "pages.form", "form", forms, lambda form: words.say(f"pages.form_{form}"), forms[0]
        )
    return replace(query, address=f"{indicator}.{form}"), comparable


def ask_areas_and_periods(query: ChartQuery, comparable: Comparable) -> ChartQuery:
    """Show the choices of areas and of periods, or of the one period that a form shows."""
    left, right = st.columns(2)
    with left:
        areas = url_widgets.multiselect_param(
            words.say("pages.column_area"),
            "areas",
            comparable.areas,
            words.areas(comparable.areas).__getitem__,
            words.say("pages.all_areas"),
        )
    # The URL may spell a period otherwise than the figures do.
    stored = {comparable_period(period): period for period in comparable.periods}
    label = words.say("pages.column_period")
    with right:
        if query.form == "trend":
            every = words.say("pages.all_periods")
            periods = url_widgets.multiselect_param(
                label,
                "periods",
                comparable.periods,
                words.period,
                every,
                lambda text: stored.get(parse_period(text), ""),
            )
        else:
            named = [stored.get(parse_period(text), "") for text in url.get_params("periods")]
            first = next(filter(None, named), "") or comparable.find_period(scope.through)
            periods = [
                choose("pages.column_period", "period", comparable.periods, words.period, first)
            ]
    return replace(query, areas=tuple(areas), periods=tuple(periods))


def ask_comparisons(query: ChartQuery, comparable: Comparable) -> ChartQuery:
    """Show switches for the earlier periods that are reported, if each mark can say its change."""
    stored = {comparable_period(period) for period in comparable.periods}
    drawn = query.choose_periods(comparable)
    if query.form not in COMPARED_FORMS or len(drawn) != 1:
        return query
    bases = {each: find_base(drawn[0], comparable.kind, each) for each in AGAINST}
    offered = [each for each, base in bases.items() if comparable_period(base) in stored]
    if not offered:
        return query
    st.html(render_comparisons(offered, scope.against, comparable.kind, words))
    return replace(query, against=tuple(each for each in offered if each in scope.against))


def show_what_is_drawn(query: ChartQuery, comparable: Comparable) -> None:
    """Show the sentences on the areas and spans drawn, those missing, and those left out."""
    drawn = list_drawn(number, query)
    chosen = [area for area in comparable.areas if not query.areas or area in query.areas]
    sentence = write_drawn(
        comparable,
        query.choose_periods(comparable),
        drawn,
        [area for area in chosen if area not in drawn],
        words,
        name=words.name("indicator", query.indicator),
        place=scope.area,
    )
    st.html(render_choice(sentence, list_left_out(comparable, words, query.indicator), words))


st.title(words.say("pages.explore"))
indicators = list_indicators(number, scope.area)
if not indicators:
    show_empty(words.say("explore.nothing", place=words.name("area", scope.area)))
    st.stop()
columns = st.columns([3, 2, 2, 2])
with columns[0]:
    main = list_main_indicators(number, scope.area)
    name_indicator = partial(words.name, "indicator")
    indicator = choose(
        "pages.column_figure", "indicator", indicators, name_indicator, main[0] if main else ""
    )
query, found = ask_query(indicator)
query = ask_comparisons(ask_areas_and_periods(query, found), found)
show_what_is_drawn(query, found)
chart_card.show_chart_query(query)
if newest := render_newest(number, words.language, scope.area, False, "indicator", indicator):
    st.html(f'<div class="topic">{newest}</div>')
