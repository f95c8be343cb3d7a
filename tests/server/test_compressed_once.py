"""Scripts and styles: compressed once by a process beside the server, served as they lie there."""

import asyncio
import fcntl
import gzip
import os
import subprocess
import sys
from pathlib import Path
from threading import Event

import brotli
import pytest

from server.health import HealthState, create_health_route
from server.static_files.plotly_subset import subset_plotly
from server.static_files.precompress import (
    compress,
    compute_cache_key,
    is_chart_chunk,
    is_missing,
    list_compressible_files,
)
from server.static_files.serve import CompressedFiles, StaticFiles
from tests.helpers.asgi_client import run
from tests.helpers.asgi_requests import Answer, ask
from tests.helpers.servers import ROOT
from tests.helpers.small_bundle import BUNDLE
from tests.helpers.streamlit_stand_in import StandIn

STYLE, SCRIPT, CHARTS = "static/css/a.5e1f.css", "static/js/b.c0de.js", "static/js/PlotlyChart.1.js"
FOREVER = "public, max-age=31536000, immutable"


@pytest.fixture
def static(tmp_path: Path) -> Path:
    """A small folder of the make of Streamlit's."""
    folder = tmp_path / "static"
    for name, text in (
        (STYLE, ".a{color:red}" * 400),
        (SCRIPT, "let a = '工会';" * 400),
        (CHARTS, BUNDLE),
        ("index.html", "<html>"),
        ("static/media/font.woff2", "font"),
    ):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    return folder


@pytest.fixture
def cache(static: Path, tmp_path: Path) -> CompressedFiles:
    return CompressedFiles(static, tmp_path / "cache", ["bar"])


@pytest.fixture
def filled(cache: CompressedFiles) -> CompressedFiles:
    compress(cache.static_folder, cache.folder, cache.trace_types)
    return cache


def test_scripts_and_styles_are_worth_compressing_and_nothing_else(static: Path) -> None:
    assert list_compressible_files(static) == [STYLE, CHARTS, SCRIPT]


@pytest.mark.parametrize(
    ("name", "found"),
    [
        (CHARTS, True),
        ("PlotlyChart.js", True),
        ("static/js/PlotlyChartPanel.1.js", False),
        ("static/PlotlyChart.d/a.js", False),
        (SCRIPT, False),
    ],
)
def test_the_chunk_that_draws_charts_is_known_by_its_name(name: str, found: bool) -> None:
    assert is_chart_chunk(name) is found


def test_every_file_has_both_forms_and_reads_as_it_was(filled: CompressedFiles) -> None:
    made = sorted(p.relative_to(filled.folder).as_posix() for p in filled.folder.rglob("*.*"))
    expected = [f"{name}{end}" for name in (STYLE, CHARTS, SCRIPT) for end in (".br", ".gz")]
    assert made == sorted(expected)
    for name in (STYLE, SCRIPT):
        whole = (filled.static_folder / name).read_bytes()
        assert gzip.decompress((filled.folder / f"{name}.gz").read_bytes()) == whole
        assert brotli.decompress((filled.folder / f"{name}.br").read_bytes()) == whole
    fewer = subset_plotly(BUNDLE, ["bar"]).encode()
    assert brotli.decompress((filled.folder / f"{CHARTS}.br").read_bytes()) == fewer
    assert gzip.decompress((filled.folder / f"{CHARTS}.gz").read_bytes()) == fewer
    assert len(fewer) < len(BUNDLE)


