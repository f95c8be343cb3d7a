"""Texts shown to users for problems of an upload and for errors."""

from datetime import datetime
from pathlib import Path

from auth import DatabaseUnavailableError
from curation.errors import PublishBlockedError, UnreadableFolderError
from curation.releases.release_audit import ResolvedPublish
from errors import StateChange, UserError
from file_formats import FileFormatError
from intake.model.problem import Problem, problem_from_error
from intake.problem_messages import format_advice, format_place, format_problem_message
from ledger import StoreError
from locales import Words

STORE_SETTING_ERRORS = ("unreachable", "read_only", "device")
"""Codes of a StoreError that a wrong address in config.yaml may cause."""


def format_problem(words: Words, problem: Problem) -> str:
    """Return the message of a problem in an upload, followed by how to correct it.

    For a problem without a message, its code is returned.
    """
    try:
        message, advice = format_problem_message(problem, words), format_advice(problem, words)
        return f"{message}{'' if words.language == 'zh' else ' '}{advice}".strip()
    except (KeyError, FileNotFoundError):
        return problem.code


def format_error(words: Words, error: UserError) -> str:
    """Return the message of an error; further lines list its problems and what others changed.

    Pages and the command line show it to the person whose action was refused.
    For an error without a message, its `str` is used. For an UnreadableFolderError only its one
    problem is returned, which says the same and names file, row and column.
    """
    if isinstance(error, FileFormatError):
        return format_problem(words, problem_from_error(error, ""))
    lines = [
        f"{format_place(problem, words)}: {format_problem(words, problem)}"
        for problem in list_problems_of_error(error)
    ]
    if isinstance(error, UnreadableFolderError):
        return lines[0]
    try:
        message = words.say(error.message_id, **error.values)
    except (KeyError, FileNotFoundError):
        message = str(error)
    lines += [format_change(words, change) for change in error.since]
    return "\n".join([": ".join(filter(None, (error.location, message))), *lines])


def format_change(words: Words, change: StateChange) -> str:
    """Return the line of an error message that says who did what meanwhile, when and why.

    The time is in this machine's zone and may be missing; a reason is cut to 200 characters.
    """
    at = f"{datetime.fromisoformat(change.at).astimezone():%Y-%m-%d %H:%M:%S}" if change.at else ""
    what = words.say(change.what)
    if change.reason:
        what = words.say("curation.step_with_reason", step=what, reason=change.reason[:200])
    return words.say("curation.step_of", at=at, who=change.who, step=what).strip()


def format_resolved_publish(words: Words, resolved: ResolvedPublish) -> str:
    """Return the message that an interrupted publish has been completed or withdrawn.

    It is printed when the server or a command starts, since a crash had interrupted publishing:
    completed means that the release existed and is now in the audit trail, withdrawn that it had
    not been written.
    """
    message_id = (
        "curation.publishing_completed" if resolved.completed else "curation.publishing_withdrawn"
    )
    return words.say(message_id, number=resolved.release_number, who=resolved.who)


def format_start_error(words: Words, error: UserError, settings_file: Path) -> str:
    """Return the message why the dashboard did not start, and what to check in config.yaml.

    The advice about config.yaml is added for STORE_SETTING_ERRORS; if the accounts database cannot
    be reached, it is the whole message.
    """
    if isinstance(error, DatabaseUnavailableError) and error.code == "database_unreachable":
        return words.say("curation.start_accounts", file=settings_file)
    message = format_error(words, error)
    if not isinstance(error, StoreError) or error.code not in STORE_SETTING_ERRORS:
        return message
    return "\n".join((message, words.say("curation.start_store", file=settings_file)))


def list_problems_of_error(error: UserError) -> tuple[Problem, ...]:
    """Return the problems of an upload or a file that an error carries.

    They name file, row and column, so that people can be shown the place. Most errors are about an
    action, not about a file, and have none.
    """
    if isinstance(error, FileFormatError):
        return (problem_from_error(error, ""),)
    return error.problems if isinstance(error, PublishBlockedError | UnreadableFolderError) else ()
