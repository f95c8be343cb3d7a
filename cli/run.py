"""What every line typed at a terminal has in common: options at either end, refusals in words."""

import os
import sys
from collections.abc import Callable, Iterator

from cli import as_json
from curation.errors import CurationError
from curation.messages import error_text
from errors import UserError
from locales import Words

GLOBAL_OPTIONS = ("--config", "--lang")
COMMANDS_WITH_JSON_ERRORS = ("check", "publish")


def run(command: Callable[[list[str]], object], arguments: list[str]) -> int:
    """Run one command line; gives the exit status: 0 done, 1 not done, 2 not understood.

    What was not done is said on stderr, or as JSON where a check or a publish was to answer so.
    """
    first, rest = split_global_options(arguments)
    try:
        command([*first, *rest])
    except SystemExit as end:
        return int(end.code or 0)
    except UserError as fault:
        return _print_error(fault, first, rest)
    except BrokenPipeError:  # whoever read the answer has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        place = {"path": str(error.filename or ""), "what": error.strerror or str(error)}
        return _print_error(CurationError("file_not_reached", place), first, rest)
    except Exception as error:  # the outermost boundary: people get a line, not a traceback
        told = CurationError("unexpected", {"what": f"{type(error).__name__}: {error}"})
        return _print_error(told, first, rest)
    return 0


def split_global_options(arguments: list[str]) -> tuple[list[str], list[str]]:
    """Part --config and --lang from the rest: people write them at either end."""
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
    return [following] if (following := next(queue, "")) else []


def _print_error(fault: UserError, first: list[str], rest: list[str]) -> int:
    words = Words("en" if {"en", "--lang=en"} & set(first) else "zh")
    if "--json" in rest and rest[0] in COMMANDS_WITH_JSON_ERRORS:
        print(as_json.json_text(as_json.error_json(fault, words)))
    else:
        print(error_text(words, fault), file=sys.stderr)
    return 1
