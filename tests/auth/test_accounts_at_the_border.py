"""Values on each border of what an account, a password and a name may be; two of everything."""

from datetime import timedelta

import pytest

import auth
from auth import AuditEvent, AuthLimits, InvalidValueError, Role, SignInError
from auth.oidc.provider import OidcProvider, check_https
from auth.passwords import check_password
from tests.helpers.auth_db import HOME, PASSWORD, account_now, fails

on_one_database = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
OTHER = "另外一个新的口令长短句"


def refusal(call, *args, **more) -> tuple[str, dict[str, object]]:
    with pytest.raises(InvalidValueError) as invalid:
        call(*args, **more)
    return invalid.value.code, dict(invalid.value.values)


@on_one_database
@pytest.mark.parametrize(
    ("name", "taken"),
    [
        ("ab", True),
        ("a", False),
        ("x" * 64, True),
        ("x" * 65, False),
        ("0a", True),
        ("赵0", True),
        ("a.", True),
        (".a", False),
        ("a b", False),
        ("a:b", False),
        ("鿿鿿", True),
        ("ꀀꀀ", False),
    ],
)
def test_a_name_has_two_letters_to_sixty_four(boss, name, taken) -> None:
    if taken:
        assert auth.create_account(boss, name, "赵", Role.STAFF).name == name
    else:
        code, values = refusal(auth.create_account, boss, name, "赵", Role.STAFF)
        assert (code, values) == ("name_malformed", {"name": name[:64]})


@on_one_database
def test_what_cannot_be_shown_is_not_repeated(boss) -> None:
    create = auth.create_account
    assert refusal(create, boss, "a\u202e", "赵", Role.STAFF)[1] == {"name": ""}
    assert refusal(create, boss, "zhao", "赵", Role.STAFF, area="\u202e")[1] == {"area": ""}
    assert refusal(create, boss, "zhao", "赵", Role.STAFF, area="x" * 50)[1] == {"area": "x" * 40}
    assert refusal(create, boss, "zhao", "赵", "owner" * 9)[1] == {"role": ("owner" * 9)[:16]}
    assert refusal(create, boss, "zhao", "赵", Role.ADMIN, area="330200") == (
        "area_not_for_role",
        {"role": "admin"},
    )
    create(boss, "zhao", "赵", Role.STAFF)
    assert refusal(create, boss, "ZHAO", "赵", Role.STAFF) == ("name_taken", {"name": "zhao"})
    assert refusal(auth.operator_actor, boss.database, "x" * 65) == (
        "name_malformed",
        {"name": "x" * 64},
    )
    assert refusal(auth.operator_actor, boss.database, "a\nb") == ("name_malformed", {"name": ""})


@on_one_database
@pytest.mark.parametrize(
    ("shown", "kept"), [("李", "李"), ("x" * 80, "x" * 80), (" 李 ", "李"), ("", "zhao")]
)
def test_a_name_to_show_has_one_letter_to_eighty(boss, shown, kept) -> None:
    account = auth.create_account(boss, "zhao", shown, Role.STAFF)
    assert account.display_name == kept
    for other in ("", "   ", "x" * 81):
        assert refusal(auth.set_display_name, boss, account_now(boss, account.id), other)[0] == (
            "display_name_malformed"
        )
    assert auth.set_display_name(boss, account_now(boss, account.id), " 新 ").display_name == "新"


@on_one_database
@pytest.mark.parametrize("area", ["330203", "ORG-A", "ORG-" + "X" * 36, "ORG-A-1", ""])
def test_an_area_is_six_digits_or_an_organisation(boss, area) -> None:
    account = auth.create_account(boss, "zhao", "赵", Role.STAFF, area=area)
    assert account.area == area
    for other in ("3302031", "33020", "ORG-" + "X" * 37, "ORG-", "330203\n"):
        assert (
            refusal(auth.set_area, boss, account_now(boss, account.id), other)[0]
            == "area_malformed"
        )


@on_one_database
def test_an_operators_name_has_one_letter_to_sixty_four(gate) -> None:
    for name, kept in (("l", "l"), ("x" * 64, "x" * 64), (" ＬＩ ", "LI"), ("李 四", "李 四")):
        actor = auth.operator_actor(gate, name)
        assert (actor.name, actor.display_name) == (f"operator:{kept}", kept)
        assert (actor.role, actor.account_id, actor.area) == (Role.ADMIN, "", "")
    assert not auth.anonymous_actor(gate).operator
    assert not auth.anonymous_actor(gate).signed_in


