"""Streamlit's Plotly with the kinds of chart that are drawn and no others."""

import pytest

from tests.helpers.small_bundle import BUNDLE
from web.lean import closed, lean, modules_of


def test_what_nothing_calls_any_more_is_emptied():
    """What esbuild put before a module on its behalf counts as the module's own."""
    assert [module.file for module in modules_of(BUNDLE)] == [
        "lib/core.js", "src/one.js", "src/traces/bar/index.js", "lib/bar.js", "src/deep.ts",
        "lib/pie.js", "src/only.js",
    ]  # fmt: skip
    left = BUNDLE.replace(
        'deep=g({"src/deep.ts"(){}}),pie=w({"lib/pie.js"(e,t){e="\\"})"/2;only()}}),'
        'only=w({"src/only.js"(e,t){}})',
        "deep=0,pie=0,only=0",
    ).replace("[two(),pie()]", "[two()]")
    assert lean(BUNDLE, ["bar"]) == left
    called = BUNDLE.replace("helped(1)", "deep()")
    assert 'deep=g({"src/deep.ts"(){}})' in lean(called, ["bar"])


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
        lean(script, kinds)


@pytest.mark.parametrize(
    "text",
    ["(a/b)", "(/[)]/)", "(')')", '("\\")")', "(`)${`)`+{a:')'}.a})`)", "(//)\n)", "(/*)*/)"],
)
def test_a_bracket_in_a_text_or_a_pattern_closes_nothing(text):
    assert closed(text, 0) == len(text)
