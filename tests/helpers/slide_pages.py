"""Charts put on slides, and what is asked of how a slide is laid out."""

from itertools import combinations
from typing import Any

from charts.chart import Chart
from exports import ExportRequest, run_export
from locales import Words
from tests.helpers.export_charts import row
from tests.helpers.opened_slides import Shape, Slide, slides_of

LINK = "http://127.0.0.1:8501/present?charts=all"


TWO = (row("甲市", 3), row("乙市", 2))


PAPERS = ["wide", "classic", "a4", "a4_landscape"]


def slides(*subjects: Chart, **values: Any) -> list[Slide]:
    words = Words(values.pop("language", "zh"))
    return slides_of(run_export(ExportRequest(subjects, words, **values), "pptx").data)


def page(subject: Chart, **values: Any) -> Slide:
    return slides(subject, **values)[0]


def sides(shape: Shape) -> list[float]:
    return [round(s, 2) for s in (shape.left, shape.top, shape.width, shape.height)]


def apart(slide: Slide) -> None:
    """Nothing stands outside the slide or on something else, and every text has room."""
    shapes = [shape for shape in slide.shapes if shape.name not in ("Mark", "Line")]
    for shape in slide.shapes:
        assert shape.left >= 0, shape
        assert shape.top >= 0, shape
        assert shape.width > 0, shape
        assert shape.height > 0, shape
        assert shape.right <= slide.width + 0.001, shape
        assert shape.bottom <= slide.height + 0.001, shape
        assert not shape.text or shape.needed <= shape.height + 0.001, shape
    for one, other in combinations(shapes, 2):
        if one.cells and other.cells:
            continue  # parts of one grid of squares
        beside = one.right <= other.left + 0.005 or other.right <= one.left + 0.005
        below = one.bottom <= other.top + 0.005 or other.bottom <= one.top + 0.005
        assert beside or below, (one, other)


LONG = "全市各级工会劳动法律监督组织共发出提示函和意见书" * 12
