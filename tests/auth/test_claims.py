import threading

import pytest

import auth
from auth import AuditEvent, InvalidValueError, PermissionDeniedError, Role, SignInError
from tests.helpers.auth_db import HOME, PASSWORD, account_now


def invalid(gate, token) -> str:
    with pytest.raises(SignInError) as failed:
        auth.peek_link(gate, token)
    with pytest.raises(SignInError) as redeemed:
        auth.redeem_link(gate, token, PASSWORD, name="late", display_name="迟", ip_address=HOME)
    assert failed.value.code == redeemed.value.code
    return failed.value.code


def test_the_first_link_makes_the_first_administrator_once(gate, boss, clock):
    claim = auth.issue_first_admin_link(boss)
    assert claim is not None
    assert (claim.name, len(claim.token)) == ("", 43)
    assert (claim.expires_at - clock.at).total_seconds() == 15 * 60
    assert claim.token not in repr(claim)
    assert auth.peek_link(gate, claim.token).name == ""
    session = auth.redeem_link(
        gate, claim.token, PASSWORD, name="Li", display_name="李", ip_address=HOME
    )
    assert (session.actor.name, session.actor.role, session.actor.area) == ("li", Role.ADMIN, "")
    assert auth.find_actor(gate, session.token).signed_in
    assert invalid(gate, claim.token) == "claim_invalid"
    assert auth.issue_first_admin_link(boss) is None
    assert auth.sign_in(gate, "li", PASSWORD, ip_address=HOME).actor.signed_in
    events = [row.event for row in auth.read_audit(boss)]
    assert events == ["signed_in", "signed_in", "claim_used", "claim_issued"]


def test_a_link_lapses_and_a_newer_one_takes_its_place(gate, boss, clock):
    first = auth.issue_first_admin_link(boss)
    second = auth.issue_first_admin_link(boss)
    assert first is not None
    assert second is not None
    assert invalid(gate, first.token) == "claim_invalid"
    clock.advance(minutes=15)
    assert invalid(gate, second.token) == "claim_invalid"
    assert invalid(gate, "x" * 43) == "claim_invalid"
    assert auth.issue_first_admin_link(boss) is not None


def test_a_link_is_worth_nothing_once_there_is_an_administrator(gate, boss):
    claim = auth.issue_first_admin_link(boss)
    assert claim is not None
    auth.create_account(boss, "qian", "钱", Role.ADMIN, password=PASSWORD)
    assert invalid(gate, claim.token) == "claim_invalid"


def test_a_refused_name_or_password_leaves_the_link_good(gate, boss):
    claim = auth.issue_first_admin_link(boss)
    assert claim is not None
    for name, password, code in [
        ("li", "short", "password_short"),
        ("l:i", PASSWORD, "name_malformed"),
        ("correct", PASSWORD, "password_name"),
    ]:
        with pytest.raises(InvalidValueError) as refused:
            auth.redeem_link(
                gate, claim.token, password, name=name, display_name="李", ip_address=HOME
            )
        assert refused.value.code == code
    assert auth.redeem_link(
        gate, claim.token, PASSWORD, name="li", display_name="李", ip_address=HOME
    ).actor.signed_in


