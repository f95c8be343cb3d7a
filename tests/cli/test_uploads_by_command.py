import json
import os
import random
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from file_formats import xlsx, yaml
from manage import main
from tests.helpers.command_line import HAISHU, HEADER, JIANGBEI, SAYING_WHO, apart, manage, table

CHECK = ["shape", "figures", "problems"]
PUBLISH = [*CHECK, "release", "added", "changed", "removed"]
PROBLEM = ["code", "level", "sheet", "row", "column", "value", "message"]
OCTOBER = "supervision_notices.ningbo-supervision.330203..2024-10"
ROWS = [line.split(",") for line in (HEADER, HAISHU, JIANGBEI)]
YEARBOOK = """宁波市各区提示函发出情况
单位：份
地区,2022年,2023年
海曙区,3,5
江北区,4,…
注：…表示未报告
"""


def entry(line: str) -> dict[str, str]:
    return {name: cell for name, cell in zip(ROWS[0], line.split(","), strict=True) if cell}


APART = ("gb18030.csv", "book.xlsx", "random.xlsx")
"""Files that are given to a command in a process of its own, as people do."""
NOTED = "\n".join(
    [f"{HEADER},note", *(f"{row},宁波市总工会提供，已经核对" for row in (HAISHU, JIANGBEI)), ""]
)
FILES = {
    "utf-8.csv": table(HAISHU, JIANGBEI).encode(),
    "bom.csv": table(HAISHU, JIANGBEI).encode("utf-8-sig"),
    "gb18030.csv": NOTED.encode("gb18030"),
    "utf-16.csv": table(HAISHU, JIANGBEI).encode("utf-16"),
    "semicolon.csv": table(HAISHU, JIANGBEI).replace(",", ";").encode(),
    "tab.csv": table(HAISHU, JIANGBEI).replace(",", "\t").encode(),
    "book.xlsx": xlsx.write_xlsx([xlsx.SheetToWrite("数据", ROWS)]),
    "list.yaml": yaml.dump_yaml([entry(HAISHU), entry(JIANGBEI)]),
}


def some_apart(files: Iterable[str]) -> list[Any]:
    """Mark the files whose commands are programs of their own."""
    return [
        pytest.param(name, marks=pytest.mark.programs if name in APART else ()) for name in files
    ]


@pytest.mark.parametrize("name", some_apart(FILES))
def test_every_format_is_published_with_its_figures(folder: Path, name: str):
    (folder / name).write_bytes(FILES[name])
    run = apart if name in APART else manage
    done = run(folder, "publish", name, *SAYING_WHO, "--json")
    assert (done.status, list(done.json)) == (0, PUBLISH)
    assert done.json == {
        "shape": "tidy",
        "figures": 2,
        "problems": [],
        "release": 2,
        "added": 2,
        "changed": 0,
        "removed": 0,
    }
    figures = {row["key"]: row for row in manage(folder, "figures", "--json").json}
    assert (figures[OCTOBER]["as_reported"], figures[OCTOBER]["value"]) == ("12份", 12)
    assert figures[OCTOBER]["obs_status"] == "V"
    again = manage(folder, "publish", name, *SAYING_WHO, "--json")
    assert (again.status, again.json["release"], again.json["added"]) == (0, 2, 0)
    assert len(manage(folder, "history", "--json").json) == 2


