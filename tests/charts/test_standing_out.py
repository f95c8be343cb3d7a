"""What the title of a slide says of a chart beside its subject, and when it says nothing."""

import pytest

from charts.catalogue import make_chart
from tests.helpers.small_material import material

PROVINCES = ("330000", "340000", "500000")


def months(*wordings: str, year: int = 2024) -> dict[str, str]:
    return {f"visits..330100..{year}-{n:02d}": each for n, each in enumerate(wordings, 1)}


def provinces(*wordings: str) -> dict[str, str]:
    return {f"visits..{c}..2024-09": each for c, each in zip(PROVINCES, wordings, strict=False)}


@pytest.mark.parametrize(
    ("form", "rows", "told"),
    [
        ("trend", months("5人", "9人", "7人"), "2024年2月最高"),
        ("trend", months("5人", "9人", "7人", "8.9人"), "2024年2月最高"),
        ("trend", months("5人", "9人", "9人"), ""),  # a tie
        ("trend", months("5人", "9人"), ""),  # of two nothing stands out
        ("trend", months("5人", "近9人", "7人"), ""),  # almost 9 may be less than 7
        ("trend", months("5人", "9人", "7人以上"), ""),
        ("trend", months("5人", "9人", "7人") | provinces("", "3人"), ""),  # two lines
        (
            "trend",
            {f"visits..330100..2024-01/2024-{n:02d}": f"{n}人" for n in (2, 4, 5)},
            "",  # counts since January
        ),
        ("bar", provinces("5人", "9人", "7人"), "安徽省最高"),
        ("dots", provinces("5人", "9人", "7人"), "安徽省最高"),
        ("bar", provinces("9人", "9人", "7人"), ""),
        ("bar", provinces("5人", "9人", "7人") | {"visits..330200..2024-09": "3人"}, ""),  # nested
        ("bar", provinces("5人", "9人") | {"visits..500000..2024-08": "7人"}, ""),
        ("ranking", provinces("5人", "9人", "7人"), "安徽省居首"),
    ],
)
def test_the_highest_mark_stands_in_the_title_of_a_slide_where_it_is_certain(form, rows, told):
    rows = {key: wording for key, wording in rows.items() if wording}
    chart = make_chart(f"visits.{form}", material(rows))
    assert chart.slide_title.removeprefix(chart.subject) == (f"：{told}" if told else "")


def test_in_english():
    line = make_chart("visits.trend", material(months("5人", "9人", "7人"), "en"))
    assert line.slide_title.endswith(": highest in February 2024")
    bars = make_chart("visits.bar", material(provinces("5人", "9人", "7人"), "en"))
    assert bars.slide_title.endswith(": highest in Anhui")
