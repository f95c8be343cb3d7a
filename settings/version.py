"""The version of the dashboard, as pyproject.toml has it."""

import tomllib

from settings.settings import ROOT

VERSION: str = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