@pytest.mark.programs
def test_a_fault_is_named_with_code_row_column_value_and_words(folder):
    (folder / "bad.csv").write_text(
        table(HAISHU, JIANGBEI.replace("330205", "999999"), HAISHU.replace("12份", "十二点")),
        encoding="utf-8",
    )
    found = apart(folder, "check", "bad.csv", "--json")
    assert (found.status, list(found.json)) == (1, CHECK)
    assert (found.json["shape"], found.json["figures"]) == ("tidy", 3)
    problems = found.json["problems"]
    assert all(list(problem) == PROBLEM for problem in problems)
    unknown = next(problem for problem in problems if problem["code"] == "unknown_area")
    assert unknown == {
        "code": "unknown_area",
        "level": "error",
        "sheet": "",
        "row": 3,
        "column": "C",
        "value": "999999",
        "message": "地区“999999”不在地区代码表中。请填写六位行政区划代码或规范全称。",
    }
    assert (4, "F") in {(problem["row"], problem["column"]) for problem in problems}
    english = manage(folder, "check", "bad.csv", "--json", "--lang", "en").json["problems"]
    assert [problem["code"] for problem in english] == [problem["code"] for problem in problems]
    assert "999999" in english[0]["message"]
    done = manage(folder, "publish", "bad.csv", *SAYING_WHO, "--json")
    assert (done.status, done.json["release"], done.json["added"]) == (1, None, 0)
    assert done.json["problems"] == problems
    assert len(manage(folder, "history", "--json").json) == 1


def test_an_encoding_that_is_not_certain_is_asked_for_and_may_be_told(folder):
    (folder / "f.csv").write_bytes(table(HAISHU).encode("gb18030"))
    asked = manage(folder, "check", "f.csv", "--json")
    assert [problem["code"] for problem in asked.json["problems"]] == ["encoding_unclear"]
    told = manage(folder, "check", "f.csv", "--json", "--encoding", "gb18030")
    assert (told.status, told.json["figures"]) == (0, 1)


def test_problems_speak_of_areas_and_indicators_by_their_names(folder):
    (folder / "f.csv").write_text(table(HAISHU, HAISHU.replace("12", "13")), encoding="utf-8")
    for language, names in (("zh", "海曙区"), ("en", "Haishu")):
        found = manage(folder, "check", "f.csv", "--json", "--lang", language).json["problems"]
        assert [problem["code"] for problem in found] == ["duplicate_key"]
        assert names in found[0]["message"]


def test_several_files_are_one_release_and_say_which_file(folder):
    (folder / "counties").mkdir()
    (folder / "counties" / "a.csv").write_text(table(HAISHU), encoding="utf-8")
    (folder / "counties" / "b.xlsx").write_bytes(
        xlsx.write_xlsx([xlsx.SheetToWrite("数据", ROWS[::2])])
    )
    (folder / "counties" / "readme.docx").write_bytes(b"")
    done = manage(folder, "publish", "counties", *SAYING_WHO, "--json").json
    assert (done["figures"], done["release"], done["added"]) == (2, 2, 2)
    (folder / "counties" / "c.csv").write_text(
        table(HAISHU.replace("330203", "999999")), encoding="utf-8"
    )
    paths = sorted((folder / "counties").glob("*.[cx]*"))
    (problem,) = [
        problem
        for problem in manage(folder, "check", *paths, "--json").json["problems"]
        if problem["level"] == "error"
    ]
    assert (problem["code"], problem["sheet"]) == ("unknown_area", "[c.csv]")


def test_labels_of_a_yearbook_are_problems_and_its_figures_are_counted(folder):
    (folder / "y.csv").write_text(YEARBOOK, encoding="utf-8")
    found = manage(folder, "check", "y.csv", "--json").json
    assert (found["shape"], found["figures"]) == ("yearbook", 3)
    assert {problem["level"] for problem in found["problems"]} >= {"error"}


def test_what_a_table_does_not_say_may_be_told(folder):
    (folder / "y.csv").write_text("指标,数值\n投入资金,3\n", encoding="utf-8")
    told = ["--area", "330200", "--period", "2023", "--unit", "万元"]
    assert manage(folder, "check", "y.csv", "--json").status == 1
    # A source is asked for like anything else.
    open_source = manage(folder, "check", "y.csv", *told, "--json")
    assert open_source.status == 1
    assert [p["code"] for p in open_source.json["problems"]] == ["source_missing"]
    told += ["--source", "page-2024-11-05"]
    done = manage(folder, "publish", "y.csv", *told, *SAYING_WHO, "--json").json
    assert (done["problems"], done["added"]) == ([], 1)
    figures = {row["key"]: row for row in manage(folder, "figures", "--json").json}
    assert figures["funds_invested..330200..2023"]["value"] == 30_000


