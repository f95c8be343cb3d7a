"""What staff get back: words for every problem, the marked workbook, the template."""

import ast
import io
import re
import zipfile
from pathlib import Path

import pytest

from file_formats import FileLimits, csv, xlsx
from intake.annotated_workbook import annotate_workbook
from intake.model.problem import Problem
from intake.problem_messages import format_advice, format_place, format_problem_message
from intake.template import build_csv_template, build_xlsx_template
from locales import LANGUAGES, Words, catalogue
from tests.helpers.made_uploads import HEADER, codes, figures, known, row, tidy, upload, workbook

ROOT = Path(__file__).parents[2]
MADE_OF_PARTS = {
    "area_missing", "period_missing", "indicator_unmatched", "indicator_unconfirmed",
    "area_unmatched", "area_unconfirmed",
}  # fmt: skip


def codes_in(room: str, *names: str) -> set[str]:
    """The codes written in the source: first arguments and `code=` of what makes problems."""
    found = set()
    for path in (ROOT / room).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and _name(node.func) in names:
                values = [
                    *node.args[:2],
                    *(k.value for k in node.keywords if k.arg in ("code", "fault")),
                ]
                found |= {
                    v.value
                    for v in values
                    if isinstance(v, ast.Constant) and isinstance(v.value, str)
                }
    return {
        code
        for code in found
        if re.fullmatch(r"[a-z]+(?:_[a-z0-9]+)+|macros|dde|busy|missing|renamed|encrypted", code)
    }


def _name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def test_every_code_has_its_words_in_both_languages() -> None:
    refusals = codes_in(
        "file_formats",
        "FileFormatError",
        "UnclearEncodingError",
        "_build_limit_error",
        "_build_error",
        "_build_syntax_error",
    ) | codes_in("intake", "FileFormatError")
    problems = codes_in(
        "intake",
        "Problem",
        "make_problem",
        "build_cell_problem",
        "_build_heading_problem",
        "CodeMeaning",
        "replace",
        "report",
    )
    assert len(refusals) > 40
    assert len(problems) > 30
    names = {"ref_area", "time_period", "obs_status", "value_low", "value_high", "as_reported"}
    for language in LANGUAGES:
        files, intake = catalogue(language, "files"), catalogue(language, "intake")
        assert {
            code for code in refusals if code not in files or f"{code}.mend" not in files
        } == set()
        wanted = (problems | MADE_OF_PARTS) - names
        assert {
            code for code in wanted if code not in intake or f"{code}.mend" not in intake
        } == set()


def test_the_catalogues_say_the_same_things() -> None:
    for domain in ("files", "intake"):
        zh, en = catalogue("zh", domain), catalogue("en", domain)
        assert zh.keys() == en.keys()
        holes = {key: set(re.findall(r"{(\w+)}", text)) for key, text in zh.items()}
        assert {
            k: holes[k] ^ set(re.findall(r"{(\w+)}", text))
            for k, text in en.items()
            if holes[k] ^ set(re.findall(r"{(\w+)}", text))
        } == {}


def test_problems_in_words() -> None:
    (problem,) = tidy(row(as_reported="100人", value="101")).problems
    zh, en = Words("zh"), Words("en")
    assert format_problem_message(problem, zh) == "数值101与原文“100人”不一致。"
    assert format_advice(problem, zh) == "按原文应为100，请改正其中一处，或只填原文。"
    assert (
        format_problem_message(problem, en)
        == "The value 101 does not agree with the wording 100人."
    )
    assert format_place(problem, zh) == "t.csv第2行G列（value）"


def test_names_and_periods_are_worded_and_suggestions_named() -> None:
    names = {
        "area": {"330200": {"zh": "宁波市", "en": "Ningbo"}},
        "indicator": {"members": {"zh": "工会会员人数", "en": "Union members"}},
    }
    zh = Words("zh", names)
    double = tidy(
        row(value="1", time_period="2024-01/2024-09"), row(value="2", time_period="2024-01/2024-09")
    )
    assert (
        format_problem_message(double.problems[0], zh)
        == "宁波市2024年1—9月工会会员人数重复填报：本行2，第2行1。"
    )
    (unknown,) = tidy(row(indicator="membrs", value="1")).problems
    assert format_advice(unknown, zh).endswith("可能是：工会会员人数 (members)。")
    assert format_advice(unknown, Words("en", names)).endswith("Perhaps: Union members (members).")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_can_be_filled_in(language) -> None:
    names = """
    point unit wording other_file other_sheet other_row key indicator area breakdown period relation
    other_period times slip direction figures more total found limit count encoding row answer
    example meanings codes columns difference last names option other programme rows sum
    in_rows in_columns
    """
    hints = dict.fromkeys(names.split(), "7") | {"question": "total_row", "choice": "check"}
    for domain in ("files", "intake"):
        for code in catalogue(language, domain):
            if f"{code}.mend" in catalogue(language, domain):
                problem = Problem(code, value="v", expected="e", hints=hints, domain=domain)
                for text in (
                    format_problem_message(problem, Words(language)),
                    format_advice(problem, Words(language)),
                ):
                    assert "{" not in text


