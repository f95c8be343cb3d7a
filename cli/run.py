"""Running one command line: global options, errors as messages, exit status."""

import os
import sys
from collections.abc import Callable, Iterator

from cli import as_json
from curation.error_messages import error_text
from curation.errors import CurationError
from errors import UserError
from locales import Words

GLOBAL_OPTIONS = ("--config", "--lang")
COMMANDS_WITH_JSON_ERRORS = ("check", "publish")


def run(command: Callable[[list[str]], object], arguments: list[str]) -> int:
    """Run one command line and return the exit status: 0 done, 1 failed, 2 wrong arguments.

    Errors are printed on stderr, or as JSON for `check` and `publish` with --json.
    """
    first, rest = split_global_options(arguments)
    try:
        command([*first, *rest])
    except SystemExit as end:
        return int(end.code or 0)
    except UserError as error:
        return _print_error(error, first, rest)
    except BrokenPipeError:  # the reader of the output, such as `head`, has ended
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        place = {"path": str(error.filename or ""), "what": error.strerror or str(error)}
        return _print_error(CurationError("file_not_reached", place), first, rest)
    except Exception as error:  # the outermost boundary: print a line, no traceback
        details = {"what": f"{type(error).__name__}: {error}"}
        return _print_error(CurationError("unexpected", details), first, rest)
    return 0


def split_global_options(arguments: list[str]) -> tuple[list[str], list[str]]:
    """Separate --config and --lang from the other arguments; both may be at any position.

    ["check", "a.csv", "--lang", "en"] → (["--lang", "en"], ["check", "a.csv"]).
    """
    first: list[str] = []
    rest: list[str] = []
    queue = iter(arguments)
    for argument in queue:
        if argument.partition("=")[0] not in GLOBAL_OPTIONS:
            rest.append(argument)
        else:
            first += [argument] if "=" in argument else [argument, *_next_argument(queue)]
    return first, rest


def _next_argument(queue: Iterator[str]) -> list[str]:
    """Return the next argument as a list, empty at the end."""
    return [following] if (following := next(queue, "")) else []


def _print_error(error: UserError, first: list[str], rest: list[str]) -> int:
    """Print an error in the language of --lang and return the exit status 1.

    `first` are the global options, `rest` the other arguments.
    """
    words = Words("en" if {"en", "--lang=en"} & set(first) else "zh")
    if "--json" in rest and rest[0] in COMMANDS_WITH_JSON_ERRORS:
        print(as_json.json_text(as_json.error_json(error, words)))
    else:
        print(error_text(words, error), file=sys.stderr)
    return 1
