"""Every column of every download, cell by cell, of two figures that differ in all of them."""

import io
import json
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from exports import data
from exports.data import release_workbook
from exports.errors import ExportError
from file_formats import csv, yaml
from ledger import Snapshot
from locales import LANGUAGES, Words
from tests.helpers.opened_workbooks import Sheet, sheets_of, title_of
from tests.helpers.releases import INDICATORS, SOURCES, small
from tests.helpers.small_progress import words_of

SOURCE = {
    **SOURCES[0],
    "citation": {"zh": "《某报》第1版", "en": "A paper, page 1"},
    "url": "https://example.org/1",
    "date_accessed": "2024-12-01",
    "sha256": "ab" * 32,
}


OTHER = {
    **SOURCE,
    "id": "t",
    "title": {"zh": "年报", "en": "Yearbook"},
    "producer": {"zh": "统计局", "en": "Bureau"},
    "date_published": "2023-03",
    "url": "",
    "sha256": "cd" * 32,
}


DEFINED = [
    {**each, "definition": {"zh": f"解释{n}", "en": f"Meaning {n}"}}
    for n, each in enumerate(INDICATORS)
]


ROWS = {"visits.p.330200..2024-01/2024-09": "超1200人", "members..330000.women.2024-10": "0.5万人"}


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    lists: dict[str, Any] = {"sources": [SOURCE, OTHER], "indicators": DEFINED}
    found = small(tmp_path_factory.mktemp("cells"), ROWS, **lists)
    told = found.figures["indicator"] == "visits"
    figures = found.figures.assign(
        source=["s" if each else "t" for each in told],
        locator=["art ¶2" if each else "第3页" for each in told],
        note=["说明 | Remark" if each else "" for each in told],
        obs_status=["A" if each else "E" for each in told],
    )
    at = replace(found.release, number=12, at=datetime(2024, 11, 5, 6, 7, 8, tzinfo=UTC))
    return replace(found, figures=figures, release=at)


def rows_of(made: bytes) -> dict[str, dict[str, str]]:
    """Each row of a CSV by its indicator's code, as headings and cells."""
    rows = csv.read_records(made)
    code = next(name for name in ("指标代码", "Indicator", "INDICATOR") if name in rows[0])
    return {row[code]: row for row in rows}


def test_the_table_of_a_reader_says_names_first_and_codes_after(release: Snapshot) -> None:
    rows = rows_of(data.make_download("csv", release, words_of(release)).data)
    assert list(rows) == list(release.figures["indicator"])
    assert rows["visits"] == {
        "指标": "指标6",
        "工作项目": "甲项目",
        "地区": "宁波市",
        "分组": "",
        "报告期": "2024年1—9月",
        "原文数值": "超1200人",
        "数值": "1200",
        "计量单位": "人",
        "下限": "1200",
        "上限": "",
        "限定词": "超过",
        "数据状态": "已核对",
        "数据来源": "某报2024年11月5日",
        "原文位置": "art ¶2",
        "备注": "说明",
        "指标代码": "visits",
        "工作项目代码": "p",
        "地区代码": "330200",
        "分组代码": "",
        "报告期代码": "2024-01/2024-09",
        "限定词代码": "more_than",
        "数据状态代码": "A",
        "数据来源代码": "s",
        "备注全文": "说明 | Remark",
    }


def test_what_belongs_to_no_programme_and_is_a_part_says_so(release: Snapshot) -> None:
    rows = rows_of(data.make_download("csv", release, words_of(release)).data)
    assert rows["members"] == {
        "指标": "指标7",
        "工作项目": "",
        "地区": "浙江省",
        "分组": "女",
        "报告期": "2024年10月",
        "原文数值": "0.5万人",
        "数值": "5000",
        "计量单位": "人",
        "下限": "5000",
        "上限": "5000",
        "限定词": "确数",
        "数据状态": "估计值",
        "数据来源": "统计局2023年3月",
        "原文位置": "第3页",
        "备注": "",
        "指标代码": "members",
        "工作项目代码": "",
        "地区代码": "330000",
        "分组代码": "women",
        "报告期代码": "2024-10",
        "限定词代码": "exact",
        "数据状态代码": "E",
        "数据来源代码": "t",
        "备注全文": "",
    }


def test_an_english_reader_gets_english_names_and_half_of_a_note(release: Snapshot) -> None:
    rows = csv.read_records(data.make_download("csv", release, words_of(release, "en")).data)
    visits = next(row for row in rows if "visits" in row.values())
    assert list(visits.values())[:15] == [
        *("Visits", "Programme p", "Ningbo", "", "January–September 2024", "超1200人", "1200"),
        *("people", "1200", "", "More than", "Reviewed", "A paper, 5 November 2024", "art ¶2"),
        "Remark",
    ]


