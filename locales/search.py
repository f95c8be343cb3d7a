"""Finding names by what people type: words, pinyin, initials, codes."""

from functools import lru_cache


@lru_cache(maxsize=20_000)
def search_text(text: str) -> str:
    """Give a name with its pinyin and its initials, in lower case: 宁波 ningbo nb."""
    # Its tables take half a second to load: only who searches waits for them.
    from pypinyin import Style, lazy_pinyin

    syllables = lazy_pinyin(text, style=Style.NORMAL)
    return " ".join((text, "".join(syllables), "".join(s[:1] for s in syllables))).lower()


def matches_search(asked: str, *names: str) -> bool:
    """Tell whether every word asked for stands in one of the names, or in its pinyin."""
    known = " ".join(search_text(name) for name in names)
    return all(word in known for word in asked.lower().split())
