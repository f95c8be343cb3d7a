"""The uploads to try are read today as their page says."""

import re
import shutil

import pytest

from demonstration.uploads import CSV, OLD_WORKBOOK, REPORT, WORKBOOK
from tests.helpers.command_line import manage

SOURCE = ("--source", "demonstration-monthly")


@pytest.fixture(scope="module")
def tried(city, tmp_path_factory):
    """A copy of the demonstration, since labels may be remembered."""
    folder = tmp_path_factory.mktemp("tried") / "city"
    shutil.copytree(city, folder)
    return folder


@pytest.fixture(scope="module")
def said(city):
    """What the page says of each file."""
    text = (city / "try/README.md").read_text("utf-8")
    parts = re.split(r"^- \*\*(.+?)\*\*：", text, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_each_upload_is_explained_and_each_explanation_has_its_upload(city, said):
    files = {path.name for path in (city / "try").iterdir()} - {"README.md"}
    assert set(said) == files == {WORKBOOK, CSV, OLD_WORKBOOK, REPORT}


def check(folder, name):
    """Figures and problems (code, row) of an upload, when its source has been chosen."""
    answer = manage(folder, "check", folder / "try" / name, *SOURCE, "--json").json
    return answer["figures"], faults(answer)


def faults(answer):
    """The errors and warnings of an answer."""
    found = [each for each in answer["problems"] if each["level"] != "notice"]
    return [(each["code"], each["row"]) for each in found]


def test_the_workbook_asks_what_its_sum_is_and_names_its_wrong_cell(tried, said):
    figures, problems = check(tried, WORKBOOK)
    asked = [("indicator_unconfirmed", 6), ("indicator_unconfirmed", 7)]
    assert problems == [*asked, ("number_unreadable", 13)]
    assert f"{figures}个数据项；第6行" in said[WORKBOOK]
    assert "第13行" in said[WORKBOOK]
    assert f"{figures} figures" in said[WORKBOOK]


def test_put_right_it_fills_the_gap_of_the_late_county(tried):
    """The sum is told to be what it is the sum of; the wrong cell is corrected."""
    from demonstration import uploads
    from file_formats.xlsx import SheetToWrite, write_xlsx

    rows = [["沙溪县总工会2025年9月工作月报"], ["指标", "计量单位", "2025年9月"]]
    rows += [[*cells[:2], 10 if cells[2] == "1O" else cells[2]] for cells in uploads.WORKBOOK_ROWS]
    path = tried / "right.xlsx"
    path.write_bytes(write_xlsx([SheetToWrite("月报", rows, title_columns=3)]))
    sum_label = "新就业形态劳动者入会人数合计=platform_workers_joined"
    part_label = "新就业形态劳动者入会人数合计/货车司机入会人数=truckers_joined"
    labels = ("--match", sum_label, "--match", part_label)
    who = ("--by", "LI", "--reason", "沙溪县9月月报", *labels, *SOURCE, "--explanation", "无误")
    done = manage(tried, "publish", path, *who, "--json").json
    assert (done["release"], done["added"], faults(done)) == (9, 10, [])


def test_the_table_in_gb18030_is_read_without_a_problem(tried, said):
    data = (tried / "try" / CSV).read_bytes()
    with pytest.raises(UnicodeDecodeError):
        data.decode("utf-8")
    figures, problems = check(tried, CSV)
    assert (figures, problems) == (2, [])
    assert "读出2个数据项" in said[CSV]
    assert "2 figures" in said[CSV]


def test_the_file_of_old_excel_is_read_without_a_problem(tried, said):
    assert (tried / "try" / OLD_WORKBOOK).read_bytes().startswith(b"\xd0\xcf\x11\xe0")
    assert check(tried, OLD_WORKBOOK) == (5, [])
    assert "读出5个数据项，没有问题" in said[OLD_WORKBOOK]
    assert "5 figures" in said[OLD_WORKBOOK]


def test_the_report_gives_as_many_quantities_as_the_page_says(tried, said):
    rows = manage(
        tried, "read-report", tried / "try" / REPORT, "--date", "2025-10-12", "--json"
    ).json
    found = [row["indicator"] for row in rows if row["indicator"]]
    assert f"读出{len(rows)}个数量，{len(found)}个有建议的指标" in said[REPORT]
    assert f"{len(rows)} quantities are read, {len(found)} with" in said[REPORT]
