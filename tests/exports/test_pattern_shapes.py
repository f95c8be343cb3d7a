"""Shapes that a pattern fills, drawn with its tiles for a file that Chromium prints."""

import re
from xml.etree import ElementTree

import pytest

from exports.pictures.pattern_shapes import draw_patterns_as_shapes

HATCH = '<path d="M0,8L8,0" stroke="rgb(9, 9, 9)"/>'
GROUND = '<rect width="8px" height="8px" fill="rgb(255, 255, 255)"/>'


def drawing(shapes: str, pattern: str = HATCH, transform: str = "") -> str:
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="100" height="50"><defs>'
        f'<pattern id="c2-p" width="8px" height="8px" patternTransform="{transform}">{pattern}'
        f"</pattern></defs><g>{shapes}</g></svg>"
    )


def shape(path: str, more: str = "") -> str:
    return f'<path d="{path}"{more} style="opacity: 1; fill: url(\'#c2-p\'); stroke: red"/>'


def places(svg: str) -> list[tuple[float, float]]:
    found = re.findall(r'<g transform="translate\(([^,]+),([^)]+)\)"', svg)
    return [(float(x), float(y)) for x, y in found]


def test_tiles_cover_the_shape_and_are_cut_off_at_its_border() -> None:
    drawn = draw_patterns_as_shapes(drawing(shape("M2,1V9H17V1Z")))
    assert places(drawn) == [(x, y) for x in (0, 8, 16) for y in (0, 8)]
    assert '<clipPath id="c2-p-shape-1"><path d="M2,1V9H17V1Z" /></clipPath>' in drawn
    assert 'clip-path="url(#c2-p-shape-1)"' in drawn
    assert drawn.count('d="M0,8L8,0"') == 1 + 6  # the pattern's own and one a tile
    assert "fill: url(" not in drawn
    assert 'style="opacity: 1; fill: none; stroke: red"' in drawn


def test_the_pattern_s_ground_fills_the_shape_and_is_in_no_tile() -> None:
    drawn = draw_patterns_as_shapes(drawing(shape("M0,0H8V8H0Z"), GROUND + HATCH))
    assert "fill: rgb(255, 255, 255); stroke: red" in drawn
    assert drawn.count("<rect") == 1
    assert places(drawn) == [(0, 0)]


def test_a_shape_moved_takes_its_tiles_along_and_a_pattern_moved_begins_there() -> None:
    moved = draw_patterns_as_shapes(
        drawing(shape("M6,6H-6V-6H6Z", ' transform="translate(20,3)"'), transform="translate(2,0)")
    )
    assert places(moved)[0] == (20, 3)  # the group of the tiles
    assert places(moved)[1:] == [(x, y) for x in (-6, 2) for y in (-8, 0)]


def test_an_arc_is_within_its_radii() -> None:
    drawn = draw_patterns_as_shapes(drawing(shape("M8,4A4,4 0 0,1 4,8Z")))
    assert places(drawn) == [(0, 0), (0, 8)]  # down to 12, four below the arc's end


@pytest.mark.parametrize(
    "svg",
    [
        drawing('<path d="M0,0H8V8Z" style="fill: red"/>'),
        drawing('<path d="M0,0H8V8Z" style="fill: url(\'#other\')"/>'),
    ],
)
def test_a_drawing_without_such_shapes_is_left_as_it_is(svg: str) -> None:
    assert draw_patterns_as_shapes(svg) == svg


def test_a_path_of_other_commands_keeps_its_pattern_and_each_shape_has_its_own_border() -> None:
    shapes = shape("M0,0C1,1 2,2 3,3Z") + shape("M0,0H8V8Z") + shape("M0,0H8V8H0Z")
    drawn = draw_patterns_as_shapes(drawing(shapes))
    assert drawn.count("fill: url(") == 1
    paths = ElementTree.fromstring(drawn)[1]
    tags = [each.tag.partition("}")[2] for each in paths]
    assert tags == ["path", "path", "g", "path", "g"]  # each shape's tiles lie right above it
    assert re.findall(r'clipPath id="([^"]+)"', drawn) == ["c2-p-shape-2", "c2-p-shape-3"]
