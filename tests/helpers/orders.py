"""Orders of two small charts, and figures that they cite."""

from typing import Any

from charts.chart import Chart, Form
from exports import ExportRequest
from locales import Words
from tests.helpers.export_charts import chart, row
from tests.helpers.small_marks import above, missing

ZH, EN = Words("zh"), Words("en")


LINK = "http://127.0.0.1:8501/present"


BARS = chart(Form.BAR, above("甲市", 2), row("乙市", 1), missing("丙市"), notes=("注：一。",))


TREND = chart(Form.TREND, row("2023年", 1), row("2024年", 2), title="趋势", period="", unit="")


def order(*subjects: Chart, **values: Any) -> ExportRequest:
    return ExportRequest(subjects or (BARS, TREND), ZH, **values)
