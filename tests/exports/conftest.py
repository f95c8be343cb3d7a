"""What exports are tested with: the curated release, all its charts, a year of progress."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import settings
from charts.catalogue import make_chart
from charts.chart import Chart, ChartData, Form
from charts.declarations import load_named_charts
from exports import Bulletin, ExportRequest
from exports.pictures import chromium_pool
from ledger import Snapshot
from locales import Words
from metrics.progress import compute_progress
from tests.helpers.export_charts import chart, row
from tests.helpers.made_charts import made, materials_of
from tests.helpers.releases import curated, figures_of
from tests.helpers.report_copy import CONFIG, SHIPPED, SHIPPED_CONFIG

LINK = "http://127.0.0.1:8501/present?charts=all&language=zh"
# The charts on the pages of the tests' config.yaml, in the order of the catalogue.
PLACED = {name for _, name in settings.load_settings(CONFIG).chart_addresses()}
NAMES = tuple(name for name in load_named_charts() if name in PLACED)
GENERIC = ("health_stations.bar", "competitors.ranking", "funds_invested.tiles")
Orders = Callable[..., ExportRequest]


@pytest.fixture(scope="session")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """The report's figures as release 1."""
    return curated(tmp_path_factory.mktemp("exports") / "store")


@pytest.fixture(scope="session")
def materials(snapshot: Snapshot) -> dict[Any, ChartData]:
    """What charts are made from, by language."""
    return materials_of(snapshot, CONFIG)


@pytest.fixture(scope="session")
def words(materials: dict[str, ChartData]) -> dict[str, Words]:
    """The words of each language with the release's names."""
    return {language: material.words for language, material in materials.items()}


@pytest.fixture(scope="session")
def charts(materials: dict[str, ChartData]) -> dict[str, tuple[Chart, ...]]:
    """Charts of the report's pages, generic ones, and one of a form that the release lacks."""
    return {
        language: (
            *(make_chart(address, material) for address in (*NAMES, *GENERIC)),
            chart(
                Form.TREND,
                *(
                    row(f"2024年{n}月", n * 1000, series=s)
                    for s in ("甲市", "乙市")
                    for n in (1, 2, 3)
                ),
                language=language,
            ),
        )
        for language, material in materials.items()
    }


@pytest.fixture(scope="session")
def shipped_charts(tmp_path_factory: pytest.TempPathFactory) -> dict[Any, tuple[Chart, ...]]:
    """Every named chart of the figures that ship, as far as it can be made."""
    snapshot = curated(tmp_path_factory.mktemp("shipped") / "store", SHIPPED)
    materials = materials_of(snapshot, SHIPPED_CONFIG)
    return {
        language: tuple(made(load_named_charts(), material).values())
        for language, material in materials.items()
    }


@pytest.fixture(scope="session")
def ordered(
    snapshot: Snapshot, words: dict[str, Words], charts: dict[str, tuple[Chart, ...]]
) -> Orders:
    """Orders of all charts in a language, or of those that are given."""

    def order(language: str = "zh", *chosen: Chart, **values: Any) -> ExportRequest:
        given = {"figures": snapshot.figures, "link": LINK, **values}
        return ExportRequest(chosen or charts[language], words[language], **given)

    return order


@pytest.fixture
def bulletin(snapshot: Snapshot) -> Bulletin:
    """Nine months of six areas: one without last year, one approximate, one month missing."""
    figures = figures_of(
        {
            "supervision_notices.ningbo-supervision.330200..2024-01/2024-09": "177份",
            "supervision_notices.ningbo-supervision.330200..2023-01/2023-09": "150份",
            "supervision_notices.ningbo-supervision.330203..2024-01/2024-09": "40份",
            "supervision_notices.ningbo-supervision.330205..2024-01/2024-09": "30份",
            "supervision_notices.ningbo-supervision.330205..2023-01/2023-09": "40份",
            "supervisors_trained.ningbo-supervision.330200..2024-01/2024-09": "4300多人",
            "supervisors_trained.ningbo-supervision.330200..2023-01/2023-09": "4000人",
            "typical_problems_resolved.ningbo-supervision.330200..2024-02": "3个",
        }
    )
    above = {"330200": "330000/100000", "330203": "330200/330000/100000"}
    parts = ["indicator", "programme", "ref_area", "breakdown", "time_period"]
    figures = figures.assign(
        key=figures[parts].agg(".".join, axis=1),
        unit=figures["indicator"].map({i["code"]: i["unit"]["zh"] for i in snapshot.indicators}),
        kind="flow",
        parents=figures["ref_area"].map(above).fillna(above["330203"]),
    )
    table = compute_progress(figures, snapshot.indicators, 2024, 9)
    return Bulletin(table, 2024, 9, date(2024, 11, 5), "劳动法律监督", "宁波市总工会")


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that runs other tests too may be slow: only hanging is hanging."""
    monkeypatch.setattr(chromium_pool, "TIMEOUT_SECONDS", 120.0)


@pytest.fixture(scope="session", autouse=True)
def one_browser() -> Iterator[None]:
    """All pictures come from one Chromium, which is ended with the tests."""
    yield
    chromium_pool.CHROMIUM_POOL.close()


@pytest.fixture
def empty_fonts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine without any font."""
    from exports.pictures import chromium_availability

    config = tmp_path / "fonts.conf"
    config.write_text(f"<fontconfig><dir>{tmp_path}</dir></fontconfig>")
    monkeypatch.setenv("FONTCONFIG_FILE", str(config))
    chromium_availability._read_font_coverage.cache_clear()
    yield
    chromium_availability._read_font_coverage.cache_clear()


@pytest.fixture
def no_chromium(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without a browser."""
    monkeypatch.setenv("PATH", str(tmp_path))
