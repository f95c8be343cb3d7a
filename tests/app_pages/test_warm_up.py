"""What is cached says whether it is warmed up, and the warm-up knows of everything that is."""

import inspect
import re
from pathlib import Path

import pytest

from app_pages.state.cache import memoize
from tests.helpers.pages_in_process import Dashboard
from tests.helpers.source_tree import ROOT


def modules_with_caches() -> set[str]:
    """The modules of `app_pages` with cached functions."""
    return {
        ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for path in (ROOT / "app_pages").rglob("*.py")
        if re.search(r"^@memoize\(", path.read_text("utf-8"), re.MULTILINE)
    }


def test_a_cached_function_says_whether_it_is_warmed_up() -> None:
    with pytest.raises(TypeError, match="warm"):
        memoize(2)  # type: ignore[call-arg]


def test_the_warm_up_loads_every_module_with_caches(tmp_path: Path) -> None:
    """A module that is named here is missing among the imports of `warm_up`."""
    found = modules_with_caches()
    assert len(found) > 10
    dashboard = Dashboard(tmp_path)
    with dashboard.open() as board:
        board.page("warm_up")
    assert found - dashboard.modules.keys() == set()


def test_every_warm_call_fits_its_function(own: Dashboard) -> None:
    own.page("warm_up")
    cache = own.page("state.cache")
    new = cache.NewRelease(1, 0, "zh")
    calls = {
        function.__name__: [inspect.signature(function).bind(*arguments) for arguments in warm(new)]
        for function, warm in cache.WARMED
    }
    assert len(calls) == len(cache.WARMED) > 8
    assert {name for name, each in calls.items() if not each} <= {"progress_html"}
    assert len(calls["get_chart_card"]) > 2
