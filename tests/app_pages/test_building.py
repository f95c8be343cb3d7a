"""Building a file on the Present page: named progress, and what is said when it fails."""

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from app_pages.present import build
from charts.catalogue import make_chart
from exports import ExportedFile, ExportError, ExportRequest
from tests.helpers.releases import curated


@pytest.fixture(scope="module")
def order(tmp_path_factory):
    """One chart to build from."""
    from app_pages.state.release import build_chart_data
    from curation.code_names import read_code_names

    snapshot = curated(tmp_path_factory.mktemp("building") / "store")
    material = build_chart_data(snapshot, read_code_names(snapshot), "zh")
    return ExportRequest((make_chart("honours", material),), material.words, title="例会")


def built(
    order: ExportRequest, making: Any, monkeypatch: pytest.MonkeyPatch
) -> tuple[AppTest, list[str]]:
    """Build once with another maker; give the page and what the progress said."""
    said: list[str] = []

    def heard(value: float, text: str) -> Any:
        said.append(text)
        return bar

    bar = type("Bar", (), {"progress": staticmethod(heard), "empty": staticmethod(lambda: None)})
    monkeypatch.setattr(build, "run_export", making)
    monkeypatch.setattr(build.st, "progress", heard)
    monkeypatch.setattr(build.release, "get_release_number", lambda: 1)

    def page(order):  # type: ignore[no-untyped-def]
        from app_pages.present import build

        build.build_file(order, "zip", order.words)

    return AppTest.from_function(page, args=(order,)).run(timeout=30), said


def test_progress_names_the_format_and_the_steps(order, monkeypatch):
    def making(order, kind, progress):
        for done in (1, 2):
            progress(done, 2)
        return ExportedFile("例会.zip", "application/zip", b"PK")

    page, said = built(order, making, monkeypatch)
    assert not page.exception
    assert said == [
        "正在生成全部（ZIP），共1张图……",
        "正在生成全部（ZIP）：第1步，共2步",
        "正在生成全部（ZIP）：第2步，共2步",
    ]
    assert page.query_params["since"] == "1"


def test_a_browser_that_hangs_is_said_and_nothing_is_handed_over(order, monkeypatch):
    def making(order, kind, progress):
        raise ExportError("picture_timeout", {"seconds": 30})

    page, _ = built(order, making, monkeypatch)
    assert not page.exception
    assert "生成图片超过30秒，已停止，请稍后再试。" in page.get("html")[0].proto.body
    assert "since" not in page.query_params
