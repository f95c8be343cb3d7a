import statistics
import threading
import time
from collections.abc import Callable

import pytest
from sqlalchemy import select

import auth
from auth import (
    AuditEvent,
    AuthDatabase,
    AuthLimits,
    InvalidValueError,
    PasswordHashing,
    Role,
    SignInError,
)
from auth.passwords import check_password
from auth.rate_limit import begin_attempt, client_network
from auth.schema import accounts
from tests.helpers.auth_db import CHEAP, HOME, PASSWORD, fails


def test_wrong_unknown_and_disabled_are_one_answer(gate, boss, zhao, person):
    disabled = person("disabled", Role.STAFF)
    auth.disable_account(boss, disabled.account_id)
    auth.create_account(boss, "outside", "外", Role.STAFF)
    answers = [
        fails(gate, "zhao", "wrong password", "192.0.2.10"),
        fails(gate, "nobody", PASSWORD, "192.0.2.11"),
        fails(gate, "disabled", PASSWORD, "192.0.2.12"),
        fails(gate, "outside", PASSWORD, "192.0.2.13"),
        fails(gate, "a\0'; DROP TABLE accounts; --", PASSWORD, "192.0.2.14"),
        fails(gate, "zhao", "x" * 1_000_000, "192.0.2.15"),
        fails(gate, "zhao", "\ud800" * 12, "192.0.2.16"),
    ]
    assert {(answer.code, tuple(answer.values)) for answer in answers} == {("wrong", ())}
    rows = auth.read_audit(boss, event=AuditEvent.SIGN_IN_FAILED)
    names = ["zhao", "zhao", "anonymous", "outside", "disabled", "anonymous", "zhao"]
    assert [row.who for row in rows] == names


def test_eight_wrong_passwords_lock_for_the_rest_of_the_minute(gate, zhao, clock, boss):
    codes = [fails(gate, "zhao", f"wrong {n}", f"192.0.2.{n}").code for n in range(8)]
    assert codes == ["wrong"] * 5 + ["too_many"] * 3
    limited = fails(gate, "zhao", PASSWORD, "198.51.100.1")  # even the right one
    assert (limited.code, limited.values) == ("too_many", {"seconds": 60})
    clock.advance(seconds=45)
    assert fails(gate, "zhao", PASSWORD).values == {"seconds": 15}
    clock.advance(seconds=15)
    assert auth.sign_in(gate, "zhao", PASSWORD, address=HOME).actor.signed_in
    assert len(auth.read_audit(boss, event=AuditEvent.SIGN_IN_LIMITED)) == 1


def test_an_address_is_limited_whatever_the_names(gate, zhao):
    codes = [fails(gate, f"name{n}", "guess").code for n in range(8)]
    assert codes == ["wrong"] * 5 + ["too_many"] * 3
    assert fails(gate, "zhao", PASSWORD).code == "too_many"
    assert auth.sign_in(gate, "zhao", PASSWORD, address="192.0.2.2").actor.signed_in


def test_signing_in_rightly_does_not_count(gate, zhao):
    for _ in range(12):
        assert auth.sign_in(gate, "zhao", PASSWORD, address=HOME).actor.signed_in


def test_a_thousand_guesses_get_five_a_minute_for_each_account(gate, boss, clock):
    for n in range(50):
        auth.create_account(boss, f"user{n}", "某", Role.STAFF, password=PASSWORD)
    outcomes = [
        fails(gate, f"user{n % 50}", "guess", f"10.0.{n // 50}.{n % 50}").code for n in range(1000)
    ]
    assert outcomes.count("wrong") == 250
    assert outcomes.count("too_many") == 750
    assert len(auth.read_audit(boss, event=AuditEvent.SIGN_IN_LIMITED, limit=1000)) == 50
    clock.advance(seconds=60)
    for n in range(50):
        assert auth.sign_in(gate, f"user{n}", PASSWORD, address=f"10.1.0.{n}").actor.signed_in


