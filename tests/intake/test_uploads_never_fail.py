"""Whatever a file holds, the answer is figures and problems, each with its code and place."""

import random

import pytest
from hypothesis import strategies as st

from file_formats import csv
from intake.check import check_files
from intake.check_options import CheckOptions
from intake.in_child import check_files_in_child
from intake.problem_messages import format_advice, format_place, format_problem_message
from locales import Words
from tests.helpers.examples import given, settings
from tests.helpers.made_uploads import TODAY, known, upload
from tests.helpers.mutated_files import SEEDS, mutated


def assert_well_formed(files: list[tuple[str, bytes]]) -> None:
    # A hostile workbook can end the process that reads it.
    has_workbook = any(name.endswith(".xlsx") for name, _ in files)
    check = check_files_in_child if has_workbook else check_files
    checked = check(files, known(), CheckOptions(today=TODAY))
    assert len(checked.figures) == checked.count == len(checked.places)
    for problem in checked.problems:
        assert problem.code
        assert problem.file or problem.code in ("replace_removes", "relation_unreadable")
        for language in ("zh", "en"):
            words = Words(language)
            assert format_problem_message(problem, words)
            assert format_advice(problem, words)
            assert format_place(problem, words) or not problem.file
    if not checked.errors:
        assert checked.figures["value"].notna().all()
        assert (checked.figures[["indicator", "ref_area", "time_period"]] != "").all(axis=None)


@pytest.mark.parametrize("seed", range(40))
@pytest.mark.parametrize("name", sorted(set(SEEDS) - {"book.xlsx"}))
def test_mutated_texts(name: str, seed: int) -> None:
    chance = random.Random(f"{name} {seed}")
    for _ in range(3):
        assert_well_formed([(name, mutated(SEEDS[name], chance))])


@pytest.mark.parametrize("seed", range(12))
def test_mutated_workbooks(seed: int) -> None:
    chance = random.Random(seed)
    assert_well_formed([("book.xlsx", mutated(SEEDS["book.xlsx"], chance))])


@settings(max_examples=60)
@given(
    st.binary(max_size=400),
    st.sampled_from(["a.csv", "a.xlsx", "a.yaml", "a.pdf", "a", "..\\x.csv"]),
)
def test_any_bytes(data: bytes, name: str) -> None:
    assert_well_formed([(name, data)])


LABELS = """
指标 地区 2023年 合计 海曙区 其中： 工会会员人数 注： 单位：万人 … 50% 2300万余元 提示函份数
"""
CELLS = st.one_of(
    st.sampled_from(["", *LABELS.split()]),
    st.integers(-10, 10**6).map(str),
    st.floats(allow_nan=True).map(str),
    st.text(max_size=6),
)


@settings(max_examples=60)
@given(st.lists(st.lists(CELLS, max_size=5), max_size=8))
def test_any_table(rows: list[list[str]]) -> None:
    assert_well_formed([("a.csv", csv.write_csv(rows))])


def test_many_files_at_once() -> None:
    files = [*SEEDS.items(), ("empty.csv", b""), ("scan.pdf", b"%PDF-1.4"), ("x.exe", b"MZ")]
    assert_well_formed(files)
    checked = upload(*files)
    assert {problem.file for problem in checked.problems if problem.domain == "files"} == {
        "empty.csv", "scan.pdf", "x.exe",
    }  # fmt: skip
