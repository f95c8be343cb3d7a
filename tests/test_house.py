"""What the Makefile and the lock promise, and what is easily forgotten."""

import ast
import inspect
import json
import re
import subprocess
import sys
import tomllib
from collections import Counter
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pandas as pd
import pytest

import charts.assemble
import charts.topics
import metrics.metric_table
from charts.catalogue import DECLARED_FORMS, INDICATOR_CHARTS, PROGRAMME_CHARTS
from charts.chart import Chart
from tests.helpers.dataset_tables import table
from tests.helpers.source_tree import AROUND, ROOT, nodes, python_files

MAKEFILE = (ROOT / "Makefile").read_text("utf-8")
LOCKS = ("requirements.txt", "requirements-dev.txt", "requirements-spark.txt")


def targets() -> set[str]:
    """What make can make."""
    return set(re.findall(r"^([a-z][\w-]*):", MAKEFILE, re.MULTILINE))


def test_every_target_is_phony():
    phony = re.search(r"^\.PHONY: (.*)$", MAKEFILE, re.MULTILINE)
    assert phony
    assert set(phony[1].split()) == targets()


def test_continuous_integration_runs_the_readmes_test_command():
    assert re.search(r"^make test\b", (ROOT / ".ci" / "run").read_text(), re.MULTILINE)


@pytest.mark.parametrize("name", LOCKS)
def test_the_lock_pins_every_version_with_its_hashes_and_names_no_registry(name: str):
    text = (ROOT / name).read_text()
    pins = re.split(r"\n(?=\w)", re.sub(r"^\s*#.*\n", "", text, flags=re.MULTILINE).strip())
    assert [pin.splitlines()[0] for pin in pins if "--hash=sha256:" not in pin] == []
    assert [pin for pin in pins if not re.match(r"[\w.\[\]-]+==[\w.+!-]+", pin)] == []
    assert not re.search(r"https?://|index-url|find-links", text)


def test_the_lock_holds_what_the_project_asks_for():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    locked = {name: pinned(ROOT / name) for name in LOCKS}
    wanted = {*project["dependencies"], *project["optional-dependencies"]["dev"]}
    spark = project["optional-dependencies"]["spark"]
    for name, dependencies in (
        ("requirements.txt", project["dependencies"]),
        ("requirements-dev.txt", wanted),
        ("requirements-spark.txt", spark),
    ):
        for dependency in dependencies:
            library, _, version = re.sub(r"\[.*?\]", "", dependency).partition("==")
            assert locked[name].get(library.lower(), "") == (
                version or locked[name].get(library.lower())
            ), dependency
    runtime, dev, more = locked.values()
    assert runtime.items() <= dev.items()
    assert all(dev.get(name, version) == version for name, version in more.items())


def pinned(path: Path) -> dict[str, str]:
    """The versions of a lock file."""
    return {
        found[1].lower(): found[2]
        for found in re.finditer(r"^([\w.-]+)(?:\[.*\])?==(\S+)", path.read_text(), re.MULTILINE)
    }


def modules(package: ModuleType) -> list[ModuleType]:
    """Every module of a room."""
    folder = Path(str(package.__file__)).parent
    names = sorted(path.stem for path in folder.glob("*.py") if path.stem != "__init__")
    return [import_module(f"{package.__name__}.{name}") for name in names]


def own_functions(module: ModuleType) -> list[str]:
    """The public functions that a module defines."""
    return [
        name
        for name, value in vars(module).items()
        if inspect.isfunction(value) and value.__module__ == module.__name__ and name[0] != "_"
    ]


def test_every_chart_is_listed():
    makers = {
        *DECLARED_FORMS.values(),
        *(make for _, make in (*INDICATOR_CHARTS.values(), *PROGRAMME_CHARTS.values())),
    }
    listed = {getattr(make, "func", make) for make in makers}
    forgotten = [
        f"{module.__name__}.{name}"
        for module in (*modules(charts), *modules(charts.topics))
        for name in own_functions(module)
        if inspect.signature(getattr(module, name)).return_annotation is Chart
        if getattr(module, name) not in listed and module is not charts.assemble
    ]
    assert forgotten == ["charts.catalogue.make_chart"]


def test_no_code_of_an_indicator_and_no_programme_stands_in_python():
    codes = {row["code"] for row in table("indicators")} | {
        row["id"] for row in table("programmes")
    }
    assert len(codes) > 50
    assert [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.value}"
        for path in python_files()
        if path.relative_to(ROOT).parts[0] not in AROUND
        for node in nodes(path)
        if isinstance(node, ast.Constant) and node.value in codes
    ] == []


def test_every_metric_is_named_by_a_test():
    tested = {
        getattr(node, "attr", getattr(node, "id", ""))
        for path in (ROOT / "tests" / "metrics").glob("test_*.py")
        for node in nodes(path)
    }
    assert {
        f"{module.__name__}.{name}"
        for module in modules(metrics)
        for name in own_functions(module)
        if inspect.signature(getattr(module, name)).return_annotation is pd.DataFrame
        and module is not metrics.metric_table
        and name not in tested
    } == set()


def test_a_broad_except_gives_its_reason():
    assert [
        f"{path.relative_to(ROOT)}:{number}"
        for path in python_files()
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if re.search(r"except Exception\b|except:", line) and "  # " not in line
        if path.name != Path(__file__).name
    ] == []


def test_nothing_is_left_for_later_and_nobody_sleeps():
    later = re.compile(r"\b(TODO|FIXME|XXX)\b")
    rooms = [path for path in python_files() if path.relative_to(ROOT).parts[0] not in AROUND]
    assert [path for path in rooms if later.search(path.read_text("utf-8"))] == []
    assert [
        path for path in rooms for node in nodes(path) if getattr(node, "attr", "") == "sleep"
    ] == []


def test_the_bill_of_materials_is_the_lock():
    script = ROOT / ".ci" / "bill_of_materials.py"
    made = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, check=True)
    bill = json.loads(made.stdout)
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.5")
    lock = (ROOT / "requirements.txt").read_text()
    pins = re.findall(r"^([\w.-]+)(?:\[.*\])?==", lock, re.MULTILINE)
    assert [each["name"] for each in bill["components"]] == pins
    assert sum(len(each["hashes"]) for each in bill["components"]) == lock.count("--hash=sha256:")
    assert all(each["hashes"] for each in bill["components"])


def test_no_two_test_files_have_one_name():
    """Pytest imports test files by their names alone, and stops at the second of one name."""
    names = Counter(path.name for path in (ROOT / "tests").rglob("test_*.py"))
    assert [name for name, count in names.items() if count > 1] == []
