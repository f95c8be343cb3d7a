"""Buttons that download the tables of a page as they are shown, as XLSX and CSV."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple

import streamlit as st

from app_pages.state import release
from exports.filenames import build_file_name
from file_formats.csv import write_csv
from file_formats.sheet import Cell
from file_formats.xlsx import SheetToWrite, write_xlsx

Rows = Sequence[Sequence[Cell | None]]


class DownloadTable(NamedTuple):
    """A table for a file: the name of its sheet, and its rows, the first of which has headings."""

    name: str
    rows: Rows


def show_downloads(
    title: str, build_tables: Callable[[], Sequence[DownloadTable]], key: str
) -> None:
    """Show buttons that download tables as an XLSX workbook, and the first of them as CSV.

    `build_tables` is called outside a session when a button is clicked: it must not read the URL or
    the session. `title` names the files by place, subject and month; `key` makes the keys of the
    buttons.
    """
    words = release.get_current_chart_data().words
    with st.container(horizontal=True, key=f"take-{key}", gap="small"):
        for ending, write in (("xlsx", _write_workbook), ("csv", _write_csv)):
            st.download_button(
                words.say(f"totals.take_{ending}"),
                data=partial(write, build_tables, title),
                file_name=build_file_name(title, ending),
                key=f"take-{ending}-{key}",
                on_click="ignore",
            )


def _write_workbook(build_tables: Callable[[], Sequence[DownloadTable]], title: str) -> bytes:
    """Return all tables as a workbook with a sheet each."""
    sheets = [SheetToWrite(table.name, table.rows) for table in build_tables()]
    return write_xlsx(sheets, title)


def _write_csv(build_tables: Callable[[], Sequence[DownloadTable]], _title: str) -> bytes:
    """Return the first of the tables as CSV, with a byte order mark: Excel then reads it as UTF-8.

    The unused title is the same argument as that of `_write_workbook`.
    """
    return write_csv(build_tables()[0].rows, bom=True)
