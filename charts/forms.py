"""The forms in which any indicator can be drawn, as addresses and config.yaml name them."""

from typing import Literal, get_args

General = Literal["bar", "dots", "trend", "tiles", "ranking"]
GENERAL: tuple[General, ...] = get_args(General)
