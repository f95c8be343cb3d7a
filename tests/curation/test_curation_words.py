import ast
from collections.abc import Callable
from pathlib import Path

import pytest

import auth
import curation
import ledger
from auth import DatabaseUnavailableError
from curation.error_messages import (
    format_error,
    format_problem,
    format_start_error,
    list_problems_of_error,
)
from curation.errors import CurationError, PublishBlockedError, UnreadableFolderError
from curation.releases.bootstrap import publish_first_release
from file_formats import FileFormatError
from intake.model.problem import Problem
from ledger import ReleaseConflictError, StoreError, UnknownReleaseError
from ledger.errors import ERRNO_CODES
from locales import LANGUAGES, Words, catalogue
from settings import SettingsError
from tests.helpers.report_copy import REPORT

FOLDER = Path(curation.__file__).parent


def raised() -> set[tuple[str, str]]:
    """Code and kind of every refusal and problem that curation makes."""
    found = set()
    for path in FOLDER.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args:
                first = node.args[0]
                kinds = ("CurationError", "PublishBlockedError", "UnreadableFolderError", "Problem")
                if node.func.id in kinds and isinstance(first, ast.Constant):
                    found.add((str(first.value), node.func.id))
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_refusal_and_problem_has_words(language):
    own, of_uploads = catalogue(language, "curation"), catalogue(language, "intake")
    assert len(raised()) > 35
    for code, kind in raised():
        known = of_uploads if (code, kind) == ("unknown_breakdown", "Problem") else own
        assert code in known, (code, kind)
        if kind in ("UnreadableFolderError", "Problem"):
            assert f"{code}.mend" in known, code


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_fault_of_the_store_has_words(language):
    words = Words(language)
    own = {"unreachable", "not_empty", "not_a_backup", "missing_column", "wrong_type"}
    own |= {"duplicate_key", "no_spark", "altered", "missing", "unreadable", "foreign"}
    for code in {*ERRNO_CODES.values(), *own, "broken_chain"}:
        text = format_error(words, StoreError(code, "a/b", "detail"))
        assert "detail" in text or "a/b" in text, code
        assert text != str(StoreError(code, "a/b", "detail"))


def test_a_conflict_says_who_published_what_and_when(workspace, staff):
    head = workspace.store.release()
    text = format_error(Words("en"), ReleaseConflictError(head))
    assert text.startswith("operator:start published release 1 at 20")
    assert "release 9" in format_error(Words("en"), UnknownReleaseError(9))


def test_files_are_named_with_row_and_column(tmp_path):
    bad = UnreadableFolderError("missing_column", tmp_path / "figures.csv", 1, "value")
    assert format_error(Words("en"), bad) == (
        "figures.csv, row 1, (value): The column value is missing. Add the column."
    )
    refusal = FileFormatError("yaml_duplicate_key", 7, value="code")
    inside = UnreadableFolderError("yaml_duplicate_key", tmp_path / "i.yaml", 7, cause=refusal)
    assert format_error(Words("en"), inside).startswith("i.yaml, row 7: ")
    (problem,) = list_problems_of_error(inside)
    assert (problem.code, problem.row, problem.domain) == ("yaml_duplicate_key", 7, "files")
    blocked = PublishBlockedError(
        "has_errors", (Problem("unknown_area", file="f.csv", row=3, value="9"),)
    )
    assert "f.csv" in str(blocked)
    assert format_error(Words("zh"), blocked).count("\n") == 1


def test_a_code_without_words_stands_for_itself():
    assert format_problem(Words("zh"), Problem("nobody_knows")) == "nobody_knows"
    assert format_error(Words("zh"), CurationError("nobody_knows")) == "nobody_knows"
    settings = SettingsError(FOLDER / "config.yaml", "title", "missing")
    assert "title" in format_error(Words("en"), settings)


def what_stops(call: Callable[[], object]) -> DatabaseUnavailableError | StoreError:
    with pytest.raises((DatabaseUnavailableError, StoreError)) as stopped:
        call()
    return stopped.value


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "address",
    ["postgres//x", "nothing://u:canary-17@h/x", "postgresql+psycopg://u:canary-17@127.0.0.1:9/x"],
)
def test_a_start_without_accounts_says_where_to_look_and_no_password(language, address):
    fault = what_stops(lambda: auth.open_auth_database(address))
    said = format_start_error(Words(language), fault, Path("/srv/config.yaml"))
    assert "sign_in.accounts" in said
    assert "/srv/config.yaml" in said
    assert "canary-17" not in said + str(fault)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("address", ["s4://figures/x", "s3://figures/x", "/proc/nowhere/store"])
def test_a_start_without_a_store_says_where_to_look_and_no_key(language, address):
    keys = {"AWS_ACCESS_KEY_ID": "canary-17", "AWS_SECRET_ACCESS_KEY": "canary-18"}
    place = {"AWS_ENDPOINT_URL": "http://127.0.0.1:9", "AWS_ALLOW_HTTP": "true"}
    quickly = {"timeout": "1s", "max_retries": "0", "AWS_REGION": "us-east-1"}
    fault = what_stops(
        lambda: publish_first_release(ledger.open_store(address, keys | place | quickly), REPORT)
    )
    said = format_start_error(Words(language), fault, Path("/srv/config.yaml"))
    assert address in said
    assert "/srv/config.yaml" in said
    assert "canary" not in said + str(fault)
