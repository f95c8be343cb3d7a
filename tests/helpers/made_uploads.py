"""Files as offices send them, made here, and a small list of indicators to check them against."""

import datetime
import io
from functools import cache

import pandas as pd
import xlsxwriter

from file_formats import csv, yaml
from intake.check import check_files
from intake.check_options import CheckOptions
from intake.model.areas import AreaList
from intake.model.problem import Problem
from intake.model.reference import Reference
from intake.model.upload_labels import RememberedLabels
from intake.result import CheckResult
from tests.helpers.report_copy import REPORT

TODAY = datetime.date(2024, 11, 5)
COUNTIES = [
    *("海曙区", "江北区", "北仑区", "镇海区", "鄞州区"),
    *("奉化区", "象山县", "宁海县", "余姚市", "慈溪市"),
]
"""All counties of 宁波市."""
INDICATORS = """
- {code: members, name: {zh: 工会会员人数, en: Union members}, unit: {zh: 人, en: persons},
   classifiers: [人, 名], topic: new_employment, kind: stock, aggregation: last,
   terms: [会员人数, 会员数],
   breakdowns: [{code: women, name: {zh: 女会员, en: Women}, terms: [女性, 女]},
                {code: migrants, name: {zh: 农民工会员, en: Migrant workers}, terms: [农民工]}],
   checks: [members.women <= members]}
- {code: unions, name: {zh: 基层工会组织数, en: Primary unions}, unit: {zh: 个, en: unions},
   classifiers: [个, 家], topic: supervision, kind: stock, aggregation: last, terms: [基层工会组织],
   breakdowns: [{code: enterprise, name: {zh: 企业工会, en: Enterprises}},
                {code: institution, name: {zh: 事业单位工会, en: Institutions}},
                {code: office, name: {zh: 机关工会, en: Offices}}],
   checks: ["unions = unions.*"]}
- {code: funds, name: {zh: 工会经费收入, en: Union funds}, unit: {zh: 元, en: yuan},
   classifiers: [元], topic: new_employment, kind: flow, aggregation: sum}
- {code: notices, name: {zh: 提示函份数, en: Notices}, unit: {zh: 份, en: notices},
   classifiers: [份, 件], topic: supervision, kind: flow, aggregation: sum}
- {code: coverage, name: {zh: 建会率, en: Coverage}, unit: {zh: '%', en: '%'},
   classifiers: ['%'], topic: supervision, kind: ratio, aggregation: none}
- {code: model_workers, name: {zh: 劳动模范人数, en: Model workers}, unit: {zh: 人, en: persons},
   classifiers: [人, 名], topic: model_workers, kind: stock, aggregation: last}
"""
COLUMNS = [
    "indicator", "programme", "ref_area", "breakdown", "time_period", "as_reported", "value",
    "value_low", "value_high", "qualifier", "obs_status", "source", "locator", "note",
]  # fmt: skip
HEADER = ",".join(COLUMNS) + "\n"


@cache
def areas() -> AreaList:
    rows = csv.read_records((REPORT / "areas.csv").read_bytes())
    return AreaList.from_table(pd.DataFrame(rows))


def known(figures: pd.DataFrame | None = None, extra: str = "") -> Reference:
    indicators = yaml.load_yaml((INDICATORS + extra).encode())
    sources = ({"id": "yearbook-2023", "title": {"zh": "宁波工会年鉴", "en": "Yearbook"}},)
    programmes = ({"id": "ningbo-supervision", "name": {"zh": "一函两书", "en": "Scheme"}},)
    published = pd.DataFrame(columns=COLUMNS) if figures is None else figures
    return Reference(tuple(indicators), programmes, sources, areas(), published)


def published(*rows: tuple[str, str, str, str, float]) -> pd.DataFrame:
    """Published figures from (indicator, ref_area, breakdown, time_period, value)."""
    made = [
        dict.fromkeys(COLUMNS, "")
        | {"indicator": i, "ref_area": a, "breakdown": b, "time_period": t, "qualifier": "exact"}
        | {"value": v, "value_low": v, "value_high": v}
        for i, a, b, t, v in rows
    ]
    return pd.DataFrame(made, columns=COLUMNS)


def slow_table(labels: int = 20) -> bytes:
    """A CSV that is small, and whose labels take half a second each to be matched."""
    long = "工会会员人数" * 5_000
    return csv.write_csv([["指标", "2023年"], *([f"{n}{long}", "5"] for n in range(labels))])


def row(**cells: str) -> str:
    """One line of a tidy CSV; Ningbo in 2023 where nothing else is said."""
    made = {"indicator": "members", "ref_area": "330200", "time_period": "2023"} | cells
    cells = [made.get(name, "") for name in COLUMNS]
    return ",".join(f'"{cell}"' if "," in cell else cell for cell in cells) + "\n"


def upload(
    *files: tuple[str, bytes],
    base: Reference | None = None,
    remembered: RememberedLabels | None = None,
    **options: object,
) -> CheckResult:
    chosen = CheckOptions(today=TODAY, **options)  # type: ignore[arg-type]
    return check_files(files, base or known(), chosen, remembered)


def tidy(*lines: str, base: Reference | None = None, **options: object) -> CheckResult:
    return upload(("t.csv", (HEADER + "".join(lines)).encode()), base=base, **options)


def codes(checked: CheckResult, *levels: str) -> list[str]:
    wanted = levels or ("error", "warning", "notice")
    return [problem.code for problem in checked.problems if problem.level in wanted]


def figures(checked: CheckResult) -> list[tuple[str, str, str, str, float]]:
    columns = ["indicator", "ref_area", "breakdown", "time_period", "value"]
    return list(checked.figures[columns].itertuples(index=False, name=None))


def the(checked: CheckResult, code: str) -> Problem:
    """The only problem of a code."""
    (found,) = [problem for problem in checked.problems if problem.code == code]
    return found


def workbook(**sheets: list[list[object]]) -> bytes:
    """A workbook of plain sheets."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        for name, rows in sheets.items():
            fill(book.add_worksheet(name), rows)
    return out.getvalue()


def fill(
    sheet: xlsxwriter.worksheet.Worksheet, rows: list[list[object]], style: object = None
) -> None:
    for at, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            if cell not in (None, ""):
                sheet.write(at, column, cell, style)
