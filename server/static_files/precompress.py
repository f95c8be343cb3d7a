"""Compression of Streamlit's static files into a cache folder, by a separate process."""

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
    # The best quality, 11, takes twice as long for files that are 2 % smaller.
    BROTLI: lambda data: brotli.compress(data, quality=10),
}

# The script chunk that contains Plotly.
CHART_CHUNK = "PlotlyChart"
# The file in the cache folder with the reason why all of Plotly is served.
WHOLE_PLOTLY = "plotly_whole.txt"


def list_compressible_files(static_folder: Path) -> list[str]:
    """Return the paths of scripts and style sheets to precompress: "static/js/index.a1.js"."""
    return sorted(
        path.relative_to(static_folder).as_posix()
        for path in static_folder.rglob("*")
        if path.suffix in MEDIA_TYPES
    )


def is_chart_chunk(name: str) -> bool:
    """Return whether a file is the script with Plotly, of which only a part is served."""
    return Path(name).name.startswith(f"{CHART_CHUNK}.")


def compute_cache_key(trace_types: Collection[str]) -> str:
    """Return the cache folder's name, a hash of the trace types and of the code of plotly_subset.

    If either changes, the files are compressed anew.
    """
    source = Path(plotly_subset.__file__).read_bytes() + " ".join(sorted(trace_types)).encode()
    return sha256(source).hexdigest()[:12]  # tells versions apart


def is_missing(static_folder: Path, cache_folder: Path) -> bool:
    """Return whether any static file has not been compressed into the cache folder yet."""
    return any(
        not (cache_folder / (name + ending)).exists()
        for name in list_compressible_files(static_folder)
        for ending in COMPRESSORS
    )


def compress(static_folder: Path, cache_folder: Path, trace_types: Collection[str]) -> None:
    """Write each static file as `.gz` and `.br` into the cache folder, unless it is there.

    All gzip files are written first, within seconds; brotli, which browsers accept only over TLS,
    takes longer. If Plotly's bundle is not built as expected, all of it is compressed, and
    the reason is written into the file WHOLE_PLOTLY.
    """

    @cache
    def read_chart_chunk(name: str) -> bytes:
        """Return Plotly's script with only the used trace types, or unchanged if that fails.

        A failure is printed and noted in WHOLE_PLOTLY, for /healthz.
        """
        whole = (static_folder / name).read_text(encoding="utf-8")
        try:
            return plotly_subset.subset_plotly(whole, trace_types).encode()
        except ValueError as error:  # a version of Streamlit that is not supported yet
            print(f"{name} is served whole: {error}", file=sys.stderr)
            _write_compressed_file(cache_folder / WHOLE_PLOTLY, str(error).encode())
            return whole.encode()

    for ending, compressor in COMPRESSORS.items():
        for name in list_compressible_files(static_folder):
            target = cache_folder / (name + ending)
            if not target.exists():
                is_subset = is_chart_chunk(name)
                data = read_chart_chunk(name) if is_subset else (static_folder / name).read_bytes()
                _write_compressed_file(target, compressor(data))


def _write_compressed_file(target: Path, data: bytes) -> None:
    """Write a compressed file under a temporary name first, so that it is never seen incomplete."""
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_name(f"{target.name}.{os.getpid()}")
    unfinished.write_bytes(data)
    unfinished.replace(target)


def main(static_folder: Path, cache_folder: Path, trace_types: Collection[str]) -> None:
    """Compress static files at the lowest process priority, unless another process is doing so.

    That process holds a lock on a file in the cache folder, which ends with the process.
    """
    cache_folder.mkdir(parents=True, exist_ok=True)
    with (cache_folder / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        os.nice(19)  # the lowest priority: requests are served meanwhile
        compress(static_folder, cache_folder, trace_types)
