"""What a question in words means in a release: the vocabulary, built once, and the URL."""

from typing import NamedTuple

from app_pages.pages import LINKED, READERS
from app_pages.state import charts, release
from app_pages.state.cache import memoize
from app_pages.state.scope import get_home_area, get_reporting_units, list_areas
from metrics.figure_queries import counts_by_value
from questions import FORM_WORDS, UnderstoodQuestion, Vocabulary, build_vocabulary, compose_url

PAGE_OF = {"trend": "explore", "ranking": "explore", "tiles": "explore", "reporting": "data"}
"""The pages on which forms of an answer are shown that are not pages themselves."""


class AskedFrom(NamedTuple):
    """The scope in which a question is asked: area, last month, first month of a union's year."""

    area: str
    through: str
    union_year: int


def list_forms() -> tuple[str, ...]:
    """Return the forms of an answer for which there is a page.

    A form is what a question can ask for by a word in `questions.FORM_WORDS`: a page ("area"), or a
    kind of chart ("ranking") or tab ("reporting") of one.
    """
    return tuple(form for form in FORM_WORDS if PAGE_OF.get(form, form) in (*READERS, *LINKED))


@memoize(max_results=4, warm=lambda new: [(new.number,)])
def get_vocabulary(release_number: int) -> Vocabulary:
    """Return the words that a question typed in the search field can use in a release; cached.

    `reported` has the codes of both indicators and areas with figures.
    """
    settings, code_lists = release.get_settings(), release.get_code_lists(release_number)
    reported_codes = counts_by_value(release.get_figures(release_number), "indicator")
    topics_with_page = charts.get_topics(release_number, settings.language)
    return build_vocabulary(
        code_lists.indicators,
        code_lists.areas,
        reported={*reported_codes, *list_areas(release_number)},
        pages=list_forms(),
        topics={
            topic.topic: topic.name.model_dump()
            for topic in settings.topics
            if topic.topic in topics_with_page
        },
        newest_month=get_reporting_units(release_number).find_default_month(
            get_home_area(release_number)
        ),
    )


@memoize(max_results=256, warm=None)
def read_question(release_number: int, text: str, asked_from: AskedFrom) -> UnderstoodQuestion:
    """Return what a question means in a release, if asked in a scope; cached."""
    return compose_url(text, get_vocabulary(release_number), asked_from)
