"""Every ending that a table's file may have is taken from a folder as from the desk."""

import pytest

from exports.zip_archive import zip_files
from file_formats import detect_format, xlsx, yaml
from tests.helpers.command_line import HAISHU, HEADER, SAYING_WHO, manage, table
from tests.helpers.made_spreadsheets import ods_of, old_workbook

ROW = dict(zip(HEADER.split(","), HAISHU.split(","), strict=True))
BY_KIND = {
    "csv": table(HAISHU).encode(),
    "xlsx": xlsx.write_xlsx([xlsx.SheetToWrite("数据", [list(ROW), list(ROW.values())])]),
    "xls": old_workbook("notices"),
    "package": zip_files({"figures.csv": table(HAISHU).encode()}),
    "ods": ods_of([list(ROW), list(ROW.values())]),
    "yaml": yaml.dump_yaml([{name: cell for name, cell in ROW.items() if cell}]),
}


def test_every_format_of_tables_has_an_example_here():
    assert {
        detect_format.ENDINGS[ending] for ending in detect_format.TABLE_ENDINGS
    } - BY_KIND.keys() == set()


@pytest.mark.parametrize(
    "ending", [e for e in detect_format.TABLE_ENDINGS if detect_format.ENDINGS[e] in BY_KIND]
)
@pytest.mark.parametrize("shape", [str.lower, str.upper], ids=["small", "large"])
def test_a_folder_is_read_whatever_the_ending_of_its_tables(folder, ending, shape):
    inside = folder / "counties"
    inside.mkdir()
    (inside / f"海曙{shape(ending)}").write_bytes(BY_KIND[detect_format.ENDINGS[ending]])
    for name in ("说明.docx", "说明.pdf", "~$海曙.xlsx", ".海曙.csv"):
        (inside / name).write_bytes(b"nothing of ours")
    done = manage(folder, "publish", "counties", *SAYING_WHO, "--json").json
    assert (done["problems"], done["figures"], done["release"], done["added"]) == ([], 1, 2, 1)
