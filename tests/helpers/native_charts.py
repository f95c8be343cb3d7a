"""Charts put on slides and read back as PowerPoint's own."""

from typing import Any

from charts.chart import Chart, Form
from exports import ExportRequest, run_export
from locales import Words
from tests.helpers.export_charts import chart, row
from tests.helpers.opened_slides import Native, Slide, slides_of
from tests.helpers.small_marks import OPEN, missing


def slides(*subjects: Chart, **values: Any) -> list[Slide]:
    order = ExportRequest(subjects, Words(values.pop("language", "zh")), **values)
    return slides_of(run_export(order, "pptx").data)


def native(form: Form, *marks: dict[str, Any], **values: Any) -> Native:
    return slides(chart(form, *marks, **values))[0].charts[0][1]


MONTHS = (
    ("2023年11月", "甲市", 10),
    ("2023年11月", "乙市", 300),
    ("2023年12月", "甲市", 20),
    ("2024年1月", "乙市", 290),
    ("2024年1月", "甲市", OPEN),
    ("2024年2月", "乙市", 310),
)


def line(*more: dict[str, Any], **values: Any) -> Native:
    marks = [
        row(month, value, series=name) if value == value else missing(month, series=name)
        for month, name, value in MONTHS
    ]
    return native(Form.TREND, *marks, *more, **values)


AREAS = ("甲市", "乙市")


TWO_BY_TWO = [
    *(row(area, value, series="投入资金") for area, value in zip(AREAS, (10, 20), strict=True)),
    *(row(area, value, series="参与人数") for area, value in zip(AREAS, (300, 290), strict=True)),
]
