"""Pattern fills of an SVG drawn as shapes, for files that Chromium prints.

Chromium prints a shape that an SVG pattern fills as an image of the whole chart, once for each
shape: blurred, and some 300 kB of the PDF. Lines stay sharp and take a hundredth of that.
"""

import re
from collections.abc import Iterator
from copy import deepcopy
from math import ceil, floor
from typing import TypeAlias
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

_SVG = "http://www.w3.org/2000/svg"
_PATTERN_FILL = re.compile(r"""fill: url\(["']?#([^"')]+)["']?\)""")
_COMMAND = re.compile(r"([MLHVAZ])([^A-Za-z]*)")
_NUMBER = re.compile(r"-?\d*\.?\d+(?:e-?\d+)?")
Box: TypeAlias = tuple[float, float, float, float]
"""Left, top, right and bottom in user units of the shape."""

ElementTree.register_namespace("", _SVG)
ElementTree.register_namespace("xlink", "http://www.w3.org/1999/xlink")


def draw_patterns_as_shapes(svg: str) -> str:
    """Return an SVG of Plotly in which shapes that a pattern fills are covered with its tiles.

    The tiles are clipped to the shape; a background that the pattern has becomes the shape's fill.
    Paths of other commands than Plotly writes for bars (M, L, H, V, A, Z) keep their pattern.
    """
    root = ElementTree.fromstring(svg)  # noqa: S314  (Plotly's own SVG, which has no doctype)
    patterns = {each.get("id", ""): each for each in root.iter(f"{{{_SVG}}}pattern")}
    shapes_with_patterns = [
        (parent, shape, patterns[match[1]])
        for parent in root.iter()
        for shape in parent
        if (match := _PATTERN_FILL.search(shape.get("style", ""))) and match[1] in patterns
    ]
    if not shapes_with_patterns:
        return svg
    for number, (parent, shape, pattern) in enumerate(shapes_with_patterns, start=1):
        if box := _find_box(shape.get("d", "")):
            position = list(parent).index(shape) + 1
            parent.insert(position, _build_tiles(shape, pattern, box, number))
    return ElementTree.tostring(root, encoding="unicode")


def _find_box(path: str) -> Box | None:
    """Return a box around an SVG path; None if it has a command that is not known here.

    The box may be larger than the path, since tiles outside are clipped. It contains every point
    that the path names and, of an arc, the radii to each side of its end point. That is enough for
    round corners (quarters of a circle), not for any arc.
    """
    if set(re.findall(r"[A-DF-Za-df-z]", path)) - set("MLHVAZ"):
        return None
    # Each command moves or draws a line to absolute positions: H and V to one, others to pairs.
    xs: list[float] = []
    ys: list[float] = []
    for command, text in _COMMAND.findall(path):
        numbers = [float(number) for number in _NUMBER.findall(text)]
        match command:
            case "H":
                xs += numbers
            case "V":
                ys += numbers
            case "A":  # radii, rotation, two flags, end point
                for rx, ry, *_, x, y in (numbers[i : i + 7] for i in range(0, len(numbers), 7)):
                    xs += [x - rx, x + rx]
                    ys += [y - ry, y + ry]
            case _:
                xs += numbers[::2]
                ys += numbers[1::2]
    return (min(xs), min(ys), max(xs), max(ys)) if xs and ys else None


def _build_tiles(shape: Element, pattern: Element, box: Box, number: int) -> Element:
    """Return a group with a pattern's tiles over a box, clipped to the shape, which loses its fill.

    A rectangle at the pattern's beginning is its background: it becomes the shape's fill. `number`
    is that of the shape in its SVG, for the id of its clip path.
    """
    parts = list(pattern)
    background = "none"
    if parts and parts[0].tag == f"{{{_SVG}}}rect":
        background = parts.pop(0).get("fill", "none")
    shape.set("style", _PATTERN_FILL.sub(f"fill: {background}", shape.get("style", "")))
    group = Element(f"{{{_SVG}}}g")
    if transform := shape.get("transform"):
        group.set("transform", transform)
    # Several SVGs stand on one page; ids of patterns are apart there.
    clip_id = f"{pattern.get('id')}-shape-{number}"
    clip = ElementTree.SubElement(group, f"{{{_SVG}}}clipPath", {"id": clip_id})
    ElementTree.SubElement(clip, f"{{{_SVG}}}path", {"d": shape.get("d", "")})
    tiles = ElementTree.SubElement(group, f"{{{_SVG}}}g", {"clip-path": f"url(#{clip_id})"})
    for x, y in _list_tile_places(pattern, box):
        tile = ElementTree.SubElement(
            tiles, f"{{{_SVG}}}g", {"transform": f"translate({x:g},{y:g})"}
        )
        tile.extend(deepcopy(parts))
    return group


def _list_tile_places(pattern: Element, box: Box) -> Iterator[tuple[float, float]]:
    """Yield the upper left corners of all tiles of a pattern that touch a box.

    `box` is left, top, right and bottom; all are in user units. A pattern repeats without end in
    both directions from the origin, or from where its `translate` moves it. Raises ValueError for a
    pattern without a width or height, which Plotly always writes.
    """
    width, height = (
        float(pattern.get(side, "").removesuffix("px")) for side in ("width", "height")
    )
    moved = re.search(r"translate\(([^,)]+),([^)]+)\)", pattern.get("patternTransform", ""))
    left, top = (float(moved[1]), float(moved[2])) if moved else (0.0, 0.0)
    for column in range(floor((box[0] - left) / width), ceil((box[2] - left) / width)):
        for row in range(floor((box[1] - top) / height), ceil((box[3] - top) / height)):
            yield left + column * width, top + row * height
