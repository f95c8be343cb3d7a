"""U8: mutated files of every kind; `make drill` reads ten thousand of them."""

import io
import random
import resource
import zipfile
from time import monotonic

import docx as python_docx
import pypdf
import pytest

from curation.reports.report_reading import extract_text
from file_formats import FileFormatError
from intake.check_options import CheckOptions
from intake.in_child import check_files_in_child
from tests.helpers.drill import times
from tests.helpers.made_spreadsheets import old_workbook
from tests.helpers.made_uploads import TODAY, known
from tests.helpers.mutated_files import SEEDS, mutated
from tests.helpers.other_writers import PROGRAMS, excel_xml, html

LONGEST = 5.0  # seconds for one file
KINDS = {
    "csv": (40, 4250),
    "yaml": (40, 3500),
    "xlsx": (4, 500),
    "xls": (4, 500),
    "ods": (4, 500),
    "html": (4, 250),
    "docx": (4, 250),
    "pdf": (4, 250),
}


def document() -> bytes:
    made, out = python_docx.Document(), io.BytesIO()
    for text in ("宁波市总工会", "今年以来共发出提示函177份", "培训监督员4315人"):
        made.add_paragraph(text)
    made.save(out)
    return out.getvalue()


def pages() -> bytes:
    made, out = pypdf.PdfWriter(), io.BytesIO()
    made.add_blank_page(300, 300)
    made.add_metadata({"/Title": "177"})
    made.write(out)
    return out.getvalue()


SEEDS_OF = {
    "csv": [data for name, data in SEEDS.items() if name.endswith("csv")],
    "yaml": [SEEDS["tidy.yaml"]],
    "xlsx": [SEEDS["book.xlsx"]],
    "xls": [PROGRAMS["xlwt.xls"], PROGRAMS["libreoffice.xls"], old_workbook("notices")],
    "ods": [PROGRAMS["odfpy.ods"], PROGRAMS["libreoffice.ods"]],
    "html": [html(), excel_xml()],
    "docx": [document()],
    "pdf": [pages()],
}


def spoiled(data: bytes, dice: random.Random) -> bytes:
    """A file after accidents; for a container, every other time those of one part within it."""
    if not data.startswith(b"PK") or dice.random() < 0.5:
        return mutated(data, dice)
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        chosen = dice.choice(old.namelist())
        for name in old.namelist():
            part = old.read(name)
            new.writestr(name, mutated(part, dice) if name == chosen else part)
    return out.getvalue()


def read(kind: str, data: bytes) -> tuple[int, int]:
    """Read a file as an upload or as a report; gives how many figures and refusals it has."""
    if kind in ("docx", "pdf"):
        try:
            return len(extract_text(f"a.{kind}", data)), 0
        except FileFormatError as refusal:
            return 0, len([refusal.code])
    ending = "xls" if kind == "html" else kind
    checked = check_files_in_child([(f"a.{ending}", data)], known(), CheckOptions(today=TODAY))
    for problem in checked.problems:
        assert problem.code
        assert problem.file == f"a.{ending}"
    return checked.count, len(checked.errors)


@pytest.mark.parametrize("kind", KINDS)
def test_a_mutated_file_is_read_or_refused_in_time(kind, record_property):
    dice, tries = random.Random(kind), times(*KINDS[kind])
    slowest, refused, before = 0.0, 0, 0
    for number in range(tries):
        data = spoiled(dice.choice(SEEDS_OF[kind]), dice)
        begun = monotonic()
        refused += bool(read(kind, data)[1])
        slowest = max(slowest, monotonic() - begun)
        if number == tries // 10:
            before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    record_property("files", tries)
    record_property("refused", refused)
    record_property("slowest_s", round(slowest, 2))
    record_property("grown_mb", round(grown, 1))
    assert slowest < LONGEST
    assert grown < 50
    assert refused or tries < 50
