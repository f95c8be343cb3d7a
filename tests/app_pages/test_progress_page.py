"""The Progress page on a year of monthly figures."""

import pandas as pd
import pytest
from playwright.sync_api import expect

import ledger
from curation.releases import datasets
from ledger import Provenance
from quantities import parse_quantity
from tests.helpers.report_copy import REPORT
from tests.helpers.servers import ROOT, own_config, serving
from tests.helpers.settled_pages import settle

TARGET = {
    "code": "supervision_notices_target",
    "name": {"zh": "提示函年度目标", "en": "Target of notices"},
    "definition": {"zh": "年度计划发出的提示函份数。", "en": "Notices planned for the year."},
    "unit": {"zh": "份", "en": "notices"},
    "classifiers": ["份"],
    "topic": "supervision",
    "kind": "target",
    "target_for": "supervision_notices",
    "aggregation": "none",
}


def figure(indicator, area, period, wording):
    quantity = parse_quantity(wording)
    return {
        "indicator": indicator,
        "programme": "",
        "ref_area": area,
        "breakdown": "",
        "time_period": period,
        "as_reported": wording,
        "value": quantity.value,
        "value_low": quantity.low,
        "value_high": quantity.high,
        "qualifier": quantity.qualifier.value,
        "obs_status": "A",
        "source": "page-2024-11-05",
        "locator": "ningbo-supervision ¶9",
        "note": "",
    }


@pytest.fixture(scope="module")
def year(tmp_path_factory):
    """A dashboard with monthly notices of two cities, one with a target, one with a gap."""
    folder = tmp_path_factory.mktemp("year")
    state = datasets.read_datasets(REPORT)
    months = [f"{month:02d}" for month in range(1, 10)]
    rows = [figure("supervision_notices", "330100", f"2023-{m}", "10份") for m in months]
    rows += [figure("supervision_notices", "330100", f"2024-{m}", "12份") for m in months]
    rows += [
        figure("supervision_notices", "330300", f"2024-{m}", "3份") for m in months if m != "05"
    ]
    rows.append(figure("supervision_notices_target", "330100", "2024", "200份"))
    figures = pd.concat([state.figures, pd.DataFrame(rows)], ignore_index=True)
    codes = {**state.codes, "indicators": [*state.codes["indicators"], TARGET]}
    store = ledger.open_store(str(own_config(folder).parent / "store"))
    store.write(0, figures, codes, Provenance(author="operator:test", reason="a year of months"))
    with serving(ROOT / "app.py", folder) as url:
        yield url


def test_cumulative_change_completion_and_what_is_missing(year, page):
    page.goto(f"{year}/progress?through=2024-09&indicators=supervision_notices")
    settle(page)
    late = page.locator(".behind .late")
    expect(late).to_have_text("杭州市　劳动法律监督提示函：完成率54%，落后序时进度21个百分点")
    rows = page.locator("tbody tr")
    expect(rows).to_have_count(3)
    hangzhou = rows.filter(has_text="杭州市").locator("td")
    assert hangzhou.all_inner_texts()[1:] == [
        "108份",
        "90份",
        "▲增长20%",
        "200份",
        "54%",
        "75%",
        "第2位",
    ]
    assert "red" in hangzhou.nth(3).get_attribute("class")
    wenzhou = rows.filter(has_text="温州市").locator("td")
    expect(wenzhou.nth(1)).to_have_text("缺5月")
    expect(wenzhou.nth(2)).to_have_text("去年同期未报告")
    expect(rows.filter(has_text="宁波市").locator("td").nth(1)).to_have_text("177份")
