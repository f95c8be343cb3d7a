"""Entry point of the command line for staff and operators; the commands are in `cli/`."""

import sys

from cli import app
from cli.command_line import run_command_line


def main(arguments: list[str]) -> int:
    """Run one command line, such as ["check", "datasets/"], and return the exit status."""
    return run_command_line(app, arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