def test_the_marked_workbook_keeps_the_cells_and_marks_the_faulty_ones() -> None:
    rows = [
        ["指标", "地区", "报告期", "数值"],
        ["members", "330200", "2023", 5],
        ["membrs", "330203", "2023", -6],
        ["members", "330205", "2023"],
    ]
    data = workbook(数据=rows)
    checked = upload(("a.xlsx", data))
    found = xlsx.read_xlsx(
        annotate_workbook("a.xlsx", data, checked.problems, Words("zh"), FileLimits())
    )
    assert [sheet.name for sheet in found] == ["校验问题", "数据"]
    assert found[1].rows[2][:4] == ["membrs", "330203", "2023", -6]
    assert found[0].rows[0][:5] == ["级别", "文件", "工作表", "行", "列"]
    listed = [(line[0], line[3], line[4], line[8]) for line in found[0].rows[1:]]
    assert listed == [("错误", 3, "A", "unknown_indicator"), ("错误", 4, "D", "missing")]
    with zipfile.ZipFile(
        io.BytesIO(annotate_workbook("a.xlsx", data, checked.problems, Words("en"), FileLimits()))
    ) as archive:
        comments = (
            archive.read("xl/comments2.xml").decode()
            if "xl/comments2.xml" in archive.namelist()
            else archive.read("xl/comments1.xml").decode()
        )
    assert re.findall(r'ref="(\w+)"', comments) == ["A3", "D4"]
    assert "The indicator membrs is not in the list." in comments


def test_the_marked_workbook_can_be_uploaded_again() -> None:
    data = (HEADER + row(value="5")).encode()
    again = upload(("a.xlsx", annotate_workbook("a.csv", data, (), Words("zh"), FileLimits())))
    assert figures(again) == [("members", "330200", "", "2023", 5)]


def test_a_file_that_could_not_be_opened_comes_back_as_a_list() -> None:
    checked = upload(("a.xlsx", b"PK\x03\x04"))
    (only,) = xlsx.read_xlsx(
        annotate_workbook("a.xlsx", b"PK\x03\x04", checked.problems, Words("zh"), FileLimits())
    )
    assert only.rows[1][6] == "文件已损坏，无法打开。"


def test_formulas_in_a_marked_workbook_stay_text() -> None:
    data = (HEADER + row(value="5", note="=1+1")).encode()
    found = xlsx.read_xlsx(annotate_workbook("a.csv", data, (), Words("zh"), FileLimits()))
    assert found[1].rows[1][13] == "=1+1"


def test_the_template_is_read_as_it_is_filled_in() -> None:
    words = Words("zh")
    data = build_xlsx_template(known(), words)
    sheets = {sheet.name: sheet for sheet in xlsx.read_xlsx(data)}
    assert list(sheets) == ["数据", "填写说明", "代码"]
    assert sheets["数据"].rows[0][:6] == [
        "指标*",
        "工作项目",
        "地区*",
        "分组",
        "报告期*",
        "原文数值",
    ]
    assert sheets["代码"].rows[1][:3] == [
        "members 工会会员人数",
        "ningbo-supervision 一函两书",
        "100000 全国",
    ]
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    lists = dict(re.findall(r'sqref="([A-Z])2:[^"]*"><formula1>([^<]*)<', sheet))
    assert lists["A"] == "'代码'!$A$2:$A$7"
    assert lists["C"] == f"'代码'!$C$2:$C${len(known().areas.by_code) + 1}"
    empty = upload(("模板.xlsx", data))
    assert [(p.code, p.level) for p in empty.problems] == [("no_figures", "warning")]
    filled = workbook(
        数据=[
            sheets["数据"].rows[0],
            ["members 工会会员人数", "", "330200 宁波市", "women 女会员", "2023", "5万余人"],
        ],
        填写说明=sheets["填写说明"].rows,
        代码=sheets["代码"].rows[:9],
    )
    checked = upload(("填报.xlsx", filled))
    assert (figures(checked), checked.problems) == (
        [("members", "330200", "women", "2023", 50_000)],
        (),
    )


def test_the_csv_template_opens_right_in_chinese_excel() -> None:
    data = build_csv_template(Words("zh"))
    assert data.startswith(b"\xef\xbb\xbf")
    (header,) = csv.read_csv(data).rows
    assert header[:5] == ["指标*", "工作项目", "地区*", "分组", "报告期*"]
    assert header[5:10] == ["原文数值", "数值", "下限", "上限", "限定词"]
    assert header[10:] == ["数据状态", "数据来源", "原文位置", "备注"]
    empty = upload(("t.csv", build_csv_template(Words("en"))))
    assert codes(empty) == ["no_figures"]
