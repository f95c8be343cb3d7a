"""Releases made at random of everything that can be published, each in a store of its own."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

import ledger
import settings
from auth import operator_actor
from curation.releases.publishing import publish_upload
from curation.releases.upload_review import Upload, check_upload
from curation.upload_answers import Answers
from curation.workspace import Workspace
from file_formats import csv
from ledger import Provenance
from tests.helpers.releases import codes, figures_of
from tests.helpers.report_copy import CONFIG
from tests.helpers.workspaces import workspace_at

COLUMNS = (
    *("indicator", "programme", "ref_area", "breakdown", "time_period", "as_reported"),
    *("value", "unit", "obs_status", "source", "locator", "note"),
)
Row = tuple[str, ...]


def _named(zh: str, en: str = "") -> dict[str, str]:
    return {"zh": zh, "en": en} if en else {"zh": zh}


def _indicator(code: str, unit: dict[str, str], kind: str = "flow", **more: Any) -> dict[str, Any]:
    return {
        "code": code,
        "name": _named(f"{code}数", f"Number of {code}"),
        "definition": _named(f"{code}的数目。", f"The number of {code}."),
        "unit": unit,
        "classifiers": [unit["zh"]],
        "topic": "organisation",
        "kind": kind,
        "aggregation": {"flow": "sum", "stock": "last"}.get(kind, "none"),
        **more,
    }


PEOPLE, YUAN = _named("人", "people"), _named("元", "yuan")
INDICATORS: list[dict[str, Any]] = [
    _indicator("visits", PEOPLE),
    _indicator("dues", YUAN, name=_named('经费, "实收"\n（含上缴）', "=dues, 'paid'")),
    _indicator(
        "members",
        PEOPLE,
        "stock",
        breakdowns=[
            {"code": "women", "name": _named("女, 会员", "Women; all")},
            {"code": "men", "name": _named("男")},
        ],
        terms=["成员总量"],
    ),
    _indicator("growth", _named("%", "%"), "ratio", classifiers=["%", "个百分点"]),
    _indicator("teams", _named("支")),
    _indicator("plan", PEOPLE, "target", target_for="visits", name=_named("visits计划", "Plan")),
]
PROGRAMMES: list[dict[str, Any]] = [
    {"id": "p", "name": _named("甲项目", "Programme p"), "ref_area": "330200"},
    {"id": "q-1", "name": _named('=SUM(A1), "乙"', "-q, or 'q'"), "topic": "organisation"},
]
SOURCES: list[dict[str, Any]] = [
    {
        "id": "s",
        "producer": _named("某报", "A paper"),
        "title": _named('来源, "第1版"\n下', "Source"),
        "date_published": "2024-11-05",
        "date_accessed": "2024-11",
        "citation": _named("《某报》", "A paper"),
        "url": "https://example.org/1",
        "sha256": "ab" * 32,
        "articles": [{"id": "a", "name": _named("甲文", "Article a")}],
    },
    {"id": "gaps", "title": _named("没有日期的来源")},
    {"id": "english", "title": {"en": "Only in English"}, "producer": {"en": "Bureau"}},
    {"id": "empty", "title": _named("=来源"), "producer": _named("", ""), "date_published": ""},
]
MORE_AREAS = """110000,北京市,Beijing,100000,province,1,4
110105,朝阳区,Chaoyang District,110000,county,,
220100,长春市,Changchun,100000,prefecture,,
220104,朝阳区,Chaoyang District,220100,county,,
310000,上海市,Shanghai,100000,province,2,4
310100,市辖区,Districts,310000,prefecture,,
330204,江东区,"Jiangdong, abolished",330200,county,,"""

NUMBERS = [
    "0",
    "12",
    "1.20",
    "177",
    "1,088",
    "12345678901",
    "123456789012345",
    "98765432109.87",
    "0.1",
    "0.0001",
    "-0.5",
    "3.0",
    "０",
    "47500",
    "1.5亿",
    "2300万",
    "0.5万",
]
AMOUNTS = st.one_of(
    st.integers(0, 10**6).map(str),
    st.decimals(-100, 1000, places=2).map(str),
    st.sampled_from(NUMBERS),
)
FORMS = [
    "{}",
    "{}余",
    "近{}",
    "超{}",
    "约{}",
    "不足{}",
    "{}以上",
    "{}多",
    "至少{}",
    "{}左右",
    "超过{}",
    "三四十",
    "数百",
    "五六十",
    "3至5",
]
PERIODS = st.one_of(
    st.sampled_from(
        [
            "2023",
            "2024",
            "1949",
            "2030",
            "2024-01",
            "2024-09",
            "2024-11-03",
            "2024-02-29",
            "2024-01/2024-03",
            "2024-04/2024-06",
            "2024-01/2024-06",
            "2024-07/2024-12",
            "2024-01/2024-09",
            "2023-10/2024-03",
            "2022/2024",
            "2024-01/2024-12",
            "2024-02-28/2024-03-01",
            "2024-09-01/2024-09-30",
            "2024-11-01",
        ]
    ),
    st.builds("{}-{:02}".format, st.integers(1990, 2025), st.integers(1, 12)),
)
ODD_TEXTS: tuple[str, ...] = (
    "",
    "=1+1",
    "'=1+1",
    "+86138",
    "-5",
    "@SUM(A1)",
    "a,b",
    'say "so"',
    "一行\n二行",
)
ODD_TEXTS += ("甲 | A", "甲 |", "| A", " 前后 ", "¶4，第2段", "'", "''x", "𠮷😀", "1/2", "2024-09")
ODD_TEXTS += (
    "007",
    "1e5",
    "TRUE",
    "a;b\tc",
    "_T",
    "—",
    "无",
    "注：",
    '"',
    "a\r\nb",
    "#REF!",
    "50%",
)
TEXTS = st.one_of(
    st.sampled_from(ODD_TEXTS),
    st.text(st.characters(exclude_categories=("Cs", "Cc", "Cf", "Co", "Cn")), max_size=12),
)
AREA_CODES = [
    "100000",
    "110000",
    "110105",
    "220104",
    "310000",
    "310100",
    "330000",
    "330200",
    "330203",
    "330204",
    "500000",
    "ORG-A",
]
UNITS: dict[str, tuple[str, ...]] = {each["code"]: ("", each["unit"]["zh"]) for each in INDICATORS}
UNITS |= {"teams_target": ("", "支"), "dues": ("", "元", "万元")}


@st.composite
def _rows(draw: st.DrawFn) -> Row:
    """A row that mostly can be published: a wording or a value, in a unit of its indicator."""
    indicator = draw(st.sampled_from(sorted(UNITS)))
    unit = st.sampled_from(UNITS[indicator])
    wording = draw(st.sampled_from(FORMS)).format(draw(AMOUNTS)) + draw(unit)
    value = draw(AMOUNTS)
    amount = draw(st.sampled_from([(wording, "", ""), ("", value, draw(unit)), (value, value, "")]))
    breakdowns = ("", "women", "men") if indicator == "members" else ("",)
    return (
        indicator,
        draw(st.sampled_from(("", "p", "q-1"))),
        draw(st.sampled_from(AREA_CODES)),
        draw(st.sampled_from(breakdowns)),
        draw(PERIODS),
        *amount,
        draw(st.sampled_from(("", *"ABDEFGIJKLMNOPQSUV"))),
        draw(st.sampled_from(("", *(each["id"] for each in SOURCES)))),
        draw(TEXTS),
        draw(TEXTS),
    )


ROWS = _rows()


def open_desk(folder: Path) -> Workspace:
    """A desk on a store whose first release has the lists above and one figure."""
    lists = codes(indicators=INDICATORS, programmes=PROGRAMMES, sources=SOURCES)
    rows = csv.read_csv(MORE_AREAS.encode()).rows
    areas = lists["areas"]
    for row in rows:
        areas.loc[len(areas)] = row
    areas["until"] = ["2016-09" if code == "330204" else "" for code in areas["code"]]
    store = ledger.open_store(
        settings.load_settings(CONFIG).model_copy(update={"folder": folder}).store_uri
    )
    first = figures_of({"visits..330200..2021": "1人"})
    store.write(0, first, lists, Provenance(author="operator:test", reason="test"))
    return workspace_at(folder)


def publish_rows(workspace: Workspace, rows: Sequence[Row]) -> None:
    """Publish those rows of an upload that can be published; every one of them has been checked."""
    actor = operator_actor(workspace.database, "boss")
    rows = list({row[:5]: row for row in rows}.values())
    while rows:
        answers = Answers(source=str(SOURCES[0]["id"]))
        upload = Upload([("a.csv", csv.write_csv([COLUMNS, *rows]))], answers=answers)
        review = check_upload(workspace, actor, upload)
        wrong = {problem.row for problem in review.errors}
        assert 0 not in wrong  # of no row: leaving rows out would not mend it
        if not wrong:
            said = {"*": "checked"}
            publish_upload(
                workspace, actor, upload, reason="test", explanations=said, reviewed=review
            )
            return
        rows = [row for number, row in enumerate(rows, 2) if number not in wrong]