@pytest.mark.parametrize(
    ("password", "code", "values"),
    [
        ("ab1 cd2 e", "password_short", {"least": 10}),
        ("ab1 cd2 ef", "", {}),
        ("ab1 cd2 ef, not gh3: " * 6 + "xy", "", {}),
        ("ab1 " * 32 + "x", "password_long", {"most": 128}),
        ("ababababac", "password_common", {}),  # three letters over and over
        ("abadababac", "", {}),
        ("bcdefghijk", "password_common", {}),
        ("kjihgfedcb", "password_common", {}),
        ("bcdefghijl", "password_pattern", {}),
        ("acegikmoqs", "password_pattern", {}),
        ("PASSWORD123", "password_common", {}),
    ],
)
def test_a_password_of_ten_letters_to_a_hundred_and_twenty_eight(password, code, values) -> None:
    if code:
        assert refusal(check_password, password, "zhao") == (code, values)
    else:
        check_password(password, "zhao")


@pytest.mark.parametrize(
    ("name", "taken"), [("zh", True), ("zha", False), ("ZHA", False), ("赵敏子", True)]
)
def test_a_name_of_three_letters_is_looked_for_in_the_password(name, taken) -> None:
    if taken:
        check_password("my zha 1234", name)
    else:
        assert refusal(check_password, "my Zha 1234", name)[0] == "password_name"


@on_one_database
def test_the_longest_password_is_looked_at_to_its_last_letter(gate, boss) -> None:
    longest = "ab1 cd2 ef, not gh3: " * 6 + "xy"
    auth.create_account(boss, "zhao", "赵", Role.STAFF, password=longest)
    assert fails(gate, "zhao", longest + "x").code == "wrong"
    assert fails(gate, "zhao", longest[:-1] + "x").code == "wrong"
    assert auth.sign_in(gate, "zhao", longest, ip_address=HOME).actor.signed_in


@on_one_database
def test_accounts_are_listed_by_name_with_all_that_is_known_of_them(boss, clock) -> None:
    made = [
        auth.create_account(boss, name, shown, role, area=area, password=password)
        for name, shown, role, area, password in (
            ("wang", "王", Role.REVIEWER, "330200", PASSWORD),
            ("li", "李", Role.VIEWER, "", None),
            ("zhao", "赵", Role.STAFF, "ORG-A", None),
        )
    ]
    auth.disable_account(boss, account_now(boss, made[1].id))
    listed = auth.list_accounts(boss)
    assert [account.name for account in listed] == ["li", "wang", "zhao"]
    li, wang, zhao = listed
    assert (li.id, li.display_name, li.role, li.disabled) == (made[1].id, "李", Role.VIEWER, True)
    assert (wang.role, wang.area, wang.has_password) == (Role.REVIEWER, "330200", True)
    assert (zhao.area, zhao.has_password, zhao.external) == ("ORG-A", False, "")
    assert {account.created_at for account in listed} == {clock.at}
    assert [account.disabled for account in (wang, zhao)] == [False, False]
    assert len({account.id for account in made}) == 3
    assert all(len(account.id) == 16 for account in made)


@on_one_database
def test_a_change_of_one_account_leaves_the_others_as_they_were(gate, boss, person) -> None:
    first, second = person("zhao", Role.STAFF), person("wang", Role.STAFF)
    auth.reset_password(boss, account_now(boss, first.account_id), OTHER)
    auth.set_role(boss, account_now(boss, first.account_id), Role.REVIEWER)
    auth.set_area(boss, account_now(boss, first.account_id), "330200")
    auth.set_display_name(boss, account_now(boss, first.account_id), "新")
    auth.disable_account(boss, account_now(boss, first.account_id))
    other = next(each for each in auth.list_accounts(boss) if each.name == "wang")
    assert (other.role, other.area, other.display_name, other.disabled) == (
        Role.STAFF, "", "wang", False,
    )  # fmt: skip
    assert auth.require(second, auth.Action.UPLOAD).name == "wang"
    assert auth.sign_in(gate, "wang", PASSWORD, ip_address="192.0.2.99").actor.signed_in


