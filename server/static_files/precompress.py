"""Compression of Streamlit's static files into a cache folder, by a process beside the server."""

import fcntl
import gzip
import os
import sys
from collections.abc import Callable, Collection
from functools import cache
from hashlib import sha256
from pathlib import Path

import brotli

from server.static_files import plotly_subset

MEDIA_TYPES = {".css": "text/css", ".js": "text/javascript"}
GZIP, BROTLI = ".gz", ".br"
COMPRESSORS: dict[str, Callable[[bytes], bytes]] = {
    GZIP: lambda data: gzip.compress(data, 9, mtime=0),
    BROTLI: brotli.compress,
}

# The chunk that draws charts and contains Plotly.
CHART_CHUNK = "PlotlyChart"
# A file in the cache folder: why all of Plotly is served instead of a subset.
WHOLE_PLOTLY = "plotly_whole.txt"


def compressible_files(static_folder: Path) -> list[str]:
    """List the files worth compressing, as paths below the folder with forward slashes."""
    return sorted(
        path.relative_to(static_folder).as_posix()
        for path in static_folder.rglob("*")
        if path.suffix in MEDIA_TYPES
    )


def is_chart_chunk(name: str) -> bool:
    """Return whether a file is the chunk that draws charts, of which only a subset is served."""
    return Path(name).name.startswith(f"{CHART_CHUNK}.")


def cache_key(trace_types: Collection[str]) -> str:
    """Return the name of the cache: another one for other trace types or another subset code."""
    source = Path(plotly_subset.__file__).read_bytes() + " ".join(sorted(trace_types)).encode()
    return sha256(source).hexdigest()[:12]


def is_missing(static_folder: Path, cache_folder: Path) -> bool:
    """Return whether a file is not compressed yet."""
    return any(
        not (cache_folder / (name + ending)).exists()
        for name in compressible_files(static_folder)
        for ending in COMPRESSORS
    )


def compress(static_folder: Path, cache_folder: Path, trace_types: Collection[str]) -> None:
    """Write each file's `.gz` and then its `.br` into the cache folder, unless it is there.

    All gzip files are written first, within seconds. Browsers get those until brotli is done
    (about a minute), and later still when they reach the server without TLS, where they do not
    accept brotli. If the bundle is not built as expected, all of Plotly is compressed and the
    reason written into the file WHOLE_PLOTLY.
    """

    @cache
    def read_chart_chunk(name: str) -> bytes:
        whole = (static_folder / name).read_text(encoding="utf-8")
        try:
            return plotly_subset.subset_plotly(whole, trace_types).encode()
        except ValueError as error:  # a version of Streamlit that is not supported yet
            print(f"{name} is served whole: {error}", file=sys.stderr)
            _write(cache_folder / WHOLE_PLOTLY, str(error).encode())
            return whole.encode()

    for ending, compressor in COMPRESSORS.items():
        for name in compressible_files(static_folder):
            target = cache_folder / (name + ending)
            if not target.exists():
                is_subset = is_chart_chunk(name)
                data = read_chart_chunk(name) if is_subset else (static_folder / name).read_bytes()
                _write(target, compressor(data))


def _write(target: Path, data: bytes) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_name(f"{target.name}.{os.getpid()}")
    unfinished.write_bytes(data)
    unfinished.replace(target)


def main(static_folder: Path, cache_folder: Path, trace_types: Collection[str]) -> None:
    """Compress at the lowest priority, unless another process is doing so."""
    cache_folder.mkdir(parents=True, exist_ok=True)
    with (cache_folder / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        os.nice(19)
        compress(static_folder, cache_folder, trace_types)
