"""Entry point of the command line for staff and operators; the commands are in `cli/`."""

import sys

from cli import app, run


def main(arguments: list[str]) -> int:
    """Run one command line and return the exit status."""
    return run.run(app, arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
