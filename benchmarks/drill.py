"""Faults on purpose, many times over; prints how often each was tried and what came of it.

python -m benchmarks.drill [--minutes 60] [--only kills]    # make drill MINUTES=60 PARTS=kills

Each part says how long it took, so that the next drill can be of some of them.
The same tests run a few times in `make test`; here DRILL multiplies them. Each part is ended
after its time, so that the whole is bounded.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).parents[1]
KILLS = "tests/ledger/test_ledger_kills.py"
FLOODS = "tests/security/test_floods.py"
AT_WORK = "tests/exports/test_browser_at_work.py"
PARTS = {
    "kills": [
        f"{KILLS}::test_killed_at_random_moments",
        f"{KILLS}::test_killed_at_every_step",
        "tests/curation/test_killed_publishers.py",
    ],
    "races": [
        f"{KILLS}::test_of_several_writers_exactly_one_wins",
        f"{KILLS}::test_of_several_first_starts_exactly_one_makes_the_store",
        f"{KILLS}::test_a_double_click_is_one_release",
        "tests/curation/test_races.py",
    ],
    "device": [
        f"{KILLS}::test_an_error_of_the_device_at_every_write",
        f"{KILLS}::test_running_out_of_room_is_said_and_harms_no_reader",
        f"{KILLS}::test_a_full_disk",
        f"{KILLS}::test_a_read_only_folder",
        f"{KILLS}::test_a_folder_that_may_not_be_entered",
        "tests/security/test_exhausted.py",
    ],
    "flips": ["tests/ledger/test_ledger_damage.py", "tests/security/test_damaged_store.py"],
    "damage": [
        "tests/curation/test_damaged_files.py",
        "tests/curation/test_losses.py",
        "tests/curation/test_rewound_copies.py",
        "tests/curation/test_recorded_late.py",
    ],
    "backups": ["tests/curation/test_whole_backups.py"],
    "exports": [AT_WORK],
    "outage": [
        "tests/security/test_outage.py",
        "tests/exports/test_plain_pages.py::test_it_is_written_whole_or_not_at_all",
    ],
    "uploads": ["tests/intake/test_mutated_files.py"],
    "reach": ["tests/app_pages/test_every_page.py", "tests/app_pages/test_desk_reach.py"],
    "floods": [
        f"{FLOODS}::test_addresses_and_messages_of_the_largest_size_leave_memory_flat",
        f"{FLOODS}::test_ten_search_boxes_of_large_texts_add_nothing",
        f"{FLOODS}::test_another_reader_waits_at_most_a_second_beside_flooding_tabs",
        f"{FLOODS}::test_another_reader_waits_at_most_a_second_beside_tabs_that_compute",
        f"{FLOODS}::test_idle_and_half_sent_connections_are_closed",
    ],
    "viewers": ["tests/security/test_flat_memory.py"],
}
LONGEST = 45 * 60  # seconds for one part, beside the minutes that viewers are watched


def run(name: str, minutes: float) -> bool:
    """Run one part and print a line for each of its tests; tells whether all passed."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *PARTS[name]]
        env = {**os.environ, "DRILL": "1", "DRILL_MINUTES": str(minutes)}
        try:
            done = subprocess.run(
                [*command, f"--junitxml={report}", "--override-ini=junit_family=xunit1"],
                cwd=ROOT,
                env=env,
                capture_output=True,
                text=True,
                timeout=LONGEST + minutes * 60,
            )
        except subprocess.TimeoutExpired:
            print(f"{name}: not ended in time")
            return False
        for case in ElementTree.parse(report).iter("testcase"):
            print(f"{name}: {line_of(case)}", flush=True)
        if done.returncode:
            print(done.stdout[-3000:])
    return done.returncode == 0


def line_of(case: ElementTree.Element) -> str:
    """Word one test: what came of it, what it counted, and how long it took."""
    ended = next(
        (kind for kind in ("failure", "error", "skipped") if case.find(kind) is not None), ""
    )
    counted = [f"{each.get('name')} {each.get('value')}" for each in case.iter("property")]
    name = str(case.get("name")).removeprefix("test_").replace("_", " ")
    said = [ended or "passed", name, *counted, f"{float(case.get('time', 0)):.0f} s"]
    return " · ".join(said)


def main() -> int:
    """Run what was asked for; the exit status is 1 where something failed."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--minutes", type=float, default=2, help="how long viewers are watched")
    asked.add_argument("--only", choices=PARTS, action="append", help="a part by its name")
    chosen = asked.parse_args()
    passed = []
    for name in chosen.only or PARTS:
        begun = time.monotonic()
        passed.append(run(name, chosen.minutes))
        print(f"{name}: {time.monotonic() - begun:.0f} s in all", flush=True)
    return 0 if all(passed) else 1


if __name__ == "__main__":
    sys.exit(main())
