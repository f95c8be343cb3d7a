"""The static files, compressed once: `python compress.py FROM TO`, run beside a server."""

import fcntl
import gzip
import os
import sys
from collections.abc import Callable
from pathlib import Path

import brotli

TEXT = {".css": "text/css", ".js": "text/javascript"}
GZIP, BROTLI = ".gz", ".br"


def names(static: Path) -> list[str]:
    """List the files worth compressing, as paths below `static` with forward slashes."""
    return sorted(
        path.relative_to(static).as_posix() for path in static.rglob("*") if path.suffix in TEXT
    )


def compress(static: Path, cache: Path) -> None:
    """Write each file's `.gz` and then its `.br` into the cache; what is there is left alone.

    gzip comes first and all of it within seconds: until brotli is through (about a minute) every
    browser gets that, and so do later those that reach the server without TLS, where browsers
    take no brotli.
    """
    held = names(static)
    for name in held:
        _write(cache / (name + GZIP), static / name, lambda data: gzip.compress(data, 9, mtime=0))
    for name in held:
        _write(cache / (name + BROTLI), static / name, lambda data: brotli.compress(data))


def _write(target: Path, source: Path, squeeze: Callable[[bytes], bytes]) -> None:
    if target.exists():
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_name(f"{target.name}.{os.getpid()}")
    unfinished.write_bytes(squeeze(source.read_bytes()))
    unfinished.replace(target)


def main(static: Path, cache: Path) -> None:
    """Compress at the lowest priority, unless another process is at it already."""
    cache.mkdir(parents=True, exist_ok=True)
    with (cache / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        os.nice(19)
        compress(static, cache)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