@on_one_database
def test_what_shuts_nobody_out_ends_no_session(boss, person) -> None:
    staff = person("zhao", Role.STAFF)
    auth.set_role(boss, account_now(boss, staff.account_id), Role.REVIEWER)
    auth.set_area(boss, account_now(boss, staff.account_id), "330200")
    auth.set_display_name(boss, account_now(boss, staff.account_id), "新")
    auth.enable_account(boss, account_now(boss, staff.account_id))
    assert auth.require(staff, auth.Action.UPLOAD).display_name == "新"
    auth.reset_password(boss, account_now(boss, staff.account_id), OTHER)
    with pytest.raises(auth.PermissionDeniedError):
        auth.require(staff, auth.Action.UPLOAD)


@on_one_database
def test_each_account_is_told_by_its_own_name_and_mistakes_by_their_code(boss) -> None:
    for call in (auth.disable_account, auth.enable_account, auth.issue_invitation):
        assert refusal(call, boss, account_now(boss, "nobody")) == ("account_unknown", {})
    assert (
        refusal(auth.reset_password, boss, account_now(boss, "nobody"), OTHER)[0]
        == "account_unknown"
    )
    assert (
        refusal(auth.set_display_name, boss, account_now(boss, "nobody"), "x")[0]
        == "account_unknown"
    )


def test_as_long_as_is_promised_is_allowed_and_no_longer() -> None:
    most = AuthLimits(session=timedelta(hours=8), idle=timedelta(minutes=60))
    assert (most.session, most.idle) == (timedelta(hours=8), timedelta(minutes=60))
    second = timedelta(seconds=1)
    assert refusal(AuthLimits, session=timedelta(hours=8) + second)[0] == "session_too_long"
    assert refusal(AuthLimits, idle=timedelta(minutes=60) + second)[0] == "session_too_long"
    said = AuthLimits()
    assert (said.session, said.idle) == (timedelta(hours=8), timedelta(minutes=60))
    assert (said.first_admin_link, said.invitation) == (timedelta(minutes=15), timedelta(hours=24))
    assert (said.oidc_request, said.window) == (timedelta(minutes=10), timedelta(seconds=60))
    assert said.failures == 5


@pytest.mark.parametrize(
    ("address", "taken"),
    [
        ("https://login.example.org", True),
        ("http://localhost:9", True),
        ("http://127.0.0.1", True),
        ("http://[::1]:80/x", True),
        ("http://login.example.org", False),
        ("http://127.0.0.1.evil.example", False),
        ("ftp://localhost", False),
        ("https", False),
        ("http://", False),
    ],
)
def test_a_provider_is_reached_by_https_or_on_this_machine(address, taken) -> None:
    if taken:
        check_https(address)
        assert OidcProvider(address, "c", "/", "g").scopes == ("openid", "profile")
    else:
        assert refusal(check_https, address) == ("oidc_plain_http", {"address": address})


@pytest.mark.parametrize(
    ("groups", "within"),
    [
        (["a", "staff", "b"], True),
        (["a", "b"], False),
        ([], False),
        ("staff", True),
        ("staffs", False),
        (None, False),
        ({"staff": 1}, False),
    ],
)
def test_a_group_is_one_of_a_list_or_the_only_one(groups, within) -> None:
    provider = OidcProvider("https://i", "c", "/", "staff", groups_claim="roles")
    assert provider.is_in_group({"roles": groups}) is within
    assert provider.is_in_group({"groups": ["staff"]}) is False


@on_one_database
def test_wrong_answers_carry_a_code_and_nothing_that_was_typed(gate, boss) -> None:
    auth.create_account(boss, "zhao", "赵", Role.STAFF, password=PASSWORD)
    with pytest.raises(SignInError) as failed:
        auth.sign_in(gate, "somebody", "a secret", ip_address=HOME)
    assert (failed.value.code, failed.value.values, str(failed.value)) == ("wrong", {}, "wrong")
    (row,) = auth.read_audit(boss, event=AuditEvent.SIGN_IN_FAILED)
    assert row.detail == '{"address": "192.0.2.1", "method": "password"}'
