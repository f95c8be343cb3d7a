"""Roll-ups on a Spark cluster of this machine: the same totals, a worker killed in mid-work."""

import json
import os
import re
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.helpers.processes import DEPLOY, replaced, running, until
from tests.helpers.rolled_totals import EVERY, publish
from tests.helpers.servers import ROOT, free_port

pytestmark = pytest.mark.cluster
FIGURES = 200_000
# A small machine for all of them: less memory, and a compiler that is content sooner.
SMALL = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"


@dataclass
class Cluster:
    """A master and its workers; `pages` is the port at which the driver tells of its work."""

    folder: Path
    environment: dict[str, str]
    master: str
    pages: int
    web: int
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def alive(self) -> int:
        """How many workers the master knows."""
        told = asked(f"http://127.0.0.1:{self.web}/json/")
        return sum(each["state"] == "ALIVE" for each in told["workers"]) if told else 0

    def busy(self) -> dict[str, int]:
        """Tasks that each executor works at, by its number."""
        root = f"http://127.0.0.1:{self.pages}/api/v1/applications"
        found = asked(root)
        told = asked(f"{root}/{found[0]['id']}/executors") if found else None
        return {each["id"]: each["activeTasks"] for each in told or () if each["id"] != "driver"}


def asked(url: str) -> Any:
    """Read JSON; None while nobody answers."""
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:
            return json.load(answer)
    except (OSError, ValueError):
        return None


def conf(folder: Path, pages: int) -> Path:
    """Write deploy/spark-defaults.conf for a small machine, with the driver's pages to watch."""
    text = replaced(
        (DEPLOY / "spark-defaults.conf").read_text(), {"write-your-own": os.urandom(32).hex()}
    )
    changes = {
        "spark.driver.memory": "700m",
        "spark.executor.memory": "600m",
        "spark.ui.enabled": "true",
    }
    for name, value in changes.items():
        text, found = re.subn(rf"(?m)^{re.escape(name)} .*$", f"{name} {value}", text)
        assert found == 1, name
    more = {
        "spark.ui.port": pages,
        "spark.driver.extraJavaOptions": SMALL,
        "spark.executor.extraJavaOptions": SMALL,
        "spark.sql.shuffle.partitions": 4,
    }
    text += "".join(f"{name} {value}\n" for name, value in more.items())
    place = folder / "conf"
    place.mkdir()
    (place / "spark-defaults.conf").write_text(text)
    return place


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    """A master and two workers, as deploy/spark.sh starts them."""
    pages, web = free_port(), free_port()
    master = f"spark://127.0.0.1:{free_port()}"
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "SPARK_CONF_DIR": str(conf(tmp_path, pages)),
        "SPARK_MASTER": master,
        "SPARK_LOCAL_IP": "127.0.0.1",
        "SPARK_DAEMON_MEMORY": "256m",
        "SPARK_DAEMON_JAVA_OPTS": SMALL,
        "SPARK_WORKER_CORES": "2",
        "SPARK_WORKER_MEMORY": "800m",
        "SPARK_LOCAL_DIRS": str(tmp_path / "local"),
    }
    made = Cluster(tmp_path, environment, master, pages, web)
    with ExitStack() as all_of_it:
        for name, port in (("master", web), ("worker", free_port()), ("worker", free_port())):
            place = tmp_path / f"{name}{len(made.workers)}"
            told = {"SPARK_WEB_PORT": str(port), "STATE_DIRECTORY": str(place)}
            command = [DEPLOY / "spark.sh", name]
            process = all_of_it.enter_context(
                running(command, tmp_path / f"{place.name}.log", environment | told)
            )
            if name == "worker":
                made.workers.append(process)
        until(lambda: made.alive() == 2, "both workers are there")
        yield made


def executors_of(worker: subprocess.Popen[bytes]) -> dict[str, int]:
    """The processes that a worker has started, by the executor's number."""
    found = {}
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = path.read_bytes().split(b"\0")
            parent = int((path.parent / "stat").read_text().rpartition(")")[2].split()[1])
        except (OSError, IndexError):  # it has ended meanwhile
            continue
        if parent == worker.pid and b"--executor-id" in words:
            found[words[words.index(b"--executor-id") + 1].decode()] = int(path.parent.name)
    return found


def killed_at_work(cluster: Cluster) -> int:
    """Kill a worker and its executor while that has tasks; gives how many."""

    def stopped_at_work() -> int:
        for number, pid in executors_of(cluster.workers[0]).items():
            if not cluster.busy().get(number):
                continue
            # Stopped, it cannot finish what it has begun; then it is known whether it had.
            os.kill(pid, signal.SIGSTOP)
            if tasks := cluster.busy().get(number):
                cluster.workers[0].kill()
                os.kill(pid, signal.SIGKILL)
                return tasks
            os.kill(pid, signal.SIGCONT)
        return 0

    return until(stopped_at_work, "a worker is at work", 1200)


def test_a_master_that_is_away_is_named(tmp_path: Path) -> None:
    master = f"spark://127.0.0.1:{free_port()}"
    command = f"import ledger; ledger.open_store({str(tmp_path)!r}, engine={master!r})"
    done = subprocess.run(
        [sys.executable, "-c", command],
        cwd=ROOT,
        env={**os.environ, "SPARK_LOCAL_IP": "127.0.0.1", "JAVA_TOOL_OPTIONS": SMALL},
        capture_output=True,
        text=True,
    )
    assert f"ledger.errors.StoreError: unreachable: {master}" in done.stderr


def test_every_total_is_that_of_duckdb_though_a_worker_is_killed(
    cluster: Cluster, told: Callable[[str], None]
) -> None:
    store = cluster.folder / "store"
    publish(str(store), FIGURES)
    log = cluster.folder / "rolling.log"
    command = [sys.executable, "-m", "tests.helpers.rolled_totals", store, cluster.master]
    with running(command, log, cluster.environment) as rolling:
        until(lambda: '"totals"' in log.read_text(), "the first total is there", 1200)
        before = log.read_text().count('"totals"')
        tasks = killed_at_work(cluster)
        assert rolling.wait(timeout=3000) == 0, log.read_text()[-5000:]
    lines = [json.loads(line) for line in log.read_text().splitlines() if line[:2] == '{"']
    totals = [line for line in lines if "totals" in line]
    assert len(totals) == len(EVERY)
    assert cluster.alive() == 1
    duck, spark = (sorted(line[name] for line in totals) for name in ("duckdb", "spark"))
    middle = len(EVERY) // 2
    told(f"a worker killed after {before} roll-ups, with {tasks} tasks at work")
    told(
        f"{len(totals)} roll-ups of {FIGURES:,} figures, {sum(line['rows'] for line in totals):,}"
        f" totals equal; median {duck[middle]} s on DuckDB, {spark[middle]} s on Spark;"
        f" session {lines[0]['session']} s"
    )
