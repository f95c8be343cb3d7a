"""Read from `words.txt` the words of questions for page forms, comparisons and the like."""

from collections.abc import Mapping
from pathlib import Path


def _read_lists() -> dict[str, list[str]]:
    """Return the words of each line `name: 词 词 | word, two words`, by name and without blanks.

    Lines with the same name are joined: {"form trend": ["趋势", …, "bymonth", "monthly"]}.
    """
    lists: dict[str, list[str]] = {}
    for line in Path(__file__).with_name("words.txt").read_text("utf-8").splitlines():
        if line.startswith("#"):
            continue
        name, _, words = line.partition(":")
        chinese, _, english = words.partition("|")
        latin = ("".join(word.split()) for word in english.split(","))
        lists.setdefault(name, []).extend([*chinese.split(), *filter(None, latin)])
    return lists


_LISTS = _read_lists()


def _index_by_code(kind: str) -> Mapping[str, tuple[str, ...]]:
    """Return the words of all lists of a kind by code: those of `form trend` by `trend`."""
    names = (name.split(" ") for name in _LISTS if " " in name)
    return {code: tuple(_LISTS[f"{name} {code}"]) for name, code in names if name == kind}


FORM_WORDS, COMPARISON_WORDS = _index_by_code("form"), _index_by_code("against")
"""The words for each page or chart form, and for each comparison that pages make, by code."""
ENCLOSING_WORDS = _index_by_code("enclosing")
"""The words for the area that contains the shown one (全市 "whole city"), by its level."""
FILLERS, COUNT_ENDINGS = tuple(_LISTS["filler"]), tuple(_LISTS["count"])
"""Words without meaning of their own, and ends of names that people leave out (人数)."""
