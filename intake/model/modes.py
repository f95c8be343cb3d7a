"""Upload modes: how the figures of an upload change the published ones."""

from typing import Literal, get_args

Mode = Literal["upsert", "append", "replace"]
"""Add and change by key; add only; replace all figures of the uploaded indicators."""

MODES: tuple[Mode, ...] = get_args(Mode)
