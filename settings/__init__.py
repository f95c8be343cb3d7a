"""The settings of config.yaml, typed; a mistake names file, key and what was expected."""

from settings.loader import VARIABLE, SettingsError, load, path_in_force
from settings.models import CardSettings, ChartSpec, ProgressSettings, TopicSettings, chart_address
from settings.settings import ROOT, Settings
from settings.version import VERSION

DATASETS = ROOT / "datasets"

__all__ = [
    "DATASETS",
    "ROOT",
    "VARIABLE",
    "VERSION",
    "CardSettings",
    "ChartSpec",
    "ProgressSettings",
    "Settings",
    "SettingsError",
    "TopicSettings",
    "chart_address",
    "load",
    "path_in_force",
]
