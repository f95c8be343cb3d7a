"""What an upload does with what is published."""

from typing import Literal, get_args

Mode = Literal["upsert", "append", "replace"]
"""Add and change by key; add only; put the upload in the place of its indicators' figures."""

MODES: tuple[Mode, ...] = get_args(Mode)
