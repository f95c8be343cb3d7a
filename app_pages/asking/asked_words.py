"""What a question in words means in a release: its vocabulary, built once, and its address."""

from typing import NamedTuple

from app_pages.pages import LINKED, READERS
from app_pages.state import charts, release
from app_pages.state.cache import memoize
from app_pages.state.scope import get_home_area, get_units, list_areas
from metrics.figure_queries import counts_by_value
from questions import FORM_WORDS, UnderstoodQuestion, Vocabulary, build_vocabulary, compose_url

PAGE_OF = {"trend": "explore", "ranking": "explore", "tiles": "explore", "reporting": "data"}
"""The pages of forms that have none of their own name."""


class AskedFrom(NamedTuple):
    """The scope that a question is asked in: area, month through which, month of a union's year."""

    area: str
    through: str
    union_year: int


def list_forms() -> tuple[str, ...]:
    """Return the forms of an answer that there is a page for, of `questions.FORM_WORDS`."""
    return tuple(f for f in FORM_WORDS if PAGE_OF.get(f, f) in (*READERS, *LINKED))


@memoize(max_results=4, warm=lambda new: [(new.number,)])
def get_vocabulary(number: int) -> Vocabulary:
    """Return the words of a release, cached; `number` is the release's."""
    settings, lists = release.get_settings(), release.get_code_lists(number)
    reported = counts_by_value(release.get_figures(number), "indicator")
    shown = charts.get_topics(number, settings.language)
    return build_vocabulary(
        lists.indicators,
        lists.areas,
        reported={*reported, *list_areas(number)},
        pages=list_forms(),
        topics={
            topic.topic: topic.name.model_dump()
            for topic in settings.topics
            if topic.topic in shown
        },
        newest_month=get_units(number).find_default_month(get_home_area(number)),
    )


@memoize(max_results=256, warm=None)
def read_question(number: int, text: str, asked_from: AskedFrom) -> UnderstoodQuestion:
    """Return what a question means in a release, asked in a scope, cached."""
    return compose_url(text, get_vocabulary(number), asked_from)
