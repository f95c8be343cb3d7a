"""The version of the dashboard, read from pyproject.toml."""

import tomllib

from settings.settings import ROOT

VERSION: str = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
