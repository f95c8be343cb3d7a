"""Starting: a mistake stops it, says where, and leaves nothing half done."""

import os
import subprocess
import sys

import pytest

from tests.helpers.report_copy import CONFIG
from tests.helpers.servers import ROOT, free_port

pytestmark = pytest.mark.browser


def start(folder, change):
    """Start the dashboard on a changed config.yaml; give its exit status and what it said."""
    config = folder / "config.yaml"
    config.write_text(change(CONFIG.read_text("utf-8")), encoding="utf-8")
    ended = subprocess.run(
        [sys.executable, "-m", "streamlit", "run", "app.py", f"--server.port={free_port()}"],
        cwd=ROOT,
        env={**os.environ, "DASHBOARD_CONFIG": str(config)},
        capture_output=True,
        text=True,
        timeout=60,
    )
    return ended.returncode, ended.stdout + ended.stderr


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("language: zh ", "langage: zh ", "langage"),
        ("[honours]", "[honors]", "topics.2.charts.0"),
        ("engine: duckdb", "engine: [", "config.yaml"),
        ("language: zh", 'language: zh\nhome_area: "339999"', "home_area"),
    ],
)
def test_a_mistake_in_the_settings_stops_the_start(tmp_path, old, new, said):
    status, output = start(tmp_path, lambda text: text.replace(old, new))
    assert status == 1
    assert "config.yaml" in output
    assert said in output
    assert "Traceback" not in output


def test_a_store_that_cannot_be_opened_stops_the_start(tmp_path):
    (tmp_path / "store").write_text("not a folder")
    status, output = start(tmp_path, lambda text: text)
    assert status == 1
    assert "The dashboard did not start" in output
    assert str(tmp_path / "store") in output
    assert f"Check store in {tmp_path / 'config.yaml'}" in output
    assert "Traceback" not in output
