"""Search in Chinese and English names: by words, by pinyin, and by the initials of pinyin."""

from functools import lru_cache

MAX_CACHED_LENGTH = 100
"""Longer names are not cached, so that the cache stays below 35 MB."""


def build_search_text(name: str) -> str:
    """Return a name with its pinyin and its initials in lower case: 宁波 → "宁波 ningbo nb".

    A list can then be searched by any of the three.
    """
    return _cached_search_text(name) if len(name) <= MAX_CACHED_LENGTH else _make_search_text(name)


def _make_search_text(name: str) -> str:
    """Return the searchable text of a name in lower case: "宁波 ningbo nb".

    A run of characters that are not Chinese counts as one syllable.
    """
    # Importing takes half a second, so it waits for the first search.
    from pypinyin import Style, lazy_pinyin

    syllables = lazy_pinyin(name, style=Style.NORMAL)
    initials = "".join(syllable[:1] for syllable in syllables)
    return f"{name} {''.join(syllables)} {initials}".lower()


_cached_search_text = lru_cache(maxsize=20_000)(_make_search_text)


def matches_search(query: str, *names: str) -> bool:
    """Return whether every word of a query is part of one of the names or its pinyin.

    ("ningbo 总工会", "宁波市总工会") → True. Upper and lower case count as the same; an empty query
    matches everything.
    """
    searched = " ".join(build_search_text(name) for name in names)
    return all(word in searched for word in query.lower().split())
