import io
import logging
import traceback

import pytest
from sqlalchemy import text

import access
from access import Event, Refused, Role

PASSWORD = "canary password 7f3a"
OTHER = "canary password 9b2e"


def everything_said(log: pytest.LogCaptureFixture, printed: pytest.CaptureFixture[str]) -> str:
    out, err = printed.readouterr()
    return out + err + log.text


def test_no_password_token_or_link_is_written_anywhere(gate, boss, caplog, capfd):
    """Everything that takes or makes a secret, rightly and wrongly, and then every trace of it."""
    caplog.set_level(logging.DEBUG)
    tracebacks: list[str] = []

    def refused(call, *args, **more) -> None:
        try:
            call(*args, **more)
        except Refused:
            tracebacks.append(traceback.format_exc())
        else:
            pytest.fail("not refused")

    claim = access.issue_claim(boss)
    assert claim is not None
    first = access.redeem_claim(
        gate, claim.token, PASSWORD, name="li", display_name="李", address="::1"
    )
    refused(access.look_at_claim, gate, claim.token)
    refused(access.create_account, boss, PASSWORD, PASSWORD * 9, Role.STAFF)
    refused(access.create_account, boss, "zhao", "赵", Role.STAFF, password=PASSWORD[:9])
    refused(access.sign_in, gate, "li", OTHER, address="::1")
    refused(access.sign_in, gate, PASSWORD, "li", address="::1")  # typed in the wrong field
    second = access.sign_in(gate, "li", PASSWORD, address="::1", presented=first.token)
    third = access.change_password(second.actor, PASSWORD, OTHER, address="::1")
    refused(access.require, second.actor, access.Action.PUBLISH)
    access.sign_out(third.actor)

    secrets = [PASSWORD, OTHER, PASSWORD[:9], claim.token, first.token, second.token, third.token]
    stream = io.BytesIO()
    access.back_up(boss, stream)
    said = everything_said(caplog, capfd) + "".join(tracebacks)
    said += repr([claim, first, second, third, boss, gate]) + repr(access.list_accounts(boss))
    kept = "".join(row.who + row.subject + row.detail for row in access.read_audit(boss))
    with gate.reading() as db:
        names = ["accounts", "sessions", "claims", "attempts", "departures", "audit"]
        for name in names:
            kept += "".join(str(row) for row in db.execute(text(f"SELECT * FROM {name}")))
    assert tracebacks
    assert "zhao" not in kept
    for secret in secrets:
        assert secret not in said
        assert secret not in kept


def test_the_database_address_is_shown_without_its_password(gate):
    from sqlalchemy import create_engine

    engine = create_engine("postgresql+psycopg://dashboard:canary-17@db.example.org/union")
    assert "canary-17" not in repr(access.Gate(engine))


def test_a_denial_carries_a_code_and_no_more(gate, boss):
    with pytest.raises(access.Denied) as denied:
        access.require(access.anonymous(gate), access.Action.PUBLISH)
    assert str(denied.value) == "not_signed_in"
    assert len(access.read_audit(boss, event=Event.DENIED)) == 1
