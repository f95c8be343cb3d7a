"""Problems and refusals in a reader's words."""

from collections.abc import Mapping
from pathlib import Path

from auth import AuthError as AccessRefused
from auth import DatabaseUnavailableError
from curation.errors import CurationError, PublishBlockedError, UnreadableFolderError
from file_formats import FileFormatError as FileRefused
from intake.messages import mend_message, place_text, problem_message
from intake.model.problem import Problem, problem_of_error
from ledger import ReleaseConflictError, StoreError
from locales import Words
from settings import SettingsError

Fault = CurationError | AccessRefused | FileRefused | StoreError | SettingsError
FAULTS = (CurationError, AccessRefused, FileRefused, StoreError, SettingsError)
"""What curation and the rooms under it refuse with; none of them is a mistake of the program."""
LOOK_AT_THE_STORE = ("unreachable", "read_only", "device")


def problem_text(words: Words, problem: Problem) -> str:
    """Word a problem: what is wrong, and how to mend it."""
    try:
        parts = problem_message(problem, words), mend_message(problem, words)
        return ("" if words.language == "zh" else " ").join(parts).strip()
    except (KeyError, FileNotFoundError):
        return problem.code


def error_text(words: Words, fault: Fault) -> str:
    """Word a refusal; a code without a message stands for itself."""
    match fault:
        case SettingsError():
            said = fault.expected(words.language)
            return ": ".join(filter(None, (str(fault.path), fault.key, said)))
        case StoreError():
            return _said(words, f"curation.store_{fault.code}", _of_store(fault), str(fault))
        case PublishBlockedError():
            listed = [
                f"{place_text(each, words)}: {problem_text(words, each)}" for each in fault.problems
            ]
            return "\n".join([_said(words, f"curation.{fault.code}", fault.values, ""), *listed])
        case UnreadableFolderError():
            return f"{place_text(_bad(fault), words)}: {problem_text(words, _bad(fault))}"
        case FileRefused():
            return problem_text(words, problem_of_error(fault, ""))
        case CurationError():
            return _said(words, f"{fault.domain}.{fault.code}", fault.values, str(fault))
    return _said(words, f"access.{fault.code}", fault.values, str(fault))


def start_error_text(words: Words, fault: Fault, file: Path) -> str:
    """Word why nothing could be started with the settings of `file`, and what to look at there."""
    if isinstance(fault, DatabaseUnavailableError) and fault.code == "database_unreachable":
        return words.say("curation.start_accounts", file=file)
    said = error_text(words, fault)
    if not isinstance(fault, StoreError) or fault.code not in LOOK_AT_THE_STORE:
        return said
    return "\n".join((said, words.say("curation.start_store", file=file)))


def error_problems(fault: Fault) -> tuple[Problem, ...]:
    """Give what a refusal says of files as problems; none for one that is not about a file."""
    match fault:
        case FileRefused():
            return (problem_of_error(fault, ""),)
        case UnreadableFolderError():
            return (_bad(fault),)
        case PublishBlockedError():
            return fault.problems
    return ()


def _bad(fault: UnreadableFolderError) -> Problem:
    if fault.refusal:
        return problem_of_error(fault.refusal, fault.path.name)
    return Problem(
        fault.code,
        "error",
        fault.path.name,
        "",
        fault.row,
        "",
        fault.column,
        fault.value,
        domain="curation",
    )


def _of_store(fault: StoreError) -> dict[str, object]:
    values: dict[str, object] = {"path": fault.path, "detail": fault.detail}
    if isinstance(fault, ReleaseConflictError):
        head = fault.head
        at = head.at.astimezone().strftime("%Y-%m-%d %H:%M")
        values |= {"number": head.number, "author": head.author, "at": at}
    return values


def _said(words: Words, message: str, values: Mapping[str, object], otherwise: str) -> str:
    try:
        return words.say(message, **values)
    except (KeyError, FileNotFoundError):
        return otherwise
