"""The heading of a ranking tells the share of its first area where that says something."""

from pathlib import Path

import pytest

from charts.catalogue import make_chart
from tests.helpers.made_charts import materials_of
from tests.helpers.releases import small
from tests.helpers.report_copy import CONFIG

AREAS = ("330100", "330200", "330300", "330400", "330500")


def heading(folder: Path, numbers: list[str], language: str = "zh", indicator: str = "visits"):
    rows = {f"{indicator}..{area}..2024": n for area, n in zip(AREAS, numbers, strict=False)}
    chart = make_chart(f"{indicator}.ranking", materials_of(small(folder, rows), CONFIG)[language])
    return chart.heading


@pytest.mark.parametrize(
    ("numbers", "told"),
    [
        (["80人", "10人", "10人"], "杭州市居首，占已报合计的80%"),
        (["10人", "70人", "12人", "8人"], "宁波市居首，占已报合计的70%"),
        (["40人", "15人", "15人", "15人", "15人"], "杭州市居首，占已报合计的40%"),
        (["39人", "16人", "15人", "15人", "15人"], "杭州市居首"),  # less than twice a fifth
        (["90人", "10人"], "杭州市居首"),  # two parts
        (["80余人", "10人", "10人"], "杭州市居首"),  # not exact
        (["2万人", "10人", "10人"], "杭州市居首，占已报合计的99.9%"),
    ],
)
def test_a_share_is_told_of_exact_counts_and_from_twice_an_equal_part(tmp_path, numbers, told):
    assert heading(tmp_path / "store", numbers).removeprefix("浙江省") == f"2024年指标6排名：{told}"


def test_in_english(tmp_path):
    told = heading(tmp_path / "store", ["80人", "10人", "10人"], "en")
    assert told.endswith("Hangzhou leads with 80% of all reported")
