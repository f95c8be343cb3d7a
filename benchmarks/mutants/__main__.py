"""Measure how many small faults in a room its tests notice: `make mutants ROOM=charts N=40 SEED=1`.

A mutant is the repository with one expression or statement of one room changed. It is written in a
copy, the room's own tests run first, those of the other rooms (without a browser) after them, and
the table names each mutant, the test that failed on it, or that none did. A run without any change
notes which lines each test reaches: those that reach a mutant are run before all others.

All tests are imported once; each mutant is tried in a fork of that process. There a changed
function gets its new code in place; a change outside functions is tried in a new process.
"""

import argparse
import ast
import gc
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from time import monotonic
from types import CodeType, FunctionType

import pytest

from benchmarks.mutants.reached_lines import IMPORT, ReachedLines

ROOT = Path(__file__).parents[2]

# Where the tests of a room stand, if not only in the folder of its name.
TESTS_OF = {"app_pages": ["app_pages", "demonstration"], "cli": ["cli", "demonstration"]}

SWAPPED: dict[type, type] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.And: ast.Or,
    ast.Or: ast.And,
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Div,
    ast.Mod: ast.Mult,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
    ast.USub: ast.UAdd,
}


@dataclass(frozen=True)
class Mutant:
    """One change: the bytes `start:end` of a file become `text`."""

    path: str
    line: int
    start: int
    end: int
    before: str
    text: str

    def __str__(self) -> str:
        """Place and change on one line."""
        short = [re.sub(r"\s+", " ", part)[:48] for part in (self.before, self.text)]
        return f"{self.path}:{self.line}  {short[0]}  ->  {short[1]}"


@dataclass(frozen=True)
class Outcome:
    """Which test noticed a mutant, if any did, and after how many seconds."""

    mutant: Mutant
    killed_by: str
    seconds: float


def changed(node: ast.AST) -> Iterator[str]:
    """Give the source of each change that is made to one node."""
    match node:
        case ast.Compare(left, [operator], [right]) if type(operator) in SWAPPED:
            yield ast.unparse(ast.Compare(left, [SWAPPED[type(operator)]()], [right]))
        case ast.BoolOp(operator, values):
            yield ast.unparse(ast.BoolOp(SWAPPED[type(operator)](), values))
        case ast.BinOp(left, operator, right) if type(operator) in SWAPPED:
            yield ast.unparse(ast.BinOp(left, SWAPPED[type(operator)](), right))
        case ast.UnaryOp(ast.Not(), operand):
            yield ast.unparse(operand)
        case ast.UnaryOp(ast.USub(), operand):
            yield ast.unparse(operand)
        case ast.Constant(bool() as value):
            yield str(not value)
        case ast.Constant(int() | float() as value):
            yield repr(value + 1)
        case ast.Constant(str() as value) if value:
            yield repr("" if len(value) > 1 else "~")
        case ast.IfExp(test, body, orelse):
            yield ast.unparse(ast.IfExp(test, orelse, body))
        case ast.Call(func, args, keywords):
            if len(args) > 1 and not any(isinstance(each, ast.Starred) for each in args[:2]):
                yield ast.unparse(ast.Call(func, [args[1], args[0], *args[2:]], keywords))
            if keywords and keywords[-1].arg:
                yield ast.unparse(ast.Call(func, args, keywords[:-1]))
        case ast.Slice(lower, upper, step) if lower or upper:
            yield ast.unparse(ast.Slice(upper, lower, step))


def changed_statement(node: ast.stmt) -> Iterator[str]:
    """Give the source of each change that is made to a whole statement."""
    match node:
        case ast.Return(ast.expr()):
            yield "return None"
        case ast.Expr(ast.Call()) | ast.AugAssign() | ast.Raise():
            yield "pass"
        case ast.Continue():
            yield "break"
        case ast.Break():
            yield "continue"


def is_left_alone(node: ast.AST) -> bool:
    """Say whether nothing inside a node is changed: docstrings, annotations, f-strings, types."""
    return isinstance(node, ast.JoinedStr | ast.arguments | ast.Import | ast.ImportFrom) or (
        isinstance(getattr(node, "value", None), ast.Constant) and isinstance(node, ast.Expr)
    )


