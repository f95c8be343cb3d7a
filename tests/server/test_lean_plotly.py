"""Streamlit's Plotly with the kinds of chart that are drawn and no others."""

import re

import pytest

from server.static_files.plotly_subset import (
    find_closing_bracket,
    list_bundled_modules,
    subset_plotly,
)
from tests.helpers.small_bundle import BUNDLE


def test_what_nothing_calls_any_more_is_emptied():
    """What esbuild put before a module on its behalf counts as the module's own."""
    assert [module.file for module in list_bundled_modules(BUNDLE)] == [
        "lib/core.js", "src/one.js", "src/traces/bar/index.js", "lib/bar.js", "src/deep.ts",
        "lib/pie.js", "src/only.js",
    ]  # fmt: skip
    left = BUNDLE.replace(
        'deep=g({"src/deep.ts"(){}}),pie=w({"lib/pie.js"(e,t){e="\\"})"/2;only()}}),'
        'only=w({"src/only.js"(e,t){}})',
        "deep=0,pie=0,only=0",
    ).replace("[two(),pie()]", "[two()]")
    assert subset_plotly(BUNDLE, ["bar"]) == left
    called = BUNDLE.replace("helped(1)", "deep()")
    assert 'deep=g({"src/deep.ts"(){}})' in subset_plotly(called, ["bar"])


@pytest.mark.parametrize(
    ("script", "kinds", "said"),
    [
        ("var a=1", ["bar"], "no list of the kinds"),
        (BUNDLE, ["bar", "heatmap"], "src/traces/heatmap/index.js"),
        (BUNDLE.replace("[two(),pie()]", "[two(),zzz()]"), ["bar"], "no module zzz"),
        (BUNDLE[: BUNDLE.index("only()")], ["bar"], "not closed"),
        (BUNDLE.replace("only()", "only(]"), ["bar"], "not closed"),
        (BUNDLE.replace("core();n.", "other();n."), ["bar"], "no list of the kinds"),
    ],
)
def test_a_script_of_another_make_is_left_alone(script, kinds, said):
    with pytest.raises(ValueError, match=said):
        subset_plotly(script, kinds)


@pytest.mark.parametrize(
    "text",
    ["(a/b)", "(/[)]/)", "(')')", '("\\")")', "(`)${`)`+{a:')'}.a})`)", "(//)\n)", "(/*)*/)"],
)
def test_a_bracket_in_a_text_or_a_pattern_closes_nothing(text):
    assert find_closing_bracket(text, 0) == len(text)


@pytest.mark.parametrize(
    "word",
    ["return", "typeof", "case", "in", "of", "delete", "void", "throw", "new", "else", "do"],
)
def test_after_these_words_a_slash_begins_a_pattern(word: str) -> None:
    text = f"({word} /)/)"
    assert find_closing_bracket(text, 0) == len(text)
    # After a name it divides, whatever the name begins or ends with.
    divided = f"(x{word} /2)/y)"
    assert find_closing_bracket(divided, 0) == divided.index(")") + 1


@pytest.mark.parametrize("sign", ",=:!&|?;+-*%~^<>")
def test_after_these_signs_a_slash_begins_a_pattern(sign: str) -> None:
    text = f"(a{sign}/)/)"
    assert find_closing_bracket(text, 0) == len(text)


@pytest.mark.parametrize("text", ["(/)/)", "([/)/])", "({/)/})", "({}/)/)", "(`a${/}/}b`)"])
def test_where_a_value_is_waited_for_a_slash_begins_a_pattern(text: str) -> None:
    assert find_closing_bracket(text, 0) == len(text)


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("(a()/2)/b)", 7),
        ("(a[0]/2)/b)", 8),
        ("('a'/2)/b)", 7),
        ("(`a`/2)/b)", 7),
        ("(2/2)/b)", 5),
        ("(/a//2)/b)", 7),
        ("(a/*(*//2)/b)", 10),
        ("(a//(\n/2)/b)", 9),
    ],
)
def test_after_a_value_a_slash_divides(text: str, end: int) -> None:
    assert find_closing_bracket(text, 0) == end


@pytest.mark.parametrize(
    "text", ["(", "(]", "({)}", "[(]", "(`", "(`)", "(`${)`)", "(`${`)", "('", "(}"]
)
def test_what_is_not_closed_as_it_was_opened_is_none(text: str) -> None:
    with pytest.raises(ValueError, match="is not closed"):
        find_closing_bracket(text, 0)


def test_one_looks_from_a_place_on() -> None:
    assert find_closing_bracket("a)(b)[c]", 2) == 5
    assert find_closing_bracket("a)(b)[c]", 5) == 8


def test_kinds_are_kept_with_all_that_they_call_whatever_their_order() -> None:
    with pytest.raises(ValueError, match=r"^no src/traces/pie/index\.js$"):
        subset_plotly(BUNDLE, ["pie"])
    with pytest.raises(ValueError, match=r"^no src/traces/a/index\.js, src/traces/b/index\.js$"):
        subset_plotly(BUNDLE, ["b", "a", "bar"])
    two = BUNDLE.replace("only()}})", "kept()}})").replace(
        'only=w({"src/only.js"', 'kept=w({"src/traces/pie/index.js"'
    )
    assert not {"two=0", "bar=0", "pie=0", "kept=0"} & set(
        re.findall(r"\w+=0", subset_plotly(two, ["bar", "pie"]))
    )
    assert "[two(),pie()]" in subset_plotly(two, ["pie", "bar"])
    assert "[pie()]" in subset_plotly(two, ["pie"])
    assert "two=0" in subset_plotly(two, ["pie"])