BROKEN = {
    "empty.csv": b"",
    "nul.csv": b"a,b\0\n",
    "quote.csv": b'indicator,"value\n1,2\n',
    "prose.csv": "今天天气很好".encode(),
    "random.xlsx": random.Random(1).randbytes(4096),
    "zip.xlsx": b"PK\x03\x04" + bytes(200),
    "html.xls": b"<html><table></table></html>",
    "alias.yaml": b"- &a x\n- *a\n",
    "deep.yaml": b"[" * 5000,
    "scalar.yaml": b"42",
    "unknown.bin": b"\x7fELF",
    "report.docx": b"PK\x03\x04" + bytes(50),
}


@pytest.mark.parametrize("name", some_apart(BROKEN))
def test_whatever_the_file_the_answer_is_problems_and_status_one(folder: Path, name: str):
    (folder / name).write_bytes(BROKEN[name])
    run = apart if name in APART else manage
    for command in (["check", name], ["publish", name, *SAYING_WHO]):
        found = run(folder, *command, "--json")
        assert found.status == 1
        assert [problem["level"] for problem in found.json["problems"]] != []
        # What a choice settles says so and lists the choices.
        keys = {tuple(problem) for problem in found.json["problems"]}
        assert keys <= {tuple(PROBLEM), (*PROBLEM, "question", "choices")}
        assert all(problem["message"] != problem["code"] for problem in found.json["problems"])
        assert list(found.json) == (CHECK if command[0] == "check" else PUBLISH)
    assert len(manage(folder, "history", "--json").json) == 1


def test_what_cannot_be_opened_is_a_problem_too(folder):
    os.mkfifo(folder / "pipe.csv")
    (folder / "empty").mkdir()
    refused = {"nothing.csv": "missing_file", "empty": "no_files", "长" * 300: "unreadable_file"}
    for path, code in refused.items():
        found = manage(folder, "check", path, "--json")
        assert (found.status, found.json["problems"][0]["code"]) == (1, code)
    endless = manage(folder, "check", "/dev/zero", "--json")
    assert (endless.status, endless.json["figures"]) == (1, 0)


def test_a_folder_with_a_bad_table_names_file_row_and_column(folder):
    out = folder / "d"
    manage(folder, "dump", "--out", out)
    whole = {path.name: path.read_bytes() for path in out.iterdir()}
    faults = (
        ("figures.csv", b",4315,4315,4315,", b",many,4315,4315,", ("figures.csv", "G")),
        ("figures.csv", b",330200,", b",339999,", ("figures.csv", "C")),
        ("areas.csv", b"\n110000,", b"\n110000,x,", ("areas.csv", None)),
        ("indicators.yaml", b"kind: flow", b"kind: river", ("indicators.yaml", "")),
        ("programmes.yaml", b"part_of: ", b"part_of: no-", ("programmes.yaml", "")),
        ("sources.yaml", b"- id:", b"- name:", ("sources.yaml", "")),
    )
    for name, old, new, (file, column) in faults:
        for each, data in whole.items():
            (out / each).write_bytes(data.replace(old, new, 1) if each == name else data)
        assert (out / name).read_bytes() != whole[name]
        done = manage(folder, "publish", out, *SAYING_WHO, "--json")
        assert done.status == 1
        found = [p for p in done.json["problems"] if p["level"] == "error"]
        assert found, name
        if column:
            assert column in {problem["column"] for problem in found}
        text = manage(folder, "publish", out, *SAYING_WHO)
        assert file in text.out + text.err or column
    assert len(manage(folder, "history", "--json").json) == 1