def sites(node: ast.AST) -> Iterator[tuple[ast.AST, str]]:
    """Walk a tree for every node that can be changed, with the changed source."""
    for name, value in ast.iter_fields(node):
        if name in ("annotation", "returns", "decorator_list", "bases"):
            continue
        for child in value if isinstance(value, list) else [value]:
            if not isinstance(child, ast.AST) or is_left_alone(child):
                continue
            if isinstance(child, ast.Assign) and ast.unparse(child.targets[0]) == "__all__":
                continue
            if isinstance(child, ast.stmt):
                yield from ((child, text) for text in changed_statement(child))
                if isinstance(child, ast.If | ast.While):
                    yield child.test, f"not ({ast.unparse(child.test)})"
            else:
                slices = isinstance(child, ast.Slice)
                yield from ((child, t if slices else f"({t})") for t in changed(child))
            yield from sites(child)


def mutants_of(path: Path) -> list[Mutant]:
    """List every mutant of a file."""
    source = path.read_bytes()
    starts = [0]
    for line in source.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    found = []
    for node, text in sites(ast.parse(source)):
        assert isinstance(node, ast.expr | ast.stmt)
        start = starts[node.lineno - 1] + node.col_offset
        end = starts[(node.end_lineno or node.lineno) - 1] + (node.end_col_offset or 0)
        before = source[start:end].decode()
        name = str(path.relative_to(ROOT))
        found.append(Mutant(name, node.lineno, start, end, before, text))
    return found


def sample(room: str, count: int, seed: int) -> list[Mutant]:
    """Draw mutants of a room by lot, each change to a place of its own."""
    files = sorted(p for p in (ROOT / room).rglob("*.py"))
    every = [mutant for path in files for mutant in mutants_of(path)]
    draw = random.Random(seed)
    draw.shuffle(every)
    places: dict[tuple[str, int], Mutant] = {}
    for mutant in every:
        places.setdefault((mutant.path, mutant.line), mutant)
    return list(places.values())[:count]


def copy_of_repository(folder: Path) -> Path:
    """Copy what git knows of, as it stands now."""
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listed, cwd=ROOT, capture_output=True, check=True).stdout.split(b"\0")
    for name in filter(None, (name.decode() for name in names)):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    return folder


def enclosing_function(source: bytes, line: int) -> tuple[str, int] | None:
    """Find the outermost function whose body holds a line: its name and the line it begins on."""
    nodes: list[ast.stmt] = list(ast.parse(source).body)
    while nodes:
        node = nodes.pop()
        if node.lineno > line or (node.end_lineno or 0) < line:
            continue
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            first = min([node.lineno, *(each.lineno for each in node.decorator_list)])
            return (node.name, first) if line >= node.body[0].lineno else None
        nodes += [each for each in ast.iter_child_nodes(node) if isinstance(each, ast.stmt)]
    return None


def codes_in(code: CodeType) -> Iterator[CodeType]:
    """Walk a code object and every one inside it."""
    yield code
    for each in code.co_consts:
        if isinstance(each, CodeType):
            yield from codes_in(each)


def put_in_place(path: Path, before: bytes, after: bytes, line: int) -> bool:
    """Give the function around a line its new code; False where only a new import would do.

    A module that is not imported yet will be read from the changed file.
    """
    if str(path) not in {getattr(each, "__file__", "") for each in list(sys.modules.values())}:
        return True
    place = enclosing_function(before, line)
    if place is None:
        return False
    wanted = [
        code
        for code in codes_in(compile(after, str(path), "exec"))
        if (code.co_name, code.co_firstlineno) == place
    ]
    live = [
        each
        for each in gc.get_objects()
        if isinstance(each, FunctionType)
        and each.__code__.co_filename == str(path)
        and (each.__code__.co_name, each.__code__.co_firstlineno) == place
    ]
    for function in live if len(wanted) == 1 else []:
        function.__code__ = wanted[0]
    return bool(live) and len(wanted) == 1


