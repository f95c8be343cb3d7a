"""The page that stands alone, element by element."""

import base64
import json
import re
from dataclasses import replace
from hashlib import sha256
from typing import Any

from charts.chart import Chart, Form
from exports import ExportError, ExportOptions, ExportRequest, interactive_html_page, run_export
from tests.helpers.export_charts import chart, row
from tests.helpers.orders import BARS, EN, LINK, TREND, order
from tests.helpers.written_pages import lines_of, parsed


def page_of(*subjects: Chart, **values: Any) -> str:
    return run_export(order(*subjects, **values), "html").data.decode()


def test_a_page_runs_from_its_title_to_its_release_and_address() -> None:
    page = page_of(BARS, TREND, title="报告", occasion="例会", link=LINK, links=("", f"{LINK}/2"))
    source = "p.quiet: 数据来源：某报 · 第1版"
    assert lines_of(page.encode()) == [
        "h1: 报告",
        "p.quiet: 例会",
        "h2: 提示函",
        "p.finding: 共若干份。",
        "p.unit: 单位：份",
        "summary: 数据表",
        "p.quiet: 注：一。",
        "p.quiet: ▷ 未报告上限",
        source,
        "h2: 趋势",
        "p.finding: 共若干份。",
        "summary: 数据表",
        source,
        f"p.quiet: {LINK}/2",
        f"footer.quiet: 数据版本：第1版 · {LINK}",
    ]
    assert lines_of(page_of(BARS).encode())[-1] == "footer.quiet: 数据版本：第1版"
    assert (
        "数据来源"
        not in page_of(BARS, options=ExportOptions(source_line=False)).split("</script>")[-2]
    )


def test_a_page_has_its_title_language_and_policy() -> None:
    root = parsed(page_of(BARS).encode())
    assert root.findtext(".//title") == "提示函 2024年"
    assert root.get("lang") == "zh-CN"
    english = parsed(run_export(ExportRequest((BARS,), EN), "html").data)
    assert english.get("lang") == "en"
    metas = {e.get("http-equiv") or e.get("name"): e.get("content") for e in root.iter("meta")}
    assert metas["viewport"] == "width=device-width,initial-scale=1"
    scripts = [e for e in root.iter("script") if not e.get("type")]
    hashes = [base64.b64encode(sha256((e.text or "").encode()).digest()).decode() for e in scripts]
    assert metas["Content-Security-Policy"] == (
        f"default-src 'none'; script-src 'sha256-{hashes[0]}' 'sha256-{hashes[1]}'; "
        "style-src 'unsafe-inline'; img-src data: blob:; base-uri 'none'; form-action 'none'"
    )


def test_each_chart_on_a_page_has_its_own_drawing() -> None:
    page = page_of(BARS, chart(Form.BAR, title="空"), TREND)
    root = parsed(page.encode())
    places = root.find_class("drawing")
    assert [place.get("data-drawn") for place in places] == ["drawn-0", "drawn-2"]
    assert [place.get("aria-label") for place in places] == ["提示函 共若干份。", "趋势 共若干份。"]
    assert {place.get("role") for place in places} == {"img"}
    for place in places:
        drawn = json.loads(root.get_element_by_id(place.get("data-drawn")).text)
        assert place.get("style") == f"height:{drawn['layout']['height']}px"
    first = json.loads(root.get_element_by_id("drawn-0").text)
    assert first["data"][0]["x"] == [2]
    silent = parsed(page_of(replace(BARS, finding="")).encode()).find_class("drawing")[0]
    assert silent.get("aria-label") == "提示函"


def test_the_table_under_a_chart_has_the_columns_that_hold_something() -> None:
    def cells(subject: Chart) -> list[list[str]]:
        (table,) = parsed(page_of(subject).encode()).iter("table")
        return [[cell.text_content() for cell in line] for line in table.iter("tr")]

    assert cells(BARS) == [
        ["名称", "表述"],
        ["甲市", "超2份 ▷"],
        ["乙市", "1份"],
        ["丙市", "未报告"],
    ]
    full = chart(
        Form.BAR,
        row("甲", series="男", detail="2024年", formula="乙 ÷ 丙", status="derived"),
        row("乙", series="女"),
    )
    assert cells(full) == [
        ["分组", "名称", "表述", "说明", "推算公式"],
        ["男", "甲", "1份", "2024年", "乙 ÷ 丙"],
        ["女", "乙", "1份", "", ""],
    ]
    events = chart(Form.TIMELINE, row("发出", wording="3月"))
    assert cells(events) == [["名称", "时间"], ["发出", "3月"]]


def test_a_page_is_in_the_colours_of_its_theme() -> None:
    for theme, ground, text in (("light", "#FFFFFF", "#1F2328"), ("dark", "#141517", "#E8EAED")):
        page = page_of(BARS, options=ExportOptions(theme=theme))
        assert f":root{{color-scheme:{theme}}}" in page
        assert f"background:{ground};color:{text}" in page
        drawn = json.loads(parsed(page.encode()).get_element_by_id("drawn-0").text)
        assert drawn["layout"]["font"]["color"] == text


def test_the_script_of_a_page_ends_where_its_element_ends() -> None:
    script = interactive_html_page.load_plotly()
    assert len(script) > 1_000_000
    assert "</script" not in script
    odd = page_of(chart(Form.BAR, row("</script><b>&", 1)))
    block = re.search(r'id="drawn-0">(.*?)</script>', odd, re.DOTALL)
    assert block
    assert not re.search("[<>&]", block[1])


def test_a_refusal_says_its_code_and_values() -> None:
    refused = ExportError("too_many_rows", {"limit": 1, "found": 2})
    assert str(refused) == "too_many_rows, limit 1, found 2"
    assert (refused.code, refused.values) == ("too_many_rows", {"limit": 1, "found": 2})
    assert str(ExportError("nothing_chosen")) == "nothing_chosen"