def test_modes_append_and_replace(folder):
    (folder / "f.csv").write_text(table(HAISHU, JIANGBEI), encoding="utf-8")
    manage(folder, "publish", "f.csv", *SAYING_WHO)
    (folder / "g.csv").write_text(table(HAISHU), encoding="utf-8")
    found = manage(folder, "check", "g.csv", "--mode", "append", "--json")
    assert [p["code"] for p in found.json["problems"]] == ["already_published"]
    done = manage(folder, "publish", "g.csv", "--mode", "replace", *SAYING_WHO, "--json").json
    kept = manage(folder, "figures", "--json").json
    notices = [row["key"] for row in kept if row["indicator"] == "supervision_notices"]
    assert notices == [OCTOBER]
    assert (done["release"], done["added"], done["changed"]) == (3, 0, 0)
    assert done["removed"] == 51 - len(kept)


def test_with_approval_a_publish_waits_for_a_second_person(folder):
    config = folder / "config.yaml"
    config.write_text(
        config.read_text(encoding="utf-8").replace("approval: false", "approval: true"),
        encoding="utf-8",
    )
    (folder / "y.csv").write_text("指标,数值\n某指标,3\n", encoding="utf-8")
    told = [
        "--area",
        "330200",
        "--period",
        "2023",
        "--unit",
        "万元",
        "--match",
        "某指标=funds_invested",
        "--source",
        "page-2024-11-05",
    ]
    done = manage(folder, "publish", "y.csv", *told, *SAYING_WHO, "--json")
    assert (done.status, done.json["release"]) == (0, None)
    assert list(done.json) == [*PUBLISH, "draft"]
    draft = folder / "store" / "drafts" / done.json["draft"] / "000003.json"
    state = json.loads(draft.read_text(encoding="utf-8"))
    answers = {key: state["answers"][key] for key in ("area", "period", "unit", "indicators")}
    assert answers == {
        "area": "330200",
        "period": "2023",
        "unit": "万元",
        "indicators": {"某指标": "funds_invested"},
    }
    assert len(manage(folder, "history", "--json").json) == 1


def test_a_report_is_read_into_quantities(folder):
    text = "宁波市总工会今年以来发出提示函177份，解决典型问题36个。"
    (folder / "r.txt").write_bytes(text.encode("gb18030"))
    found = manage(folder, "read-report", "r.txt", "--date", "2024-11-05", "--json").json
    assert [row["phrase"] for row in found] == ["177份", "36个"]
    assert list(found[0]) == [
        *("phrase", "value", "value_low", "value_high", "qualifier", "unit", "subject"),
        *("ref_area", "time_period", "start", "end", "indicator", "breakdown"),
    ]
    assert all(row["phrase"] == text[row["start"] : row["end"]] for row in found)
    assert (found[0]["ref_area"], found[0]["indicator"]) == ("330200", "supervision_notices")


def test_a_line_that_cannot_be_understood_is_status_two(folder, capsys):
    config = ["--config", str(folder / "config.yaml")]
    for line in (
        ["publish", "f.csv"],
        ["nonsense"],
        ["check"],
        ["history", "--lang", "fr"],
        ["check", "x.csv", "--mode", "merge"],
        ["compare", "one", "2"],
    ):
        assert main([*line, *config]) == 2, line
    assert main(["--lang", "en", *config, "restore", "9", "--by", "L", "--reason", "x"]) == 1
    assert capsys.readouterr().err.endswith("There is no release 9.\n")


def test_a_mistake_in_the_settings_stops_with_file_and_key(folder):
    config = folder / "config.yaml"
    config.write_text(config.read_text(encoding="utf-8") + "\ncolour: red\n", encoding="utf-8")
    for command in (["history"], ["check", "f.csv"]):
        found = manage(folder, *command)
        assert (found.status, found.out) == (1, "")
        assert "config.yaml" in found.err
        assert "colour" in found.err
    shutil.rmtree(folder / "store")
    assert manage(folder, "check", "f.csv", "--json").json["problems"][0]["code"] == "settings"
    assert not (folder / "store").exists()


