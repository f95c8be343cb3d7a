"""The Data Package says what is in it, and Frictionless finds no fault in it."""

import csv
import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import frictionless
import pytest

from exports import data
from ledger import Snapshot
from locales import Words
from tests.helpers.generated_releases import SOURCES, open_desk, publish_rows

ROWS = [
    ("visits", "p", "330200", "", "2024-01/2024-03", "300余人", "", "", "A", "s", "¶1", "a,b\n“c”"),
    ("teams", "", "110105", "", "2024", "", "12345678901", "", "", "", "", ""),
    ("growth", "", "330204", "", "2024-09", "-12.5%", "", "", "E", "gaps", "=1", ""),
    ("dues_target", "q-1", "310000", "", "2024", "", "0.5", "", "", "english", "", "甲 | A"),
]


@pytest.fixture(autouse=True)
def usual_cells() -> Iterator[None]:
    """Frictionless lets the csv module take longer cells, in the whole process: until here."""
    usual = csv.field_size_limit()
    yield
    csv.field_size_limit(usual)


@pytest.fixture(scope="module")
def gaps(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """A release in which everything is left out that may be, and the sources of older stores."""
    workspace = open_desk(tmp_path_factory.mktemp("gaps"))
    publish_rows(workspace, ROWS)
    workspace.database.close()
    release = workspace.store.read()
    without = release.figures["source"].where(release.figures.index > 0)
    return replace(release, figures=release.figures.assign(source=without))


def described(release: Snapshot, folder: Path) -> dict[str, Any]:
    """The descriptor of a release's package, after the whole package has been found valid."""
    made = data.make_download("package", release, Words("zh"))
    path = folder / "package.zip"
    path.write_bytes(made.data)
    report = frictionless.validate(str(path))
    assert report.flatten(["type", "message"]) == []
    found: dict[str, Any] = json.loads(_member(made.data, "datapackage.json"))
    assert [each.name for each in report.tasks] == [each["name"] for each in found["resources"]]
    return found


def _member(archive: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        return opened.read(name)


def field(package: dict[str, Any], resource: str, name: str) -> dict[str, Any]:
    """A field of a resource's schema."""
    (found,) = (each for each in package["resources"] if each["name"] == resource)
    return next(each for each in found["schema"]["fields"] if each["name"] == name)


def test_the_report_has_the_licence_of_datasets_and_its_own_sources(
    snapshot: Snapshot, tmp_path: Path
) -> None:
    package = described(snapshot, tmp_path)
    assert [each["name"] for each in package["licenses"]] == ["CC-BY-4.0"]
    assert package["sources"] == [
        {"title": "工人日报（据版面推断）, 工会新闻版，十篇报道 (page-2024-11-05 in sources.yaml)"},
        {
            "title": "中华人民共和国民政部, 2024年中华人民共和国县以上行政区划代码"
            " (mca-codes-2024 in sources.yaml)",
            "path": "https://www.mca.gov.cn/mzsj/xzqh/2025/202401xzqh.html",
        },
    ]
    assert field(package, "figures", "locator")["constraints"] == {"required": True}


def test_what_may_be_empty_is_not_required_and_no_licence_is_made_up(
    gaps: Snapshot, tmp_path: Path
) -> None:
    package = described(gaps, tmp_path)
    assert "licenses" not in package
    assert "no sentence" not in package["description"]
    assert [each["title"] for each in package["sources"]] == [
        '某报, 来源, "第1版"\n下 (s in sources.yaml)',
        "没有日期的来源 (gaps in sources.yaml)",
        "Bureau, Only in English (english in sources.yaml)",
        "=来源 (empty in sources.yaml)",
    ]
    assert len(SOURCES) == 4
    assert "constraints" not in field(package, "figures", "source")
    assert "constraints" not in field(package, "figures", "locator")
    assert field(package, "figures", "indicator")["constraints"] == {"required": True}
    assert field(package, "indicators", "topic")["constraints"] == {
        "required": True,
        "enum": ["organisation"],
    }
    assert field(package, "programmes", "topic")["constraints"] == {"enum": ["organisation"]}


def test_a_list_without_entries_is_no_resource(gaps: Snapshot, tmp_path: Path) -> None:
    none = gaps.figures.assign(programme="", source="")
    package = described(replace(gaps, figures=none, programmes=[], sources=[]), tmp_path)
    names = [each["name"] for each in package["resources"]]
    assert names == ["figures", "indicators", "areas", "charts"]
