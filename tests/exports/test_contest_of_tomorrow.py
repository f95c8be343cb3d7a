"""A contest that staff upload appears in the prize chart, on its slide and in the bulletin."""

import io
from pathlib import Path

import pytest
from docx import Document

from auth import Role
from charts.catalogue import make_chart
from charts.chart import ChartData, Form
from curation.drafts import draft_editing, draft_publishing
from curation.releases.bootstrap import publish_first_release
from curation.releases.datasets import write_datasets
from exports import ExportRequest, build_bulletin, run_export
from file_formats import yaml
from tests.helpers.made_charts import materials_of
from tests.helpers.opened_slides import slides_of
from tests.helpers.report_copy import CONFIG, REPORT
from tests.helpers.reviews import publish_folder_now, reviewed_now
from tests.helpers.workspaces import NINGBO, person, seen_now, upload, workspace_at

NAME = "宁波市2025年1—5月"
TYRES = "2024全国橡胶轮胎行业职工职业技能竞赛"
CONTEST = [
    f"{code},,{NINGBO},{part},2025-01/2025-05,{wording},page-2024-11-05,¶1"
    for code, part, wording in (
        ("competitors", "", "120名"),
        ("competing_teams", "", "15支"),
        ("prize_winners", "first", "6名"),
        ("prize_winners", "second", "12名"),
    )
]


@pytest.fixture(scope="module")
def contest_data(tmp_path_factory: pytest.TempPathFactory) -> ChartData:
    """The report's figures, and the release in which staff uploaded a contest."""
    workspace = workspace_at(tmp_path_factory.mktemp("contest"))
    publish_first_release(workspace.store, REPORT)
    staff = person(workspace, "zhao")
    before = make_chart("prize_winners", materials_of(workspace.store.read(), CONFIG)["zh"])
    assert (before.form, before.title) == (Form.WAFFLE, "全国轮胎竞赛个人奖分布")
    draft = draft_editing.create_draft(workspace, staff, upload(*CONTEST))
    _, review = draft_editing.review_draft(workspace, staff, draft.id)
    assert review.errors == ()
    draft_publishing.publish_draft(
        workspace,
        staff,
        seen_now(workspace, draft.id),
        reason="五月竞赛",
        reviewed=reviewed_now(workspace, draft.id, 1),
    )
    return materials_of(workspace.store.read(), CONFIG)["zh"]


def test_an_uploaded_contest_is_in_the_charts_of_all_contests(contest_data: ChartData) -> None:
    chart = make_chart("prize_winners", contest_data)
    assert (chart.form, chart.title) == (Form.MULTIPLES, "各项竞赛个人奖分布")
    marks = zip(chart.table["series"], chart.table["category"], chart.table["wording"], strict=True)
    assert list(marks)[:4] == [
        (NAME, "一等奖", "6名"),
        (NAME, "二等奖", "12名"),
        (NAME, "未获个人奖（推算）", "102人"),
        (TYRES, "一等奖", "32名"),
    ]
    assert chart.finding == (f"2项竞赛中获个人奖的选手所占比重（推算）：{NAME}15%和{TYRES}73.9%。")
    assert "宁波市" in set(make_chart("contests_side_by_side", contest_data).table["category"])
    per_group = make_chart("competitors_per_group", contest_data)
    assert per_group.finding.startswith("平均8人/支")


def test_an_uploaded_contest_is_a_native_chart_on_the_slide(contest_data: ChartData) -> None:
    chart = make_chart("prize_winners", contest_data)
    request = ExportRequest((chart,), contest_data.words, figures=contest_data.figures)
    (slide,) = slides_of(run_export(request, "pptx").data)
    drawn = [native for _, native in slide.charts]
    assert [native.categories for native in drawn] == [
        ["一等奖", "二等奖", "未获个人奖（推算）"],
        ["一等奖", "二等奖", "三等奖", "未获个人奖（推算）"],
    ]
    assert [value for each in drawn[0].series for value in each.values if value] == [6, 12, 102]
    assert NAME in "".join(shape.text for shape in slide.shapes)


def test_an_uploaded_contest_is_in_the_bulletin(contest_data: ChartData, no_chromium: None) -> None:
    request = ExportRequest(
        (make_chart("prize_winners", contest_data),),
        contest_data.words,
        figures=contest_data.figures,
        bulletin=build_bulletin(("contests",), contest_data),
    )
    document = Document(io.BytesIO(run_export(request, "docx").data))
    cells = [[c.text for c in row.cells] for table in document.tables for row in table.rows]
    assert any(NAME in row and "6名" in row for row in cells)
    texts = [paragraph.text for paragraph in document.paragraphs]
    assert any("2025年1—5月，宁波市参赛选手累计120名" in text for text in texts)


def test_a_contest_that_is_a_programme_of_its_own_goes_by_its_name(tmp_path: Path) -> None:
    workspace = workspace_at(tmp_path)
    publish_first_release(workspace.store, REPORT)
    folder = tmp_path / "datasets"
    write_datasets(workspace.store.read(), folder)
    programmes = yaml.load_yaml((folder / "programmes.yaml").read_bytes())
    names = {"zh": "宁波焊工竞赛", "en": "Ningbo welders' contest"}
    contest = {**programmes[4], "id": "welders-2025", "name": names, "events": []}
    (folder / "programmes.yaml").write_bytes(yaml.dump_yaml([*programmes, contest]))
    rows = [
        f"{code},welders-2025,{NINGBO},{part},2025,{wording},,,,,,page-2024-11-05,¶1,"
        for code, part, wording in (("competitors", "", "50名"), ("prize_winners", "first", "5名"))
    ]
    with (folder / "figures.csv").open("a", encoding="utf-8") as file:
        file.write("".join(f"{row}\n" for row in rows))
    boss = person(workspace, "zhao", Role.ADMIN)
    publish_folder_now(workspace, boss, folder, reason="焊工竞赛")
    chart = make_chart("prize_winners", materials_of(workspace.store.read(), CONFIG)["zh"])
    assert list(chart.table["series"].unique()) == ["宁波焊工竞赛", TYRES]