class FirstFailure:
    """A pytest plugin that keeps the names of failed tests."""

    def __init__(self) -> None:
        self.names: list[str] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep the name of a test that failed, in its set-up or at its end too."""
        if report.failed:
            self.names.append(report.nodeid)


def lines_of_statement(source: bytes, line: int) -> range:
    """Find the lines of the smallest statement around a line, of a compound one its head."""
    found = range(line, line + 1)
    nodes: list[ast.AST] = [ast.parse(source)]
    while nodes:
        for node in ast.iter_child_nodes(nodes.pop()):
            if isinstance(node, ast.stmt) and node.lineno <= line <= (node.end_lineno or 0):
                body = getattr(node, "body", None)
                end = body[0].lineno if body else (node.end_lineno or 0) + 1
                found = range(node.lineno, max(end, node.lineno + 1))
            nodes.append(node)
    return found if line in found else range(line, line + 1)


class Trials:
    """A pytest plugin that tries mutants in forks, after pytest has imported all tests."""

    def __init__(self, copy: Path, mutants: Sequence[Mutant], given: argparse.Namespace) -> None:
        self.copy, self.mutants, self.given = copy, mutants, given
        self.outcomes: list[Outcome] = []
        self.noticed: list[str] = []  # files whose tests noticed a mutant before
        self.reached: dict[str, tuple[float, set[tuple[str, int]]]] = {}

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Try each mutant and print what became of it; pytest runs no test itself.

        A test that fails without any change would pass for one that noticed every mutant.
        """
        if failed := self.failing_test(session, replace(self.mutants[0], end=0, start=0, text="")):
            pytest.exit(f"{failed} fails without a mutant", returncode=1)
        for test, (seconds, lines) in json.loads(self.notes.read_text("utf-8")).items():
            self.reached[test] = (seconds, {(path, line) for path, line in lines})
        for mutant in self.mutants:
            began = monotonic()
            killed = self.failing_test(session, mutant)
            self.outcomes.append(outcome := Outcome(mutant, killed, monotonic() - began))
            self.noticed.insert(0, killed.partition("::")[0])
            reached = self.tests_reaching(mutant)
            verdict = killed or ("SURVIVED" if reached else "SURVIVED: no test runs it here")
            print(f"{outcome.seconds:6.1f} s  {mutant}\n          {verdict}", flush=True)
        return True

    @property
    def notes(self) -> Path:
        """Where the run without a change writes what its tests reach."""
        return self.copy.with_suffix(".reached")

    def in_order(self, items: Sequence[pytest.Item], mutant: Mutant) -> list[pytest.Item]:
        """Order tests: those of the mutated line, its file, the room, the rest; browsers last.

        Where no test runs the line in this process, one may in a process that it begins.
        """
        folders = [self.copy / folder for folder in homes_of(self.given.room)]
        path = self.copy / mutant.path
        reaching = self.tests_reaching(mutant)
        # What an import runs may matter to every test.
        is_anywhere = not self.given.reaching or IMPORT in reaching or not self.reached
        in_file = {
            test
            for test, (_, lines) in self.reached.items()
            if any(reached == str(path) for reached, _ in lines)
        }
        seconds: dict[Path, float] = {}
        for item in items:
            spent = self.reached.get(item.nodeid, (0.0, ()))[0] if item.nodeid in reaching else 0
            seconds[item.path] = seconds.get(item.path, 0) + spent
        chosen = [
            item
            for item in items
            if (item.nodeid in reaching or is_anywhere)
            and (not self.given.own or any(folder in item.path.parents for folder in folders))
            and (not item.get_closest_marker("browser") or self.given.browser)
        ]

        def rank(item: pytest.Item) -> tuple[bool, bool, bool, bool, int, float]:
            name = str(item.path.relative_to(self.copy))
            return (
                bool(item.get_closest_marker("browser")),
                item.nodeid not in reaching,
                item.nodeid not in in_file,
                not any(folder in item.path.parents for folder in folders),
                self.noticed.index(name) if name in self.noticed else len(self.noticed),
                seconds[item.path],
            )

        return sorted(chosen, key=rank)

    def tests_reaching(self, mutant: Mutant) -> set[str]:
        """Name the tests that run a line of the statement that a mutant changes."""
        path = self.copy / mutant.path
        wanted = {(str(path), line) for line in lines_of_statement(path.read_bytes(), mutant.line)}
        return {test for test, (_, lines) in self.reached.items() if lines & wanted}

    def failing_test(self, session: pytest.Session, mutant: Mutant) -> str:
        """Run tests on a mutant in a fork until one fails, and name it; empty where none does."""
        path, said = self.copy / mutant.path, self.copy.with_suffix(".said")
        source = path.read_bytes()
        changed = source[: mutant.start] + mutant.text.encode() + source[mutant.end :]
        items = self.in_order(session.items, mutant)
        if not items:
            return ""
        write_module(path, changed)
        sys.stdout.flush()
        process = os.fork()
        if not process:
            # Nothing changed is in place already, whatever line the first mutant is on. What has
            # run when its module was imported only a new process runs again.
            in_place = changed == source or (
                IMPORT not in self.tests_reaching(mutant)
                and put_in_place(path, source, changed, mutant.line)
            )
            self.run(session, items, said, in_place)
        longest = self.given.seconds if self.reached else threading.TIMEOUT_MAX
        ended = threading.Timer(longest, os.killpg, (process, signal.SIGKILL))
        ended.start()
        status = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
        ended.cancel()
        with suppress(ProcessLookupError):  # what the tests left running
            os.killpg(process, signal.SIGKILL)
        write_module(path, source)
        if status == -signal.SIGKILL:
            # Of an import all tests were begun, and most of them had no turn.
            is_import = IMPORT in self.tests_reaching(mutant)
            return "" if is_import else f"no answer within {self.given.seconds:.0f} s"
        text = said.read_text("utf-8", "replace")
        failed = re.findall(r"^(?:FAILED|ERROR) (\S+)", text, re.MULTILINE)
        return "" if status in (0, 5) else failed[0] if failed else text.strip()[-200:] or "crashed"

    def run(
        self, session: pytest.Session, items: list[pytest.Item], said: Path, in_place: bool
    ) -> None:
        """Run tests in this fork until one fails, or in a new process; ends the fork."""
        os.setsid()
        output = os.open(said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(output, 1)
        os.dup2(output, 2)
        if not in_place:
            files = dict.fromkeys(str(item.path) for item in items)
            marked = "not cluster" if self.given.browser else "not cluster and not browser"
            named = [item.nodeid for item in items] if self.given.reaching else files
            command = [sys.executable, "-m", "pytest", *QUIETLY, "-x", "-rfE", "-m", marked, *named]
            os.execv(sys.executable, command)
        failure, code = FirstFailure(), 1
        try:
            session.config.pluginmanager.register(failure)
            if not self.reached:
                notes = ReachedLines(self.copy / self.given.room)
                session.config.pluginmanager.register(notes)
            for item, following in zip(items, [*items[1:], None], strict=True):
                item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
                if failure.names:
                    break
            code = int(bool(failure.names))
            if not self.reached:
                notes.note_imports()
                self.notes.write_text(json.dumps(notes.of_tests()), "utf-8")
            os.write(output, f"\nFAILED {failure.names[0]}\n".encode() if code else b"")
            session._setupstate.teardown_exact(None)
        finally:
            os._exit(code)


QUIETLY = ["-q", "--no-header", "--tb=no", "-p", "no:cacheprovider"]


def write_module(path: Path, source: bytes) -> None:
    """Write a module so that no earlier compiled form of it is used."""
    path.write_bytes(source)
    for cached in path.parent.glob(f"__pycache__/{path.stem}.*.pyc"):
        cached.unlink(missing_ok=True)


def homes_of(room: str) -> list[Path]:
    """List the folders with the tests of a room."""
    top = room.split("/")[0]
    return [Path("tests") / name for name in TESTS_OF.get(top, [top])]


def main() -> None:
    """Print the outcome of each mutant as it is known, and how many were killed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("room", help="a folder of the repository: charts, exports/slides")
    parser.add_argument("--count", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=600, help="the most for one mutant")
    parser.add_argument("--own", action="store_true", help="only the room's own tests")
    parser.add_argument("--browser", action="store_true", help="the room's browser tests as well")
    parser.add_argument("--reaching", action="store_true", help="only tests that reach a mutant")
    parser.add_argument("--list", action="store_true", help="only list the mutants")
    given = parser.parse_args()
    mutants = sample(given.room, given.count, given.seed)
    if given.list:
        print(*mutants, sep="\n")
        return
    with tempfile.TemporaryDirectory() as temporary:
        copy = copy_of_repository(Path(temporary).resolve() / "copy")
        trials = Trials(copy, mutants, given)
        folders = [folder for folder in homes_of(given.room) if (copy / folder).is_dir()]
        os.chdir(copy)
        os.environ["PYTHONPATH"] = str(copy)
        sys.path[:] = [str(copy), *(p for p in sys.path if p and Path(p).resolve() != ROOT)]
        for name in [name for name in sys.modules if name.partition(".")[0] == "benchmarks"]:
            del sys.modules[name]
        tests = [str(copy / folder) for folder in folders] if given.own else [str(copy / "tests")]
        base = f"--basetemp={temporary}/made"
        pytest.main([*QUIETLY, "-s", base, "-m", "not cluster", *tests], plugins=[trials])
    killed = sum(bool(outcome.killed_by) for outcome in trials.outcomes)
    seconds = sum(outcome.seconds for outcome in trials.outcomes)
    print(
        f"\n{given.room}, seed {given.seed}: {killed} of {len(trials.outcomes)} killed"
        f" ({killed / max(len(trials.outcomes), 1):.0%}) in {seconds:.0f} s"
    )


if __name__ == "__main__":
    main()
