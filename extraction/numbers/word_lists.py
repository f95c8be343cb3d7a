"""The word lists of words.txt, by their names, and patterns of many words."""

import re
from pathlib import Path

_LINES = [
    line.partition(": ")
    for line in Path(__file__).with_name("words.txt").read_text("utf-8").splitlines()
    if not line.startswith("#")
]


def word_list(name: str) -> frozenset[str]:
    """Give the words of a list."""
    return frozenset(word for key, _, found in _LINES if key == name for word in found.split())


def character_lists(name: str) -> dict[str, str]:
    """Give a list of characters for each key: `begins 组: 织建` is 组 → 织建."""
    return {
        key.removeprefix(name + " "): found
        for key, _, found in _LINES
        if key.startswith(name + " ")
    }


def compile_words(alternatives: str) -> re.Pattern[str]:
    """Compile words joined by | so that only where one may begin they are tried one by one.

    Each begins with a plain character; look-aheads may follow.
    """
    depth, first, starts = 0, True, set()
    for char in alternatives:
        if first:
            starts.add(char)
        depth += (char == "(") - (char == ")")
        first = char == "|" and depth == 0
    return re.compile(f"(?=[{re.escape(''.join(sorted(starts)))}])(?:{alternatives})")
