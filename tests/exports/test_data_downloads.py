"""The downloads of the Data page, each read back by the readers of `files` and `curation`."""

import csv as plain_csv
import io
import json
import re
import zipfile
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from curation.releases import datasets
from exports import ExportError, data
from exports.data import readable_columns, release_workbook, sdmx
from exports.data.release_data import FIGURE_COLUMNS
from file_formats import csv, xlsx, yaml
from ledger import Snapshot
from locales import LANGUAGES, Words
from quantities.annual_targets import with_annual_targets, without_annual_targets
from tests.helpers.report_copy import REPORT

HOSTILE = (
    "=1+1",
    "+1",
    "-1+cmd",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "|calc",
    "%x",
    " =1",
    '""=1',
    "＝1",
    "'=1",
    "-5",
    "<script>window.__xss=1</script>",
    "\u202etxt",
)


def _figures_of(rows: list[list[object]]) -> pd.DataFrame:
    """Put the fourteen columns of figures.csv back together from a reader's table."""
    head = [
        *readable_columns.NAMED_COLUMNS,
        *(f"code:{name}" for name in readable_columns.CODE_COLUMNS),
    ]
    frame = pd.DataFrame(rows, columns=head)
    back = {
        name: frame[f"code:{name}" if name in readable_columns.CODE_COLUMNS else name]
        for name in FIGURE_COLUMNS
    }
    table = pd.DataFrame(back)
    for name in readable_columns.NUMBER_COLUMNS:
        table[name] = pd.to_numeric(table[name].where(table[name] != ""))
    return table


def _same(found: pd.DataFrame, wanted: pd.DataFrame) -> None:
    wanted = wanted[list(FIGURE_COLUMNS)]
    pd.testing.assert_frame_equal(
        found.astype(wanted.dtypes.to_dict()).reset_index(drop=True), wanted.reset_index(drop=True)
    )


def _hostile(snapshot: Snapshot) -> Snapshot:
    """The same release with texts that a spreadsheet would run in every free text column."""
    figures = snapshot.figures.copy()
    texts = pd.Series([HOSTILE[n % len(HOSTILE)] for n in range(len(figures))])
    return replace(snapshot, figures=figures.assign(locator=texts, note=texts, as_reported=texts))


@pytest.mark.parametrize("language", LANGUAGES)
def test_csv_opens_in_excel_and_is_read_back(
    language: str, snapshot: Snapshot, words: dict[str, Words]
) -> None:
    made = data.make_download("csv", snapshot, words[language])
    assert made.data.startswith("\ufeff".encode())
    assert (
        made.name
        == {
            "zh": "工会统计数据_第1版.csv",
            "en": "union-statistics_release-1.csv",
        }[language]
    )
    rows = csv.read_csv(made.data).rows
    assert len(rows) == 1 + 49
    assert (
        rows[0][:2]
        == {"zh": ["指标", "工作项目"], "en": ["Indicator name", "Programme name"]}[language]
    )
    assert len(set(rows[0])) == len(rows[0])
    _same(_figures_of(rows[1:]), snapshot.figures)


