"""The script that draws charts has the kinds of chart that are drawn, and no others."""

from pathlib import Path

import pytest
import streamlit

from charts.look import KINDS
from tests.helpers.http_requests import ask, settled
from web.lean import closed, lean, modules_of

WHOLE = next((Path(streamlit.__file__).parent / "static/static/js").glob("PlotlyChart.*.js"))
SERVED = f"/static/js/{WHOLE.name}"
SMALL = (
    'head;return(()=>{var core=w({"lib/core.js"(e,t){one(),t.exports=a=>/[)}/]/.test(a)}}),'
    'one=w({"src/one.js"(e,t){t.exports=`}${[1].map(e=>`{${e}`)}`}}),'
    'bar=w({"src/traces/bar/index.js"(e,t){helped(1)}}),two=w({"lib/bar.js"(e,t){bar()}});'
    'function helped(e){return deep()}var deep=g({"src/deep.ts"(){}}),'
    'pie=w({"lib/pie.js"(e,t){e="\\"})"/2;only()}}),only=w({"src/only.js"(e,t){}});'
    'return w({"lib/index.js"(e,t){var n=core();n.register([two(),pie()]),t.exports=n}})})()'
)


def test_what_nothing_calls_any_more_is_emptied():
    """What esbuild put before a module on its behalf counts as the module's own."""
    assert [module.file for module in modules_of(SMALL)] == [
        "lib/core.js", "src/one.js", "src/traces/bar/index.js", "lib/bar.js", "src/deep.ts",
        "lib/pie.js", "src/only.js",
    ]  # fmt: skip
    left = SMALL.replace(
        'deep=g({"src/deep.ts"(){}}),pie=w({"lib/pie.js"(e,t){e="\\"})"/2;only()}}),'
        'only=w({"src/only.js"(e,t){}})',
        "deep=0,pie=0,only=0",
    ).replace("[two(),pie()]", "[two()]")
    assert lean(SMALL, ["bar"]) == left
    called = SMALL.replace("helped(1)", "deep()")
    assert 'deep=g({"src/deep.ts"(){}})' in lean(called, ["bar"])


@pytest.mark.parametrize(
    ("script", "kinds", "said"),
    [
        ("var a=1", ["bar"], "no list of the kinds"),
        (SMALL, ["bar", "heatmap"], "src/traces/heatmap/index.js"),
        (SMALL.replace("[two(),pie()]", "[two(),zzz()]"), ["bar"], "no module zzz"),
        (SMALL[: SMALL.index("only()")], ["bar"], "not closed"),
        (SMALL.replace("only()", "only(]"), ["bar"], "not closed"),
        (SMALL.replace("core();n.", "other();n."), ["bar"], "no list of the kinds"),
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


def test_a_browser_gets_a_third_of_it_and_asks_whether_it_is_still_the_same(workshop):
    answer = settled(workshop, "br", SERVED)
    assert len(answer.body) < 450_000 < WHOLE.stat().st_size / 10
    assert answer.headers["cache-control"] == "no-cache"
    tag = answer.headers["etag"]
    assert ask(workshop, SERVED, accept_encoding="br", if_none_match=tag).status == 304
    assert ask(workshop, SERVED, accept_encoding="gzip", if_none_match=tag).status == 200


def test_plotly_draws_what_was_kept_and_makes_pictures_of_it(workshop, page):
    settled(workshop, "br", SERVED)
    page.goto(workshop)
    page.locator(".js-plotly-plot .main-svg").last.wait_for()
    known = page.evaluate("Object.keys(Plotly.PlotSchema.get().traces).sort()")
    assert known == sorted(KINDS)
    picture = page.evaluate(
        """Plotly.toImage({data: [{type: "scatter", x: [1, 2], y: [3, 4], mode: "lines+markers",
            error_y: {type: "data", array: [1, 1]}}]}, {format: "svg", width: 300, height: 200})"""
    )
    assert picture.count("%22errorbar%22") == 2
    assert picture.count("%22point%22") == 2
