import contextlib
import importlib
import inspect
import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

import auth
from auth import (
    MATRIX,
    Action,
    Actor,
    AuditEvent,
    AuthDatabase,
    PermissionDeniedError,
    PermissionScope,
    Role,
)
from tests.helpers.auth_db import ACTOR_MODULES, PASSWORD, account_now

KINDS = ("anonymous", "viewer", "staff", "reviewer", "admin", "operator", "expired", "disabled")
# The matrix in words, once more: a change of permissions.py has to be made here as well.
MAY = {
    "read_drafts": {"staff", "reviewer", "admin", "operator"},
    "upload": {"staff", "reviewer", "admin", "operator"},
    "add_codes": {"staff", "reviewer", "admin", "operator"},
    "change_codes": {"staff", "reviewer", "admin", "operator"},
    "submit": {"staff", "reviewer", "admin", "operator"},
    "publish": {"staff", "reviewer", "admin", "operator"},
    "accept": {"reviewer", "admin", "operator"},
    "return": {"reviewer", "admin", "operator"},
    "review_figures": {"reviewer", "admin", "operator"},
    "restore": {"reviewer", "admin", "operator"},
    "own_account": {"viewer", "staff", "reviewer", "admin"},
    "manage_accounts": {"admin", "operator"},
    "revoke": {"admin", "operator"},
    "read_audit": {"admin", "operator"},
    "back_up": {"admin", "operator"},
}


def test_every_action_has_a_rule_and_every_rule_an_expectation():
    assert set(MATRIX) == set(Action)
    assert set(MAY) == {action.value for action in Action}


@pytest.fixture
def actors(gate: AuthDatabase, boss: Actor, person: Callable[..., Actor]) -> dict[str, Actor]:
    """One actor of each kind; the last two were administrators when their page was drawn."""
    people = {role.value: person(role.value, role) for role in Role}
    expired, disabled = person("expired", Role.ADMIN), person("disabled", Role.ADMIN)
    auth.revoke_sessions(boss, expired.account_id)
    auth.disable_account(boss, account_now(boss, disabled.account_id))
    return {
        "anonymous": auth.anonymous_actor(gate),
        **people,
        "operator": boss,
        "expired": expired,
        "disabled": disabled,
    }


def test_require_decides_exactly_as_the_matrix_says(gate, boss, actors):
    expected_codes = {
        "anonymous": "not_signed_in",
        "expired": "session_expired",
        "disabled": "session_expired",
    }
    denials = 0
    for action in Action:
        for kind in KINDS:
            if kind in MAY[action.value]:
                assert auth.require(actors[kind], action).name == actors[kind].name
                continue
            with pytest.raises(PermissionDeniedError) as denied:
                auth.require(actors[kind], action)
            denials += 1
            assert denied.value.code == expected_codes.get(kind, "role"), (action, kind)
            assert denied.value.values == {"action": action.value}
    rows = auth.read_audit(boss, event=AuditEvent.DENIED, limit=1000)
    assert len(rows) == denials == 15 * 8 - sum(len(kinds) for kinds in MAY.values())
    assert {row.who for row in rows if "not_signed_in" in row.detail} == {"anonymous"}
    assert "expired" in {row.who for row in rows}


@dataclass
class Case:
    """How to call a domain function for an actor, and who may."""

    call: Callable[[Actor, str], object]
    may: str


