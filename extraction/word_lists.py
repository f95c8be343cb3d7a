"""The word lists of the reader, from the text files in `words/`, and patterns made of them."""

import re
from collections.abc import Iterable
from pathlib import Path


def _read_lists() -> dict[str, list[str]]:
    """Read every line `name: words` or `name key: words`; lines of one name are joined."""
    lists: dict[str, list[str]] = {}
    for file in Path(__file__).with_name("words").glob("*.txt"):
        for line in file.read_text("utf-8").splitlines():
            if not line.startswith("#"):
                name, _, words = line.partition(":")
                lists.setdefault(name, []).extend(words.split())
    return lists


_LISTS = _read_lists()


def word_list(name: str) -> tuple[str, ...]:
    """Return the words of a list in their order."""
    return tuple(_LISTS[name])


def words_by_key(name: str) -> dict[str, tuple[str, ...]]:
    """Return the lists `name key: words` by their keys."""
    prefix = f"{name} "
    return {
        key.removeprefix(prefix): tuple(words)
        for key, words in _LISTS.items()
        if key.startswith(prefix)
    }


def characters_by_key(name: str) -> dict[str, str]:
    """Return the lists `name key: characters` by their keys: `begins 组: 织建` is 组 → 织建."""
    return {key: "".join(words) for key, words in words_by_key(name).items()}


def compile_words(words: Iterable[str]) -> re.Pattern[str]:
    """Return a pattern that matches the first of some words that fits.

    Each begins with a plain character; words are tried only where one of these characters is.
    """
    alternatives = tuple(words)
    starts = "".join(sorted({word[0] for word in alternatives}))
    return re.compile(f"(?=[{re.escape(starts)}])(?:{'|'.join(alternatives)})")
