"""Typed settings of config.yaml; an error names file, key and the expected value."""

from settings.loader import CONFIG_VARIABLE, SettingsError, load_settings, settings_path
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
    "load_settings",
    "settings_path",
]
