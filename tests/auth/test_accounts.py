import pytest

import auth
from auth import AuditEvent, InvalidValueError, Role
from tests.helpers.auth_db import PASSWORD, account_now, said


def code(call, *args, **more) -> str:
    with pytest.raises(InvalidValueError) as invalid:
        call(*args, **more)
    return invalid.value.code


@pytest.mark.parametrize(
    ("name", "kept"),
    [("Zhao", "zhao"), (" ＺＨＡＯ ", "zhao"), ("赵敏", "赵敏"), ("a.b-c_d@x", "a.b-c_d@x")],
)
def test_a_name_is_kept_in_one_spelling(boss, name, kept):
    assert auth.create_account(boss, name, "赵", Role.STAFF).name == kept
    assert code(auth.create_account, boss, kept.upper(), "再", Role.STAFF) == "name_taken"


@pytest.mark.parametrize(
    "name",
    ["", "a", "x" * 65, "operator:li", "zh ao", "zhаo", "zhao\0", "zhao\u202e", "-zhao", "赵\n敏"],
)
def test_a_name_that_could_be_taken_for_another_is_refused(boss, name):
    assert code(auth.create_account, boss, name, "赵", Role.STAFF) == "name_malformed"


@pytest.mark.parametrize("shown", ["x" * 81, "\u202e敏赵", "赵\0敏", "赵\n敏"])
def test_a_name_to_show_is_one_readable_line(boss, shown):
    call = auth.create_account
    assert code(call, boss, "zhao", shown, Role.STAFF) == "display_name_malformed"


@pytest.mark.parametrize("shown", ["'; DROP TABLE accounts; --", "%_", "赵 敏", "<b>O'Neil</b>"])
def test_a_name_to_show_is_kept_as_given(boss, shown):
    assert auth.create_account(boss, "zhao", shown, Role.STAFF).display_name == shown
    assert [account.display_name for account in auth.list_accounts(boss)] == [shown]


@pytest.mark.parametrize("area", ["33020", "３３０２０３", "330203 ", "org-x", "ORG-", "'; --"])
def test_an_area_has_the_form_of_a_code(boss, area):
    call = auth.create_account
    assert code(call, boss, "zhao", "赵", Role.STAFF, area=area) == "area_malformed"


def test_staff_and_reviewers_alone_are_bound_to_an_area(boss):
    for role in (Role.VIEWER, Role.ADMIN):
        call = auth.create_account
        assert code(call, boss, "zhao", "赵", role, area="330200") == "area_not_for_role"
    account = auth.create_account(boss, "zhao", "赵", Role.REVIEWER, area="ORG-HUABEI-OILFIELD")
    assert (
        code(auth.set_role, boss, account_now(boss, account.id), Role.ADMIN) == "area_not_for_role"
    )
    assert auth.set_area(boss, account_now(boss, account.id), "").area == ""
    assert auth.set_role(boss, account_now(boss, account.id), Role.ADMIN).role is Role.ADMIN
    assert code(auth.set_area, boss, account_now(boss, account.id), "330200") == "area_not_for_role"
    assert code(auth.set_role, boss, account_now(boss, account.id), "owner") == "role_unknown"
    assert code(auth.set_role, boss, account_now(boss, "nobody"), Role.STAFF) == "account_unknown"


def test_the_last_administrator_stays(gate, boss):
    first = auth.create_account(boss, "li", "李", Role.ADMIN, password=PASSWORD)
    assert code(auth.disable_account, boss, account_now(boss, first.id)) == "last_admin"
    assert code(auth.set_role, boss, account_now(boss, first.id), Role.STAFF) == "last_admin"
    second = auth.create_account(boss, "qian", "钱", Role.ADMIN, password=PASSWORD)
    assert auth.disable_account(boss, account_now(boss, first.id)).disabled is True
    assert code(auth.disable_account, boss, account_now(boss, second.id)) == "last_admin"
    assert auth.enable_account(boss, account_now(boss, first.id)).disabled is False
    assert auth.set_role(boss, account_now(boss, second.id), Role.VIEWER).role is Role.VIEWER
    # What was refused left nothing behind.
    assert auth.sign_in(gate, "li", PASSWORD, ip_address="::1").actor.role is Role.ADMIN


