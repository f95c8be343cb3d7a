"""Questions that a choice settles, as staff answer them on the page."""

from auth import Role
from tests.helpers.pages_in_process import Dashboard

FILES = "表格文件（XLSX、XLS、ODS、CSV等，可多选）"
YEARS = "2024年10月\n地区,劳动法律监督提示函\n宁波市海曙区,1998\n宁波市江北区,2003\n"
ASKED = "“1998、2003”可能是年份，也可能是数值，未填报。请确认是年份还是数值。"


def test_years_or_figures_are_chosen_and_the_choice_is_kept(work: Dashboard) -> None:
    tab = work.tab(work.person("zhao", Role.STAFF)).open("upload")
    tab.upload(FILES, ("a.csv", YEARS.encode())).click("上传并校验")
    asked = tab.inside("rail")
    at = asked.index(ASKED)
    assert asked[at - 1].endswith(" .mark B2 1998、2003")
    assert asked[at + 1] == "请选择: ○ 是年份，作报告期 ○ 是数值，照填 ○ 不填报"
    # One click settles it, and it can be changed.
    tab.choose("请选择", "figures")
    assert tab.inside("upload-foot")[0] == "1个文件，共2个数：新增2，更正0，待定1 .sum"
    assert "请选择: ○ 是年份，作报告期 ● 是数值，照填 ○ 不填报" in tab.inside("rail")
