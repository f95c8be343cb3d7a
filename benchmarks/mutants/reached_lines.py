"""Which lines of a room each test runs: those tests are tried on a mutant of the line first."""

import sys
import threading
from collections.abc import Generator
from contextlib import suppress
from pathlib import Path
from time import monotonic
from types import FrameType, ModuleType
from typing import Any

import pytest

IMPORT = "import"
"""Stands for a test among the lines that are run while modules are imported."""


class ReachedLines:
    """A pytest plugin that notes which lines of a folder each test runs, and for how long.

    What a fixture runs is noted for every test that has it, however often it is made.
    """

    def __init__(self, folder: Path) -> None:
        self.folder, self.current = str(folder), ""
        self.lines: dict[str, set[tuple[str, int]]] = {"": set()}
        self.seconds: dict[str, float] = {}
        self.fixtures: dict[str, list[str]] = {}
        sys.settrace(self.traced)
        threading.settrace(self.traced)

    def traced(self, frame: FrameType, _event: str, _given: object) -> Any:
        """Have the lines of a call reported, if it is of a file in the folder."""
        if not frame.f_code.co_filename.startswith(self.folder):
            return None
        self.lines[self.current].add((frame.f_code.co_filename, frame.f_lineno))
        return self.note_line

    def note_line(self, frame: FrameType, event: str, _given: object) -> Any:
        """Note a line for what is running."""
        if event == "line":
            self.lines[self.current].add((frame.f_code.co_filename, frame.f_lineno))
        return self.note_line

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        """Note lines for a test and the fixtures that it has."""
        found = getattr(item, "_fixtureinfo", None)
        definitions = found.name2fixturedefs.values() if found else []
        self.fixtures[item.nodeid] = [name_of(each) for some in definitions for each in some]
        began = monotonic()
        result = yield from self.noted_for(item.nodeid)
        self.seconds[item.nodeid] = monotonic() - began
        return result

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(
        self, fixturedef: pytest.FixtureDef[object]
    ) -> Generator[None, object, object]:
        """Note lines for a fixture."""
        return (yield from self.noted_for(name_of(fixturedef)))

    def noted_for(self, name: str) -> Generator[None, object, object]:
        """Note lines for a name until what follows is done."""
        before, self.current = self.current, name
        self.lines.setdefault(name, set())
        try:
            return (yield)
        finally:
            self.current = before

    def note_imports(self) -> None:
        """Note under IMPORT the lines that each imported module of the folder runs when imported.

        Each is run once more in a namespace of its own; what it does beside that is done twice, so
        that this is for a process that ends with it.
        """
        self.current = IMPORT
        self.lines.setdefault(IMPORT, set())
        for module in list(sys.modules.values()):
            path = getattr(module, "__file__", None) or ""
            if path.startswith(self.folder) and path.endswith(".py"):
                code = compile(Path(path).read_bytes(), path, "exec")
                with suppress(Exception):
                    exec(code, names_of(module))

    def of_tests(self) -> dict[str, tuple[float, list[tuple[str, int]]]]:
        """Give each test's seconds and the lines that it or one of its fixtures ran."""
        at_import = {IMPORT: (0.0, list(self.lines.get(IMPORT, ())))}
        return at_import | {
            test: (
                seconds,
                list(self.lines[test].union(*(self.lines.get(f, ()) for f in self.fixtures[test]))),
            )
            for test, seconds in self.seconds.items()
        }


def names_of(module: ModuleType) -> dict[str, object]:
    """Give the names that a module has before its first line is run."""
    return {name: value for name, value in vars(module).items() if name.startswith("__")}


def name_of(fixture: pytest.FixtureDef[object]) -> str:
    """Name a fixture among those of all folders."""
    return f"fixture {fixture.argname} of {fixture.baseid}"
