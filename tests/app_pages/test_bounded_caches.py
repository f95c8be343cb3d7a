"""Every cache of the process is bounded by bytes; a new one that is not fails here by its name."""

import ast
import gc
import threading
from collections.abc import Iterator
from functools import _lru_cache_wrapper, partial
from pathlib import Path
from types import SimpleNamespace

import pytest

from app_pages.state import cache
from app_pages.state.cache import MAX_BYTES, RESULTS, ResultCache, memoize
from app_pages.state.memory_size import measure_memory
from intake.tables import grid
from locales import pinyin_search
from tests.helpers.servers import ROOT

FOREIGN = {"benchmarks", "deploy", "docs", "tests"}
MUTABLE = ("dict", "list", "set", "defaultdict", "OrderedDict", "Counter", "deque")
KEPT = (*MUTABLE, "WeakKeyDictionary", "WeakValueDictionary", "LRUCache", "TTLCache")
CHANGES = ("add", "append", "appendleft", "extend", "insert", "setdefault", "update")

BOUNDS = {
    # Caches by their arguments: how many bytes they may hold, and why.
    "app_pages/components/damaged_files.py::_find_damage": "one list of damaged files",
    "app_pages/state/user.py::_find_lost_number": "one number",
    "app_pages/state/release.py::_find_newest_and_damaged": "one result of two numbers",
    "auth/passwords.py::_create_decoy_hash": "8 results; the argument is a setting",
    "auth/passwords.py::_create_password_hasher": "8 results; the argument is a setting",
    "charts/declarations.py::load_named_charts": "one, of datasets/charts.yaml",
    "charts/declarations.py::load_shipped_entries": "one a file of datasets/",
    "exports/data/package_descriptor.py::_load_descriptor": "one, of datasets/datapackage.yaml",
    "exports/interactive_html_page.py::_compute_csp_hash": "two: the scripts of the page",
    "exports/slides/pptx_template.py::_build_default_presentation": "8 of 30 KB, by theme and size",
    "intake/model/upload_labels.py::_cached_label": "10,000 labels of at most 64 characters",
    "intake/tables/grid.py::_cached_kind": "50,000 cells of at most 64 characters",
    "locales/pinyin_search.py::_cached_search_text": "20,000 names of at most 100 characters",
    "locales/messages/__init__.py::_read_catalogue": "one a file of messages",
    "locales/messages/__init__.py::_read_forms": "one a file of messages",
    "locales/messages/__init__.py::_read_plural_rule": "one a file of messages",
    "locales/messages/__init__.py::catalogue": "one a file of messages",
    "file_formats/sandbox/run.py::_build_result_type": "one a job of the child process",
    "periods/bounds.py::period_bounds": "4,096 of at most 21 characters: other texts are refused",
    "periods/bounds.py::_list_spellings_of_period": "4,096 of at most 21 characters",
    "server/static_files/precompress.py::read_chart_chunk": "one, in a process of its own",
    "server/static_site.py::_compress_static_page": "64 pages that the operator has made",
    # What is kept beside the caches.
    "app_pages/state/cache.py::WARMED": "one a function of the program",
    "app_pages/state/tab_notices.py::_CODES": "4 codes an open tab; forgotten when it is closed",
    "app_pages/upload/draft_review.py::_get_cached_reviews": "8 reviews, MAX_REVIEW_BYTES",
}

SESSION_STATE = {
    # Modules that write it, and why what they keep is bounded: the values of widgets and addresses
    # are limited before Streamlit keeps them (server/limits/messages.py).
    "app_pages/components/url_widgets.py": "codes of options; a search text of 100 characters",
    "app_pages/state/session.py": "panel, notices, a row, counters, the actor's own choices",
    "app_pages/state/url.py": "language, release, MAX_HISTORY addresses of 4 KB",
}


def sources() -> Iterator[tuple[str, ast.Module]]:
    """The program's files by their paths, parsed."""
    for path in sorted(ROOT.rglob("*.py")):
        inside = path.relative_to(ROOT)
        hidden = any(part.startswith(".") for part in inside.parts)
        if not hidden and inside.parts[0] not in FOREIGN:
            yield inside.as_posix(), ast.parse(path.read_text("utf-8"))


def named(node: ast.expr) -> str:
    """The last name of a decorator or of what is called: functools.lru_cache(8) → lru_cache."""
    if isinstance(node, ast.Call):
        return named(node.func)
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


CACHES = ("cache", "lru_cache", "cache_data", "cache_resource", "cached", "ttl_cache")


