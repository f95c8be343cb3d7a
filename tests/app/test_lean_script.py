"""The script that draws charts has the kinds of chart that are drawn, and no others."""

from pathlib import Path

import streamlit

from charts.theme import TRACE_TYPES
from tests.helpers.http_requests import ask, settled

WHOLE = next((Path(streamlit.__file__).parent / "static/static/js").glob("PlotlyChart.*.js"))
SERVED = f"/static/js/{WHOLE.name}"


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
    assert known == sorted(TRACE_TYPES)
    picture = page.evaluate(
        """Plotly.toImage({data: [{type: "scatter", x: [1, 2], y: [3, 4], mode: "lines+markers",
            error_y: {type: "data", array: [1, 1]}}]}, {format: "svg", width: 300, height: 200})"""
    )
    assert picture.count("%22errorbar%22") == 2
    assert picture.count("%22point%22") == 2
