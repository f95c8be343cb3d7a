"""Questions that a choice settles, as staff answer them on the page."""

from auth import Role
from tests.helpers.pages_in_process import Dashboard

FILES = "表格文件（XLSX、XLS、ODS、CSV等，可多选）"
YEARS = "2024年10月\n地区,劳动法律监督提示函\n宁波市海曙区,1998\n宁波市江北区,2003\n"
ASKED = "a\\.csv第2行B列：“1998、2003”可能是年份，也可能是数值，未填报。请确认是年份还是数值。"


def test_years_or_figures_are_chosen_and_the_choice_is_kept(work: Dashboard) -> None:
    tab = work.tab(work.person("zhao", Role.STAFF)).open("upload")
    tab.upload(FILES, ("a.csv", YEARS.encode())).click("上传并校验")
    assert f"{ASKED}: ○ 是年份，作报告期 ○ 是数值，照填 ○ 不填报" in tab.said
    tab.fill(ASKED, "figures").click("确认并重新校验")
    tab.choose("步骤", "problems")
    assert "读取数据项2个，错误0处，警告0处。 .lead" in tab.said