def test_a_csv_is_written_for_excel_and_an_sdmx_file_for_programs(release: Snapshot) -> None:
    words = words_of(release)
    for_excel, for_programs = (
        data.make_download(kind, release, words).data for kind in ("csv", "sdmx")
    )
    assert for_excel[:3] == b"\xef\xbb\xbf"
    assert for_programs[:1] == b"S"
    assert (for_excel.count(b"\r\n"), for_programs.count(b"\r")) == (3, 0)
    assert for_programs.count(b"\n") == 3
    assert for_excel.count(b"\n") == 3


def test_every_column_of_sdmx(release: Snapshot) -> None:
    rows = rows_of(data.make_download("sdmx", release, words_of(release)).data)
    assert list(rows["visits"].items()) == [
        ("STRUCTURE", "dataflow"),
        ("STRUCTURE_ID", "UNION:FIGURES(1.0.0)"),
        ("ACTION", "I"),
        ("FREQ", "_O"),
        ("INDICATOR", "visits"),
        ("PROGRAMME", "p"),
        ("REF_AREA", "330200"),
        ("BREAKDOWN", "_T"),
        ("TIME_PERIOD", "2024-01-01/P9M"),
        ("OBS_VALUE", "1200"),
        ("OBS_STATUS", "A"),
        ("UNIT_MEASURE", "PS"),
        ("UNIT_MULT", "0"),
        ("AS_REPORTED", "超1200人"),
        ("VALUE_LOW", "1200"),
        ("VALUE_HIGH", ""),
        ("QUALIFIER", "more_than"),
        ("SOURCE", "s"),
        ("LOCATOR", "art ¶2"),
        ("COMMENT_OBS", "说明 | Remark"),
        ("RELEASE", "12"),
    ]
    assert list(rows["members"].values()) == [
        *("dataflow", "UNION:FIGURES(1.0.0)", "I", "M", "members", "_Z", "330000", "women"),
        *("2024-10", "5000", "E", "PS", "0", "0.5万人", "5000", "5000", "exact", "t", "第3页"),
        *("", "12"),
    ]


def sheets(release: Snapshot, language: Any = "zh") -> dict[str, Sheet]:
    made = data.make_download("xlsx", release, words_of(release, language)).data
    return {sheet.name: sheet for sheet in sheets_of(made)}


def test_a_workbook_has_its_sheets_in_order_and_a_title(release: Snapshot) -> None:
    assert list(sheets(release)) == ["数据", "指标解释", "数据来源", "说明"]
    assert list(sheets(release, "en")) == ["Figures", "Definitions", "Sources", "Notes"]
    made = data.make_download("xlsx", release, words_of(release)).data
    assert title_of(made) == "工会统计数据 第12版"


def test_the_sheet_of_figures_holds_the_cells_of_the_csv_with_numbers_as_numbers(
    release: Snapshot,
) -> None:
    sheet = sheets(release)["数据"]
    rows = csv.read_csv(data.make_download("csv", release, words_of(release)).data).rows
    assert sheet.rows[0] == rows[0]
    for cells, texts in zip(sheet.rows[1:], rows[1:], strict=True):
        assert [c if isinstance(c, str) else f"{c:g}" for c in cells] == [
            *texts,
            *[""] * (24 - len(texts)),
        ]
    numbers = [
        [n for n, cell in enumerate(row) if not isinstance(cell, str)] for row in sheet.rows[1:]
    ]
    by_code = dict(zip(release.figures["indicator"], numbers, strict=True))
    assert by_code == {"visits": [6, 8], "members": [6, 8, 9]}
    assert sheet.texts == set(range(24)) - {6, 8, 9}
    assert (sheet.frozen, sheet.wraps) == (1, False)
    widths = {0: 26, 1: 26, 2: 18, 12: 24, 14: 30}
    assert {n: round(width) for n, width in sheet.widths.items()} == {
        n: round(widths.get(n, 14) + 0.71) for n in range(24)
    }


