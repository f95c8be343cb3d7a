import io
import logging
import traceback

import pytest
from sqlalchemy import text

import auth
from auth import AuditEvent, AuthError, Role

PASSWORD = "canary password 7f3a"
OTHER = "canary password 9b2e"


def refused(call, *args, **more) -> str:
    with pytest.raises(AuthError) as refusal:
        call(*args, **more)
    return "".join(traceback.format_exception(refusal.value))


def everything_kept(boss) -> str:
    kept = "".join(row.who + row.subject + row.detail for row in auth.read_audit(boss))
    with boss.database.read_transaction() as db:
        for name in ("accounts", "sessions", "claims", "attempts", "departures", "audit"):
            kept += "".join(str(row) for row in db.execute(text(f"SELECT * FROM {name}")))
    return kept


def test_no_password_token_or_link_is_written_anywhere(gate, boss, caplog, capfd):
    """Everything that takes or makes a secret, rightly and wrongly, and then every trace of it."""
    caplog.set_level(logging.DEBUG)
    claim = auth.issue_first_admin_link(boss)
    assert claim is not None
    me = {"name": "li", "display_name": "李", "ip_address": "::1"}
    first = auth.redeem_link(gate, claim.token, PASSWORD, **me)
    said = refused(auth.peek_link, gate, claim.token)
    said += refused(auth.create_account, boss, PASSWORD, PASSWORD * 9, Role.STAFF)
    said += refused(auth.create_account, boss, "zhao", "赵", Role.STAFF, password=PASSWORD[:9])
    said += refused(auth.sign_in, gate, "li", OTHER, ip_address="::1")
    said += refused(auth.sign_in, gate, PASSWORD, "li", ip_address="::1")  # in the wrong field
    second = auth.sign_in(gate, "li", PASSWORD, ip_address="::1", old_token=first.token)
    third = auth.change_password(second.actor, PASSWORD, OTHER, ip_address="::1")
    said += refused(auth.require, second.actor, auth.Action.PUBLISH)
    auth.sign_out(third.actor)
    auth.back_up(boss, io.BytesIO())

    out, err = capfd.readouterr()
    said += out + err + caplog.text + repr([claim, first, second, third, boss, gate])
    said += repr(auth.list_accounts(boss))
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
    assert "canary-17" not in repr(auth.AuthDatabase(engine))


def test_a_denial_carries_a_code_and_no_more(gate, boss):
    with pytest.raises(auth.PermissionDeniedError) as denied:
        auth.require(auth.anonymous_actor(gate), auth.Action.PUBLISH)
    assert str(denied.value) == "not_signed_in"
    assert len(auth.read_audit(boss, event=AuditEvent.DENIED)) == 1
