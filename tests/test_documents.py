"""README, CONTRIBUTING, ARCHITECTURE, docs/ and the manual name nothing that does not exist."""

import re
import tomllib
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest
import typer
from PIL import Image

import manage
from locales import LANGUAGES
from settings import VERSION
from tests.helpers.documents import DOCUMENTS, MANUAL, commands, links, quoted, text_of
from tests.helpers.report_copy import ROOT
from tests.helpers.source_tree import top_level

README, CHANGELOG = ROOT / "README.md", ROOT / "CHANGELOG.md"
NAMING_CODE = [ROOT / "ARCHITECTURE.md", ROOT / "CONTRIBUTING.md", ROOT / "docs" / "design.md"]
# A start or a command makes them; a row of a table; what a library brings.
MADE = {".venv", "figures.csv", "hadoop-aws", "store", "-"}
ENDINGS = "cfg|conf|css|csv|html|js|json|md|po|png|py|sh|svg|toml|txt|yaml"
PICTURES = sorted((MANUAL / "pictures").glob("*.png"))


def named(paths: list[Path]) -> list[object]:
    """Parameters with the names of documents."""
    return [pytest.param(path, id=str(path.relative_to(ROOT))) for path in paths]


@cache
def files() -> tuple[str, ...]:
    """Every file of the repository, as a path from its top."""
    places = [ROOT / name for name in top_level() if name != ".git"]
    found = [each for place in places for each in (place.rglob("*") if place.is_dir() else [place])]
    kept = (each for each in found if each.is_file() and "__pycache__" not in each.parts)
    return tuple(str(each.relative_to(ROOT)) for each in kept)


def exists(path: str) -> bool:
    """Whether a path from the top, or the name of a file anywhere, is in the repository."""
    if "/" in path:
        return bool(list(ROOT.glob(path.rstrip("/"))))
    return path in top_level() or any(file.rpartition("/")[2] == path for file in files())


@pytest.mark.parametrize("document", named([each for each in DOCUMENTS if each != CHANGELOG]))
def test_every_path_in_backticks_exists(document: Path) -> None:
    paths = {
        each.partition("::")[0]
        for each in quoted(document)
        if re.fullmatch(rf"\w[\w@.*-]*/[\w@./*-]*|[\w.@-]+\.({ENDINGS})", each.partition("::")[0])
    }
    # An address of the dashboard begins with a slash and is none of these.
    assert {path for path in paths - MADE if not exists(path)} == set()


@pytest.mark.parametrize("document", named(DOCUMENTS))
def test_every_link_and_picture_exists(document: Path) -> None:
    assert [each for each in links(document) if not (document.parent / each).exists()] == []


@pytest.mark.parametrize("document", named(DOCUMENTS))
def test_every_command_exists(document: Path) -> None:
    targets = set(re.findall(r"^([a-z][\w-]*):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    known = {*getattr(typer.main.get_command(manage.app), "commands", {})}
    said = "\n".join(commands(document))
    assert {*re.findall(r"\bmake ([a-z-]+)", said)} <= targets
    assert {*re.findall(r"manage\.py ([a-z][a-z-]*)", said)} <= known
    modules = {
        each.replace(".", "/")
        for each in re.findall(r"python -m ((?:benchmarks|docs)[\w.]+)", said)
    }
    assert [m for m in modules if not (exists(f"{m}.py") or exists(f"{m}/__main__.py"))] == []
    tests = re.findall(r'\bT="?(tests/[\w./]+)', said)
    assert [each for each in tests if not each.endswith("ROOM") and not exists(each)] == []


def test_the_readme_is_short_and_names_the_two_commands() -> None:
    assert len(text_of(README).splitlines()) <= 150
    assert {"make run", "make test"} <= {*re.findall(r"^make \w+", text_of(README), re.MULTILINE)}
    assert len(re.findall(r"^!\[", text_of(README), re.MULTILINE)) == 2


def test_every_document_is_named_by_another() -> None:
    found = {(path.parent / each).resolve() for path in DOCUMENTS for each in links(path)}
    assert [path for path in DOCUMENTS if path != README and path not in found] == []


@cache
def source() -> str:
    """The text of all code and settings, without tests and documents."""
    kept = re.compile(r"^(?!tests/|docs/).*\.(py|js|css|yaml|toml|service|conf|po)$|^deploy/|^Make")
    return "\n".join((ROOT / each).read_text("utf-8") for each in files() if kept.match(each))


@pytest.mark.parametrize("document", named(NAMING_CODE))
def test_every_name_of_code_in_backticks_exists(document: Path) -> None:
    """Names with a capital, an underscore, a call or a dot; a dotted one is looked up."""
    plain = {each.partition("(")[0] for each in quoted(document)}
    names = {each for each in plain if re.fullmatch(r"[A-Za-z_][\w.]*", each)}
    names = {each for each in names if re.search(r"[A-Z_.]", each) and not exists(each)}
    assert names
    missing = set()
    for name in names - MADE:
        room, _, attribute = name.rpartition(".")
        if room and room.partition(".")[0] in top_level():
            if not hasattr(import_module(room), attribute):
                missing.add(name)
        elif not re.search(rf"\b{name.rpartition('.')[2]}\b", source()):
            missing.add(name)
    assert missing == set()


def test_the_manual_has_an_index_of_every_page_in_each_language() -> None:
    for language in LANGUAGES:
        folder = MANUAL / language
        pages = {path.name for path in folder.glob("*.md")} - {"README.md"}
        assert pages, language
        assert pages == {each for each in links(folder / "README.md") if "/" not in each}
        assert pages <= {path.name for path in (MANUAL / "zh").glob("*.md")}


def test_every_button_that_the_manual_names_is_on_a_page() -> None:
    """What the Chinese manual prints bold are words of the pages."""
    words = "\n".join(p.read_text("utf-8") for p in (ROOT / "locales/messages/zh").glob("*.po"))
    bold = {
        each
        for path in (MANUAL / "zh").glob("*.md")
        for each in re.findall(r"\*\*([^*]+)\*\*", text_of(path))
    }
    assert len(bold) > 50
    assert {each for each in bold if each not in words} == set()


def test_every_picture_of_the_manual_is_shown_and_small() -> None:
    used = {
        (path.parent / each).resolve()
        for path in DOCUMENTS
        for each in links(path)
        if each.endswith(".png")
    }
    assert used == set(PICTURES)
    assert {path.name for path in PICTURES if path.stat().st_size > 120_000} == set()


@pytest.mark.parametrize("path", PICTURES, ids=lambda path: path.name)
def test_a_picture_of_the_manual_shows_something(path: Path) -> None:
    with Image.open(path) as image:
        colours = image.convert("L").getcolors()
        assert image.width <= 1600
    assert colours
    assert max(count for count, _ in colours) < 0.97 * sum(count for count, _ in colours)


def test_the_changelog_has_the_version_on_top() -> None:
    versions = re.findall(r"^## \[(.+?)\]", text_of(CHANGELOG), re.MULTILINE)
    assert versions[:2] == ["Unreleased", VERSION]
    assert len(versions) == len(set(versions))
    kinds = set(re.findall(r"^### (.+)$", text_of(CHANGELOG), re.MULTILINE))
    assert kinds <= {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["version"] == VERSION