def test_the_sheet_of_definitions_has_every_indicator(release: Snapshot) -> None:
    sheet = sheets(release)["指标解释"]
    assert sheet.rows[:3] == [
        ["指标", "指标解释", "计量单位", "专题", "类型", "汇总方式", "代码"],
        ["指标6", "解释0", "人", "supervision", "时期数", "求和", "visits"],
        ["指标13", "解释1", "人", "supervision", "目标", "不汇总", "visits_target"],
    ]
    assert [row[-1] for row in sheet.rows[1:]] == [each["code"] for each in INDICATORS]
    assert {row[4] for row in sheet.rows[1:]} == {"时期数", "目标", "时点数", "比率"}
    assert {row[5] for row in sheet.rows[1:]} == {"求和", "取最新", "不汇总"}
    assert [round(w - 0.71) for n, w in sorted(sheet.widths.items())] == [
        26,
        60,
        12,
        18,
        10,
        14,
        28,
    ]
    assert (sheet.frozen, sheet.wraps, sheet.texts) == (1, True, set(range(7)))


def test_the_sheet_of_sources_has_every_source(release: Snapshot) -> None:
    sheet = sheets(release)["数据来源"]
    assert sheet.rows == [
        [
            "标题",
            "发布单位",
            "发布日期",
            "查阅日期",
            "引用说明",
            "网址",
            "文件校验值（SHA-256）",
            "代码",
        ],
        [
            *("来源", "某报", "2024年11月5日", "2024年12月1日", "《某报》第1版"),
            *("https://example.org/1", "ab" * 32, "s"),
        ],
        ["年报", "统计局", "2023年3月", "2024年12月1日", "《某报》第1版", "", "cd" * 32, "t"],
    ]
    assert [round(w - 0.71) for n, w in sorted(sheet.widths.items())] == [
        40,
        28,
        16,
        16,
        60,
        40,
        20,
        18,
    ]
    assert (sheet.frozen, sheet.wraps, sheet.texts) == (1, True, set(range(8)))


def test_the_sheet_of_notes_says_which_release_and_what_words_mean(release: Snapshot) -> None:
    sheet = sheets(release)["说明"]
    assert sheet.rows[:3] == [["数据版本", 12], ["发布日期", "2024年11月5日"], ["数据项数", 2]]
    assert [row[0] for row in sheet.rows[3:]] == [
        *(
            "数值",
            "下限、上限",
            "代码列",
            "确数",
            "余（多）",
            "以上",
            "超过",
            "近",
            "不足",
            "约",
            "概数",
        ),
    ]
    told = {row[0]: row[1] for row in sheet.rows[3:]}
    assert told["下限、上限"] == "由限定词得出；空白表示未报告，不是零。"
    assert told["超过"] == "大于数值，上限未报告。"
    assert len(set(told.values())) == len(told)
    assert (sheet.frozen, sheet.wraps, sheet.texts) == (0, True, set())
    assert [round(w - 0.71) for n, w in sorted(sheet.widths.items())] == [20, 80]


