"""Removes links and external resources from Plotly figures, and rejects SVG that has any."""

import re
from collections.abc import Mapping
from typing import Any
from xml.etree import ElementTree

from charts.theme import TRACE_TYPES
from exports.errors import ExportError

_REMOVED_KEYS = frozenset(
    {"images", "geo", "mapbox", "map", "geojson", "source", "updatemenus", "sliders", "meta"}
)
"""Keys of a Plotly layout or trace that load something, or that only a live page needs."""
_LINK = re.compile(r"</?a\b[^>]*>?", re.IGNORECASE)
"""A tag around a link, opening or closing; the text between them is kept."""
_ADDRESS = re.compile(r"\s*(?:[a-z][a-z0-9+.-]*:\s*)?//|\s*(?:javascript|data|file):", re.I)
"""The start of an address that a browser would load: https://, //, javascript:, data:, file:."""
_TEXT_KEYS = frozenset({"text", "hovertext", "ticktext", "name", "title", "texttemplate"})
"""Keys whose value is shown as text, so that an address in it is harmless."""
# Elements of an SVG that draw shapes and text, and load nothing.
_ELEMENTS = frozenset(
    [
        "svg",
        "g",
        "defs",
        "path",
        "rect",
        "circle",
        "ellipse",
        "line",
        "polygon",
        "polyline",
        "text",
        "tspan",
        "clipPath",
        "pattern",
        "linearGradient",
        "radialGradient",
        "stop",
        "mask",
        "style",
        "title",
        "desc",
    ]
)


def sanitize_drawing(drawing: Mapping[str, Any]) -> dict[str, Any]:
    """Return a copy of a Plotly figure with only bars, markers and lines.

    A figure goes to a browser or into a file: nothing in it may load something from elsewhere.
    Images, links and addresses are removed; a text stays without its link.
    """
    traces = [trace for trace in drawing.get("data", ()) if trace.get("type") in TRACE_TYPES]
    return {
        "data": _remove_external(traces),
        "layout": _remove_external(dict(drawing.get("layout", {}))),
    }


def _remove_external(value: Any, key: str = "") -> Any:
    """Return a sanitized part of a Plotly figure, without _REMOVED_KEYS, links and addresses.

    `<a href="…">宁波</a>` becomes 宁波 (Ningbo); a URL like `https://…` becomes "", except under
    _TEXT_KEYS. `key` is the key of `value`, or of the list it is in, in the mapping around it.
    """
    if isinstance(value, Mapping):
        return {
            name: _remove_external(item, name)
            for name, item in value.items()
            if name not in _REMOVED_KEYS
        }
    if isinstance(value, list | tuple):
        return [_remove_external(item, key) for item in value]
    if isinstance(value, str):
        without_links = _LINK.sub("", value)
        is_address = key not in _TEXT_KEYS and _ADDRESS.match(without_links)
        return "" if is_address else without_links
    return value


def require_safe_svg(svg: bytes) -> bytes:
    """Return an SVG unchanged if it is safe: if it contains only shapes and text.

    Raises ExportError `picture_failed` for other elements, event handlers, external references.
    """
    if b"<!DOCTYPE" in svg or b"<!ENTITY" in svg:
        raise ExportError("picture_failed")
    for element in ElementTree.fromstring(svg).iter():  # noqa: S314  (no doctype, checked above)
        if element.tag.rpartition("}")[2] not in _ELEMENTS:  # [2]: the name without its namespace
            raise ExportError("picture_failed")
        for name, value in element.attrib.items():
            local_name = name.rpartition("}")[2].lower()
            # References to the SVG's own elements, such as clip paths, are allowed.
            is_external = "url(" in value.replace("url(#", "").replace("url('#", "")
            is_link = local_name == "href" and value[:1] != "#"
            if local_name.startswith("on") or is_link or is_external:
                raise ExportError("picture_failed")
    return svg
