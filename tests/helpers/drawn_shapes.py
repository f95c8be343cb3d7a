"""The shapes of a drawing on a slide, without those around it."""

from typing import Any

from charts.chart import Chart, Form
from exports import ExportRequest, run_export
from locales import Words
from tests.helpers.export_charts import chart
from tests.helpers.opened_slides import Shape, Slide, slides_of

AREA = (0.62, 1.56, 12.093, 5.3)
"""Where a drawing without notes stands on a wide slide: left, top, width, height in inches."""


def slide_of(subject: Chart, **values: Any) -> Slide:
    (slide,) = slides_of(run_export(ExportRequest((subject,), Words("zh"), **values), "pptx").data)
    return slide


def drawn(form: Form, *marks: dict[str, Any], **values: Any) -> list[Shape]:
    """The shapes of the drawing, without those around it."""
    around = ("Mark", "Title 1")
    source = "数据来源：某报 · 第1版"
    subject = chart(form, *marks, finding="", unit="", **values)
    shapes = slide_of(subject).shapes
    return [s for s in shapes if s.name not in around and s.text not in ("‹#›", source)]


def sides(shape: Shape) -> list[float]:
    return [round(s, 2) for s in (shape.left, shape.top, shape.width, shape.height)]
