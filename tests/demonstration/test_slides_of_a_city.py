"""Slides of the city's charts name every county, as LibreOffice shows them."""

import subprocess

import pytest

from charts.catalogue import make_chart
from cli.exports import _build_chart_data
from curation.code_names import read_code_names
from demonstration.figures import COUNTIES, SPECIAL_CASES
from exports import ExportRequest, run_export
from locales import Words
from tests.helpers.office_pages import converted


@pytest.mark.browser
def test_every_bar_of_a_ranking_has_its_name_beside_it(snapshot, tmp_path):
    words = Words("zh", read_code_names(snapshot))
    chart = make_chart("new_members.ranking", _build_chart_data(snapshot, words))
    file = run_export(ExportRequest((chart,), words, snapshot.figures), "pptx")
    (tmp_path / "slides.pdf").write_bytes(converted(file.data, "pptx", tmp_path))
    command = ("pdftotext", tmp_path / "slides.pdf", "-")
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    said = "".join(said.split())
    late = SPECIAL_CASES["newest_month_missing"]["area"]
    reporting = [code for code in COUNTIES if code != late]
    missing = [name for name in words.areas(reporting).values() if name not in said]
    assert (len(reporting), missing) == (9, [])