def decorated(path: str, tree: ast.Module) -> Iterator[str]:
    """Functions with a cache that depends on arguments, or that keep something to be changed."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            is_cached = any(named(each) in CACHES for each in node.decorator_list)
            returned = ast.unparse(node.returns) if node.returns else ""
            if is_cached and (node.args.args or returned.startswith(KEPT)):
                yield f"{path}::{node.name}"
        elif isinstance(node, ast.Assign) and is_cache(node.value):
            yield f"{path}::{ast.unparse(node.targets[0])}"


def is_cache(node: ast.expr) -> bool:
    """Whether an expression makes a cached function: lru_cache(8)(function)."""
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Call)
        and named(node.func) in CACHES
    )


def is_mutable(node: ast.expr | None) -> bool:
    """Whether an expression makes something that can be filled."""
    made = isinstance(node, ast.Call) and named(node) in KEPT
    return made or isinstance(node, ast.Dict | ast.List | ast.Set)


def module_level(path: str, tree: ast.Module) -> Iterator[str]:
    """Names of modules that are filled while the program runs."""
    names = set()
    for node in tree.body:
        value = getattr(node, "value", None)
        if isinstance(node, ast.Assign | ast.AnnAssign) and is_mutable(value):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names |= {each.id for each in targets if isinstance(each, ast.Name)}
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            yield from (f"{path}::{name}" for name in names & set(filled_in(function)))


def filled_in(function: ast.AST) -> Iterator[str]:
    """Names that a function fills: NAME[…] = …, NAME.append(…)."""
    for node in ast.walk(function):
        if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store):
            yield named(node.value)
        elif isinstance(node, ast.Call) and named(node.func) in CHANGES:
            yield named(getattr(node.func, "value", node.func))


def test_every_cache_of_the_program_has_its_bound_here() -> None:
    found = {name for path, tree in sources() for name in decorated(path, tree)}
    found |= {name for path, tree in sources() for name in module_level(path, tree)}
    assert found - set(BOUNDS) == set(), "bound it by bytes (memoize), or say here what bounds it"
    assert set(BOUNDS) - found == set(), "these are no longer there"


def test_every_cache_that_was_made_is_one_of_those() -> None:
    """What the parsed files do not show: caches made at run time, found in memory."""
    names = {name.rpartition("::")[2] for name in BOUNDS}
    rooms = {path.parts[0] for path in (Path(name) for name, _ in sources())}
    for each in gc.get_objects():
        if isinstance(each, _lru_cache_wrapper) and each.__module__.split(".")[0] in rooms:
            function = each.__wrapped__
            is_bounded = each.cache_parameters()["maxsize"] is not None
            arguments = function.__code__.co_argcount
            assert not arguments or is_bounded or function.__name__ in names, function


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("@cache\ndef f(a): ...", "f"),
        ("@functools.lru_cache(maxsize=9)\ndef f(a): ...", "f"),
        ("@st.cache_data\ndef f(a): ...", "f"),
        ("@cache\ndef kept() -> dict[str, str]: ...", "kept"),
        ("g = lru_cache(9)(f)", "g"),
        ("SEEN = {}\ndef f(a): SEEN[a] = 1", "SEEN"),
        ("SEEN: list[int] = []\ndef f(a): SEEN.append(a)", "SEEN"),
        ("SEEN = defaultdict(set)\ndef f(a): SEEN[a].add(1)", ""),
    ],
)
def test_a_new_cache_is_named(text: str, name: str) -> None:
    tree = ast.parse(text)
    found = [*decorated("x.py", tree), *module_level("x.py", tree)]
    assert found == ([f"x.py::{name}"] if name else [])


def test_the_session_state_is_written_where_it_is_bounded() -> None:
    writing = set()
    for path, tree in sources():
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and node.attr == "session_state":
                writing.add(path)
    assert writing == set(SESSION_STATE)


@pytest.fixture
def no_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing takes any time: what is worth the same goes by its last use."""
    monkeypatch.setattr(cache, "time", SimpleNamespace(perf_counter=lambda: 0.0))


@pytest.mark.usefixtures("no_time")
def test_results_are_bounded_by_bytes_over_all_functions() -> None:
    results = ResultCache(max_bytes=1_000_000)
    for number in range(50):
        for function in ("first", "second"):
            text = f"{number:06}" * 10_000
            assert results.get((function, number), partial(str, text), 1000) == text
            assert results.total <= 1_000_000
    assert results.total == sum(results.sizes.values())
    assert len(results.results) == 16  # of 60 KB each
    assert {number for _, number in results.results} == set(range(42, 50))
    results.clear()
    assert (results.total, dict(results.sizes), +results.counts) == (0, {}, {})
    assert results.worth == {}


