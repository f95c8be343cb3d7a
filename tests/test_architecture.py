"""The house: which room may import which, which library lives where, how long things may be."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from graphlib import TopologicalSorter

from tests.helpers.source_tree import (
    AROUND,
    ROOT,
    imports_of,
    nodes,
    pages,
    python_files,
    room_of,
    top_level,
)

# What every room may lean on: safe files, reported numbers, words.
GROUND = {"files", "quantities", "locales"}
STAFF = {"access", "curation", "exports", "intake", "ledger", "settings", *GROUND}

# A room, a Python file at the top, and the rooms it may import.
MAY_IMPORT: dict[str, set[str]] = {
    "app": {"access", "app_pages", "charts", "curation", "ledger", "settings", "web", *GROUND},
    "app_pages": {"charts", "metrics", *STAFF},
    "manage": {"commands", "curation"},
    "commands": {"charts", "metrics", *STAFF},
    "curation": {"access", "intake", "ledger", "settings", *GROUND},
    "exports": {"charts", "metrics", *GROUND},  # a bulletin tells the Progress table
    "charts": {"metrics", *GROUND},
    "metrics": GROUND,
    "ledger": GROUND,
    "intake": GROUND,
    "web": {"access", "settings", *GROUND},
    "access": {"settings", *GROUND},
    "settings": {"charts", "files", "locales"},  # the forms that a chart is asked for in
    "quantities": {"locales"},
    "locales": {"files"},
    "files": set(),
    "datasets": set(),
}

# A library and the only rooms that know of it.
HOMES: dict[str, set[str]] = {
    "argon2": {"access"},
    "authlib": {"access"},
    "babel": {"locales"},
    "brotli": {"web"},
    "deltalake": {"ledger"},
    "docx": {"exports", "files"},  # bulletins are written, documents are read
    "duckdb": {"ledger"},
    "httpx": {"access"},
    "joserfc": {"access"},  # the signatures of identity tokens, for authlib
    "kaleido": {"exports"},
    "narwhals": {"ledger"},
    "numpy": {"curation", "exports", "intake", "ledger"},
    "orjson": {"exports", "files"},
    "pandas": {"app_pages", "charts", "curation", "exports", "intake", "ledger", "metrics"},
    "plotly": {"charts"},
    "pptx": {"exports"},
    "py4j": {"ledger"},  # what pyspark's faults come through
    "pyarrow": {"curation", "exports", "files", "intake", "ledger"},
    "pydantic": {"settings"},
    "pydantic_core": {"settings"},
    "pypdf": {"files"},
    "pypinyin": {"locales"},
    "pyspark": {"ledger"},
    "python_calamine": {"files"},
    "rich": {"commands"},
    "segno": {"exports"},
    "sqlalchemy": {"access"},
    "starlette": {"app", "web"},
    "streamlit": {"app", "app_pages"},
    "typer": {"commands"},
    "xlsxwriter": {"files"},
    "yaml": {"files"},
}

# What else may lie at the top of the repository.
BESIDE = {
    *(
        ".ci",
        ".git",
        ".gitignore",
        "docs",
        ".streamlit",
        "LICENSE",
        "Makefile",
        "README.md",
        "SECURITY.md",
    ),
    *(
        "config.yaml",
        "docs",
        "install.sh",
        "pyproject.toml",
        "requirements.txt",
        "requirements-dev.txt",
        "requirements-spark.txt",
    ),
}

LONGEST_FILE, LONGEST_PAGE, LONGEST_FUNCTION = 500, 120, 40


def house_imports() -> Iterator[tuple[str, str, str]]:
    """Room, imported module and place in the text, of every room that stands under the table."""
    for path in python_files():
        if (room := room_of(path)) not in AROUND:
            for line, module in imports_of(path):
                yield room, module, f"{path.relative_to(ROOT)}:{line}: {module}"


def test_every_name_at_the_top_is_listed():
    assert set(top_level()) <= {
        *BESIDE,
        *AROUND,
        *(name for room in MAY_IMPORT for name in (room, f"{room}.py")),
    }


def test_a_room_imports_only_what_the_table_allows():
    rooms = {*MAY_IMPORT, *AROUND}
    assert [
        place
        for room, module, place in house_imports()
        if (other := module.partition(".")[0]) in rooms - {room} and other not in MAY_IMPORT[room]
    ] == []


def test_the_table_has_no_circle():
    assert set(TopologicalSorter(MAY_IMPORT).static_order()) == set(MAY_IMPORT)


def test_a_library_is_used_only_at_home():
    ours = {*MAY_IMPORT, *AROUND, *sys.stdlib_module_names}
    assert [
        place
        for room, module, place in house_imports()
        if (library := module.partition(".")[0]) not in ours and room not in HOMES.get(library, ())
    ] == []


def test_no_room_imports_by_a_name_made_up_at_run_time():
    assert [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in python_files()
        if room_of(path) not in AROUND
        for node in nodes(path)
        if getattr(node, "id", getattr(node, "attr", "")) in ("import_module", "__import__")
    ] == []


def test_nobody_imports_a_page():
    names = {f"app_pages.{page.stem}" for page in pages()}
    assert [
        place
        for _, module, place in house_imports()
        if module in names or module.rpartition(".")[0] in names
    ] == []


def test_no_page_bears_the_name_of_a_room():
    assert {page.stem for page in pages()} & {*MAY_IMPORT, *AROUND} == set()


def test_one_file_each_reads_and_writes_session_and_address():
    places = [path for path in python_files() if room_of(path) in ("app_pages", "app")]
    assert [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in places
        if path.name not in ("_session.py", "_address.py")
        for node in nodes(path)
        if getattr(node, "attr", getattr(node, "name", "")) in ("session_state", "query_params")
    ] == []


def test_files_are_short():
    limits = dict.fromkeys(python_files(), LONGEST_FILE) | dict.fromkeys(pages(), LONGEST_PAGE)
    lengths = {path: len(path.read_text("utf-8").splitlines()) for path in limits}
    assert {
        str(path.relative_to(ROOT)): length
        for path, length in lengths.items()
        if length > limits[path]
    } == {}


def test_functions_are_short():
    assert [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"
        for path in python_files()
        for node in nodes(path)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno >= LONGEST_FUNCTION
    ] == []


def test_nobody_names_a_file_after_nothing():
    nothing = {"utils", "helpers", "common", "manager", "core"}
    assert [path for path in python_files() if path.stem in nothing] == []


def test_the_tree_of_the_readme_is_the_tree():
    readme = (ROOT / "README.md").read_text("utf-8")
    tree = next(block for block in readme.split("```") if "quantities/" in block)
    named = {line.split()[0].rstrip("/") for line in tree.splitlines() if line.strip()}
    rooms = {name for name in top_level() if name.removesuffix(".py") in {*MAY_IMPORT, *AROUND}}
    assert named == rooms
    assert all(len(line.split(maxsplit=1)) == 2 for line in tree.splitlines() if line.strip())


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
        "axe_playwright_python",
        "deltalake",
        "hypothesis",
        "pandas",
        "playwright",
        "streamlit",
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
