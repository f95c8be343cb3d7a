"""Runs one command line: handles global options, prints errors, returns the exit status."""

import os
import sys
from collections.abc import Callable

from cli import as_json
from curation.error_messages import format_error
from curation.errors import CurationError
from errors import UserError
from locales import Words

GLOBAL_OPTIONS = ("--config", "--lang")
COMMANDS_WITH_JSON_ERRORS = ("check", "publish")


def run_command_line(app: Callable[[list[str]], object], arguments: list[str]) -> int:
    """Run one command line and return the exit status: 0 done, 1 failed, 2 wrong arguments.

    `app` is the Typer application. `--config` and `--lang` may stand anywhere and are moved before
    the command. Errors are printed on stderr, or as JSON for `check` and `publish` with --json. A
    closed pipe is no error.
    """
    global_options, command = split_global_options(arguments)
    try:
        app([*global_options, *command])
    except SystemExit as end:
        return int(end.code or 0)
    except UserError as error:
        return _print_error(error, global_options, command)
    except BrokenPipeError:  # the reader of the output, such as `head`, has ended
        # Python writes to stdout again when it ends, which must not raise.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        details = {"path": str(error.filename or ""), "what": error.strerror or str(error)}
        return _print_error(CurationError("file_not_reached", details), global_options, command)
    except Exception as error:  # people at a terminal get a line instead of a traceback
        details = {"what": f"{type(error).__name__}: {error}"}
        return _print_error(CurationError("unexpected", details), global_options, command)
    return 0


def split_global_options(arguments: list[str]) -> tuple[list[str], list[str]]:
    """Return the global options, --config and --lang, and all other arguments.

    Typer accepts global options only before the command; people may type them anywhere.
    ["check", "a.csv", "--lang", "en"] → (["--lang", "en"], ["check", "a.csv"]).
    """
    global_options: list[str] = []
    command: list[str] = []
    remaining = iter(arguments)
    for argument in remaining:
        option, equals_sign, _ = argument.partition("=")
        if option not in GLOBAL_OPTIONS:
            command.append(argument)
            continue
        global_options.append(argument)
        if not equals_sign and (value := next(remaining, "")):  # --lang en
            global_options.append(value)
    return global_options, command


def _print_error(error: UserError, global_options: list[str], command: list[str]) -> int:
    """Print an error in the language of --lang, else in Chinese; return the exit status 1.

    `command` are the other arguments, the name of the command first. The language of config.yaml
    is not used, because the error may be in that file.
    """
    words = Words("en" if {"en", "--lang=en"} & set(global_options) else "zh")
    if "--json" in command and command[0] in COMMANDS_WITH_JSON_ERRORS:
        print(as_json.format_json(as_json.error_to_json(error, words)))
    else:
        print(format_error(words, error), file=sys.stderr)
    return 1