def test_the_figures_of_a_check_stand_beside_their_cells(folder: Path):
    (folder / "年鉴.csv").write_text(YEARBOOK, encoding="utf-8")
    match = ("--match", "提示函发出=supervision_notices")
    done = manage(folder, "check", "年鉴.csv", *match, "--json", "--figures")
    rows = {row["cell"]: row for row in done.json["rows"]}
    assert {cell: (row["key"], row["value"], row["unit"]) for cell, row in rows.items()} == {
        "B4": ("supervision_notices..330203..2022", 3, "份"),
        "C4": ("supervision_notices..330203..2023", 5, "份"),
        "B5": ("supervision_notices..330205..2022", 4, "份"),
    }
    printed = manage(folder, "check", "年鉴.csv", *match, "--figures").out
    assert "单元格" in printed
    assert "C5" not in printed
    assert "rows" not in manage(folder, "check", "年鉴.csv", *match, "--json").json


def test_a_cell_is_corrected_on_the_command_line(folder):
    wrong = table(HAISHU.replace("12份", "l2份"), JIANGBEI)
    (folder / "f.csv").write_text(wrong, encoding="utf-8")
    assert manage(folder, "check", "f.csv").status == 1
    found = manage(folder, "check", "f.csv", "--cell", "F2=12份", "--json", "--figures")
    assert found.status == 0
    assert [row["value"] for row in found.json["rows"]] == [12, 7]
    assert [problem["message"] for problem in found.json["problems"]] == [
        "F2由“l2份”改为“12份”。如不对，可以再改，或撤销。"
    ]
    assert found.json["sheets"] == [
        {"file": "f.csv", "sheet": "", "roles": ["hhhhhhhh", "hhahpfnn", "hhahpfnn"]}
    ]
    (wrong,) = manage(folder, "check", "f.csv", "--json").json["problems"]
    assert wrong["suggested"] == "F2=12份"
    for cell, code in (("F2", "cell_malformed"), ("F2==1+1", "cell_formula")):
        refused = manage(folder, "check", "f.csv", "--cell", cell, "--json")
        assert (refused.status, refused.json["problems"][0]["code"]) == (1, code)
    outside = manage(folder, "check", "f.csv", "--cell", "Z9=5", "--json")
    assert (outside.status, outside.json["problems"][0]["code"]) == (1, "cell_outside")
    done = manage(folder, "publish", "f.csv", "--cell", "F2=12份", *SAYING_WHO, "--json")
    assert (done.status, done.json["added"]) == (0, 2)
    refused = manage(folder, "check", "datasets", "--cell", "A1=x", "--json")
    assert refused.json["problems"][0]["code"] in ("options_of_folder", "missing_file")


POINTED = """某某材料,,
,劳动法律监督提示函,健康驿站
甲,五,六
海曙区,5,6
江北区,7,8
"""


@pytest.mark.parametrize("command", [("check",), ("publish", *SAYING_WHO)], ids=lambda c: c[0])
def test_a_table_is_pointed_at_by_the_row_of_its_head_and_the_cell_of_its_first_figure(
    folder: Path, command: tuple[str, ...]
) -> None:
    (folder / "表.csv").write_text(POINTED)
    name, *more = command
    options = (*more, "--period", "2023", "--json")
    assert manage(folder, name, "表.csv", *options).json["figures"] == 6
    told = "须同时写明，且数在表头之下，如“--head 2 --first B4”；现在是"
    for place, said in {
        ("--head", 2): "“2”和“—”",
        ("--first", "B4"): "“—”和“B4”",
        ("--head", 4, "--first", "B4"): "“4”和“B4”",
        ("--head", 2, "--first", "4B"): "“2”和“4B”",
    }.items():
        refused = manage(folder, name, "表.csv", *options, *place).json
        (problem,) = refused["problems"]
        assert (refused["figures"], problem["code"]) == (0, "pointed_malformed")
        assert problem["message"].endswith(f"{told}{said}。"), problem["message"]
    read = manage(folder, name, "表.csv", *options, "--head", 2, "--first", "B4").json
    assert read["figures"] == 4
    labels = [each["value"] for each in read["problems"] if each["code"] == "indicator_unconfirmed"]
    assert labels == ["劳动法律监督提示函/五", "健康驿站/六"]  # row 3 is of the head
