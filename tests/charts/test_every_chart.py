"""Every chart of the catalogue, in both languages, keeps to the same facts.

Made from the figures that ship, since a new chart may come with an indicator of its own.
"""

import re
from collections.abc import Callable

import pandas as pd
import pytest

from charts.catalogue import INDICATOR_CHARTS, PROGRAMME_CHARTS, make_chart
from charts.chart import MARK_COLUMNS, POSITION_COLUMNS, RUN_COLUMN, Chart, ChartData, Form
from charts.declarations import load_named_charts
from charts.render.plotly import DRAWING_FUNCTIONS
from locales import LANGUAGES, Language, catalogue
from metrics.metric_table import to_records
from settings import load_settings
from tests.helpers.drawn_texts import OUR_TAG, TAG, Drawing, drawn, marked, markup, seen, words_of
from tests.helpers.made_charts import lacking, made
from tests.helpers.report_copy import SHIPPED_CONFIG

Materials = Callable[[Language], ChartData]

RELEASE = {"zh": " · 第1版", "en": " · Release 1"}
STATES = {"reported", "derived", "missing", "target"}
LATIN = re.compile(r"[A-Za-z]{2,}")
CHINESE = re.compile(r"[\u3400-\u9fff]")
ROWS = (Form.BAR, Form.DOTS, Form.WAFFLE, Form.MULTIPLES, Form.RANKING, Form.TREND, Form.STACKED)


# Two programmes, two of one province, a breakdown, two open bounds, one open bound, none reported.
INDICATORS = (
    "competitors",
    "funds_invested",
    "supervision_organisations",
    "investment_projects",
    "policy_proposals",
    "supervision_coverage",
)


def addresses(material: ChartData) -> list[str]:
    """The permanent names of all charts, the generic ones of INDICATORS."""
    return [
        *load_named_charts(),
        *(name for _, name in load_settings(SHIPPED_CONFIG).chart_addresses()),
        *(f"{indicator}.{form}" for indicator in INDICATORS for form in INDICATOR_CHARTS),
        *(f"flow.{p['id']}" for p in material.programmes),
        *(f"events.{topic}" for topic in material.words.names["topic"]),
    ]


@pytest.fixture(scope="module", params=LANGUAGES)
def material_in(request: pytest.FixtureRequest, shipped: Materials) -> ChartData:
    """What charts are made from, in each language."""
    return shipped(request.param)


@pytest.fixture(scope="module")
def charts(material_in: ChartData) -> dict[str, Chart]:
    """Every chart by its address."""
    return made(addresses(material_in), material_in)


@pytest.fixture(scope="module")
def drawings(charts: dict[str, Chart]) -> dict[str, list[Drawing]]:
    """Every chart that has marks, drawn for the page and framed for taking away."""
    return {
        address: [drawn(chart), drawn(chart, "dark", framed=True)]
        for address, chart in charts.items()
        if not chart.empty
    }


def test_every_chart_has_what_it_asks_for(material_in: ChartData):
    """A chart without its words, or of an indicator that there is not, is named here alone."""
    known = catalogue(material_in.words.language, "charts")
    titles = {title for title, _ in (*INDICATOR_CHARTS.values(), *PROGRAMME_CHARTS.values())}
    said = [name for title in sorted(titles) for name in (title, f"{title}_finding")]
    assert [f"charts.{name}" for name in said if name not in known] == []
    assert lacking(addresses(material_in), material_in) == {}


def test_every_named_chart_has_marks(charts: dict[str, Chart]):
    assert [name for name in load_named_charts() if name in charts and charts[name].empty] == []
    assert {chart.form for chart in charts.values()} == set(Form)
    assert set(DRAWING_FUNCTIONS) == set(Form)
    assert set(PROGRAMME_CHARTS) == {"flow", "events"}


def test_tables_have_the_columns_of_a_chart(charts: dict[str, Chart]):
    for address, chart in charts.items():
        placed = POSITION_COLUMNS if set(POSITION_COLUMNS) <= set(chart.table) else ()
        is_line = chart.form is Form.TREND and (not chart.empty or RUN_COLUMN in chart.table)
        more = (RUN_COLUMN,) if is_line else placed
        assert list(chart.table.columns) == [*MARK_COLUMNS, *more], address
        assert placed or chart.form not in (Form.TILES, Form.FLOW), address
        assert set(chart.table["status"]) <= STATES, address


