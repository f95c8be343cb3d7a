"""Measure how many small faults in a room its tests notice: `make mutants ROOM=charts N=40 SEED=1`.

A mutant is the repository with one expression or statement of one room changed. It is written in a
copy, the room's own tests run first, those of the other rooms (without a browser) after them, and
the table names each mutant, the test that failed on it, or that none did.
"""

import argparse
import ast
import importlib
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import traceback
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

import pytest

ROOT = Path(__file__).parents[1]

# Where the tests of a room stand, if not in the folder of its name.
TESTS_OF = {"commands": ["manage"]}

# What takes long to import and is the same for every mutant.
LIBRARIES = (
    "pandas",
    "pyarrow.dataset",
    "plotly.graph_objects",
    "duckdb",
    "deltalake",
    "narwhals",
    "sqlalchemy",
    "pydantic",
    "streamlit",
    "docx",
    "pptx",
)

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


def by_nearness(folders: list[Path], mutant: Mutant) -> list[str]:
    """Order test files: those that name the mutant's module first."""
    module = Path(mutant.path).stem
    word = re.compile(rf"\b{re.escape(module)}\b")
    files = sorted({path for folder in folders for path in folder.rglob("test_*.py")})
    return [str(p) for p in sorted(files, key=lambda p: not word.search(p.read_text("utf-8")))]


def preload() -> None:
    """Import the large libraries once; each run of tests is a fork that has them already."""
    for name in LIBRARIES:
        importlib.import_module(name)


def run_tests(copy: Path, tests: list[str], marked: str, said: Path) -> None:
    """Run tests in this process, a fork, on the copy; end it with pytest's exit code."""
    os.setsid()
    output = os.open(said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(output, 1)
    os.dup2(output, 2)
    os.chdir(copy)
    os.environ["PYTHONPATH"] = str(copy)
    sys.path[:] = [str(copy), *(p for p in sys.path if p and Path(p).resolve() != ROOT)]
    for name in [name for name in sys.modules if name.partition(".")[0] == "benchmarks"]:
        del sys.modules[name]
    options = ["-q", "-x", "--no-header", "--tb=no", "-rfE", "-p", "no:cacheprovider"]
    options += ["-W", "ignore::pytest.PytestAssertRewriteWarning"]
    code = 3
    try:
        code = int(pytest.main([*options, "-m", f"({marked}) and not cluster", *tests]))
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def failing_test(copy: Path, tests: list[str], marked: str, seconds: float) -> str:
    """Run tests until one fails and name it; empty where all pass or none is chosen."""
    said = copy.with_suffix(".said")
    process = os.fork()
    if not process:
        run_tests(copy, tests, marked, said)
    ended = threading.Timer(seconds, os.killpg, (process, signal.SIGKILL))
    ended.start()
    status = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
    ended.cancel()
    if status == -signal.SIGKILL:
        return f"no answer within {seconds:.0f} s"
    if status in (0, 5):
        return ""
    text = said.read_text("utf-8", "replace")
    failed = re.findall(r"^(?:FAILED|ERROR) (\S+)", text, re.MULTILINE)
    return failed[0] if failed else text.strip().splitlines()[-1]


def tried(mutant: Mutant, copy: Path, stages: list[tuple[list[Path], str]], most: float) -> Outcome:
    """Write a mutant into the copy, run the stages of tests until one fails, and take it out."""
    path = copy / mutant.path
    source = path.read_bytes()
    began = monotonic()
    path.write_bytes(source[: mutant.start] + mutant.text.encode() + source[mutant.end :])
    try:
        for cached in path.parent.glob(f"__pycache__/{path.stem}.*.pyc"):
            cached.unlink()
        killed = ""
        for folders, marked in stages:
            tests = by_nearness([copy / folder for folder in folders], mutant)
            killed = killed or failing_test(copy, tests, marked, most)
        return Outcome(mutant, killed, monotonic() - began)
    finally:
        path.write_bytes(source)
        for cached in path.parent.glob(f"__pycache__/{path.stem}.*.pyc"):
            cached.unlink()


def stages_of(room: str, *, own: bool, browser: bool) -> list[tuple[list[Path], str]]:
    """Say which tests run one after the other: the room's, those in a browser, all others."""
    top = room.split("/")[0]
    named = [Path("tests") / name for name in TESTS_OF.get(top, [top])]
    home = [folder for folder in named if (ROOT / folder).is_dir()]
    stages = [(home, "not browser")]
    if not own:
        others = [p.relative_to(ROOT) for p in sorted((ROOT / "tests").iterdir()) if p.is_dir()]
        stages += [([p for p in others if p not in home], "not browser")]
    if browser:
        stages += [(home, "browser")]
    return stages


def main() -> None:
    """Print the outcome of each mutant as it is known, and how many were killed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("room", help="a folder of the repository: charts, exports/slides")
    parser.add_argument("--count", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=600, help="the most for a run of tests")
    parser.add_argument("--own", action="store_true", help="only the room's own tests")
    parser.add_argument("--browser", action="store_true", help="the room's browser tests as well")
    parser.add_argument("--list", action="store_true", help="only list the mutants")
    given = parser.parse_args()
    mutants = sample(given.room, given.count, given.seed)
    if given.list:
        print(*mutants, sep="\n")
        return
    stages = stages_of(given.room, own=given.own, browser=given.browser)
    preload()
    outcomes = []
    with tempfile.TemporaryDirectory() as temporary:
        copy = copy_of_repository(Path(temporary) / "copy")
        for mutant in mutants:
            outcomes.append(outcome := tried(mutant, copy, stages, given.seconds))
            verdict = outcome.killed_by or "SURVIVED"
            print(f"{outcome.seconds:6.1f} s  {outcome.mutant}\n          {verdict}", flush=True)
    killed = sum(bool(outcome.killed_by) for outcome in outcomes)
    seconds = sum(outcome.seconds for outcome in outcomes)
    print(
        f"\n{given.room}, seed {given.seed}: {killed} of {len(outcomes)} killed"
        f" ({killed / max(len(outcomes), 1):.0%}) in {seconds:.0f} s"
    )


if __name__ == "__main__":
    main()
