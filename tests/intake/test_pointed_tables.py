"""A table that is not found: told what was seen, and pointed at."""

from intake.model.problem import Problem
from intake.problem_messages import format_problem_message
from locales import Words
from tests.helpers.made_uploads import codes, figures, the, upload, workbook

ROWS = [
    ["某某材料"],
    ["", "工会会员人数", "基层工会组织数"],
    ["甲", "五", "六"],
    ["海曙区", 5, 6],
    ["江北区", 7, 8],
]
SEEN = "1：某某材料 | □ | □  2：甲 | 乙 | 丙  3：一 | 5 | 6"


def test_what_was_seen_is_told() -> None:
    checked = upload(("1.csv", "某某材料,,\n甲,乙,丙\n一,5,6\n".encode()))
    told = the(checked, "no_table")
    assert (told.level, told.hints["seen"], told.hints["head"]) == ("error", SEEN, "—")
    message = format_problem_message(told, Words("zh"))
    assert message == (
        "没有找到数据表：没有一行表头（指标、地区或时间），其下左边是名称、右边是数。"
        f"看到的前几行：{SEEN}；当作表头的行：—。"
    )
    assert format_problem_message(Problem("no_table"), Words("en")).endswith("taken for a head: —.")


def test_the_head_and_the_first_figure_are_pointed_at() -> None:
    for name, data in (
        ("1.xlsx", workbook(表=ROWS)),
        ("1.csv", "\n".join(",".join(map(str, row)) for row in ROWS).encode()),
    ):
        checked = upload(
            (name, data), period="2023", choices={"no_table": "2 B4", "label_without_unit": "人"}
        )
        assert [(one[1], one[4]) for one in figures(checked)] == [
            ("330203", 5), ("330203", 6), ("330205", 7), ("330205", 8),
        ]  # fmt: skip


def test_a_place_outside_the_sheet_is_no_table() -> None:
    text = "某某材料,,\n甲,乙,丙\n一,5,6\n"
    for place in ("9 B10", "3 B2", "B3", "2"):
        checked = upload(("1.csv", text.encode()), choices={"no_table": place})
        assert codes(checked) == ["no_table"]