def test_exactly_as_many_rows_as_a_sheet_holds_are_written(
    release: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert release_workbook.MAX_ROWS == 2**20 - 1
    monkeypatch.setattr(release_workbook, "MAX_ROWS", 2)
    assert len(sheets(release)["数据"].rows) == 3
    monkeypatch.setattr(release_workbook, "MAX_ROWS", 1)
    with pytest.raises(ExportError) as refused:
        sheets(release)
    assert refused.value.values == {"limit": 1, "found": 2}


def files_of(made: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_a_package_holds_the_tables_of_the_release_in_order(release: Snapshot) -> None:
    files = files_of(data.make_download("package", release, words_of(release)).data)
    assert list(files) == [
        *("figures.csv", "indicators.yaml", "programmes.yaml", "sources.yaml", "areas.csv"),
        *("charts.yaml", "datapackage.yaml", "datapackage.json"),
    ]
    assert data.build_package_files(release) == files
    rows = {row["indicator"]: row for row in csv.read_records(files["figures.csv"])}
    assert list(rows["visits"].items()) == [
        ("indicator", "visits"),
        ("programme", "p"),
        ("ref_area", "330200"),
        ("breakdown", ""),
        ("time_period", "2024-01/2024-09"),
        ("as_reported", "超1200人"),
        ("value", "1200"),
        ("value_low", "1200"),
        ("value_high", ""),
        ("qualifier", "more_than"),
        ("obs_status", "A"),
        ("source", "s"),
        ("locator", "art ¶2"),
        ("note", "说明 | Remark"),
    ]
    areas = csv.read_records(files["areas.csv"])
    assert list(areas[3].items()) == [
        ("code", "330200"),
        ("name_zh", "宁波市"),
        ("name_en", "Ningbo"),
        ("parent", "330000"),
        ("level", "prefecture"),
        ("tile_row", ""),
        ("tile_col", ""),
    ]
    assert (areas[1]["tile_row"], areas[1]["tile_col"]) == ("4", "6")
    assert [each["id"] for each in yaml.load_yaml(files["sources.yaml"])] == ["s", "t"]
    assert [each["id"] for each in yaml.load_yaml(files["programmes.yaml"])] == ["p", "q"]
    assert [each["code"] for each in yaml.load_yaml(files["indicators.yaml"])] == [
        each["code"] for each in INDICATORS
    ]


def test_a_package_describes_each_file_by_size_and_hash(release: Snapshot) -> None:
    files = files_of(data.make_download("package", release, words_of(release)).data)
    described = json.loads(files["datapackage.json"])
    assert (described["version"], described["created"]) == ("12.0.0", "2024-11-05T06:07:08Z")
    found = {each["path"]: (each.get("bytes"), each["hash"]) for each in described["resources"]}
    assert found == {
        # Frictionless does not count the bytes of YAML.
        name: (
            len(files[name]) if name.endswith(".csv") else None,
            "sha256:" + sha256(files[name]).hexdigest(),
        )
        for name in (
            "figures.csv",
            "indicators.yaml",
            "programmes.yaml",
            "sources.yaml",
            "areas.csv",
            "charts.yaml",
        )
    }
    assert b'\n  "' in files["datapackage.json"]  # people read it too
    again = data.make_download(
        "package", replace(release, release=replace(release.release, number=13)), Words("zh")
    )
    assert json.loads(files_of(again.data)["datapackage.json"])["version"] == "13.0.0"


def test_the_description_has_truth_values_and_numbers_of_its_own_type(release: Snapshot) -> None:
    files = files_of(data.make_download("package", release, words_of(release)).data)
    described = json.loads(files["datapackage.json"])

    def constraints(value: Any) -> dict[str, set[type]]:
        found: dict[str, set[type]] = {}
        if isinstance(value, dict):
            for name, part in value.items():
                if name in ("required", "unique", *COUNTED):
                    found.setdefault(name, set()).add(type(part))
                for inner, kinds in constraints(part).items():
                    found.setdefault(inner, set()).update(kinds)
        if isinstance(value, list):
            for part in value:
                for inner, kinds in constraints(part).items():
                    found.setdefault(inner, set()).update(kinds)
        return found

    kinds = constraints(described)
    assert kinds["required"] <= {bool, list}
    assert bool in kinds["required"]
    assert {name: kind for name, kind in kinds.items() if name in COUNTED and kind != {int}} == {}
    assert set(kinds) & set(COUNTED)


COUNTED = ("minItems", "maxItems", "minLength", "maxLength", "maxProperties", "minimum")


def test_files_in_the_package_bear_the_time_of_the_release(release: Snapshot) -> None:
    made = data.make_download("package", release, words_of(release)).data
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(2024, 11, 5, 6, 7, 8)}
        assert {entry.compress_type for entry in archive.infolist()} == {zipfile.ZIP_DEFLATED}
        assert {entry.external_attr >> 16 for entry in archive.infolist()} == {0o644}


@pytest.mark.parametrize(
    ("kind", "chinese", "english", "media_type"),
    [
        (
            "csv",
            "工会统计数据_第12版.csv",
            "union-statistics_release-12.csv",
            "text/csv; charset=utf-8",
        ),
        (
            "xlsx",
            "工会统计数据_第12版.xlsx",
            "union-statistics_release-12.xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
        (
            "sdmx",
            "工会统计数据_第12版_SDMX.csv",
            "union-statistics_release-12_SDMX.csv",
            "application/vnd.sdmx.data+csv; version=2.0.0",
        ),
        (
            "package",
            "工会统计数据包_第12版.zip",
            "union-statistics_release-12_data-package.zip",
            "application/zip",
        ),
    ],
)
def test_downloads_are_named_in_the_readers_language(
    kind: data.DownloadKind, chinese: str, english: str, media_type: str, release: Snapshot
) -> None:
    made = {each: data.make_download(kind, release, words_of(release, each)) for each in LANGUAGES}
    assert {each: file.name for each, file in made.items()} == {"zh": chinese, "en": english}
    assert {file.media_type for file in made.values()} == {media_type}
    assert data.build_download_name(kind, 12, Words("zh")) == chinese
    stem, dot, ending = chinese.rpartition(".")
    assert data.build_download_name(kind, 12, Words("zh"), "筛选") == f"{stem}_筛选{dot}{ending}"


def test_only_the_figures_that_were_chosen_are_packed(release: Snapshot, tmp_path: Path) -> None:
    some = replace(release, figures=release.figures[release.figures["indicator"] == "visits"])
    assert len(rows_of(data.make_download("csv", some, words_of(release)).data)) == 1
    files = files_of(data.make_download("package", some, words_of(release)).data)
    assert len(csv.read_records(files["figures.csv"])) == 1
