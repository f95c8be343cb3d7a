"""The report's figures and a config.yaml as tests know them: a fixed copy of what ships.

So a new figure, indicator, area or chart breaks no test. What ships has tests of its own, in
tests/datasets, which count from its files.
"""

from pathlib import Path

ROOT = Path(__file__).parents[2]
REPORT = ROOT / "tests/data/report"
"""Five tables and their descriptor, in the form of datasets/."""
CONFIG = ROOT / "tests/data/config.yaml"
SHIPPED = ROOT / "datasets"
SHIPPED_CONFIG = ROOT / "config.yaml"
