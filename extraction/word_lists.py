"""The lists of words in the text files of `words/`, and patterns built from them."""

import re
from collections.abc import Iterable
from pathlib import Path


def _read_lists() -> dict[str, list[str]]:
    """Return the words of all files by the text before the colon of their lines.

    Lines are `name: words` or `name key: words`; `#` begins a comment. Words of several lines with
    the same text before the colon are joined. The line `begins 组: 织建` gives "begins 组" →
    ["织建"].
    """
    lists: dict[str, list[str]] = {}
    for file in Path(__file__).with_name("words").glob("*.txt"):
        for line in file.read_text("utf-8").splitlines():
            if not line.startswith("#"):
                name, _, words = line.partition(":")
                lists.setdefault(name, []).extend(words.split())
    return lists


_LISTS = _read_lists()


def get_words(name: str) -> tuple[str, ...]:
    """Return the words of the list `name` in order."""
    return tuple(_LISTS[name])


def get_words_by_key(name: str) -> dict[str, tuple[str, ...]]:
    """Return the words of the lines `name key: words` by key.

    With `begins`, the line `begins 面: 积 向` gives 面 → (积, 向).
    """
    prefix = f"{name} "
    return {
        key.removeprefix(prefix): tuple(words)
        for key, words in _LISTS.items()
        if key.startswith(prefix)
    }


def get_characters_by_key(name: str) -> dict[str, str]:
    """Return, by key, the characters in those lines of the word lists that begin with `name`.

    For "begins", the line `begins 组: 织建` gives {"组": "织建"}: after 组 a longer word begins if
    织 or 建 follows (组织, 组建).
    """
    return {key: "".join(words) for key, words in get_words_by_key(name).items()}


def compile_words(words: Iterable[str]) -> re.Pattern[str]:
    """Return a pattern that matches any of some words; of several that match, the first one counts.

    A word may itself be a pattern. Each word must begin with a plain character: a look-ahead for
    these makes the pattern fast.
    """
    alternatives = tuple(words)
    starts = "".join(sorted({word[0] for word in alternatives}))
    return re.compile(f"(?=[{re.escape(starts)}])(?:{'|'.join(alternatives)})")
