"""The rule of a total on Spark: the same overviews as on DuckDB and as the plain calculation's."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.helpers.servers import ROOT
from tests.helpers.totals_on_engines import SEEDS

pytestmark = pytest.mark.cluster
SMALL = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xmx600m"


def test_areas_have_the_same_totals_on_both_engines(
    tmp_path: Path, told: Callable[[str], None]
) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.helpers.totals_on_engines", str(tmp_path), "local[2]"],
        cwd=ROOT,
        env={**os.environ, "SPARK_LOCAL_IP": "127.0.0.1", "JAVA_TOOL_OPTIONS": SMALL},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr[-5000:]
    lines = [json.loads(line) for line in done.stdout.splitlines() if line[:1] == "{"]
    assert [line["seed"] for line in lines] == list(SEEDS)
    told(f"overviews of {len(SEEDS)} random stores equal: {lines}")
