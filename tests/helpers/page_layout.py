"""How a page is laid out: its rows and columns, and the kinds of elements in each, line by line."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from streamlit.proto.Block_pb2 import Block
from streamlit.proto.GapSize_pb2 import GapSize

from tests.helpers.page_outline import key_of

Flex = Block.FlexContainer


def layout_of(node: Any, depth: int = 0) -> Iterator[str]:
    """Write a container, and what stands in it one step further in."""
    name = _container(node)
    if name:
        yield "  " * depth + name
    inner = depth + bool(name)
    children = [each for each in node.children.values() if not _is_left_out(each)]
    for leaf, group in groupby(children, key=_leaf):
        if leaf:
            count = len(list(group))
            yield "  " * inner + leaf + (f" ×{count}" if count > 1 else "")
            continue
        for child in group:
            yield from layout_of(child, inner)


def _is_left_out(node: Any) -> bool:
    """Whether an element shows nothing, or the version at the foot of every page."""
    return node.type == "empty" or 'class="version"' in getattr(node.proto, "body", "")


def _leaf(node: Any) -> str:
    """Name an element with what it looks like beside its words; "" for a container."""
    if getattr(node, "children", None) is not None:
        return ""
    proto = node.proto
    hidden = getattr(proto, "label_visibility", None)
    told = [node.type, getattr(proto, "tag", "")]
    told += ["unlabelled"] if hidden is not None and hidden.value else []
    told += ["across"] if getattr(proto, "horizontal", False) else []
    return " ".join(filter(None, told))


def _container(node: Any) -> str:
    """Name a container; "" for one that only stacks what is in it, as any page does."""
    proto = getattr(node, "proto", None)
    if proto is None:
        return ""
    if node.type == "column":
        align = Block.Column.VerticalAlignment.Name(proto.vertical_alignment).lower()
        return f"column {proto.weight:.0%}{'' if align == 'top' else f' {align}'}"
    if node.type == "dialog":
        dialog = proto.dialog
        width = Block.Dialog.DialogWidth.Name(dialog.width).lower()
        place = Block.Dialog.DialogPosition.Name(dialog.position).lower()
        return f"dialog {width} {place}"
    if node.type == "form":
        form = getattr(proto, "form", proto)
        return f"form{' framed' if form.border else ''}{' emptied' if form.clear_on_submit else ''}"
    if node.type == "grid_container":
        least, gap = proto.min_column_width_px, GapSize.Name(proto.row_gap_config.gap_size).lower()
        return f"grid of {proto.columns}, {least} wide, gap {gap}"
    if node.type != "flex_container":
        return ""
    return _flex(proto)


def _flex(proto: Block) -> str:
    flex = proto.flex_container
    across = flex.direction == Flex.Direction.HORIZONTAL
    gap = GapSize.Name(flex.gap_config.gap_size).lower()
    align = Flex.Align.Name(flex.align).removeprefix("ALIGN_").lower()
    width = proto.width_config.pixel_width
    told = ["row" if across else "stack", key_of(proto)]
    told += [f"gap {gap}"] if gap != "small" else []
    told += [align] if align not in ("start", "stretch") else []
    told += ["framed"] if flex.border else []
    told += [f"{width} wide"] if width else []
    return "" if told[:2] == ["stack", ""] and len(told) == 2 else " ".join(filter(None, told))
