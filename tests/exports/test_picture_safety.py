"""What is left out of drawings, what a picture may hold, and whether letters can be painted."""

import stat
from pathlib import Path
from xml.etree import ElementTree

import pytest

from exports import ExportError
from exports.pictures import chromium_availability, sanitize
from tests.helpers.asked_browser import Kept


def test_only_bars_markers_and_lines_are_drawn_and_nothing_is_fetched() -> None:
    drawing = {
        "data": [
            {"type": "bar", "x": (1, 2), "meta": 1, "geojson": "g", "name": "//a"},
            {"type": "scatter", "text": ["<a href='x'>甲</a>", "data:乙"]},
            {"type": "image", "source": "x"},
            {"type": "pie"},
            {},
        ],
        "layout": {
            "images": [1],
            "updatemenus": [1],
            "sliders": [1],
            "map": {},
            "mapbox": {},
            "geo": {},
            "height": 3,
            "title": {"text": "http://x"},
            "font": {"family": "//x", "color": " HTTPS://x"},
            "xaxis": {"ticktext": ["javascript:1"], "range": [0, 1], "tickprefix": " data:x"},
            "annotations": ({"text": "</A>file:///x<A B>", "bgcolor": "file:x"},),
        },
    }
    assert sanitize.sanitize_drawing(drawing) == {
        "data": [
            {"type": "bar", "x": [1, 2], "name": "//a"},
            {"type": "scatter", "text": ["甲", "data:乙"]},
        ],
        "layout": {
            "height": 3,
            "title": {"text": "http://x"},
            "font": {"family": "", "color": ""},
            "xaxis": {"ticktext": ["javascript:1"], "range": [0, 1], "tickprefix": ""},
            "annotations": [{"text": "file:///x", "bgcolor": ""}],
        },
    }
    assert sanitize.sanitize_drawing({}) == {"data": [], "layout": {}}


@pytest.mark.parametrize(
    "inside",
    [
        '<g id="a"><path d="M0 0"/><rect/><circle/><ellipse/><line/><polygon/><polyline/></g>',
        "<text>甲<tspan>乙</tspan></text><title>t</title><desc>d</desc><style>.a{}</style>",
        '<defs><clipPath id="c"/><pattern/><mask/><linearGradient><stop/></linearGradient></defs>',
        "<radialGradient/>",
        '<g clip-path="url(#c)"/>',
        "<g clip-path=\"url('#c')\"/>",
        '<path href="#c"/>',
        '<g data-note="once upon"/>',
    ],
)
def test_shapes_and_text_are_a_picture(inside: str) -> None:
    svg = f'<svg xmlns="http://www.w3.org/2000/svg">{inside}</svg>'.encode()
    assert sanitize.require_safe_svg(svg) == svg
    assert ElementTree.fromstring(svg) is not None


@pytest.mark.parametrize(
    "inside",
    [
        "<script/>",
        "<foreignObject/>",
        "<use/>",
        "<a/>",
        "<image/>",
        "<animate/>",
        '<g onclick="x"/>',
        '<g ONLOAD="x"/>',
        '<path href="http://x"/>',
        '<path xlink:href="x" xmlns:xlink="http://www.w3.org/1999/xlink"/>',
        '<g fill="url(http://x)"/>',
        '<g fill="url(#a) url(x)"/>',
    ],
)
def test_anything_else_is_no_picture(inside: str) -> None:
    svg = f'<svg xmlns="http://www.w3.org/2000/svg">{inside}</svg>'.encode()
    with pytest.raises(ExportError) as refused:
        sanitize.require_safe_svg(svg)
    assert refused.value.code == "picture_failed"


@pytest.mark.parametrize("start", ["<!DOCTYPE svg>", "<!ENTITY a 'b'>"])
def test_a_picture_with_a_document_type_is_refused_unread(start: str) -> None:
    with pytest.raises(ExportError, match="picture_failed"):
        sanitize.require_safe_svg(f"{start}<svg".encode())


def program(folder: Path, name: str, script: str) -> Path:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


def test_the_browser_that_is_found_first_is_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert chromium_availability.find_chromium() == ""
    names = ("chrome", "google-chrome-stable", "google-chrome", "chromium-browser", "chromium")
    for name in names:
        path = program(tmp_path, name, "exit 0")
        assert chromium_availability.find_chromium() == str(path)


@pytest.fixture
def fonts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine whose fonts are what a file says."""
    listed = tmp_path / "listed"
    program(tmp_path, "fc-list", f'read line < "{listed}"; echo "$line"')
    program(tmp_path, "chromium", "exit 0")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(
        chromium_availability,
        "_read_font_coverage",
        chromium_availability._read_font_coverage.__wrapped__,
    )
    monkeypatch.setattr(
        chromium_availability,
        "_read_font_coverage",
        Kept(chromium_availability._read_font_coverage),
    )
    return listed


def test_letters_that_no_font_has_are_named_in_order(fonts: Path) -> None:
    fonts.write_text("20-7e a0 2e80-2e99 4e00-4e01 4e02-4e03 4e05 ff0c 1f600\n")
    covered = [chr(code) for code in (0x2E80, 0x2E99, 0x4E00, 0x4E03, 0x4E05, 0xFF0C, 0x1F600)]
    assert chromium_availability.find_missing_letters("".join(covered)) == ""
    assert (
        chromium_availability.find_missing_letters("abc é\u2e7f") == ""
    )  # no Han, no kana, no full width
    odd = [chr(code) for code in (0x2E9A, 0x4E04, 0x4E06, 0xFF0B, 0xFF0D)]
    assert chromium_availability.find_missing_letters("".join(reversed(odd)) + odd[0]) == "".join(
        odd
    )
    with pytest.raises(ExportError) as refused:
        chromium_availability.require_chromium(["甲", "".join(chr(0x5000 + n) for n in range(12))])
    assert (refused.value.code, len(str(refused.value.values["letters"]))) == ("font_missing", 10)
    assert chromium_availability.require_chromium(["".join(covered)]).endswith("/chromium")


def test_a_font_that_was_installed_since_is_found(fonts: Path) -> None:
    fonts.write_text("20-7e\n")
    assert chromium_availability.find_missing_letters("一") == "一"
    fonts.write_text("4e00-9fff\n")
    assert chromium_availability.find_missing_letters("一") == ""
    times = chromium_availability._read_font_coverage.times  # type: ignore[attr-defined]
    assert chromium_availability.find_missing_letters("一丁") == ""
    assert chromium_availability._read_font_coverage.times == times  # type: ignore[attr-defined]


def test_without_fontconfig_every_letter_is_missing_and_elsewhere_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    chromium_availability._read_font_coverage.cache_clear()
    assert chromium_availability.find_missing_letters("一丁") == "一丁"
    monkeypatch.setattr(chromium_availability.sys, "platform", "darwin")
    assert chromium_availability.find_missing_letters("一丁") == ""
    chromium_availability._read_font_coverage.cache_clear()


def test_without_a_browser_nothing_is_asked_of_fonts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ExportError) as refused:
        chromium_availability.require_chromium(["一"])
    assert (refused.value.code, dict(refused.value.values)) == ("chromium_missing", {})


def test_spans_that_touch_are_one() -> None:
    spans = [(10, 12), (13, 15), (15, 20), (18, 19), (22, 22), (30, 31)]
    assert chromium_availability._merge_ranges(spans) == [
        range(10, 21),
        range(22, 23),
        range(30, 32),
    ]
    assert chromium_availability._merge_ranges([]) == []
