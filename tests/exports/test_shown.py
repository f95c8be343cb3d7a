"""What a reader's own browser paints: the same drawing as the server's pictures, as inert JSON."""

import json
from html.parser import HTMLParser
from typing import Any

import pytest

from charts.chart import Chart, Form
from exports import SIZES, ExportOptions
from exports.chart_json import DOWNLOAD_SIZE, serialize_chart
from exports.pictures.chart_image import compose_chart
from locales import LANGUAGES
from tests.helpers.export_charts import hostile


class Attributes(HTMLParser):
    """Elements of a page and their attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep an element."""
        self.found.append((tag, dict(attrs)))


def labels(drawn: dict[str, Any]) -> str:
    """All words around the marks of a drawing, with the line breaks taken out."""
    texts = (label["text"] for label in drawn["layout"]["annotations"])
    return "".join("".join(texts).replace("<br>", "").split())


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_chart_has_its_head_and_source_in_the_drawing(
    language: str, charts: dict[str, tuple[Chart, ...]]
) -> None:
    for each in charts[language]:
        drawn = json.loads(serialize_chart(each, ExportOptions(size=DOWNLOAD_SIZE)))
        text = labels(drawn)
        for part in (each.title, each.finding, each.unit, each.source):
            inside = "".join(part.replace("&", "&amp;").split())
            assert inside in text, (each.title, part)
        assert drawn["layout"]["paper_bgcolor"] == "#FFFFFF"
        assert drawn["name"].startswith(each.file_title[:4].replace(" ", "_"))
        assert round(drawn["width"] * drawn["scale"]) == 1920
        assert {"images", "updatemenus"} & set(drawn["layout"]) == set()
        assert {trace["type"] for trace in drawn["data"]} <= {"bar", "scatter"}


@pytest.mark.parametrize("size", SIZES)
def test_a_preview_is_the_picture_that_the_server_paints(
    size: str, charts: dict[str, tuple[Chart, ...]]
) -> None:
    look = ExportOptions(theme="dark", size=SIZES[size], transparent=True, source_line=False)
    each = charts["zh"][1]
    drawn = json.loads(serialize_chart(each, look))
    drawing, place = compose_chart(each, look)
    assert drawn["scale"] == pytest.approx(place.scale, abs=0.001)
    assert drawn["layout"]["paper_bgcolor"] == "rgba(0,0,0,0)"
    assert drawn["ground"] == "#141517"
    assert labels(drawn) == labels(drawing)
    assert "数据来源" not in labels(drawn)


@pytest.mark.parametrize("form", [Form.BAR, Form.TILES, Form.TIMELINE])
def test_hostile_text_stays_inside_its_attribute(form: Form) -> None:
    for at in range(12):
        drawing = serialize_chart(hostile(form, at), ExportOptions(size=DOWNLOAD_SIZE))
        page = f"<p data-drawing='{drawing}'></p>"
        ((tag, attributes),) = Attributes(page).found
        assert (tag, set(attributes)) == ("p", {"data-drawing"})
        drawn = json.loads(attributes["data-drawing"] or "")
        assert "/" not in drawn["name"]
        assert "<script" not in labels(drawn)
        assert "<img" not in labels(drawn)


@pytest.mark.parametrize("language", LANGUAGES)
def test_title_notes_and_source_of_every_chart_have_room(
    language: str,
    charts: dict[str, tuple[Chart, ...]],
    shipped_charts: dict[str, tuple[Chart, ...]],
) -> None:
    for each in (*charts[language], *shipped_charts[language]):
        layout = json.loads(serialize_chart(each, ExportOptions(size=DOWNLOAD_SIZE)))["layout"]
        foot = layout["annotations"][-1]
        at = next(n for n, label in enumerate(layout["annotations"]) if label["font"]["size"] == 19)
        title, finding = layout["annotations"][at : at + 2]
        between = title["yshift"] - finding["yshift"]
        assert 24 * (title["text"].count("<br>") + 1) <= between + 0.5, each.title
        room = layout["margin"]["b"] + foot["yshift"]
        assert 15 * (foot["text"].count("<br>") + 1) <= room, each.title
