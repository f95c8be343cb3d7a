"""What a command prints for people, in either language: sentences, tables, exit status."""

import re
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import typer

import auth
import ledger
from curation.workspace import open_workspace
from manage import app
from settings import load_settings
from tests.helpers.command_line import HAISHU, JIANGBEI, SAYING_WHO, Answer, manage, table

KEYS = [f"supervision_notices.ningbo-supervision.{area}..2024-10" for area in (330203, 330205)]
BAD = table(HAISHU.replace("330203", "999999"), JIANGBEI)
READ = {"zh": "读取数据项：2个", "en": "Figures read: 2"}


@pytest.fixture(autouse=True)
def wide(monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal in which no line of a table is broken."""
    monkeypatch.setenv("COLUMNS", "250")


def rows(answer: Answer) -> list[list[str]]:
    """The cells of a printed table, its headings first."""
    lines = [line for line in answer.out.splitlines() if line[:1] in "┃│" and line]
    return [[cell.strip() for cell in re.split("[┃│]", line)[1:-1]] for line in lines]


def said(answer: Answer) -> list[str]:
    """What is printed beside tables."""
    return [line for line in answer.out.splitlines() if line and line[0] not in "┏┃┡│└"]


@pytest.fixture
def published(folder: Path) -> Path:
    """Two figures published as a second release."""
    (folder / "f.csv").write_text(table(HAISHU, JIANGBEI), "utf-8")
    assert manage(folder, "publish", "f.csv", *SAYING_WHO).status == 0
    return folder


def test_a_check_tells_how_much_was_read_and_what_is_wrong(folder: Path) -> None:
    (folder / "f.csv").write_text(table(HAISHU, JIANGBEI), "utf-8")
    (folder / "bad.csv").write_text(BAD, "utf-8")
    good = manage(folder, "check", "f.csv")
    assert (good.status, good.out) == (0, f"{READ['zh']}\n")
    bad = manage(folder, "check", "bad.csv")
    assert (bad.status, said(bad)) == (1, [READ["zh"]])
    problem = "地区“999999”不在地区代码表中。请填写六位行政区划代码或规范全称。"
    assert rows(bad) == [
        ["级别", "工作表", "行", "列", "内容", "问题"],
        ["错误", "", "2", "C", "999999", problem],
    ]
    english = manage(folder, "check", "bad.csv", "--lang", "en")
    assert rows(english)[0] == ["Level", "Sheet", "Row", "Column", "Value", "Problem"]
    assert rows(english)[1][:5] == ["Error", "", "2", "C", "999999"]


def test_below_a_problem_stands_the_option_that_settles_it(folder: Path) -> None:
    (folder / "无来源.csv").write_text(
        "地区,指标,报告期,数值\n海曙区,劳动法律监督提示函,2024-10,l2份\n", "utf-8"
    )
    (folder / "无表.csv").write_text("甲,乙\n丙,丁\n", "utf-8")
    options = {
        cell for name in ("无来源.csv", "无表.csv") for row in rows(manage(folder, "check", name))
        for cell in row if cell.startswith("--")
    }  # fmt: skip
    assert options == {"--source ID", "--cell D2=12份", "--head 2 --first B4"}


def test_publishing_tells_what_came_of_it(folder: Path) -> None:
    (folder / "f.csv").write_text(table(HAISHU, JIANGBEI), "utf-8")
    (folder / "bad.csv").write_text(BAD, "utf-8")
    english = manage(folder, "publish", "f.csv", *SAYING_WHO, "--lang", "en")
    assert (english.status, said(english)) == (
        0,
        [READ["en"], "Release 2 published: 2 added, 0 changed, 0 removed"],
    )
    again = manage(folder, "publish", "f.csv", *SAYING_WHO)
    assert (again.status, said(again)) == (0, [READ["zh"], "与第2版相同，没有需要发布的内容"])
    bad = manage(folder, "publish", "bad.csv", *SAYING_WHO)
    assert (bad.status, said(bad)) == (1, [READ["zh"], "存在错误，没有发布"])
    assert len(rows(bad)) == 2


def test_a_warning_passes_with_its_explanation_or_the_reason(folder: Path) -> None:
    row = "model_workers,pengshui-volunteer-teams,500243,national,2024-11,4名"
    (folder / "f.csv").write_text(table(f"{row},page-2024-11-05,¶1"), "utf-8")
    replaced = ("publish", "f.csv", "--mode", "replace", *SAYING_WHO)
    done = manage(folder, *replaced, "--explanation", "误收两项")
    assert said(done)[-1] == "已发布第2版：新增0项，变更1项，删除2项"
    release = ledger.open_store(str(folder / "store")).release(2)
    assert "误收两项" in str(release)


def test_what_a_table_lacks_is_told_and_kept(folder: Path) -> None:
    (folder / "y.csv").write_text("指标,数值\n某指标,3\n", "utf-8")
    told = ["--area", "330200", "--period", "2023", "--unit", "万元", "--source", "page-2024-11-05"]
    matched = manage(
        folder, "publish", "y.csv", *told, "--match", "某指标=funds_invested", *SAYING_WHO, "--json"
    )
    assert (matched.json["problems"], matched.json["added"]) == ([], 1)
    (figure,) = [
        each
        for each in manage(folder, "figures", "--json").json
        if each["key"] == "funds_invested..330200..2023"
    ]
    assert (figure["value"], figure["source"]) == (30_000, "page-2024-11-05")


def test_figures_are_listed_by_name_in_either_language(folder: Path) -> None:
    found = rows(manage(folder, "figures"))
    assert found[0] == ["指标", "地区", "报告期", "原文数值", "数据状态"]
    assert len(found) == 1 + 49
    assert ["劳动法律监督提示函", "宁波市", "2024年1—9月", "177份", "A"] in found
    english = rows(manage(folder, "figures", "1", "--lang", "en"))
    assert english[0] == ["Indicator", "Area", "Period", "As reported", "Status"]
    assert [
        "Supervision notices issued",
        "Ningbo City",
        "January–September 2024",
        "177份",
        "A",
    ] in (english)


def test_releases_and_what_differs_between_them(published: Path) -> None:
    found = rows(manage(published, "history"))
    assert found[0] == ["数据版本", "发布时间", "发布人", "数据项数", "理由"]
    assert [[row[0], *row[2:]] for row in found[1:]] == [
        ["2", "operator:LI", "51", "十月"],
        ["1", "operator:start", "49", "datasets/"],
    ]
    assert all(datetime.fromisoformat(row[1]).tzinfo for row in found[1:])
    assert rows(manage(published, "compare", 1, 2)) == [
        ["数据项", "原数值", "新数值", "变动"],
        [KEYS[0], "", "12份", ""],
        [KEYS[1], "", "7份", ""],
    ]
    assert rows(manage(published, "compare", 2, 1, "--lang", "en")) == [
        ["Figure", "Old", "New", "Change"],
        [KEYS[0], "12份", "", ""],
        [KEYS[1], "7份", "", ""],
    ]
    for wrong in ("0", "-1"):
        assert manage(published, "compare", wrong, 1).status == 2
        assert manage(published, "restore", wrong, "--by", "L", "--reason", "x").status == 2


def test_keeping_a_store_is_told(published: Path) -> None:
    restored = manage(published, "restore", 1, "--by", "LI", "--reason", "误报")
    assert restored.out == "已恢复为第1版的内容，生成第3版：新增0项，变更0项，删除2项\n"
    history = manage(published, "history", "--json").json
    assert (history[0]["author"], history[0]["reason"]) == ("operator:LI", "误报")
    whole = manage(published, "verify")
    assert (whole.status, whole.out) == (0, "全部文件和操作日志与写入时一致\n")
    backed = manage(published, "backup", "b.tar", "--by", "LI", "--lang", "en")
    assert backed.out == (
        "Everything up to release 3 backed up to b.tar; it holds password hashes, keep it safe\n"
    )
    trail = manage(published, "accounts", "list", "--json")
    assert trail.status == 0
    dumped = manage(published, "dump", "2", "--out", "d")
    assert dumped.out == "第2版的51个数据项已写入d\n"
    assert manage(published, "dump").out == "第3版的49个数据项已写入dump\n"


def test_a_backup_is_loaded_into_an_empty_store(published: Path, tmp_path_factory: Any) -> None:
    manage(published, "backup", "b.tar", "--by", "LI")
    other = tmp_path_factory.mktemp("other")
    (other / "config.yaml").write_bytes((published / "config.yaml").read_bytes())
    loaded = manage(other, "load-backup", published / "b.tar", "--lang", "en")
    assert (loaded.status, loaded.err) == (0, "")
    assert "2" in loaded.out
    assert "b.tar" in loaded.out
    # Nothing was started with the datasets first.
    assert len(manage(other, "history", "--json").json) == 2


def test_what_verify_finds_is_a_table_and_a_warning_is_no_error(published: Path) -> None:
    part = next((published / "store" / "figures").glob("*.parquet"))
    part.write_bytes(part.read_bytes()[:-9])
    found = manage(published, "verify")
    assert found.status == 1
    head, row = rows(found)
    assert head == ["级别", "问题", "位置", "数据版本", "处理办法"]
    assert row[0] == "error"
    assert row[2] == f"figures/{part.name}"


def test_accounts_are_made_listed_and_changed(folder: Path) -> None:
    made = manage(folder, "accounts", "create", "zhao", "--role", "reviewer", "--area", "330203")
    told = re.fullmatch(r"一次性链接，(\S+ \S+)前有效：/claim\?token=(\S+)\n", made.out)
    assert told
    gate = open_workspace(load_settings(folder / "config.yaml")).database
    claim = auth.peek_link(gate, told[2])
    assert claim.name == "zhao"
    assert datetime.strptime(told[1], "%Y-%m-%d %H:%M").astimezone() > datetime.now().astimezone()
    gate.close()
    assert rows(manage(folder, "accounts", "list", "--lang", "en")) == [
        ["Account", "Name", "Role", "Area", "Disabled"],
        ["zhao", "zhao", "reviewer", "330203", "False"],
    ]
    assert rows(manage(folder, "accounts", "disable", "zhao"))[1][-1] == "True"
    plain = manage(folder, "accounts", "create", "qian", "--by", "LI", "--lang", "en")
    assert plain.out.startswith("One-time link, good until ")
    listed = {each["name"]: each for each in manage(folder, "accounts", "list", "--json").json}
    assert (listed["qian"]["role"], listed["qian"]["area"]) == ("staff", "")


def test_a_password_is_asked_for_and_not_shown(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    manage(folder, "accounts", "create", "zhao")
    asked: list[dict[str, Any]] = []

    def prompt(text: str, **how: Any) -> str:
        asked.append(how)
        return "碧海 correct horse"

    monkeypatch.setattr(typer, "prompt", prompt)
    assert manage(folder, "accounts", "password", "zhao").status == 0
    assert asked == [{"hide_input": True}]
    gate = open_workspace(load_settings(folder / "config.yaml")).database
    session = auth.sign_in(gate, "zhao", "碧海 correct horse", ip_address="192.0.2.1")
    assert session.actor.signed_in
    gate.close()


def test_a_report_is_a_table_of_quantities(folder: Path) -> None:
    (folder / "r.txt").write_text("宁波市总工会今年以来发出提示函177份。", "utf-8")
    found = rows(manage(folder, "read-report", "r.txt", "--date", "2024-11-05", "--lang", "en"))
    assert found == [
        ["Wording", "Subject", "Indicator", "Area", "Period"],
        ["177份", "发出提示函", "supervision_notices", "330200", "2024-01/2024-11"],
    ]
    assert manage(folder, "read-report", "r.txt", "--date", "5.11.2024").status == 2


def test_every_command_and_option_is_explained() -> None:
    command: Any = typer.main.get_command(app)
    unsaid = [
        f"{name} {parameter.name}"
        for name, each in command.commands.items()
        for parameter in each.params
        if parameter.name not in ("help", "name", "path", "command", "file")
        and not getattr(parameter, "help", "")
    ]
    assert unsaid == []
    assert [name for name, each in command.commands.items() if " · " not in each.help] == []
    assert all(each.help for each in command.params if each.name != "help")