# A function of the domain without an entry here fails the test below.
CASES = {
    "accounts.create_account": Case(
        lambda a, _: auth.create_account(a, f"new{a.account_id}", "新", Role.STAFF),
        "manage_accounts",
    ),
    "accounts.set_display_name": Case(
        lambda a, of: auth.set_display_name(a, account_now(a, of), "新名"), "manage_accounts"
    ),
    "accounts.set_role": Case(
        lambda a, of: auth.set_role(a, account_now(a, of), Role.STAFF), "manage_accounts"
    ),
    "accounts.set_area": Case(
        lambda a, of: auth.set_area(a, account_now(a, of), "330200"), "manage_accounts"
    ),
    "accounts.disable_account": Case(
        lambda a, of: auth.disable_account(a, account_now(a, of)), "manage_accounts"
    ),
    "accounts.enable_account": Case(
        lambda a, of: auth.enable_account(a, account_now(a, of)), "manage_accounts"
    ),
    "accounts.reset_password": Case(
        lambda a, of: auth.reset_password(a, account_now(a, of), PASSWORD), "manage_accounts"
    ),
    "accounts.list_accounts": Case(lambda a, _: auth.list_accounts(a), "manage_accounts"),
    "backup.back_up": Case(lambda a, _: auth.back_up(a, io.BytesIO()), "back_up"),
    "backup.check_backup": Case(lambda a, _: _check(a), "back_up"),
    "backup.load_backup": Case(lambda a, _: _load(a), "back_up"),
    "one_time_links.issue_first_admin_link": Case(
        lambda a, _: auth.issue_first_admin_link(a), "manage_accounts"
    ),
    "one_time_links.issue_invitation": Case(
        lambda a, of: auth.issue_invitation(a, account_now(a, of)), "manage_accounts"
    ),
    "sessions.sign_out": Case(lambda a, _: auth.sign_out(a), "own_account"),
    "sessions.revoke_session": Case(lambda a, _: auth.revoke_session(a, "x"), "revoke"),
    "sessions.revoke_sessions": Case(auth.revoke_sessions, "revoke"),
    "sessions.list_sessions": Case(auth.list_sessions, "revoke"),
    "password_sign_in.change_password": Case(
        lambda a, _: auth.change_password(a, PASSWORD, "另一个好的密码口令了", ip_address="::1"),
        "own_account",
    ),
    "audit.read_audit": Case(lambda a, _: auth.read_audit(a), "read_audit"),
}

# These check no permission, and why.
OPEN = {
    "accounts.account_from_row": "changes nothing",
    "accounts.build_account_values": "checks values and changes nothing",
    "accounts.check_area_code_form": "checks a value and changes nothing",
    "accounts.check_area_for_role": "checks values and changes nothing",
    "accounts.check_display_name": "checks a value and changes nothing",
    "accounts.check_role": "checks a value and changes nothing",
    "accounts.find_account": "inside auth: reads for a caller that has checked",
    "accounts.find_unchanged_account": "inside auth: reads for a caller that has checked",
    "accounts.find_display_names": "changes nothing and shows what open pages show",
    "accounts.insert_account": "inside auth: writes for a caller that has checked",
    "accounts.normalize_name": "changes nothing",
    "accounts.read_account_actor": "changes nothing; says what an account may do",
    "accounts.read_newest_change": "inside auth: reads for a caller that has checked",
    "audit.find_lost_database_part": "changes nothing and shows the name of a lost table",
    "audit.is_trail_cut": "changes nothing and shows whether rows are missing",
    "audit.read_audit_head": "changes nothing and shows a hash",
    "audit.read_rows_of_events": "inside the program: reads what it checks, shows nothing",
    "audit.record_event": "records what was checked and done elsewhere",
    "audit.write_missing_account_hashes": "a start notes hashes that the trail has not, shows none",
    "audit.verify_accounts": "changes nothing and shows names to who may verify",
    "audit.verify_audit": "changes nothing and shows a number",
    "oidc.sign_in.finish_sign_in": "signing in",
    "oidc.sign_in.start_sign_in": "signing in",
    "one_time_links.peek_link": "the link itself is the permission, and it changes nothing",
    "one_time_links.redeem_link": "the link itself is the permission",
    "sessions.end_links": "inside auth: writes for a caller that has checked",
    "sessions.end_oldest_sessions": "inside auth: ends sessions of whoever has signed in",
    "sessions.end_sessions": "inside auth: writes for a caller that has checked",
    "sessions.note_session": "inside auth: the hash of a session, for its row in the trail",
    "sessions.find_altered_sessions": "reads for `verify`, whose caller has checked",
    "sessions.insert_session": "inside auth: begins the session of whoever has signed in",
    "password_sign_in.read_new_session": "inside auth: reads the session just begun",
    "password_sign_in.sign_in": "signing in",
    "password_sign_in.sign_in_by_proxy": "signing in",
    "password_sign_in.start_session": "inside auth: begins the session of whoever has signed in",
}