def test_an_administrator_who_never_came_is_not_the_one_who_is_left(gate, boss):
    first = auth.create_account(boss, "li", "李", Role.ADMIN, password=PASSWORD)
    invited = auth.create_account(boss, "qian", "钱", Role.ADMIN)
    link = auth.issue_invitation(boss, invited.seen)
    assert code(auth.disable_account, boss, account_now(boss, first.id)) == "last_admin"
    assert code(auth.set_role, boss, account_now(boss, first.id), Role.STAFF) == "last_admin"
    # By a proxy or a link, who came once can come again.
    auth.redeem_link(gate, link.token, PASSWORD, ip_address="::1")
    assert auth.disable_account(boss, account_now(boss, first.id)).disabled is True
    by_proxy = auth.create_account(boss, "sun", "孙", Role.ADMIN)
    assert code(auth.disable_account, boss, account_now(boss, invited.id)) == "last_admin"
    auth.sign_in_by_proxy(gate, "sun", ip_address="::1")
    assert auth.disable_account(boss, account_now(boss, invited.id)).disabled is True
    assert code(auth.disable_account, boss, account_now(boss, by_proxy.id)) == "last_admin"
    # An invitation to one who never came is withdrawn without ado.
    zhou = auth.create_account(boss, "zhou", "周", Role.ADMIN)
    assert auth.disable_account(boss, zhou.seen).disabled is True


def test_every_change_is_written_down_without_the_password(boss):
    account = auth.create_account(boss, "zhao", "赵", Role.STAFF, area="330203", password=PASSWORD)
    auth.set_display_name(boss, account_now(boss, account.id), "赵敏")
    auth.set_role(boss, account_now(boss, account.id), Role.REVIEWER)
    auth.set_area(boss, account_now(boss, account.id), "330200")
    auth.reset_password(boss, account_now(boss, account.id), "一个新的临时密码八个字")
    auth.disable_account(boss, account_now(boss, account.id))
    auth.enable_account(boss, account_now(boss, account.id))
    rows = list(reversed(auth.read_audit(boss)))
    assert {(row.who, row.subject) for row in rows} == {("operator:LI", account.id)}
    assert [(AuditEvent(row.event), said(row)) for row in rows] == [
        (AuditEvent.ACCOUNT_CREATED, '{"area": "330203", "name": "zhao", "role": "staff"}'),
        (AuditEvent.NAME_SET, '{"display_name": "\\u8d75\\u654f", "name": "zhao"}'),
        (AuditEvent.ROLE_SET, '{"name": "zhao", "role": "reviewer"}'),
        (AuditEvent.AREA_SET, '{"area": "330200", "name": "zhao"}'),
        (AuditEvent.PASSWORD_RESET, '{"name": "zhao"}'),
        (AuditEvent.ACCOUNT_DISABLED, '{"disabled": true, "name": "zhao"}'),
        (AuditEvent.ACCOUNT_ENABLED, '{"disabled": false, "name": "zhao"}'),
    ]


def test_a_bad_password_makes_no_account(boss):
    call = auth.create_account
    assert code(call, boss, "zhao", "赵", Role.STAFF, password="short") == "password_short"
    assert code(call, boss, "zhao", "赵", Role.STAFF, password="zhao 12345 x") == "password_name"
    assert auth.list_accounts(boss) == []
    account = auth.create_account(boss, "zhao", "赵", Role.STAFF)
    assert (
        code(auth.reset_password, boss, account_now(boss, account.id), "Zhao 12345 x")
        == "password_name"
    )
