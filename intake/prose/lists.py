"""The word lists of words.txt, by their names."""

from pathlib import Path

_LINES = [
    line.partition(": ")
    for line in Path(__file__).with_name("words.txt").read_text("utf-8").splitlines()
    if not line.startswith("#")
]


def words(name: str) -> frozenset[str]:
    """Give the words of a list."""
    return frozenset(word for key, _, found in _LINES if key == name for word in found.split())


def characters(name: str) -> dict[str, str]:
    """Give a list of characters for each key: `begins 组: 织建` is 组 → 织建."""
    return {
        key.removeprefix(name + " "): found
        for key, _, found in _LINES
        if key.startswith(name + " ")
    }
