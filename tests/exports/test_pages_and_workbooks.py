"""The page that stands alone, the workbook, the ZIP of all, and the names of files."""

import io
import json
import re
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from charts.chart import Form
from exports import FORMATS, ExportOptions, PictureSize, run_export
from exports.chart_workbook import name_sheets
from exports.export_formats import CHROMIUM_FORMATS
from exports.filenames import build_file_name
from file_formats import xlsx
from locales import LANGUAGES
from tests.helpers.export_charts import chart, row
from tests.helpers.html_outline import outline
from tests.helpers.made_uploads import upload


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_holds_every_chart_and_fetches_nothing(
    language: str, ordered: Any, charts: Any
) -> None:
    data = run_export(ordered(language), "html").data
    page = outline(data)
    names = {name for _, attributes in page.elements for name in attributes}
    assert names & {"src", "href", "srcset", "action", "onload", "onclick", "srcdoc"} == set()
    scripts = [attributes for tag, attributes in page.elements if tag == "script"]
    data_blocks = [s for s in scripts if s.get("type") == "application/json"]
    assert len(scripts) == len(data_blocks) + 2
    assert len(data_blocks) == len([each for each in charts[language] if not each.empty])
    policy = next(a["content"] for t, a in page.elements if a.get("http-equiv"))
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe-eval" not in policy
    html = next(a for t, a in page.elements if t == "html")
    assert html["lang"] == {"zh": "zh-CN", "en": "en"}[language]
    for each in charts[language]:
        assert each.title in page.text
        assert each.finding in page.text


def test_the_page_draws_itself_in_a_browser_under_its_own_policy(
    ordered: Any, charts: Any, browser: Any, tmp_path: Path
) -> None:
    (tmp_path / "page.html").write_bytes(run_export(ordered("zh", *charts["zh"][1:5]), "html").data)
    page = browser.new_page()
    faults: list[str] = []
    page.on("console", lambda message: faults.append(message.text))
    page.on("pageerror", lambda error: faults.append(str(error)))
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.goto(f"file://{tmp_path}/page.html")
    page.wait_for_function("document.querySelectorAll('.drawing .main-svg').length >= 4")
    drawn = page.evaluate("[...document.querySelectorAll('.drawing')].map(d => d.data.length)")
    page.close()
    assert all(drawn)
    assert len(drawn) == 4
    assert faults == []
    assert requests == [f"file://{tmp_path}/page.html"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_workbook_lists_the_charts_and_holds_their_numbers(
    language: str, ordered: Any, charts: Any
) -> None:
    sheets = xlsx.read_xlsx(run_export(ordered(language), "xlsx").data)
    assert len(sheets) == len(charts[language]) + 2
    contents = sheets[0]
    assert [str(r[0]) for r in contents.rows[1:]] == [sheet.name for sheet in sheets[1:-1]]
    for each, sheet in zip(charts[language], sheets[1:-1], strict=True):
        for number, mark in enumerate(each.table.to_dict("records"), start=1):
            cells = sheet.rows[number]
            assert cells[1] == mark["category"]
            if mark["value"] == mark["value"] and each.form is not Form.TIMELINE:
                assert cells[2] == pytest.approx(mark["value"], rel=1e-14)
    assert sheets[-1].name == {"zh": "出处", "en": "Places"}[language]
    assert len(sheets[-1].rows) > 30


def test_sheet_names_are_such_as_excel_takes(words: Any) -> None:
    titles = ["目录", "a/b:c", "x" * 50, "x" * 50, "'q'", "", "A", "a"]
    names = name_sheets(titles, words["zh"])
    assert len({name.casefold() for name in [*names, "目录", "出处"]}) == len(names) + 2
    assert all(0 < len(name) <= 31 for name in names)
    assert not [name for name in names if re.search(r"[\[\]:*?/\\]|^'|'$", name)]


@pytest.mark.browser
def test_the_zip_has_every_format(ordered: Any, charts: Any) -> None:
    order = ordered(
        "zh",
        *charts["zh"][2:4],
        title="第三季度",
        options=ExportOptions(size=PictureSize("s", 760, 428)),
    )
    made = run_export(order, "zip")
    names = zipfile.ZipFile(io.BytesIO(made.data)).namelist()
    assert made.name == "第三季度.zip"
    several = dict.fromkeys(("png", "svg"), 2)
    assert Counter(name.rpartition(".")[2] for name in names) == {
        kind: several.get(kind, 1) for kind in FORMATS if kind != "zip"
    }


def test_the_zip_says_why_there_are_no_pictures(ordered: Any, no_chromium: None) -> None:
    made = run_export(ordered("zh", chart(Form.BAR, row("甲"))), "zip")
    archive = zipfile.ZipFile(io.BytesIO(made.data))
    said = archive.read("未能生成图片的原因.txt").decode()
    assert said.startswith("未找到Chromium")
    made_all_the_same = {*FORMATS} - {*CHROMIUM_FORMATS, "zip"}
    assert {"pptx", "docx", "html", "xlsx"} <= made_all_the_same
    assert {name.rpartition(".")[2] for name in archive.namelist()} == {*made_all_the_same, "txt"}


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("宁波市 2024年1—9月", "宁波市_2024年1—9月.png"),
        ("../../etc/passwd", "etc_passwd.png"),
        ("C:\\x|y?*", "C_x_y.png"),
        ("con", "_con.png"),
        ("COM1", "_COM1.png"),
        ("a\u202egnp\u200b.exe\n", "agnp.exe.png"),
        ("", "export.png"),
        (" . ", "export.png"),
        ("工" * 300, "工" * 40 + ".png"),
        ("<b>x</b>", "b_x_b.png"),
    ],
)
def test_file_names_are_such_as_every_system_takes(title: str, name: str) -> None:
    assert build_file_name(title, "png") == name


def test_data_in_the_page_is_the_drawing(ordered: Any) -> None:
    data = run_export(ordered("zh", chart(Form.BAR, row("</script><b>", 3))), "html").data.decode()
    block = re.search(r'<script type="application/json" id="drawn-0">(.*?)</script>', data, re.S)
    assert block
    drawn = json.loads(block.group(1))
    assert drawn["data"][0]["x"] == [3.0]
    assert "&lt;/script&gt;" in json.dumps(drawn, ensure_ascii=False)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_workbook_of_charts_is_refused_as_an_upload(ordered, language) -> None:
    data = run_export(ordered(language), "xlsx").data
    (problem,) = upload(("图表.xlsx", data)).problems
    assert (problem.code, problem.level) == ("chart_download", "error")
