"""The rooms: what each may import, which library belongs where, names, sizes and docstrings."""

import ast
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from app_pages.pages import list_scripts
from tests.helpers.source_tree import (
    AROUND,
    ROOT,
    imports_of,
    nodes,
    python_files,
    room_of,
    top_level,
)

# What else may stand at the top of the repository.
BESIDE = {
    *(".ci", ".git", ".gitignore", ".streamlit", "docs", "LICENSE", "Makefile"),
    *("ARCHITECTURE.md", "CHANGELOG.md", "CONTRIBUTING.md", "README.md", "SECURITY.md"),
    *("config.yaml", "install.sh", "pyproject.toml"),
    *("requirements.txt", "requirements-dev.txt", "requirements-spark.txt"),
}
LONGEST_FILE, LONGEST_FUNCTION, MOST_FILES = 500, 40, 18


def table_of_rooms() -> dict[str, tuple[set[str], set[str]]]:
    """Read the table of rooms in ARCHITECTURE.md: the rooms each may import, and its libraries."""
    text = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
    section = text.partition("## Rooms")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| `(\w+)` \| .+ \| (.*?) ?\| (.*?) ?\|$", section, re.MULTILINE)
    return {
        room: tuple(set(filter(None, re.split(r",\s*", cell.strip()))) for cell in cells)  # type: ignore[misc]
        for room, *cells in rows
    }


ROOMS = table_of_rooms()


def room_files() -> list[Path]:
    """Every Python file of the rooms."""
    return [path for path in python_files() if room_of(path) in ROOMS]


def room_imports() -> Iterator[tuple[str, str, str]]:
    """Room, imported module and place in the text."""
    for path in room_files():
        for line, module in imports_of(path):
            yield room_of(path), module, f"{path.relative_to(ROOT)}:{line}: {module}"


def module_of(path: Path) -> str:
    """The name a file is imported by."""
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def test_every_name_at_the_top_is_listed():
    assert len(ROOMS) > 15
    assert set(top_level()) <= {
        *BESIDE,
        *AROUND,
        *(name for room in ROOMS for name in (room, f"{room}.py")),
    }
    assert {room for room in ROOMS if not list(ROOT.glob(f"{room}*"))} == set()


def test_a_room_imports_only_what_the_table_allows():
    names = {*ROOMS, *AROUND}
    assert [
        place
        for room, module, place in room_imports()
        if (other := module.partition(".")[0]) in names - {room} and other not in ROOMS[room][0]
    ] == []


def test_the_table_allows_nothing_that_no_room_needs():
    used = {(room, module.partition(".")[0]) for room, module, _ in room_imports()}
    allowed = {(room, other) for room, cells in ROOMS.items() for cell in cells for other in cell}
    assert allowed - used == set()


def test_the_rooms_have_no_circle():
    graph = {room: imports for room, (imports, _) in ROOMS.items()}
    assert set(TopologicalSorter(graph).static_order()) == set(ROOMS)


def test_the_modules_have_no_circle():
    files = {module_of(path): path for path in room_files()}
    graph = {
        name: {
            found
            for _, module in imports_of(path)
            if (found := module if module in files else module.rpartition(".")[0]) in files
        }
        - {name}
        for name, path in files.items()
    }
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        raise AssertionError(" → ".join(error.args[1])) from None


def test_a_library_is_used_only_at_home():
    ours = {*ROOMS, *AROUND, *sys.stdlib_module_names}
    assert [
        place
        for room, module, place in room_imports()
        if (library := module.partition(".")[0]) not in ours and library not in ROOMS[room][1]
    ] == []


def test_no_room_imports_by_a_name_made_up_at_run_time():
    assert [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in room_files()
        for node in nodes(path)
        if getattr(node, "id", getattr(node, "attr", "")) in ("import_module", "__import__")
    ] == []


def test_nobody_imports_a_page():
    names = {module_of(ROOT / "app_pages" / file) for file in list_scripts()}
    assert "app_pages.overview.page" in names
    assert [
        place
        for _, module, place in room_imports()
        if module in names or module.rpartition(".")[0] in names
    ] == []


