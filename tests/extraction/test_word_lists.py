"""The word lists of the reader: each is read, and each is used."""

from pathlib import Path

import pytest

from extraction import word_lists
from extraction.word_lists import compile_words, get_characters_by_key, get_words, get_words_by_key

FOLDER = Path(word_lists.__file__).with_name("words")


def lines() -> list[tuple[str, list[str]]]:
    """Give the lists' names and words as they stand in the files, without comments."""
    found = []
    for file in FOLDER.glob("*.txt"):
        for line in file.read_text("utf-8").splitlines():
            if line[0] != "#":
                name, words = line.split(":", 1)
                found.append((name, words.split()))
    return found


def test_lines_of_one_name_are_one_list_in_their_order() -> None:
    for name in {name for name, _ in lines()}:
        expected = [word for other, words in lines() if other == name for word in words]
        assert list(get_words(name)) == expected


def test_a_comment_is_no_list() -> None:
    with pytest.raises(KeyError):
        get_words("# Words that settle what a number counts.")
    assert not any(name.startswith("#") for name in word_lists._LISTS)


@pytest.mark.parametrize("name", ["not_before", "not_after", "begins", "unless", "sayings"])
def test_lists_with_keys_are_given_by_key(name: str) -> None:
    expected = {
        other.split(" ", 1)[1]: tuple(words)
        for other, words in lines()
        if other.startswith(f"{name} ") and other != "sayings 个"  # a list of two lines
    }
    found = get_words_by_key(name)
    assert {key: found[key] for key in expected} == expected
    assert get_characters_by_key(name) == {key: "".join(words) for key, words in found.items()}


def test_words_are_tried_in_their_order_where_a_text_begins_with_them() -> None:
    pattern = compile_words(["新增(?!量)", "新增量", "新", "-", "]"])
    assert pattern.findall("新增,新增量,新的,会,-]") == ["新增", "新增量", "新", "-", "]"]
