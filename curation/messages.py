"""Problems and refusals in a reader's words."""

from collections.abc import Mapping
from pathlib import Path

from auth import Refused as AccessRefused
from auth import Unavailable
from curation.errors import BadFolder, Blocked, Refused
from file_formats import Refused as FileRefused
from intake.messages import mend, message, place
from intake.model.problem import Problem, of_refusal
from ledger import Conflict, StoreFault
from locales import Words
from settings import SettingsError

Fault = Refused | AccessRefused | FileRefused | StoreFault | SettingsError
FAULTS = (Refused, AccessRefused, FileRefused, StoreFault, SettingsError)
"""What curation and the rooms under it refuse with; none of them is a mistake of the program."""
LOOK_AT_THE_STORE = ("unreachable", "read_only", "device")


def problem_text(words: Words, problem: Problem) -> str:
    """Word a problem: what is wrong, and how to mend it."""
    try:
        parts = message(problem, words), mend(problem, words)
        return ("" if words.language == "zh" else " ").join(parts).strip()
    except (KeyError, FileNotFoundError):
        return problem.code


def fault_text(words: Words, fault: Fault) -> str:
    """Word a refusal; a code without a message stands for itself."""
    match fault:
        case SettingsError():
            said = fault.expected(words.language)
            return ": ".join(filter(None, (str(fault.path), fault.key, said)))
        case StoreFault():
            return _said(words, f"curation.store_{fault.code}", _of_store(fault), str(fault))
        case Blocked():
            listed = [
                f"{place(each, words)}: {problem_text(words, each)}" for each in fault.problems
            ]
            return "\n".join([_said(words, f"curation.{fault.code}", fault.values, ""), *listed])
        case BadFolder():
            return f"{place(_bad(fault), words)}: {problem_text(words, _bad(fault))}"
        case FileRefused():
            return problem_text(words, of_refusal(fault, ""))
        case Refused():
            return _said(words, f"{fault.domain}.{fault.code}", fault.values, str(fault))
    return _said(words, f"access.{fault.code}", fault.values, str(fault))


def start_text(words: Words, fault: Fault, file: Path) -> str:
    """Word why nothing could be started with the settings of `file`, and what to look at there."""
    if isinstance(fault, Unavailable) and fault.code == "database_unreachable":
        return words.say("curation.start_accounts", file=file)
    said = fault_text(words, fault)
    if not isinstance(fault, StoreFault) or fault.code not in LOOK_AT_THE_STORE:
        return said
    return "\n".join((said, words.say("curation.start_store", file=file)))


def fault_problems(fault: Fault) -> tuple[Problem, ...]:
    """Give what a refusal says of files as problems; none for one that is not about a file."""
    match fault:
        case FileRefused():
            return (of_refusal(fault, ""),)
        case BadFolder():
            return (_bad(fault),)
        case Blocked():
            return fault.problems
    return ()


def _bad(fault: BadFolder) -> Problem:
    if fault.refusal:
        return of_refusal(fault.refusal, fault.path.name)
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


def _of_store(fault: StoreFault) -> dict[str, object]:
    values: dict[str, object] = {"path": fault.path, "detail": fault.detail}
    if isinstance(fault, Conflict):
        head = fault.head
        at = head.at.astimezone().strftime("%Y-%m-%d %H:%M")
        values |= {"number": head.number, "author": head.author, "at": at}
    return values


def _said(words: Words, message: str, values: Mapping[str, object], otherwise: str) -> str:
    try:
        return words.say(message, **values)
    except (KeyError, FileNotFoundError):
        return otherwise
