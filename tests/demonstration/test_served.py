"""The demonstration is served like any store."""

import json
import urllib.request

from app_pages.startup import DATASETS_DIFFER
from tests.helpers.staff_pages import Desk


def test_it_is_served_and_nothing_is_said_of_datasets(desk: Desk) -> None:
    with urllib.request.urlopen(f"{desk.url}/healthz", timeout=20) as answer:
        health = json.load(answer)
    assert (health["good"], health["parts"]["store"]["release"]) == (True, 8)
    assert DATASETS_DIFFER not in desk.log
