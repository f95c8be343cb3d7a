import re
import zipfile

import pytest

from manage import main
from tests.helpers.command_line import SAYING_WHO, manage
from tests.helpers.small_scope import CITY, city_of_ten


@pytest.mark.parametrize(
    ("kind", "inside"), [("xlsx", "xl/workbook.xml"), ("pptx", "ppt/presentation.xml")]
)
def test_a_chart_is_written_in_the_language_asked_for(folder, kind, inside):
    found = manage(folder, "export", "honours", "--format", kind, "--out", "out", "--lang", "en")
    assert (found.status, found.err) == (0, "")
    (path,) = (folder / "out").iterdir()
    assert found.out == f"out/{path.name}\n"
    assert path.suffix == f".{kind}"
    assert path.name.isascii()
    assert inside in zipfile.ZipFile(path).namelist()


def test_every_configured_chart_is_one_deck(folder):
    found = manage(folder, "export", "--all", "--format", "pptx", "--title", "九月", "--out", ".")
    assert found.out == "九月.pptx\n"
    names = zipfile.ZipFile(folder / "九月.pptx").namelist()
    slides = [name for name in names if name.startswith("ppt/slides/slide")]
    assert len(slides) == 1 + 22  # a cover, and the charts of the tests' config.yaml


def test_what_cannot_be_exported_is_said_and_nothing_is_written(folder):
    unknown = manage(folder, "export", "nothing", "--out", "out")
    assert (unknown.status, unknown.err) == (1, "没有这个图表：nothing。\n")
    empty = manage(folder, "export", "--out", "out", "--lang", "en")
    assert (empty.status, empty.out) == (1, "")
    assert empty.err
    config = ["--config", str(folder / "config.yaml")]
    assert main(["export", "honours", "--size", "huge", *config]) == 2
    assert main(["export", "honours", "--format", "gif", *config]) == 2
    assert not (folder / "out").exists()


@pytest.mark.parametrize(
    "command", [("export", "honours", "--format", "xlsx"), ("dump",)], ids=lambda each: each[0]
)
def test_a_folder_that_cannot_be_is_named(folder, command):
    (folder / "file").write_text("")
    found = manage(folder, *command, "--out", "file/x", "--lang", "en")
    assert (found.status, found.out) == (1, "")
    assert "file/x" in found.err
    assert "cannot be read or written (Not a directory). Check that" in found.err


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        ("csv", ["union-statistics_release-1.csv"]),
        ("xlsx", ["union-statistics_release-1.xlsx"]),
        (
            "sdmx",
            [
                "union-statistics_release-1_SDMX-structure.json",
                "union-statistics_release-1_SDMX.csv",
            ],
        ),
        ("datapackage", ["union-statistics_release-1_data-package.zip"]),
    ],
)
def test_the_figures_are_written_and_change_nothing_when_published(folder, kind, names):
    made = manage(folder, "export", "--data", "--format", kind, "--out", "out", "--lang", "en")
    assert (made.status, made.err) == (0, "")
    assert sorted(made.out.split()) == [f"out/{name}" for name in names]
    checked = manage(folder, "check", f"out/{names[-1]}", "--json").json
    assert (checked["figures"], checked["problems"]) == (49, [])
    done = manage(folder, "publish", f"out/{names[-1]}", *SAYING_WHO, "--lang", "en")
    assert (done.status, done.out.splitlines()[-1]) == (
        0,
        "Nothing to publish: it is what release 1 holds",
    )


def test_figures_have_formats_of_their_own(folder):
    config = ["--config", str(folder / "config.yaml")]
    assert main(["export", "--data", "--format", "pptx", *config]) == 2
    assert main(["export", "honours", "--data", *config]) == 2
    assert main(["export", "honours", "--format", "csv", *config]) == 2


def test_charts_are_of_an_area_and_a_month_where_these_are_asked_for(tmp_path):
    city_of_ten(tmp_path)
    ask = ("export", "visits.bar", "visits.trend", "--format", "html", "--area", CITY, "--out")
    manage(tmp_path, *ask, "new")
    manage(tmp_path, *ask, "old", "--period", "2025年9月")
    for name, month, bars, months in (("new", 10, 5, 10), ("old", 9, 9, 9)):
        (path,) = (tmp_path / name).iterdir()
        assert path.name.startswith(f"宁波市2025年{month}月")
        bar, trend = re.findall(r"<table.*?</table>", path.read_text("utf-8"), re.S)
        assert bar.count(">5人<") == bars
        assert len(set(re.findall(r"2025年\d+月", trend))) == months
    wrong = manage(tmp_path, "export", "visits.bar", "--area", "999999")
    assert (wrong.status, wrong.err) == (1, "没有代码为999999的地区。\n")
    wrong = manage(tmp_path, "export", "visits.bar", "--period", "那时")
    assert wrong.status == 1
    assert wrong.err.startswith("“那时”不是报告期。")