def test_csv_says_names_periods_and_qualifiers_in_words(
    snapshot: Snapshot, words: dict[str, Words]
) -> None:
    rows = csv.read_csv(data.make_download("csv", snapshot, words["zh"]).data).rows
    found = next(row for row in rows if row[5] == "177份")
    assert found[:8] == [
        "劳动法律监督提示函",
        "宁波市工会劳动法律监督“一函两书”",
        "宁波市",
        "",
        "2024年1—9月",
        "177份",
        "177",
        "份",
    ]
    assert found[10:12] == ["确数", "已核对"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_workbook_holds_typed_numbers_definitions_and_sources(
    language: str, snapshot: Snapshot, words: dict[str, Words]
) -> None:
    made = data.make_download("xlsx", snapshot, words[language])
    figures, definitions, sources, notes = xlsx.read_xlsx(made.data)
    assert [figures.name, definitions.name] == {
        "zh": ["数据", "指标解释"],
        "en": ["Figures", "Definitions"],
    }[language]
    at = readable_columns.NAMED_COLUMNS.index("value")
    assert all(isinstance(row[at], int | float) for row in figures.rows[1:])
    area = len(readable_columns.NAMED_COLUMNS) + readable_columns.CODE_COLUMNS.index("ref_area")
    assert all(isinstance(row[area], str) for row in figures.rows[1:])
    width = len(figures.rows[0])
    rows = [[*row, *[""] * (width - len(row))] for row in figures.rows[1:]]
    _same(_figures_of(rows), snapshot.figures)
    assert len(definitions.rows) == 1 + len(without_annual_targets(snapshot.indicators))
    assert len(sources.rows) == 1 + len(snapshot.sources)
    assert notes.rows[0][1] == 1


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_formula_like_text_stays_text_and_comes_back(
    kind: data.DownloadKind, snapshot: Snapshot, words: dict[str, Words]
) -> None:
    hostile = _hostile(snapshot)
    made = data.make_download(kind, hostile, words["zh"]).data
    if kind == "csv":
        raw = list(plain_csv.reader(io.StringIO(made.decode("utf-8-sig"), newline="")))
        cells = [cell for row in raw[1:] for cell in row]
        assert not [c for c in cells if re.match(r"[=+@\t\r\n|%＝]|-(?!\d+$)", c)]
        rows = csv.read_csv(made).rows[1:]
    else:
        with zipfile.ZipFile(io.BytesIO(made)) as book:
            sheets = [book.read(n) for n in book.namelist() if "sheets/" in n]
            assert not [s for s in sheets if b"<f>" in s or b"<hyperlink" in s]
        rows = [[*row, *[""] * (24 - len(row))] for row in xlsx.read_xlsx(made)[0].rows[1:]]
    back = _figures_of(rows)
    assert back["locator"].tolist() == hostile.figures["locator"].tolist()


def test_a_sheet_that_cannot_hold_the_figures_is_refused_by_name(
    snapshot: Snapshot, words: dict[str, Words], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(release_workbook, "MAX_ROWS", 48)
    with pytest.raises(ExportError) as refused:
        data.make_download("xlsx", snapshot, words["zh"])
    assert (refused.value.code, refused.value.values) == (
        "too_many_rows",
        {"limit": 48, "found": 49},
    )


@pytest.mark.parametrize(
    ("period", "frequency", "written"),
    [
        ("2024", "A", "2024"),
        ("2024-09", "M", "2024-09"),
        ("2024-11-03", "D", "2024-11-03"),
        ("2024-01/2024-09", "_O", "2024-01-01/P9M"),
        ("2024-01/2024-03", "Q", "2024-Q1"),
        ("2024-10/2024-12", "Q", "2024-Q4"),
        ("2024-02/2024-04", "_O", "2024-02-01/P3M"),
        ("2024-01/2024-06", "S", "2024-S1"),
        ("2024-07-01/2024-12-31", "S", "2024-S2"),
        ("2023-10/2024-03", "_O", "2023-10-01/P6M"),
        ("2024-01/2024-12", "A", "2024"),
        ("2023-11/2024-02", "_O", "2023-11-01/P4M"),
        ("2023/2024", "_O", "2023-01-01/P2Y"),
        ("2024-02-28/2024-03-01", "_O", "2024-02-28/P3D"),
    ],
)
def test_sdmx_periods(period: str, frequency: str, written: str) -> None:
    assert (sdmx.find_frequency_code(period), sdmx.format_time_period(period)) == (
        frequency,
        written,
    )


def test_sdmx_csv_names_structure_dimensions_and_attributes(
    snapshot: Snapshot, words: dict[str, Words]
) -> None:
    made = data.make_download("sdmx", snapshot, words["en"])
    assert not made.data.startswith("\ufeff".encode())
    rows = csv.read_records(made.data)
    assert len(rows) == 49
    first = "STRUCTURE STRUCTURE_ID ACTION FREQ INDICATOR PROGRAMME REF_AREA BREAKDOWN TIME_PERIOD"
    assert list(rows[0])[:9] == first.split()
    notices = next(row for row in rows if row["INDICATOR"] == "supervision_notices")
    assert notices == {
        "STRUCTURE": "dataflow",
        "STRUCTURE_ID": "UNION:FIGURES(1.0.0)",
        "ACTION": "I",
        "FREQ": "_O",
        "INDICATOR": "supervision_notices",
        "PROGRAMME": "ningbo-supervision",
        "REF_AREA": "330200",
        "BREAKDOWN": "_T",
        "TIME_PERIOD": "2024-01-01/P9M",
        "OBS_VALUE": "177",
        "OBS_STATUS": "A",
        "UNIT_MEASURE": "NOTICES",
        "UNIT_MULT": "0",
        "AS_REPORTED": "177份",
        "VALUE_LOW": "177",
        "VALUE_HIGH": "177",
        "QUALIFIER": "exact",
        "SOURCE": "page-2024-11-05",
        "LOCATOR": "ningbo-supervision ¶9",
        "COMMENT_OBS": "",
        "RELEASE": "1",
    }
    keys = ["INDICATOR", "PROGRAMME", "REF_AREA", "BREAKDOWN", "TIME_PERIOD"]
    assert len({tuple(row[key] for key in keys) for row in rows}) == 49
    pattern = re.compile(r"[A-Za-z0-9_@$-]+")
    assert all(pattern.fullmatch(row[key]) for row in rows for key in [*keys[:-1], "UNIT_MEASURE"])


def test_data_package_put_back_is_the_same_state(
    snapshot: Snapshot, words: dict[str, Words], tmp_path: Path
) -> None:
    made = data.make_download("package", snapshot, words["zh"])
    with zipfile.ZipFile(io.BytesIO(made.data)) as archive:
        archive.extractall(tmp_path)
    back = datasets.read_datasets(tmp_path)
    _same(back.figures, snapshot.figures)
    assert with_annual_targets(back.codes["indicators"]) == snapshot.indicators
    assert back.codes["programmes"] == snapshot.programmes
    assert back.codes["sources"] == snapshot.sources
    areas = datasets.read_datasets(REPORT).codes["areas"]
    pd.testing.assert_frame_equal(back.codes["areas"], areas)
    assert data.make_download("package", snapshot, words["zh"]).data == made.data


def test_data_package_describes_its_files(snapshot: Snapshot, words: dict[str, Words]) -> None:
    with zipfile.ZipFile(
        io.BytesIO(data.make_download("package", snapshot, words["zh"]).data)
    ) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    described = json.loads(files["datapackage.json"])
    names = {name for name in files if not name.startswith("datapackage")}
    assert {resource["path"] for resource in described["resources"]} == names
    assert described["version"] == "1.0.0"
    key = described["resources"][0]["schema"]["primaryKey"]
    assert key == ["indicator", "programme", "ref_area", "breakdown", "time_period"]
    required = described["resources"][0]["schema"]["fields"][0]["constraints"]["required"]
    assert required is True
    assert yaml.load_yaml(files["datapackage.yaml"])["resources"][0]["path"] == "figures.csv"
