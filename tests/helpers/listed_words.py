"""Words that listed things need; one test names what is missing, others wait for it."""

from collections.abc import Iterable

import pytest

from locales import LANGUAGES, Language, Words


def unsaid(language: Language, messages: Iterable[str]) -> list[str]:
    """The messages that a language has no words for."""
    words, missing = Words(language), []
    for message in messages:
        try:
            words.say(message)
        except KeyError:
            missing.append(message)
    return missing


def names_of_pages() -> list[str]:
    """The messages that name the pages of the bar."""
    from app_pages import pages

    return [
        *(f"pages.{page}" for page in pages.READERS),
        *(f"desk.{page}" for page in pages.STAFF),
    ]


def require_names_of_pages() -> None:
    """Skip a test that opens a page while a name in the navigation bar has no words.

    No page is drawn then. test_nothing_forgotten fails and names the words, so a missing name is
    one failure and not one for each test that opens a page; with all words nothing is skipped.
    """
    messages = names_of_pages()
    missing = {name for language in LANGUAGES for name in unsaid(language, messages)}
    if missing:
        pytest.skip(f"no words for {', '.join(sorted(missing))} (test_nothing_forgotten)")
