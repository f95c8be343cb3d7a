"""Which downloads there are, and what each is called."""

from collections.abc import Callable
from typing import Literal, get_args

from exports.data import readable, sdmx
from exports.data.columns import written
from exports.data.package import package
from exports.data.released import Released
from exports.data.workbook import workbook
from exports.filenames import file_name
from exports.request import Exported
from locales import Words

Kind = Literal["csv", "xlsx", "sdmx", "package"]
KINDS: tuple[Kind, ...] = get_args(Kind)


def make(kind: Kind, released: Released, words: Words) -> Exported:
    """Make a download of a release's figures; `sdmx` and `package` are the same in any language.

    The caller may have kept only some of the figures; `package` then describes those.
    Raises Refused `too_many_rows` where a sheet cannot hold the figures.
    """
    writer, _, media_type = _WRITERS[kind]
    return Exported(name(kind, released.release.number, words), media_type, writer(released, words))


def name(kind: Kind, release: int, words: Words, part: str = "") -> str:
    """Name a download's file in the reader's language, before it is made; `part` says of what."""
    said = words.say(f"exports.download_{kind}", release=release)
    return file_name("_".join(filter(None, (said, part))), _WRITERS[kind][1])


def _csv(released: Released, words: Words) -> bytes:
    return written(readable.columns(released.figures, words), bom=True)


_WRITERS: dict[Kind, tuple[Callable[[Released, Words], bytes], str, str]] = {
    "csv": (_csv, "csv", "text/csv; charset=utf-8"),
    "xlsx": (
        workbook,
        "xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
    "sdmx": (
        lambda released, words: sdmx.write(released),
        "csv",
        "application/vnd.sdmx.data+csv; version=2.0.0",
    ),
    "package": (lambda released, words: package(released), "zip", "application/zip"),
}
