"""Typed settings of config.yaml; an error names file, key and expected value."""

from settings.loader import CONFIG_VARIABLE, SettingsError, find_settings_path, load_settings
from settings.models import (
    CardSettings,
    ChartSpec,
    ProgressSettings,
    TopicSettings,
    TotalSettings,
    chart_address,
)
from settings.settings import ROOT, Settings
from settings.version import VERSION

DATASETS = ROOT / "datasets"

__all__ = [
    "CONFIG_VARIABLE",
    "DATASETS",
    "ROOT",
    "VERSION",
    "CardSettings",
    "ChartSpec",
    "ProgressSettings",
    "Settings",
    "SettingsError",
    "TopicSettings",
    "TotalSettings",
    "chart_address",
    "find_settings_path",
    "load_settings",
]
