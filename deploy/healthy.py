"""Waits until the process on a port of this machine answers: `healthy.py 8501 [seconds]`.

Ends with 0 as soon as it does; what it says of its store is printed, since damage to the newest
release is a reason to look but none to start anew: readers get the last good one.
"""

import sys
import urllib.error
import urllib.request
from threading import Event
from time import monotonic

EVERY = 0.2  # seconds


def asked(port: int) -> str:
    """Ask once; "" where nobody answers."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=10) as answer:
            return str(answer.read().decode())
    except urllib.error.HTTPError as answer:
        return f"{answer.code} {answer.read().decode(errors='replace')}"
    except OSError:
        return ""


def main(port: int, seconds: float = 100) -> int:
    """Ask until there is an answer or the time is over."""
    until, waiting = monotonic() + seconds, Event()
    while not (said := asked(port)):
        if monotonic() > until:
            print(f"port {port}: no answer in {seconds:.0f} s", file=sys.stderr)
            return 1
        waiting.wait(EVERY)
    print(said)
    return 0


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:3])))
