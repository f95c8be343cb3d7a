"""The command line for staff and operators; `cli/` holds what it understands."""

import sys

from cli import app, run


def main(arguments: list[str]) -> int:
    """Run one command line; gives the exit status."""
    return run.run(app, arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
