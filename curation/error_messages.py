"""Messages for users about problems of an upload and about errors."""

from datetime import datetime
from pathlib import Path

from auth import DatabaseUnavailableError
from curation.errors import PublishBlockedError, UnreadableFolderError
from curation.releases.release_rows import Settlement
from errors import StateChange, UserError
from file_formats import FileFormatError
from intake.model.problem import Problem, problem_from_error
from intake.problem_messages import format_advice, format_place, format_problem_message
from ledger import StoreError
from locales import Words

STORE_SETTING_ERRORS = ("unreachable", "read_only", "device")
"""Codes of a StoreError for which config.yaml may have the wrong address."""


def problem_text(words: Words, problem: Problem) -> str:
    """Return the message of a problem in an upload and how to correct it; without one, its code.

    In English a blank is put between the two sentences.
    """
    try:
        message, advice = format_problem_message(problem, words), format_advice(problem, words)
        return f"{message}{'' if words.language == 'zh' else ' '}{advice}".strip()
    except (KeyError, FileNotFoundError):
        return problem.code


def error_text(words: Words, error: UserError) -> str:
    """Return the message of an error, then a line for each problem of an upload or change since.

    For an error without a message, its `str` is used. A folder that cannot be read is told by its
    one problem alone, which says the same and names the place.
    """
    if isinstance(error, FileFormatError):
        return problem_text(words, problem_from_error(error, ""))
    lines = [
        f"{format_place(problem, words)}: {problem_text(words, problem)}"
        for problem in error_problems(error)
    ]
    if isinstance(error, UnreadableFolderError):
        return lines[0]
    try:
        message = words.say(error.message_id, **error.values)
    except (KeyError, FileNotFoundError):
        message = str(error)
    lines += [change_text(words, change) for change in error.since]
    return "\n".join([": ".join(filter(None, (error.location, message))), *lines])


def change_text(words: Words, change: StateChange) -> str:
    """Return an error message's line about what somebody did meanwhile: time, name, what, and why.

    The time, in this machine's zone, may be missing; a reason is cut to 200 characters.
    """
    at = f"{datetime.fromisoformat(change.at).astimezone():%Y-%m-%d %H:%M:%S}" if change.at else ""
    what = words.say(change.what)
    if change.reason:
        what = words.say("curation.step_with_reason", step=what, reason=change.reason[:200])
    return words.say("curation.step_of", at=at, who=change.who, step=what).strip()


def settlement_text(words: Words, settlement: Settlement) -> str:
    """Return the message about a publish that was interrupted and has been settled since."""
    outcome = "completed" if settlement.completed else "withdrawn"
    return words.say(f"curation.publishing_{outcome}", number=settlement.number, who=settlement.who)


def start_error_text(words: Words, error: UserError, settings_file: Path) -> str:
    """Return the message why the dashboard did not start, and what to check in config.yaml.

    The advice is added where a wrong address may be the cause: for accounts that cannot be reached
    (it is the whole message then) and for STORE_SETTING_ERRORS.
    """
    if isinstance(error, DatabaseUnavailableError) and error.code == "database_unreachable":
        return words.say("curation.start_accounts", file=settings_file)
    message = error_text(words, error)
    if not isinstance(error, StoreError) or error.code not in STORE_SETTING_ERRORS:
        return message
    return "\n".join((message, words.say("curation.start_store", file=settings_file)))


def error_problems(error: UserError) -> tuple[Problem, ...]:
    """Return the problems of an upload or a file that an error reports; empty for most errors."""
    if isinstance(error, FileFormatError):
        return (problem_from_error(error, ""),)
    return error.problems if isinstance(error, PublishBlockedError | UnreadableFolderError) else ()
