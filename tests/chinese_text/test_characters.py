"""Characters of Chinese text: hidden ones, for single texts and whole columns alike."""

import sys
import unicodedata

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from chinese_text.characters import (
    HIDDEN_PATTERN,
    comparison_form,
    find_hidden_character,
    find_lookalike_letter,
    fold_characters,
    normalize_width,
    replace_financial_numerals,
    replace_radicals,
    simplify_characters,
    to_latin_letters,
)

HIDDEN = {
    "a\u200bb": "U+200B",
    "\x07": "U+0007",
    "\x85": "U+0085",
    "\u202e": "U+202E",
    "\ue000": "U+E000",
    "�": "U+FFFD",
    "\U000e0041": "U+E0041",
    "新\ufeff会员": "U+FEFF",
    "a b\tc\n\r": "",
    "会员，１２ ①": "",
}


@pytest.mark.parametrize(("text", "expected"), HIDDEN.items())
def test_the_first_hidden_character_is_named(text: str, expected: str) -> None:
    assert find_hidden_character(text) == expected


def test_columns_and_single_texts_have_the_same_hidden_characters() -> None:
    characters = [
        chr(code)
        for code in range(sys.maxunicode + 1)
        if unicodedata.category(chr(code)) not in ("Cs", "Cn")  # pyarrow may know newer ones
    ]
    hidden = pc.match_substring_regex(pa.array(characters), HIDDEN_PATTERN).to_pylist()
    found = [
        character for character, is_hidden in zip(characters, hidden, strict=True) if is_hidden
    ]
    assert found == [character for character in characters if find_hidden_character(character)]
    assert len(found) > 137_000  # nearly all of them private


def test_a_long_text_is_folded_as_its_parts_are() -> None:
    parts = ["２３００萬元", "職工會員", "⼈均—－", "普通文字"]
    assert fold_characters("".join(parts) * 50) == "".join(map(fold_characters, parts)) * 50


def test_characters_are_folded_one_to_one() -> None:
    printed = "１２３，４．５％　−∶﹪\u00a0⼈⺠⽉達萬餘個²①½"
    assert fold_characters(printed) == "123,4.5% -:% 人民月达万余个²①½"
    long = printed * 40
    assert fold_characters(long) == fold_characters(printed) * 40
    assert len(fold_characters(long)) == len(long)
    several = "".join(map(chr, range(0x2F00, 0x2FD6))) * 2
    assert fold_characters(several) == "".join(fold_characters(char) for char in several)
    assert fold_characters("：:" * 300) == "::" * 300
    # The common form of one is folded itself where it stands for another.
    assert fold_characters("薴苧" * 250) == "苧苎" * 250
    assert [fold_characters(text) for text in ("薴苧", "\uf900\uf97e\ufa6a", "！～")] == [
        *("苧苎", "岂量频", "!~"),
    ]
    assert replace_radicals("2016⼈⺠") == "2016人民"
    assert replace_financial_numerals("壹佰贰拾叁元") == "一百二十三元"
    hidden = [find_hidden_character(text) for text in ("a\tb\nc", "a\x07", "\u202e", "\ue000")]
    assert hidden == ["", "U+0007", "U+202E", "U+E000"]


def test_characters_that_do_not_show_or_look_like_others() -> None:
    assert (
        find_hidden_character("a\u200bb"),
        find_hidden_character("\x07"),
        find_hidden_character("a b\tc\n"),
    ) == (
        "U+200B",
        "U+0007",
        "",
    )
    assert normalize_width("１２③ｱ（²½") == "123ア(²½"
    assert to_latin_letters("mеmbers") == "members"
    assert (find_lookalike_letter("mеmbers"), find_lookalike_letter("members")) == ("U+0435", "")
    assert find_lookalike_letter("a‐b") == ""
    assert comparison_form(" Ａ　b\nC ") == "abc"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("壹贰叁肆伍陆柒捌玖拾佰仟", "一二三四五六七八九十百千"),
        ("貳參陸圆廿卅卌", "二三六元二十三十四十"),
    ],
)
def test_every_numeral_of_a_receipt_is_the_plain_one(written: str, read: str) -> None:
    assert replace_financial_numerals(written) == read


def test_simplified_characters_leave_width_and_names_of_places_alone() -> None:
    assert simplify_characters("會員數，２０２４乾縣") == "会员数，２０２４乾县"