def test_gzip_of_all_comes_before_brotli_of_any(
    cache: CompressedFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Within seconds every browser gets something compressed: brotli takes a minute."""
    order: list[str] = []
    rename = Path.replace

    def noted(self: Path, target: Path) -> Path:
        order.append(Path(target).suffix)
        return rename(self, target)

    monkeypatch.setattr(Path, "replace", noted)
    compress(cache.static_folder, cache.folder, cache.trace_types)
    assert order == [".gz"] * 3 + [".br"] * 3


def test_two_servers_make_the_same_bytes(
    filled: CompressedFiles, static: Path, tmp_path: Path
) -> None:
    compress(static, tmp_path / "other", ["bar"])
    for name in (STYLE, CHARTS, SCRIPT):
        one, other = filled.folder / f"{name}.gz", tmp_path / "other" / f"{name}.gz"
        assert one.read_bytes() == other.read_bytes()
        assert one.read_bytes()[4:8] == b"\0\0\0\0"  # no time stands in it


def test_what_is_there_is_left_alone_and_what_is_not_is_missing(filled: CompressedFiles) -> None:
    kept, gone = filled.folder / f"{STYLE}.gz", filled.folder / f"{SCRIPT}.br"
    kept.write_bytes(b"kept")
    assert not is_missing(filled.static_folder, filled.folder)
    gone.unlink()
    assert is_missing(filled.static_folder, filled.folder)
    compress(filled.static_folder, filled.folder, filled.trace_types)
    assert kept.read_bytes() == b"kept"
    assert not is_missing(filled.static_folder, filled.folder)
    assert brotli.decompress(gone.read_bytes()) == (filled.static_folder / SCRIPT).read_bytes()


def test_a_script_of_another_make_is_served_whole(
    cache: CompressedFiles, capsys: pytest.CaptureFixture[str]
) -> None:
    (cache.static_folder / CHARTS).write_text("another make: 工会", "utf-8")
    compress(cache.static_folder, cache.folder, cache.trace_types)
    whole = gzip.decompress((cache.folder / f"{CHARTS}.gz").read_bytes())
    assert whole.decode() == "another make: 工会"
    assert capsys.readouterr().err == f"{CHARTS} is served whole: no list of the kinds of chart\n"
    # The health page says so, of a server that starts later too.
    again = CompressedFiles(cache.static_folder, cache.cache_folder, cache.trace_types)
    assert again.check_health() == HealthState(
        True, {"plotly": "whole", "reason": "no list of the kinds of chart"}
    )


def test_the_health_page_says_which_plotly_is_served(cache: CompressedFiles) -> None:
    assert cache.check_health() == HealthState(True, {"plotly": "pending"})
    compress(cache.static_folder, cache.folder, cache.trace_types)
    assert cache.check_health() == HealthState(True, {"plotly": "subset"})
    route = create_health_route({"static_files": cache.check_health})
    assert '"static_files":{"good":true,"plotly":"subset"}' in ask(route, "/healthz").text


def test_other_kinds_of_chart_are_other_files() -> None:
    assert compute_cache_key(["bar", "scatter"]) == compute_cache_key(("scatter", "bar"))
    assert compute_cache_key(["bar"]) != compute_cache_key(["bar", "scatter"])
    assert len(compute_cache_key(["bar"])) == 12


def begun(static: Path, folder: Path) -> subprocess.Popen[bytes]:
    """The process beside the server."""
    command = [sys.executable, "-m", "server", str(static), str(folder), "bar"]
    return subprocess.Popen(command, cwd=ROOT)


def test_the_process_beside_the_server_yields_to_everybody(cache: CompressedFiles) -> None:
    """It waits for a style that somebody is still to write."""
    (cache.static_folder / STYLE).unlink()
    os.mkfifo(cache.static_folder / STYLE)
    process = begun(cache.static_folder, cache.folder)
    with (cache.static_folder / STYLE).open("wb"):  # open once it reads
        stat = Path(f"/proc/{process.pid}/stat").read_text().rpartition(") ")[2].split()
        process.terminate()
        process.wait(60)
    assert int(stat[16]) == 19


def test_two_servers_of_one_folder_compress_once(cache: CompressedFiles) -> None:
    cache.folder.mkdir(parents=True)
    with (cache.folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert begun(cache.static_folder, cache.folder).wait(60) == 0
    assert [path.name for path in cache.folder.rglob("*")] == ["lock"]
    assert begun(cache.static_folder, cache.folder).wait(60) == 0
    assert not is_missing(cache.static_folder, cache.folder)


def test_the_server_has_them_made_while_it_runs(
    cache: CompressedFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Wherever it was started from, and told nothing of where its modules lie."""
    monkeypatch.delenv("PYTHONPATH", raising=False)
    monkeypatch.chdir("/")

    async def serve() -> bool:
        async with cache.compress_missing():
            waiting = Event()
            for _ in range(600):
                if not is_missing(cache.static_folder, cache.folder):
                    break
                await asyncio.to_thread(waiting.wait, 0.1)
            return is_missing(cache.static_folder, cache.folder)

    assert run(serve) is False


def test_the_server_that_ends_ends_the_process_too(cache: CompressedFiles) -> None:
    (cache.static_folder / STYLE).unlink()
    os.mkfifo(cache.static_folder / STYLE)

    async def serve() -> None:
        async with cache.compress_missing():
            # Somebody reads from the line: the process is at it.
            line = await asyncio.to_thread((cache.static_folder / STYLE).open, "wb")
        line.close()

    run(lambda: asyncio.wait_for(serve(), 60))
    assert is_missing(cache.static_folder, cache.folder)


def test_nothing_is_begun_where_nothing_is_missing(
    filled: CompressedFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.executable", "/nowhere/python")

    async def serve() -> bool:
        async with filled.compress_missing():
            return True

    assert run(serve)


def served(cache: CompressedFiles, path: str, **headers: str) -> Answer:
    return ask(StaticFiles(StandIn(), cache), f"/{path}", **headers)


@pytest.mark.parametrize(
    ("accepted", "coding", "unpack"),
    [
        ("gzip, deflate, br", "br", brotli.decompress),
        ("gzip, br;q=0", "gzip", gzip.decompress),
    ],
)
def test_a_browser_gets_the_form_it_takes_for_good(
    filled: CompressedFiles, accepted, coding, unpack
) -> None:
    answer = served(filled, STYLE, accept_encoding=accepted)
    assert unpack(answer.body) == (filled.static_folder / STYLE).read_bytes()
    assert answer.headers["content-encoding"] == coding
    assert answer.headers["content-type"] == "text/css; charset=utf-8"
    assert answer.headers["cache-control"] == FOREVER
    assert answer.headers["vary"] == "Accept-Encoding"
    assert answer.headers["etag"] == f'W/"5e1f-{coding}"'
    script = served(filled, SCRIPT, accept_encoding=accepted)
    assert script.headers["content-type"] == "text/javascript; charset=utf-8"


def test_what_a_browser_has_is_not_sent_again(filled: CompressedFiles) -> None:
    had = {"accept_encoding": "br", "if_none_match": '"x", W/"5e1f-br"'}
    answer = served(filled, STYLE, **had)
    assert (answer.status, answer.body) == (304, b"")
    assert answer.headers["cache-control"] == FOREVER
    assert "content-encoding" not in answer.headers
    assert served(filled, STYLE, accept_encoding="gzip", if_none_match='W/"5e1f-br"').body


def test_the_chunk_that_draws_charts_is_asked_for_again(filled: CompressedFiles) -> None:
    """It has its name from Streamlit, whatever was left out of it."""
    answer = served(filled, CHARTS, accept_encoding="br")
    assert answer.headers["cache-control"] == "no-cache"
    assert answer.headers["etag"] == f'W/"{compute_cache_key(["bar"])}-br"'
    other = CompressedFiles(filled.static_folder, filled.cache_folder, ["bar", "heatmap"])
    assert other.key != filled.key
    assert served(other, CHARTS, accept_encoding="br").headers.get("content-encoding") is None


@pytest.fixture
def passed() -> StandIn:
    return StandIn()


def test_what_is_not_ours_to_answer_goes_on(filled: CompressedFiles, passed: StandIn) -> None:
    app = StaticFiles(passed, filled)
    for path, method, accepted in (
        (STYLE, "GET", "identity"),
        (STYLE, "POST", "br"),
        ("static/js/none.js", "GET", "br"),
        ("static/media/font.woff2", "GET", "br"),
        ("index.html", "GET", "br"),
        ("", "GET", "br"),
    ):
        ask(app, f"/{path}", method, accept_encoding=accepted)
    assert len(passed.asked) == 6
    answer = ask(app, f"/{STYLE}", "HEAD", accept_encoding="br")
    assert answer.headers["content-encoding"] == "br"
    assert len(passed.asked) == 6


def test_before_it_is_compressed_streamlit_answers_and_afterwards_we_do(
    cache: CompressedFiles, passed: StandIn
) -> None:
    app = StaticFiles(passed, cache)
    ask(app, f"/{STYLE}", accept_encoding="br, gzip")
    assert passed.asked == [f"/{STYLE}"]
    (cache.folder / STYLE).parent.mkdir(parents=True)
    (cache.folder / f"{STYLE}.gz").write_bytes(gzip.compress(b"x"))
    answer = ask(app, f"/{STYLE}", accept_encoding="br, gzip")
    assert answer.headers["content-encoding"] == "gzip"
    assert passed.asked == [f"/{STYLE}"]
    # Read once, it is served from memory.
    (cache.folder / f"{STYLE}.gz").unlink()
    assert ask(app, f"/{STYLE}", accept_encoding="gzip").body == answer.body
