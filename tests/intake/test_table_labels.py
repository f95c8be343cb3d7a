"""Labels that match nothing yet, areas and periods a table does not say, and who has reported."""

import pytest

from intake.model.upload_labels import RememberedLabels
from intake.tables.definitions import draft_indicator
from tests.helpers.made_uploads import (
    COUNTIES,
    codes,
    figures,
    known,
    upload,
    workbook,
)


def test_labels_that_match_nothing_are_problems_and_their_figures_are_counted() -> None:
    rows = [
        ["宁波市工会情况"],
        ["指标", "2022年", "2023年"],
        ["职工之家（个）", 10, 12],
        ["基层工会会员人数", 100, 110],
        ["工会会员人数", 120, 130],
    ]
    data = workbook(Sheet1=rows)
    checked = upload(("f.xlsx", data))
    assert (checked.shape, checked.count) == ("yearbook", 6)
    found = [(p.code, p.level, p.row, p.column, p.value, p.expected) for p in checked.problems]
    assert found == [
        ("indicator_unmatched", "error", 3, "A", "职工之家", ""),
        (
            "indicator_unconfirmed",
            "error",
            4,
            "A",
            "基层工会会员人数",
            "members, unions, members.migrants",
        ),
    ]
    label = checked.labels[0]
    assert (label.text, label.unit, label.figures, label.sure) == ("职工之家", "个", 2, False)
    assert draft_indicator(label, "social_work")["code"] == "zhigongzhijia"
    assert draft_indicator(label)["unit"] == {"zh": "个", "en": "个"}

    answers = RememberedLabels({"职工之家": "homes", "基层工会会员人数": ""})
    homes = "\n- {code: homes, name: {zh: 职工之家, en: Homes}, unit: {zh: 个, en: n}}\n"
    again = upload(("f.xlsx", data), base=known(extra=homes), remembered=answers)
    assert figures(again) == [
        ("homes", "330200", "", "2022", 10),
        ("homes", "330200", "", "2023", 12),
        ("members", "330200", "", "2022", 120),
        ("members", "330200", "", "2023", 130),
    ]
    assert again.problems == ()


def test_areas_that_match_nothing_are_problems_until_somebody_says_what_they_are() -> None:
    rows = [["地区", "2023年提示函份数"], ["海曙区", 1], ["高新区", 2], ["鼓楼区", 3]]
    data = workbook(Sheet1=rows)
    checked = upload(("g.xlsx", data))
    found = [(p.code, p.row, p.value, p.expected) for p in checked.errors if p.code[:4] == "area"]
    assert found[0][1:3] == (3, "高新区")
    assert found[1] == ("area_unconfirmed", 4, "鼓楼区", "320106, 320302, 350102")
    answers = RememberedLabels(areas={"高新区": "330212", "鼓楼区": "320106"})
    again = upload(("g.xlsx", data), remembered=answers)
    assert list(again.figures["ref_area"]) == ["330203", "330212", "320106"]


def test_what_a_table_does_not_say_is_asked_once_or_given() -> None:
    rows = [["指标", "数值"], ["工会会员人数", 5], ["提示函份数", 6]]
    data = workbook(Sheet1=rows)
    checked = upload(("x.xlsx", data))
    assert codes(checked) in (["no_table"], ["area_missing", "period_missing"])
    given = upload(("x.xlsx", data), area="330200", period="2023")
    assert figures(given) == [
        ("members", "330200", "", "2023", 5),
        ("notices", "330200", "", "2023", 6),
    ]
    by_name = upload(("2023年海曙区.xlsx", data))
    assert figures(by_name)[0] == ("members", "330203", "", "2023", 5)


def test_text_without_figures_is_no_table() -> None:
    checked = upload(("t.csv", "通知\n各区总工会：\n请于月底前报送。\n".encode()))
    assert (checked.shape, checked.count, codes(checked)) == ("unknown", 0, ["no_table"])


def test_eleven_counties_and_who_has_not_reported() -> None:
    names = COUNTIES[:9]
    files = []
    for at, name in enumerate(names):
        rows = [
            [f"填报单位：{name}总工会", "", "2024年1—9月"],
            ["指标", "单位", "本期累计"],
            ["提示函份数", "份", at],
        ]
        files.append((f"{name}.xlsx", workbook(Sheet1=rows)))
    files.append(("慈溪市.xlsx", b"broken"))
    checked = upload(*files)
    assert checked.count == 9
    missing = [one.area for one in checked.reporting_status if not one.figures]
    assert missing == ["330282"]
    assert [(p.code, p.file, p.domain) for p in checked.problems] == [
        ("renamed", "慈溪市.xlsx", "files")
    ]
    given = upload(*files[:2], expected=("330203", "330205", "330206"))
    assert [(one.area, one.files, one.figures) for one in given.reporting_status] == [
        ("330203", ("海曙区.xlsx",), 1),
        ("330205", ("江北区.xlsx",), 1),
        ("330206", (), 0),
    ]


@pytest.mark.parametrize("mark", ["", "—", "-", "…", "...", "/", "未报告", "　"])
def test_marks_for_not_reported_are_never_zero(mark: str) -> None:
    rows = [
        ["宁波市"],
        ["指标", "2022年", "2023年"],
        ["工会会员人数", 5, mark],
        ["提示函份数", 1, 2],
    ]
    checked = upload(("x.xlsx", workbook(Sheet1=rows)))
    assert figures(checked)[0] == ("members", "330200", "", "2022", 5)
    assert (checked.count, checked.shapes[0].not_reported) == (3, 1)
