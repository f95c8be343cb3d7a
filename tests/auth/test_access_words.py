import ast
from pathlib import Path

import pytest

import auth
from auth import (
    Action,
    AuditEvent,
    DatabaseUnavailableError,
    InvalidValueError,
    PermissionDeniedError,
    Role,
    SignInError,
)
from locales import LANGUAGES, Words

# Every code that an error of accounts and sign-in may have.
CODES = {
    PermissionDeniedError: ("not_signed_in", "session_expired", "role", "area"),
    SignInError: (
        "wrong",
        "too_many",
        "origin",
        "claim_invalid",
        "oidc_unreachable",
        "oidc_refused",
        "oidc_state",
        "oidc_token",
        "oidc_issuer",
        "oidc_audience",
        "oidc_nonce",
        "oidc_expired",
        "oidc_group",
        "oidc_area",
        "oidc_disabled",
        "proxy_unknown",
    ),
    InvalidValueError: (
        "name_malformed",
        "name_taken",
        "display_name_malformed",
        "area_malformed",
        "area_not_for_role",
        "role_unknown",
        "account_unknown",
        "last_admin",
        "password_short",
        "password_long",
        "password_common",
        "password_name",
        "password_variant",
        "password_pattern",
        "password_date",
        "password_weak",
        "session_too_long",
        "address_not_loopback",
        "proxy_not_loopback",
        "proxies_malformed",
        "proxy_unnamed",
        "oidc_plain_http",
        "backup_malformed",
        "backup_not_empty",
        "backup_audit",
    ),
    DatabaseUnavailableError: ("database_unreachable", "database_damaged", "schema_newer"),
}

NEEDED = {
    **{code: "" for codes in CODES.values() for code in codes},
    **{f"role_{role.value}": "" for role in Role},
    **{f"action_{action.value}": "" for action in Action},
    **{f"event_{event.value}": "" for event in AuditEvent},
    **{f"audit_{code}": "" for code in ("missing", "changed", "link", "differs", "cut")},
}
VALUES = {
    "seconds": 42,
    "name": "zhao",
    "least": 10,
    "most": 128,
    "address": "0.0.0.0",
    "found": 7,
    "known": 1,
    "number": 3,
    "header": "X-Auth-Request-User",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_role_action_and_event_has_words(language):
    words = Words(language)
    for name in NEEDED:
        assert words.say(f"access.{name}", **VALUES), name


def test_every_code_raised_is_listed():
    """The codes stand in the source as literals: what is raised is listed, and the reverse."""
    known = {code for codes in CODES.values() for code in codes}
    literals = {
        node.value
        for path in Path(auth.__file__).parent.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert known - literals == set()
    raised = {
        call.args[0].value
        for path in Path(auth.__file__).parent.rglob("*.py")
        for call in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id in {error.__name__ for error in CODES}
        and call.args
        and isinstance(call.args[0], ast.Constant)
    }
    assert raised <= known
    assert len(raised) > 20