def test_guesses_all_at_once_get_no_more(gate, zhao):
    codes: list[str] = []
    start = threading.Barrier(12)

    def guess() -> None:
        start.wait()
        try:
            auth.sign_in(gate, "zhao", "guess", address=HOME)
        except SignInError as failed:
            codes.append(failed.code)

    threads = [threading.Thread(target=guess) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(codes) == ["too_many"] * 7 + ["wrong"] * 5


def test_a_guess_counts_before_it_is_answered(gate):
    for _ in range(5):
        begin_attempt(gate, "zhao", HOME)
    with pytest.raises(SignInError) as refused:
        begin_attempt(gate, "zhao", HOME)
    assert refused.value.code == "too_many"


def test_a_clock_set_back_locks_nobody_out(gate, zhao, clock):
    for _ in range(5):
        fails(gate, "zhao", "guess")
    clock.advance(days=-1)
    assert auth.sign_in(gate, "zhao", PASSWORD, address=HOME).actor.signed_in


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("testclient", ""),
        ("", ""),
    ],
)
def test_an_address_is_what_one_person_holds(address, network):
    assert client_network(address) == network


def test_an_unknown_name_takes_as_long_as_a_wrong_password(
    tmp_path, opened: Callable[..., AuthDatabase]
):
    generous = AuthLimits(failures=10_000)
    gate = opened(f"sqlite:///{tmp_path}/a.db", hashing=PasswordHashing(), limits=generous)
    boss = auth.operator_actor(gate, "LI")
    auth.create_account(boss, "zhao", "赵", Role.STAFF, password=PASSWORD)
    taken: dict[str, list[float]] = {"zhao": [], "nobody": []}
    for _ in range(11):  # by turns, so that whatever else the machine does hits both
        for name, times in taken.items():
            begun = time.process_time()
            fails(gate, name, "wrong password")
            times.append(time.process_time() - begun)
    known, unknown = (statistics.median(times) for times in taken.values())
    assert known > 0.01
    assert abs(known - unknown) / known < 0.2


# Passwords


def test_a_password_is_kept_as_argon2id_with_recommended_costs(tmp_path, opened, boss):
    gate = opened(f"sqlite:///{tmp_path}/a.db", hashing=PasswordHashing())
    auth.create_account(
        auth.operator_actor(gate, "LI"), "zhao", "赵", Role.STAFF, password=PASSWORD
    )
    with gate.read_transaction() as db:
        kept = db.execute(select(accounts.c.password_hash)).scalar_one()
    assert kept.startswith("$argon2id$v=19$m=65536,t=3,p=4$")


def test_a_hash_made_with_other_costs_is_made_anew_at_sign_in(database, opened, clock):
    old = opened(database, clock=clock, hashing=PasswordHashing(1, 32, 1))
    auth.create_account(auth.operator_actor(old, "LI"), "zhao", "赵", Role.STAFF, password=PASSWORD)
    now = opened(database, clock=clock, hashing=CHEAP)
    assert auth.sign_in(now, "zhao", PASSWORD, address=HOME).actor.signed_in
    with now.read_transaction() as db:
        kept = db.execute(select(accounts.c.password_hash)).scalar_one()
    assert kept.startswith("$argon2id$v=19$m=64,t=1,p=1$")
    assert auth.sign_in(now, "zhao", PASSWORD, address=HOME).actor.signed_in


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("123456789", "password_short"),
        ("x" * 129, "password_long"),
        ("x" * 40, "password_common"),
        ("1212121212", "password_common"),
        ("12345678910", "password_common"),
        ("Password123", "password_common"),
        ("Ｐａｓｓｗｏｒｄ１２３", "password_common"),
        ("abcdefghijkl", "password_common"),
        ("9876543210", "password_common"),
        ("gonghui2024", "password_common"),
        ("I am Zhaomin!", "password_name"),
        ("correct horse battery", ""),
        ("宁波市总工会提示函制度", ""),
        ("x" * 120 + "abcdefgh", ""),
    ],
)
def test_a_password_is_long_uncommon_and_not_the_name(password, code):
    if not code:
        check_password(password, "zhaomin")
        return
    with pytest.raises(InvalidValueError) as invalid:
        check_password(password, "zhaomin")
    assert invalid.value.code == code


def test_a_password_typed_with_full_width_letters_is_the_same(gate, boss):
    auth.create_account(boss, "zhao", "赵", Role.STAFF, password="horse battery 7")
    typed = "ｈｏｒｓｅ　ｂａｔｔｅｒｙ　７"
    assert auth.sign_in(gate, "zhao", typed, address=HOME).actor.signed_in
