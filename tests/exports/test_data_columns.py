"""Units, statuses and columns of downloads: what is null, worded, guarded and listed."""

import io
import zipfile

import pandas as pd
import pyarrow as pa
import pytest

from charts.labels import format_status
from exports import data
from exports.data import arrow_columns, sdmx
from exports.zip_archive import zip_files
from locales import Words


def test_statuses_have_words_and_unknown_ones_keep_their_letter() -> None:
    words = Words("zh")
    found = {letter: format_status(letter, words) for letter in "AVEPMX"}
    assert found == {
        "A": "已核对",
        "V": "待复核",
        "E": "估计值",
        "P": "初步数",
        "M": "缺失",
        "X": "X",
    }


@pytest.mark.parametrize(
    ("unit", "code"),
    [
        ({"zh": "人", "en": "people"}, "PS"),
        ({"zh": "元", "en": "yuan"}, "CNY"),
        ({"zh": "%", "en": "%"}, "PT"),
        ({"zh": "份", "en": "notices"}, "NOTICES"),
        ({"zh": "支"}, "U652F"),
        ({"zh": "支", "en": "支"}, "U652F"),
        ({"zh": "人次", "en": "visits (persons) / year"}, "VISITS_PERSONS_YEAR"),
    ],
)
def test_units_have_codes(unit: dict[str, str], code: str) -> None:
    assert sdmx.build_unit_code(unit) == code


def test_a_zip_without_a_time_is_the_same_on_any_day() -> None:
    made = zip_files({"乙.txt": b"2", "甲.txt": b"1"})
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        assert archive.namelist() == ["乙.txt", "甲.txt"]
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert archive.read("甲.txt") == b"1"
    assert made == zip_files({"乙.txt": b"2", "甲.txt": b"1"})


def test_every_kind_of_download_is_listed() -> None:
    assert data.DOWNLOAD_KINDS == ("csv", "xlsx", "sdmx", "sdmx_structure", "package")


def test_missing_cells_are_null_and_every_text_is_worded_once() -> None:
    taken = arrow_columns.to_arrow(pd.Series([1.5, float("nan"), 3.0]))
    assert taken.to_pylist() == [1.5, None, 3.0]
    asked: list[str] = []

    def told(text: str) -> str:
        asked.append(text)
        return text.upper()

    worded = arrow_columns.map_unique(pa.array(["a", "b", "a", None]), told)
    assert worded.to_pylist() == ["A", "B", "A", None]
    assert sorted(asked) == ["a", "b"]
    assert arrow_columns.repeat_value("I", 3).to_pylist() == ["I"] * 3


def test_texts_that_would_run_carry_an_apostrophe_and_numbers_do_not() -> None:
    table = {"=head": pa.array(["=1+1", "plain", "-5"]), "n": pa.array([-1.0, 2.0, None])}
    lines = arrow_columns.write_csv(table).decode().splitlines()
    assert lines[1:] == ['"\'=1+1",-1', '"plain",2', '"-5",']
    assert lines[0].lstrip('"').startswith("'=head")
