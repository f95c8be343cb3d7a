"""What could be overlooked or misread in an upload is asked about."""

import pytest

from tests.helpers.made_uploads import codes, figures, row, the, tidy, upload


def test_a_hidden_sheet_is_not_passed_over_in_silence() -> None:
    import io

    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        for name in ("数据", "去年"):
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, ["指标", "地区", "报告期", "数值"])
            sheet.write_row(1, 0, ["members", "330200", "2023", 5])
        sheet.hide()
    checked = upload(("a.xlsx", out.getvalue()))
    assert checked.count == 1
    assert [(p.code, p.level, p.value) for p in checked.problems] == [
        ("sheet_hidden", "warning", "去年")
    ]
    taken = upload(("a.xlsx", out.getvalue()), choices={"sheet_hidden": "take"})
    assert (taken.count, codes(taken)) == (2, ["chosen", "duplicate_key"])
    left = upload(("a.xlsx", out.getvalue()), choices={"sheet_hidden": "leave_out"})
    assert (left.count, codes(left)) == (1, ["chosen"])


def test_an_unclear_encoding_is_asked_with_previews_and_the_answer_is_taken() -> None:
    data = "指標,地區\n臺北市,工會會員人數\n".encode("big5")
    (problem,) = upload(("t.csv", data)).problems
    assert (problem.code, problem.domain) == ("encoding_unclear", "files")
    assert problem.hints["preview_big5hkscs"] == "指標,地區\n臺北市,工會會員人數"
    assert "big5hkscs" in problem.expected
    answered = upload(("t.csv", data), encodings={"t.csv": "big5hkscs"})
    assert codes(answered) == ["no_table"]


@pytest.mark.parametrize(
    ("cells", "read"),
    [
        ({"indicator": "coverage", "as_reported": "\u22125%"}, ("coverage", -5)),
        ({"indicator": "coverage", "value": "\u22125"}, ("coverage", -5)),
        ({"ref_area": "\u3000宁波\u3000市", "as_reported": "7"}, ("members", 7)),
        ({"indicator": "工会\u3000会员人数", "as_reported": "7"}, ("members", 7)),
    ],
)
def test_a_true_minus_and_wide_spaces_are_what_they_stand_for(cells, read) -> None:
    checked = tidy(row(**cells))
    ((indicator, area, _, _, value),) = figures(checked)
    assert ((indicator, value), area, checked.problems) == (read, "330200", ())


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"indicator": "memberѕ"}, "members"),
        ({"indicator": "cονerage"}, "coverage"),
        ({"breakdown": "wοmen"}, "women"),
    ],
)
def test_letters_of_another_script_are_said_to_be_such(cells, expected) -> None:
    problem = the(tidy(row(as_reported="7", **cells)), "look_alike")
    assert (problem.level, problem.expected) == ("error", expected)


@pytest.mark.parametrize("written", ["inf", "-inf", "1e308", "4\u3000750", "0x1f", "１＿０"])
def test_what_python_takes_for_a_number_need_not_be_one(written) -> None:
    assert the(tidy(row(as_reported=written)), "number_unreadable").value == written
