import io
import logging
import traceback

import pytest
from sqlalchemy import text

import access
from access import Event, Refused, Role

PASSWORD = "canary password 7f3a"
OTHER = "canary password 9b2e"


def refused(call, *args, **more) -> str:
    with pytest.raises(Refused) as refusal:
        call(*args, **more)
    return "".join(traceback.format_exception(refusal.value))


def everything_kept(boss) -> str:
    kept = "".join(row.who + row.subject + row.detail for row in access.read_audit(boss))
    with boss.gate.reading() as db:
        for name in ("accounts", "sessions", "claims", "attempts", "departures", "audit"):
            kept += "".join(str(row) for row in db.execute(text(f"SELECT * FROM {name}")))
    return kept


def test_no_password_token_or_link_is_written_anywhere(gate, boss, caplog, capfd):
    """Everything that takes or makes a secret, rightly and wrongly, and then every trace of it."""
    caplog.set_level(logging.DEBUG)
    claim = access.issue_claim(boss)
    assert claim is not None
    me = {"name": "li", "display_name": "李", "address": "::1"}
    first = access.redeem_claim(gate, claim.token, PASSWORD, **me)
    said = refused(access.look_at_claim, gate, claim.token)
    said += refused(access.create_account, boss, PASSWORD, PASSWORD * 9, Role.STAFF)
    said += refused(access.create_account, boss, "zhao", "赵", Role.STAFF, password=PASSWORD[:9])
    said += refused(access.sign_in, gate, "li", OTHER, address="::1")
    said += refused(access.sign_in, gate, PASSWORD, "li", address="::1")  # in the wrong field
    second = access.sign_in(gate, "li", PASSWORD, address="::1", presented=first.token)
    third = access.change_password(second.actor, PASSWORD, OTHER, address="::1")
    said += refused(access.require, second.actor, access.Action.PUBLISH)
    access.sign_out(third.actor)
    access.back_up(boss, io.BytesIO())

    out, err = capfd.readouterr()
    said += out + err + caplog.text + repr([claim, first, second, third, boss, gate])
    said += repr(access.list_accounts(boss))
    kept = everything_kept(boss)
    assert "test_no_secrets.py" in said
    assert "argon2id" in kept
    tokens = [claim.token, first.token, second.token, third.token]
    for secret in [PASSWORD, OTHER, PASSWORD[:9], *tokens]:
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
