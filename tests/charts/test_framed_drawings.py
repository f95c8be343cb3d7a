"""What holds of a drawing of any form: what Plotly is given, and how it is framed."""

import json
from typing import Any

import plotly.graph_objects as go
import pytest
from plotly.io import to_json
from plotly.tools import return_figure_from_figure_or_data

from charts.chart import BOTH_WAYS, Chart, Form
from charts.render.plotly import Drawing as Settled
from charts.render.plotly import draw_chart
from charts.theme import PALETTES, Theme
from locales import LANGUAGES
from tests.helpers.drawn_marks import lines_of, of_no_row
from tests.helpers.drawn_texts import Drawing, drawn
from tests.helpers.export_charts import chart, row
from tests.helpers.small_marks import KINDS, above, exact, missing

LIGHT = PALETTES["light"]


def of(form: Form, **values: Any) -> Chart:
    """A chart of a form with every kind of mark that it can show."""
    whole = (Form.WAFFLE, Form.STACKED)
    marks = [
        mark | {"row": n // 3, "column": n % 3, "series": BOTH_WAYS if form is Form.FLOW else "甲"}
        for n, mark in enumerate(KINDS)
        if form not in whole or mark["status"] != "missing"
    ]
    if form is Form.BULLET:
        marks.append(above("目标", 50, status="target"))
    return chart(form, *marks, **values)


@pytest.mark.parametrize("framed", [False, True])
@pytest.mark.parametrize("theme", PALETTES)
@pytest.mark.parametrize("form", Form)
def test_plotly_takes_every_part_of_a_drawing(form: Form, theme: Theme, framed: bool):
    """`draw` does not ask Plotly whether its words are known, and a browser passes over others."""
    drawing = draw_chart(of(form, notes=("注",)), theme, framed)
    checked = go.Figure(drawing)  # raises ValueError
    assert len(checked.data) == len(drawing["data"]) > 0
    # What Plotly would make of the drawing, with the defaults of every kind of trace.
    made, sent = (json.loads(to_json(each, validate=False)) for each in (checked, drawing))
    defaults, used = (each["layout"].pop("template")["data"] for each in (made, sent))
    made["layout"].setdefault("annotations", [])  # Plotly leaves an empty list out
    assert made == sent
    assert used == {kind: defaults[kind] for kind in ("bar", "scatter")}


@pytest.mark.parametrize("theme", PALETTES)
@pytest.mark.parametrize("form", Form)
def test_nothing_fades_while_a_mark_is_selected(form: Form, theme: Theme):
    """A click selects a mark; Plotly shows all other marks and texts at a fifth unless told."""
    for trace in drawn(of(form), theme)["data"]:
        if "text" in trace.get("mode", ""):
            assert trace["selected"]["textfont"]["color"], trace
        elif "marker" in trace:
            plain = trace["marker"].get("opacity", 1)
            assert trace["unselected"]["marker"]["opacity"] == plain, trace


@pytest.mark.parametrize("theme", PALETTES)
@pytest.mark.parametrize("form", Form)
def test_ground_type_and_texts_have_the_themes_colours(form: Form, theme: Theme):
    palette, layout = PALETTES[theme], drawn(of(form), theme, framed=True)["layout"]
    assert layout["paper_bgcolor"] == layout["plot_bgcolor"] == palette.ground
    assert layout["font"]["color"] == palette.text
    assert layout["font"]["size"] == layout["hoverlabel"]["font"]["size"] == 14
    assert "Noto Sans CJK SC" in layout["font"]["family"]
    assert layout["hoverlabel"]["font"]["family"] == layout["font"]["family"]
    for label in layout["annotations"]:
        assert label["font"]["color"] in (palette.text, palette.quiet)
        assert 11 <= label["font"]["size"] <= 19


@pytest.mark.parametrize("form", Form)
def test_a_drawing_keeps_still_under_the_finger_and_answers_a_click(form: Form):
    layout = drawn(of(form))["layout"]
    assert layout["xaxis"]["fixedrange"] is layout["yaxis"]["fixedrange"] is True
    assert layout["dragmode"] is False
    assert layout["clickmode"] == "event+select"
    assert layout["hoverlabel"]["align"] == "left"
    for trace in drawn(of(form))["data"]:
        assert trace["showlegend"] is False


@pytest.mark.parametrize("form", [Form.BAR, Form.RANKING, Form.DOTS, Form.BULLET])
def test_a_quiet_axis_stands_under_the_rows(form: Form):
    layout = drawn(of(form))["layout"]
    assert layout["yaxis"]["visible"] is False
    assert layout["margin"] == {"l": 4, "r": 12, "t": 6, "b": 26}
    axis = layout["xaxis"]
    assert (axis["visible"], axis["tickangle"], axis["zeroline"]) == (True, 0, True)
    assert axis["gridcolor"] == LIGHT.grid
    assert axis["zerolinecolor"] == LIGHT.missing
    assert axis["tickfont"] == {"size": 12, "color": LIGHT.quiet}


@pytest.mark.parametrize(
    "form",
    [Form.MULTIPLES, Form.TILES, Form.FLOW, Form.WAFFLE, Form.STACKED, Form.TIMELINE],
)
def test_forms_without_a_common_scale_have_no_axis(form: Form):
    layout = drawn(of(form))["layout"]
    assert layout["xaxis"]["visible"] is layout["yaxis"]["visible"] is False
    assert layout["margin"] == {"l": 4, "r": 12, "t": 6, "b": 6}


def heads(drawing: Drawing) -> dict[str, dict[str, Any]]:
    """The labels of a frame by what they say first."""
    framing = [label for label in drawing["layout"]["annotations"] if label.get("yref") == "paper"]
    return {lines_of(label["text"])[0]: label for label in framing}


def framed(**values: Any) -> tuple[dict[str, dict[str, Any]], dict[str, Any], dict[str, Any]]:
    """The frame of a bar chart, its layout, and the layout without a frame."""
    made = chart(Form.BAR, exact("甲区", 1), missing("乙区"), **values)
    drawing = drawn(made, framed=True)
    return heads(drawing), drawing["layout"], drawn(made)["layout"]


def test_a_frame_holds_title_finding_unit_above_and_notes_and_source_below():
    frame, _, _ = framed(notes=("注：甲", "注：乙"))
    assert list(frame) == ["提示函", "共若干份。", "单位：份", "注：甲"]
    assert lines_of(frame["注：甲"]["text"]) == ["注：甲", "注：乙", "数据来源：某报 · 第1版"]
    assert {name: (label["x"], label["y"]) for name, label in frame.items()} == {
        "提示函": (0, 1), "共若干份。": (0, 1), "单位：份": (1, 1), "注：甲": (0, 0),
    }  # fmt: skip
    assert frame["提示函"]["text"] == "<b>提示函</b>"
    assert [label["font"]["size"] for label in frame.values()] == [19, 14, 12, 11]
    quiet = [label["font"]["color"] == LIGHT.quiet for label in frame.values()]
    assert quiet == [False, True, True, True]
    for label in frame.values():
        assert (label["xref"], label["yref"], label["yanchor"]) == ("paper", "paper", "top")
        assert label["xanchor"] == ("right" if label["x"] else "left")
        assert label["align"] == "left"


@pytest.mark.parametrize("title", ["提示函", "提" * 40])
@pytest.mark.parametrize("finding", ["共若干份。", "共" * 60, "共" * 100])
def test_title_finding_and_drawing_stand_one_under_the_other(title: str, finding: str):
    """Lines of 19 and 14 pixels take 26 and 20; the finding ends above the drawing."""
    frame, layout, plain = framed(title=title, finding=finding)
    head, said = frame[title[:30]], frame[finding[:46]]
    titles, findings = (label["text"].count("<br>") + 1 for label in (head, said))
    assert (titles, findings) == (1 + (len(title) > 30), 1 + len(finding) // 47)
    assert head["yshift"] - said["yshift"] == 30 + 26 * (titles - 1)
    assert said["yshift"] == 20 * findings + 18
    # Above it 14 pixels are left; the drawing keeps the height that it had.
    assert layout["margin"]["t"] == head["yshift"] + 14
    more = sum(layout["margin"][side] - plain["margin"][side] for side in ("t", "b"))
    assert layout["height"] - plain["height"] == more + 6


def test_the_unit_stands_on_the_line_of_the_title():
    frame, _, _ = framed()
    assert frame["单位：份"]["yshift"] == frame["提示函"]["yshift"] - 4
    assert "单位：份" not in framed(unit="")[0]


@pytest.mark.parametrize("notes", [(), ("注：甲",), ("注：甲", "注" * 70)])
def test_notes_and_source_have_a_line_each_inside_the_frame(notes: tuple[str, ...]):
    frame, layout, plain = framed(notes=notes)
    below = list(frame.values())[-1]
    lines = below["text"].count("<br>") + 1
    assert lines == {0: 1, 1: 2, 2: 4}[len(notes)]
    # From the axis's own margin down: 18 pixels a line.
    assert layout["margin"]["b"] == plain["margin"]["b"] + 14 + 18 * lines
    assert below["yshift"] == 8 + 18 * lines - layout["margin"]["b"]


def test_a_chart_of_no_source_leaves_no_lines_below():
    _, layout, plain = framed(source="")
    assert layout["margin"]["b"] == plain["margin"]["b"] + 14
    assert (layout["margin"]["l"], layout["margin"]["r"]) == (24, 28)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_unit_is_said_in_the_readers_language(language: str):
    unit = {"zh": "份", "en": "pieces"}[language]
    made = chart(Form.BAR, exact("a", 1), unit=unit, language=language)
    assert {"zh": "单位：份", "en": "Unit: pieces"}[language] in heads(drawn(made, framed=True))


def test_what_stands_for_no_row_says_nothing_under_the_pointer():
    for form in Form:
        assert all(trace["hoverinfo"] == "skip" for trace in of_no_row(drawn(of(form)))), form


def test_a_pointers_words_break_at_forty_four_letters():
    drawing = drawn(chart(Form.BAR, row("一" * 50, 5)))
    (told,) = drawing["data"][0]["hovertext"]
    assert lines_of(told) == ["一" * 22, "一" * 22, "一" * 6, "5份"]


@pytest.mark.parametrize("form", Form)
def test_streamlit_takes_a_drawing_without_another_copy(form: Form):
    """`st.plotly_chart` asks Plotly for the dictionary of a figure."""
    figure = draw_chart(of(form))
    settled = Settled(figure)
    assert return_figure_from_figure_or_data(settled, validate_figure=True) is figure
