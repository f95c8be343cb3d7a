"""Forks publishers that a test may kill: a line of JSON a job, lines of JSON for what they did.

The libraries are loaded once and unused, so that each fork starts clean and at once. Release n
has one figure more than the release before it, whose wording is n.
"""

import json
import os
import signal
import sys
from pathlib import Path

import auth
from curation.releases import publishing
from curation.releases.upload_review import Upload
from file_formats.sandbox.run import run_in_child
from tests.helpers.reviews import publish_now
from tests.helpers.workspaces import HAISHU, notices, upload, workspace_at

MOST = 10_000


def say(**told: int) -> None:
    """Tell the test something, in one write."""
    os.write(1, (json.dumps(told) + "\n").encode())


def row(number: int) -> str:
    """The figure that a release adds."""
    return notices(HAISHU, f"{1900 + number // 12}-{number % 12 + 1:02}", number)


def die(*_: object) -> None:
    """End as a machine without power does."""
    os.kill(os.getpid(), signal.SIGKILL)


def run(folder: str, accounts: str, before_the_trail: bool, count: int = MOST) -> None:
    """Publish one release after the other; what is said has been acknowledged."""
    workspace = workspace_at(Path(folder), accounts=accounts)
    actor = auth.operator_actor(workspace.database, "boss")
    if before_the_trail:
        publishing.record_release = die
    head = workspace.store.release().number
    for number in range(head + 1, head + 1 + count):
        done = publish_now(workspace, actor, Upload(upload(row(number))), reason="又一份")
        say(acknowledged=done.release.number)


def main() -> None:
    """Fork a publisher for every line; they share the process that forks what checks uploads."""
    run_in_child(notices, HAISHU, "2024-01", 1)
    say(ready=os.getpid())
    for line in sys.stdin:
        if pid := os.fork():
            say(pid=pid)
            os.waitpid(pid, 0)
            say(ended=pid)
        else:
            run(**json.loads(line))
            return


if __name__ == "__main__":
    main()
