"""The command line for staff and operators; `commands/` holds what it understands."""

import sys

from commands import app
from curation import terminal


def main(arguments: list[str]) -> int:
    """Run one command line; gives the exit status."""
    return terminal.run(app, arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