def test_no_page_has_the_name_of_a_room():
    names = {Path(file).parts[0].removesuffix(".py") for file in list_scripts()}
    assert names & {*ROOMS, *AROUND} == set()


def test_session_and_address_are_read_and_written_in_three_files():
    """The state of a session, the parameters of the URL, and the widgets that are bound to them."""
    own = {f"app_pages.{name}" for name in ("state.session", "state.url", "components.url_widgets")}
    assert [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in room_files()
        if room_of(path) in ("app", "app_pages") and module_of(path) not in own
        for node in nodes(path)
        if getattr(node, "attr", getattr(node, "name", "")) in ("session_state", "query_params")
    ] == []


def test_files_are_short():
    lengths = {path: len(path.read_text("utf-8").splitlines()) for path in python_files()}
    assert {
        str(path.relative_to(ROOT)): length
        for path, length in lengths.items()
        if length > LONGEST_FILE
    } == {}


def test_functions_are_short():
    assert [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"
        for path in python_files()
        for node in nodes(path)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno >= LONGEST_FUNCTION
    ] == []


def test_a_folder_can_be_looked_through():
    sizes = Counter(path.parent for path in room_files())
    assert {str(p.relative_to(ROOT)): n for p, n in sizes.items() if n > MOST_FILES} == {}


def test_no_two_classes_have_one_name():
    places: dict[str, list[str]] = {}
    for path in room_files():
        for node in nodes(path):
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                places.setdefault(node.name, []).append(module_of(path))
    assert {name: found for name, found in places.items() if len(found) > 1} == {}


def test_errors_end_in_error():
    classes = {
        node.name: {ast.unparse(base).rpartition(".")[2] for base in node.bases}
        for path in room_files()
        for node in nodes(path)
        if isinstance(node, ast.ClassDef)
    }
    errors = {"UserError"}
    while more := {
        name
        for name, bases in classes.items()
        if name not in errors
        and any(base in errors or re.search("(Error|Exception)$", base) for base in bases)
    }:
        errors |= more
    assert len(errors) > 10
    assert {name for name in errors if not name.endswith("Error")} == set()


def test_every_module_and_public_function_says_what_it_does():
    assert [
        f"{module_of(path)}.{getattr(node, 'name', '')}"
        for path in room_files()
        for node in nodes(path)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Module)
        and not getattr(node, "name", "").startswith("_")
        and not ast.get_docstring(node)
        and (not isinstance(node, ast.Module) or node.body)
        and not _is_nested(path, node)
    ] == []


def _is_nested(path: Path, node: ast.AST) -> bool:
    """Say whether a function or class stands inside a function."""
    return any(
        isinstance(outer, ast.FunctionDef | ast.AsyncFunctionDef)
        and outer is not node
        and outer.lineno <= getattr(node, "lineno", 0) <= (outer.end_lineno or 0)
        for outer in nodes(path)
    )


def test_no_file_has_a_name_that_says_nothing():
    nothing = {"utils", "helpers", "common", "manager", "core"}
    assert [path for path in python_files() if path.stem in nothing] == []


def test_no_test_imports_a_conftest_or_another_test():
    tests = [path for path in python_files() if room_of(path) in AROUND]
    names = {path.stem for path in tests if path.name.startswith(("test_", "conftest."))}
    assert {"conftest", "test_architecture"} <= names
    assert [
        f"{path.relative_to(ROOT)}:{line}: {module}"
        for path in tests
        for line, module in imports_of(path)
        if names & set(module.split("."))
    ] == []


def test_what_every_test_loads_is_light():
    script = "import sys, tests.conftest; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    heavy = {
        *("axe_playwright_python", "deltalake", "hypothesis"),
        *("pandas", "playwright", "streamlit"),
    }
    assert "tests.conftest" in done.stdout.split()
    assert heavy & set(done.stdout.split()) == set()


def test_no_example_has_a_deadline():
    assert {
        f"{path.relative_to(ROOT)}:{line}"
        for path in python_files()
        if path.name != "examples.py"
        for line, module in imports_of(path)
        if module in ("hypothesis", "hypothesis.given", "hypothesis.settings")
    } == set()
