"""Search in Chinese and English names: by words, by pinyin, and by the initials of pinyin."""

from functools import lru_cache


@lru_cache(maxsize=20_000)
def search_text(name: str) -> str:
    """Return a name with its pinyin and its initials in lower case: 宁波 → "宁波 ningbo nb"."""
    # Importing takes half a second, so it waits for the first search.
    from pypinyin import Style, lazy_pinyin

    syllables = lazy_pinyin(name, style=Style.NORMAL)
    initials = "".join(syllable[:1] for syllable in syllables)
    return f"{name} {''.join(syllables)} {initials}".lower()


def matches_search(query: str, *names: str) -> bool:
    """Return whether every word of a query is part of one of the names or its pinyin.

    ("ningbo 总工会", "宁波市总工会") → True. Upper and lower case count as the same; an empty query
    matches everything.
    """
    searched = " ".join(search_text(name) for name in names)
    return all(word in searched for word in query.lower().split())
