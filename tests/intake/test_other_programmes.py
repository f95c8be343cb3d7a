"""Figures that match a published one in all but the programme: asked, never added in silence."""

import pandas as pd

from intake.result import CheckResult
from tests.helpers.made_uploads import codes, known, published, the, upload

SCHEME = "ningbo-supervision"


def with_published(*programmes: str) -> pd.DataFrame:
    rows = published(*[("notices", "330203", "", "2023-08", 7.0)] * len(programmes))
    return rows.assign(programme=list(programmes))


def read(text: str, *programmes: str, **options: object) -> CheckResult:
    base = known(with_published(*programmes))
    return upload(("8月.csv", text.encode()), base=base, **options)


FORM = "2023年8月\n地区,提示函份数\n海曙区,21\n江北区,5\n"
ROW = "指标,地区,工作项目,报告期,原文数值\n提示函份数,海曙区,{},2023-08,21份\n"


def programmes(checked: CheckResult) -> list[str]:
    return checked.figures["programme"].tolist()


def test_a_form_without_the_programme_asks_whether_it_corrects() -> None:
    checked = read(FORM, SCHEME)
    asked = the(checked, "other_programme")
    assert (asked.level, asked.row, asked.column, asked.value) == ("error", 3, "B", "21")
    assert (asked.hints["programme"], asked.hints["count"]) == (SCHEME, 1)
    checked = read(FORM, SCHEME, choices={"other_programme": "correct"})
    assert (programmes(checked), codes(checked)) == ([SCHEME, ""], ["chosen"])
    checked = read(FORM, SCHEME, choices={"other_programme": "other"})
    assert (programmes(checked), codes(checked)) == (["", ""], ["chosen"])


def test_a_programme_where_none_is_published_asks_likewise() -> None:
    checked = read(ROW.format(SCHEME), "")
    assert the(checked, "other_without_programme").hints["programme"] == SCHEME
    checked = read(ROW.format(SCHEME), "", choices={"other_without_programme": "correct"})
    assert (programmes(checked), codes(checked, "error")) == ([""], [])


def test_a_figure_of_its_own_key_or_among_several_programmes_is_not_asked_about() -> None:
    assert codes(read(FORM, "")) == []
    assert codes(read(ROW.format(SCHEME), SCHEME)) == []
    assert codes(read(FORM, "", SCHEME)) == []
    assert codes(read(FORM.replace("2023年8月", "2023年9月"), SCHEME)) == []


def test_several_published_programmes_can_only_be_stood_beside() -> None:
    checked = read(FORM, SCHEME, "other-scheme", choices={"other_programmes": "correct"})
    asked = the(checked, "other_programmes")
    assert (asked.level, asked.hints["programme"]) == ("error", f"{SCHEME}, other-scheme")
    checked = read(FORM, SCHEME, "other-scheme", choices={"other_programmes": "other"})
    assert codes(checked) == ["chosen"]


def test_it_is_asked_once_a_file() -> None:
    rows = "".join(f"提示函份数,海曙区,,2023-08,{n}份\n" for n in (21, 22))
    text = f"指标,地区,工作项目,报告期,原文数值\n{rows}"
    assert the(read(text, SCHEME), "other_programme").hints["count"] == 2
