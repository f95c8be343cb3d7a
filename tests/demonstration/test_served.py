"""The demonstration is served like any store."""

import json
import shutil
import urllib.request

import pytest

from app_pages.startup import DATASETS_DIFFER
from tests.helpers.report_copy import ROOT
from tests.helpers.servers import serving


@pytest.mark.browser
def test_it_is_served_and_nothing_is_said_of_datasets(city, tmp_path):
    folder = tmp_path / "city"
    shutil.copytree(city, folder)
    with (
        serving(ROOT / "app.py", folder) as url,
        urllib.request.urlopen(f"{url}/healthz", timeout=20) as answer,
    ):
        health = json.load(answer)
    assert (health["good"], health["parts"]["store"]["release"]) == (True, 8)
    log = (folder / "server.log").read_text()
    assert "Traceback" not in log
    assert DATASETS_DIFFER not in log