def test_what_took_long_outlives_what_is_made_at_once_until_nobody_uses_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock = [0.0]
    monkeypatch.setattr(cache, "time", SimpleNamespace(perf_counter=lambda: clock[0]))
    results = ResultCache(max_bytes=1_000_000)
    made = []

    def make(name: str, seconds: float, size: int) -> bytes:
        made.append(name)
        clock[0] += seconds
        return bytes(size)

    def ask(name: str, seconds: float, size: int = 90_000) -> None:
        results.get((name,), lambda: make(name, seconds, size), 100)

    ask("slow", 2.0)
    for number in range(40):
        ask(f"quick {number}", 0.1)
    ask("slow", 2.0)
    assert made.count("slow") == 1
    assert results.total <= 1_000_000
    for number in range(400):  # each one dropped makes the next ones worth a little more
        ask(f"later {number}", 0.1)
    ask("slow", 2.0)
    assert made.count("slow") == 2


@pytest.mark.usefixtures("no_time")
def test_what_is_used_stays_and_what_is_too_large_is_not_kept() -> None:
    results = ResultCache(max_bytes=1_000_000)
    made = []

    def make(size: int) -> bytes:
        made.append(size)
        return bytes(size)

    for number in range(30):
        results.get(("f", "used"), lambda: make(100), 100)
        results.get(("f", number), lambda: make(90_000), 100)
    assert made.count(100) == 1
    for _ in range(2):
        assert len(results.get(("f", "large"), lambda: make(2_000_000), 100)) == 2_000_000
    assert made.count(2_000_000) == 2


def test_an_object_of_several_results_counts_with_each_and_in_none_that_refers_to_it() -> None:
    results, shared = ResultCache(), ["x" * 10_000]
    for name in ("a", "b"):
        results.get((name,), lambda: shared, 10)
    results.get(("c",), lambda: [shared], 10)
    sizes = [results.sizes[name,] for name in "abc"]
    assert sizes[0] == sizes[1] > 10_000 > 500 > sizes[2]
    assert results.values[id(shared)] == 2
    results.clear()
    assert (results.total, results.values) == (0, {})


def test_long_arguments_count_as_well_and_errors_are_not_kept() -> None:
    results = ResultCache()

    def fail() -> str:
        raise KeyError("x")

    for _ in range(3):
        with pytest.raises(KeyError):
            results.get(("f", "x" * 100_000), fail, 10)
    assert (len(results.results), +results.counts) == (0, {})
    results.get(("f", "x" * 100_000), lambda: 1, 10)
    assert results.total > 100_000


def test_a_function_keeps_at_most_its_number_of_results() -> None:
    calls = []

    @memoize(2, warm=None)
    def double(number: int) -> int:
        calls.append(number)
        return 2 * number

    assert [double(each) for each in (1, 2, 1, 3, 1, 2)] == [2, 4, 2, 6, 2, 4]
    assert calls == [1, 2, 3, 2]
    assert RESULTS.max_bytes == MAX_BYTES <= 64 * 2**20


def test_two_threads_wait_for_one_result() -> None:
    results, made, begun = ResultCache(), [], threading.Barrier(4)

    def ask() -> None:
        begun.wait()
        results.get(("f",), lambda: [made.append(1)], 10)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert made == [1]


def test_sizes_are_those_of_everything_held() -> None:
    assert measure_memory("x" * 1000) >= 1000
    assert measure_memory({"a": ["x" * 1000, ("y" * 1000,)]}) >= 2000
    text = "x" * 1000
    assert measure_memory([[text]] * 9) < 2000 + 9 * 100
    shared = ["x" * 1000]
    assert measure_memory([shared], {id(shared)}) < 200
    assert measure_memory(cache.NewRelease(1, 0, "zh")) > 100


def test_long_texts_are_not_kept_by_what_caches_texts() -> None:
    for cached, ask in (
        (grid._cached_kind, grid.find_cell_kind),
        (pinyin_search._cached_search_text, pinyin_search.build_search_text),
    ):
        before = cached.cache_info().currsize
        ask("长" * 1000)
        assert cached.cache_info().currsize == before
        ask(f"短{before}")
        assert cached.cache_info().currsize > before
