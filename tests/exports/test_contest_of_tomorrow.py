"""A contest that staff upload appears in the prize chart, on its slide and in the bulletin."""

import io
from pathlib import Path

from docx import Document

from charts.catalogue import make_chart
from charts.chart import Form
from curation.drafts import actions, workflow
from curation.releases.bootstrap import publish_first_release
from exports import ExportRequest, build_bulletin, run_export
from tests.helpers.made_charts import materials_of
from tests.helpers.opened_slides import slides_of
from tests.helpers.report_copy import CONFIG, REPORT
from tests.helpers.workspaces import NINGBO, person, upload, workspace_at

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


def test_a_contest_uploaded_with_prizes_is_drawn_exported_and_reported(
    tmp_path: Path, no_chromium: None
) -> None:
    workspace = workspace_at(tmp_path)
    publish_first_release(workspace.store, REPORT)
    staff = person(workspace, "zhao")
    before = make_chart("prize_winners", materials_of(workspace.store.read(), CONFIG)["zh"])
    assert (before.form, before.title) == (Form.WAFFLE, "全国轮胎竞赛个人奖分布")

    draft = actions.create_draft(workspace, staff, upload(*CONTEST))
    _, review = actions.review_draft(workspace, staff, draft.id)
    assert review.errors == ()
    workflow.publish_draft(workspace, staff, draft.id, reason="五月竞赛", reviewed=1)

    data = materials_of(workspace.store.read(), CONFIG)["zh"]
    chart = make_chart("prize_winners", data)
    assert (chart.form, chart.title) == (Form.MULTIPLES, "各项竞赛个人奖分布")
    marks = zip(chart.table["series"], chart.table["category"], chart.table["wording"], strict=True)
    assert list(marks)[:4] == [
        ("宁波市2025年1—5月", "一等奖", "6名"),
        ("宁波市2025年1—5月", "二等奖", "12名"),
        ("宁波市2025年1—5月", "未获个人奖（推算）", "102人"),
        (TYRES, "一等奖", "32名"),
    ]
    assert chart.finding == (
        f"2项竞赛中获个人奖的选手所占比重（推算）：宁波市2025年1—5月15%和{TYRES}73.9%。"
    )
    assert "宁波市" in set(make_chart("contests_side_by_side", data).table["category"])
    assert make_chart("competitors_per_group", data).finding.startswith("平均8人/支")

    bulletin = build_bulletin(("contests",), data)
    request = ExportRequest((chart,), data.words, figures=data.figures, bulletin=bulletin)
    (slide,) = slides_of(run_export(request, "pptx").data)
    drawn = [native for _, native in slide.charts]
    assert [native.categories for native in drawn] == [
        ["一等奖", "二等奖", "未获个人奖（推算）"],
        ["一等奖", "二等奖", "三等奖", "未获个人奖（推算）"],
    ]
    assert [value for each in drawn[0].series for value in each.values if value] == [6, 12, 102]
    assert "宁波市2025年1—5月" in "".join(shape.text for shape in slide.shapes)
    document = Document(io.BytesIO(run_export(request, "docx").data))
    cells = [[c.text for c in row.cells] for table in document.tables for row in table.rows]
    assert any("宁波市2025年1—5月" in row and "6名" in row for row in cells)
    texts = [paragraph.text for paragraph in document.paragraphs]
    assert any("2025年1—5月，宁波市参赛选手累计120名" in text for text in texts)
