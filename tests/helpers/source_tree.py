"""The files of the repository and what they import."""

import ast
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from fnmatch import fnmatch
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]


# These stand around the house and may look into every room.
AROUND = ("benchmarks", "deploy", "docs", "tests")


def ignored() -> list[str]:
    """What the repository does not keep: environments, caches, stores."""
    return [line.rstrip("/") for line in (ROOT / ".gitignore").read_text().split()]


def top_level() -> list[str]:
    """Every name at the top of the repository."""
    leave = ignored()
    return sorted(
        path.name
        for path in ROOT.iterdir()
        if not any(fnmatch(path.name, pattern) for pattern in leave)
    )


def python_files() -> list[Path]:
    """Every Python file of the repository."""
    folders = [ROOT / name for name in top_level()]
    return sorted(
        path
        for place in folders
        for path in (place.rglob("*.py") if place.is_dir() else [place])
        if path.suffix == ".py"
    )


@cache
def nodes(path: Path) -> list[ast.AST]:
    """Every node of a file, those inside functions too.

    Parsed in a thread: Python 3.11 counts its recursion wrongly where Playwright switches greenlets
    ("AST constructor recursion depth mismatch").
    """
    with ThreadPoolExecutor(1) as thread:
        return list(ast.walk(thread.submit(ast.parse, path.read_text("utf-8")).result()))


def room_of(path: Path) -> str:
    """The room a file stands in: its folder at the top, or its own name."""
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


def imports_of(path: Path) -> Iterator[tuple[int, str]]:
    """Every module that a file imports from outside its own folder, with the line."""
    for node in nodes(path):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)