def _check(actor: Actor) -> None:
    with contextlib.suppress(auth.InvalidValueError):  # "backup_malformed", once let through
        auth.check_backup(actor, io.BytesIO())


def _load(actor: Actor) -> None:
    with contextlib.suppress(auth.InvalidValueError):  # "backup_not_empty", once let through
        auth.load_backup(actor, io.BytesIO())


def test_every_function_of_the_domain_is_accounted_for():
    found = set()
    for name in ACTOR_MODULES:
        module = importlib.import_module(name)
        for function, value in inspect.getmembers(module, inspect.isfunction):
            if value.__module__ == name and not function.startswith("_"):
                found.add(f"{name.removeprefix('auth.')}.{function}")
    assert found == set(CASES) | set(OPEN)
    assert not set(CASES) & set(OPEN)


# Beside the domain: the question itself, and what it stands on.
BELOW = {"auth.actors", "auth.audit_chain", "auth.permissions"}


def test_every_module_whose_functions_take_an_actor_is_in_the_domain():
    found = set()
    folder = Path(auth.__file__).parent
    for path in folder.rglob("[a-z]*.py"):
        parts = path.relative_to(folder).with_suffix("").parts
        module = importlib.import_module(".".join(("auth", *parts)))
        for name, value in inspect.getmembers(module, inspect.isfunction):
            own = value.__module__ == module.__name__ and not name.startswith("_")
            if own and "actor" in inspect.signature(value).parameters:
                found.add(module.__name__)
    assert BELOW <= found <= {*ACTOR_MODULES, *BELOW}


@pytest.mark.parametrize("name", sorted(CASES))
def test_every_function_lets_through_exactly_whom_the_matrix_names(name, actors, person, boss):
    case, target = CASES[name], person("target", Role.REVIEWER)
    for kind in KINDS:
        before = auth.read_audit_head(boss.database).number
        if kind in MAY[case.may]:
            case.call(actors[kind], target.account_id)
            continue
        with pytest.raises(PermissionDeniedError):
            case.call(actors[kind], target.account_id)
        after = auth.read_audit_head(boss.database).number
        written = auth.read_audit(boss, limit=after - before)
        assert [row.event for row in written] == ["denied"], kind


# Somebody bound to an area

NINGBO, JIANGBEI, WUHU = "330200", "330203", "340200"


@pytest.mark.parametrize(
    ("bound_to", "area", "may"),
    [
        (JIANGBEI, JIANGBEI, True),
        (JIANGBEI, NINGBO, False),  # a county not for its city
        (JIANGBEI, [JIANGBEI, "330205"], False),  # nor with a neighbour's row among its own
        (JIANGBEI, None, False),
        (JIANGBEI, "", False),
        (JIANGBEI, [], False),
        (NINGBO, [NINGBO, JIANGBEI], True),  # a city for its counties
        (NINGBO, WUHU, False),
        (NINGBO, "100000", False),
        ("330000", JIANGBEI, True),
        ("100000", JIANGBEI, True),
        ("", WUHU, True),
        ("", None, True),
        (NINGBO, "ORG-HUABEI-OILFIELD", False),  # no parent in the list
    ],
)
def test_rows_of_an_area_are_for_that_area_and_those_above(person, bound_to, area, may):
    actor = person("zhao", Role.REVIEWER, bound_to)
    for action in (Action.PUBLISH, Action.SUBMIT, Action.ACCEPT, Action.RETURN):
        assert auth.may(actor, action, area=area) is may
        if may:
            assert auth.require(actor, action, area=area).area == bound_to
        else:
            with pytest.raises(PermissionDeniedError) as denied:
                auth.require(actor, action, area=area)
            assert denied.value.code == "area"


