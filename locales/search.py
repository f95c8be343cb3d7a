"""Search in names by words, pinyin, initials of pinyin, and codes."""

from functools import lru_cache


@lru_cache(maxsize=20_000)
def search_text(text: str) -> str:
    """Return a name with its pinyin and initials in lower case: 宁波 → "宁波 ningbo nb"."""
    # Importing takes half a second, so it waits for the first search.
    from pypinyin import Style, lazy_pinyin

    syllables = lazy_pinyin(text, style=Style.NORMAL)
    return " ".join((text, "".join(syllables), "".join(s[:1] for s in syllables))).lower()


def matches_search(query: str, *names: str) -> bool:
    """Return whether every word of a query is part of one of the names or its pinyin."""
    text = " ".join(search_text(name) for name in names)
    return all(word in text for word in query.lower().split())
