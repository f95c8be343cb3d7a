"""Decks, pages and the snapshot by the command line: size, title, order, and what is said."""

import io
import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from pptx import Presentation

from file_formats import yaml
from manage import main
from tests.helpers.command_line import manage


@pytest.fixture(autouse=True)
def without_chromium(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine on which no pictures can be made."""
    monkeypatch.setattr("exports.pictures.chromium_availability.find_chromium", lambda: "")


@pytest.fixture
def lean(folder: Path) -> Path:
    """A dashboard of one chart, one topic and one card, which a snapshot is soon made of."""
    path = folder / "config.yaml"
    config = yaml.load_yaml(path.read_bytes())
    config["overview"]["charts"] = ["honours"]
    config["overview"]["cards"] = [
        {"indicator": "funds_invested", "programme": "xinjiang-service-projects"}
    ]
    config["topics"] = [each for each in config["topics"] if each["topic"] == "model_workers"]
    path.write_bytes(yaml.dump_yaml(config))
    return folder


def test_a_deck_has_the_size_title_and_order_that_were_asked_for(folder: Path) -> None:
    found = manage(
        folder,
        "export",
        "honours",
        "prize_winners",
        "honours",
        "--size",
        "a4",
        "--title",
        "九月例会",
    )
    assert (found.status, found.out) == (0, "九月例会.pptx\n")
    deck = Presentation(io.BytesIO((folder / "九月例会.pptx").read_bytes()))
    assert deck.slide_height > deck.slide_width
    titles = [slide.shapes.title.text for slide in deck.slides]
    assert titles == [
        "九月例会",
        "彭水苗族土家族自治县2024年11月志愿帮扶队中的劳动模范",
        "2024年11月全国轮胎竞赛个人奖分布",
    ]


@pytest.mark.browser
@pytest.mark.browser
def test_a_bulletin_names_who_issues_it(folder: Path) -> None:
    config = folder / "config.yaml"
    told = yaml.load_yaml(config.read_bytes())
    told["present"] = {"organiser": {"zh": "甬江总工会", "en": "Yongjiang Union"}}
    config.write_bytes(yaml.dump_yaml(told))
    found = manage(folder, "export", "supervision_notices", "--format", "docx", "--out", "a/b")
    assert found.status == 0
    (path,) = (folder / "a" / "b").iterdir()
    assert found.out == f"a/b/{path.name}\n"
    from docx import Document

    texts = [each.text for each in Document(str(path)).paragraphs]
    assert "甬江总工会" in "".join(texts)


def test_sizes_and_formats_that_there_are_not_name_those_there_are(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = ["--config", str(folder / "config.yaml")]
    assert main(["export", "honours", "--size", "huge", *config]) == 2
    said = " ".join(capsys.readouterr().err.split())
    assert "--size" in said
    assert "wide" in said
    assert "a4" in said
    assert main(["export", "honours", "--format", "gif", *config]) == 2
    said = " ".join(capsys.readouterr().err.split())
    assert "--format" in said
    assert "pptx" in said
    assert "svg" in said


def test_a_snapshot_of_a_release_stands_where_it_was_asked_for(lean: Path) -> None:
    out = lean / "kept"
    found = manage(lean, "snapshot", 1, "--out", out, "--lang", "en")
    assert (found.status, found.err) == (0, "")
    assert found.out == (
        f"Release 1 is written to {out}: 9 pages, 0 charts.\nTables alone, no charts: Chromium was"
        " not found, so PNG, SVG and PDF cannot be made; the other formats still can.\n"
    )
    assert sorted(path.name for path in out.iterdir()) == [
        *("all-figures.en.html", "all-figures.zh.html", "all-sources.en.html"),
        *("all-sources.zh.html", "contents.json", "front-page.en.html", "front-page.zh.html"),
        *("index.html", "model_workers.en.html", "model_workers.zh.html"),
    ]
    told = json.loads((out / "contents.json").read_bytes())["about"]
    assert (told["release"], told["first"], told["front"]) == (1, "zh", "front-page")
    made = datetime.fromisoformat(told["made"])
    assert abs(datetime.now().astimezone() - made) < timedelta(minutes=5)
    front = (out / "front-page.zh.html").read_text("utf-8")
    assert "<title>总览 · 工会统计看板</title>" in front
    assert [front.count(text) for text in ("2300万余元", "628万元", "3类荣誉合计58人（推算）")] == [
        1,
        0,
        1,
    ]
    assert "Union Statistics Dashboard" in (out / "front-page.en.html").read_text("utf-8")
    # By default it stands beside config.yaml, and is replaced.
    for _ in range(2):
        again = manage(lean, "snapshot")
        first, _, _ = again.out.partition("\n")
        assert first == f"第1版已写入{lean / 'snapshot'}：9个页面，0幅图。"


@pytest.mark.browser
@pytest.mark.browser
def test_a_snapshot_needs_a_folder_and_leaves_others_things_alone(lean: Path) -> None:
    other = lean / "mine"
    other.mkdir()
    (other / "letter.txt").write_text("kept", "utf-8")
    refused = manage(lean, "snapshot", "--out", other)
    assert refused.status == 1
    assert refused.err == f"{other}里有别的内容，未作改动。请换一个文件夹。\n"
    assert (other / "letter.txt").read_text("utf-8") == "kept"
    config = lean / "config.yaml"
    config.write_bytes(yaml.dump_yaml({**yaml.load_yaml(config.read_bytes()), "snapshot": ""}))
    without = manage(lean, "snapshot")
    assert without.status == 2
    assert "--out: config.yaml: snapshot" in " ".join(without.err.split())