def test_what_is_everybodys_is_not_for_somebody_bound(person):
    bound, free = person("zhao", Role.REVIEWER, NINGBO), person("qian", Role.REVIEWER)
    for action, rule in MATRIX.items():
        if rule.scope is PermissionScope.WHOLE and Role.REVIEWER in rule.roles:
            assert auth.check_permission(bound, action, NINGBO) == "area"
            assert auth.check_permission(free, action) == ""
        if rule.scope is PermissionScope.OWN:
            assert auth.check_permission(bound, action) == ""
            assert auth.check_permission(bound, action, JIANGBEI) == ""
            assert auth.check_permission(bound, action, WUHU) == "area"


def test_a_denial_says_which_areas_were_meant(person, boss):
    actor = person("zhao", Role.STAFF, JIANGBEI)
    with pytest.raises(PermissionDeniedError):
        auth.require(actor, Action.PUBLISH, area=[WUHU, JIANGBEI])
    (row,) = auth.read_audit(boss, event=AuditEvent.DENIED)
    assert row.detail == '{"action": "publish", "areas": ["330203", "340200"], "code": "area"}'
    assert row.who == "zhao"


# What an open tab still believes


def test_a_page_drawn_before_the_role_was_taken_away_can_do_nothing(person, boss):
    staff = person("zhao", Role.STAFF)
    auth.require(staff, Action.PUBLISH, area=NINGBO)
    auth.set_role(boss, account_now(boss, staff.account_id), Role.VIEWER)
    for _ in range(2):
        with pytest.raises(PermissionDeniedError) as denied:
            auth.require(staff, Action.PUBLISH, area=NINGBO)
        assert denied.value.code == "role"


def test_a_page_drawn_before_the_area_was_changed_acts_within_the_new_one(person, boss):
    staff = person("zhao", Role.STAFF, JIANGBEI)
    auth.set_area(boss, account_now(boss, staff.account_id), WUHU)
    assert auth.require(staff, Action.PUBLISH, area=WUHU).area == WUHU
    with pytest.raises(PermissionDeniedError):
        auth.require(staff, Action.PUBLISH, area=JIANGBEI)


@pytest.mark.parametrize("how", ["signed out", "revoked", "disabled", "idle", "too long", "reset"])
def test_a_page_drawn_before_the_session_ended_can_do_nothing(how, person, boss, clock):
    staff = person("zhao", Role.STAFF)
    match how:
        case "signed out":
            auth.sign_out(staff)
        case "revoked":
            assert auth.revoke_session(boss, staff.session_id) == 1
        case "disabled":
            auth.disable_account(boss, account_now(boss, staff.account_id))
        case "idle":
            clock.advance(minutes=60)
        case "too long":
            clock.advance(hours=8)
        case "reset":
            auth.reset_password(boss, account_now(boss, staff.account_id), "一个新的临时密码八个字")
    for _ in range(2):
        with pytest.raises(PermissionDeniedError) as denied:
            auth.require(staff, Action.PUBLISH, area=NINGBO)
        assert denied.value.code == "session_expired"
    rows = auth.read_audit(boss, event=AuditEvent.DENIED)
    assert [row.who for row in rows] == ["zhao", "zhao"]


def test_an_operator_is_named_and_never_an_account(gate, boss):
    assert (boss.name, boss.operator, boss.signed_in) == ("operator:LI", True, False)
    for name in ("", "  ", "a\nb", "x" * 65, "\u202ex"):
        with pytest.raises(auth.InvalidValueError) as invalid:
            auth.operator_actor(gate, name)
        assert invalid.value.code == "name_malformed"
    with pytest.raises(auth.InvalidValueError):
        auth.create_account(boss, "operator:LI", "李", Role.ADMIN)


def test_parents_are_followed_from_near_to_far_and_circles_end():
    parents = auth.make_parents_lookup({"330203": "330200", "330200": "330000", "330000": ""})
    assert parents("330203") == ("330200", "330000")
    assert parents("nowhere") == ()
    circle = auth.make_parents_lookup({"a": "b", "b": "a"})
    assert circle("a") == ("b", "a")
