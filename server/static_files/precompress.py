"""The static files, compressed once: `python -m web FROM TO KIND…`, run beside a server."""

import fcntl
import gzip
import os
import sys
from collections.abc import Callable, Collection
from functools import cache as once
from hashlib import sha256
from pathlib import Path

import brotli

from server.static_files import plotly_subset

TEXT = {".css": "text/css", ".js": "text/javascript"}
GZIP, BROTLI = ".gz", ".br"
SQUEEZES: dict[str, Callable[[bytes], bytes]] = {
    GZIP: lambda data: gzip.compress(data, 9, mtime=0),
    BROTLI: brotli.compress,
}

# The chunk that draws charts, and has all of Plotly.
CHARTS = "PlotlyChart"


def compressible_files(static: Path) -> list[str]:
    """List the files worth compressing, as paths below `static` with forward slashes."""
    return sorted(
        path.relative_to(static).as_posix() for path in static.rglob("*") if path.suffix in TEXT
    )


def is_chart_chunk(name: str) -> bool:
    """Tell whether a file is the chunk that draws charts; what is served of it is less."""
    return Path(name).name.startswith(f"{CHARTS}.")


def cache_key(kinds: Collection[str]) -> str:
    """Name what is made of the files: another one where other kinds of chart are drawn."""
    made = Path(plotly_subset.__file__).read_bytes() + " ".join(sorted(kinds)).encode()
    return sha256(made).hexdigest()[:12]


def is_missing(static: Path, cache: Path) -> bool:
    """Tell whether a file is not compressed yet."""
    return any(
        not (cache / (name + ending)).exists()
        for name in compressible_files(static)
        for ending in SQUEEZES
    )


def compress(static: Path, cache: Path, kinds: Collection[str]) -> None:
    """Write each file's `.gz` and then its `.br` into the cache; what is there is left alone.

    gzip comes first and all of it within seconds: until brotli is through (about a minute) every
    browser gets that, and so do later those that reach the server without TLS, where browsers
    take no brotli.
    """
    held = compressible_files(static)

    @once
    def charts(name: str) -> bytes:
        whole = (static / name).read_text(encoding="utf-8")
        try:
            return plotly_subset.subset_plotly(whole, kinds).encode()
        except ValueError as fault:  # nobody has looked at this version of Streamlit yet
            print(f"{name} is served whole: {fault}", file=sys.stderr)
            return whole.encode()

    def read(name: str) -> bytes:
        return charts(name) if is_chart_chunk(name) else (static / name).read_bytes()

    for ending, squeeze in SQUEEZES.items():
        for name in held:
            target = cache / (name + ending)
            if not target.exists():
                _write(target, squeeze(read(name)))


def _write(target: Path, data: bytes) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_name(f"{target.name}.{os.getpid()}")
    unfinished.write_bytes(data)
    unfinished.replace(target)


def main(static: Path, cache: Path, kinds: Collection[str]) -> None:
    """Compress at the lowest priority, unless another process is at it already."""
    cache.mkdir(parents=True, exist_ok=True)
    with (cache / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        os.nice(19)
        compress(static, cache, kinds)
