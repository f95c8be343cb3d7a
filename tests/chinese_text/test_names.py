"""Names of towns, enterprises and institutions in labels of uploads and in tables of reports."""

import pytest

from chinese_text.names import PEOPLES_AT_END, is_unlisted_in_report, is_unlisted_label

# Name, whether it is unlisted as the label of an upload, and whether in a report's table.
NAMES = [
    ("附海镇", True, True),
    ("镇", False, False),
    ("某镇", False, False),
    ("白沙路街道", True, True),
    ("白沙路街道办事处总工会", True, True),
    ("平湖石化有限责任公司工会", True, True),
    ("宁波大学工会委员会", True, True),
    ("附海村", True, False),
    ("阳光社区", True, False),
    ("宁波保税区", True, False),
    ("市教育局", False, True),
    ("市发改委总工会", False, True),
    ("附海村工会", True, True),
    ("江北区工会", False, True),
    ("建筑业工会", False, True),
    ("海曙区", False, False),
    ("会员人数", False, False),
    ("会" * 24 + "公司", True, True),
    ("会" * 25 + "公司", False, False),
]


@pytest.mark.parametrize(("name", "as_label", "in_report"), NAMES)
def test_a_name_is_unlisted_by_its_end(name: str, as_label: bool, in_report: bool) -> None:
    assert (is_unlisted_label(name), is_unlisted_in_report(name)) == (as_label, in_report)


def test_all_peoples_at_the_end_of_a_name_are_found() -> None:
    names = ["彭水苗族土家族", "克孜勒苏柯尔克孜", "红河哈尼族", "紫云苗族布依族", "海曙"]
    short = ["彭水", "克孜勒苏", "红河", "紫云", "海曙"]
    assert [PEOPLES_AT_END.sub("", name) for name in names] == short
