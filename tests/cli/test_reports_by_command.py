import json

import pytest

from tests.helpers.command_line import manage
from tests.helpers.report_documents import pdf_file, word_file

KEYS = [
    *("phrase", "value", "value_low", "value_high", "qualifier", "unit", "subject", "ref_area"),
    *("time_period", "start", "end", "indicator", "breakdown"),
]
BROKEN = {
    "binary.txt": bytes(range(256)) * 40,
    "broken.docx": b"PK\x03\x04" + bytes(50),
    "broken.pdf": b"%PDF-1.7 nothing",
    "long.txt": "份".encode() * 3_000_000,
}


def test_a_long_file_is_read_whole_and_in_order(folder):
    line = "宁波市总工会今年以来发出提示函177份，四分之三的职工受益。\n"
    (folder / "r.txt").write_text(line * 3000, "utf-8")
    found = manage(folder, "read-report", "r.txt", "--date", "2024-11-05", "--json")
    assert (found.status, len(found.json)) == (0, 6000)
    assert list(found.json[0]) == KEYS
    assert [row["start"] for row in found.json] == sorted(row["start"] for row in found.json)
    assert json.dumps(found.json[1]["value"]) == "75.0"


def test_a_word_document_and_a_pdf_are_read(folder, browser):
    def phrases(file):
        found = manage(folder, "read-report", file.name, "--date", "2024-11-05", "--json")
        assert found.status == 0
        return [(row["phrase"].replace(" ", ""), row["ref_area"]) for row in found.json]

    told = [("177份", "330200"), ("2016人", "330200")]
    assert phrases(word_file(folder)) == [*told, ("31", "330203"), ("26", "330281")]
    assert phrases(pdf_file(browser, folder)) == told


def test_a_text_without_a_quantity_gives_an_empty_list(folder):
    (folder / "r.txt").write_text("1," * 100_000, "utf-8")
    found = manage(folder, "read-report", "r.txt", "--date", "2024-11-05", "--json")
    assert (found.status, found.json) == (0, [])


@pytest.mark.parametrize("name", [*BROKEN, "nothing.txt", "."])
def test_a_file_that_is_no_report_is_refused_in_words(folder, name):
    if name in BROKEN:
        (folder / name).write_bytes(BROKEN[name])
    found = manage(folder, "read-report", name, "--date", "2024-11-05", "--json")
    assert (found.status, found.out) == (1, "")
    assert found.err.strip()
    assert "Traceback" not in found.err