def test_two_who_use_one_link_at_once_make_one_administrator(gate, boss):
    claim = auth.issue_first_admin_link(boss)
    assert claim is not None
    start, outcomes = threading.Barrier(4), []

    def redeem(name: str) -> None:
        start.wait()
        try:
            auth.redeem_link(
                gate, claim.token, PASSWORD, name=name, display_name=name, ip_address=HOME
            )
            outcomes.append("in")
        except SignInError as failed:
            outcomes.append(failed.code)

    threads = [threading.Thread(target=redeem, args=(f"li{n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["claim_invalid"] * 3 + ["in"]
    assert [account.role for account in auth.list_accounts(boss)] == [Role.ADMIN]


def test_an_invitation_sets_a_password_that_nobody_else_knows(gate, boss, person, clock):
    admin = person("qian", Role.ADMIN)
    account = auth.create_account(admin, "zhao", "赵", Role.STAFF, area="330203")
    assert account.has_password is False
    invitation = auth.issue_invitation(admin, account_now(admin, account.id))
    assert invitation.name == "zhao"
    assert (invitation.expires_at - clock.at).total_seconds() == 24 * 3600
    assert auth.peek_link(gate, invitation.token).name == "zhao"
    session = auth.redeem_link(
        gate, invitation.token, PASSWORD, name="qian", display_name="冒名", ip_address=HOME
    )
    assert (session.actor.account_id, session.actor.name) == (account.id, "zhao")
    assert (session.actor.role, session.actor.area) == (Role.STAFF, "330203")
    assert invalid(gate, invitation.token) == "claim_invalid"


def test_an_invitation_replaces_a_forgotten_password_and_ends_sessions(gate, boss, person):
    staff = person("zhao", Role.STAFF)
    older, newer = (
        auth.issue_invitation(boss, account_now(boss, staff.account_id)),
        auth.issue_invitation(boss, account_now(boss, staff.account_id)),
    )
    assert invalid(gate, older.token) == "claim_invalid"
    auth.redeem_link(gate, newer.token, "另外一个新的口令长短句", ip_address=HOME)
    with pytest.raises(PermissionDeniedError):
        auth.sign_out(staff)
    with pytest.raises(SignInError):
        auth.sign_in(gate, "zhao", PASSWORD, ip_address=HOME)


def test_a_disabled_accounts_invitation_opens_nothing(gate, boss, person):
    staff = person("zhao", Role.STAFF)
    invitation = auth.issue_invitation(boss, account_now(boss, staff.account_id))
    auth.disable_account(boss, account_now(boss, staff.account_id))
    assert invalid(gate, invitation.token) == "claim_invalid"


def _change_own_password(gate, boss, account_id):
    session = auth.sign_in(gate, "zhao", PASSWORD, ip_address=HOME)
    auth.change_password(session.actor, PASSWORD, "另外一个新的口令长短句", ip_address=HOME)


def _disable_and_enable(gate, boss, account_id):
    auth.enable_account(boss, auth.disable_account(boss, account_now(boss, account_id)).seen)


def _change_role_and_back(gate, boss, account_id):
    reviewer = auth.set_role(boss, account_now(boss, account_id), Role.REVIEWER)
    auth.set_role(boss, reviewer.seen, Role.STAFF)


AFTERWARDS = {
    "own password": _change_own_password,
    "reset": lambda gate, boss, it: auth.reset_password(
        boss, account_now(boss, it), "另外一个新的口令长短句"
    ),
    "disabled": lambda gate, boss, it: auth.disable_account(boss, account_now(boss, it)),
    "disabled and enabled": _disable_and_enable,
    "another link": lambda gate, boss, it: auth.issue_invitation(boss, account_now(boss, it)),
    "role": lambda gate, boss, it: auth.set_role(boss, account_now(boss, it), Role.VIEWER),
    "role and back": _change_role_and_back,
    "area": lambda gate, boss, it: auth.set_area(boss, account_now(boss, it), "330203"),
    "signed out everywhere": lambda gate, boss, it: auth.revoke_sessions(boss, it),
}


@pytest.mark.parametrize("afterwards", AFTERWARDS)
def test_a_link_dies_with_what_happens_to_its_account_afterwards(gate, boss, person, afterwards):
    staff = person("zhao", Role.STAFF)
    invitation = auth.issue_invitation(boss, account_now(boss, staff.account_id))
    assert auth.peek_link(gate, invitation.token).name == "zhao"
    AFTERWARDS[afterwards](gate, boss, staff.account_id)
    assert invalid(gate, invitation.token) == "claim_invalid"


def test_every_event_of_an_account_ends_its_link_but_another_display_name(gate, boss, person):
    """A new kind of change ends links without anybody thinking of it."""
    from auth.audit_chain import ACCOUNT_CHANGES

    staff = person("zhao", Role.STAFF)
    for event in set(ACCOUNT_CHANGES) - {AuditEvent.NAME_SET, AuditEvent.CLAIM_ISSUED}:
        link = auth.issue_invitation(boss, account_now(boss, staff.account_id))
        auth.record_event(boss, event, staff.account_id)
        assert invalid(gate, link.token) == "claim_invalid", event
    link = auth.issue_invitation(boss, account_now(boss, staff.account_id))
    auth.set_display_name(boss, account_now(boss, staff.account_id), "赵敏")
    assert auth.redeem_link(gate, link.token, PASSWORD, ip_address=HOME).actor.signed_in


def test_the_first_link_stays_dead_when_the_administrator_is_none_any_more(gate, boss):
    claim = auth.issue_first_admin_link(boss)
    assert claim is not None
    qian = auth.create_account(boss, "qian", "钱", Role.ADMIN)
    auth.set_role(boss, qian.seen, Role.STAFF)
    assert invalid(gate, claim.token) == "claim_invalid"
    again = auth.issue_first_admin_link(boss)
    assert again is not None
    assert auth.peek_link(gate, again.token).name == ""


def test_a_link_is_written_down_without_its_token(gate, boss):
    claim = auth.issue_first_admin_link(boss)
    assert claim is not None
    (row,) = auth.read_audit(boss, event=AuditEvent.CLAIM_ISSUED)
    assert (row.who, row.detail) == ("operator:LI", '{"name": ""}')
