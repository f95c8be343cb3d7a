"""A draft of definitions, sources, figures or nothing, in any combination, opens on every page."""

from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import pytest

from auth import Role
from file_formats import yaml
from tests.helpers.lean_dashboard import lean_dashboard
from tests.helpers.pages_in_process import Dashboard
from tests.helpers.workspaces import HAISHU, notices, table

FILES = "表格文件（XLSX、XLS、ODS、CSV等，可多选）"
DEFINITION = {"code": "volunteers", "name": {"zh": "志愿者人数"}, "unit": {"zh": "人"}}
PARTS = {
    "indicators.yaml": yaml.dump_yaml([DEFINITION]),
    "sources.yaml": yaml.dump_yaml([{"id": "nb-2024", "title": {"zh": "宁波年报"}}]),
    "figures.csv": table(notices(HAISHU, "2024-10", 3)),
    "head.csv": table(),
    "same.yaml": yaml.dump_yaml([{"id": "page-2024-11-05", "title": {"zh": "改了的标题"}}]),
}
COMBINATIONS = [
    names for count in (1, 2, 3) for names in combinations(PARTS, count) if "head.csv" not in names
] + [("head.csv",), ("head.csv", "indicators.yaml"), ("head.csv", "sources.yaml")]


@pytest.fixture(scope="module")
def board(tmp_path_factory: pytest.TempPathFactory, first_release: Path) -> Iterator[Dashboard]:
    folder = tmp_path_factory.mktemp("little")
    with lean_dashboard(folder, first_release, approval=True).open() as opened:
        yield opened


@pytest.fixture(scope="module")
def people(board: Dashboard) -> dict[str, object]:
    """An author and a reviewer, signed in."""
    return {"zhao": board.person("zhao", Role.STAFF), "qian": board.person("qian", Role.REVIEWER)}


@pytest.mark.parametrize("names", COMBINATIONS, ids="+".join)
def test_every_step_and_the_review_open(
    board: Dashboard, people: dict[str, object], names: tuple[str, ...]
) -> None:
    tab = board.tab(people["zhao"]).open("upload")
    tab.upload(FILES, *((name, PARTS[name]) for name in names)).click("上传并校验")
    draft = str(tab.address["draft"])
    for language in ("zh", "en"):
        for step in ("files", "problems", "changes"):
            opened = board.tab(people["zhao"])
            opened.open("upload", draft=draft, step=step, lang=language)
            assert opened.said[0].startswith("# ")
    tab = board.tab(people["zhao"]).open("upload", draft=draft, step="problems")
    if any(line.startswith("保留并说明") for line in tab.said):
        tab.choose("保留并说明", "核对过")
    tab.step("changes")
    if any(line.startswith("发布理由") for line in tab.said):
        tab.choose("发布理由", "说明").click("送审")
        review = board.tab(people["qian"]).open("review", draft=draft)
        assert review.said[0].startswith("# ")
        review.click("审核通过并发布")
        assert board.tab(people["qian"]).open("history").said[0] == "# 版本"
        assert board.tab(people["qian"]).open("data").said[0].startswith("# ")