def test_title_finding_and_source_stand_in_the_readers_language(
    charts: dict[str, Chart], material_in: ChartData
):
    words, source_of = material_in.words, material_in.figures.set_index("key")["source"]
    for address, chart in charts.items():
        assert chart.title, address
        assert bool(chart.finding) or chart.empty, address
        behind = {source_of[key] for keys in chart.table["figures"] for key in keys}
        named = [words.name("source", code) for code in sorted(behind)][:1]
        assert all(name in chart.source for name in named), address
        assert chart.source.endswith(RELEASE[words.language]), address
        assert (chart.release, chart.language) == (1, words.language)


def test_numbers_have_figures_behind_them_that_the_release_holds(
    charts: dict[str, Chart], material_in: ChartData
):
    known = set(material_in.figures["key"])
    for address, chart in charts.items():
        for mark in to_records(chart.table):
            assert set(mark["figures"]) <= known, address
            shows_a_number = mark["value"] == mark["value"] and mark["value"] != 0
            assert mark["figures"] or not shows_a_number, address
            assert mark["formula"] or mark["status"] != "derived", address


def test_a_reported_number_keeps_value_bounds_and_printed_wording(
    charts: dict[str, Chart], material_in: ChartData
):
    reported = material_in.figures.set_index("key")
    for address, chart in charts.items():
        for mark in to_records(chart.table):
            if chart.form not in ROWS or mark["status"] != "reported":
                continue
            (key,) = mark["figures"]
            figure = reported.loc[key]
            numbers = ["value", "value_low", "value_high"]
            pd.testing.assert_series_equal(
                pd.Series({n: mark[n] for n in numbers}), figure[numbers].astype(float),
                check_names=False,
            )  # fmt: skip
            if chart.language == "zh":
                assert mark["wording"] == figure["as_reported"], address


def test_drawings_are_made_of_bars_and_points_alone(drawings: dict[str, list[Drawing]]):
    for address, pair in drawings.items():
        for drawing in pair:
            assert {trace["type"] for trace in drawing["data"]} <= {"bar", "scatter"}, address


def test_every_mark_can_be_clicked_and_carries_its_row(
    charts: dict[str, Chart], drawings: dict[str, list[Drawing]]
):
    for address, pair in drawings.items():
        for drawing in pair:
            assert marked(drawing) == set(range(len(charts[address].table))), address


def test_texts_lie_level_and_grid_lines_are_few(drawings: dict[str, list[Drawing]]):
    for address, (drawing, _) in drawings.items():
        layout = drawing["layout"]
        turned = [label.get("textangle", 0) for label in layout["annotations"]]
        turned += [trace.get("textangle", 0) for trace in drawing["data"] if "text" in trace]
        assert set(turned) <= {0}, address
        for axis in (layout["xaxis"], layout["yaxis"]):
            if axis["visible"]:
                assert axis["tickangle"] == 0, address
                lines = [v for v in axis["tickvals"] if v != 0] if axis.get("showgrid", 1) else []
                assert len(lines) <= 3, address


def test_only_our_own_tags_reach_plotly(drawings: dict[str, list[Drawing]]):
    for address, pair in drawings.items():
        for drawing in pair:
            tags = {tag for text in markup(drawing) for tag in TAG.findall(text)}
            assert not {tag for tag in tags if not OUR_TAG.fullmatch(tag)}, address


def test_a_drawing_says_what_the_table_says(
    charts: dict[str, Chart], drawings: dict[str, list[Drawing]]
):
    for address, (drawing, framed) in drawings.items():
        chart = charts[address]
        texts = {seen(text).replace(" ", "") for text in markup(drawing)}
        if chart.form not in (Form.TREND, Form.TILES):
            for wording in chart.table["wording"]:
                assert any(wording.replace(" ", "") in text for text in texts), address
        outside = "".join(seen(text) for text in markup(framed)).replace(" ", "")
        for line in (chart.title, chart.finding, chart.source, *chart.notes):
            assert line.replace(" ", "") in outside, address


def test_chinese_charts_hold_no_latin_word(charts: dict[str, Chart]):
    for address, chart in charts.items():
        if chart.language == "zh":
            assert [w for text in words_of(chart) for w in LATIN.findall(text)] == [], address


def test_english_charts_hold_no_chinese_character(
    charts: dict[str, Chart], drawings: dict[str, list[Drawing]]
):
    for address, chart in charts.items():
        if chart.language == "en":
            texts = [*words_of(chart), *(t for d in drawings.get(address, ()) for t in markup(d))]
            assert [text for text in texts if CHINESE.search(text)] == [], address


@pytest.mark.parametrize(
    "address", ["nothing", "nothing.bar", "supervision_notices.pie", "flow.nothing", ".bar", ""]
)
def test_an_address_that_names_no_chart_is_refused(material: Materials, address: str):
    with pytest.raises(KeyError):
        make_chart(address, material("zh"))
